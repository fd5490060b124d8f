package nps_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/nps"
)

func TestParseRating(t *testing.T) {
	for text, want := range map[string]nps.Rating{"0": 0, "5": 5, "05": 5, "10": 10, "00000000000000000007": 7} {
		if got, err := nps.ParseRating(text); err != nil || got != want {
			t.Errorf("%q: %v, %v, want %d", text, got, err, want)
		}
	}
	for _, text := range []string{
		"", " ", "-", "-0", "-000", "--1", "-+1", "-6.5", "-00000000000000000001", "5 ", " 5", "+5", "6.5", "5.0", "5,0", "1e1", "0x5", "٥", "５", "five", "5\x00", "\xff",
		"000000000000000000005", strings.Repeat("5", 1<<20),
	} {
		got, err := nps.ParseRating(text)
		if !errors.Is(err, cx.ErrEncoding) || got != 0 || len(err.Error()) > 200 || !strings.HasPrefix(err.Error(), "nps: ") {
			t.Errorf("%.40q: %v, %.300v, want a short cx.ErrEncoding from nps", text, got, err)
		}
	}
	for _, text := range []string{"11", "-1", "-05", "-9999999999999999999", "99999999999999999999", "18446744073709551621", "100", "109", "256"} {
		if got, err := nps.ParseRating(text); !errors.Is(err, cx.ErrOutOfRange) || got != 0 {
			t.Errorf("%q: %v, %v, want cx.ErrOutOfRange", text, got, err)
		}
	}
}

package ids_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/cxmetrics/cx/internal/ids"
	"github.com/cxmetrics/cx/internal/sentinel"
)

func TestCheck(t *testing.T) {
	for _, id := range []any{1, "", nil, math.Inf(1), [2]int{}} {
		if err := ids.Check(id); err != nil {
			t.Errorf("%v: %v", id, err)
		}
	}
	if err := ids.Check(math.NaN()); !errors.Is(err, sentinel.OutOfRange) {
		t.Errorf("NaN: %v", err)
	}
	if err := ids.Check([1]float64{math.NaN()}); !errors.Is(err, sentinel.OutOfRange) {
		t.Errorf("an array with NaN: %v", err)
	}
}

func TestQuote(t *testing.T) {
	for id, want := range map[any]string{7: `"7"`, "a\n": `"a\n"`} {
		if got := ids.Quote(id); got != want {
			t.Errorf("%v is quoted %s, want %s", id, got, want)
		}
	}
	if got := ids.Quote(strings.Repeat("x", 1000)); len(got) != 42 {
		t.Errorf("a long ID is quoted %s", got)
	}
}

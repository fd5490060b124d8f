package period_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/period"
)

func TestPeriodInDatabases(t *testing.T) {
	for _, text := range []string{"2024-03-10", "2024-W07", "2024-03", "2024-Q3", "2024-H1", "2024", "2024-03-10-W", "2024-07-FQ2", "2024-04-FY"} {
		p := parse(t, text)
		if v, err := p.Value(); err != nil || v != text {
			t.Errorf("the database gets %v, %v; want %s", v, err, text)
		}
		for _, src := range []any{text, []byte(text)} {
			var back period.Period
			if err := back.Scan(src); err != nil || back != p {
				t.Errorf("%v is scanned as %v, %v", src, back, err)
			}
		}
	}
	if v, err := (period.Period{}).Value(); v != nil || err != nil {
		t.Errorf("the zero Period is %v, %v; want NULL", v, err)
	}
	p := parse(t, "2024-03")
	if err := p.Scan(nil); err != nil || !p.IsZero() {
		t.Errorf("NULL is scanned as %v, %v", p, err)
	}
	for _, c := range []struct {
		src  any
		want error
	}{
		{int64(2024), cx.ErrEncoding},
		{2024.0, cx.ErrEncoding},
		{true, cx.ErrEncoding},
		{time.Date(2024, 3, 10, 0, 0, 0, 0, time.UTC), cx.ErrEncoding},
		{"", cx.ErrEncoding},
		{" 2024", cx.ErrEncoding},
		{[]byte(nil), cx.ErrEncoding},
		{"2024-13", cx.ErrOutOfRange},
		{strings.Repeat("2024", 1<<16), cx.ErrEncoding},
	} {
		before := parse(t, "2024-03")
		p := before
		if err := p.Scan(c.src); !errors.Is(err, c.want) || p != before || len(err.Error()) > 200 {
			t.Errorf("%.40v is scanned as %v, %v; want %v", c.src, p, err, c.want)
		}
	}
}

package journey_test

import (
	"iter"
	"maps"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/journey"
)

// at yields times of the reader r.
func at(times ...time.Time) iter.Seq2[string, time.Time] {
	return func(yield func(string, time.Time) bool) {
		for _, t := range times {
			if !yield("r", t) {
				return
			}
		}
	}
}

func TestDeflectionOne(t *testing.T) {
	deflected, asked, unknown := estimate.Proportion{Hits: 1}, estimate.Proportion{Misses: 1}, estimate.Proportion{}
	for _, tt := range []struct {
		name           string
		views, tickets iter.Seq2[string, time.Time]
		until          time.Time
		want           estimate.Proportion
	}{
		{"no ticket", at(minute(0)), at(), minute(60), deflected},
		{"window not over", at(minute(0)), at(), minute(60).Add(-1), unknown},
		{"window not over, but a ticket", at(minute(0)), at(minute(1)), minute(59), unknown},
		{"a ticket at once", at(minute(0)), at(minute(0)), minute(60), asked},
		{"a ticket before", at(minute(0)), at(minute(0).Add(-1)), minute(60), deflected},
		{"the last instant", at(minute(0)), at(minute(60).Add(-1)), minute(60), asked},
		{"when the window is over", at(minute(0)), at(minute(60)), minute(60), deflected},
		{"a ticket before and one after", at(minute(5)), at(minute(9), minute(4)), minute(65), asked},
		{"the ticket follows the second view", at(minute(100), minute(0)), at(minute(120)), minute(200), asked},
		{"of which the window is not over", at(minute(0), minute(100)), at(minute(120)), minute(150), deflected},
		{"no views", at(), at(minute(0)), minute(60), unknown},
	} {
		got, err := journey.Deflection(tt.views, tt.tickets, time.Hour, tt.until)
		if err != nil || got != tt.want {
			t.Errorf("%s: %+v, %v, want %+v", tt.name, got, err, tt.want)
		}
	}
	other := maps.All(map[string]time.Time{"someone else": minute(1)})
	if got, err := journey.Deflection(at(minute(0)), other, time.Hour, minute(60)); err != nil || got != deflected {
		t.Errorf("a ticket of another: %+v, %v", got, err)
	}
}

func TestDeflectionRefuses(t *testing.T) {
	for _, window := range []time.Duration{0, -1} {
		_, err := journey.Deflection(at(), at(), window, minute(0))
		wantErr(t, window.String(), err, cx.ErrOutOfRange)
	}
	for what, err := range map[string]error{
		"view at index 1":   second(journey.Deflection(at(minute(0), time.Time{}), at(), 1, minute(0))),
		"ticket at index 0": second(journey.Deflection(at(minute(0)), at(time.Time{}), 1, minute(0))),
	} {
		wantErr(t, what, err, cx.ErrOutOfRange)
		if err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("%v does not name the %s", err, what)
		}
	}
	nan := maps.All(map[float64]time.Time{math.NaN(): minute(0)})
	_, err := journey.Deflection(nan, maps.All(map[float64]time.Time{}), 1, minute(0))
	wantErr(t, "NaN", err, cx.ErrOutOfRange)
}

func second[T any](_ T, err error) error { return err }

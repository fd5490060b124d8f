package journey_test

import (
	"math"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/journey"
)

func TestTasks(t *testing.T) {
	tasks, err := journey.NewTasks("price", "not found")
	must(t, err)
	_, err = tasks.Completion().Score()
	wantErr(t, "no answers", err, cx.ErrNoData)
	must(t, tasks.AddCompleted(6))
	must(t, tasks.AddFailed("price", 2))
	must(t, tasks.AddFailed("", 1))
	wantErr(t, "reason outside the set", tasks.AddFailed("weather", 1), cx.ErrOutOfRange)
	if got, want := tasks.Completion(), (estimate.Proportion{Hits: 6, Misses: 3}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if got, want := tasks.Reasons().Share("price"), (estimate.Proportion{Hits: 2}); got != want {
		t.Errorf("reasons %+v, want %+v", got, want)
	}
	var all journey.Tasks
	must(t, all.AddCompleted(1))
	must(t, all.Merge(tasks))
	if got, want := all.Completion(), (estimate.Proportion{Hits: 7, Misses: 3}); got != want {
		t.Errorf("merged %+v, want %+v", got, want)
	}
	if got := all.Reasons().Count("price"); got != 2 {
		t.Errorf("merged %d for the price, want 2", got)
	}
}

func TestTasksBounds(t *testing.T) {
	var full, reasons journey.Tasks
	must(t, full.AddCompleted(math.MaxUint64))
	must(t, full.AddFailed("", math.MaxUint64))
	wantErr(t, "one more completed", full.AddCompleted(1), cx.ErrOverflow)
	wantErr(t, "one more failed", full.AddFailed("price", 1), cx.ErrOverflow)
	must(t, reasons.AddFailed("price", 1))
	wantErr(t, "merging", full.Merge(&reasons), cx.ErrOverflow)
	if got := full.Reasons().Count("price"); got != 0 {
		t.Errorf("a refused answer left %d reasons", got)
	}
	other, err := journey.NewTasks("price")
	must(t, err)
	must(t, other.AddCompleted(1))
	wantErr(t, "merging another set", reasons.Merge(other), cx.ErrMismatch)
	if got, want := reasons.Completion(), (estimate.Proportion{Misses: 1}); got != want {
		t.Errorf("after an error %+v, want %+v", got, want)
	}
	_, err = journey.NewTasks()
	wantErr(t, "no reasons", err, cx.ErrOutOfRange)
}

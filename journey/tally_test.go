package journey_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/journey"
	"github.com/google/go-cmp/cmp"
)

func counts(t *journey.Tally) map[string]uint64 { return maps.Collect(t.All()) }

func closed(t testing.TB, labels ...string) *journey.Tally {
	t.Helper()
	tally, err := journey.NewTally(labels...)
	must(t, err)
	return tally
}

func TestNewTallyRefuses(t *testing.T) {
	many := make([]string, journey.MaxLabels+1)
	for i := range many {
		many[i] = fmt.Sprint(i)
	}
	for name, labels := range map[string][]string{
		"no labels":  nil,
		"empty":      {"a", ""},
		"twice":      {"a", "b", "a"},
		"too long":   {strings.Repeat("x", journey.MaxLabelLen+1)},
		"not UTF-8":  {"a\xff"},
		"too many":   many,
		"a megabyte": {strings.Repeat("x", 1<<20)},
	} {
		_, err := journey.NewTally(labels...)
		wantErr(t, name, err, cx.ErrOutOfRange)
	}
	if tally := closed(t, many[1:]...); len(counts(tally)) != journey.MaxLabels {
		t.Errorf("%d labels, want %d", len(counts(tally)), journey.MaxLabels)
	}
}

func TestTallyClosed(t *testing.T) {
	tally := closed(t, "browse", "buy", "support")
	if !tally.Closed() {
		t.Error("not closed")
	}
	must(t, tally.AddN("buy", 3))
	wantErr(t, "outside the set", tally.Add("return"), cx.ErrOutOfRange)
	want := map[string]uint64{"browse": 0, "buy": 3, "support": 0}
	if got := counts(tally); !maps.Equal(got, want) {
		t.Errorf("counted %v, want %v", got, want)
	}
	if got, want := tally.Share("browse"), (estimate.Proportion{Misses: 3}); got != want {
		t.Errorf("share %+v, want %+v", got, want)
	}
}

func TestTallyBounds(t *testing.T) {
	var tally journey.Tally
	for i := range journey.MaxLabels {
		must(t, tally.Add(fmt.Sprint(i)))
	}
	wantErr(t, "one label too many", tally.Add("more"), cx.ErrOverflow)
	var last, merged journey.Tally
	must(t, last.Add("0"))
	must(t, merged.Merge(&tally))
	must(t, merged.Merge(&last))
	if merged.Count("0") != 2 || len(counts(&merged)) != journey.MaxLabels {
		t.Errorf("merging makes %d labels", len(counts(&merged)))
	}
	wantErr(t, "empty label", tally.Add(""), cx.ErrOutOfRange)
	wantErr(t, "a megabyte", tally.Add(strings.Repeat("x", 1<<20)), cx.ErrOutOfRange)
	must(t, tally.AddN("7", journey.MaxCount-1))
	wantErr(t, "one count too many", tally.Add("7"), cx.ErrOverflow)
	if got := tally.Count("7"); got != journey.MaxCount {
		t.Errorf("counted %d, want %d", got, uint64(journey.MaxCount))
	}
	for label := range tally.All() {
		must(t, tally.AddN(label, journey.MaxCount-tally.Count(label)))
	}
	if got, want := tally.N(), uint64(journey.MaxLabels)*journey.MaxCount; got != want {
		t.Errorf("all labels full: %d, want %d", got, want)
	}
}

func TestTallyMergeRefuses(t *testing.T) {
	var open, other journey.Tally
	must(t, open.Add("a"))
	full, err := journey.Collect(func(yield func(string) bool) {
		for i := range journey.MaxLabels {
			if !yield(fmt.Sprint(i)) {
				return
			}
		}
	})
	must(t, err)
	must(t, other.AddN("a", journey.MaxCount))
	for _, tt := range []struct {
		name     string
		to, from *journey.Tally
		want     error
	}{
		{"open into closed", closed(t, "a"), &open, cx.ErrMismatch},
		{"closed into open", &open, closed(t, "a"), cx.ErrMismatch},
		{"other label", closed(t, "a", "b"), closed(t, "a", "c"), cx.ErrMismatch},
		{"more labels", closed(t, "a"), closed(t, "a", "c"), cx.ErrMismatch},
		{"fewer labels", closed(t, "a", "c"), closed(t, "a"), cx.ErrMismatch},
		{"full count", &open, &other, cx.ErrOverflow},
		{"too many labels", full, &open, cx.ErrOverflow},
	} {
		before := counts(tt.to)
		wantErr(t, tt.name, tt.to.Merge(tt.from), tt.want)
		if diff := cmp.Diff(before, counts(tt.to)); diff != "" {
			t.Errorf("%s: changed on an error:\n%s", tt.name, diff)
		}
	}
}

// TestTallyMergeCopies makes sure that a merge shares no memory.
func TestTallyMergeCopies(t *testing.T) {
	var from, to journey.Tally
	must(t, from.Add("a"))
	must(t, to.Merge(&from))
	must(t, from.Add("a"))
	must(t, to.Add("b"))
	if to.Count("a") != 1 || from.Count("b") != 0 {
		t.Errorf("%v and %v share memory", counts(&to), counts(&from))
	}
}

func TestTallyNoData(t *testing.T) {
	var tally journey.Tally
	must(t, tally.AddN("a", 0))
	if got := counts(&tally); len(got) != 0 {
		t.Errorf("adding none made %v", got)
	}
	_, err := tally.Share("a").Score()
	wantErr(t, "share", err, cx.ErrNoData)
	_, err = tally.Goodman(0.95)
	wantErr(t, "Goodman", err, cx.ErrNoData)
	_, err = closed(t, "a", "b").Goodman(0.95)
	wantErr(t, "Goodman of a closed set", err, cx.ErrNoData)
	must(t, tally.Add("a"))
	_, err = tally.Goodman(95)
	wantErr(t, "level 95", err, cx.ErrOutOfRange)
}

func TestCollectNamesTheIndex(t *testing.T) {
	_, err := journey.Collect(slices.Values([]string{"a", "b", ""}))
	wantErr(t, "empty label", err, cx.ErrOutOfRange)
	if err == nil || !strings.Contains(err.Error(), "index 2") {
		t.Errorf("%v does not name index 2", err)
	}
}

// A closed set has an interval for a label that nobody named, and its level is shared
// among one more.
func TestGoodmanClosedAndOpen(t *testing.T) {
	open, shut := new(journey.Tally), closed(t, "a", "b", "c", "d")
	for label, n := range map[string]uint64{"a": 91, "b": 49, "c": 43} {
		must(t, open.AddN(label, n))
		must(t, shut.AddN(label, n))
	}
	narrow, err := open.Goodman(0.95)
	must(t, err)
	wide, err := shut.Goodman(0.95)
	must(t, err)
	if len(narrow) != 3 || len(wide) != 4 {
		t.Fatalf("%d and %d intervals", len(narrow), len(wide))
	}
	for i, share := range narrow {
		label, n := share.Label, share.Interval
		if w := wide[i].Interval; wide[i].Label != label || !(w.Low < n.Low && n.High < w.High) {
			t.Errorf("%s: with a fourth label %+v, not wider than %+v", label, w, n)
		}
	}
	if d := wide[3].Interval; d.Low != 0 || d.High <= 0 {
		t.Errorf("a label that nobody named: %+v", d)
	}
}

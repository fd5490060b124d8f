package estimate_test

import (
	"cmp"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"pgregory.net/rapid"
)

type answered struct {
	id     string
	at     time.Time
	rating int
}

type kept struct {
	id     string
	rating int
}

func respondentsOf(t interface{ Fatal(...any) }, keep estimate.Keep, answers []answered) *estimate.Respondents[string, int] {
	r, err := estimate.NewRespondents[string, int](keep)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range answers {
		if err := r.Add(a.id, a.at, a.rating); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

func all(r *estimate.Respondents[string, int]) (list []kept) {
	for id, rating := range r.All() {
		list = append(list, kept{id, rating})
	}
	return list
}

// byDefinition sorts all answers and takes those that count from each respondent's.
func byDefinition(keep estimate.Keep, answers []answered) (list []kept) {
	sorted := slices.SortedFunc(slices.Values(answers), func(a, b answered) int {
		return cmp.Or(cmp.Compare(a.id, b.id), a.at.Compare(b.at), cmp.Compare(a.rating, b.rating))
	})
	for i, a := range sorted {
		first := i == 0 || sorted[i-1].id != a.id
		// The lowest rating at the respondent's last instant.
		last := (first || sorted[i-1].at.Before(a.at)) &&
			!slices.ContainsFunc(sorted[i:], func(b answered) bool { return b.id == a.id && b.at.After(a.at) })
		if keep == estimate.KeepAll || keep == estimate.KeepFirst && first || keep == estimate.KeepLast && last {
			list = append(list, kept{a.id, a.rating})
		}
	}
	return list
}

func propertyRespondents(t *rapid.T) {
	keep := rapid.SampledFrom([]estimate.Keep{estimate.KeepLast, estimate.KeepFirst, estimate.KeepAll}).Draw(t, "keep")
	start := time.Date(2024, 3, 31, 1, 0, 0, 0, time.UTC)
	zones := []*time.Location{time.UTC, time.FixedZone("east", 7200), time.FixedZone("west", -18000)}
	answers := rapid.SliceOf(rapid.Custom(func(t *rapid.T) answered {
		at := start.Add(time.Duration(rapid.Int64Range(-3, 3).Draw(t, "nanoseconds")))
		return answered{
			id:     rapid.SampledFrom([]string{"", "a", "b", "c"}).Draw(t, "id"),
			at:     at.In(rapid.SampledFrom(zones).Draw(t, "zone")),
			rating: rapid.IntRange(0, 10).Draw(t, "rating"),
		}
	})).Draw(t, "answers")
	r := respondentsOf(t, keep, answers)
	want := byDefinition(keep, answers)
	check := func(name string, r *estimate.Respondents[string, int]) {
		if got := all(r); !slices.Equal(got, want) {
			t.Fatalf("%s: %v, want %v", name, got, want)
		}
		if r.N() != uint64(len(want)) || r.Dropped() != uint64(len(answers)-len(want)) {
			t.Fatalf("%s: %v of %d, %d dropped, want %d of %d", name, keep, r.N(), r.Dropped(), len(want), len(answers))
		}
	}
	check("whole", r)
	check("permuted", respondentsOf(t, keep, rapid.Permutation(answers).Draw(t, "permuted")))
	cut := rapid.IntRange(0, len(answers)).Draw(t, "cut")
	left, right := respondentsOf(t, keep, answers[:cut]), respondentsOf(t, keep, answers[cut:])
	var merged estimate.Respondents[string, int] // the zero value is the identity
	for _, part := range []*estimate.Respondents[string, int]{right, {}, left} {
		before := all(part)
		if err := merged.Merge(part); err != nil {
			if keep != estimate.KeepLast && part.N() == 0 {
				continue
			}
			t.Fatal(err)
		}
		if !slices.Equal(all(part), before) {
			t.Fatal("Merge changed its argument")
		}
	}
	check("merged", &merged)
}

func TestRespondentsProperties(t *testing.T) { rapid.Check(t, propertyRespondents) }

func TestRespondentsErrors(t *testing.T) {
	if _, err := estimate.NewRespondents[string, int](estimate.KeepAll + 1); err == nil {
		t.Error("a policy that does not exist is accepted")
	} else {
		wantError(t, "policy", err, cx.ErrOutOfRange)
	}
	at := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	r := respondentsOf(t, estimate.KeepFirst, []answered{{"a", at, 3}, {"a", at.Add(1), 4}})
	wantError(t, "no time", r.Add(string(make([]byte, 1<<20)), time.Time{}, 5), cx.ErrOutOfRange)
	wantError(t, "mismatch", r.Merge(respondentsOf(t, estimate.KeepLast, []answered{{"a", at, 3}})), cx.ErrMismatch)
	wantError(t, "mismatch", r.Merge(respondentsOf(t, estimate.KeepAll, nil)), cx.ErrMismatch)
	if got := all(r); len(got) != 1 || got[0] != (kept{"a", 3}) || r.Dropped() != 1 {
		t.Errorf("after errors: %v, %d dropped", got, r.Dropped())
	}
	// Two answers doubled 63 times pass 2^64-1. One of them counts.
	var err error
	for range 64 {
		if err = r.Merge(r); err != nil {
			break
		}
	}
	wantError(t, "doubled 64 times", err, cx.ErrOverflow)
	if got := all(r); len(got) != 1 || r.Dropped() != 1<<63-1 {
		t.Errorf("after overflow: %v, %d dropped", got, r.Dropped())
	}
}

func TestRespondentsEarlyStop(t *testing.T) {
	at := time.Unix(math.MaxInt32, 0)
	for _, keep := range []estimate.Keep{estimate.KeepLast, estimate.KeepAll} {
		r := respondentsOf(t, keep, []answered{{"a", at, 1}, {"b", at, 2}, {"c", at, 3}})
		seen := 0
		for range r.All() {
			if seen++; seen == 2 {
				break
			}
		}
		if seen != 2 {
			t.Errorf("%v: saw %d", keep, seen)
		}
	}
}

// Two answers at one instant: the lower number counts, whatever it means. On an effort
// scale that is the better of the two, as the documentation says.
func TestRespondentsTieOnAnEffortScale(t *testing.T) {
	const veryLowEffort, veryHighEffort = 1, 5
	at := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, keep := range []estimate.Keep{estimate.KeepLast, estimate.KeepFirst} {
		for _, answers := range [][]answered{
			{{"a", at, veryLowEffort}, {"a", at, veryHighEffort}},
			{{"a", at, veryHighEffort}, {"a", at, veryLowEffort}},
		} {
			if got := all(respondentsOf(t, keep, answers)); !slices.Equal(got, []kept{{"a", veryLowEffort}}) {
				t.Errorf("%v of %v: %v", keep, answers, got)
			}
		}
	}
}

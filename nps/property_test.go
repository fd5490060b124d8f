package nps_test

import (
	"math"
	"math/big"
	"slices"
	"testing"

	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/normal"
	"github.com/cxmetrics/cx/nps"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func drawRatings(t *rapid.T, least int) []nps.Rating {
	return rapid.SliceOfN(rapid.Map(rapid.IntRange(0, 10), func(r int) nps.Rating { return nps.Rating(r) }), least, 40).Draw(t, "ratings")
}

// drawGroups returns groups from a handful of respondents to nearly 2^64.
func drawGroups(t *rapid.T, label string) nps.Groups {
	most := rapid.SampledFrom([]uint64{3, 30, 1e6, 1 << 60, math.MaxUint64}).Draw(t, label+" at most")
	g := nps.Groups{
		Promoters:  rapid.Uint64Range(0, most).Draw(t, label+" promoters"),
		Passives:   rapid.Uint64Range(0, most).Draw(t, label+" passives"),
		Detractors: rapid.Uint64Range(0, most).Draw(t, label+" detractors"),
	}
	if g == (nps.Groups{}) {
		g.Passives = 1
	}
	return g
}

func drawLevel(t *rapid.T, label string) float64 {
	return rapid.Float64Range(normal.MinLevel, normal.MaxLevel).Draw(t, label)
}

func tallyOf(t *rapid.T, ratings []nps.Rating) nps.Tally {
	var tally nps.Tally
	for _, r := range ratings {
		if err := tally.Add(r); err != nil {
			t.Fatal(err)
		}
	}
	return tally
}

// places16 rounds to 16 places half away from zero, as big.Rat does; it only keeps
// the sign of what it rounded to 0.
func places16(r *big.Rat) string {
	if text := r.FloatString(16); text != "-0.0000000000000000" {
		return text
	}
	return "0.0000000000000000"
}

// definitions checks the results against the definition, rating by rating.
func definitions(t *rapid.T) {
	ratings := drawRatings(t, 1)
	tally := tallyOf(t, ratings)
	net, sum := int64(0), int64(0)
	for _, r := range ratings {
		sum += int64(r)
		if r == 9 || r == 10 {
			net++
		} else if r < 7 {
			net--
		}
	}
	n := int64(len(ratings))
	score, err := tally.Score()
	if want := places16(big.NewRat(100*net, n)); err != nil || score.StringFixed(16) != want {
		t.Errorf("score of %v: %v, %v, want %s", ratings, score, err, want)
	}
	mean, err := tally.Mean().Sample().Score()
	if want := places16(big.NewRat(sum, n)); err != nil || mean.StringFixed(16) != want {
		t.Errorf("mean of %v: %v, %v, want %s", ratings, mean, err, want)
	}
	if groupsN, err := tally.Groups().N(); err != nil || groupsN != uint64(n) || tally.N() != uint64(n) {
		t.Errorf("%v are %d and %d ratings, %v, want %d", ratings, groupsN, tally.N(), err, n)
	}
	for r, count := range tally.All() {
		want := uint64(0)
		for _, given := range ratings {
			if given == r {
				want++
			}
		}
		if count != want || tally.Count(r) != want {
			t.Errorf("rating %d counted %d and %d times in %v, want %d", r, count, tally.Count(r), ratings, want)
		}
	}
	if collected, err := nps.CollectSlice(ratings); err != nil || collected != tally {
		t.Errorf("collected: %+v, %v, want %+v", collected, err, tally)
	}
	if collected, err := nps.Collect(slices.Values(ratings)); err != nil || collected != tally {
		t.Errorf("collected: %+v, %v, want %+v", collected, err, tally)
	}
}

func merging(t *rapid.T) {
	ratings := drawRatings(t, 0)
	whole := tallyOf(t, ratings)
	shuffled := rapid.Permutation(ratings).Draw(t, "order")
	i := rapid.IntRange(0, len(shuffled)).Draw(t, "first split")
	j := rapid.IntRange(i, len(shuffled)).Draw(t, "second split")
	a, b, c := tallyOf(t, shuffled[:i]), tallyOf(t, shuffled[i:j]), tallyOf(t, shuffled[j:])
	merge := func(a, b nps.Tally) nps.Tally {
		groups := a.Groups()
		if err := a.Merge(&b); err != nil {
			t.Fatal(err)
		}
		if err := groups.Merge(new(b.Groups())); err != nil || groups != a.Groups() {
			t.Errorf("merged groups %+v, %v, groups of the merged %+v", groups, err, a.Groups())
		}
		return a
	}
	left, right, turned := merge(merge(a, b), c), merge(a, merge(b, c)), merge(c, merge(b, a))
	if left != whole || right != whole || turned != whole {
		t.Errorf("parts merged to %+v, %+v and %+v, want %+v", left, right, turned, whole)
	}
	if merge(whole, nps.Tally{}) != whole || merge(nps.Tally{}, whole) != whole {
		t.Error("the zero tally is not the identity")
	}
}

// scores checks bounds, mirror and monotony of the score, and the score itself
// against the definition at counts of any size.
func scores(t *rapid.T) {
	g := drawGroups(t, "groups")
	score, err := g.Score()
	if err != nil {
		t.Fatal(err)
	}
	sum := func(counts ...uint64) *big.Int {
		s := new(big.Int)
		for _, c := range counts {
			s.Add(s, new(big.Int).SetUint64(c))
		}
		return s
	}
	net := new(big.Int).Sub(sum(g.Promoters), sum(g.Detractors))
	want := new(big.Rat).SetFrac(net.Mul(net, big.NewInt(100)), sum(g.Promoters, g.Passives, g.Detractors))
	if score.StringFixed(16) != places16(want) {
		t.Errorf("score of %+v: %v, want %s", g, score, places16(want))
	}
	if hundred := decimal.NewFromInt(100); score.GreaterThan(hundred) || score.LessThan(hundred.Neg()) {
		t.Errorf("score %v is beyond 100", score)
	}
	mirrored, err := nps.Groups{Promoters: g.Detractors, Passives: g.Passives, Detractors: g.Promoters}.Score()
	if err != nil || !mirrored.Equal(score.Neg()) {
		t.Errorf("score %v mirrored: %v, %v", score, mirrored, err)
	}
	more := g
	if more.Promoters < math.MaxUint64 {
		more.Promoters++
	}
	if higher, err := more.Score(); err != nil || higher.LessThan(score) {
		t.Errorf("one more promoter moved the score from %v to %v, %v", score, higher, err)
	}
	fewer := g
	if fewer.Detractors > 0 {
		fewer.Detractors--
		fewer.Passives = max(fewer.Passives, fewer.Passives+1) // not beyond the last count
	}
	if higher, err := fewer.Score(); err != nil || higher.LessThan(score) {
		t.Errorf("a detractor become passive moved the score from %v to %v, %v", score, higher, err)
	}
}

var methods = map[string]func(nps.Groups, float64) (estimate.Interval, error){
	"Wald": nps.Groups.Wald, "AdjustedWald": nps.Groups.AdjustedWald, "Tango": nps.Groups.Tango,
}

func intervals(t *rapid.T) {
	g := drawGroups(t, "groups")
	a, b := drawLevel(t, "level"), drawLevel(t, "other level")
	level, higher := min(a, b), max(a, b)
	exact, err := g.Score()
	if err != nil {
		t.Fatal(err)
	}
	score := exact.InexactFloat64()
	mirror := nps.Groups{Promoters: g.Detractors, Passives: g.Passives, Detractors: g.Promoters}
	for name, of := range methods {
		narrow, err := of(g, level)
		if err != nil {
			t.Fatal(err)
		}
		if !(-100 <= narrow.Low && narrow.Low <= narrow.High && narrow.High <= 100) || narrow.Level != level {
			t.Errorf("%s of %+v at %v: %+v", name, g, level, narrow)
		}
		if slack := 1e-13; name != "AdjustedWald" && !(narrow.Low-slack <= score && score <= narrow.High+slack) {
			t.Errorf("%s of %+v at %v: %+v without the score %v", name, g, level, narrow, score)
		}
		if wide, err := of(g, higher); err != nil || wide.Low > narrow.Low || wide.High < narrow.High {
			t.Errorf("%s of %+v at %v: %+v, %v, does not contain %+v at %v", name, g, higher, wide, err, narrow, level)
		}
		if turned, err := of(mirror, level); err != nil || turned.Low != -narrow.High || turned.High != -narrow.Low {
			t.Errorf("%s of %+v mirrored: %+v, %v, want %+v with changed signs", name, g, turned, err, narrow)
		}
		times := rapid.Uint64Range(2, 50).Draw(t, "times")
		if most := math.MaxUint64 / times; g.Promoters > most || g.Passives > most || g.Detractors > most {
			continue
		}
		repeated := nps.Groups{Promoters: g.Promoters * times, Passives: g.Passives * times, Detractors: g.Detractors * times}
		if shrunk, err := of(repeated, level); err != nil || shrunk.Margin() > narrow.Margin()+1e-13 {
			t.Errorf("%s of %+v: %+v, of %d times as many: %+v, %v, not narrower", name, g, narrow, times, shrunk, err)
		}
	}
}

// goodmans checks the three intervals against Wilson's of package estimate.
func goodmans(t *rapid.T) {
	g := drawGroups(t, "groups")
	level := rapid.Float64Range(normal.MinLevel, 0.99999).Draw(t, "level")
	g.Promoters, g.Passives, g.Detractors = g.Promoters/2, g.Passives/2, g.Detractors/2 // so that two of them fit in one count
	if g == (nps.Groups{}) {
		return
	}
	got, err := g.Goodman(level)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		got          estimate.Interval
		hits, misses uint64
	}{
		{got.Promoters, g.Promoters, g.Passives + g.Detractors},
		{got.Passives, g.Passives, g.Promoters + g.Detractors},
		{got.Detractors, g.Detractors, g.Promoters + g.Passives},
	} {
		want, err := estimate.Proportion{Hits: c.hits, Misses: c.misses}.Wilson(1 - (1-level)/3)
		if err != nil || !near(c.got.Low, want.Low) || !near(c.got.High, want.High) || c.got.Level != level {
			t.Errorf("Goodman of %d and %d at %v: %+v, want %+v, %v", c.hits, c.misses, level, c.got, want, err)
		}
		if c.got.Low < 0 || c.got.High > 100 || c.got.Low > c.got.High {
			t.Errorf("Goodman of %d and %d: %+v", c.hits, c.misses, c.got)
		}
	}
	higher, err := g.Goodman(rapid.Float64Range(level, normal.MaxLevel).Draw(t, "higher level"))
	if err != nil {
		t.Fatal(err)
	}
	shrunk := got
	if times := uint64(7); max(g.Promoters, g.Passives, g.Detractors) <= math.MaxUint64/times {
		more := nps.Groups{Promoters: g.Promoters * times, Passives: g.Passives * times, Detractors: g.Detractors * times}
		if shrunk, err = more.Goodman(level); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range [][3]estimate.Interval{
		{got.Promoters, higher.Promoters, shrunk.Promoters},
		{got.Passives, higher.Passives, shrunk.Passives},
		{got.Detractors, higher.Detractors, shrunk.Detractors},
	} {
		const last = 1e-13 // digits of a limit near 100
		if c[1].Low > c[0].Low+last || c[1].High < c[0].High-last {
			t.Errorf("Goodman of %+v: %+v, at a higher level %+v", g, c[0], c[1])
		}
		if c[2].Margin() > c[0].Margin()+last {
			t.Errorf("Goodman of %+v: %+v, of more answers %+v", g, c[0], c[2])
		}
	}
}

func comparisons(t *rapid.T) {
	first, second := drawGroups(t, "first"), drawGroups(t, "second")
	level, other := drawLevel(t, "level"), drawLevel(t, "other level")
	level, higher := min(level, other), max(level, other)
	scoreA, _ := first.Score()
	scoreB, _ := second.Score()
	for name, compare := range map[string]func(a, b nps.Groups, level float64) (estimate.Difference, error){
		"CompareWald": nps.Groups.CompareWald, "CompareAdjustedWald": nps.Groups.CompareAdjustedWald, "Compare": nps.Groups.Compare,
	} {
		d, err := compare(first, second, level)
		turned, turnedErr := compare(second, first, level)
		if (err == nil) != (turnedErr == nil) {
			t.Fatalf("%s: %v, turned round %v", name, err, turnedErr)
		}
		if err != nil {
			continue // neither side varies; TestCompareWithoutSpread
		}
		opposite := estimate.Difference{
			Estimate: -d.Estimate, Low: -d.High, High: -d.Low, Level: level, StdErr: d.StdErr, Statistic: -d.Statistic, P: d.P,
		}
		if turned != opposite {
			t.Errorf("%s turned round: %+v, want %+v", name, turned, opposite)
		}
		if !(-200 <= d.Low && d.Low <= d.Estimate && d.Estimate <= d.High && d.High <= 200 && 0 <= d.P && d.P <= 1) {
			t.Errorf("%s of %+v and %+v: %+v", name, first, second, d)
		}
		if same, err := compare(first, first, level); err == nil && (same.Estimate != 0 || same.Statistic != 0 || same.P != 1 || same.Sign() != 0) {
			t.Errorf("%s of %+v with itself: %+v", name, first, same)
		}
		if wide, err := compare(first, second, higher); err != nil || wide.Low > d.Low || wide.High < d.High {
			t.Errorf("%s at %v: %+v, %v, does not contain %+v at %v", name, higher, wide, err, d, level)
		}
		const times = 7
		if max(first.Promoters, first.Passives, first.Detractors, second.Promoters, second.Passives, second.Detractors) <= math.MaxUint64/times {
			more := func(g nps.Groups) nps.Groups {
				return nps.Groups{Promoters: g.Promoters * times, Passives: g.Passives * times, Detractors: g.Detractors * times}
			}
			if shrunk, err := compare(more(first), more(second), level); err != nil || shrunk.High-shrunk.Low > d.High-d.Low+1e-12 {
				t.Errorf("%s of %d times as many: %+v, %v, not narrower than %+v", name, times, shrunk, err, d)
			}
		}
		if name == "Compare" {
			if want := scoreA.Sub(scoreB).InexactFloat64(); math.Abs(d.Estimate-want) > 1e-12 || d.Estimate*d.Statistic < 0 {
				t.Errorf("%s: difference %v and statistic %v of the scores %v and %v", name, d.Estimate, d.Statistic, scoreA, scoreB)
			}
			if sign := scoreA.Cmp(scoreB); d.Sign()*sign < 0 {
				t.Errorf("%s of the scores %v and %v has the sign %d", name, scoreA, scoreB, d.Sign())
			}
			continue
		}
		// The interval excludes no difference when the test rejects it, and only then.
		if alpha := 1 - level; math.Abs(d.P-alpha) > 1e-9 && (d.P < alpha) != (d.Sign() != 0) {
			t.Errorf("%s at %v: p %v, interval %v to %v", name, level, d.P, d.Low, d.High)
		}
	}
	wald, err := first.CompareWald(second, level)
	if err != nil {
		return
	}
	if want := scoreA.Sub(scoreB).InexactFloat64(); math.Abs(wald.Estimate-want) > 1e-12 {
		t.Errorf("difference %v of the scores %v and %v", wald.Estimate, scoreA, scoreB)
	}
	// Independent errors add in squares.
	one, _ := first.Wald(level)
	two, _ := second.Wald(level)
	if min(one.Low, two.Low, wald.Low/2) > -100 && max(one.High, two.High, wald.High/2) < 100 {
		got, want := (wald.High-wald.Low)/2, math.Hypot(one.Margin(), two.Margin())
		if math.Abs(got-want) > 1e-9*want+1e-12 {
			t.Errorf("margin %v of a difference, want %v", got, want)
		}
	}
}

func TestDefinitions(t *testing.T) { rapid.Check(t, definitions) }
func TestMerging(t *testing.T)     { rapid.Check(t, merging) }
func TestScores(t *testing.T)      { rapid.Check(t, scores) }
func TestIntervals(t *testing.T)   { rapid.Check(t, intervals) }
func TestGoodmans(t *testing.T)    { rapid.Check(t, goodmans) }
func TestComparisons(t *testing.T) { rapid.Check(t, comparisons) }
func TestWeights(t *testing.T)     { rapid.Check(t, weights) }

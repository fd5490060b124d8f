package nps_test

import (
	"errors"
	"math"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/nps"
	"github.com/shopspring/decimal"
)

func TestGroupOfEachRating(t *testing.T) {
	groups := []nps.Group{
		nps.Detractor, nps.Detractor, nps.Detractor, nps.Detractor, nps.Detractor, nps.Detractor, nps.Detractor,
		nps.Passive, nps.Passive, nps.Promoter, nps.Promoter,
	}
	for r, want := range groups {
		var tally nps.Tally
		if err := tally.Add(nps.Rating(r)); err != nil {
			t.Fatal(err)
		}
		counted := map[nps.Group]nps.Groups{nps.Detractor: {Detractors: 1}, nps.Passive: {Passives: 1}, nps.Promoter: {Promoters: 1}}[want]
		if got := nps.Rating(r).Group(); got != want || tally.Groups() != counted {
			t.Errorf("rating %d is a %v and counts as %+v, want a %v", r, got, tally.Groups(), want)
		}
	}
	for _, r := range []nps.Rating{math.MinInt, -1, 11, math.MaxInt} {
		if got := r.Group(); got != 0 {
			t.Errorf("rating %d is a %v, want no group", r, got)
		}
	}
	for g, want := range []string{"Group(0)", "detractor", "passive", "promoter", "Group(4)"} {
		if got := nps.Group(g).String(); got != want {
			t.Errorf("group %d is %q, want %q", g, got, want)
		}
	}
}

func TestScoreByHand(t *testing.T) {
	for _, c := range []struct {
		groups nps.Groups
		want   string
	}{
		{nps.Groups{Promoters: 18, Passives: 11, Detractors: 2}, "51.6129032258064516"}, // 100 * 16/31
		{nps.Groups{Promoters: 462, Passives: 176, Detractors: 362}, "10"},              // 100 * 100/1000
		{nps.Groups{Promoters: 1, Passives: 1, Detractors: 2}, "-25"},                   // 100 * -1/4
		{nps.Groups{Promoters: 2, Detractors: 1}, "33.3333333333333333"},                // 100 * 1/3
		{nps.Groups{Promoters: 1, Detractors: 5}, "-66.6666666666666667"},               // 100 * -4/6, half away from zero
		{nps.Groups{Passives: 3}, "0"},
		{nps.Groups{Promoters: math.MaxUint64}, "100"},
		{nps.Groups{Detractors: math.MaxUint64}, "-100"},
		{nps.Groups{Promoters: math.MaxUint64, Passives: math.MaxUint64, Detractors: math.MaxUint64}, "0"},
		{nps.Groups{Promoters: math.MaxUint64, Detractors: 1 << 63}, "33.3333333333333333"}, // 100 * (2^63-1)/(3*2^63-1)
	} {
		if got, err := c.groups.Score(); err != nil || got.String() != c.want {
			t.Errorf("score of %+v: %v, %v, want %s", c.groups, got, err, c.want)
		}
	}
}

func TestNoData(t *testing.T) {
	var tally nps.Tally
	if err := onlyErrorString(tally.Score()); !errors.Is(err, cx.ErrNoData) || !strings.HasPrefix(err.Error(), "nps: ") {
		t.Errorf("score of no ratings: %v, want cx.ErrNoData from nps", err)
	}
	if _, err := tally.Mean().Sample().Score(); !errors.Is(err, cx.ErrNoData) {
		t.Errorf("mean of no ratings: %v, want cx.ErrNoData", err)
	}
	if n, err := tally.Groups().N(); n != 0 || err != nil {
		t.Errorf("number of no ratings: %d, %v", n, err)
	}
	if e, err := tally.Groups().StdErr(); e != 0 || !errors.Is(err, cx.ErrNoData) {
		t.Errorf("standard error of no ratings: %v, %v, want cx.ErrNoData", e, err)
	}
}

func onlyErrorString(d decimal.Decimal, err error) error {
	if err != nil && d.String() != "0" {
		return errors.New("an error came with a result")
	}
	return err
}

func TestGroupsOverflow(t *testing.T) {
	g := nps.Groups{Promoters: math.MaxUint64, Passives: 1}
	if n, err := g.N(); !errors.Is(err, cx.ErrOverflow) || n != 0 {
		t.Errorf("number of %+v: %d, %v, want cx.ErrOverflow", g, n, err)
	}
	for _, h := range []nps.Groups{{Promoters: 1}, {Passives: math.MaxUint64}, {Promoters: 5, Detractors: 5}} {
		before := g
		if err := g.Merge(&h); !errors.Is(err, cx.ErrOverflow) || g != before {
			t.Errorf("merging %+v into %+v: %v, became %+v, want cx.ErrOverflow and no change", h, before, err, g)
		}
	}
	if err := g.Merge(&nps.Groups{Detractors: math.MaxUint64}); err != nil {
		t.Errorf("merging another group's counts: %v", err)
	}
	detractors := nps.Groups{Detractors: math.MaxUint64}
	if err := detractors.Merge(&nps.Groups{Detractors: 1}); !errors.Is(err, cx.ErrOverflow) {
		t.Errorf("one detractor too many: %v, want cx.ErrOverflow", err)
	}
}

// Sums of three counts near 2^63 pass 2^64.
func TestScoreOfManyRespondents(t *testing.T) {
	for _, g := range []nps.Groups{
		{1<<62 - 1, 1<<62 - 1, 1<<62 - 2}, {1 << 62, 1 << 62, 1<<62 - 1}, {1<<63 - 1, 1<<63 - 1, 1<<63 - 3}, {math.MaxUint64, math.MaxUint64, 1},
	} {
		n := new(big.Int)
		for _, count := range []uint64{g.Promoters, g.Passives, g.Detractors} {
			n.Add(n, new(big.Int).SetUint64(count))
		}
		net := new(big.Int).Sub(new(big.Int).SetUint64(g.Promoters), new(big.Int).SetUint64(g.Detractors))
		want := new(big.Rat).SetFrac(net.Mul(net, big.NewInt(100)), n).FloatString(16)
		if score, err := g.Score(); err != nil || score.StringFixed(16) != want {
			t.Errorf("%d: %v, want %s, %v", g, score, want, err)
		}
	}
}

func TestSubtractRefuses(t *testing.T) {
	g := nps.Groups{Promoters: 2, Passives: 1, Detractors: 3}
	for _, h := range []nps.Groups{{Promoters: 3}, {Passives: 2}, {Detractors: 4}, {Promoters: 3, Passives: 1}, {Passives: 2, Detractors: 3}, {Promoters: math.MaxUint64}} {
		before := g
		if err := g.Subtract(&h); !errors.Is(err, cx.ErrOutOfRange) || g != before {
			t.Errorf("%+v less %+v: %+v, %v", before, h, g, err)
		}
	}
}

func TestAddRefuses(t *testing.T) {
	var tally nps.Tally
	if err := tally.Add(9); err != nil {
		t.Fatal(err)
	}
	before := tally
	for _, r := range []nps.Rating{math.MinInt, -1, 11, math.MinInt + 5, math.MaxInt} {
		for name, err := range map[string]error{"Add": tally.Add(r), "AddN": tally.AddN(r, 3)} {
			if !errors.Is(err, cx.ErrOutOfRange) || errors.Is(err, cx.ErrOverflow) || !strings.HasPrefix(err.Error(), "nps: rating ") {
				t.Errorf("%s(%d): %v, want cx.ErrOutOfRange from nps", name, r, err)
			}
		}
	}
	if tally != before {
		t.Error("a refused rating changed the tally")
	}
	if got, want := tally.Add(11).Error(), "nps: rating 11 is not on the scale 0..10"; got != want {
		t.Errorf("error %q, want %q", got, want)
	}
}

func TestAddOverflows(t *testing.T) {
	const most = 1<<60 - 1
	var tally nps.Tally
	if err := tally.AddN(10, most); err != nil {
		t.Fatal(err)
	}
	full := tally
	for name, err := range map[string]error{
		"Add": tally.Add(10), "AddN": tally.AddN(10, 1), "AddN of the most": tally.AddN(10, math.MaxUint64), "Merge": tally.Merge(&full),
	} {
		if !errors.Is(err, cx.ErrOverflow) || errors.Is(err, cx.ErrOutOfRange) || !strings.HasPrefix(err.Error(), "nps: ") {
			t.Errorf("%s beyond 2^60-1: %v, want cx.ErrOverflow from nps", name, err)
		}
	}
	if tally != full {
		t.Error("a refused count changed the tally")
	}
	for r := range nps.Rating(10) {
		if err := tally.AddN(r, most); err != nil {
			t.Fatal(err)
		}
	}
	if got := tally.N(); got != 11*most {
		t.Errorf("%d ratings, want 11 * (2^60-1)", got)
	}
	if got, err := tally.Score(); err != nil || got.String() != "-45.4545454545454545" { // 100 * (2-7)/11
		t.Errorf("score of full counts: %v, %v", got, err)
	}
}

func TestCollect(t *testing.T) {
	ratings := []int{10, 9, 8, 7, 6, 0, 10}
	want := nps.Groups{Promoters: 3, Passives: 2, Detractors: 2}
	if got, err := nps.CollectSlice(ratings); err != nil || got.Groups() != want || got.Count(10) != 2 || got.N() != 7 {
		t.Errorf("CollectSlice: %+v, %v, want %+v", got.Groups(), err, want)
	}
	if got, err := nps.Collect(slices.Values(ratings)); err != nil || got.Groups() != want {
		t.Errorf("Collect: %+v, %v, want %+v", got.Groups(), err, want)
	}
	for name, err := range map[string]error{
		"uint64":  errOf(nps.CollectSlice([]uint64{5, math.MaxUint64})),
		"uint8":   errOf(nps.CollectSlice([]uint8{5, 255})),
		"int8":    errOf(nps.CollectSlice([]int8{5, -1})),
		"int64":   errOf(nps.CollectSlice([]int64{5, 1<<32 + 5})),
		"uintptr": errOf(nps.CollectSlice([]uintptr{5, 11})),
		"Rating":  errOf(nps.CollectSlice([]nps.Rating{5, 11})),
		"iter":    errOf(nps.Collect(slices.Values([]int32{5, 11}))),
	} {
		if !errors.Is(err, cx.ErrOutOfRange) || !strings.Contains(err.Error(), "at index 1 ") || !strings.HasPrefix(err.Error(), "nps: rating ") {
			t.Errorf("%s: %v, want an cx.ErrOutOfRange that names value and index", name, err)
		}
	}
}

func errOf(tally nps.Tally, err error) error {
	if tally != (nps.Tally{}) {
		return errors.New("an error came with a tally that is not empty")
	}
	return err
}

func TestAllStopsEarly(t *testing.T) {
	var tally nps.Tally
	var seen []nps.Rating
	for r := range tally.All() {
		if seen = append(seen, r); r == 1 {
			break
		}
	}
	if !slices.Equal(seen, []nps.Rating{0, 1}) {
		t.Errorf("ratings seen %v, want [0 1]", seen)
	}
}

func TestNoAllocs(t *testing.T) {
	var tally, other nps.Tally
	ratings := []int16{9, 10, 3}
	bytes, ints := slices.Repeat([]uint8{9, 10, 3}, 100), slices.Repeat([]int{9, 10, 3}, 100)
	if n := testing.AllocsPerRun(100, func() {
		_ = tally.Add(9)
		_ = tally.AddN(3, 2)
		_ = other.Merge(&tally)
		_ = other.Groups()
		_, _ = nps.CollectSlice(ratings)
		_, _ = nps.CollectSlice(bytes)
		_, _ = nps.CollectSlice(ints)
	}); n != 0 {
		t.Errorf("%v allocations, want none", n)
	}
}

func TestDecimalGlobalsChangeNothing(t *testing.T) {
	precision, quotes := decimal.DivisionPrecision, decimal.MarshalJSONWithoutQuotes
	defer func() { decimal.DivisionPrecision, decimal.MarshalJSONWithoutQuotes = precision, quotes }()
	decimal.DivisionPrecision, decimal.MarshalJSONWithoutQuotes = 1, true
	if got, err := (nps.Groups{Promoters: 2, Detractors: 1}).Score(); err != nil || got.String() != "33.3333333333333333" {
		t.Errorf("score %v, %v, want a third of 100 to 16 places", got, err)
	}
	var weighted nps.WeightedTally
	if err := errors.Join(weighted.Add(9, decimal.RequireFromString("2")), weighted.Add(1, decimal.RequireFromString("1"))); err != nil {
		t.Fatal(err)
	}
	if got, err := weighted.Score(); err != nil || got.String() != "33.3333333333333333" {
		t.Errorf("weighted score %v, %v, want a third of 100 to 16 places", got, err)
	}
	if got, err := weighted.AdjustedWald(0.95); err != nil || got.High-got.Low < 50 {
		t.Errorf("weighted interval %v, %v", got, err)
	}
}

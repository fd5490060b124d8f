package ces_test

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/ces"
	"github.com/cxmetrics/cx/estimate"
	"github.com/shopspring/decimal"
)

// A worked example by hand: on 1..5 one 1, two 2, three 3, five 4 and nine 5.
func worked(t testing.TB) ces.Tally {
	t.Helper()
	var tally ces.Tally
	for r, n := range []uint64{0, 1, 2, 3, 5, 9} {
		if err := tally.AddN(ces.Rating(r), n); err != nil && n > 0 {
			t.Fatal(err)
		}
	}
	return tally
}

func TestResultsByHand(t *testing.T) {
	tally := worked(t)
	text := func(d interface{ String() string }, err error) string {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return d.String()
	}
	score, err := tally.Score()
	if got := text(score, err); got != "3.95" { // (1 + 4 + 9 + 20 + 45)/20 = 79/20
		t.Errorf("score %s, want 3.95", got)
	}
	effort, err := tally.Mirrored().Score()
	if got := text(effort, err); got != "2.05" { // 6 - 3.95
		t.Errorf("score %s, want 2.05", got)
	}
	if got, want := tally.Easy(), (estimate.Proportion{Hits: 14, Misses: 6}); got != want || tally.Mirrored().Easy() != want {
		t.Errorf("easy %+v and mirrored %+v, want %+v", got, tally.Mirrored().Easy(), want)
	}
	median, err := tally.Median()
	if got := text(median, err); got != "4" { // 10th and 11th of 20: the 4s are the 7th to the 11th
		t.Errorf("median %s, want 4", got)
	}
	net, err := tally.Net(2)
	if got := text(net, err); got != "55" { // 100 * (14-3)/20
		t.Errorf("net %s, want 55", got)
	}
	for _, c := range []struct {
		name string
		got  func() (estimate.Proportion, error)
		hits uint64
	}{
		{"top 1", func() (estimate.Proportion, error) { return tally.TopBox(1) }, 9},
		{"top 4", func() (estimate.Proportion, error) { return tally.TopBox(4) }, 19},
		{"bottom 1", func() (estimate.Proportion, error) { return tally.BottomBox(1) }, 1},
		{"bottom 3", func() (estimate.Proportion, error) { return tally.BottomBox(3) }, 6},
		{"from 3", func() (estimate.Proportion, error) { return tally.EasyFrom(3) }, 17},
		{"from 5", func() (estimate.Proportion, error) { return tally.EasyFrom(5) }, 9},
		{"from 2 of effort", func() (estimate.Proportion, error) { return tally.Mirrored().EasyFrom(2) }, 14},
	} {
		got, err := c.got()
		if want := (estimate.Proportion{Hits: c.hits, Misses: 20 - c.hits}); err != nil || got != want {
			t.Errorf("%s: %+v, %v, want %+v", c.name, got, err, want)
		}
	}
}

func TestMedian(t *testing.T) {
	for _, c := range []struct {
		ratings []int
		want    string
	}{
		{[]int{3}, "3"},
		{[]int{1, 5}, "3"},
		{[]int{4, 5}, "4.5"},
		{[]int{5, 1, 2}, "2"},
		{[]int{1, 1, 4, 5}, "2.5"},
		{[]int{5, 5, 5, 5, 1}, "5"},
	} {
		tally, err := ces.CollectSlice(ces.Scale{}, c.ratings)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := tally.Median(); err != nil || got.String() != c.want {
			t.Errorf("median of %v: %v, %v, want %s", c.ratings, got, err, c.want)
		}
	}
}

func TestNoData(t *testing.T) {
	empty := ces.NewTally(mustScale(t, ces.Ease, 1, 7))
	calls := map[string]func() error{
		"Score":  func() error { _, err := empty.Score(); return err },
		"Median": func() error { _, err := empty.Median(); return err },
		"Net":    func() error { _, err := empty.Net(1); return err },
	}
	for name, call := range calls {
		if err := call(); !errors.Is(err, cx.ErrNoData) || !strings.HasPrefix(err.Error(), "ces: ") {
			t.Errorf("%s of no answers: %v, want cx.ErrNoData from ces", name, err)
		}
	}
	if p := empty.Easy(); p != (estimate.Proportion{}) {
		t.Errorf("easy of no answers: %+v, want no data", p)
	}
	if p, err := empty.TopBox(1); err != nil || p != (estimate.Proportion{}) {
		t.Errorf("top box of no answers: %+v, %v, want no data", p, err)
	}
}

func TestBoxesOutOfRange(t *testing.T) {
	tally := ces.NewTally(mustScale(t, ces.Ease, 1, 4))
	calls := map[string]func(k int) error{
		"TopBox":    func(k int) error { _, err := tally.TopBox(k); return err },
		"BottomBox": func(k int) error { _, err := tally.BottomBox(k); return err },
	}
	for name, call := range calls {
		for _, k := range []int{math.MinInt, -1, 0, 4, 5, math.MaxInt} {
			if err := call(k); !errors.Is(err, cx.ErrOutOfRange) {
				t.Errorf("%s(%d) on 1..4: %v, want cx.ErrOutOfRange", name, k, err)
			}
		}
		if err := call(3); err != nil {
			t.Errorf("%s(3) on 1..4: %v", name, err)
		}
	}
	for _, k := range []int{math.MinInt, 0, 3, math.MaxInt} {
		if _, err := tally.Net(k); !errors.Is(err, cx.ErrOutOfRange) {
			t.Errorf("Net(%d) on 1..4: %v, want cx.ErrOutOfRange", k, err)
		}
	}
	for _, r := range []ces.Rating{math.MinInt, 0, 1, 5, math.MaxInt} {
		if _, err := tally.EasyFrom(r); !errors.Is(err, cx.ErrOutOfRange) {
			t.Errorf("cut-off at %d on 1..4: %v, want cx.ErrOutOfRange", r, err)
		}
	}
	effort := ces.NewTally(mustScale(t, ces.Effort, 1, 4))
	if _, err := effort.EasyFrom(4); !errors.Is(err, cx.ErrOutOfRange) {
		t.Errorf("cut-off at the hardest rating of an effort scale: %v, want cx.ErrOutOfRange", err)
	}
	if _, err := effort.EasyFrom(1); err != nil {
		t.Errorf("cut-off at the easiest rating of an effort scale: %v", err)
	}
}

func TestAddRefuses(t *testing.T) {
	tally := worked(t)
	before := tally
	for _, r := range []ces.Rating{math.MinInt, -1, 0, 6, 11, math.MinInt + 5, math.MaxInt} {
		for name, err := range map[string]error{"Add": tally.Add(r), "AddN": tally.AddN(r, 3)} {
			if !errors.Is(err, cx.ErrOutOfRange) || errors.Is(err, cx.ErrOverflow) || !strings.HasPrefix(err.Error(), "ces: rating ") {
				t.Errorf("%s(%d) on 1..5: %v, want cx.ErrOutOfRange from ces", name, r, err)
			}
		}
	}
	if tally != before {
		t.Error("a refused rating changed the tally")
	}
}

func TestAddOverflows(t *testing.T) {
	const most = 1<<60 - 1
	var tally ces.Tally
	if err := tally.AddN(5, most); err != nil {
		t.Fatal(err)
	}
	full := tally
	other := full
	calls := map[string]error{"Add": tally.Add(5), "AddN": tally.AddN(5, 1), "AddN of the most": tally.AddN(5, math.MaxUint64), "Merge": tally.Merge(&other)}
	for name, err := range calls {
		if !errors.Is(err, cx.ErrOverflow) || errors.Is(err, cx.ErrOutOfRange) || !strings.HasPrefix(err.Error(), "ces: ") {
			t.Errorf("%s beyond 2^60-1: %v, want cx.ErrOverflow from ces", name, err)
		}
	}
	if tally != full {
		t.Error("a refused count changed the tally")
	}
	// Full everywhere, nothing wraps: the mean of equal counts of 1..5 is 3.
	for r := ces.Rating(1); r < 5; r++ {
		if err := tally.AddN(r, most); err != nil {
			t.Fatal(err)
		}
	}
	if score, err := tally.Score(); err != nil || score.String() != "3" {
		t.Errorf("score of full counts: %v, %v, want 3", score, err)
	}
	if easy, err := tally.Easy().Score(); err != nil || easy.String() != "40" {
		t.Errorf("easy of full counts: %v, %v, want 40", easy, err)
	}
	if median, err := tally.Median(); err != nil || median.String() != "3" {
		t.Errorf("median of full counts: %v, %v, want 3", median, err)
	}
}

func TestMergeMismatch(t *testing.T) {
	five, seven := worked(t), ces.NewTally(mustScale(t, ces.Ease, 1, 7))
	before := five
	for name, other := range map[string]ces.Tally{
		"another range":     seven,
		"effort into ease":  five.Mirrored(),
		"another range end": ces.NewTally(mustScale(t, ces.Ease, 0, 5)),
	} {
		if err := five.Merge(&other); !errors.Is(err, cx.ErrMismatch) || !strings.HasPrefix(err.Error(), "ces: ") {
			t.Errorf("merging %s: %v, want cx.ErrMismatch from ces", name, err)
		}
	}
	if five != before {
		t.Error("a refused merge changed the tally")
	}
	if err := seven.Merge(new(ces.Tally{})); err != nil || seven.Scale() != mustScale(t, ces.Ease, 1, 7) {
		t.Errorf("merging the zero tally: %v, scale %v", err, seven.Scale())
	}
	var zero ces.Tally
	if err := zero.Merge(&seven); err != nil || zero != seven {
		t.Errorf("merging into the zero tally: %v, scale %v", err, zero.Scale())
	}
}

func TestCollect(t *testing.T) {
	want := worked(t)
	var ratings []ces.Rating
	for r, n := range want.All() {
		ratings = append(ratings, slices.Repeat([]ces.Rating{r}, int(n))...)
	}
	if got, err := ces.CollectSlice(ces.Scale{}, ratings); err != nil || got != want {
		t.Errorf("CollectSlice: %v, %v", got, err)
	}
	if got, err := ces.Collect(ces.Scale{}, slices.Values(ratings)); err != nil || got != want {
		t.Errorf("Collect: %v, %v", got, err)
	}
	for name, err := range map[string]error{
		"uint64":  errOf(ces.CollectSlice(ces.Scale{}, []uint64{5, math.MaxUint64})),
		"uint8":   errOf(ces.CollectSlice(ces.Scale{}, []uint8{5, 255})),
		"int8":    errOf(ces.CollectSlice(ces.Scale{}, []int8{5, -1})),
		"int64":   errOf(ces.CollectSlice(ces.Scale{}, []int64{5, 1<<32 + 5})),
		"uintptr": errOf(ces.CollectSlice(ces.Scale{}, []uintptr{5, 0})),
		"iter":    errOf(ces.Collect(ces.Scale{}, slices.Values([]int32{5, 6}))),
	} {
		if !errors.Is(err, cx.ErrOutOfRange) || !strings.Contains(err.Error(), "at index 1 ") || !strings.HasPrefix(err.Error(), "ces: rating ") {
			t.Errorf("%s: %v, want an cx.ErrOutOfRange that names value and index", name, err)
		}
	}
}

func errOf(tally ces.Tally, err error) error {
	if tally != (ces.Tally{}) {
		return errors.New("an error came with a tally that is not empty")
	}
	return err
}

func TestAllStopsEarly(t *testing.T) {
	var seen []ces.Rating
	for r := range worked(t).All() {
		if seen = append(seen, r); r == 2 {
			break
		}
	}
	if !slices.Equal(seen, []ces.Rating{1, 2}) {
		t.Errorf("ratings seen %v, want [1 2]", seen)
	}
}

func TestNoAllocs(t *testing.T) {
	var tally ces.Tally
	other := worked(t)
	bytes, ints := slices.Repeat([]uint8{5, 1, 3}, 100), slices.Repeat([]int{5, 1, 3}, 100)
	if n := testing.AllocsPerRun(100, func() {
		_ = tally.Add(4)
		_ = tally.AddN(5, 2)
		_ = tally.Merge(&other)
		_ = tally.Easy()
		_ = tally.Mirrored()
		_, _ = ces.CollectSlice(ces.Scale{}, bytes)
		_, _ = ces.CollectSlice(ces.Scale{}, ints)
	}); n != 0 {
		t.Errorf("%v allocations, want none", n)
	}
}

func TestDecimalGlobalsChangeNothing(t *testing.T) {
	precision, quotes := decimal.DivisionPrecision, decimal.MarshalJSONWithoutQuotes
	defer func() { decimal.DivisionPrecision, decimal.MarshalJSONWithoutQuotes = precision, quotes }()
	decimal.DivisionPrecision, decimal.MarshalJSONWithoutQuotes = 1, true
	tally, err := ces.CollectSlice(ces.Scale{}, []int{1, 5, 5})
	if err != nil {
		t.Fatal(err)
	}
	if easy, err := tally.Easy().Score(); err != nil || easy.String() != "66.6666666666666667" {
		t.Errorf("easy %v, %v, want two thirds of 100 to 16 places", easy, err)
	}
	if score, err := tally.Score(); err != nil || score.String() != "3.6666666666666667" {
		t.Errorf("score %v, %v, want 11/3 to 16 places", score, err)
	}
}

package period_test

import (
	"errors"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/period"
)

// sum is the plainest tally.
type sum struct{ N int }

func (s *sum) Merge(o *sum) error {
	if o.N == cannot {
		return errMerge
	}
	s.N += o.N
	return nil
}

// cannot is a number that does not merge.
const cannot = math.MinInt

var errMerge = errors.New("cannot merge")

// word is a tally that tells order: its merge is associative and not commutative.
type word struct{ text string }

func (w *word) Merge(o *word) error { w.text += o.text; return nil }

func sums(u period.Unit, loc *time.Location) *period.Series[*sum] {
	return period.NewSeries(u, loc, cx.New[sum])
}

// set puts a value into a period of a series.
func set(t testing.TB, s *period.Series[*sum], text string, n int) {
	t.Helper()
	cell, err := s.For(parse(t, text))
	if err != nil {
		t.Fatal(err)
	}
	cell.N = n
}

// content returns what a series yields, as text and values.
func content(s *period.Series[*sum]) (texts []string, values []int) {
	for p, v := range s.All() {
		texts, values = append(texts, p.String()), append(values, v.N)
	}
	return texts, values
}

func TestSeries(t *testing.T) {
	s := sums(period.Month, zone(t, "Europe/Berlin"))
	for _, at := range []string{"2024-03-31T21:59:59Z", "2024-03-31T22:00:00Z", "2024-01-01T00:00:00+01:00", "2024-03-10T00:00:00-08:00"} {
		n, err := s.At(instant(t, at))
		if err != nil {
			t.Fatal(err)
		}
		n.N++
	}
	texts, values := content(s)
	if !slices.Equal(texts, []string{"2024-01", "2024-02", "2024-03", "2024-04"}) || !slices.Equal(values, []int{1, 0, 2, 1}) || s.Len() != 4 {
		t.Errorf("counted %v in %v of %d", values, texts, s.Len())
	}
	for range s.All() {
		break // a consumer may stop
	}
	var seen []string
	for p := range s.All() {
		seen = append(seen, p.String())
		set(t, s, "2023-11", 0) // the loop goes on with what it began with
		set(t, s, "2024-05", 0)
	}
	if !slices.Equal(seen, texts) || s.Len() != 7 {
		t.Errorf("while it grew, yielded %v of %v", seen, texts)
	}
	if s.First().Unit() != period.Month || s.Location().String() != "Europe/Berlin" {
		t.Errorf("a series by %s in %s", s.First().Unit(), s.Location())
	}
}

// A pointer stays that of its period however the series grows.
func TestSeriesPointers(t *testing.T) {
	s := sums(period.Day, nil)
	first, err := s.For(parse(t, "2024-03-10"))
	if err != nil {
		t.Fatal(err)
	}
	for day := 1; day <= 31; day++ {
		if _, err := s.At(time.Date(2024, 5, day, 0, 0, 0, 0, time.UTC)); err != nil {
			t.Fatal(err)
		}
	}
	first.N = 8
	_, values := content(s)
	if values[0] != 8 || values[1] != 0 || values[len(values)-1] != 0 || len(values) != 83 {
		t.Errorf("values %v; want 8 and 82 times 0", values)
	}
}

// Nothing that is put into a series, its clone, or what was rolled or merged of it is
// seen in another.
func TestSeriesShareNothing(t *testing.T) {
	s := sums(period.Month, nil)
	set(t, s, "2024-01", 1)
	set(t, s, "2024-03", 3)
	clone := s.Clone()
	rolled, err := s.Rolling(1)
	if err != nil {
		t.Fatal(err)
	}
	merged := sums(period.Month, nil)
	if err := merged.Merge(s); err != nil {
		t.Fatal(err)
	}
	all := []*period.Series[*sum]{s, clone, rolled, merged}
	for i, changed := range all {
		set(t, changed, "2024-02", 10+i)
		set(t, changed, "2024-03", 20+i)
	}
	for i, s := range all {
		if _, values := content(s); !slices.Equal(values, []int{1, 10 + i, 20 + i}) {
			t.Errorf("series %d has %v", i, values)
		}
	}
	// Merged with itself, a series has everything twice, in the cells it had.
	march, _ := s.Lookup(parse(t, "2024-03"))
	if err := s.Merge(s); err != nil || march.N != 40 {
		t.Errorf("merged with itself: %v, %d", err, march.N)
	}
	if err := s.Merge(nil); err != nil || march.N != 40 {
		t.Errorf("merged with nil: %v, %d", err, march.N)
	}
	if _, ok := s.Lookup(parse(t, "2025-01")); ok || s.Len() != 3 {
		t.Errorf("asking for 2025-01: %v, %d periods", ok, s.Len())
	}
}

// Rolling leaves its source as it is: of 1, 2, 3, 4 the sums of two are 3, 5, 7, however
// often they are asked for.
func TestRollingTwice(t *testing.T) {
	s := sums(period.Month, nil)
	for i, text := range []string{"2024-01", "2024-02", "2024-03", "2024-04"} {
		set(t, s, text, i+1)
	}
	for range 2 {
		r, err := s.Rolling(2)
		if err != nil {
			t.Fatal(err)
		}
		if _, values := content(r); !slices.Equal(values, []int{3, 5, 7}) {
			t.Errorf("rolled %v", values)
		}
		if _, values := content(s); !slices.Equal(values, []int{1, 2, 3, 4}) {
			t.Errorf("the source became %v", values)
		}
	}
}

func TestSteps(t *testing.T) {
	s := sums(period.Month, nil)
	for range s.Steps() {
		t.Error("a step of nothing")
	}
	set(t, s, "2024-01", 5)
	set(t, s, "2024-03", 7)
	var got []int
	for _, step := range s.Steps() {
		got = append(got, step.Before.N, step.Now.N)
	}
	if !slices.Equal(got, []int{0, 5, 5, 0, 0, 7}) {
		t.Errorf("steps %v", got)
	}
	for _, step := range s.Steps() {
		step.Before.N++ // the one before the first is nobody's
		break
	}
	if total, err := s.Total(); err != nil || total.N != 12 || s.First() != parse(t, "2024-01") || s.Last() != parse(t, "2024-03") {
		t.Errorf("total %v, %v, %s to %s", total, err, s.First(), s.Last())
	}
}

// A function that makes no new tallies is told at once.
func TestFreshPanics(t *testing.T) {
	one := new(sum)
	for name, f := range map[string]func() *sum{
		"use NewSeries": nil,
		"nil":           func() *sum { return nil },
		"twice":         func() *sum { return one },
	} {
		func() {
			defer func() {
				if text, ok := recover().(string); !ok || !strings.Contains(text, name) {
					t.Errorf("%s: panic %q", name, text)
				}
			}()
			s := period.NewSeries(period.Month, nil, f)
			set(t, s, "2024-01", 1)
			set(t, s, "2024-03", 1)
		}()
	}
}

const maxSeries = 65536 // as documented

func TestSeriesRejects(t *testing.T) {
	s := sums(period.Day, nil)
	set(t, s, "2024-03-10", 1)
	for _, c := range []struct {
		p    period.Period
		want error
	}{
		{parse(t, "2024-03"), cx.ErrMismatch},
		{period.Period{}, cx.ErrMismatch},
		{parse(t, "1824-03-10"), cx.ErrOverflow},
		{parse(t, "9999-03-10"), cx.ErrOverflow},
	} {
		if n, err := s.For(c.p); !errors.Is(err, c.want) || n != nil || s.Len() != 1 {
			t.Errorf("For(%q): %v, and %d periods; want %v", c.p, err, s.Len(), c.want)
		}
	}
	if _, err := s.At(time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)); !errors.Is(err, cx.ErrOutOfRange) || s.Len() != 1 {
		t.Errorf("At in the year 10000: %v", err)
	}
	// Exactly MaxSeries periods fit.
	last, err := parse(t, "2024-03-10").Add(maxSeries - 1)
	if err != nil {
		t.Fatal(err)
	}
	over, err := last.Add(1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.For(over); !errors.Is(err, cx.ErrOverflow) {
		t.Errorf("one more than MaxSeries: %v", err)
	}
	if _, err := s.For(last); err != nil || s.Len() != maxSeries {
		t.Errorf("MaxSeries periods: %v, %d", err, s.Len())
	}

	zero := new(period.Series[*sum])
	_, err1 := zero.At(time.Now())
	_, err2 := zero.For(parse(t, "2024-03-10"))
	_, err3 := zero.Rolling(1)
	for i, err := range []error{err1, err2, err3, zero.Merge(s), s.Merge(zero)} {
		if !errors.Is(err, cx.ErrOutOfRange) {
			t.Errorf("question %d to the zero Series: %v; want cx.ErrOutOfRange", i, err)
		}
	}
	if zero.Len() != 0 || zero.Location() != nil {
		t.Error("the zero Series has periods")
	}
	for range zero.All() {
		t.Error("the zero Series yields periods")
	}
}

func TestSeriesMerge(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	s, other := sums(period.Month, berlin), sums(period.Month, zone(t, "Europe/Berlin"))
	set(t, s, "2024-03", 1)
	set(t, s, "2024-04", 2)
	set(t, other, "2024-04", 10)
	set(t, other, "2023-12", 20)
	march, err := s.For(parse(t, "2024-03"))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Merge(other); err != nil {
		t.Fatal(err)
	}
	march.N++
	texts, values := content(s)
	if !slices.Equal(values, []int{20, 0, 0, 2, 12}) || texts[0] != "2023-12" {
		t.Errorf("merged %v from %s", values, texts[0])
	}
	if _, values := content(other); !slices.Equal(values, []int{20, 0, 0, 0, 10}) {
		t.Errorf("the other series became %v", values)
	}

	_, before := content(s)
	far := sums(period.Month, berlin)
	set(t, far, "9999-12", 1)
	weeks, utc, empty := sums(period.Week, berlin), sums(period.Month, nil), sums(period.Month, berlin)
	set(t, utc, "2024-04", 1)
	failing := sums(period.Month, berlin)
	set(t, failing, "2024-03", 1)
	set(t, failing, "2024-04", cannot)
	set(t, failing, "2024-06", 1)
	set(t, weeks, "2024-W07", 1)
	for _, c := range []struct {
		name  string
		other *period.Series[*sum]
		want  error
	}{
		{"far", far, cx.ErrOverflow},
		{"weeks", weeks, cx.ErrMismatch},
		{"utc", utc, cx.ErrMismatch},
		{"failing", failing, errMerge},
		{"empty", empty, nil},
	} {
		if err := s.Merge(c.other); !errors.Is(err, c.want) {
			t.Errorf("merging %s: %v, want %v", c.name, err, c.want)
		}
		if _, after := content(s); !slices.Equal(before, after) {
			t.Errorf("merging %s: %v became %v", c.name, before, after)
		}
	}
	if err := empty.Merge(s); err != nil {
		t.Fatal(err)
	}
	if _, after := content(empty); !slices.Equal(before, after) {
		t.Errorf("merged into nothing: %v, want %v", after, before)
	}
	// What was merged in is a copy.
	set(t, s, "2024-03", 100)
	if _, after := content(empty); !slices.Equal(before, after) {
		t.Errorf("shares its values with what was merged: %v", after)
	}
}

// Zones are the same by name and clock, in the periods that are there.
func TestSeriesMergeZones(t *testing.T) {
	east, west := time.FixedZone("", 7200), time.FixedZone("", -36000)
	dst := zone(t, "Europe/Berlin") // two hours ahead in summer
	for _, c := range []struct {
		a, b         *time.Location
		textA, textB string
		want         error
	}{
		{east, west, "2024-03", "2024-04", cx.ErrMismatch},
		{east, time.FixedZone("", 7200), "2024-03", "2024-04", nil},
		{east, time.FixedZone("CEST", 7200), "2024-03", "2024-03", cx.ErrMismatch},
		{dst, zone(t, "Europe/Berlin"), "1950-03", "2050-04", nil},
		{dst, time.FixedZone("Europe/Berlin", 7200), "2024-05", "2024-09", nil},
		{dst, time.FixedZone("Europe/Berlin", 7200), "2024-05", "2024-10", cx.ErrMismatch},
		{dst, time.FixedZone("Europe/Berlin", 7200), "2024-03", "2024-05", cx.ErrMismatch},
		{east, west, "", "2024-04", cx.ErrMismatch},
		{east, west, "", "", cx.ErrMismatch},
	} {
		build := func(loc *time.Location, text string) *period.Series[*sum] {
			s := sums(period.Month, loc)
			if text != "" {
				set(t, s, text, 1)
			}
			return s
		}
		a, b := build(c.a, c.textA), build(c.b, c.textB)
		if err := a.Merge(b); !errors.Is(err, c.want) {
			t.Errorf("%q by %q: %v, want %v", c.textB, c.textA, err, c.want)
		}
		a = build(c.a, c.textA)
		if err := b.Merge(a); !errors.Is(err, c.want) {
			t.Errorf("%q by %q: %v, want %v", c.textA, c.textB, err, c.want)
		}
	}
}

// Rolling against adding up each window anew, in order.
func TestRolling(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for n := range 30 {
		s := period.NewSeries(period.Day, nil, cx.New[word])
		day := parse(t, "2024-02-20")
		for i := range n {
			if i == 0 || i == n-1 || random.IntN(3) > 0 {
				cell, err := s.For(day)
				if err != nil {
					t.Fatal(err)
				}
				cell.text = string(rune('a' + i))
			}
			var err error
			if day, err = day.Add(1); err != nil {
				t.Fatal(err)
			}
		}
		var texts, values []string
		for p, w := range s.All() {
			texts, values = append(texts, p.String()), append(values, w.text)
		}
		for k := 1; k <= n+2; k++ {
			want := make(map[string]string)
			for i := k - 1; i < len(values); i++ {
				want[texts[i]] = strings.Join(values[i-k+1:i+1], "")
			}
			r, err := s.Rolling(k)
			if err != nil {
				t.Fatal(err)
			}
			got := make(map[string]string)
			for p, v := range r.All() {
				got[p.String()] = v.text
			}
			if !maps.Equal(got, want) {
				t.Fatalf("%v rolling over %d: %v, want %v", values, k, got, want)
			}
		}
	}
	s := sums(period.Month, nil)
	set(t, s, "2024-03", 1)
	for _, k := range []int{0, -1} {
		if _, err := s.Rolling(k); !errors.Is(err, cx.ErrOutOfRange) {
			t.Errorf("rolling over %d: %v, want cx.ErrOutOfRange", k, err)
		}
	}
	if r, err := s.Rolling(math.MaxInt/2 + 1); err != nil || r.Len() != 0 {
		t.Errorf("rolling over more than there is: %v, %d periods", err, r.Len())
	}
	set(t, s, "2024-07", 1)
	for _, text := range []string{"2024-03", "2024-05", "2024-07"} {
		failing := s.Clone()
		set(t, failing, text, cannot)
		for k := 1; k <= 5; k++ {
			if r, err := failing.Rolling(k); !errors.Is(err, errMerge) || r != nil {
				t.Errorf("rolling over %d with %s that fails: %v", k, text, err)
			}
		}
	}
}

// calls counts how often it is merged.
type calls struct{ n *int }

func (c *calls) Merge(*calls) error { *c.n++; return nil }

// However long the window, a period costs a few merges.
func TestRollingCalls(t *testing.T) {
	for _, k := range []int{1, 2, 28, 365, 5000} {
		n := 0
		s := period.NewSeries(period.Day, nil, func() *calls { return &calls{&n} })
		for _, text := range []string{"2000-01-01", "2024-12-31"} {
			if _, err := s.For(parse(t, text)); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.Rolling(k); err != nil {
			t.Fatal(err)
		}
		if n > 5*s.Len() {
			t.Errorf("rolling over %d: %d merges for %d periods", k, n, s.Len())
		}
	}
}

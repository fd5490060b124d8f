package period_test

import (
	"errors"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/period"
)

func add(sum *int, n int) error { *sum += n; return nil }

// join is a merge that tells order: not commutative, but associative.
func join(s *string, t string) error { *s += t; return nil }

var errMerge = errors.New("cannot merge")

func fail(*int, int) error { return errMerge }

func series[T any](t testing.TB, u period.Unit, loc *time.Location, empty T) period.Series[T] {
	t.Helper()
	s, err := period.NewSeries(u, loc, empty)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// set puts a value into a period of a series.
func set[T any](t testing.TB, s *period.Series[T], text string, v T) {
	t.Helper()
	cell, err := s.For(parse(t, text))
	if err != nil {
		t.Fatal(err)
	}
	*cell = v
}

// content returns what a series yields, as text and values.
func content[T any](s period.Series[T]) (texts []string, values []T) {
	for p, v := range s.All() {
		texts, values = append(texts, p.String()), append(values, v)
	}
	return texts, values
}

func TestSeries(t *testing.T) {
	s := series(t, period.Month, zone(t, "Europe/Berlin"), 0)
	for _, at := range []string{"2024-03-31T21:59:59Z", "2024-03-31T22:00:00Z", "2024-01-01T00:00:00+01:00", "2024-03-10T00:00:00-08:00"} {
		n, err := s.At(instant(t, at))
		if err != nil {
			t.Fatal(err)
		}
		*n++
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
		set(t, &s, "2023-11", 0) // the loop goes on with what it began with
		set(t, &s, "2024-05", 0)
	}
	if !slices.Equal(seen, texts) || s.Len() != 7 {
		t.Errorf("while it grew, yielded %v of %v", seen, texts)
	}
	if s.Unit() != period.Month || s.Location().String() != "Europe/Berlin" {
		t.Errorf("a series by %s in %s", s.Unit(), s.Location())
	}
}

// A pointer stays that of its period however the series grows.
func TestSeriesPointers(t *testing.T) {
	s := series(t, period.Day, nil, 7)
	first, err := s.For(parse(t, "2024-03-10"))
	if err != nil {
		t.Fatal(err)
	}
	for day := 1; day <= 31; day++ {
		if _, err := s.At(time.Date(2024, 5, day, 0, 0, 0, 0, time.UTC)); err != nil {
			t.Fatal(err)
		}
	}
	*first = 8
	_, values := content(s)
	if values[0] != 8 || values[1] != 7 || values[len(values)-1] != 7 || len(values) != 83 {
		t.Errorf("values %v; want 8 and 82 times the empty 7", values)
	}
}

// A copy is the same series: nothing that is put into one is lost to the other.
func TestSeriesCopies(t *testing.T) {
	s := series(t, period.Month, nil, 0)
	copied := s
	set(t, &copied, "2024-03", 1)
	set(t, &s, "2024-01", 2)
	func(s period.Series[int]) { set(t, &s, "2024-05", 3) }(s)
	other := series(t, period.Month, nil, 0)
	set(t, &other, "2024-06", 4)
	if err := copied.Merge(other, add); err != nil {
		t.Fatal(err)
	}
	for i, s := range []period.Series[int]{s, copied} {
		texts, values := content(s)
		if !slices.Equal(values, []int{2, 0, 1, 0, 3, 4}) || texts[0] != "2024-01" || s.Len() != 6 {
			t.Errorf("copy %d has %v from %s, %d periods", i, values, texts[0], s.Len())
		}
	}
	rolled, err := s.Rolling(1, add)
	if err != nil {
		t.Fatal(err)
	}
	set(t, &rolled, "2024-06", 9)
	if _, values := content(s); values[5] != 4 {
		t.Errorf("shares its values with what was rolled: %v", values)
	}
}

func TestSeriesRejects(t *testing.T) {
	s := series(t, period.Day, nil, 0)
	set(t, &s, "2024-03-10", 1)
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
	last, err := parse(t, "2024-03-10").Add(period.MaxSeries - 1)
	if err != nil {
		t.Fatal(err)
	}
	over, err := last.Next()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.For(over); !errors.Is(err, cx.ErrOverflow) {
		t.Errorf("one more than MaxSeries: %v", err)
	}
	if _, err := s.For(last); err != nil || s.Len() != period.MaxSeries {
		t.Errorf("MaxSeries periods: %v, %d", err, s.Len())
	}

	var zero period.Series[int]
	_, err1 := zero.At(time.Now())
	_, err2 := zero.For(parse(t, "2024-03-10"))
	_, err3 := zero.Rolling(1, add)
	for i, err := range []error{err1, err2, err3, zero.Merge(s, add), s.Merge(zero, add)} {
		if !errors.Is(err, cx.ErrOutOfRange) {
			t.Errorf("question %d to the zero Series: %v; want cx.ErrOutOfRange", i, err)
		}
	}
	if zero.Len() != 0 || zero.Unit() != 0 || zero.Location() != nil {
		t.Error("the zero Series has periods")
	}
	for range zero.All() {
		t.Error("the zero Series yields periods")
	}
}

func TestSeriesMerge(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	s, other := series(t, period.Month, berlin, 0), series(t, period.Month, zone(t, "Europe/Berlin"), 0)
	set(t, &s, "2024-03", 1)
	set(t, &s, "2024-04", 2)
	set(t, &other, "2024-04", 10)
	set(t, &other, "2023-12", 20)
	march, err := s.For(parse(t, "2024-03"))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Merge(other, add); err != nil {
		t.Fatal(err)
	}
	*march++
	texts, values := content(s)
	if !slices.Equal(values, []int{20, 0, 0, 2, 12}) || texts[0] != "2023-12" {
		t.Errorf("merged %v from %s", values, texts[0])
	}
	if _, values := content(other); !slices.Equal(values, []int{20, 0, 0, 0, 10}) {
		t.Errorf("the other series became %v", values)
	}

	_, before := content(s)
	far := series(t, period.Month, berlin, 0)
	set(t, &far, "9999-12", 1)
	weeks, utc, empty := series(t, period.Week, berlin, 0), series(t, period.Month, nil, 0), series(t, period.Month, berlin, 0)
	set(t, &utc, "2024-04", 1)
	set(t, &weeks, "2024-W07", 1)
	for _, c := range []struct {
		name  string
		other period.Series[int]
		merge func(*int, int) error
		want  error
	}{
		{"far", far, add, cx.ErrOverflow},
		{"weeks", weeks, add, cx.ErrMismatch},
		{"utc", utc, add, cx.ErrMismatch},
		{"failing", other, fail, errMerge},
		{"empty", empty, fail, nil},
	} {
		if err := s.Merge(c.other, c.merge); !errors.Is(err, c.want) {
			t.Errorf("merging %s: %v, want %v", c.name, err, c.want)
		}
		if _, after := content(s); !slices.Equal(before, after) {
			t.Errorf("merging %s: %v became %v", c.name, before, after)
		}
	}
	if err := empty.Merge(s, add); err != nil {
		t.Fatal(err)
	}
	if _, after := content(empty); !slices.Equal(before, after) {
		t.Errorf("merged into nothing: %v, want %v", after, before)
	}
	// What was merged in is a copy.
	set(t, &s, "2024-03", 100)
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
		build := func(loc *time.Location, text string) period.Series[int] {
			s := series(t, period.Month, loc, 0)
			if text != "" {
				set(t, &s, text, 1)
			}
			return s
		}
		a, b := build(c.a, c.textA), build(c.b, c.textB)
		if err := a.Merge(b, add); !errors.Is(err, c.want) {
			t.Errorf("%q by %q: %v, want %v", c.textB, c.textA, err, c.want)
		}
		a = build(c.a, c.textA)
		if err := b.Merge(a, add); !errors.Is(err, c.want) {
			t.Errorf("%q by %q: %v, want %v", c.textA, c.textB, err, c.want)
		}
	}
}

// Rolling against adding up each window anew, in order. The empty "-" changes what
// it is merged with, so a gap counts once and nothing else is empty.
func TestRolling(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for n := range 30 {
		s := series(t, period.Day, nil, "-")
		day := parse(t, "2024-02-20")
		for i := range n {
			if i == 0 || i == n-1 || random.IntN(3) > 0 {
				set(t, &s, day.String(), string(rune('a'+i)))
			}
			var err error
			if day, err = day.Next(); err != nil {
				t.Fatal(err)
			}
		}
		texts, values := content(s)
		for k := 1; k <= n+2; k++ {
			want := make(map[string]string)
			for i := k - 1; i < len(values); i++ {
				sum := ""
				for _, v := range values[i-k+1 : i+1] {
					sum += v
				}
				want[texts[i]] = sum
			}
			r, err := s.Rolling(k, join)
			if err != nil {
				t.Fatal(err)
			}
			got := make(map[string]string)
			for p, v := range r.All() {
				got[p.String()] = v
			}
			if !maps.Equal(got, want) {
				t.Fatalf("%v rolling over %d: %v, want %v", values, k, got, want)
			}
		}
	}
	s := series(t, period.Month, nil, 0)
	set(t, &s, "2024-03", 1)
	for _, k := range []int{0, -1} {
		if _, err := s.Rolling(k, add); !errors.Is(err, cx.ErrOutOfRange) {
			t.Errorf("rolling over %d: %v, want cx.ErrOutOfRange", k, err)
		}
	}
	if r, err := s.Rolling(math.MaxInt/2+1, add); err != nil || r.Len() != 0 {
		t.Errorf("rolling over more than there is: %v, %d periods", err, r.Len())
	}
	set(t, &s, "2024-07", 1)
	for k := 2; k <= 5; k++ {
		// Whichever of its calls it is that fails.
		for fails := 1; ; fails++ {
			calls := 0
			r, err := s.Rolling(k, func(sum *int, n int) error {
				if calls++; calls == fails {
					return errMerge
				}
				return add(sum, n)
			})
			if calls < fails {
				if err != nil || fails < 4 {
					t.Errorf("rolling over %d: %v after %d calls", k, err, calls)
				}
				break
			}
			if !errors.Is(err, errMerge) || r.Unit() != 0 {
				t.Errorf("rolling over %d, call %d fails: %v", k, fails, err)
			}
		}
	}
}

// However long the window, a period costs a few calls of merge.
func TestRollingCalls(t *testing.T) {
	s := series(t, period.Day, nil, 0)
	set(t, &s, "2000-01-01", 1)
	set(t, &s, "2024-12-31", 1)
	for _, k := range []int{1, 2, 28, 365, 5000} {
		calls := 0
		if _, err := s.Rolling(k, func(sum *int, n int) error { calls++; return add(sum, n) }); err != nil {
			t.Fatal(err)
		}
		if calls > 3*s.Len() {
			t.Errorf("rolling over %d: %d calls for %d periods", k, calls, s.Len())
		}
	}
}

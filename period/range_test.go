package period_test

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/period"
)

func parseRange(t testing.TB, text string) period.Range {
	t.Helper()
	r, err := period.ParseRange(text)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// hours returns a range on 2024-03-10 from one hour to another.
func hours(t testing.TB, from, to int) period.Range {
	t.Helper()
	at := func(h int) time.Time { return time.Date(2024, 3, 10, h, 0, 0, 0, time.UTC) }
	r, err := period.NewRange(at(from), at(to))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Every pair of ranges within six hours, against the hours counted one by one.
func TestRangeAlgebra(t *testing.T) {
	in := func(r period.Range, h int) bool { return r.Contains(time.Date(2024, 3, 10, h, 0, 0, 0, time.UTC)) }
	for a := range 7 {
		for b := a; b <= 6; b++ {
			for c := range 7 {
				for d := c; d <= 6; d++ {
					r, s := hours(t, a, b), hours(t, c, d)
					both, ok := r.Intersect(s)
					common := false
					for h := range 7 {
						if in(r, h) != (a <= h && h < b) {
							t.Errorf("[%d, %d) contains %d: %t", a, b, h, in(r, h))
						}
						if in(both, h) != (in(r, h) && in(s, h)) {
							t.Errorf("[%d, %d) and [%d, %d) have %d in common: %t", a, b, c, d, h, in(both, h))
						}
						common = common || in(both, h)
					}
					if ok != common {
						t.Errorf("[%d, %d) and [%d, %d): overlap %t", a, b, c, d, ok)
					}
					if r.IsEmpty() != (a == b) || r.Equal(s) != (a == c && b == d) {
						t.Errorf("[%d, %d) and [%d, %d): empty %t, equal %t", a, b, c, d, r.IsEmpty(), r.Equal(s))
					}
				}
			}
		}
	}
	if r, err := period.NewRange(time.Unix(1, 0), time.Unix(0, 0)); !errors.Is(err, cx.ErrOutOfRange) || !r.IsEmpty() {
		t.Errorf("a range that ends before it starts: %v, %v", r, err)
	}
}

func TestDuration(t *testing.T) {
	spring := parse(t, "2024-03-10").In(zone(t, "America/New_York"))
	if d, err := spring.Duration(); err != nil || d != 23*time.Hour {
		t.Errorf("the day of 23 hours has %v, %v", d, err)
	}
	if d, err := parse(t, "2011-12-30").In(zone(t, "Pacific/Apia")).Duration(); err != nil || d != 0 {
		t.Errorf("the missing day has %v, %v", d, err)
	}
	start := time.Date(1700, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		more time.Duration
		want error
	}{{0, nil}, {1, cx.ErrOverflow}, {math.MaxInt64, cx.ErrOverflow}} {
		r, err := period.NewRange(start, start.Add(math.MaxInt64).Add(c.more))
		if err != nil {
			t.Fatal(err)
		}
		if d, err := r.Duration(); !errors.Is(err, c.want) || err == nil && d != math.MaxInt64 {
			t.Errorf("%v longer than the longest: %v, %v; want %v", c.more, d, err, c.want)
		}
	}
}

func TestWindow(t *testing.T) {
	newYork := zone(t, "America/New_York")
	r, err := parse(t, "2024-03-10").Window(28, newYork)
	if want := "2024-02-12T00:00:00-05:00/2024-03-11T00:00:00-04:00"; err != nil || r.String() != want {
		t.Errorf("the last 28 days = %v, %v; want %s", r, err, want)
	}
	r, err = parse(t, "2024-03").Window(12, nil)
	if want := "2023-04-01T00:00:00Z/2024-04-01T00:00:00Z"; err != nil || r.String() != want {
		t.Errorf("the last 12 months = %v, %v; want %s", r, err, want)
	}
	for _, k := range []int{0, -1, math.MinInt, 2025, math.MaxInt} {
		if r, err := parse(t, "2024").Window(k, nil); !errors.Is(err, cx.ErrOutOfRange) {
			t.Errorf("window of %d = %v, %v; want cx.ErrOutOfRange", k, r, err)
		}
	}
}

func TestSplit(t *testing.T) {
	for _, c := range []struct {
		zone, text string
		unit       period.Unit
		want       string
	}{
		{
			"Europe/Berlin", "2024-03-30T12:00:00+01:00/2024-04-01T06:00:00+02:00", period.Day,
			"2024-03-30 2024-03-30T12:00:00+01:00/2024-03-31T00:00:00+01:00\n" +
				"2024-03-31 2024-03-31T00:00:00+01:00/2024-04-01T00:00:00+02:00\n" +
				"2024-04-01 2024-04-01T00:00:00+02:00/2024-04-01T06:00:00+02:00\n",
		},
		{
			"Pacific/Apia", "2011-12-29T12:00:00-10:00/2012-01-01T00:00:00+14:00", period.Day,
			"2011-12-29 2011-12-29T12:00:00-10:00/2011-12-31T00:00:00+14:00\n" +
				"2011-12-31 2011-12-31T00:00:00+14:00/2012-01-01T00:00:00+14:00\n",
		},
		{"UTC", "2024-03-30T12:00:00Z/2024-03-30T12:00:00Z", period.Day, ""},
		{
			"UTC", "2024-03-30T12:00:00Z/2024-04-01T00:00:00.000000001Z", period.Quarter,
			"2024-Q1 2024-03-30T12:00:00Z/2024-04-01T00:00:00Z\n" +
				"2024-Q2 2024-04-01T00:00:00Z/2024-04-01T00:00:00.000000001Z\n",
		},
	} {
		pieces, err := parseRange(t, c.text).Split(c.unit, zone(t, c.zone))
		if err != nil {
			t.Fatal(err)
		}
		var got strings.Builder
		for p, r := range pieces {
			got.WriteString(p.String() + " " + r.String() + "\n")
		}
		if got.String() != c.want {
			t.Errorf("%s in %s by %s:\n%swant\n%s", c.text, c.zone, c.unit, got.String(), c.want)
		}
		for range pieces {
			break // a consumer may stop
		}
	}
	// To the end of the years.
	pieces, err := parse(t, "9999").In(nil).Split(period.Month, nil)
	if err != nil {
		t.Fatal(err)
	}
	months := 0
	for range pieces {
		months++
	}
	if months != 12 {
		t.Errorf("9999 has %d months", months)
	}
	for _, c := range []struct {
		text string
		unit period.Unit
	}{
		{"2024-03-30T12:00:00Z/2024-04-01T00:00:00Z", 0},
		{"2024-03-30T12:00:00Z/2024-03-30T12:00:00Z", 0},
		{"9999-12-31T12:00:00-01:00/9999-12-31T23:59:59-01:00", 0},
		{"0000-12-31T12:00:00Z/0001-01-02T00:00:00Z", period.Day},
		{"9999-12-31T12:00:00-01:00/9999-12-31T23:59:59-01:00", period.Week},
	} {
		if pieces, err := parseRange(t, c.text).Split(c.unit, parseRange(t, c.text).Start().Location()); !errors.Is(err, cx.ErrOutOfRange) || pieces != nil {
			t.Errorf("%s by %s: %v, %v; want cx.ErrOutOfRange and no iterator", c.text, c.unit, pieces != nil, err)
		}
	}
}

// The end of a range may be the end of the year 9999, and not a nanosecond later.
func TestSplitPastTheYears(t *testing.T) {
	end := time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, u := range []period.Unit{period.Day, period.Month, period.Year} {
		r, err := period.NewRange(end.AddDate(0, 0, -40), end)
		if err != nil {
			t.Fatal(err)
		}
		if pieces, err := r.Split(u, nil); err != nil || pieces == nil {
			t.Errorf("up to the end of the years by %s: %v", u, err)
		}
		if r, err = period.NewRange(r.Start(), end.Add(1)); err != nil {
			t.Fatal(err)
		}
		if pieces, err := r.Split(u, nil); !errors.Is(err, cx.ErrOutOfRange) || pieces != nil {
			t.Errorf("a nanosecond past the years by %s: %v, %v; want cx.ErrOutOfRange", u, pieces != nil, err)
		}
	}
}

func TestRangeText(t *testing.T) {
	for _, text := range []string{
		"2024-03-01T00:00:00+01:00/2024-04-01T00:00:00+02:00",
		"2024-03-01T00:00:00Z/2024-03-01T00:00:00.000000001Z",
		"0001-01-01T00:00:00Z/0001-01-01T00:00:00Z",
		"2024-03-01T00:00:00+05:45/2024-03-01T00:00:00.5-03:30",
	} {
		r := parseRange(t, text)
		data, err := r.MarshalText()
		if err != nil || string(data) != text || r.String() != text {
			t.Errorf("text of %s = %s, %v, %s", text, data, err, r)
		}
	}
	// Local mean time in Berlin was 53:28 ahead, which an offset cannot say.
	lmt := parse(t, "1850").In(zone(t, "Europe/Berlin"))
	if text := lmt.String(); text != "1849-12-31T23:06:32Z/1850-12-31T23:06:32Z" {
		t.Errorf("1850 in Berlin = %s", text)
	}
	for text, want := range map[string]error{
		"":                      cx.ErrEncoding,
		"/":                     cx.ErrEncoding,
		"2024-03-01/2024-04-01": cx.ErrEncoding,
		"2024-03-01T00:00:00/2024-04-01T00:00:00":                           cx.ErrEncoding,
		"2024-03-01T00:00:00Z":                                              cx.ErrEncoding,
		"2024-03-01T00:00:00Z/P1M":                                          cx.ErrEncoding,
		"2024-03-01T00:00:00Z/2024-04-01T00:00:00Z/2024-04-01T00:00:00Z":    cx.ErrEncoding,
		"2024-03-01T00:00:00Z/2024-04-01T00:00:00,5Z":                       cx.ErrEncoding,
		"2024-03-01T00:00:00Z/2024-04-01T00:00:00.1234567891Z":              cx.ErrEncoding,
		"2024-03-01T00:00:00Z/2024-04-01T24:00:00Z":                         cx.ErrEncoding,
		"2024-03-01T00:00:00Z/2024-04-01T0:00:00Z":                          cx.ErrEncoding,
		"2024-03-01T00:00:00Z/2024-04-01T00:00:60Z":                         cx.ErrEncoding,
		"2024-03-01T00:00:00Z/2024-02-30T00:00:00Z":                         cx.ErrEncoding,
		"2024-03-01T00:00:00Z/2024-02-01T00:00:00Z":                         cx.ErrOutOfRange,
		"2024-03-01T00:00:00Z/" + strings.Repeat("9", 1<<20):                cx.ErrEncoding,
		"2024-03-01T00:00:00." + strings.Repeat("9", 1<<20) + "Z/x":         cx.ErrEncoding,
		strings.Repeat("2024-03-01T00:00:00Z/2024-04-01T00:00:00Z", 100000): cx.ErrEncoding,
	} {
		r, err := period.ParseRange(text)
		if !errors.Is(err, want) || !r.Equal(period.Range{}) {
			t.Errorf("ParseRange(%.60q) = %v, %v; want %v", text, r, err, want)
		}
		if err != nil && len(err.Error()) > 500 {
			t.Errorf("ParseRange(%.60q): an error of %d bytes", text, len(err.Error()))
		}
	}
	// The year 10000 has no place in four digits.
	r := parse(t, "9999").In(nil)
	if data, err := r.MarshalText(); !errors.Is(err, cx.ErrOutOfRange) {
		t.Errorf("text of %v = %s, %v; want cx.ErrOutOfRange", r, data, err)
	}
	before := hours(t, 1, 2)
	if err := before.UnmarshalText([]byte("x")); err == nil || !before.Equal(hours(t, 1, 2)) {
		t.Errorf("UnmarshalText of no range: %v, and the value is %v", err, before)
	}
}

// A range that was read has offsets, on whatever machine.
func TestRangeTextHasNoZone(t *testing.T) {
	local := time.Local
	defer func() { time.Local = local }()
	time.Local = zone(t, "America/New_York")
	r := parseRange(t, "2024-03-09T00:00:00-05:00/2024-03-12T00:00:00-04:00")
	if got := r.Start().Location(); got == time.Local {
		t.Errorf("the start is in the zone of the machine, %s", got)
	}
	if _, offset := r.Start().AddDate(0, 0, 5).Zone(); offset != -5*3600 {
		t.Errorf("the offset changes to %d", offset)
	}
}

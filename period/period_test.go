package period_test

import (
	"cmp"
	"encoding/json"
	"errors"
	"maps"
	"math"
	"slices"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/period"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func parse(t testing.TB, text string) period.Period {
	t.Helper()
	p, err := period.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestOf(t *testing.T) {
	for _, c := range []struct {
		unit period.Unit
		date string
		want string
	}{
		{period.Day, "2024-03-10", "2024-03-10"},
		{period.Week, "2024-02-18", "2024-W07"},
		{period.Week, "2024-02-19", "2024-W08"},
		{period.Week, "2021-01-03", "2020-W53"},
		{period.Week, "2021-01-04", "2021-W01"},
		{period.Week, "2024-12-30", "2025-W01"},
		{period.Week, "2025-12-29", "2026-W01"}, // Thursday is January 1
		{period.Week, "2014-12-29", "2015-W01"},
		{period.Week, "2016-01-03", "2015-W53"},
		{period.Month, "2024-02-29", "2024-02"},
		{period.Quarter, "2024-09-30", "2024-Q3"},
		{period.HalfYear, "2024-06-30", "2024-H1"},
		{period.HalfYear, "2024-07-01", "2024-H2"},
		{period.Year, "2024-12-31", "2024"},
		{period.WeekStarting(time.Sunday), "2024-03-16", "2024-03-10-W"},
		{period.WeekStarting(time.Saturday), "2024-03-15", "2024-03-09-W"},
		{period.Fiscal(period.Year, time.April), "2024-03-31", "2023-04-FY"},
		{period.Fiscal(period.Year, time.October), "2024-10-01", "2024-10-FY"},
		{period.Fiscal(period.Quarter, time.April), "2024-03-31", "2024-01-FQ4"},
		{period.Fiscal(period.Quarter, time.October), "2024-01-01", "2024-01-FQ2"},
		{period.Fiscal(period.Quarter, time.February), "2024-01-31", "2023-11-FQ4"},
	} {
		day, err := time.Parse(time.DateOnly, c.date)
		if err != nil {
			t.Fatal(err)
		}
		got, err := c.unit.Of(day)
		if err != nil || got.String() != c.want {
			t.Errorf("%s of %s = %s, %v; want %s", c.unit, c.date, got, err, c.want)
		}
		back, err := period.Parse(c.want)
		if err != nil || back != got {
			t.Errorf("Parse(%q) = %v, %v; want %v", c.want, back, err, got)
		}
	}
}

func TestInWhereMidnightIsMissing(t *testing.T) {
	for _, c := range []struct{ zone, day, start, end string }{
		{"America/Sao_Paulo", "2015-10-18", "2015-10-18T01:00:00-02:00", "2015-10-19T00:00:00-02:00"},
		{"Africa/Cairo", "2023-04-28", "2023-04-28T01:00:00+03:00", "2023-04-29T00:00:00+03:00"},
		{"Asia/Beirut", "2022-03-27", "2022-03-27T01:00:00+03:00", "2022-03-28T00:00:00+03:00"},
		{"America/Asuncion", "2023-10-01", "2023-10-01T01:00:00-03:00", "2023-10-02T00:00:00-03:00"},
		{"America/Havana", "2023-03-12", "2023-03-12T01:00:00-04:00", "2023-03-13T00:00:00-04:00"},
		{"America/Havana", "2023-11-05", "2023-11-05T00:00:00-04:00", "2023-11-06T00:00:00-05:00"},
		{"Atlantic/Azores", "2023-03-26", "2023-03-26T01:00:00Z", "2023-03-27T00:00:00Z"},
		{"Pacific/Apia", "2011-12-30", "2011-12-31T00:00:00+14:00", "2011-12-31T00:00:00+14:00"},
		{"America/St_Johns", "2006-10-29", "2006-10-29T00:00:00-02:30", "2006-10-30T00:00:00-03:30"},
	} {
		r := parse(t, c.day).In(zone(t, c.zone))
		if got := r.Start().Format(time.RFC3339); got != c.start {
			t.Errorf("%s %s starts %s, want %s", c.zone, c.day, got, c.start)
		}
		if got := r.End().Format(time.RFC3339); got != c.end {
			t.Errorf("%s %s ends %s, want %s", c.zone, c.day, got, c.end)
		}
	}
}

func TestParseRejects(t *testing.T) {
	for _, c := range []struct {
		text string
		want error
	}{
		{"", cx.ErrEncoding},
		{"24", cx.ErrEncoding},
		{"2024-3", cx.ErrEncoding},
		{"2024-q3", cx.ErrEncoding},
		{"2024-03-10 ", cx.ErrEncoding},
		{"+024", cx.ErrEncoding},
		{"0000", cx.ErrOutOfRange},
		{"0000-W01", cx.ErrOutOfRange},
		{"2024-00", cx.ErrOutOfRange},
		{"2024-13", cx.ErrOutOfRange},
		{"2023-02-29", cx.ErrOutOfRange},
		{"2024-Q0", cx.ErrOutOfRange},
		{"2024-Q5", cx.ErrOutOfRange},
		{"2024-H0", cx.ErrOutOfRange},
		{"2024-H3", cx.ErrOutOfRange},
		{"2024-W00", cx.ErrOutOfRange},
		{"2021-W53", cx.ErrOutOfRange},
		{"2024-03-11-W", cx.ErrOutOfRange},
		{"2024-01-FY", cx.ErrOutOfRange},
		{"2024-01-FQ1", cx.ErrOutOfRange},
		{"2024-04-FQ2", cx.ErrOutOfRange},
		{"2024-04-FQ0", cx.ErrOutOfRange},
		{"2024-05-FQ5", cx.ErrOutOfRange},
		{"9999-W52", cx.ErrOutOfRange},
	} {
		if p, err := period.Parse(c.text); !errors.Is(err, c.want) || !p.IsZero() {
			t.Errorf("Parse(%q) = %v, %v; want %v", c.text, p, err, c.want)
		}
	}
}

func TestArithmetic(t *testing.T) {
	for _, c := range []struct {
		text string
		add  int
		want string
	}{
		{"2024-02-28", 2, "2024-03-01"},
		{"2023-02-28", 1, "2023-03-01"},
		{"2020-W53", 1, "2021-W01"},
		{"2021-W01", -1, "2020-W53"},
		{"2024-11", 14, "2026-01"},
		{"2024-Q1", -1, "2023-Q4"},
		{"2024-H2", 1, "2025-H1"},
		{"2024", -2023, "0001"},
		{"0001", 9998, "9999"},
		{"2024-03-10-W", -2, "2024-02-25-W"},
		{"2024-01-FQ4", 1, "2024-04-FQ1"},
		{"2023-10-FY", 1, "2024-10-FY"},
		{"0001-01-01", 3652058, "9999-12-31"},
		// The quarter before April 0001 lies in the years, the fiscal year does not.
		{"0001-04-FQ1", -1, "0001-01-FQ4"},
	} {
		p, err := parse(t, c.text).Add(c.add)
		if err != nil || p.String() != c.want {
			t.Errorf("%s plus %d = %s, %v; want %s", c.text, c.add, p, err, c.want)
		}
		back, err := p.Add(-c.add)
		if err != nil || back.String() != c.text {
			t.Errorf("%s minus %d = %s, %v; want %s", p, c.add, back, err, c.text)
		}
	}
	for _, c := range []struct {
		text string
		add  int
	}{
		{"9999", 1}, {"0001", -1}, {"9999-12-31", 1}, {"0001-01-01", -1}, {"0001-W01", -1}, {"9999-W51", 1},
		{"0001-04-FY", -1}, {"9998-04-FY", 1}, {"0001-01-06-W", -1}, {"2024-03", math.MaxInt}, {"2024-03", math.MinInt},
		{"2024-W07", math.MinInt + 1}, {"2024-Q3", 1<<31 - 1}, {"2024", 3652058}, {"2024", -3652058},
	} {
		if p, err := parse(t, c.text).Add(c.add); !errors.Is(err, cx.ErrOutOfRange) || !p.IsZero() {
			t.Errorf("%s plus %d = %s, %v; want cx.ErrOutOfRange", c.text, c.add, p, err)
		}
	}
}

func TestLastYear(t *testing.T) {
	for _, c := range []struct {
		text, want string
		err        error
	}{
		{"2024-03-10", "2023-03-10", nil},
		{"2024-02-29", "", cx.ErrNoData},
		{"2024-W07", "2023-W07", nil},
		{"2021-W52", "2020-W52", nil},
		{"2020-W53", "", cx.ErrNoData},
		{"2021-W01", "2020-W01", nil},
		{"2024-02", "2023-02", nil},
		{"2024-Q1", "2023-Q1", nil},
		{"2024-H2", "2023-H2", nil},
		{"2024", "2023", nil},
		{"2024-04-FY", "2023-04-FY", nil},
		{"2024-01-FQ4", "2023-01-FQ4", nil},
		// The week from Sunday 2024-03-10 is the 11th with most of its days in 2024,
		// the first being that of January 4, from 2023-12-31; of 2023 it is from 2023-03-12.
		{"2024-03-10-W", "2023-03-12-W", nil},
		{"0001-06-01", "", cx.ErrOutOfRange},
		{"0001-W20", "", cx.ErrOutOfRange},
		{"0001", "", cx.ErrOutOfRange},
	} {
		p, err := parse(t, c.text).LastYear()
		if !errors.Is(err, c.err) || p.String() != c.want {
			t.Errorf("the year before %s = %q, %v; want %q, %v", c.text, p, err, c.want, c.err)
		}
	}
}

func TestDays(t *testing.T) {
	for _, c := range []struct {
		text        string
		first, last string
		days        int
	}{
		{"2024-03-10", "2024-03-10", "2024-03-10", 1},
		{"2020-W53", "2020-12-28", "2021-01-03", 7},
		{"2024-02", "2024-02-01", "2024-02-29", 29},
		{"1900-02", "1900-02-01", "1900-02-28", 28},
		{"2000-Q1", "2000-01-01", "2000-03-31", 91},
		{"2023-H2", "2023-07-01", "2023-12-31", 184},
		{"2024", "2024-01-01", "2024-12-31", 366},
		{"9999", "9999-01-01", "9999-12-31", 365},
		{"2024-03-10-W", "2024-03-10", "2024-03-16", 7},
		{"2023-04-FY", "2023-04-01", "2024-03-31", 366},
		{"2023-11-FQ4", "2023-11-01", "2024-01-31", 92},
	} {
		p := parse(t, c.text)
		if p.First() != parse(t, c.first) || p.Last() != parse(t, c.last) || p.Days() != c.days {
			t.Errorf("%s is %s to %s, %d days; want %s to %s, %d", p, p.First(), p.Last(), p.Days(), c.first, c.last, c.days)
		}
		if same, err := p.Unit().OfDate(p.Date()); err != nil || same != p {
			t.Errorf("%s of its own first day = %s, %v", p, same, err)
		}
	}
}

func TestContains(t *testing.T) {
	march := parse(t, "2024-03")
	for at, want := range map[string]bool{
		"2024-03-01T00:00:00+01:00": true,
		"2024-02-29T23:59:59+01:00": false,
		"2024-03-31T23:59:59-08:00": true,
		"2024-04-01T00:00:00Z":      false,
	} {
		if got := holds(march, instant(t, at)); got != want {
			t.Errorf("March 2024 contains %s: %t, want %t", at, got, want)
		}
	}
}

func TestCompare(t *testing.T) {
	// In order, and the zero Period before all.
	texts := []string{
		"2023-12-31-W", "2024", "2024-H1", "2024-01-FQ2", "2024-01", "2024-W01", "2024-01-01",
		"2024-01-02", "2024-W02", "2024-02", "2024-04-FY", "2024-Q2", "2024-04-FQ1", "2024-04",
	}
	periods := []period.Period{{}}
	for _, text := range texts {
		periods = append(periods, parse(t, text))
	}
	for i, p := range periods {
		for j, q := range periods {
			if got := p.Compare(q); got != cmp.Compare(i, j) && (p.Days() != q.Days() || p.First() != q.First() || got != -q.Compare(p) || got == 0) {
				t.Errorf("%s compared with %s = %d, want %d", p, q, got, cmp.Compare(i, j))
			}
		}
	}
}

func TestBetween(t *testing.T) {
	seq, err := period.Between(parse(t, "2020-W52"), parse(t, "2021-W02"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for p := range seq {
		got = append(got, p.String())
	}
	if want := []string{"2020-W52", "2020-W53", "2021-W01", "2021-W02"}; !slices.Equal(got, want) {
		t.Errorf("Between = %v, want %v", got, want)
	}
	// Up to the last period there is, and no further than asked.
	seq, err = period.Between(parse(t, "9998-12"), parse(t, "9999-12"))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(slices.Collect(seq)); n != 13 {
		t.Errorf("months up to 9999-12: %d, want 13", n)
	}
	for p := range seq {
		if p != parse(t, "9998-12") {
			t.Errorf("went on to %s", p)
		}
		break
	}
	for _, c := range []struct {
		first, last period.Period
		want        error
	}{
		{parse(t, "2024-02"), parse(t, "2024-01"), cx.ErrOutOfRange},
		{parse(t, "2024-Q2"), parse(t, "2024-04-FQ1"), cx.ErrMismatch},
		{parse(t, "2024"), period.Period{}, cx.ErrOutOfRange},
		{period.Period{}, period.Period{}, cx.ErrOutOfRange},
	} {
		if seq, err := period.Between(c.first, c.last); !errors.Is(err, c.want) || seq != nil {
			t.Errorf("Between(%q, %q): %v, want %v", c.first, c.last, err, c.want)
		}
	}
}

func TestInvalid(t *testing.T) {
	var zero period.Period
	now := time.Date(2024, 3, 10, 0, 0, 0, 0, time.UTC)
	_, err1 := zero.Add(1)
	_, err2 := zero.Add(-1)
	_, err3 := zero.LastYear()
	_, err4 := zero.Window(1, nil)
	_, err5 := zero.MarshalText()
	for i, err := range []error{err1, err2, err3, err4, err5} {
		if !errors.Is(err, cx.ErrOutOfRange) {
			t.Errorf("question %d to the zero Period: %v; want cx.ErrOutOfRange", i, err)
		}
	}
	year, month, day := zero.Date()
	if !zero.IsZero() || zero.String() != "" || zero.Days() != 0 || !zero.First().IsZero() || !zero.Last().IsZero() ||
		holds(zero, now) || holds(zero, time.Time{}) || !zero.In(time.UTC).IsEmpty() || year != 0 || month != 0 || day != 0 {
		t.Error("the zero Period is some period")
	}
	valid := map[period.Unit]bool{period.Day: true, period.Month: true}
	for d := time.Sunday; d <= time.Saturday; d++ {
		valid[period.WeekStarting(d)] = true
	}
	for m := time.January; m <= time.December; m++ {
		valid[period.Fiscal(period.Quarter, m)] = true
		valid[period.Fiscal(period.HalfYear, m)] = true
		valid[period.Fiscal(period.Year, m)] = true
	}
	for _, weeks := range [][3]int{{4, 4, 5}, {4, 5, 4}, {5, 4, 4}} {
		for day := range 7 {
			for month := range 12 {
				for _, nearest := range []bool{false, true} {
					r := period.Retail{Weeks: weeks, LastDay: time.Weekday(day), LastMonth: time.Month(month + 1), Nearest: nearest}
					for _, u := range []period.Unit{period.Week, period.Month, period.Quarter, period.HalfYear, period.Year} {
						valid[r.Unit(u)] = true
					}
				}
			}
		}
	}
	if want := 2 + 7 + 12 + 12 + 12 + 3*7*12*2*5; len(valid) != want {
		t.Errorf("%d different units, want %d", len(valid), want)
	}
	names := make(map[string]bool)
	for i := range 1 << 16 {
		u := period.Unit(i)
		names[u.String()] = true
		_, err1 := u.Of(now)
		_, err2 := u.OfDate(2024, 3, 10)
		_, err3 := sums(u, nil).At(now)
		for _, err := range []error{err1, err2, err3} {
			if valid[u] != (err == nil) || err != nil && !errors.Is(err, cx.ErrOutOfRange) {
				t.Errorf("%s: %v", u, err)
			}
		}
	}
	if len(names) != 1<<16 {
		t.Errorf("65536 units have %d names", len(names))
	}
	if period.WeekStarting(time.Monday) != period.Week || period.Fiscal(period.Year, time.January) != period.Year || period.Fiscal(period.Quarter, time.January) != period.Quarter {
		t.Error("the plain units have two values")
	}
	for _, u := range []period.Unit{period.WeekStarting(-1), period.WeekStarting(7), period.Fiscal(period.Year, 0), period.Fiscal(period.Year, 13), period.Fiscal(period.Quarter, 0), period.Fiscal(period.Quarter, math.MaxInt)} {
		if u != 0 {
			t.Errorf("%s from nonsense", u)
		}
	}
	wrong := [][3]int{{0, 1, 1}, {10000, 1, 1}, {2023, 2, 29}, {2024, 0, 1}, {2024, 13, 1}, {2024, 4, 31}, {2024, 4, 0}, {math.MaxInt, math.MinInt, math.MaxInt}}
	if far := math.MaxInt>>31 + 1; far > 1 { // 1<<32, where an int holds it: of these years, 32 bits are 2024
		wrong = append(wrong, [3]int{2024 + far, 1, 1}, [3]int{2024 - far, 1, 1})
	}
	for _, c := range wrong {
		if p, err := period.Day.OfDate(c[0], time.Month(c[1]), c[2]); !errors.Is(err, cx.ErrOutOfRange) {
			t.Errorf("OfDate(%v) = %s, %v; want cx.ErrOutOfRange", c, p, err)
		}
	}
}

func TestUnitText(t *testing.T) {
	units := 0
	for i := range 256 {
		u := period.Unit(i)
		text, err := u.MarshalText()
		var back period.Unit
		if back.UnmarshalText([]byte(u.String())) == nil {
			units++
			if err != nil || string(text) != u.String() || back != u {
				t.Errorf("%s: %s, %v; back %s", u, text, err, back)
			}
		} else if !errors.Is(err, cx.ErrOutOfRange) || back != 0 {
			t.Errorf("%s: %s, %v; want cx.ErrOutOfRange", u, text, err)
		}
	}
	if units != 105 {
		t.Errorf("%d units have a text, want 105", units)
	}
	data, err := json.Marshal(map[period.Unit][]period.Unit{period.WeekStarting(time.Sunday): {period.Fiscal(period.Year, time.April)}})
	if want := `{"week from Sunday":["fiscal year from April"]}`; err != nil || string(data) != want {
		t.Errorf("%s, %v; want %s", data, err, want)
	}
	u := period.Week
	for _, text := range []string{"", "Week", "weeks", "Unit(0)", "fiscal year from January"} {
		if err := u.UnmarshalText([]byte(text)); !errors.Is(err, cx.ErrEncoding) || u != period.Week {
			t.Errorf("%q: %v, and the value is %s", text, err, u)
		}
	}
}

// The first and last instants of the years 1 to 9999, by the clock of each zone.
func TestYearBounds(t *testing.T) {
	for _, loc := range []*time.Location{time.UTC, time.FixedZone("", 14*3600), time.FixedZone("", -12*3600), zone(t, "America/New_York"), zone(t, "Pacific/Apia")} {
		first, last := parse(t, "0001-01-01").In(loc).Start(), parse(t, "9999-12-31").In(loc).End()
		for _, u := range []period.Unit{period.Day, period.Month, period.Quarter, period.HalfYear, period.Year} {
			if p, err := u.Of(first); err != nil || p.First().String() != "0001-01-01" {
				t.Errorf("%s: %s of the first instant = %s, %v", loc, u, p, err)
			}
			if p, err := u.Of(last.Add(-1)); err != nil || p.Last().String() != "9999-12-31" {
				t.Errorf("%s: %s of the last instant = %s, %v", loc, u, p, err)
			}
		}
		outside := []time.Time{first.Add(-1), last, time.Unix(1<<62, 0)}
		for hour := range int64(24) { // of the evening, too
			outside = append(outside, time.Unix(math.MaxInt64-3600*hour, 0), time.Unix(math.MinInt64+3600*hour, 0),
				// Days that in 32 bits would be of 2024.
				time.Unix(1_710_000_000+86400<<32+3600*hour, 0), time.Unix(1_710_000_000-86400<<32+3600*hour, 0))
		}
		for _, at := range outside {
			for _, u := range every {
				if p, err := u.Of(at.In(loc)); !errors.Is(err, cx.ErrOutOfRange) || !p.IsZero() || holds(p, at.In(loc)) {
					t.Errorf("%s: %s of %v = %s, %v; want cx.ErrOutOfRange", loc, u, at, p, err)
				}
			}
		}
	}
	// Weeks and fiscal years that are only partly in these years are outside.
	for u, at := range map[period.Unit]time.Time{
		period.Fiscal(period.Year, time.February): time.Date(9999, 2, 15, 0, 0, 0, 0, time.UTC),
		period.Week:                            time.Date(9999, 12, 27, 0, 0, 0, 0, time.UTC),
		period.WeekStarting(time.Sunday):       time.Date(1, 1, 6, 23, 0, 0, 0, time.UTC),
		period.Fiscal(period.Year, time.April): time.Date(1, 3, 31, 0, 0, 0, 0, time.UTC),
	} {
		if p, err := u.Of(at); !errors.Is(err, cx.ErrOutOfRange) {
			t.Errorf("%s of %v = %s, %v; want cx.ErrOutOfRange", u, at, p, err)
		}
	}
}

func TestPeriodJSON(t *testing.T) {
	type report struct {
		By    map[period.Period]int `json:"by"`
		Last  period.Period         `json:"last"`
		Never period.Period         `json:"never,omitzero"`
		Range period.Range          `json:"range"`
	}
	r := report{
		By:    map[period.Period]int{parse(t, "2024-03"): 1, parse(t, "2024-Q1"): 2, parse(t, "2024-W07"): 3},
		Last:  parse(t, "2024-01-FQ4"),
		Range: parse(t, "2024-03").In(zone(t, "Europe/Berlin")),
	}
	data, err := json.Marshal(r)
	want := `{"by":{"2024-03":1,"2024-Q1":2,"2024-W07":3},"last":"2024-01-FQ4","range":"2024-03-01T00:00:00+01:00/2024-04-01T00:00:00+02:00"}`
	if err != nil || string(data) != want {
		t.Fatalf("Marshal = %s, %v; want %s", data, err, want)
	}
	var back report
	if err := json.Unmarshal(data, &back); err != nil || !maps.Equal(back.By, r.By) || back.Last != r.Last || !back.Range.Equal(r.Range) {
		t.Errorf("Unmarshal = %v, %v; want %v", back, err, r)
	}
	// By value, by pointer, and a zero that has no text.
	if data, err := json.Marshal(&r.Last); err != nil || string(data) != `"2024-01-FQ4"` {
		t.Errorf("Marshal of a pointer = %s, %v", data, err)
	}
	if data, err := json.Marshal(period.Period{}); !errors.Is(err, cx.ErrOutOfRange) {
		t.Errorf("Marshal of the zero Period = %s, %v; want cx.ErrOutOfRange", data, err)
	}
	p := r.Last
	if err := json.Unmarshal([]byte(`"2024-01-FQ1"`), &p); !errors.Is(err, cx.ErrOutOfRange) || p != r.Last {
		t.Errorf("Unmarshal of no period: %v, and the value is %s", err, p)
	}
}

// holds reports whether t lies in p by the calendar of t's zone.
func holds(p period.Period, t time.Time) bool {
	q, err := p.Unit().Of(t)
	return err == nil && p == q
}

package period_test

import (
	"errors"
	"testing"
	"time"
	_ "time/tzdata"

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
		{period.Month, "2024-02-29", "2024-02"},
		{period.Quarter, "2024-09-30", "2024-Q3"},
		{period.HalfYear, "2024-06-30", "2024-H1"},
		{period.HalfYear, "2024-07-01", "2024-H2"},
		{period.Year, "2024-12-31", "2024"},
		{period.WeekStarting(time.Sunday), "2024-03-16", "2024-03-10-W"},
		{period.WeekStarting(time.Saturday), "2024-03-15", "2024-03-09-W"},
		{period.FiscalYear(time.April), "2024-03-31", "2023-04-FY"},
		{period.FiscalYear(time.October), "2024-10-01", "2024-10-FY"},
		{period.FiscalQuarter(time.April), "2024-03-31", "2024-01-FQ4"},
		{period.FiscalQuarter(time.October), "2024-01-01", "2024-01-FQ2"},
		{period.FiscalQuarter(time.February), "2024-01-31", "2023-11-FQ4"},
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
		{"", period.ErrEncoding},
		{"24", period.ErrEncoding},
		{"2024-3", period.ErrEncoding},
		{"2024-q3", period.ErrEncoding},
		{"2024-03-10 ", period.ErrEncoding},
		{"+024", period.ErrEncoding},
		{"0000", period.ErrOutOfRange},
		{"0000-W01", period.ErrOutOfRange},
		{"2024-00", period.ErrOutOfRange},
		{"2024-13", period.ErrOutOfRange},
		{"2023-02-29", period.ErrOutOfRange},
		{"2024-Q0", period.ErrOutOfRange},
		{"2024-Q5", period.ErrOutOfRange},
		{"2024-H0", period.ErrOutOfRange},
		{"2024-H3", period.ErrOutOfRange},
		{"2024-W00", period.ErrOutOfRange},
		{"2021-W53", period.ErrOutOfRange},
		{"2024-03-11-W", period.ErrOutOfRange},
		{"2024-01-FY", period.ErrOutOfRange},
		{"2024-01-FQ1", period.ErrOutOfRange},
		{"2024-04-FQ2", period.ErrOutOfRange},
		{"2024-04-FQ0", period.ErrOutOfRange},
		{"2024-05-FQ5", period.ErrOutOfRange},
		{"9999-W52", period.ErrOutOfRange},
	} {
		if p, err := period.Parse(c.text); !errors.Is(err, c.want) || !p.IsZero() {
			t.Errorf("Parse(%q) = %v, %v; want %v", c.text, p, err, c.want)
		}
	}
}

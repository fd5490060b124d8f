package main

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/cxmetrics/cx/period"
)

// order says which of two numbers is the day and which the month.
type order int

const (
	orderUnknown order = iota
	orderDMY
	orderMDY
	orderISO // dates begin with their year, and others are wrong
)

// timeReader reads times. Those with an offset are instants already; those without
// are what a clock in the file's zone showed. A local time that the zone skipped is
// an error; of one that it had twice the first is meant; a date alone means the
// first instant of that day.
type timeReader struct {
	zone    *time.Location // of the times returned, and of months
	local   *time.Location // of times without a zone
	order   order
	guessed bool   // the order is a guess
	layout  string // of package time, "" for the forms below
	utc     bool   // the layout has a Z or UTC that package time takes for a letter
	offset  bool   // the layout has an offset
	steady  steady // of the last time without a zone
}

// newTimeReader takes the name of a format or a layout of package time.
func newTimeReader(format string, zone, local *time.Location) (timeReader, error) {
	r := timeReader{zone: zone, local: local}
	switch format {
	case "auto":
		return r, nil
	case "iso":
		r.order = orderISO
		return r, nil
	case "dmy":
		r.order = orderDMY
		return r, nil
	case "mdy":
		r.order = orderMDY
		return r, nil
	}
	example := time.Date(2025, time.November, 28, 13, 0, 0, 0, time.UTC)
	t, err := time.Parse(format, example.Format(format))
	if err != nil || t.Format(time.DateOnly) != "2025-11-28" {
		return r, fmt.Errorf("%.60q is not auto, iso, dmy, mdy or a layout with year, month and day, such as %q", format, "2 Jan 2006 15:04")
	}
	if strings.Contains(format, "MST") {
		return r, fmt.Errorf("%.60q reads zone abbreviations, which do not tell the zone: use an offset (-07:00) or none", format)
	}
	r.layout = format
	r.offset = strings.Contains(format, "-07") || strings.Contains(format, "Z07")
	upper := strings.ToUpper(format)
	r.utc = !r.offset && (strings.HasSuffix(upper, "Z") || strings.Contains(upper, "UTC") || strings.Contains(upper, "GMT"))
	return r, nil
}

// maxTime is longer than any time is written.
const maxTime = 100

// fast reads the times that most files have as parse does, and reports whether it could:
// dates that begin with their year, alone or with a time of day, and that with an offset.
func (r *timeReader) fast(text string) (time.Time, bool) {
	unix, ns, ok := r.instantOf(text)
	if !ok {
		return time.Time{}, false
	}
	return time.Unix(unix, ns).In(r.zone), true
}

// instantOf is fast without a time.Time.
func (r *timeReader) instantOf(text string) (unix, ns int64, ok bool) {
	if len(text) < len(time.DateOnly) || r.layout != "" {
		return 0, 0, false
	}
	year := twoDigits(text, 0)*100 + twoDigits(text, 2)
	month, day := twoDigits(text, 5), twoDigits(text, 8)
	if text[4] != '-' || text[7] != '-' || year < 1700 || year > 2200 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return 0, 0, false
	}
	unix = secondsPerDay * daysTo(year, month, day)
	rest := text[len(time.DateOnly):]
	if rest == "" {
		return r.ofWall(unix, 0)
	}
	if len(rest) < len("T15:04:05") || rest[0] != 'T' && rest[0] != ' ' || rest[3] != ':' || rest[6] != ':' {
		return 0, 0, false
	}
	hour, minute, second := twoDigits(rest, 1), twoDigits(rest, 4), twoDigits(rest, 7)
	if hour > 23 || minute > 59 || second > 59 {
		return 0, 0, false
	}
	unix += int64(hour*3600 + minute*60 + second)
	rest = rest[len("T15:04:05"):]
	if len(rest) > 1 && rest[0] == '.' && rest[1] >= '0' && rest[1] <= '9' {
		rest = rest[1:]
		for unit := int64(time.Second / 10); rest != "" && rest[0] >= '0' && rest[0] <= '9'; unit /= 10 {
			ns += unit * int64(rest[0]-'0')
			rest = rest[1:]
		}
	}
	switch {
	case rest == "":
		return r.ofWall(unix, ns)
	case rest == "Z":
		return unix, ns, true
	case len(rest) == len("+15:04") && rest[3] == ':' && (rest[0] == '+' || rest[0] == '-'):
		hour, minute = twoDigits(rest, 1), twoDigits(rest, 4)
		if hour > 15 || minute > 59 {
			return 0, 0, false
		}
		offset := int64(hour*3600 + minute*60)
		if rest[0] == '+' {
			offset = -offset
		}
		return unix + offset, ns, true
	}
	return 0, 0, false
}

// twoDigits returns the number that two digits make, one above 99 where they are none.
func twoDigits(text string, i int) int {
	tens, ones := text[i]-'0', text[i+1]-'0'
	if tens > 9 || ones > 9 {
		return 1 << 20
	}
	return int(tens)*10 + int(ones)
}

// daysIn returns the number of days of a month.
func daysIn(year, month int) int {
	switch {
	case month != 2:
		return 30 + (month+month/8)%2
	case year%4 == 0 && (year%100 != 0 || year%400 == 0):
		return 29
	default:
		return 28
	}
}

// daysTo returns the number of days from 1970 to a date: years begin in March here, so
// that a leap day is the last of its year.
func daysTo(year, month, day int) int64 {
	if month < 3 {
		year, month = year-1, month+12
	}
	return int64(365*year + year/4 - year/100 + year/400 + (153*month-457)/5 + day - 719469)
}

// steady is a stretch of what clocks show in which nobody changes them.
type steady struct{ from, to, offset int64 }

// ofWall returns the instant at which clocks in the zone local show what a clock in UTC
// shows at unix, if they are not changed within two days of it.
func (r *timeReader) ofWall(unix, ns int64) (_, _ int64, ok bool) {
	if r.local == time.UTC {
		return unix, ns, true
	}
	if unix < r.steady.from || unix >= r.steady.to {
		const margin = 2 * secondsPerDay
		t := time.Unix(unix, 0).In(r.local)
		_, offset := t.Zone()
		r.steady = steady{math.MinInt64, math.MaxInt64, int64(offset)}
		start, end := t.ZoneBounds()
		if !start.IsZero() {
			r.steady.from = start.Unix() + r.steady.offset + margin
		}
		if !end.IsZero() {
			r.steady.to = end.Unix() + r.steady.offset - margin
		}
	}
	return unix - r.steady.offset, ns, unix >= r.steady.from && unix < r.steady.to
}

// parse reads a time.
func (r *timeReader) parse(text string) (time.Time, error) {
	text = strings.TrimSpace(text)
	if len(text) > maxTime {
		return time.Time{}, errNoTime
	}
	if r.layout != "" {
		return r.parseLayout(text)
	}
	c, err := readClock(text)
	if err != nil {
		return time.Time{}, err
	}
	return r.instant(c)
}

// isDate reports whether the text of a time is a date without an hour.
func (r *timeReader) isDate(text string, t time.Time) bool {
	if t.Second() != 0 || t.Nanosecond() != 0 {
		return false // dates alone mean the first instant of the day
	}
	if r.layout != "" {
		return t.Format(r.layout) == t.Add(time.Hour).Format(r.layout)
	}
	c, err := readClock(strings.TrimSpace(text))
	return err == nil && !c.timed && !c.unix
}

func (r *timeReader) parseLayout(text string) (time.Time, error) {
	t, err := time.Parse(r.layout, text)
	switch {
	case err != nil:
		return t, fmt.Errorf("not a time of the layout that -time-format gives, %q", r.layout)
	case r.offset, r.utc:
		return t.In(r.zone), nil
	case t.Hour() == 0 && t.Minute() == 0 && t.Second() == 0 && t.Nanosecond() == 0 && !strings.ContainsAny(r.layout, ":h"):
		return localDate(t, r.local, r.zone)
	default:
		return localTime(t, r.local, r.zone)
	}
}

// instant returns the instant of what a cell says.
func (r *timeReader) instant(c clock) (time.Time, error) {
	if c.unix {
		return time.Unix(c.sec, int64(c.ns)).In(r.zone), nil
	}
	if !c.yearFirst {
		switch {
		case c.named || c.dotted && r.order != orderISO:
			// There is one reading only: 4 Mar 2024, 4.3.2024.
		case r.order == orderMDY:
			c.day, c.month = c.month, c.day
		case r.order != orderDMY:
			return time.Time{}, errors.New("not a time that begins with its year (see -time-format)")
		}
		if r.guessed && !c.named && !c.dotted && !c.valid() {
			other := c
			other.day, other.month = c.month, c.day
			if other.valid() {
				return time.Time{}, contradiction{fmt.Errorf("the rows before have %s, which this is not: give -time-format dmy or mdy", r.order)}
			}
		}
	}
	if !c.valid() {
		return time.Time{}, errNoDate
	}
	wall := time.Date(c.year, time.Month(c.month), c.day, c.hour, c.min, int(c.sec), c.ns, time.UTC)
	switch {
	case c.zoned:
		return wall.Add(-time.Duration(c.offset) * time.Second).In(r.zone), nil
	case c.timed:
		return localTime(wall, r.local, r.zone)
	default:
		return localDate(wall, r.local, r.zone)
	}
}

func (o order) String() string {
	switch o {
	case orderDMY:
		return "the day before the month"
	case orderMDY:
		return "the month before the day"
	default:
		return "the year first"
	}
}

// contradiction is an error that shows that a guess was wrong, and ends the run.
type contradiction struct{ error }

func (c contradiction) Unwrap() error { return c.error }

// localTime returns the first instant at which clocks in the zone local show what wall
// shows in UTC.
func localTime(wall time.Time, local, zone *time.Location) (time.Time, error) {
	if local == time.UTC {
		return wall.In(zone), nil
	}
	t := time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), wall.Second(), wall.Nanosecond(), local)
	if start, _ := t.ZoneBounds(); !start.IsZero() {
		_, before := start.Add(-1).Zone()
		if first := wall.Add(-time.Duration(before) * time.Second); first.Before(start) {
			return first.In(zone), nil
		}
	}
	if _, offset := t.Zone(); t.Unix()+int64(offset) != wall.Unix() {
		return time.Time{}, fmt.Errorf("no such local time: clocks in %s skipped it", local)
	}
	return t.In(zone), nil
}

// localDate returns the first instant of a date in the zone local.
func localDate(date time.Time, local, zone *time.Location) (time.Time, error) {
	if local == time.UTC {
		return date.In(zone), nil
	}
	day, err := period.Day.OfDate(date.Date())
	if err != nil {
		return time.Time{}, err
	}
	r := day.In(local)
	if r.IsEmpty() {
		return time.Time{}, fmt.Errorf("no such local date: clocks in %s skipped it", local)
	}
	return r.Start().In(zone), nil
}

package main

import (
	"errors"
	"fmt"
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

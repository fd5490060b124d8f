package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/cxmetrics/cx/period"
)

// timeFormats returns the layouts of a named -time-format. What is written the
// same everywhere needs no flag; whether 02-03-2025 is in March or in February
// cannot be told from the text, so the user must say.
func timeFormats(name string) []string {
	switch name {
	case "iso":
		return []string{
			"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05", "2006-01-02T15:04",
			"2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02",
		}
	case "dmy":
		return []string{
			"02-01-2006 15:04:05", "02-01-2006 15:04", "02-01-2006",
			"02/01/2006 15:04:05", "02/01/2006 15:04", "02/01/2006",
			"02.01.2006 15:04:05", "02.01.2006 15:04", "02.01.2006",
		}
	case "mdy":
		return []string{
			"01-02-2006 15:04:05", "01-02-2006 15:04", "01-02-2006",
			"01/02/2006 15:04:05", "01/02/2006 15:04", "01/02/2006",
		}
	default:
		return []string{name}
	}
}

// timeReader reads timestamps. Those with an offset are instants already; those
// without are what a clock in the zone showed. A local time that the zone skipped
// is an error; of one that it had twice the first is meant; a date alone means the
// first instant of that day.
type timeReader struct {
	zone    *time.Location
	layouts []layout // no text fits two of them
}

type layout struct {
	text          string
	clock, offset bool // what it has beside the date
}

// newTimeReader takes the name of a format or a layout of package time.
func newTimeReader(format string, zone *time.Location) (timeReader, error) {
	r := timeReader{zone: zone}
	for _, text := range timeFormats(format) {
		example := time.Date(2025, time.November, 28, 13, 0, 0, 0, time.UTC)
		t, err := time.Parse(text, example.Format(text))
		if err != nil || t.Format(time.DateOnly) != "2025-11-28" {
			return r, fmt.Errorf("%.60q is not iso, dmy, mdy or a Go layout with year, month and day, such as %q", format, "2 Jan 2006 15:04")
		}
		if strings.Contains(text, "MST") {
			return r, fmt.Errorf("%.60q reads zone abbreviations, which do not tell the zone: use an offset (-07:00) or none", format)
		}
		r.layouts = append(r.layouts, layout{text, t.Hour() != 0, strings.Contains(text, "07")})
	}
	return r, nil
}

// maxTime is longer than any time is written.
const maxTime = 100

func (r timeReader) parse(text string) (time.Time, error) {
	for i, layout := range r.layouts {
		if len(text) > maxTime {
			break
		}
		t, err := time.Parse(layout.text, text)
		if err != nil {
			continue
		}
		r.layouts[0], r.layouts[i] = r.layouts[i], r.layouts[0] // the next one is likely to look alike
		switch {
		case layout.offset:
			return t.In(r.zone), nil
		case layout.clock:
			return localTime(t, r.zone)
		default:
			return localDate(t, r.zone)
		}
	}
	return time.Time{}, errors.New("not a time in the format that -time-format names")
}

// localTime returns the first instant at which clocks in the zone show what wall
// shows in UTC.
func localTime(wall time.Time, zone *time.Location) (time.Time, error) {
	if zone == time.UTC {
		return wall, nil
	}
	t := time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), wall.Second(), wall.Nanosecond(), zone)
	if start, _ := t.ZoneBounds(); !start.IsZero() {
		_, before := start.Add(-1).Zone()
		if first := wall.Add(-time.Duration(before) * time.Second); first.Before(start) {
			return first.In(zone), nil
		}
	}
	if _, offset := t.Zone(); t.Unix()+int64(offset) != wall.Unix() {
		return time.Time{}, fmt.Errorf("no such local time: clocks in %s skipped it", zone)
	}
	return t, nil
}

// localDate returns the first instant of a date in the zone.
func localDate(date time.Time, zone *time.Location) (time.Time, error) {
	if zone == time.UTC {
		return date, nil
	}
	day, err := period.Day.OfDate(date.Date())
	if err != nil {
		return time.Time{}, err
	}
	r := day.In(zone)
	if r.IsEmpty() {
		return time.Time{}, fmt.Errorf("no such local date: clocks in %s skipped it", zone)
	}
	return r.Start(), nil
}

package period

import "time"

// zoneReach bounds how far a change of offset can carry a clock. The largest
// change on record is 24 hours (the date line), and RFC 8536 keeps offsets
// within 26 hours.
const zoneReach = 52 * 60 * 60

// localDay returns the day whose range in t's zone holds t, and whether it lies
// in the years 1 to 9999. That is the latest local date seen up to t: where
// clocks went back across midnight, the evening that is lived twice belongs to
// the day that had already begun.
func localDay(t time.Time) (day int32, ok bool) {
	unix := t.Unix()
	if unix < unixDay0-zoneReach || unix > unixDay0+(lastDay+1)*secondsADay+zoneReach {
		return 0, false
	}
	if t.Location() == time.UTC {
		d := floorDiv(unix-unixDay0, secondsADay)
		return int32(d), d >= 0 && d <= lastDay
	}
	_, offset := t.Zone()
	d := floorDiv(unix+int64(offset)-unixDay0, secondsADay)
	start, _ := t.ZoneBounds()
	for !start.IsZero() && unix-start.Unix() < zoneReach {
		before := start.Add(-1)
		_, offset = before.Zone()
		d = max(d, floorDiv(before.Unix()+int64(offset)-unixDay0, secondsADay))
		start, _ = before.ZoneBounds()
	}
	return int32(d), d >= 0 && d <= lastDay
}

// firstReaching returns the first instant at which a clock in loc shows local
// (its date and time taken as seconds since 1970 in UTC) or later.
func firstReaching(local int64, loc *time.Location) int64 {
	t := time.Unix(local-zoneReach, 0).In(loc)
	for {
		_, offset := t.Zone()
		_, end := t.ZoneBounds()
		unix := max(t.Unix(), local-int64(offset))
		if end.IsZero() || unix < end.Unix() {
			return unix
		}
		t = end
	}
}

// startOfDay returns the first instant of a local date: the first at which the
// local date is day or later.
func startOfDay(day int32, loc *time.Location) time.Time {
	return time.Unix(firstReaching(unixDay0+int64(day)*secondsADay, loc), 0).In(loc)
}

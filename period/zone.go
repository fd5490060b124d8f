package period

import "time"

// zoneReach bounds how far a change of offset can carry a clock. The largest
// change on record is 24 hours (the date line), and RFC 8536 keeps offsets
// within 26 hours.
const zoneReach = 52 * 60 * 60

// Instants in seconds before and after all that a clock in the years 1 to 9999 shows.
const (
	farPast   = -1 << 60
	farFuture = 1 << 60
)

// zoneAt returns a stretch of time [from, to) around an instant in which a zone has one
// offset. It may be less than all of it.
func zoneAt(unix int64, loc *time.Location) (offset, from, to int64) {
	t := time.Unix(unix, 0).In(loc)
	_, seconds := t.Zone()
	start, end := t.ZoneBounds()
	from, to = farPast, farFuture
	if !start.IsZero() {
		from = start.Unix()
	}
	if !end.IsZero() {
		to = end.Unix()
		// Where a zone follows a yearly rule, ZoneBounds ends a stretch with the year
		// and takes each to have 365 days: too early on the last day of a leap year.
		if to <= unix {
			to = max(to+secondsADay, unix+1)
		}
	}
	return int64(seconds), from, to
}

// A clock that goes back across a midnight goes back by little, unless it goes to
// the other side of the date line: then by about a day, to an offset of the far
// west. It was at the greater offset that long before, too. That holds for every
// change in the zone database, and the last of those at the date line was that of
// Kwajalein on 1969-09-30.
const (
	mostBack     = 3 * 60 * 60
	farWest      = -8*60*60 - 30*60
	lastDateLine = 0 // 1970-01-01T00:00:00Z
)

// localDay returns the day whose range in t's zone holds t, and whether it lies
// in the years 1 to 9999. That is the latest local date seen up to t: where
// clocks went back across midnight, the evening that is lived twice belongs to
// the day that had already begun.
func localDay(t time.Time) (day int32, ok bool) {
	_, offset := t.Zone()
	// From some days before the year 1 nothing is negative, and what is out of the years
	// is too great: unsigned division is faster.
	unix := t.Unix()
	local := uint64(unix + int64(offset) - (unixDay0 - daysBefore*secondsADay))
	days := local / secondsADay
	back := int64(0)
	if local-days*secondsADay >= secondsADay-mostBack {
		back = mostBack
	}
	if offset < farWest && unix < lastDateLine {
		back = mostBack + secondsADay
	}
	// A look at another instant takes as long as all else, so only when the clock
	// can have gone back, and at all changes only when it has.
	if loc := t.Location(); back != 0 && loc != time.UTC && days <= lastDay+2*daysBefore {
		if _, before := time.Unix(unix-back, 0).In(loc).Zone(); before > offset {
			days = uint64(latestDay(unix, int64(days)-daysBefore, loc) + daysBefore)
		}
	}
	days -= daysBefore
	return int32(days), days <= lastDay
}

const daysBefore = 4

// latestDay returns the latest local date up to an instant on which it is d.
func latestDay(unix, d int64, loc *time.Location) int64 {
	for _, from, _ := zoneAt(unix, loc); unix-from < zoneReach; {
		var offset int64
		before := from - 1
		offset, from, _ = zoneAt(before, loc)
		d = max(d, floorDiv(before+offset-unixDay0, secondsADay))
	}
	return d
}

// firstReaching returns the first instant at which a clock in loc shows local
// (its date and time taken as seconds since 1970 in UTC) or later.
func firstReaching(local int64, loc *time.Location) int64 {
	for unix := local - zoneReach; ; {
		offset, _, to := zoneAt(unix, loc)
		if t := max(unix, local-offset); t < to {
			return t
		}
		unix = to
	}
}

// startOfDay returns the first instant of a local date: the first at which the
// local date is day or later.
func startOfDay(day int32, loc *time.Location) time.Time {
	return time.Unix(firstReaching(midnight(day), loc), 0).In(loc)
}

// midnight returns the reading of a clock at which a day begins.
func midnight(day int32) int64 { return unixDay0 + int64(day)*secondsADay }

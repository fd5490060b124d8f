package period

import "time"

// zoneReach bounds how far a change of offset can carry a clock.
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
			to += secondsADay
		}
	}
	return int64(seconds), from, to
}

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
//
// It is false where the zone is then beyond the offsets that the package promises.
func firstReaching(local int64, loc *time.Location) (unix int64, ok bool) {
	for unix = local - zoneReach; unix < local+zoneReach; {
		offset, _, to := zoneAt(unix, loc)
		if beyond(offset) {
			return 0, false
		}
		if t := max(unix, local-offset); t < to {
			return t, true
		}
		unix = to
	}
	return 0, false
}

// maxOffset is how far a clock may be from UTC.
const maxOffset = 26 * 60 * 60

// beyond reports whether an offset is greater than the package promises to be right for.
func beyond(offset int64) bool { return offset < -maxOffset || offset > maxOffset }

// startOfDay returns the first instant of a local date: the first at which the
// local date is day or later.
func startOfDay(day int32, loc *time.Location) (start time.Time, ok bool) {
	unix, ok := firstReaching(midnight(day), loc)
	return time.Unix(unix, 0).In(loc), ok
}

// midnight returns the reading of a clock at which a day begins.
func midnight(day int32) int64 { return unixDay0 + int64(day)*secondsADay }

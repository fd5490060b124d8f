package period

// A walk yields the opening times of a schedule from a day on, as instants: in
// order, none empty, none overlapping the one before. It does not change what it
// walks over, so any number may walk at once.
type walk struct {
	*hours
	spans []span // of day, still to come
	day   int32
	done  int64 // all up to here has been yielded

	// The stretch of time in which the zone has one offset, seen last.
	from, to, offset int64
}

// dayAfter returns a day on or after which no shift opens that is open before t.
func dayAfter(t int64) int32 {
	return int32(min(max(floorDiv(t-unixDay0, secondsADay), 0)+3, lastDay))
}

// walkFrom returns a walk whose first opening time is at or before that of any
// shift which is open at t or later. A shift ends within two days of the day that
// it opens on, and a change of the zone moves it by no more than another.
func (h *hours) walkFrom(t int64) walk {
	day := floorDiv(t-unixDay0, secondsADay)
	return walk{hours: h, day: int32(max(day-5, 0)) - 1, done: t}
}

// next returns the next opening time, at the earliest from the walk's start, of
// the shifts that open up to a last day; false when there is none.
func (w *walk) next(last int32) (open, closing int64, ok bool) {
	for {
		for len(w.spans) == 0 {
			if w.day >= last {
				return 0, 0, false
			}
			w.day++
			w.spans = w.on(w.day)
		}
		s := w.spans[0]
		w.spans = w.spans[1:]
		start := midnight(w.day)
		open, closing = w.edges(start+int64(s.open), start+int64(s.close))
		if open = max(open, w.done); open < closing {
			w.done = closing
			return open, closing, true
		}
	}
}

// edges returns the instants at which a shift opens and closes that does so at
// two readings of the local clock.
func (w *walk) edges(open, closing int64) (int64, int64) {
	if open-zoneReach < w.from || closing+zoneReach >= w.to {
		w.offset, w.from, w.to = zoneAt(open-zoneReach, w.loc)
		if closing+zoneReach >= w.to {
			return firstReaching(open, w.loc), lastReaching(closing, w.loc)
		}
	}
	return open - w.offset, closing - w.offset
}

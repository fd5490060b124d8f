package period

import "sort"

// A walk goes over the time of a schedule, part by part, and changes nothing in it.
type walk struct {
	*hours
	at int64 // it has gone so far

	// The stretch with one offset that holds at ends at to. The clock has shown less than high
	// before it, and shows low or more after it.
	to, offset, high, low int64

	// The day asked about last.
	number int64
	today  *day

	// If set, the walk is over these.
	streams []stream
	reached int64 // all before was returned
}

// walkFrom returns a walk from an instant on. What the clock showed more than a reach before
// is less than what it shows then.
func (h *hours) walkFrom(at int64) walk {
	if h.plans != nil {
		return h.mergeFrom(at)
	}
	w := walk{hours: h, at: at - zoneReach, to: farPast, high: farPast, number: farPast}
	for w.stretch(); w.to <= at; w.stretch() {
		w.at = w.to
	}
	w.at = at
	return w
}

// stretch goes on to the stretch of time that holds w.at.
func (w *walk) stretch() {
	w.high = max(w.high, w.to+w.offset)
	w.offset, _, w.to = zoneAt(w.at, w.loc)
	w.low = w.to + w.offset
	for next := w.to; next < min(w.to+zoneReach, farFuture); {
		offset, _, to := zoneAt(next, w.loc)
		w.low = min(w.low, next+offset)
		next = to
	}
}

// A part is a stretch of time with one offset: open up to the tail, and in the spans of a
// day.
type part struct {
	from, to int64
	zero     int64 // the instant at which the clock shows midnight, or would
	tail     int64 // in seconds since then, as the spans are
	*day
}

// next returns the next part, or false when there is none that begins before an instant or
// in the years there are. Time between parts is closed.
func (w *walk) next(before int64) (p part, ok bool) {
	if w.streams != nil {
		return w.merged(before)
	}
	for w.at < before {
		if w.at >= w.to {
			w.stretch()
		}
		p.from = w.at
		clock := w.at + w.offset
		switch {
		case clock < unixDay0:
			w.at = min(w.to, unixDay0-w.offset)
			continue
		case clock >= midnight(lastDay+1):
			return part{}, false
		case clock < w.high:
			// The clock went back: what has opened, and is to close at a time that it will
			// show once more, is open. What opens later was seen before.
			w.at = min(w.to, w.high-w.offset)
			p.to = w.at
			if closing := w.lastClosing(w.high, min(clock, w.low)); closing < w.low {
				p.to = min(p.to, closing-w.offset)
			}
		case clock >= w.low:
			// The clock will go back: what opens is open until then.
			w.at = w.to
			p.to = w.to
			p.from = max(p.from, w.firstOpening(w.low, w.to+w.offset)-w.offset)
		default:
			n := (clock - unixDay0) / secondsADay
			p.zero = unixDay0 + n*secondsADay - w.offset
			w.at = min(w.low-w.offset, p.zero+secondsADay)
			p.to = w.at
			p.tail = w.tail(n)
			p.day = w.on(n)
			if p.tail == 0 && len(p.spans) == 0 {
				continue
			}
			return p, true
		}
		if p.from < min(p.to, before) {
			p.zero, p.tail, p.day = p.from, p.to-p.from, noShifts
			return p, true
		}
	}
	return part{}, false
}

// on returns the shifts of a day, and asks no more than once for one after the other.
func (w *walk) on(n int64) *day {
	if n != w.number {
		w.number, w.today = n, w.hours.on(n)
	}
	return w.today
}

// tail returns up to where the shifts of the day before go on.
func (w *walk) tail(n int64) int64 { return w.on(n - 1).overnight }

// lastClosing returns the last closing of what opens before a reading of the clock, if it is
// at another or later.
func (w *walk) lastClosing(opening, from int64) int64 {
	for n := floorDiv(opening-1-unixDay0, secondsADay); ; n-- {
		zero := unixDay0 + n*secondsADay
		closing := zero + w.tail(n)
		d := w.on(n)
		if i := sort.Search(len(d.spans), func(i int) bool { return zero+d.spans[i].open >= opening }); i > 0 {
			closing = max(closing, zero+d.spans[i-1].close)
		}
		if closing > zero {
			return closing
		}
		if zero < from {
			return farPast
		}
	}
}

// firstOpening returns the first opening of what closes at a reading of the clock or later,
// if it is before another.
func (w *walk) firstOpening(closing, before int64) int64 {
	for n := floorDiv(closing-1-unixDay0, secondsADay); ; n++ {
		zero := unixDay0 + n*secondsADay
		if zero >= before {
			return farFuture
		}
		if tail := w.tail(n); tail > 0 && zero+tail >= closing {
			return zero
		}
		d := w.on(n)
		if i := d.find(closing - zero - 1); i < len(d.spans) {
			return zero + d.spans[i].open
		}
	}
}

// since returns the open seconds from p.zero to a reading of the clock.
func (p *part) since(at int64) int64 {
	if at <= p.tail {
		return at
	}
	return p.tail + p.day.sum(at) - p.day.sum(p.tail)
}

// sum returns the open seconds of p up to an instant in it or to its end.
func (p *part) sum(to int64) int64 { return p.since(to-p.zero) - p.since(p.from-p.zero) }

// reach returns the first instant up to which p has as many open seconds, at least one, which
// it must have.
func (p *part) reach(seconds int64) int64 {
	seconds += p.since(p.from - p.zero)
	if seconds <= p.tail {
		return p.zero + seconds
	}
	return p.zero + p.day.reach(seconds-p.tail+p.day.sum(p.tail))
}

// open returns the first stretch of p that is open and ends after an instant, cut to what
// follows that instant.
func (p *part) open(after int64) (open, closing int64, ok bool) {
	at := after - p.zero
	open, closing = at, p.tail
	if i := p.find(max(at, p.tail)); i < len(p.spans) {
		s := p.spans[i]
		switch {
		case at >= p.tail:
			open, closing = max(at, s.open), s.close
		case s.open <= p.tail:
			closing = s.close
		}
	}
	open, closing = p.zero+open, min(p.zero+closing, p.to)
	return open, closing, open < closing
}

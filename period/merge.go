package period

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// What is merged is bounded: years that are not compiled are gone over opening by opening.
const (
	maxPlans  = 100
	maxShifts = 1000 // of the weeks of all plans
)

// merge returns the openings of several plans, or of one that closes by another clock, as
// one. A single plan with one clock stays as it is.
func merge(plans []*hours) (*hours, error) {
	if len(plans) == 1 && plans[0].closeLoc == nil {
		return plans[0], nil
	}
	h := *plans[0]
	h.plans = plans
	shifts := 0
	for _, p := range plans {
		h.first, h.last = min(h.first, p.first), max(h.last, p.last)
		for _, d := range p.week {
			shifts += len(d.spans)
		}
	}
	if len(plans) > maxPlans || shifts > maxShifts {
		return nil, sentinel.Errorf(cx.ErrOutOfRange, "%d plans with %d shifts a week: the most are %d plans and %d shifts", len(plans), shifts, maxPlans, maxShifts)
	}
	return &h, nil
}

// newCrossing checks the shifts of one day that close by another clock.
func newCrossing(shifts []Shift) (*day, error) {
	d := new(day)
	for i, s := range shifts {
		if err := s.check(); err != nil {
			return nil, fmt.Errorf("shift %d: %w", i, err)
		}
		if err := s.gap(); err != nil {
			return nil, fmt.Errorf("shift %d: %w", i, err)
		}
		d.spans = append(d.spans, span{open: int64(s.Open / time.Second), close: int64(s.Close / time.Second)})
	}
	slices.SortFunc(d.spans, func(a, b span) int { return cmp.Compare(a.open, b.open) })
	return d, nil
}

// A stream yields the stretches in which one plan is open, by rising opening.
type stream struct {
	walk // of a plan with one clock
	part part
	more bool  // there is more in part
	at   int64 // from here on

	// Of a plan with two clocks: the next shift. Both clocks keep their offset during calm.
	date                 int64
	shift                int
	calm                 [2]int64
	opensBy, closesLater int64

	open, closing int64 // the stretch looked at
	has           bool  // there is one
}

// mergeFrom returns a walk over the plans of h from an instant on.
func (h *hours) mergeFrom(at int64) walk {
	w := walk{hours: h, at: at, reached: at, streams: make([]stream, len(h.plans))}
	for i, p := range h.plans {
		// A plan begins at its first date; no clock is further off than a reach.
		from := max(at, midnight(int32(p.from))-zoneReach)
		if p.closeLoc == nil {
			w.streams[i].walk = p.walkFrom(from)
			continue
		}
		w.streams[i].hours = p
		// What opened so long ago is closed: a reach, a day, and a change of the date line.
		w.streams[i].date = max(p.from, floorDiv(at-unixDay0, secondsADay)-6)
	}
	return w
}

// merged is next of a walk over streams: each part is one opening, or a piece of it.
func (w *walk) merged(before int64) (p part, ok bool) {
	var first *stream
	for i := range w.streams {
		s := &w.streams[i]
		for s.look(before) && s.closing <= w.reached {
			s.has = false // nothing new in it
		}
		if s.has && max(s.open, w.reached) < before && (first == nil || s.open < first.open) {
			first = s
		}
	}
	if first == nil {
		w.at = max(w.at, before)
		return part{}, false
	}
	p.from, p.to = max(first.open, w.reached), first.closing
	p.zero, p.tail, p.day = p.from, p.to-p.from, noShifts
	first.has, w.reached, w.at = false, p.to, p.from
	return p, true
}

// look reports whether there is a stretch that opens before an instant, and finds it.
func (s *stream) look(before int64) bool {
	for !s.has {
		if s.closeLoc != nil {
			if !s.cross(before) {
				return false
			}
			continue
		}
		if !s.more {
			if s.walk.at >= unixDay0+s.until*secondsADay+2*zoneReach {
				return false
			}
			if s.part, s.more = s.next(before); !s.more {
				return false
			}
			s.at = s.part.from
		}
		if s.open, s.closing, s.has = s.part.open(s.at); s.has {
			s.at = s.closing
		} else {
			s.more = false
		}
	}
	return s.open < before
}

// cross goes on to the next shift that opens by one clock and closes by another, or returns
// false where none can open before an instant.
func (s *stream) cross(before int64) bool {
	for ; s.date < s.until; s.date, s.shift = s.date+1, 0 {
		if midnight(int32(s.date))-zoneReach > before {
			return false
		}
		spans := s.hours.on(s.date).spans
		if s.shift == len(spans) {
			continue
		}
		s.open, s.closing = s.crossing(s.date, spans[s.shift])
		s.shift++
		s.has = s.open < s.closing
		return true
	}
	return false
}

// crossing returns when a shift of a date opens and closes. It is hours.stretch, which need
// not look at the clocks while both keep their offsets.
func (s *stream) crossing(date int64, shift span) (open, closing int64) {
	local := unixDay0 + date*secondsADay
	if at := local + shift.open; at-2*zoneReach < s.calm[0] || at+2*zoneReach >= s.calm[1] {
		offset, from, to := zoneAt(at, s.loc)
		closeOffset, closeFrom, closeTo := zoneAt(at, s.closeLoc)
		s.calm = [2]int64{max(from, closeFrom), min(to, closeTo)}
		s.opensBy, s.closesLater = offset, offset-closeOffset
		if at-2*zoneReach < s.calm[0] || at+2*zoneReach >= s.calm[1] {
			return s.hours.stretch(date, shift)
		}
	}
	wait := (shift.close + s.closesLater - shift.open) % secondsADay
	if wait <= 0 {
		wait += secondsADay
	}
	open = local + shift.open - s.opensBy
	return open, open + wait
}

// stretch returns when a shift of a date opens and closes.
func (h *hours) stretch(date int64, s span) (open, closing int64) {
	zero := unixDay0 + date*secondsADay
	open, tie := reading(zero+s.open, h.loc)
	if h.closeLoc == nil {
		return open, lastShowing(zero+s.close, h.loc)
	}
	for zero -= 3 * secondsADay; ; zero += secondsADay {
		at, closeTie := reading(zero+s.close, h.closeLoc)
		if at > open || at == open && closeTie > tie {
			return open, lastShowing(zero+s.close, h.closeLoc)
		}
		if at == farFuture {
			return 0, 0
		}
	}
}

// reading returns the first instant at which a clock shows local or later, and what orders
// readings that have the same, as those of a skipped hour have: the instant at which the
// clock would show local had it not changed.
func reading(local int64, loc *time.Location) (at, tie int64) {
	at, ok := firstReaching(local, loc)
	if !ok {
		return farFuture, 0
	}
	offset, _, _ := zoneAt(at-1, loc)
	return at, local - offset
}

// lastShowing returns the last instant at which a clock shows local, or, where it skips
// that, the one at which it goes on.
func lastShowing(local int64, loc *time.Location) int64 {
	last := int64(farPast)
	for unix := local - zoneReach; unix < local+zoneReach; {
		offset, from, to := zoneAt(unix, loc)
		if t := local - offset; t >= from {
			last = max(last, min(t, to))
		}
		unix = to
	}
	return last
}

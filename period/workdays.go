package period

import (
	"iter"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// mostDays bounds AddDays: 100 years.
const mostDays = 36525

// AddDays returns the instant n working days after from, at the same time of day or, if s is
// closed then, at the closing before. A working day is a date on which a shift opens. If s is
// closed at from, it counts from the next opening. n is 0 to 36,525; other errors are those of
// [Schedule.Add].
func (s Schedule) AddDays(from time.Time, n int) (time.Time, error) {
	if err := s.check(from); err != nil {
		return time.Time{}, err
	}
	if n < 0 || n > mostDays {
		return time.Time{}, sentinel.Errorf(cx.ErrOutOfRange, "period: schedule: %d working days are not 0 to %d", n, mostDays)
	}
	start := from.In(s.s.loc).Round(0)
	if !s.s.open(from.Unix()) {
		var err error
		if start, err = s.NextOpening(from); err != nil {
			return time.Time{}, err
		}
	}
	if n == 0 {
		return start, nil
	}
	none := sentinel.Errorf(cx.ErrNoData, "period: schedule: %d working days after %s never pass", n, quote(from))
	date, ok := s.s.workday(start.Unix())
	if !ok {
		return time.Time{}, none
	}
	_, offset := start.Zone()
	clock := start.Unix() + int64(offset) - midnight(int32(date))
	for limit := s.s.lastSought(date); n > 0; {
		if date++; date > limit {
			return time.Time{}, none
		}
		if s.s.works(date) {
			n, limit = n-1, s.s.lastSought(date)
		}
	}
	at, _ := firstReaching(midnight(int32(date))+clock, s.s.loc)
	t := time.Unix(s.s.clamp(date, at, int64(start.Nanosecond()))).In(s.s.loc)
	if s.check(t) != nil {
		return time.Time{}, none
	}
	return t, nil
}

// lastSought returns the last date on which a working day after another is sought.
func (h *hours) lastSought(date int64) int64 {
	return min(lastDay, (h.horizon(midnight(int32(date)))-unixDay0)/secondsADay)
}

// clamp returns an instant, if it is open on a working day, or else the last closing before it
// or the first opening of that day.
func (h *hours) clamp(date, unix, nanosecond int64) (at, ns int64) {
	first, last := int64(farFuture), int64(farPast)
	for open, closing := range h.stretches(date) {
		if open <= unix && unix < closing {
			return unix, nanosecond
		}
		first = min(first, open)
		if closing <= unix {
			last = max(last, closing)
		}
	}
	if last > farPast {
		return last, 0
	}
	return first, 0
}

// workday returns the latest working day that is open at an instant.
func (h *hours) workday(unix int64) (date int64, ok bool) {
	// No date is further from that of UTC, and no shift longer.
	const reach = 5
	today := floorDiv(unix-unixDay0, secondsADay)
	for date = min(today+reach, lastDay); date >= max(today-reach, 0); date-- {
		for open, closing := range h.stretches(date) {
			if open <= unix && unix < closing {
				return date, true
			}
		}
	}
	return 0, false
}

// works reports whether a date is a working day.
func (h *hours) works(date int64) bool {
	for range h.stretches(date) {
		return true
	}
	return false
}

// stretches yields when the shifts of a date open and close, of every plan, in no order. Those
// that the clock skips are left out.
func (h *hours) stretches(date int64) iter.Seq2[int64, int64] {
	return func(yield func(open, closing int64) bool) {
		plans := h.plans
		if plans == nil {
			plans = []*hours{h}
		}
		for _, p := range plans {
			d := p.on(date)
			for i, s := range d.spans {
				if i == len(d.spans)-1 {
					s.close += d.overnight
				}
				if open, closing := p.stretch(date, s); open < closing && !yield(open, closing) {
					return
				}
			}
		}
	}
}

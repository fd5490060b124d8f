package period

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// A Schedule is the opening hours of a business. Several goroutines may read it at once. The
// zero Schedule is never open; its other methods return [cx.ErrOutOfRange].
type Schedule struct {
	_ [0]func() // == would tell of two equal schedules that they differ

	s *schedule
}

type schedule struct {
	table // first: what a look-up needs
	hours
	plans []Hours
}

// NewSchedule returns the schedule that is open whenever one of the plans is. Its zone is that
// of the first plan.
func NewSchedule(plans ...Hours) (Schedule, error) {
	if len(plans) == 0 {
		return Schedule{}, sentinel.Errorf(cx.ErrOutOfRange, "period: schedule: no plan")
	}
	s := &schedule{plans: make([]Hours, len(plans))}
	checked := make([]*hours, len(plans))
	for i, p := range plans {
		s.plans[i] = p.clone()
		var err error
		if checked[i], err = s.plans[i].hours(); err != nil && len(plans) > 1 {
			err = fmt.Errorf("%d: %w", i, err)
		}
		if err != nil {
			return Schedule{}, fmt.Errorf("period: schedule: %w", err)
		}
	}
	all, err := merge(checked)
	if err != nil {
		return Schedule{}, fmt.Errorf("period: schedule: %w", err)
	}
	s.hours = *all
	s.table = s.compile()
	return Schedule{s: s}, nil
}

// clone returns a plan that shares nothing that can be changed.
func (p Hours) clone() Hours {
	for i := range p.Week {
		p.Week[i] = slices.Clone(p.Week[i])
	}
	p.Yearly = maps.Clone(p.Yearly)
	for date, shifts := range p.Yearly {
		p.Yearly[date] = append([]Shift{}, shifts...)
	}
	p.Dates = maps.Clone(p.Dates)
	for date, shifts := range p.Dates {
		p.Dates[date] = append([]Shift{}, shifts...) // not nil, which JSON writes as null
	}
	p.Holidays = slices.Clone(p.Holidays)
	return p
}

// Hours returns copies of the plans.
func (s Schedule) Hours() []Hours {
	if s.s == nil {
		return nil
	}
	plans := make([]Hours, len(s.s.plans))
	for i, p := range s.s.plans {
		plans[i] = p.clone()
	}
	return plans
}

// check returns an error for a zero Schedule and for an instant out of the years.
func (s Schedule) check(t time.Time) error {
	if s.s == nil {
		return sentinel.Errorf(cx.ErrOutOfRange, "period: the zero Schedule has no hours, use NewSchedule")
	}
	if s.s.holds(t.Unix()) {
		return nil
	}
	if _, err := Day.Of(t.In(s.s.loc)); err != nil {
		return sentinel.Errorf(cx.ErrOutOfRange, "period: schedule: %s is outside the years 1 to 9999", quote(t))
	}
	return nil
}

// Elapsed returns how long s is open between two instants, to the nanosecond.
func (s Schedule) Elapsed(from, to time.Time) (time.Duration, error) {
	a, b := from.Unix(), to.Unix()
	na, nb := int64(from.Nanosecond()), int64(to.Nanosecond())
	if s.s == nil || !s.s.holds(a) || !s.s.holds(b) || b < a || b == a && nb < na {
		return s.elapsed(from, to)
	}
	before, open := s.s.sum(a)
	if !open {
		na = 0
	}
	after, open := s.s.sum(b)
	if !open {
		nb = 0
	}
	return time.Duration(int64(after-before)*int64(time.Second) + nb - na), nil
}

// elapsed is Elapsed for all cases.
func (s Schedule) elapsed(from, to time.Time) (time.Duration, error) {
	if err := s.check(from); err != nil {
		return 0, err
	}
	if err := s.check(to); err != nil {
		return 0, err
	}
	a, b := from.Unix(), to.Unix()
	na, nb := int64(from.Nanosecond()), int64(to.Nanosecond())
	if a > b || a == b && na > nb {
		return 0, sentinel.Errorf(cx.ErrOutOfRange, "period: elapsed from %s to %s, which is earlier", quote(from), quote(to))
	}
	if !s.s.open(a) {
		na = 0
	}
	if !s.s.open(b) {
		nb = 0
	}
	seconds, nanoseconds := s.s.between(a, b), nb-na
	// Up to twice that many seconds, the nanoseconds fit 64 bits without a sign.
	total := uint64(seconds)*uint64(time.Second) + uint64(nanoseconds)
	if seconds > math.MaxInt64/int64(time.Second)+1 || total > math.MaxInt64 {
		return 0, sentinel.Errorf(cx.ErrOverflow, "period: open time from %s to %s is over 292 years", quote(from), quote(to))
	}
	return time.Duration(total), nil
}

// between returns the open seconds from a to b.
func (s *schedule) between(a, b int64) int64 {
	var sum int64
	if a < s.start {
		sum += s.walked(a, min(b, s.start))
	}
	if b > s.end {
		sum += s.walked(max(a, s.end), b)
	}
	if a, b := max(a, s.start), min(b, s.end); a < b {
		before, _ := s.sum(a)
		after, _ := s.sum(b)
		sum += int64(after - before)
	}
	return sum
}

// walked returns the open seconds from a to b outside the table.
func (h *hours) walked(a, b int64) (sum int64) {
	for w := h.walkFrom(a); ; {
		p, ok := w.next(b)
		if !ok {
			return sum
		}
		sum += p.sum(min(p.to, b))
	}
}

// open reports whether s is open during a second.
func (s *schedule) open(unix int64) bool {
	if s.holds(unix) {
		_, open := s.sum(unix)
		return open
	}
	return s.walked(unix, unix+1) > 0
}

// Open reports whether s is open at t. It is open at the instant of opening, not at that of
// closing.
func (s Schedule) Open(t time.Time) bool {
	return s.check(t) == nil && s.s.open(t.Unix())
}

// patience is for how long an opening is sought.
const patience = 36525 * secondsADay

// horizon returns the instant up to which the next change is sought from one on: with
// patience, and beyond the dates of the plan. So "never" is an answer, whatever the
// Holiday function says.
func (h *hours) horizon(at int64) int64 { return max(at, unixDay0+h.last*secondsADay) + patience }

// before is horizon for a search backwards.
func (h *hours) before(at int64) int64 { return min(at, unixDay0+h.first*secondsADay) - patience }

// Add returns the due time: the first instant, not before from, at which s has been open for d.
// If that is a closing, it is not moved to the next opening. A negative d goes back in time. If
// s is never open for so long, or closed for 100 years, it returns [cx.ErrNoData].
func (s Schedule) Add(from time.Time, d time.Duration) (time.Time, error) {
	if err := s.check(from); err != nil {
		return time.Time{}, err
	}
	if d < 0 {
		return s.back(from, d)
	}
	if d == 0 {
		return from.In(s.s.loc), nil
	}
	// Counted from the whole second of from. Of a second begun, the due time is in the last: it
	// is found by its end.
	at, seconds, nanoseconds := from.Unix(), int64(d/time.Second), int64(d%time.Second)
	if s.s.open(at) {
		nanoseconds += int64(from.Nanosecond())
		seconds, nanoseconds = seconds+nanoseconds/int64(time.Second), nanoseconds%int64(time.Second)
	}
	begun := min(nanoseconds, 1)
	due, ok := s.s.reach(at, seconds+begun)
	t := time.Unix(due-begun, nanoseconds).In(s.s.loc)
	if !ok || s.check(t) != nil {
		return time.Time{}, sentinel.Errorf(cx.ErrNoData, "period: schedule: %v of open time after %s never passes", d, quote(from))
	}
	return t, nil
}

// back is Add of a negative duration.
func (s Schedule) back(from time.Time, d time.Duration) (time.Time, error) {
	// What is sought has nanoseconds open before it in a second that is open, counted up to
	// the end of the second of from.
	end, total := from.Unix()+1, uint64(-(d+1))+1
	seconds, nanoseconds := int64(total/uint64(time.Second)), int64(total%uint64(time.Second))
	if s.s.open(from.Unix()) {
		// The rest of the second of from is not to be counted.
		nanoseconds += int64(time.Second) - int64(from.Nanosecond())
		seconds, nanoseconds = seconds+nanoseconds/int64(time.Second), nanoseconds%int64(time.Second)
	}
	if nanoseconds > 0 {
		seconds++
		nanoseconds = int64(time.Second) - nanoseconds
	}
	// The last second from whose start on there are as many open seconds, sought in ever
	// longer stretches.
	first := midnight(0) - zoneReach
	limit := s.s.before(end)
	for size := int64(7 * secondsADay); end > max(first, limit); size = min(2*size, patience) {
		start := max(end-size, first)
		n := s.s.between(start, end)
		if n >= seconds {
			at, ok := s.s.reach(start, n-seconds+1)
			t := time.Unix(at-1, nanoseconds).In(s.s.loc)
			if !ok || s.check(t) != nil {
				break
			}
			return t, nil
		}
		if n > 0 {
			limit = s.s.before(start)
		}
		seconds, end = seconds-n, start
	}
	return time.Time{}, sentinel.Errorf(cx.ErrNoData, "period: schedule: there is no %v of open time before %s", -d, quote(from))
}

// reach returns the first instant up to which s has been open for so many seconds, at least
// one, since another, or false if there is none.
func (s *schedule) reach(at, seconds int64) (due int64, ok bool) {
	if at < s.start {
		due, left, ok := s.walkTo(at, s.start, seconds)
		if ok || left < 0 {
			return due, ok
		}
		at, seconds = s.start, left
	}
	if at < s.end {
		before, _ := s.sum(at)
		if due, ok = s.table.reach(int64(before) + seconds); ok {
			return due, true
		}
		after, _ := s.sum(s.end)
		at, seconds = s.end, seconds-int64(after-before)
	}
	due, _, ok = s.walkTo(at, farFuture, seconds)
	return due, ok
}

// walkTo walks from one instant to another for the first one up to which it has
// counted as many open seconds. Where there are not as many it returns how many
// are left, or -1 if it lost patience.
func (h *hours) walkTo(from, to, seconds int64) (due, left int64, ok bool) {
	limit := h.horizon(from)
	for w := h.walkFrom(from); ; {
		p, ok := w.next(min(limit, to))
		if !ok && limit < to {
			return 0, -1, false
		}
		if !ok {
			return 0, seconds, false
		}
		p.to = min(p.to, to)
		n := p.sum(p.to)
		if n >= seconds {
			return p.reach(seconds), 0, true
		}
		if n > 0 {
			seconds, limit = seconds-n, h.horizon(p.to)
		}
	}
}

// NextOpening returns the first instant after t at which s opens. If there is none within 100
// years, it returns [cx.ErrNoData].
func (s Schedule) NextOpening(t time.Time) (time.Time, error) {
	return s.next(t, "opens", func(open, _ int64) int64 { return open })
}

// NextClosing is [Schedule.NextOpening] for the instant at which s is no longer open.
func (s Schedule) NextClosing(t time.Time) (time.Time, error) {
	return s.next(t, "closes", func(_, closing int64) int64 { return closing })
}

// next returns the first edge after t of the opening times, taken together where
// they touch.
func (s Schedule) next(t time.Time, verb string, edge func(open, closing int64) int64) (time.Time, error) {
	if err := s.check(t); err != nil {
		return time.Time{}, err
	}
	from := t.Unix()
	if s.s.holds(from) {
		for _, p := range s.s.pieces[s.s.find(uint32(from-s.s.start)):] {
			at := s.s.start + edge(int64(p.open), int64(p.close))
			if at >= s.s.end {
				break // where the table cuts a piece off is no edge
			}
			if at > from {
				return time.Unix(at, 0).In(s.s.loc), nil
			}
		}
		from = s.s.end - 1
	}
	open, closing := int64(farPast), int64(farPast)
	for w, limit := s.s.walkFrom(from), s.s.horizon(from); ; {
		p, ok := w.next(limit)
		for at := p.from; ok; {
			nextOpen, nextClosing, more := p.open(at)
			if !more {
				break
			}
			if at = nextClosing; nextOpen == closing {
				closing = nextClosing
				continue
			}
			if edge(open, closing) > from {
				return time.Unix(edge(open, closing), 0).In(s.s.loc), nil
			}
			open, closing = nextOpen, nextClosing
		}
		if ok {
			continue
		}
		// A closing as far as the walk went may be none.
		if at := edge(open, closing); at > from && at < w.at {
			if t := time.Unix(at, 0).In(s.s.loc); s.check(t) == nil {
				return t, nil
			}
		}
		return time.Time{}, sentinel.Errorf(cx.ErrNoData, "period: schedule: never %s after %s", verb, quote(t))
	}
}

package tickets

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// life is the state of a ticket after some of its events.
type life struct {
	status, left Status // 0 before creation; left: before the last event
	held, over   bool   // over: merged or ended
	hungUp       bool   // the resolution ended a hold, and the log may yet say so
	unsaid       bool   // a status reopened it, and the log may yet say so
}

// impossible says why an event of the kind cannot happen now, or "".
func (l *life) impossible(k Kind) string {
	switch {
	case l.over:
		return "comes after the ticket was merged into another or ended"
	case k == KindCreated && l.status != 0:
		return "is a second creation"
	case k != KindCreated && l.status == 0:
		return "comes before the ticket's creation"
	case k == KindCallHeld && l.held:
		return "finds the call on hold already"
	case k == KindCallResumed && !l.held && !l.hungUp:
		return "finds no call on hold"
	case k == KindReopened && !doneStatuses.has(l.status) && !l.unsaid:
		return "finds the ticket " + l.status.String() + ", not solved"
	}
	return ""
}

func (l *life) apply(e *Event) {
	l.left = l.status
	switch e.Kind {
	case KindCreated:
		l.status = StatusNew
	case KindCallHeld:
		l.held = true
	case KindCallResumed:
		l.held, l.hungUp = false, false
	case KindReopened:
		if doneStatuses.has(l.status) {
			l.status = StatusOpen
		}
		l.unsaid = false
	case KindStatusChanged:
		l.status = e.Status
		l.unsaid = l.reopened() || l.unsaid && !doneStatuses.has(e.Status)
	case KindSolved:
		if !doneStatuses.has(l.status) {
			l.status, l.unsaid = StatusSolved, false
		}
	case KindEnded:
		l.over = true
	case KindMerged:
		l.over, l.status = true, StatusClosed
	}
	if l.held && l.solved() {
		l.held, l.hungUp = false, true
	}
}

// solved reports whether the event just visited resolved the ticket.
func (l *life) solved() bool { return doneStatuses.has(l.status) && !doneStatuses.has(l.left) }

// reopened reports whether the event just visited made the ticket leave solved.
func (l *life) reopened() bool { return doneStatuses.has(l.left) && !doneStatuses.has(l.status) }

// entry is an event in its order.
type entry struct {
	sec  int64
	seq  int
	nsec int32
	i    int32
	done bool // read
	late bool // earlier than the creation, and taken as at it
}

func (x *entry) when(y *entry) int {
	return cmp.Or(cmp.Compare(x.sec, y.sec), cmp.Compare(x.nsec, y.nsec), cmp.Compare(x.seq, y.seq))
}

// queues is one for each kind, and one for each state of those that change it.
const queues = kinds + 6

func queue(e *Event) int {
	if e.Kind == KindStatusChanged {
		return kinds + bits.TrailingZeros8(uint8(e.Status))
	}
	return int(e.Kind) - 1
}

// player goes through the events of a history in the order of happening.
type player struct {
	life    life
	history History
	order   []entry
	created time.Time
	ignore  bool // after the end

	start, next int // of the instant, and the next one
	waiting     int // events in queues
	first, end  [queues]int32
}

func (p *player) begin(h History, room []entry) { p.history, p.order = h, room }

// check finds what is wrong with each event by itself, and puts them in order.
func (p *player) check(policy *Policy) error {
	h := p.history
	if len(h) == 0 {
		return sentinel.Errorf(cx.ErrNoData, "tickets: the history has no events")
	}
	p.ignore = policy.IgnoreAfterEnd
	if cap(p.order) < len(h) {
		p.order = make([]entry, 0, len(h))
	}
	for i := range h {
		e := &h[i]
		if what := e.check(); what != "" {
			return sentinel.Errorf(cx.ErrOutOfRange, "tickets: event %d, %s, %s", i, e.text(), what)
		}
		if policy.Records != 0 && e.Kind != KindCreated && policy.Records>>e.Kind&1 == 0 {
			return sentinel.Errorf(cx.ErrOutOfRange, "tickets: event %d, %s, is not of the kinds in Policy.Records: %s", i, e.text(), policy.Records.text())
		}
		if e.Kind == KindCreated && (p.created.IsZero() || e.At.Before(p.created)) {
			p.created = e.At.Round(0)
		}
		p.order = append(p.order, entry{sec: e.At.Unix(), nsec: int32(e.At.Nanosecond()), seq: e.Seq, i: int32(i)})
	}
	if p.created.IsZero() {
		return sentinel.Errorf(cx.ErrOutOfRange, "tickets: none of the %d events is the creation of the ticket: the first is event 0, %s", len(h), h[0].text())
	}
	if policy.Skew > 0 {
		p.forgive(policy.Skew)
	}
	for i := 1; i < len(p.order); i++ {
		if p.compare(&p.order[i-1], &p.order[i]) > 0 {
			slices.SortFunc(p.order, func(x, y entry) int { return p.compare(&x, &y) })
			break
		}
	}
	return nil
}

// forgive takes events that are a little before the creation as at it.
func (p *player) forgive(skew time.Duration) {
	seq := math.MaxInt
	for _, e := range p.history {
		if e.Kind == KindCreated && e.At.Equal(p.created) {
			seq = min(seq, e.Seq)
		}
	}
	for i := range p.order {
		x := &p.order[i]
		if e := &p.history[x.i]; e.At.Before(p.created) && !e.At.Add(skew).Before(p.created) {
			x.sec, x.nsec, x.seq, x.late = p.created.Unix(), int32(p.created.Nanosecond()), max(x.seq, seq), true
		}
	}
}

func (p *player) compare(x, y *entry) int {
	if c := x.when(y); c != 0 {
		return c
	}
	if c := p.history[x.i].compare(&p.history[y.i]); c != 0 {
		return c
	}
	return cmp.Compare(x.i, y.i)
}

// event returns the event of an entry, at the time at which it happened.
func (p *player) event(x *entry) Event {
	e := p.history[x.i]
	e.At = e.At.Round(0) // by the wall clock: times come from records
	if x.late {
		e.At = p.created
	}
	return e
}

// step returns the next event, after which life is as it says, and whether there is one.
func (p *player) step() (e Event, ok bool, err error) {
	for {
		if p.ignore && p.life.over {
			return e, false, nil
		}
		var x *entry
		if p.waiting == 0 {
			if p.next == len(p.order) {
				return e, false, nil
			}
			p.start = p.next
			for p.next++; p.next < len(p.order) && p.order[p.next].when(&p.order[p.start]) == 0; {
				p.next++
			}
			if p.next > p.start+1 {
				p.stand()
				continue
			}
			x = &p.order[p.start]
			if why := p.life.impossible(p.history[x.i].Kind); why != "" && !x.done {
				return e, false, p.refuse(x, why)
			}
		} else if x, err = p.choose(); err != nil {
			return e, false, err
		}
		if x.done {
			continue
		}
		x.done = true
		e = p.event(x)
		p.life.apply(&e)
		return e, true, nil
	}
}

func (p *player) refuse(x *entry, why string) error {
	return sentinel.Errorf(cx.ErrOutOfRange, "tickets: event %d, %s, %s", x.i, p.history[x.i].text(), why)
}

// stand puts the events of an instant into their queues.
func (p *player) stand() {
	p.waiting = p.next - p.start
	p.first, p.end = [queues]int32{}, [queues]int32{}
	for i := p.start; i < p.next; {
		q := queue(&p.history[p.order[i].i])
		p.first[q] = int32(i)
		for i < p.next && queue(&p.history[p.order[i].i]) == q {
			i++
		}
		p.end[q] = int32(i)
	}
}

// choose takes the next event of the instant out of its queue. Whether an event is possible
// depends on its kind alone, so it is enough to look at the first of each queue.
func (p *player) choose() (*entry, error) {
	var blocked error
	for k := KindCreated; int(k) <= kinds; k++ {
		q := int(k) - 1
		if k == KindStatusChanged {
			q = p.state()
		}
		if p.first[q] == p.end[q] {
			continue
		}
		x := &p.order[p.first[q]]
		if why := p.life.impossible(k); why != "" && !x.done {
			if blocked == nil {
				blocked = p.refuse(x, why)
			}
			continue
		}
		p.first[q]++
		p.waiting--
		return x, nil
	}
	return nil, blocked
}

// state returns the queue of the state to come next: the first, but if the ticket is in that
// state and open, another open one, which would otherwise undo the change.
func (p *player) state() int {
	const solved = kinds + 4
	here := -1
	for q := kinds; q < queues; q++ {
		if p.first[q] == p.end[q] {
			continue
		}
		if q < solved && Status(1)<<(q-kinds) == p.life.status {
			here = q
			continue
		}
		if here >= 0 && q >= solved {
			break
		}
		return q
	}
	return max(here, kinds)
}

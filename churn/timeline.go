package churn

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// step is a change of what a customer holds at an instant.
type step struct {
	at    int64
	mrr   exact.Int128 // added
	spans int32        // added
	tag   uint32
}

// appendSteps appends the start and the end of a span. A discount makes nobody a customer.
func appendSteps(steps []step, s span) []step {
	n := int32(1)
	if s.mrr.Sign() < 0 {
		n = 0
	}
	steps = append(steps, step{at: s.start, mrr: s.mrr, spans: n, tag: s.tag})
	if s.end != open {
		steps = append(steps, step{at: s.end, mrr: exact.Int128{}.Sub(s.mrr), spans: -n, tag: s.tag})
	}
	return steps
}

// state is what a customer holds from a moment until the next one.
type state struct {
	mrr     exact.Int128
	segment uint32
	active  bool
}

// moment is an instant at which the state of a customer changes.
type moment struct {
	at int64
	state
}

// timeline turns steps into moments, for one customer after another.
type timeline struct {
	grace      uint64
	ignoreFree bool
	until      int64     // what happens from here on is not known
	running    int64     // the first end so far whose grace is not over then, open for none
	segments   *segments // nil where they are not asked for
	moments    []moment
}

func newTimeline(p Policy, until int64) *timeline {
	return &timeline{grace: gapOf(p.GraceDays), ignoreFree: p.IgnoreFree, until: until, running: open}
}

// of returns the moments of a customer with the given steps, which it puts in order. They
// begin with one at which the customer is active, and no two in a row have the same state.
// They are good until the next call.
func (t *timeline) of(steps []step) ([]moment, error) {
	slices.SortFunc(steps, func(a, b step) int { return cmp.Compare(a.at, b.at) })
	t.moments = t.moments[:0]
	var mrr exact.Int128
	var spans int32
	if t.segments != nil {
		t.segments.reset()
	}
	for i := 0; i < len(steps) && (steps[i].at < t.until || t.until == open); {
		// Steps of the same instant are one: a plan change is no departure.
		at := steps[i].at
		for ; i < len(steps) && steps[i].at == at; i++ {
			mrr = mrr.Add(steps[i].mrr)
			spans += steps[i].spans
			if t.segments != nil {
				t.segments.apply(steps[i])
			}
		}
		var now state
		if spans > 0 {
			if mrr.Sign() < 0 {
				return nil, sentinel.Errorf(cx.ErrOutOfRange, "an MRR of %v at %s: the discounts are more than what they reduce",
					mrr.Decimal(), time.Unix(0, at).UTC().Format(time.RFC3339Nano))
			}
			if mrr.Sign() > 0 || !t.ignoreFree {
				now = state{mrr: mrr, active: true}
				if t.segments != nil {
					now.segment = t.segments.most()
				}
			}
		}
		t.push(moment{at, now})
	}
	if n := len(t.moments); n > 0 && t.grace > 0 && t.until != open {
		if last := t.moments[n-1]; !last.active && uint64(t.until)-uint64(last.at) <= t.grace {
			t.running = min(t.running, last.at)
		}
	}
	return t.moments, nil
}

// push appends a moment, and bridges the gap that it ends.
func (t *timeline) push(m moment) {
	n := len(t.moments)
	if n > 0 && m.active && !t.moments[n-1].active && uint64(m.at)-uint64(t.moments[n-1].at) <= t.grace {
		n--
		t.moments = t.moments[:n]
	}
	var before state
	if n > 0 {
		before = t.moments[n-1].state
	}
	if m.state != before {
		t.moments = append(t.moments, m)
	}
}

// segments keeps what one customer holds in each segment.
type segments struct {
	of    []uint32 // the segment of each tag
	names []string // of the segments, which are in order
	held  map[uint32]holding
}

type holding struct {
	mrr   exact.Int128
	spans int32
}

// newSegments orders the segments of some tags.
func newSegments(all []tag) *segments {
	s := &segments{of: make([]uint32, len(all)), held: make(map[uint32]holding)}
	for _, t := range all {
		s.names = append(s.names, t.segment)
	}
	slices.SortFunc(s.names, strings.Compare)
	s.names = slices.Compact(s.names)
	for i, t := range all {
		at, _ := slices.BinarySearch(s.names, t.segment)
		s.of[i] = uint32(at)
	}
	return s
}

func (s *segments) reset() { clear(s.held) }

func (s *segments) apply(c step) {
	k := s.of[c.tag]
	h := s.held[k]
	h.mrr, h.spans = h.mrr.Add(c.mrr), h.spans+c.spans
	if h == (holding{}) {
		delete(s.held, k)
	} else {
		s.held[k] = h
	}
}

// most returns the segment in which most is paid, of several the first by name.
func (s *segments) most() (top uint32) {
	var most holding
	for k, h := range s.held {
		if h.spans == 0 {
			continue
		}
		if more := h.mrr.Sub(most.mrr).Sign(); most.spans == 0 || more > 0 || more == 0 && k < top {
			top, most = k, h
		}
	}
	return top
}

// maxGap is how many days a gap may be asked for at most.
const maxGap = 100_000

// gapOf returns how long a gap of so many days is at most: one of them may have 25 hours.
func gapOf(days int) uint64 {
	if days <= 0 {
		return 0
	}
	return uint64(days)*uint64(24*time.Hour) + uint64(time.Hour)
}

// check refuses a grace that is out of its bounds.
func (p Policy) check() error {
	if p.GraceDays < 0 || p.GraceDays > maxGap {
		return sentinel.Errorf(cx.ErrOutOfRange, "a grace of %d days is not 0 to %d", p.GraceDays, maxGap)
	}
	return nil
}

// customerError names the customer whose records are wrong.
func customerError[ID comparable](customer ID, err error) error {
	return own("", fmt.Errorf("%s: %w", customerOf(customer), err))
}

// Package survival holds the product-limit estimate of how long something lasts
// when some of it is still going on: customers, open tickets. Plain numbers go
// in, a curve comes out.
package survival

import (
	"fmt"
	"slices"

	"github.com/cxmetrics/cx/internal/sentinel"
)

// MaxSubjects is how many subjects a tally holds: every count is exact as a float64.
const MaxSubjects = 1 << 53

// Tally counts subjects by the time at which they were last seen. The zero value
// is empty and ready to use.
type Tally struct {
	at map[int64]counts
	n  uint64
}

type counts struct{ entries, events, censored uint64 }

// Add counts n subjects who were observed from after the age entry (from the
// very start where entry is 0) up to the age exit, when the event happened or
// observation just ended.
func (t *Tally) Add(entry, exit int64, event bool, n uint64) error {
	switch {
	case exit < 0:
		return fmt.Errorf("the time %d is negative: %w", exit, sentinel.OutOfRange)
	case entry < 0:
		return fmt.Errorf("the entry %d is negative: %w", entry, sentinel.OutOfRange)
	case entry > 0 && entry >= exit:
		return fmt.Errorf("the entry %d is not before the time %d: %w", entry, exit, sentinel.OutOfRange)
	case n > MaxSubjects-t.n:
		return fmt.Errorf("%d more than %d subjects pass %d: %w", n, t.n, uint64(MaxSubjects), sentinel.Overflow)
	case n == 0:
		return nil
	}
	if t.at == nil {
		t.at = make(map[int64]counts)
	}
	t.n += n
	c := t.at[exit]
	if event {
		c.events += n
	} else {
		c.censored += n
	}
	t.at[exit] = c
	if entry > 0 {
		c = t.at[entry]
		c.entries += n
		t.at[entry] = c
	}
	return nil
}

// N returns the number of subjects.
func (t Tally) N() uint64 { return t.n }

// Merge adds the subjects of u.
func (t *Tally) Merge(u Tally) error {
	if u.n > MaxSubjects-t.n {
		return fmt.Errorf("%d more than %d subjects pass %d: %w", u.n, t.n, uint64(MaxSubjects), sentinel.Overflow)
	}
	if t.at == nil && u.n > 0 {
		t.at = make(map[int64]counts, len(u.at))
	}
	for time, d := range u.at {
		c := t.at[time]
		c.entries += d.entries
		c.events += d.events
		c.censored += d.censored
		t.at[time] = c
	}
	t.n += u.n
	return nil
}

func (t Tally) times() []int64 {
	times := make([]int64, 0, len(t.at))
	for time := range t.at {
		times = append(times, time)
	}
	slices.Sort(times)
	return times
}

// start is how many subjects are at risk from the very start.
func (t Tally) start() uint64 {
	n := t.n
	for _, c := range t.at {
		n -= c.entries
	}
	return n
}

// Curve returns the product-limit estimate of the subjects.
func (t Tally) Curve() (Curve, error) {
	if t.n == 0 {
		return Curve{}, fmt.Errorf("a survival curve of nobody: %w", sentinel.NoData)
	}
	b := newBuilder()
	risk := t.start()
	for _, time := range t.times() {
		at := t.at[time]
		if at.events+at.censored > 0 {
			b.add(time, risk, at.events, at.censored)
		}
		risk = risk - at.events - at.censored + at.entries
	}
	return b.curve, nil
}

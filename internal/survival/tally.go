// Package survival holds the product-limit estimate of how long something lasts
// when some of it is still going on: customers, open tickets. Plain numbers go
// in, a curve comes out.
package survival

import (
	"maps"
	"slices"

	"github.com/cxmetrics/cx/internal/sentinel"
)

// MaxSubjects is how many subjects a tally holds: every count is exact as a float64.
const MaxSubjects = 1 << 53

// Tally counts subjects by the time at which they were last seen. The zero value
// is empty and ready to use.
type Tally struct {
	at      map[int64]counts
	n       uint64
	entered uint64 // of n, those with a late entry
}

type counts struct{ entries, events, censored uint64 }

// Add counts n subjects who were observed from after the age entry (from the
// very start where entry is 0) up to the age exit, when the event happened or
// observation just ended.
func (t *Tally) Add(entry, exit int64, event bool, n uint64) error {
	if err := check(entry, exit); err != nil {
		return err
	}
	switch {
	case n > MaxSubjects-t.n:
		return sentinel.Errorf(sentinel.Overflow, "%d more than %d subjects pass %d", n, t.n, uint64(MaxSubjects))
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
		t.entered += n
	}
	return nil
}

// Remove takes n subjects back who were counted by Add. It refuses what leaves a count
// below 0, and times at which more leave than are at risk.
func (t *Tally) Remove(entry, exit int64, event bool, n uint64) error {
	if err := check(entry, exit); err != nil {
		return err
	}
	var u Tally
	if n == 0 {
		return nil
	}
	c := counts{censored: n}
	if event {
		c = counts{events: n}
	}
	u.n, u.at = n, map[int64]counts{exit: c}
	if entry > 0 {
		u.at[entry], u.entered = counts{entries: n}, n
	}
	return t.Subtract(&u)
}

// Subtract takes the subjects of u back, who were counted by Merge. It refuses what Remove
// refuses.
func (t *Tally) Subtract(u *Tally) error {
	for time, d := range u.at {
		if c := t.at[time]; d.entries > c.entries || d.events > c.events || d.censored > c.censored {
			return sentinel.Errorf(sentinel.OutOfRange, "at the time %d there are %d entries, %d lost and %d censored, from which %d, %d and %d cannot be taken",
				time, c.entries, c.events, c.censored, d.entries, d.events, d.censored)
		}
	}
	rest := Tally{n: t.n - u.n, entered: t.entered - u.entered}
	if rest.n > 0 || rest.entered > 0 {
		rest.at = maps.Clone(t.at)
		for time, d := range u.at {
			c := rest.at[time]
			c = counts{c.entries - d.entries, c.events - d.events, c.censored - d.censored}
			if rest.at[time] = c; c == (counts{}) {
				delete(rest.at, time)
			}
		}
		if rest.entered > 0 && !rest.possible() {
			return sentinel.Errorf(sentinel.OutOfRange, "without these lifetimes more customers would have left than had entered")
		}
	}
	*t = rest
	return nil
}

// possible reports whether at each time no more leave than are at risk.
func (t *Tally) possible() bool {
	if t.entered > t.n {
		return false
	}
	risk := t.n - t.entered
	for _, time := range t.times() {
		c := t.at[time]
		if c.events+c.censored > risk {
			return false
		}
		risk += c.entries - c.events - c.censored
	}
	return true
}

// Clone returns a copy that shares nothing with t.
func (t *Tally) Clone() *Tally {
	c := *t
	c.at = maps.Clone(t.at)
	return &c
}

func check(entry, exit int64) error {
	switch {
	case exit < 0:
		return sentinel.Errorf(sentinel.OutOfRange, "the time %d is negative", exit)
	case entry < 0:
		return sentinel.Errorf(sentinel.OutOfRange, "the entry %d is negative", entry)
	case entry > 0 && entry >= exit:
		return sentinel.Errorf(sentinel.OutOfRange, "the entry %d is not before the time %d", entry, exit)
	}
	return nil
}

// N returns the number of subjects.
func (t *Tally) N() uint64 { return t.n }

// Merge adds the subjects of u.
func (t *Tally) Merge(u *Tally) error {
	if u.n > MaxSubjects-t.n {
		return sentinel.Errorf(sentinel.Overflow, "%d more than %d subjects pass %d", u.n, t.n, uint64(MaxSubjects))
	}
	if t.at == nil && u.n > 0 {
		t.at = make(map[int64]counts, len(u.at))
	}
	for time, d := range u.at { // of t itself, changes no other row
		c := t.at[time]
		c.entries += d.entries
		c.events += d.events
		c.censored += d.censored
		t.at[time] = c
	}
	t.n, t.entered = t.n+u.n, t.entered+u.entered
	return nil
}

func (t *Tally) times() []int64 {
	times := make([]int64, 0, len(t.at))
	for time := range t.at {
		times = append(times, time)
	}
	slices.Sort(times)
	return times
}

// start is how many subjects are at risk from the very start.
func (t *Tally) start() uint64 {
	return t.n - t.entered
}

// Curve returns the product-limit estimate of the subjects.
func (t *Tally) Curve() (Curve, error) {
	if t.n == 0 {
		return Curve{}, sentinel.Errorf(sentinel.NoData, "a survival curve of nobody")
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

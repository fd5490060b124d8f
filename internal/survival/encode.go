package survival

import (
	"math"

	"github.com/cxmetrics/cx/internal/wire"
)

// row is what is known of one time, as it is written.
type row struct {
	time int64
	counts
}

// Code has the times in order with their counts.
func (t *Tally) Code(c *wire.Coder) {
	var rows []row
	for _, time := range t.times() {
		rows = append(rows, row{time, t.at[time]})
	}
	last := int64(-1)
	wire.List(c, "times", &rows, func(c *wire.Coder, name string, r *row) {
		c.Open(name)
		if c.IsJSON() {
			c.Int("time", &r.time)
		} else {
			// Not less than 1, so that the times rise.
			step := uint64(r.time - last)
			c.Count("time", &step)
			if step > uint64(math.MaxInt64-last) {
				c.Fail("a time passes 2^63-1")
			}
			r.time = last + int64(step)
		}
		if c.Reading() {
			c.Require(r.time > last, "the times do not rise from 0")
		}
		last = r.time
		c.Count("entered", &r.entries)
		c.Count("lost", &r.events)
		c.Count("censored", &r.censored)
		c.Close()
	})
	if c.Reading() && !t.fill(rows) {
		c.Fail("no lifetimes have these counts")
	}
}

// fill puts the rows into the empty t and reports whether there are subjects like that:
// at each time no more may leave than are at risk.
func (t *Tally) fill(rows []row) bool {
	if len(rows) == 0 {
		return true
	}
	t.at = make(map[int64]counts, len(rows))
	var entered uint64
	for _, r := range rows {
		if r.events > MaxSubjects || r.censored > MaxSubjects || r.entries > MaxSubjects || r.counts == (counts{}) {
			return false
		}
		t.n += r.events + r.censored
		entered += r.entries
		if t.n > MaxSubjects || entered > MaxSubjects || r.time == 0 && r.entries > 0 {
			return false
		}
		t.at[r.time] = r.counts
	}
	t.entered = entered
	return t.possible()
}

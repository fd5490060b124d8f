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

// Code has the times in order with their counts: in binary how much each is more than the
// one before, the first than -1.
func (t *Tally) Code(c *wire.Coder) {
	var rows []row
	for _, time := range t.times() {
		rows = append(rows, row{time, t.at[time]})
	}
	last := int64(-1)
	wire.List(c, "times", &rows, func(c *wire.Coder, name string, r *row) {
		c.Object(name, func(c *wire.Coder) {
			c.Step("time", &r.time, last, math.MaxInt64)
			c.Require(r.time > last, "the times do not rise from 0")
			last = r.time
			c.Count("entered", &r.entries)
			c.Count("lost", &r.events)
			c.Count("censored", &r.censored)
		})
	})
	c.Check(func() bool { return t.fill(rows) }, "no lifetimes have these counts")
}

// fill puts the rows into the empty t and reports whether there are subjects like that:
// at each time no more may leave than are at risk.
func (t *Tally) fill(rows []row) bool {
	for _, r := range rows {
		if max(r.events, r.censored, r.entries) > MaxSubjects || r.counts == (counts{}) || r.time == 0 && r.entries > 0 {
			return false
		}
		if t.at == nil {
			t.at = make(map[int64]counts, len(rows))
		}
		t.at[r.time] = r.counts
		t.n += r.events + r.censored
		if t.entered += r.entries; max(t.n, t.entered) > MaxSubjects {
			return false
		}
	}
	return t.possible()
}

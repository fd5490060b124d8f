package journey

import (
	"cmp"
	"math"
	"math/bits"

	"github.com/cxmetrics/cx/internal/wire"
)

//go:generate go run ../internal/encodings

//cx:encode 0x70
func (t *Tally) code(c *wire.Coder) {
	c.Flag("closed", &t.closed)
	wire.Map(c, "labels", &t.counts, (*wire.Coder).Count)
	if c.Reading() {
		c.Require(len(t.counts) <= maxLabels, "too many of them")
		for label, n := range t.counts {
			c.Require(n > 0 || t.closed, "a label of an open set that was not counted")
			_, err := addCount(label, 0, n)
			c.Part("labels", cmp.Or(checkLabel(label), err))
		}
	}
	c.Require(len(t.counts) > 0 || !t.closed, "a closed set of no labels")
}

//cx:encode 0x71
func (t *Tasks) code(c *wire.Coder) {
	c.Count("completed", &t.completed)
	c.Count("failed", &t.failed)
	c.Nested("reasons", &t.reasons)
	c.Check(func() bool { return t.reasons.N() <= t.failed }, "more reasons than failed tasks")
}

//cx:encode 0x72
func (v *Visits) code(c *wire.Coder) {
	c.Nested("times", &v.times)
	c.Nested("actions", &v.actions)
	c.Check(func() bool {
		return v.times.N() == v.actions.N() && notNegative(v.times) && notNegative(v.actions)
	}, "a value is negative, or there are not as many times as actions")
}

//cx:encode 0x73
func (a *Articles) code(c *wire.Coder) {
	c.Count("read", &a.read)
	c.Count("skimmed", &a.skimmed)
	c.Count("bounced", &a.bounced)
	c.Nested("times", &a.times)
	c.Check(func() bool {
		views, over := bits.Add64(a.read, a.skimmed, 0)
		views, over2 := bits.Add64(views, a.bounced, 0)
		return over+over2 == 0 && views == a.times.N() && notNegative(a.times)
	}, "a time is negative, or read, skimmed and bounced are not as many as times")
}

//cx:encode 0x75
func (s *Sentiment) code(c *wire.Coder) {
	c.Count("positive", &s.Positive)
	c.Count("neutral", &s.Neutral)
	c.Count("negative", &s.Negative)
}

//cx:encode 0x77
func (c *Carts) code(w *wire.Coder) {
	w.Count("purchased", &c.Purchased)
	w.Count("recovered", &c.Recovered)
	w.Count("abandoned", &c.Abandoned)
	w.Count("open", &c.Open)
}

//cx:encode 0x78
func (p *PerCustomer[ID]) code(c *wire.Coder) {
	wire.Map(c, "customers", &p.counts, (*wire.Coder).Count)
	for _, n := range p.counts {
		c.Require(n <= math.MaxInt64, "a count of a customer passes 2^63-1")
	}
}

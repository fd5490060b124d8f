package journey

import (
	"math"
	"math/bits"

	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/wire"
)

//go:generate go run ../internal/encodings

//cx:encode JourneyTally
func (t *Tally) code(c *wire.Coder) {
	c.Flag("closed", &t.closed)
	wire.Map(c, "labels", &t.counts, (*wire.Coder).Count)
	if !c.Reading() {
		return
	}
	checkLabels(c, "labels", t.counts)
	c.Require(len(t.counts) > 0 || !t.closed, "a closed set of no labels")
	for label, n := range t.counts {
		_, err := addCount(label, 0, n)
		c.Part("labels", err)
		c.Require(n > 0 || t.closed, "a label of an open set that was not counted")
	}
}

// checkLabels makes a map malformed that no tally has.
func checkLabels[C any](c *wire.Coder, name string, counts map[string]C) {
	if len(counts) > maxLabels {
		c.Fail("%s: %d of them, more than %d", name, len(counts), maxLabels)
	}
	for label := range counts {
		c.Part(name, checkLabel(label))
	}
}

//cx:encode JourneyTasks
func (t *Tasks) code(c *wire.Coder) {
	c.Count("completed", &t.completed)
	c.Count("failed", &t.failed)
	c.Nested("reasons", &t.reasons)
	if c.Reading() {
		c.Require(t.reasons.N() <= t.failed, "more reasons than failed tasks")
	}
}

//cx:encode JourneyVisits
func (v *Visits) code(c *wire.Coder) {
	c.Nested("times", &v.times)
	c.Nested("actions", &v.actions)
	if c.Reading() {
		c.Require(v.times.N() == v.actions.N(), "not as many times as actions")
		checkNotNegative(c, "times", v.times)
		checkNotNegative(c, "actions", v.actions)
	}
}

func checkNotNegative(c *wire.Coder, name string, s estimate.Sample) {
	c.Require(notNegative(s), name+": a value is negative")
}

//cx:encode JourneyArticles
func (a *Articles) code(c *wire.Coder) {
	c.Count("read", &a.read)
	c.Count("skimmed", &a.skimmed)
	c.Count("bounced", &a.bounced)
	c.Nested("times", &a.times)
	if c.Reading() {
		views, over := bits.Add64(a.read, a.skimmed, 0)
		views, over2 := bits.Add64(views, a.bounced, 0)
		c.Require(over+over2 == 0 && views == a.times.N(), "read, skimmed and bounced are not as many as times")
		checkNotNegative(c, "times", a.times)
	}
}

//cx:encode JourneySentiment
func (s *Sentiment) code(c *wire.Coder) {
	c.Count("positive", &s.Positive)
	c.Count("neutral", &s.Neutral)
	c.Count("negative", &s.Negative)
}

//cx:encode JourneyMentions
func (m *Mentions) code(c *wire.Coder) {
	wire.Map(c, "channels", &m.channels, func(c *wire.Coder, name string, s *Sentiment) {
		c.Open(name)
		s.code(c)
		c.Close()
	})
	if c.Reading() {
		checkLabels(c, "channels", m.channels)
		for channel, s := range m.channels {
			_, err := addSentiment(channel, Sentiment{}, s)
			c.Part("channels", err)
			c.Require(s != Sentiment{}, "a channel without mentions")
		}
	}
}

//cx:encode JourneyCarts
func (c *Carts) code(w *wire.Coder) {
	w.Count("purchased", &c.Purchased)
	w.Count("recovered", &c.Recovered)
	w.Count("abandoned", &c.Abandoned)
	w.Count("open", &c.Open)
}

// code has the parts of PerCustomer. An ID without a form returns [cx.ErrEncoding].
//
//cx:encode JourneyPerCustomer
func (p *PerCustomer[ID]) code(c *wire.Coder) {
	wire.Map(c, "customers", &p.counts, (*wire.Coder).Count)
	if c.Reading() {
		for _, n := range p.counts {
			c.Require(n <= math.MaxInt64, "a count of a customer passes 2^63-1")
		}
	}
}

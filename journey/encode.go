package journey

import (
	"database/sql/driver"
	"math"
	"math/bits"

	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/wire"
)

// The methods below put the values of this package into bytes, JSON and databases.
// The package documentation says in which form, and what each reader refuses.

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

func (t *Tasks) code(c *wire.Coder) {
	c.Count("completed", &t.completed)
	c.Count("failed", &t.failed)
	c.Nested("reasons", &t.reasons)
	if c.Reading() {
		c.Require(t.reasons.N() <= t.failed, "more reasons than failed tasks")
	}
}

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

func (s *Sentiment) code(c *wire.Coder) {
	c.Count("positive", &s.Positive)
	c.Count("neutral", &s.Neutral)
	c.Count("negative", &s.Negative)
}

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

func (c *Carts) code(w *wire.Coder) {
	w.Count("purchased", &c.Purchased)
	w.Count("recovered", &c.Recovered)
	w.Count("abandoned", &c.Abandoned)
	w.Count("open", &c.Open)
}

func (p *PerCustomer[ID]) code(c *wire.Coder) {
	wire.Map(c, "customers", &p.counts, (*wire.Coder).Count)
	if c.Reading() {
		for _, n := range p.counts {
			c.Require(n <= math.MaxInt64, "a count of a customer passes 2^63-1")
		}
	}
}

// AppendBinary appends the binary form to b. The error is always nil.
func (t *Tally) AppendBinary(b []byte) ([]byte, error) {
	c := wire.ToBinary(wire.JourneyTally, b)
	t.code(&c)
	return c.Bytes()
}

// MarshalBinary returns the binary form. The error is always nil.
func (t *Tally) MarshalBinary() ([]byte, error) { return t.AppendBinary(nil) }

// UnmarshalBinary reads the binary form. Anything else is [cx.ErrEncoding], and t is unchanged.
func (t *Tally) UnmarshalBinary(data []byte) error {
	return wire.UnmarshalBinary(wire.JourneyTally, data, t, (*Tally).code)
}

// MarshalJSON returns the JSON form. The error is always nil.
func (t *Tally) MarshalJSON() ([]byte, error) {
	c := wire.ToJSON(wire.JourneyTally)
	t.code(&c)
	return c.Bytes()
}

// UnmarshalJSON reads the JSON form; null is the zero value. Anything else returns
// [cx.ErrEncoding], and t is unchanged.
func (t *Tally) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalJSON(wire.JourneyTally, data, t, (*Tally).code)
}

// Value implements [driver.Valuer] with the binary form.
func (t *Tally) Value() (driver.Value, error) { return wire.Column(t.MarshalBinary()) }

// Scan implements sql.Scanner: it reads the binary or the JSON form from bytes or
// text, and NULL as the zero value.
func (t *Tally) Scan(src any) error { return wire.Scan(wire.JourneyTally, t, src) }

// AppendBinary appends the binary form to b. The error is always nil.
func (t *Tasks) AppendBinary(b []byte) ([]byte, error) {
	c := wire.ToBinary(wire.JourneyTasks, b)
	t.code(&c)
	return c.Bytes()
}

// MarshalBinary returns the binary form. The error is always nil.
func (t *Tasks) MarshalBinary() ([]byte, error) { return t.AppendBinary(nil) }

// UnmarshalBinary reads the binary form. Anything else is [cx.ErrEncoding], and t is unchanged.
func (t *Tasks) UnmarshalBinary(data []byte) error {
	return wire.UnmarshalBinary(wire.JourneyTasks, data, t, (*Tasks).code)
}

// MarshalJSON returns the JSON form. The error is always nil.
func (t *Tasks) MarshalJSON() ([]byte, error) {
	c := wire.ToJSON(wire.JourneyTasks)
	t.code(&c)
	return c.Bytes()
}

// UnmarshalJSON reads the JSON form; null is the zero value. Anything else returns
// [cx.ErrEncoding], and t is unchanged.
func (t *Tasks) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalJSON(wire.JourneyTasks, data, t, (*Tasks).code)
}

// Value implements [driver.Valuer] with the binary form.
func (t *Tasks) Value() (driver.Value, error) { return wire.Column(t.MarshalBinary()) }

// Scan implements sql.Scanner: it reads the binary or the JSON form from bytes or
// text, and NULL as the zero value.
func (t *Tasks) Scan(src any) error { return wire.Scan(wire.JourneyTasks, t, src) }

// AppendBinary appends the binary form to b. The error is always nil.
func (v Visits) AppendBinary(b []byte) ([]byte, error) {
	return wire.AppendBinary(wire.JourneyVisits, b, v, (*Visits).code)
}

// MarshalBinary returns the binary form. The error is always nil.
func (v Visits) MarshalBinary() ([]byte, error) { return v.AppendBinary(nil) }

// UnmarshalBinary reads the binary form. Anything else is [cx.ErrEncoding], and v is unchanged.
func (v *Visits) UnmarshalBinary(data []byte) error {
	return wire.UnmarshalBinary(wire.JourneyVisits, data, v, (*Visits).code)
}

// MarshalJSON returns the JSON form. The error is always nil.
func (v Visits) MarshalJSON() ([]byte, error) {
	return wire.MarshalJSON(wire.JourneyVisits, v, (*Visits).code)
}

// UnmarshalJSON reads the JSON form; null is the zero value. Anything else returns
// [cx.ErrEncoding], and v is unchanged.
func (v *Visits) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalJSON(wire.JourneyVisits, data, v, (*Visits).code)
}

// Value implements [driver.Valuer] with the binary form.
func (v Visits) Value() (driver.Value, error) { return wire.Column(v.MarshalBinary()) }

// Scan implements sql.Scanner: it reads the binary or the JSON form from bytes or
// text, and NULL as the zero value.
func (v *Visits) Scan(src any) error { return wire.Scan(wire.JourneyVisits, v, src) }

// AppendBinary appends the binary form to b. The error is always nil.
func (a Articles) AppendBinary(b []byte) ([]byte, error) {
	return wire.AppendBinary(wire.JourneyArticles, b, a, (*Articles).code)
}

// MarshalBinary returns the binary form. The error is always nil.
func (a Articles) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary reads the binary form. Anything else is [cx.ErrEncoding], and a is unchanged.
func (a *Articles) UnmarshalBinary(data []byte) error {
	return wire.UnmarshalBinary(wire.JourneyArticles, data, a, (*Articles).code)
}

// MarshalJSON returns the JSON form. The error is always nil.
func (a Articles) MarshalJSON() ([]byte, error) {
	return wire.MarshalJSON(wire.JourneyArticles, a, (*Articles).code)
}

// UnmarshalJSON reads the JSON form; null is the zero value. Anything else returns
// [cx.ErrEncoding], and a is unchanged.
func (a *Articles) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalJSON(wire.JourneyArticles, data, a, (*Articles).code)
}

// Value implements [driver.Valuer] with the binary form.
func (a Articles) Value() (driver.Value, error) { return wire.Column(a.MarshalBinary()) }

// Scan implements sql.Scanner: it reads the binary or the JSON form from bytes or
// text, and NULL as the zero value.
func (a *Articles) Scan(src any) error { return wire.Scan(wire.JourneyArticles, a, src) }

// AppendBinary appends the binary form to b. The error is always nil.
func (s Sentiment) AppendBinary(b []byte) ([]byte, error) {
	return wire.AppendBinary(wire.JourneySentiment, b, s, (*Sentiment).code)
}

// MarshalBinary returns the binary form. The error is always nil.
func (s Sentiment) MarshalBinary() ([]byte, error) { return s.AppendBinary(nil) }

// UnmarshalBinary reads the binary form. Anything else is [cx.ErrEncoding], and s is unchanged.
func (s *Sentiment) UnmarshalBinary(data []byte) error {
	return wire.UnmarshalBinary(wire.JourneySentiment, data, s, (*Sentiment).code)
}

// MarshalJSON returns the JSON form. The error is always nil.
func (s Sentiment) MarshalJSON() ([]byte, error) {
	return wire.MarshalJSON(wire.JourneySentiment, s, (*Sentiment).code)
}

// UnmarshalJSON reads the JSON form; null is the zero value. Anything else returns
// [cx.ErrEncoding], and s is unchanged.
func (s *Sentiment) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalJSON(wire.JourneySentiment, data, s, (*Sentiment).code)
}

// Value implements [driver.Valuer] with the binary form.
func (s Sentiment) Value() (driver.Value, error) { return wire.Column(s.MarshalBinary()) }

// Scan implements sql.Scanner: it reads the binary or the JSON form from bytes or
// text, and NULL as the zero value.
func (s *Sentiment) Scan(src any) error { return wire.Scan(wire.JourneySentiment, s, src) }

// AppendBinary appends the binary form to b. The error is always nil.
func (m *Mentions) AppendBinary(b []byte) ([]byte, error) {
	c := wire.ToBinary(wire.JourneyMentions, b)
	m.code(&c)
	return c.Bytes()
}

// MarshalBinary returns the binary form. The error is always nil.
func (m *Mentions) MarshalBinary() ([]byte, error) { return m.AppendBinary(nil) }

// UnmarshalBinary reads the binary form. Anything else is [cx.ErrEncoding], and m is unchanged.
func (m *Mentions) UnmarshalBinary(data []byte) error {
	return wire.UnmarshalBinary(wire.JourneyMentions, data, m, (*Mentions).code)
}

// MarshalJSON returns the JSON form. The error is always nil.
func (m *Mentions) MarshalJSON() ([]byte, error) {
	c := wire.ToJSON(wire.JourneyMentions)
	m.code(&c)
	return c.Bytes()
}

// UnmarshalJSON reads the JSON form; null is the zero value. Anything else returns
// [cx.ErrEncoding], and m is unchanged.
func (m *Mentions) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalJSON(wire.JourneyMentions, data, m, (*Mentions).code)
}

// Value implements [driver.Valuer] with the binary form.
func (m *Mentions) Value() (driver.Value, error) { return wire.Column(m.MarshalBinary()) }

// Scan implements sql.Scanner: it reads the binary or the JSON form from bytes or
// text, and NULL as the zero value.
func (m *Mentions) Scan(src any) error { return wire.Scan(wire.JourneyMentions, m, src) }

// AppendBinary appends the binary form to b. The error is always nil.
func (c Carts) AppendBinary(b []byte) ([]byte, error) {
	return wire.AppendBinary(wire.JourneyCarts, b, c, (*Carts).code)
}

// MarshalBinary returns the binary form. The error is always nil.
func (c Carts) MarshalBinary() ([]byte, error) { return c.AppendBinary(nil) }

// UnmarshalBinary reads the binary form. Anything else is [cx.ErrEncoding], and c is unchanged.
func (c *Carts) UnmarshalBinary(data []byte) error {
	return wire.UnmarshalBinary(wire.JourneyCarts, data, c, (*Carts).code)
}

// MarshalJSON returns the JSON form. The error is always nil.
func (c Carts) MarshalJSON() ([]byte, error) {
	return wire.MarshalJSON(wire.JourneyCarts, c, (*Carts).code)
}

// UnmarshalJSON reads the JSON form; null is the zero value. Anything else returns
// [cx.ErrEncoding], and c is unchanged.
func (c *Carts) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalJSON(wire.JourneyCarts, data, c, (*Carts).code)
}

// Value implements [driver.Valuer] with the binary form.
func (c Carts) Value() (driver.Value, error) { return wire.Column(c.MarshalBinary()) }

// Scan implements sql.Scanner: it reads the binary or the JSON form from bytes or
// text, and NULL as the zero value.
func (c *Carts) Scan(src any) error { return wire.Scan(wire.JourneyCarts, c, src) }

// AppendBinary appends the binary form to b. An ID without a form returns [cx.ErrEncoding].
func (p *PerCustomer[ID]) AppendBinary(b []byte) ([]byte, error) {
	c := wire.ToBinary(wire.JourneyPerCustomer, b)
	p.code(&c)
	return c.Bytes()
}

// MarshalBinary returns the binary form. An ID without a form returns [cx.ErrEncoding].
func (p *PerCustomer[ID]) MarshalBinary() ([]byte, error) { return p.AppendBinary(nil) }

// UnmarshalBinary reads the binary form. Anything else is [cx.ErrEncoding], and p is unchanged.
func (p *PerCustomer[ID]) UnmarshalBinary(data []byte) error {
	return wire.UnmarshalBinary(wire.JourneyPerCustomer, data, p, (*PerCustomer[ID]).code)
}

// MarshalJSON returns the JSON form. An ID without a form returns [cx.ErrEncoding].
func (p *PerCustomer[ID]) MarshalJSON() ([]byte, error) {
	c := wire.ToJSON(wire.JourneyPerCustomer)
	p.code(&c)
	return c.Bytes()
}

// UnmarshalJSON reads the JSON form; null is the zero value. Anything else returns
// [cx.ErrEncoding], and p is unchanged.
func (p *PerCustomer[ID]) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalJSON(wire.JourneyPerCustomer, data, p, (*PerCustomer[ID]).code)
}

// Value implements [driver.Valuer] with the binary form.
func (p *PerCustomer[ID]) Value() (driver.Value, error) { return wire.Column(p.MarshalBinary()) }

// Scan implements sql.Scanner: it reads the binary or the JSON form from bytes or
// text, and NULL as the zero value.
func (p *PerCustomer[ID]) Scan(src any) error { return wire.Scan(wire.JourneyPerCustomer, p, src) }

package churn

import (
	"cmp"
	"iter"
	"math"
	"slices"
	"time"

	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/wire"
)

// The collectors are written by rising customer and within a customer in order, so that
// the same records have the same bytes, however they were collected.

// codeInt has an integer of the size of an int.
func codeInt(c *wire.Coder, name string, v *int) {
	x := int64(*v)
	c.Int(name, &x)
	if *v = int(x); int64(*v) != x {
		c.Fail("%s: %d is more than an int holds", name, x)
	}
}

// codeStep has in the binary form how much v is more than before, which leaves it at most
// at limit.
func codeStep(c *wire.Coder, name string, v *int64, before, limit int64) {
	step := uint64(*v) - uint64(before)
	c.Count(name, &step)
	if c.Reading() && step > uint64(limit)-uint64(before) {
		c.Fail("%s: %d more than %d passes %d", name, step, before, limit)
	}
	*v = before + int64(step)
}

func (p *Policy) code(c *wire.Coder) {
	if c.IsJSON() {
		text := p.String()
		c.Text("policy", &text)
		if c.Reading() {
			c.Part("policy", p.UnmarshalText([]byte(text)))
		}
		return
	}
	flags, bits := p.flags(), uint8(0)
	for i, f := range flags {
		if *f.set {
			bits |= 1 << i
		}
	}
	c.Byte(&bits)
	for i, f := range flags {
		*f.set = bits>>i&1 == 1
	}
	c.Require(bits>>len(flags) == 0, "a policy with other choices")
}

func (l *Ledger[ID]) code(c *wire.Coder) {
	policy := l.policy
	if policy.code(c); c.Reading() {
		l.policy = policy // writing, others may be reading it
	}
	l.codeCurrency(c)
	customers := make(map[ID][]span, len(l.spans.last))
	for customer, spans := range l.spans.each() {
		customers[customer] = sortedSpans(spans)
	}
	wire.Map(c, "customers", &customers, func(c *wire.Coder, name string, spans *[]span) {
		var before span
		wire.List(c, name, spans, func(c *wire.Coder, name string, s *span) {
			s.code(c, name)
			c.Require(before == span{} || compareSpans(before, *s) <= 0, "subscriptions out of order")
			c.Require(s.mrr.Sign() > 0 || !l.policy.IgnoreFree, "a free subscription, which the policy ignores")
			before = *s
		})
		c.Require(before != span{}, "a customer without subscriptions")
	})
	if !c.Reading() {
		return
	}
	c.Require(l.seen || len(customers) == 0, "subscriptions before the first one")
	for customer, spans := range customers {
		if l.spans.n+len(spans) > maxSubscriptions {
			c.Fail("more than %d subscriptions", maxSubscriptions)
			return
		}
		for _, s := range spans {
			l.spans.push(customer, s)
		}
	}
}

// codeCurrency has the currency, which may be the empty one, if it stands: from the first
// subscription on.
func (l *Ledger[ID]) codeCurrency(c *wire.Coder) {
	if !c.IsJSON() {
		c.Flag("currency", &l.seen)
	} else if null := c.Null("currency", !l.seen); c.Reading() {
		l.seen = !null
	}
	if l.seen {
		c.Label("currency", &l.currency)
	}
}

func sortedSpans(spans iter.Seq[*span]) []span {
	var all []span
	for s := range spans {
		all = append(all, *s)
	}
	slices.SortFunc(all, compareSpans)
	return all
}

func compareSpans(a, b span) int {
	return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.end, b.end), a.mrr.Sub(b.mrr).Sign())
}

func (s *span) code(c *wire.Coder, name string) {
	c.Open(name)
	if c.IsJSON() {
		codeInstant(c, "start", &s.start)
		if c.Null("end", s.end == open) {
			s.end = open
		} else {
			codeInstant(c, "end", &s.end)
		}
	} else {
		c.Int("start", &s.start)
		end := s.end
		if end == open {
			end = s.start // no other subscription lasts no time
		}
		if codeStep(c, "end", &end, s.start, math.MaxInt64); end == s.start {
			end = open
		}
		s.end = end
	}
	c.Amount("mrr", &s.mrr)
	c.Close()
	if c.Reading() {
		_, err := instant(time.Unix(0, s.start))
		c.Part("start", err)
		if s.end != open {
			_, err = instant(time.Unix(0, s.end))
			c.Part("end", err)
		}
		c.Require(s.start < s.end && s.mrr.Sign() >= 0 && s.mrr.IsAmount(), "a subscription of no time, or with an MRR out of range")
	}
}

// codeText has in JSON what format writes and parse reads: one text for each value.
func codeText[T comparable](c *wire.Coder, name string, v *T, format func(T) string, parse func(string) (T, error)) {
	text := ""
	if !c.Reading() {
		text = format(*v)
	}
	c.Text(name, &text)
	if c.Reading() {
		read, err := parse(text)
		if err != nil || format(read) != text {
			c.Fail("%s: %.40q is not written as %s is", name, text, format(*v))
		}
		*v = read
	}
}

func codeInstant(c *wire.Coder, name string, at *int64) {
	codeText(c, name, at, func(at int64) string {
		return time.Unix(0, at).UTC().Format(time.RFC3339Nano)
	}, func(text string) (int64, error) {
		t, err := time.Parse(time.RFC3339Nano, text)
		if err != nil {
			return 0, err
		}
		return instant(t)
	})
}

func (p *Purchases[ID]) code(c *wire.Coder) {
	customers := make(map[ID][]int32, len(p.days.last))
	for customer, days := range p.each(math.MaxInt32) {
		customers[customer] = slices.Clone(days)
	}
	wire.Map(c, "customers", &customers, func(c *wire.Coder, name string, days *[]int32) {
		last := int64(minDay)
		wire.List(c, name, days, func(c *wire.Coder, name string, day *int32) {
			at := int64(*day)
			if c.IsJSON() {
				codeDay(c, name, &at)
			} else {
				codeStep(c, name, &at, last, maxDay)
			}
			c.Require(at >= last, "days out of order")
			*day, last = int32(at), at
		})
		c.Require(len(*days) > 0, "a customer without purchases")
	})
	for customer, days := range customers {
		if !c.Reading() {
			return
		}
		c.Part("customers", p.room(len(days)))
		for _, day := range days {
			p.days.push(customer, day)
		}
	}
}

// The days of 0001-01-01 and 9999-12-31.
const minDay, maxDay = -719162, 2932896

func codeDay(c *wire.Coder, name string, day *int64) {
	codeText(c, name, day, dateOf, func(text string) (int64, error) {
		t, err := time.Parse(time.DateOnly, text)
		if err != nil {
			return 0, err
		}
		return dayOf(t)
	})
}

func (a *Activity[ID]) code(c *wire.Coder) {
	unit := codeUnit(c, a.unit)
	a.core.Code(c, codePeriod(unit))
	if c.Reading() {
		a.unit = unit
	}
	checkIndexes(c, unit, a.core.Span())
}

func (s *Spending[ID]) code(c *wire.Coder) {
	unit := codeUnit(c, s.unit)
	text := codePeriod(unit)
	customers := s.customers
	wire.Map(c, "customers", &customers, func(c *wire.Coder, name string, v **account) {
		if *v == nil {
			*v = new(account)
		}
		a := *v
		c.Open(name)
		c.Amount("turnover", &a.turnover)
		last := int32(-1)
		wire.List(c, "payments", &a.paid, func(c *wire.Coder, name string, p *paid) {
			c.Open(name)
			index := int64(p.index)
			if c.IsJSON() {
				text(c, "period", &index)
			} else {
				c.Int("period", &index)
			}
			c.Count("n", &p.payments)
			c.Amount("amount", &p.sum)
			c.Close()
			if c.Reading() {
				c.Require(int64(last) < index && index <= math.MaxInt32, "periods out of order")
				c.Require(p.payments > 0, "a period without payments")
				p.index, last = int32(index), int32(index)
			}
		})
		c.Close()
		if c.Reading() {
			c.Require(len(a.paid) > 0, "a customer without payments")
			c.Require(a.turnover.Abs().Sub(maxTurnover).Sign() < 0 && a.possible(), "no payments have this turnover")
		}
	})
	if !c.Reading() {
		return
	}
	s.unit, s.customers = unit, customers
	for _, a := range customers {
		if !c.Reading() {
			return
		}
		for _, p := range a.paid {
			c.Part("customers", s.span.Extend(int(p.index), int(p.index)))
			_, payments, err := s.room(exact.Int128{}, p.payments)
			c.Part("customers", err)
			s.payments = payments
		}
		turnover, _, err := s.room(a.turnover, 0)
		c.Part("customers", err)
		s.turnover = turnover
	}
	checkIndexes(c, unit, s.span)
}

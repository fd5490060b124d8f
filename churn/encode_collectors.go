package churn

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/cxmetrics/cx/internal/periods"
	"github.com/cxmetrics/cx/internal/wire"
	"github.com/cxmetrics/cx/period"
)

// The collectors are written by rising customer and within a customer in order, so that
// the same records have the same bytes, however they were collected.

func (p *Policy) code(c *wire.Coder) {
	if c.IsJSON() {
		c.Text("policy", p)
		return
	}
	flags, bits := p.flags(), []byte{0}
	for i, f := range flags {
		if *f.set {
			bits[0] |= 1 << i
		}
	}
	c.Raw("policy", bits)
	for i, f := range flags {
		*f.set = bits[0]>>i&1 == 1
	}
	c.Require(bits[0]>>len(flags) == 0, "a policy with other choices")
	grace := int64(p.GraceDays)
	c.Step("grace", &grace, 0, maxGap)
	p.GraceDays = int(grace)
}

//cx:encode 0x65
func (l *Ledger[ID]) code(c *wire.Coder) {
	policy, limited, until := l.policy, l.limited, l.until // writing, others may be reading l
	policy.code(c)
	if c.IsJSON() {
		limited = !c.Null("until", !limited)
	} else {
		c.Flag("until", &limited)
	}
	if limited {
		codeInstant(c, "until", &until)
	}
	t := tagCoder{tags: &l.tags}
	if c.Reading() {
		l.policy, l.limited, l.until = policy, limited, until
	} else {
		t.sort(l.used(true))
	}
	t.code(c)
	l.codeSpans(c, &t)
	l.codeNamed(c, &t)
	c.Require(l.n() <= maxSubscriptions, "too many subscriptions")
	c.Check(func() bool { return !slices.Contains(l.used(true), false) }, "a currency and segment that no subscription has")
}

func (l *Ledger[ID]) codeSpans(c *wire.Coder, t *tagCoder) {
	customers := make(map[ID][]span, len(l.spans.last))
	for customer, spans := range l.spans.each() {
		all := slices.Collect(func(yield func(span) bool) { spans(func(s *span) bool { return yield(*s) }) })
		slices.SortFunc(all, t.compare)
		customers[customer] = all
	}
	wire.Map(c, "customers", &customers, func(c *wire.Coder, name string, spans *[]span) {
		before := span{start: math.MinInt64}
		wire.List(c, name, spans, func(c *wire.Coder, name string, s *span) {
			c.Object(name, func(c *wire.Coder) { s.code(c, t) })
			if c.Reading() {
				c.Require(before.start == math.MinInt64 || t.compare(before, *s) <= 0, "subscriptions out of order")
				c.Require(s.mrr.Sign() != 0 || !l.policy.IgnoreFree, "a free subscription, which the policy ignores")
			}
			before = *s
		})
		c.Require(len(*spans) > 0, "a customer without subscriptions")
	})
	if c.Reading() {
		for customer, spans := range customers {
			for _, s := range spans {
				l.spans.push(customer, s)
			}
		}
	}
}

func (s *span) code(c *wire.Coder, t *tagCoder) {
	codeInstant(c, "start", &s.start)
	if c.IsJSON() {
		codeInstant(c, "end", &s.end, open)
	} else {
		end := s.end
		if end == open {
			end = s.start // no other subscription lasts no time
		}
		if c.Step("end", &end, s.start, math.MaxInt64); end == s.start {
			end = open
		} else if c.Reading() {
			_, err := instant(time.Unix(0, end))
			c.Part("end", err)
		}
		s.end = end
	}
	c.Amount("mrr", &s.mrr)
	t.one(c, &s.tag)
	c.Require(s.start < s.end && s.mrr.IsAmount(), "a subscription of no time, or with an MRR out of range")
}

func (l *Ledger[ID]) codeNamed(c *wire.Coder, t *tagCoder) {
	all := make(map[string][]version[ID], len(l.named.roots))
	for id, root := range l.named.roots {
		for _, r := range l.named.versions(root, nil) {
			v := version[ID]{record: *r}
			if !r.withdrawn {
				v.who = l.named.customers[r.customer]
			}
			all[id] = append(all[id], v)
		}
	}
	wire.Map(c, "subscriptions", &all, func(c *wire.Coder, name string, list *[]version[ID]) {
		before := int64(never)
		wire.List(c, name, list, func(c *wire.Coder, name string, v *version[ID]) {
			c.Object(name, func(c *wire.Coder) { v.code(c, t) })
			c.Require(v.updated > before || !l.policy.Snapshots, "snapshots out of order, or without an instant")
			before = v.updated
		})
		c.Require(len(*list) == 1 || len(*list) > 1 && l.policy.Snapshots, "not one record of an ID")
	})
	if c.Reading() {
		for id, list := range all {
			c.Require(id != "", "an ID that is empty")
			for _, v := range list {
				l.named.put(id, v.record, v.who, l.policy, &l.tags)
			}
		}
	}
}

type version[ID comparable] struct {
	record
	who ID
}

func (v *version[ID]) code(c *wire.Coder, t *tagCoder) {
	codeInstant(c, "updated", &v.updated, never)
	c.Flag("withdrawn", &v.withdrawn)
	if v.withdrawn {
		return
	}
	wire.ID(c, "customer", &v.who)
	codeInstant(c, "start", &v.start)
	codeInstant(c, "paid", &v.paid)
	codeInstant(c, "end", &v.end, open)
	c.Amount("mrr", &v.mrr)
	c.Flag("trial", &v.trial)
	t.one(c, &v.tag)
	c.Require(v.start <= v.paid && v.paid <= v.end && v.paid != open && v.mrr.IsAmount(), "a subscription of times that do not rise, or with an MRR out of range")
}

// tagCoder has the currencies and segments: in binary a list and numbers in it, in JSON
// texts.
type tagCoder struct {
	tags   *tags
	order  []uint32 // the number of each tag that is written
	sorted []tag
}

// sort orders the tags that have records.
func (t *tagCoder) sort(used []bool) {
	for i, u := range used {
		if u {
			t.sorted = append(t.sorted, t.tags.list[i])
		}
	}
	slices.SortFunc(t.sorted, tag.compare)
	t.order = make([]uint32, len(used))
	for i, v := range t.tags.list {
		at, _ := slices.BinarySearchFunc(t.sorted, v, tag.compare)
		t.order[i] = uint32(at)
	}
}

func (t *tagCoder) code(c *wire.Coder) {
	if c.IsJSON() {
		return
	}
	n := 0
	wire.List(c, "currencies and segments", &t.sorted, func(c *wire.Coder, _ string, v *tag) {
		if v.code(c); c.Reading() {
			c.Require(int(t.tags.of(*v)) == n && (n == 0 || t.sorted[n-1].compare(*v) < 0), "currencies and segments out of order")
		}
		n++
	})
}

func (t *tag) code(c *wire.Coder) {
	codeCurrency(c, &t.currency)
	c.Label("segment", &t.segment)
}

// one has the tag of a record.
func (t *tagCoder) one(c *wire.Coder, number *uint32) {
	if c.IsJSON() {
		var v tag
		if t.order != nil {
			v = t.tags.list[*number]
		}
		if v.code(c); c.Reading() {
			*number = t.tags.of(v)
		}
		return
	}
	var at uint64
	if t.order != nil {
		at = uint64(t.order[*number])
	}
	if c.Count("currency and segment", &at); c.Reading() {
		c.Require(at < uint64(len(t.sorted)), "a currency and segment that there is not")
		*number = uint32(at)
	}
}

func (t *tagCoder) compare(a, b span) int {
	return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.end, b.end), a.mrr.Sub(b.mrr).Sign(),
		t.tags.list[a.tag].compare(t.tags.list[b.tag]))
}

//cx:encode 0x66
func (p *Purchases[ID]) code(c *wire.Coder) {
	codeDays(c, "customers", &p.days, p.room)
	codeDays(c, "refunds", &p.refunds, p.room)
}

// The days of 0001-01-01 and 9999-12-31.
const minDay, maxDay = -719162, 2932896

// codeDays has the days of each customer in order.
func codeDays[ID comparable](c *wire.Coder, name string, chain *chains[ID, int32], room func(int) error) {
	customers := make(map[ID][]int32, len(chain.last))
	for customer, days := range chain.each() {
		customers[customer] = sorted(nil, days, math.MaxInt32)
	}
	wire.Map(c, name, &customers, func(c *wire.Coder, name string, days *[]int32) {
		last := int64(minDay)
		wire.List(c, name, days, func(c *wire.Coder, name string, day *int32) {
			at := int64(*day)
			if c.IsJSON() {
				codeDay(c, name, &at)
			} else {
				c.Step(name, &at, last, maxDay)
			}
			c.Require(at >= last, "days out of order")
			*day, last = int32(at), at
		})
		c.Require(len(*days) > 0, "a customer without days")
	})
	if !c.Reading() {
		return
	}
	for customer, days := range customers {
		c.Part(name, room(len(days)))
		for _, day := range days {
			chain.push(customer, day)
		}
	}
}

func codeDay(c *wire.Coder, name string, day *int64) {
	text := dateOf(*day)
	if c.Label(name, &text); c.Reading() {
		t, err := time.Parse(time.DateOnly, text)
		if err == nil {
			*day, err = dayOf(t)
		}
		c.Require(err == nil, "a day that is not written as 2024-12-31")
	}
}

//cx:encode 0x67
func (a *Activity[ID]) code(c *wire.Coder) {
	unit := a.unit
	c.TextOrNone("unit", &unit, unit == 0)
	a.core.Code(c, codePeriod(unit))
	if c.Reading() {
		a.unit = unit
		checkIndexes(c, unit, a.core.Span())
	}
}

//cx:encode 0x68
func (s *Spending[ID]) code(c *wire.Coder) {
	unit, customers := s.unit, s.customers
	c.TextOrNone("unit", &unit, unit == 0)
	text := codePeriod(unit)
	wire.Map(c, "customers", &customers, func(c *wire.Coder, name string, a **account) {
		if *a == nil {
			*a = new(account)
		}
		c.Object(name, func(c *wire.Coder) { (*a).code(c, text) })
	})
	if !c.Reading() {
		return
	}
	s.unit, s.customers = unit, customers
	var err error
	for _, a := range customers {
		for _, p := range a.paid {
			c.Part("customers", s.span.Extend(int(p.index), int(p.index)))
			_, s.payments, err = s.room(a.turnover, p.payments)
			c.Part("customers", err)
		}
		if !c.Reading() {
			return
		}
		s.turnover = s.turnover.Add(a.turnover)
	}
	checkIndexes(c, unit, s.span)
}

func (a *account) code(c *wire.Coder, text wire.Part[int64]) {
	c.Amount("turnover", &a.turnover)
	last := int64(-1)
	wire.List(c, "payments", &a.paid, func(c *wire.Coder, name string, p *paid) {
		c.Object(name, func(c *wire.Coder) {
			index := int64(p.index)
			if c.IsJSON() {
				text(c, "period", &index)
			} else {
				c.Int("period", &index)
			}
			c.Count("n", &p.payments)
			c.Amount("amount", &p.sum)
			c.Require(last < index && index <= math.MaxInt32 && p.payments > 0, "periods out of order or without payments")
			if c.Reading() {
				p.index, last = int32(index), index
			}
		})
	})
	c.Require(len(a.paid) > 0, "a customer without payments")
	c.Check(func() bool { return a.turnover.Abs().Sub(maxTurnover).Sign() < 0 && a.possible() }, "no payments have this turnover")
}

// codePeriod has in JSON the text of a period of the unit.
func codePeriod(unit period.Unit) wire.Part[int64] {
	return func(c *wire.Coder, name string, index *int64) {
		p := at(unit, int(*index))
		if c.Text(name, &p); c.Reading() {
			c.Require(p.Unit() == unit, "a period of another unit")
			*index = int64(p.Index())
		}
	}
}

// checkIndexes makes periods malformed that the calendar does not have.
func checkIndexes(c *wire.Coder, unit period.Unit, s periods.Span) {
	if !s.Any {
		return
	}
	c.Require(unit != 0, "periods of no unit")
	for _, index := range [...]int{s.Low, s.High} {
		_, err := unit.At(index)
		c.Part("customers", err)
	}
}

//cx:encode 0x90
func (a *Active) code(c *wire.Coder) {
	c.TextOrNone("first", &a.first, a.first.IsZero())
	c.TextOrNone("last", &a.last, a.last.IsZero())
	c.Nested("per_customer", &a.perCustomer)
	c.Check(func() bool {
		n := a.last.Index() - a.first.Index()
		return a.first.IsZero() == a.last.IsZero() && a.first.Unit() == a.last.Unit() && n >= 0 && n < maxPeriods && sampleOf(a.n(), a.perCustomer)
	}, "no range of periods, or no customers who are active in 1 to all of them")
}

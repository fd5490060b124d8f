package churn

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/wire"
)

// The collectors are written by rising customer and within a customer in order, so that
// the same records have the same bytes, however they were collected.

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
	grace := uint64(p.GraceDays)
	c.Count("grace", &grace)
	c.Require(grace <= maxGap, "a grace of more days than there can be")
	p.GraceDays = int(grace)
}

// code has the parts of Ledger. Customers that have no encoding, and a currency that is not
// UTF-8, return [cx.ErrEncoding].
//
//cx:encode ChurnLedger
func (l *Ledger[ID]) code(c *wire.Coder) {
	policy := l.policy
	if policy.code(c); c.Reading() {
		l.policy = policy // writing, others may be reading it
	}
	limited, until := l.limited, l.until
	if c.IsJSON() {
		limited = !c.Null("until", !limited)
	} else {
		c.Flag("until", &limited)
	}
	if limited {
		codeAt(c, "until", &until)
	}
	t := tagCoder{tags: &l.tags}
	if !c.Reading() {
		t.sort(l.used(true))
	} else {
		l.limited, l.until = limited, until
	}
	t.code(c)
	l.codeSpans(c, &t)
	l.codeNamed(c, &t)
	c.Require(t.missing == 0 || !c.Reading(), "a currency and segment that no subscription has")
	if c.Reading() && l.n() > maxSubscriptions {
		c.Fail("more than %d subscriptions", maxSubscriptions)
	}
}

func (l *Ledger[ID]) codeSpans(c *wire.Coder, t *tagCoder) {
	customers := make(map[ID][]span, len(l.spans.last))
	for customer, spans := range l.spans.each() {
		all := slices.Collect(func(yield func(span) bool) {
			for s := range spans {
				if !yield(*s) {
					return
				}
			}
		})
		slices.SortFunc(all, t.compare)
		customers[customer] = all
	}
	wire.Map(c, "customers", &customers, func(c *wire.Coder, name string, spans *[]span) {
		var before span
		wire.List(c, name, spans, func(c *wire.Coder, name string, s *span) {
			s.code(c, name, t)
			c.Require(before == span{} || !c.Reading() || t.compare(before, *s) <= 0, "subscriptions out of order")
			c.Require(s.mrr.Sign() != 0 || !l.policy.IgnoreFree, "a free subscription, which the policy ignores")
			before = *s
		})
		c.Require(before != span{}, "a customer without subscriptions")
	})
	if !c.Reading() {
		return
	}
	for customer, spans := range customers {
		for _, s := range spans {
			l.spans.push(customer, s)
		}
	}
}

// version is a record as it is written.
type version[ID comparable] struct {
	record
	who ID
}

func (l *Ledger[ID]) codeNamed(c *wire.Coder, t *tagCoder) {
	all := make(map[string][]version[ID], len(l.named.roots))
	for id, root := range l.named.roots {
		var list []version[ID]
		for _, r := range l.named.versions(root, nil) {
			v := version[ID]{record: *r}
			if !r.withdrawn {
				v.who = l.named.customers[r.customer]
			}
			list = append(list, v)
		}
		all[id] = list
	}
	wire.Map(c, "subscriptions", &all, func(c *wire.Coder, name string, list *[]version[ID]) {
		before := int64(never)
		wire.List(c, name, list, func(c *wire.Coder, name string, v *version[ID]) {
			v.code(c, name, t)
			if c.Reading() && l.policy.Snapshots {
				c.Require(v.updated > before, "snapshots out of order, or without an instant")
				before = v.updated
			}
		})
		c.Require(len(*list) == 1 || len(*list) > 1 && l.policy.Snapshots, "not one record of an ID")
	})
	if !c.Reading() {
		return
	}
	for id, list := range all {
		c.Require(id != "", "an ID that is empty")
		for _, v := range list {
			l.named.put(id, v.record, v.who, l.policy, &l.tags)
		}
	}
}

func (v *version[ID]) code(c *wire.Coder, name string, t *tagCoder) {
	c.Open(name)
	if !c.IsJSON() {
		c.Int("updated", &v.updated)
	} else if c.Null("updated", v.updated == never) {
		v.updated = never
	} else {
		codeInstant(c, "updated", &v.updated)
	}
	c.Flag("withdrawn", &v.withdrawn)
	if !v.withdrawn {
		wire.ID(c, "customer", &v.who)
		codeAt(c, "start", &v.start)
		codeAt(c, "paid", &v.paid)
		if !c.IsJSON() {
			c.Int("end", &v.end)
		} else if c.Null("end", v.end == open) {
			v.end = open
		} else {
			codeInstant(c, "end", &v.end)
		}
		c.Amount("mrr", &v.mrr)
		c.Flag("trial", &v.trial)
		t.one(c, &v.tag)
	}
	c.Close()
	if !c.Reading() {
		return
	}
	if v.updated != never {
		checkInstant(c, "updated", v.updated)
	}
	if !v.withdrawn {
		checkInstant(c, "start", v.start)
		if v.end != open {
			checkInstant(c, "end", v.end)
		}
		c.Require(v.start <= v.paid && v.paid <= v.end && v.paid != open && v.mrr.IsAmount(), "a subscription of times that do not rise, or with an MRR out of range")
	}
}

func checkInstant(c *wire.Coder, name string, at int64) {
	_, err := instant(time.Unix(0, at))
	c.Part(name, err)
}

// codeAt has an instant, which in binary is an integer.
func codeAt(c *wire.Coder, name string, at *int64) {
	if c.IsJSON() {
		codeInstant(c, name, at)
		return
	}
	if c.Int(name, at); c.Reading() {
		checkInstant(c, name, *at)
	}
}

// tagCoder has the currencies and segments: in binary a list and numbers in it, in JSON
// texts.
type tagCoder struct {
	tags    *tags
	order   []uint32 // the number of each tag that is written
	sorted  []tag
	seen    []bool
	missing int
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
	for i, u := range used {
		if u {
			at, _ := slices.BinarySearchFunc(t.sorted, t.tags.list[i], tag.compare)
			t.order[i] = uint32(at)
		}
	}
}

func (t *tagCoder) code(c *wire.Coder) {
	if c.IsJSON() {
		return
	}
	before := tag{}
	first := true
	wire.List(c, "currencies and segments", &t.sorted, func(c *wire.Coder, _ string, v *tag) {
		c.Label("currency", &v.currency)
		c.Label("segment", &v.segment)
		if c.Reading() {
			c.Require((first || before.compare(*v) < 0) && v.currency == currencyCode(v.currency), "currencies and segments out of order, or in lower case")
			before, first = *v, false
		}
	})
	if c.Reading() {
		for _, v := range t.sorted {
			t.tags.of(v)
		}
		t.seen, t.missing = make([]bool, len(t.sorted)), len(t.sorted)
	}
}

// one has the tag of a record.
func (t *tagCoder) one(c *wire.Coder, number *uint32) {
	if c.IsJSON() {
		var v tag
		if !c.Reading() && t.order != nil {
			v = t.tags.list[*number]
		}
		c.Label("currency", &v.currency)
		c.Label("segment", &v.segment)
		if c.Reading() {
			c.Require(v.currency == currencyCode(v.currency), "a currency in lower case")
			*number = t.tags.of(v)
		}
		return
	}
	var at uint64
	if t.order != nil {
		at = uint64(t.order[*number])
	}
	c.Count("currency and segment", &at)
	if c.Reading() {
		if at >= uint64(len(t.seen)) {
			c.Fail("currency and segment %d of %d", at, len(t.seen))
			return
		}
		if *number = uint32(at); !t.seen[at] {
			t.seen[at] = true
			t.missing--
		}
	}
}

func (t *tagCoder) compare(a, b span) int {
	return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.end, b.end), a.mrr.Sub(b.mrr).Sign(),
		t.tags.list[a.tag].compare(t.tags.list[b.tag]))
}

func (s *span) code(c *wire.Coder, name string, t *tagCoder) {
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
	t.one(c, &s.tag)
	c.Close()
	if c.Reading() {
		checkInstant(c, "start", s.start)
		if s.end != open {
			checkInstant(c, "end", s.end)
		}
		c.Require(s.start < s.end && s.mrr.IsAmount(), "a subscription of no time, or with an MRR out of range")
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

// code has the parts of Purchases. Customers that have no encoding return [cx.ErrEncoding].
//
//cx:encode ChurnPurchases
func (p *Purchases[ID]) code(c *wire.Coder) {
	codeDays(c, "customers", &p.days, p.room)
	codeDays(c, "refunds", &p.refunds, p.room)
}

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
				codeStep(c, name, &at, last, maxDay)
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

// code has the parts of Activity. Customers that have no encoding return [cx.ErrEncoding].
//
//cx:encode ChurnActivity
func (a *Activity[ID]) code(c *wire.Coder) {
	unit := codeUnit(c, a.unit)
	a.core.Code(c, codePeriod(unit))
	if c.Reading() {
		a.unit = unit
	}
	checkIndexes(c, unit, a.core.Span())
}

// code has the parts of Spending. Customers that have no encoding return [cx.ErrEncoding].
//
//cx:encode ChurnSpending
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

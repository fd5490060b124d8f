package main

import (
	"cmp"
	"errors"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/period"
	"github.com/cxmetrics/cx/tickets"
	"github.com/shopspring/decimal"
)

// support is what is counted of a group of tickets.
type support struct {
	flow tickets.Flow // created in the period, and resolved in it whenever created

	// Of the tickets created in the period, whatever came later:
	response, resolution   times
	firstContact, reopened estimate.Proportion
	replies, contacts      estimate.Sample

	stock   stock   // how the backlog changed in the period
	backlog backlog // at its end
}

func (s *support) Merge(o *support) error {
	return errors.Join(
		s.flow.Merge(&o.flow), s.response.merge(&o.response), s.resolution.merge(&o.resolution),
		s.firstContact.Merge(&o.firstContact), s.reopened.Merge(&o.reopened),
		s.replies.Merge(&o.replies), s.contacts.Merge(&o.contacts), s.stock.merge(o.stock),
	)
}

// times are those that tickets take to one event, on the wall clock and in business
// hours, and how they fare against the target.
type times struct {
	wall, open durations
	target     tickets.Attainment
}

func (t *times) merge(o *times) error {
	return errors.Join(t.wall.merge(&o.wall), t.open.merge(&o.open), t.target.Merge(&o.target))
}

// add adds the time of one ticket.
func (t *times) add(one measured) error {
	if one.done {
		if err := t.wall.add(one.wall); err != nil {
			return err
		}
		if !one.dated {
			if err := t.open.add(one.open); err != nil {
				return err
			}
		}
	}
	return t.target.Merge(&one.target)
}

// stock is the tickets that came into the backlog less those that left it, and the
// sum of their creations since 1970: so the age of the rest needs no list of them.
type stock struct{ n, seconds, nanoseconds int64 }

func stockOf(created time.Time) stock {
	return stock{1, created.Unix(), int64(created.Nanosecond())}
}

func (s *stock) merge(o stock) error {
	sum := stock{s.n + o.n, s.seconds + o.seconds, s.nanoseconds + o.nanoseconds}
	if (sum.seconds > s.seconds) != (o.seconds > 0) && o.seconds != 0 {
		return errors.New("too many open tickets for a sum of 64 bits") // billions; the other sums are smaller
	}
	*s = sum
	return nil
}

// left returns what the tickets take away when they leave.
func (s stock) left() stock { return stock{-s.n, -s.seconds, -s.nanoseconds} }

// backlog is the tickets open at an instant, and their mean age in days.
type backlog struct {
	n    uint64
	days decimal.Decimal
}

func (s stock) at(t time.Time) backlog {
	b := backlog{n: uint64(s.n)}
	if b.n == 0 {
		return b
	}
	n := decimal.NewFromInt(s.n)
	created := decimal.NewFromInt(s.seconds).Add(decimal.New(s.nanoseconds, -9))
	now := decimal.NewFromInt(t.Unix()).Add(decimal.New(int64(t.Nanosecond()), -9))
	b.days = now.Mul(n).Sub(created).DivRound(n.Mul(decimal.NewFromInt(24*3600)), 16)
	return b
}

// desk counts tickets by period and segment.
type desk struct {
	cfg    config
	groups *groups[support, *support]
	before stock     // of the tickets before -from
	latest time.Time // of all times
	dated  uint64    // tickets with a date without an hour, of which business hours know nothing
}

func newDesk(cfg config, segments []column) *desk {
	return &desk{cfg: cfg, groups: newGroups(cfg, segments, cx.New[support])}
}

// add counts a ticket and reports whether it was created in a period of the report.
// Those created before are counted in the backlog all the same.
func (d *desk) add(t ticketRow) (covered bool, err error) {
	for _, at := range [...]time.Time{t.Created, t.FirstReply, t.Resolved} {
		if at.After(d.latest) {
			d.latest = at
		}
	}
	p, err := d.cfg.per.Of(t.Created)
	if err != nil {
		return false, err
	}
	covered = d.cfg.covers(p)
	one, err := d.count(t, covered)
	if err != nil {
		return covered, err
	}
	if err := d.addTo(p, t.segments, one); err != nil || t.Resolved.IsZero() {
		return covered, err
	}
	if p, err = d.cfg.per.Of(t.Resolved); err != nil {
		return covered, err
	}
	left := entry{stock: one.stock.left()}
	if d.cfg.covers(p) {
		left.flow.Resolved = 1
	}
	return covered, d.addTo(p, t.segments, left)
}

// addTo adds to the groups of a period and of segments. What happened before the
// first period of the report counts for the segments and for the stock it begins
// with, what happened after the last one not at all.
func (d *desk) addTo(p period.Period, segments []string, e entry) error {
	switch {
	case d.cfg.covers(p):
	case !d.cfg.to.IsZero() && p.Compare(d.cfg.to) > 0:
		return nil
	default:
		if err := d.before.merge(e.stock); err != nil {
			return err
		}
		p = period.Period{}
	}
	into, err := d.groups.of(p, segments)
	for _, s := range into {
		err = cmp.Or(err, s.add(e))
	}
	return err
}

// entry is what one event of a ticket adds to a group.
type entry struct {
	flow                   tickets.Flow
	response, resolution   measured
	firstContact, reopened estimate.Proportion
	replies, contacts      count
	stock                  stock
}

// measured is the time that a ticket took to an event, if it has come.
type measured struct {
	wall, open time.Duration
	done       bool
	dated      bool // business hours are not known, of a date without an hour
	target     tickets.Attainment
}

func (s *support) add(e entry) error {
	return errors.Join(
		s.flow.Merge(&e.flow), s.response.add(e.response), s.resolution.add(e.resolution),
		s.firstContact.Merge(&e.firstContact), s.reopened.Merge(&e.reopened),
		e.replies.addTo(&s.replies), e.contacts.addTo(&s.contacts), s.stock.merge(e.stock),
	)
}

func (c count) addTo(s *estimate.Sample) error {
	if !c.known {
		return nil
	}
	return s.Add(c.n)
}

// count returns what the creation of a ticket adds, and all that came of it where
// the period of the creation is one of the report.
func (d *desk) count(t ticketRow, covered bool) (e entry, err error) {
	e.stock = stockOf(t.Created)
	if !covered {
		return e, nil
	}
	e.flow.Created = 1
	if t.Dates != 0 {
		d.dated++
	}
	solved := !t.Resolved.IsZero()
	if e.response, err = d.measure(t.Ticket, tickets.MetricFirstResponse, t.response, d.cfg.slaFirstResponse); err != nil {
		return e, err
	}
	if e.resolution, err = d.measure(t.Ticket, tickets.MetricResolution, t.resolution, d.cfg.slaResolution); err != nil {
		return e, err
	}
	e.replies = t.replies
	if solved {
		e.contacts = t.contacts
	}
	if t.reopens.known && (solved || t.reopens.n > 0) {
		e.reopened = oneOf(t.reopens.n > 0)
	}
	switch {
	case !solved:
	case d.cfg.fcrByContacts && t.contacts.known:
		e.firstContact = oneOf(t.contacts.n <= 1)
	case !d.cfg.fcrByContacts && t.replies.known && t.reopens.known:
		e.firstContact = oneOf(t.replies.n == 1 && t.reopens.n == 0)
	}
	return e, nil
}

func oneOf(hit bool) estimate.Proportion {
	if hit {
		return estimate.Proportion{Hits: 1}
	}
	return estimate.Proportion{Misses: 1}
}

// measure returns a time that took so long on the wall clock, where it has ended. What has
// come is judged by its time, what is still to come by how long it has been running
// when the file was exported, or when the ticket was resolved without it.
func (d *desk) measure(t tickets.Ticket, m tickets.Metric, wall time.Duration, target *tickets.Target) (one measured, err error) {
	event := t.FirstReply
	if m == tickets.MetricResolution {
		event = t.Resolved
	}
	if one.done = !event.IsZero(); one.done {
		one.wall = wall
		one.open, err = d.inHours(t, m)
		if one.dated = errors.Is(err, cx.ErrNoData); err != nil && !one.dated {
			return one, err
		}
	}
	if target == nil {
		return one, nil
	}
	end := event
	if end.IsZero() {
		end = t.Resolved
	}
	at := d.cfg.asOf
	if !end.Before(at) { // the file knows more than the export's instant says
		at = end.Add(1)
	}
	if !d.cfg.slaOnWall {
		t.Clock = d.cfg.hours
	}
	if one.target, err = target.Judge(t, at); errors.Is(err, cx.ErrNoData) {
		err = nil // not known: neither met nor breached
	}
	return one, err
}

// inHours returns a time that has ended in business hours.
func (d *desk) inHours(t tickets.Ticket, m tickets.Metric) (time.Duration, error) {
	t.Clock = d.cfg.hours
	if m == tickets.MetricResolution {
		return t.Resolution()
	}
	return t.FirstResponse()
}

// view returns the groups in order, each with the backlog at its end: at the
// period's end, and in a period that is not over when the file was exported.
func (d *desk) view() (view[support], error) {
	v, err := d.groups.view(d.cfg.from, d.cfg.to)
	if err != nil {
		return v, err
	}
	exported := d.cfg.asOf
	if exported.Before(d.latest) {
		exported = d.latest
	}
	end, err := d.age(d.before, v.periods, exported)
	if err != nil {
		return v, err
	}
	if all, last := v.total, len(v.periods)-1; last >= 0 {
		all.backlog = v.periods[last].value.backlog
	} else {
		all.backlog = d.before.at(end)
	}
	for _, lines := range v.segments {
		for i := range lines {
			lines[i].value.backlog = lines[i].value.stock.at(end)
		}
	}
	for _, part := range v.by {
		now := part.total.stock // less what came in the periods it is what there was before
		for _, line := range part.periods {
			if line.gap == 0 {
				if err := now.merge(line.value.stock.left()); err != nil {
					return v, err
				}
			}
		}
		if _, err := d.age(now, part.periods, exported); err != nil {
			return v, err
		}
	}
	return v, nil
}

// age fills in the backlog at the end of each period, from what there was before the
// first, and returns the last end.
func (d *desk) age(now stock, lines []line[support], exported time.Time) (end time.Time, err error) {
	end = exported
	for _, line := range lines {
		if line.gap > 0 {
			continue
		}
		if err := now.merge(line.value.stock); err != nil {
			return end, err
		}
		if end = line.period.In(d.cfg.zone).End(); end.After(exported) {
			end = exported
		}
		line.value.backlog = now.at(end)
	}
	return end, nil
}

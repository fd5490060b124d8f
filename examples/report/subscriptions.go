package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/cxmetrics/cx/churn"
	"github.com/cxmetrics/cx/period"
	"github.com/shopspring/decimal"
)

// subscriptions are those of a file. Who was a customer when cannot be told before
// its last row, so they are kept: 32 bytes for each, and about 150 for each
// customer.
type subscriptions struct {
	customers, segments index
	of                  [][]subscription // by customer
	first, last         time.Time        // the first start, and the last start or end
}

// subscription runs from start up to, but not including, end.
type subscription struct {
	start, end int64 // seconds since 1970, rounded up: periods begin on whole seconds
	segments   int   // the number of its segments, joined
}

// separator joins the segments of a subscription: no text fit to print has it.
const separator = "\x00"

// unended is the end of a subscription that has none.
const unended = 1<<63 - 1

// index numbers names in the order in which they appear.
type index struct {
	number map[string]int
	names  []string
}

func (x *index) of(name string) int {
	n, ok := x.number[name]
	if !ok {
		if x.number == nil {
			x.number = map[string]int{}
		}
		n, name = len(x.names), strings.Clone(name) // a clone, since name is part of a whole row
		x.number[name] = n
		x.names = append(x.names, name)
	}
	return n
}

// readSubscriptions reads subscriptions. A row has a customer, a start and, once
// it has ended, an end; a customer may have several.
func readSubscriptions(s *source, cfg config, bad func(*rowError) error) (section, error) {
	var errs [4]error
	var customer, start, end column
	var segments []column
	customer, errs[0] = s.required(cfg.customer)
	start, errs[1] = s.required(cfg.start)
	end, errs[2] = s.required(cfg.end)
	segments, errs[3] = s.findSegments(cfg)
	if err := errors.Join(errs[:]...); err != nil {
		return section{}, err
	}

	var subs subscriptions
	err := s.each(func() error {
		id, err := s.idIn(customer)
		if err != nil {
			return err
		}
		names, err := s.segmentsIn(segments)
		if err != nil {
			return err
		}
		from, err := s.requiredTimeIn(start, cfg)
		if err != nil {
			return err
		}
		to, err := s.timeIn(end, cfg)
		if err != nil {
			return err
		}
		if !to.IsZero() && to.Before(from) {
			return end.wrong(s.cell(end), fmt.Errorf("before the start, %s", s.cell(start)))
		}
		return subs.add(id, names, from, to)
	}, bad)
	if err != nil {
		return section{}, err
	}
	v, err := subs.view(cfg, len(segments))
	if err != nil {
		return section{}, err
	}
	sec := s.section("subscriptions")
	sec.Tables = []table{tabulate(churnMetric(), segments, v)}
	return sec, nil
}

func (s *subscriptions) add(customer string, segments []string, start, end time.Time) error {
	sub := subscription{start: ceilUnix(start), end: unended, segments: s.segments.of(strings.Join(segments, separator))}
	if len(s.segments.names) > maxGroups {
		return errTooManyGroups
	}
	if s.first.IsZero() || start.Before(s.first) {
		s.first = start
	}
	if start.After(s.last) {
		s.last = start
	}
	if !end.IsZero() {
		sub.end = ceilUnix(end)
		if end.After(s.last) {
			s.last = end
		}
	}
	c := s.customers.of(customer)
	if c == len(s.of) {
		s.of = append(s.of, nil)
	}
	s.of[c] = append(s.of[c], sub)
	return nil
}

func ceilUnix(t time.Time) int64 {
	if t.Nanosecond() > 0 {
		return t.Unix() + 1
	}
	return t.Unix()
}

// periods returns the periods of the report.
func (s *subscriptions) periods(cfg config) ([]period.Period, error) {
	first, last := cfg.from, cfg.to
	var err1, err2 error
	if !s.first.IsZero() && first.IsZero() {
		first, err1 = cfg.per.Of(s.first)
	}
	if !s.first.IsZero() && last.IsZero() {
		last, err2 = cfg.per.Of(s.last)
	}
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	if first.IsZero() || last.Compare(first) < 0 {
		return nil, nil // no subscriptions, or none by then
	}
	all, err := period.Between(first, last)
	if err != nil {
		return nil, err
	}
	var periods []period.Period
	for p := range all {
		if len(periods) == maxGroups {
			return nil, errTooManyGroups
		}
		periods = append(periods, p)
	}
	return periods, nil
}

// view counts, for each period, the customers at its start and those of them who
// were none at its end.
func (s *subscriptions) view(cfg config, segmentColumns int) (view[churn.Customers], error) {
	var v view[churn.Customers]
	periods, err := s.periods(cfg)
	if err != nil || len(periods) == 0 {
		v.segments = make([][]line[churn.Customers], segmentColumns)
		return v, err
	}
	n := len(periods)
	bounds := make([]int64, 0, n+1) // period i is from bounds[i] to bounds[i+1]
	for _, p := range periods {
		bounds = append(bounds, p.In(cfg.zone).Start().Unix())
	}
	bounds = append(bounds, periods[n-1].In(cfg.zone).End().Unix())

	kept, lost := make([]int, n+1), make([]int, n+1) // kept as differences
	for _, subs := range s.of {
		for _, stay := range stays(subs, bounds) {
			kept[stay.first]++
			kept[stay.last]--
			lost[stay.last]++
		}
	}
	for i, p := range periods {
		c := churn.Customers{Kept: uint64(kept[i]), Lost: uint64(lost[i])}
		kept[i+1] += kept[i]
		v.periods = append(v.periods, line[churn.Customers]{name: p.String(), value: c})
		if err := v.total.Merge(c); err != nil {
			return v, err
		}
	}
	for i := range segmentColumns {
		v.segments = append(v.segments, sortedLines(s.bySegment(i, bounds)))
	}
	return v, nil
}

// bySegment pools the periods by the segments of a column. A customer is lost to
// its segment when it is lost to all.
func (s *subscriptions) bySegment(column int, bounds []int64) map[string]*churn.Customers {
	var names index
	number := make([]int, len(s.segments.names)) // of the segment in this column
	for i, joined := range s.segments.names {
		number[i] = names.of(strings.Split(joined, separator)[column])
	}
	segments := make([]churn.Customers, len(names.names))
	for _, subs := range s.of {
		whole := stays(subs, bounds)
		slices.SortFunc(subs, func(a, b subscription) int { return cmp.Compare(number[a.segments], number[b.segments]) })
		for len(subs) > 0 {
			segment, k := number[subs[0].segments], 1
			for k < len(subs) && number[subs[k].segments] == segment {
				k++
			}
			for _, part := range stays(subs[:k], bounds) {
				periods := min(part.last+1, len(bounds)-1) - part.first
				if part.last < len(bounds)-1 && slices.ContainsFunc(whole, func(w stay) bool { return w.last == part.last }) {
					segments[segment].Lost++
					periods--
				}
				segments[segment].Kept += uint64(periods)
			}
			subs = subs[k:]
		}
	}
	by := map[string]*churn.Customers{}
	for i, name := range names.names {
		by[name] = &segments[i]
	}
	return by
}

// stay is a time without a gap in which somebody was a customer: at all bounds of
// periods from the first to the last.
type stay struct{ first, last int }

// stays returns the stays that subscriptions make together, overlaps joined. What
// begins and ends between two bounds leaves no trace.
func stays(subs []subscription, bounds []int64) []stay {
	slices.SortFunc(subs, func(a, b subscription) int { return cmp.Compare(a.start, b.start) })
	var all []stay
	for _, sub := range subs {
		first, _ := slices.BinarySearch(bounds, sub.start)
		end, _ := slices.BinarySearch(bounds, sub.end)
		switch k := len(all) - 1; {
		case first == end:
		case k >= 0 && first <= all[k].last+1:
			all[k].last = max(all[k].last, end-1)
		default:
			all = append(all, stay{first, end - 1})
		}
	}
	return all
}

func churnMetric() metric[churn.Customers] {
	rate := func(c *churn.Customers) (decimal.Decimal, error) { return c.Churn().Percent() }
	return metric[churn.Customers]{
		Key:   "churn",
		Title: "Churn",
		Unit:  "%",
		Notes: []string{
			"Percent of the customers at the period's start who were none at its end. For a",
			"segment and for all, the periods are pooled: a mean rate per period. Who moves",
			"to another segment is not lost.",
		},
		Measures: []measure[churn.Customers]{
			counted("opening", "at start", func(c *churn.Customers) uint64 { return c.Kept + c.Lost }),
			counted("lost", "lost", func(c *churn.Customers) uint64 { return c.Lost }),
			value("churn", "churn %", 2, rate).main(),
			change(2, rate),
			value("retention", "retention %", 2, func(c *churn.Customers) (decimal.Decimal, error) { return c.Retention().Percent() }),
		},
	}
}

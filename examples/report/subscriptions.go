package main

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/churn"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/examples/internal/draw"
	"github.com/cxmetrics/cx/period"
	"github.com/cxmetrics/cx/signal"
	"github.com/shopspring/decimal"
)

// subscriptions are those of a file. Who was a customer when cannot be told before
// its last row, so they are kept: about 90 bytes for each, and 140 for each customer.
type subscriptions struct {
	ledger              *churn.Ledger[int]            // of the customers, whatever they pay
	revenue             map[string]*churn.Ledger[int] // by currency
	customers, segments index
	of                  [][]subscription // by customer
	first, last         time.Time        // the first start, and the last start or notice
}

// subscription runs from start up to, but not including, end.
type subscription struct {
	start, end int64 // nanoseconds since 1970; the ledger takes no times beyond
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
	var errs [11]error
	var customer, start, end, mrr, currency, trial, cancelled, number, trialEnd, interval column
	var segments []column
	customer, errs[0] = s.required(cfg.customer)
	start, errs[1] = s.required(cfg.start)
	end, errs[2] = s.required(cfg.end)
	mrr, errs[3] = s.find(cfg, "mrr", cfg.mrr)
	currency, errs[4] = s.find(cfg, "currency", cfg.currency)
	trial, errs[5] = s.find(cfg, "trial", cfg.trial)
	cancelled, errs[6] = s.find(cfg, "cancelled", cfg.cancelled)
	segments, errs[7] = s.findSegments(cfg)
	number, errs[8] = s.find(cfg, "subscription-id", cfg.subscriptionID)
	trialEnd, errs[9] = s.find(cfg, "trial-end", cfg.trialEnd)
	interval, errs[10] = s.find(cfg, "interval", cfg.interval)
	if err := errors.Join(errs[:]...); err != nil {
		return section{}, err
	}

	if err := errors.Join(s.guessTimes(start, end, cancelled, trialEnd), s.guessNumbers(mrr)); err != nil {
		return section{}, err
	}
	subs := subscriptions{ledger: churn.NewLedger[int](churn.Policy{Gross: cfg.gross})}
	last, order := map[string]version{}, []string{}
	err := s.each(func() error {
		id, err := s.idIn(customer)
		if err != nil {
			return err
		}
		names, err := s.segmentsIn(segments)
		if err != nil {
			return err
		}
		var sub churn.Subscription[int]
		if sub.Start, err = s.requiredTimeIn(start); err != nil {
			return err
		}
		if sub.End, err = s.timeIn(end); err != nil {
			return err
		}
		if !sub.End.IsZero() && sub.End.Before(sub.Start) {
			return end.wrong(s.cell(end), fmt.Errorf("before the start, %s", s.cell(start)))
		}
		if sub.Cancelled, err = s.timeIn(cancelled); err != nil {
			return err
		}
		if sub.Trial, err = parseYes(s.cell(trial)); err != nil {
			return trial.wrong(s.cell(trial), err)
		}
		if mrr.index >= 0 {
			if sub.MRR, sub.Currency, err = s.mrrIn(mrr, interval); err != nil {
				return err
			}
		}
		if in, err := s.nameIn(currency); err != nil {
			return err
		} else if in != "" {
			sub.Currency = in
		}
		if sub.TrialEnd, err = s.timeIn(trialEnd); err != nil {
			return err
		}
		if number.index >= 0 {
			key, err := s.idIn(number)
			if err != nil {
				return err
			}
			if _, ok := last[key]; !ok {
				key = strings.Clone(key) // it is part of the row, which need not be kept
				order = append(order, key)
			}
			v := version{strings.Clone(id), sub, slices.Clone(names)}
			v.sub.Currency = strings.Clone(sub.Currency)
			for i, name := range v.segments {
				v.segments[i] = strings.Clone(name)
			}
			last[key] = v
			return nil
		}
		err = subs.add(id, sub, names, mrr.index >= 0)
		if errors.Is(err, cx.ErrOutOfRange) {
			return &rowError{Err: errors.New("out of bounds: an end is not before its start, times lie in the years 1678 to 2261, and an MRR is 0 or more, below 10^12")}
		}
		return err
	}, bad)
	if err != nil {
		return section{}, err
	}
	for _, key := range order {
		v := last[key]
		if err := subs.add(v.customer, v.sub, v.segments, mrr.index >= 0); err != nil {
			return section{}, fmt.Errorf("%s: subscription %.60q: %w", s.name, key, err)
		}
	}
	sec := s.section("subscriptions")
	err = subs.report(&sec, cfg, segments, mrr.index >= 0)
	return sec, err
}

// version is what the last row of a subscription says.
type version struct {
	customer string
	sub      churn.Subscription[int]
	segments []string
}

// report fills in the tables and figures.
func (s *subscriptions) report(sec *section, cfg config, segments []column, revenue bool) error {
	periods, left, err := s.periods(cfg)
	if err != nil {
		return err
	}
	v, err := s.view(cfg, periods, len(segments), indexOf(cfg.by, segments))
	if err != nil {
		return err
	}
	m := churnMetric(cfg.level)
	m.Notes = append(append(m.Notes, s.known(cfg)...), left...)
	sec.Tables = []table{tabulate(cfg, m, segments, v)}
	if revenue {
		if len(s.revenue) == 0 {
			s.revenue = map[string]*churn.Ledger[int]{"": new(churn.Ledger[int])}
		}
		for _, currency := range slices.Sorted(maps.Keys(s.revenue)) {
			v, err := windowsOf(s.revenue[currency], cfg, periods)
			if err != nil {
				return err
			}
			m := revenueMetric(currency)
			if len(s.revenue) > 1 {
				m.Key += "_" + strings.ToLower(currency)
				m.Title += " in " + cmp.Or(currency, "no currency")
			}
			m.Notes = append(m.Notes, left...)
			sec.Tables = append(sec.Tables, tabulate(cfg, m, nil, v))
		}
	}
	table, err := s.cohorts(cfg, periods)
	if err != nil {
		return err
	}
	table.left = left
	lives, err := s.survival(cfg)
	if err != nil {
		return err
	}
	sec.Figures = []figure{table, lives}
	return nil
}

// parseYes reads yes or no, in the words that programs write for it; no text is no.
func parseYes(text string) (bool, error) {
	switch {
	case text == "" || strings.EqualFold(text, "no"):
		return false, nil
	case strings.EqualFold(text, "yes"):
		return true, nil
	}
	yes, err := strconv.ParseBool(text)
	if err != nil {
		return false, errors.New("neither true nor false, yes nor no")
	}
	return yes, nil
}

func (s *subscriptions) add(customer string, row churn.Subscription[int], segments []string, revenue bool) error {
	row.Customer = s.customers.of(customer)
	if row.Customer == len(s.of) {
		s.of = append(s.of, nil)
	}
	row.Currency = strings.Clone(row.Currency) // it is part of the row, which need not be kept
	if !row.Cancelled.IsZero() && (row.End.IsZero() || row.Cancelled.Before(row.End)) {
		row.End = row.Cancelled
		if row.End.Before(row.Start) {
			row.End = row.Start // it never began
		}
	}
	if revenue {
		paid := s.revenue[row.Currency]
		if paid == nil {
			if len(s.revenue) == maxCurrencies {
				return errTooManyCurrencies
			}
			paid = churn.NewLedger[int](s.ledger.Policy())
		}
		if err := paid.Add(row); err != nil {
			return err
		}
		if s.revenue == nil {
			s.revenue = map[string]*churn.Ledger[int]{}
		}
		s.revenue[row.Currency] = paid
	}
	known := row
	known.MRR, known.Currency = decimal.Decimal{}, ""
	if err := s.ledger.Add(known); err != nil {
		return err
	}
	if row.Trial || !row.End.IsZero() && !row.TrialEnd.IsZero() && !row.TrialEnd.Before(row.End) {
		return nil // the ledger ignores it, too
	}
	if row.TrialEnd.After(row.Start) {
		row.Start = row.TrialEnd
	}
	sub := subscription{start: row.Start.UnixNano(), end: unended, segments: s.segments.of(strings.Join(segments, separator))}
	if len(s.segments.names) > maxGroups {
		return errTooManyGroups
	}
	if s.first.IsZero() || row.Start.Before(s.first) {
		s.first = row.Start
	}
	if row.Start.After(s.last) {
		s.last = row.Start
	}
	if row.Cancelled.After(s.last) {
		s.last = row.Cancelled
	}
	if !row.End.IsZero() {
		sub.end = row.End.UnixNano()
	}
	s.of[row.Customer] = append(s.of[row.Customer], sub)
	return nil
}

// until returns the instant until which the customers are known.
func (s *subscriptions) until(cfg config) time.Time {
	if !cfg.given["as-of"] && cfg.to.IsZero() && s.last.Before(cfg.asOf) {
		return s.last
	}
	return cfg.asOf
}

// known says until when the customers are known, and why.
func (s *subscriptions) known(cfg config) []string {
	if s.last.IsZero() {
		return nil
	}
	until := s.until(cfg)
	why := "as the flags or the clock have it"
	if until.Equal(s.last) {
		why = "the latest start or notice in the file"
	}
	return []string{fmt.Sprintf("Customers are known until %s, %s.", until.In(cfg.zone).Format(time.DateOnly), why)}
}

// periods returns the periods of the report, without those that were not over when
// the customers were last known, and a note on these.
func (s *subscriptions) periods(cfg config) (periods []period.Period, left []string, err error) {
	first, last := cfg.from, cfg.to
	var err1, err2 error
	if !s.first.IsZero() && first.IsZero() {
		first, err1 = cfg.per.Of(s.first)
	}
	if !s.first.IsZero() && last.IsZero() {
		end := s.last
		if until := s.until(cfg); until.After(end) && cfg.given["as-of"] {
			end = until.Add(-1)
		}
		last, err2 = cfg.per.Of(end.In(cfg.zone))
	}
	if err := errors.Join(err1, err2); err != nil {
		return nil, nil, err
	}
	if first.IsZero() || last.Compare(first) < 0 {
		return nil, nil, nil // no subscriptions, or none by then
	}
	all, err := period.Between(first, last)
	if err != nil {
		return nil, nil, err
	}
	until := s.until(cfg)
	over := until
	if until.Equal(s.last) { // with dates alone, the last day is known by its first instant
		day, err := period.Day.Of(until.In(cfg.zone))
		if err != nil {
			return nil, nil, err
		}
		over = day.In(cfg.zone).End()
	}
	for p := range all {
		if p.In(cfg.zone).End().After(over) {
			left = []string{fmt.Sprintf("Left out, since not over when last known, %s (see -as-of): %s.", until.In(cfg.zone).Format(time.DateOnly), through(p, last))}
			break
		}
		if len(periods) == maxGroups {
			return nil, nil, errTooManyGroups
		}
		periods = append(periods, p)
	}
	return periods, left, nil
}

// through returns the names of the first and the last of some periods.
func through(first, last period.Period) string {
	if first == last {
		return first.String()
	}
	return first.String() + " to " + last.String()
}

// moves are how customers and their revenue moved in a period. Segments have the
// customers alone.
type moves struct {
	churn.Window
	customers churn.Customers
}

// view returns the windows of the periods. What happens at the very start of a
// period belongs to it: who comes then is not one of those it opened with, and who
// leaves then was.
func (s *subscriptions) view(cfg config, periods []period.Period, segmentColumns, byColumn int) (v view[moves], err error) {
	if v, err = windowsOf(s.ledger, cfg, periods); err != nil {
		return v, err
	}
	v.segments = make([][]line[moves], segmentColumns)
	if len(periods) == 0 {
		return v, nil
	}
	bounds := boundsOf(periods, cfg.zone)
	span := instants([]time.Time{bounds[0], bounds[len(bounds)-1]})
	for i := range v.segments {
		by := s.bySegment(i, span)
		for _, name := range slices.Sorted(maps.Keys(by)) {
			v.segments[i] = append(v.segments[i], line[moves]{name: name, value: by[name]})
		}
		if i == byColumn {
			v.by = s.byPeriod(i, cfg, periods, v.segments[i])
		}
	}
	return v, nil
}

// windowsOf returns the windows of the periods, and that of all of them: from the start of
// the first to the end of the last.
func windowsOf(ledger *churn.Ledger[int], cfg config, periods []period.Period) (v view[moves], err error) {
	v.total = new(moves)
	if len(periods) == 0 {
		return v, nil
	}
	bounds := boundsOf(periods, cfg.zone)
	windows, err := ledger.Windows(bounds...)
	if err != nil {
		return v, err
	}
	for i, p := range periods {
		m, err := movesOf(windows[i])
		if err != nil {
			return v, err
		}
		v.periods = append(v.periods, line[moves]{name: p.String(), period: p, value: m})
	}
	whole, err := ledger.Window(bounds[0], bounds[len(bounds)-1])
	if err != nil {
		return v, err
	}
	v.total, err = movesOf(whole)
	return v, err
}

func movesOf(w churn.Window) (*moves, error) {
	c, err := w.Movement.OpeningCustomers()
	return &moves{w, c}, err
}

// boundsOf returns the start of each period, and the end of the last.
func boundsOf(periods []period.Period, zone *time.Location) (bounds []time.Time) {
	for _, p := range periods {
		bounds = append(bounds, p.In(zone).Start())
	}
	return append(bounds, periods[len(periods)-1].In(zone).End())
}

func instants(times []time.Time) (all []int64) {
	for _, t := range times {
		all = append(all, t.UnixNano())
	}
	return all
}

// bySegment counts a span by the segments of a column. A customer is lost to
// its segment when it is lost to all.
func (s *subscriptions) bySegment(column int, bounds []int64) map[string]*moves {
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
	by := map[string]*moves{}
	for i, name := range names.names {
		by[name] = &moves{customers: segments[i]}
	}
	return by
}

// byPeriod counts each period by the segments of the column of -by.
func (s *subscriptions) byPeriod(column int, cfg config, periods []period.Period, segments []line[moves]) (all []segmentView[moves]) {
	for _, l := range segments {
		all = append(all, segmentView[moves]{column: cfg.by, name: l.name, view: view[moves]{total: l.value}})
	}
	for _, p := range periods {
		by := s.bySegment(column, instants(boundsOf([]period.Period{p}, cfg.zone)))
		for i := range all {
			all[i].periods = append(all[i].periods, line[moves]{name: p.String(), period: p, value: by[all[i].name]})
		}
	}
	return all
}

// stay is a time without a gap in which somebody was a customer: just before all
// bounds of periods from the first to the last.
type stay struct{ first, last int }

// stays returns the stays that subscriptions make together, overlaps joined. What
// begins and ends between two bounds leaves no trace.
func stays(subs []subscription, bounds []int64) []stay {
	slices.SortFunc(subs, func(a, b subscription) int { return cmp.Compare(a.start, b.start) })
	var all []stay
	for _, sub := range subs {
		if sub.start == sub.end {
			continue
		}
		first := after(bounds, sub.start)
		end := after(bounds, sub.end)
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

// after returns the index of the first bound after an instant.
func after(bounds []int64, at int64) int {
	i, found := slices.BinarySearch(bounds, at)
	if found {
		i++
	}
	return i
}

func churnMetric(level float64) metric[moves] {
	opening := func(m *moves) uint64 { return m.customers.Kept + m.customers.Lost }
	// Of segments only what they opened with is known.
	notOfSegments := func(m measure[moves]) measure[moves] { m.NoSegments = true; return m }
	m := metric[moves]{
		Key:   "churn",
		Title: "Customer churn",
		Notes: []string{
			"Percent of the customers at the period's start who were none at its end. The",
			"lines of segments and of all are of the whole span. Who moves to another segment",
			"is not lost. Who joined or came back and left within the",
			"period is gone again. Interval: Wilson. Comparison: Newcombe.",
		},
		N: opening,
		Measures: slices.Concat(
			[]measure[moves]{
				counted("opening", "at start", opening),
				notOfSegments(counted("new", "new", func(m *moves) uint64 { return m.Movement.New })),
				notOfSegments(counted("reactivated", "back", func(m *moves) uint64 { return m.Movement.Reactivated })),
				notOfSegments(counted("lost_joined", "gone", func(m *moves) uint64 { return m.Movement.LostJoined })),
				counted("lost", "lost", func(m *moves) uint64 { return m.customers.Lost }),
			},
			rate("churn", "churn %", "Customer churn, %", signal.Lower, 2, level, func(m *moves) estimate.Proportion { return m.customers.Churn() }),
			[]measure[moves]{
				value("retention", "", 2, func(m *moves) (decimal.Decimal, error) { return m.customers.Retention().Score() }),
			},
		),
	}
	return m
}

func revenueMetric(currency string) metric[moves] {
	in := "Monthly recurring revenue (MRR)"
	if currency != "" {
		in += " in " + currency
	}
	amount := func(key, text string, of func(churn.Revenue) decimal.Decimal) measure[moves] {
		return measure[moves]{head: head{Key: key, Text: text}, cell: func(now, _ *moves) cell {
			d := of(now.Revenue)
			return cell{Text: draw.Grouped(d.StringFixed(0)), Value: d}
		}}
	}
	result := func(key, text string, of func(churn.Revenue) (decimal.Decimal, error)) measure[moves] {
		return value(key, text, 1, func(m *moves) (decimal.Decimal, error) { return of(m.Revenue) })
	}
	nrr := func(m *moves) (decimal.Decimal, error) { return m.Revenue.NRR() }
	closing := result("closing", "", churn.Revenue.Closing)
	closing.PeriodsOnly = true
	return metric[moves]{
		Key:   "revenue",
		Title: "Revenue churn",
		Notes: []string{
			in + " at the period's start; that of",
			"new customers and of those who came back; what those of the start pay more, pay",
			"less and no longer pay. In percent of the start: churn = less + lost, gross revenue",
			"retention GRR = 100 - churn, net revenue retention NRR = 100 + more - churn. The",
			"row for all is of the whole span, from the start of its first period.",
		},
		N: func(m *moves) uint64 { return uint64(m.Revenue.Opening.Sign()) },
		Measures: []measure[moves]{
			amount("opening", "at start", func(r churn.Revenue) decimal.Decimal { return r.Opening }),
			amount("new", "new", func(r churn.Revenue) decimal.Decimal { return r.New }),
			amount("reactivated", "back", func(r churn.Revenue) decimal.Decimal { return r.Reactivated }),
			amount("expansion", "more", func(r churn.Revenue) decimal.Decimal { return r.Expansion }),
			amount("contraction", "less", func(r churn.Revenue) decimal.Decimal { return r.Contraction }),
			amount("churned_joined", "gone", func(r churn.Revenue) decimal.Decimal { return r.ChurnedJoined }),
			amount("churned", "lost", func(r churn.Revenue) decimal.Decimal { return r.Churned }),
			closing,
			result("churn", "churn %", churn.Revenue.GrossChurn).glance("Gross revenue churn, %", signal.Lower),
			result("grr", "GRR %", churn.Revenue.GRR),
			result("nrr", "NRR %", churn.Revenue.NRR).glance("Net revenue retention, %", signal.Higher),
			change(1, nrr),
			result("net_churn", "", churn.Revenue.NetChurn),
		},
	}
}

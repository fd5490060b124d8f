package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/churn"
	"github.com/cxmetrics/cx/period"
)

// subscriptions are those of a file, in a ledger for each column of segments.
type subscriptions struct {
	policy      churn.Policy
	ledgers     []*churn.Ledger[string]            // with the amounts of all currencies; one at least
	priced      bool                               // there are rows that count, with a currency or without
	currency    string                             // theirs, as long as there is one
	revenue     map[string][]*churn.Ledger[string] // the same by currency, where there are several
	names       map[string]string                  // the segments met
	unpriced    uint64                             // those that have ended, with an MRR of 0
	first, last time.Time                          // the first start of those that count; the last start, notice or update
}

func newSubscriptions(cfg config, columns int) *subscriptions {
	s := &subscriptions{
		policy: churn.Policy{Gross: cfg.gross, EndAtCancellation: cfg.cancelled != "", GraceDays: cfg.grace},
		names:  map[string]string{},
	}
	s.ledgers = s.fresh(max(1, columns))
	return s
}

func (s *subscriptions) fresh(n int) (ledgers []*churn.Ledger[string]) {
	for range n {
		ledgers = append(ledgers, churn.NewLedger[string](s.policy))
	}
	return ledgers
}

// version is what a row says of a subscription.
type version struct {
	sub      churn.Subscription[string]
	segments []string
}

// versions are the newest of each subscription that has an id.
type versions map[string]version

// put keeps v, unless what is known of the subscription is newer. Of two updates at the
// same time the later row counts.
func (all versions) put(id string, v version) {
	if old, ok := all[id]; ok && v.sub.Updated.Before(old.sub.Updated) {
		return
	}
	id = strings.Clone(id) // clones, since they are parts of a block, which need not be kept
	v.sub.ID, v.sub.Customer, v.sub.Currency = id, strings.Clone(v.sub.Customer), strings.Clone(v.sub.Currency)
	all[id] = v
}

var errSubscription = errors.New("out of bounds: an end is not before its start, times lie in the years 1678 to 2261, and an MRR is below 10^12")

// subscriptionColumns are the columns of a file of subscriptions.
type subscriptionColumns struct {
	customer, start, end, mrr, currency, trial, cancelled column
	id, updated, withdrawn, trialEnd                      column
	interval, intervalCount                               column
	segments                                              []column
}

func (s *source) subscriptionColumns(cfg config) (c subscriptionColumns, err error) {
	var errs []error
	find := func(into *column, flag, name string) {
		var err error
		*into, err = s.find(cfg, flag, name)
		errs = append(errs, err)
	}
	must := func(into *column, name string) {
		var err error
		*into, err = s.required(name)
		errs = append(errs, err)
	}
	must(&c.customer, cfg.customer)
	must(&c.start, cfg.start)
	must(&c.end, cfg.end)
	find(&c.mrr, "mrr", cfg.mrr)
	find(&c.currency, "currency", cfg.currency)
	find(&c.trial, "trial", cfg.trial)
	find(&c.cancelled, "cancelled", cfg.cancelled)
	find(&c.id, "subscription-id", cfg.subscriptionID)
	find(&c.updated, "updated", cfg.updated)
	find(&c.withdrawn, "withdrawn", cfg.withdrawn.column)
	find(&c.trialEnd, "trial-end", cfg.trialEnd)
	find(&c.interval, "interval", cfg.interval)
	find(&c.intervalCount, "interval-count", cfg.intervalCount)
	c.segments, err = s.findSegments(cfg)
	return c, errors.Join(append(errs, err)...)
}

// readSubscriptions reads subscriptions. A row has a customer, a start and, once
// it has ended, an end; a customer may have several.
func readSubscriptions(s *source, cfg config, bad func(*rowError) error) (section, error) {
	c, err := s.subscriptionColumns(cfg)
	if err != nil {
		return section{}, err
	}
	if err := errors.Join(s.guessTimes(c.start, c.end, c.cancelled, c.trialEnd, c.updated), s.guessNumbers(c.mrr)); err != nil {
		return section{}, err
	}
	s.guessSymbol(c.mrr, c.currency)
	s.readsYes(c.trial)
	if cfg.withdrawn.values == nil {
		s.readsYes(c.withdrawn)
	}
	s.reads(c.interval, func(text string) (string, error) {
		n, unit, err := parseInterval(text)
		return fmt.Sprintf("every %s", countOf(uint64(max(1, n)), unit.String())), err
	})
	subs, newest := newSubscriptions(cfg, len(c.segments)), versions{}
	if c.id.index >= 0 {
		// A correction that -where leaves out takes the subscription out of the file.
		s.left = func() error {
			v, err := s.versionIn(c)
			if err != nil {
				return err
			}
			v.sub.Withdrawn = true
			newest.put(v.sub.ID, v)
			return nil
		}
	}
	err = s.each(func() error {
		v, err := s.versionIn(c)
		if err != nil {
			return err
		}
		if v.sub.Withdrawn, err = s.withdrawnIn(c.withdrawn, cfg.withdrawn); err != nil {
			return err
		}
		if !v.sub.Withdrawn {
			err = s.subscriptionIn(c, &v, cfg, subs)
		}
		switch {
		case err != nil:
			return err
		case c.id.index >= 0:
			newest.put(v.sub.ID, v)
			return nil
		default:
			return subs.add(v)
		}
	}, bad)
	if err != nil {
		return section{}, err
	}
	for id, v := range newest {
		if v.sub.Withdrawn {
			continue
		}
		if err := subs.add(v); err != nil {
			return section{}, fmt.Errorf("%s: subscription %.60q: %w", s.name, id, err)
		}
	}
	if n := newest.withdrawn(); n > 0 {
		s.note("%s %s withdrawn by the last row, and counted nowhere", countOf(n, "subscription"), verb(n, "be"))
	}
	sec := s.section("subscriptions")
	if err := subs.report(&sec, cfg, c.segments, c.mrr.index >= 0); err != nil {
		return sec, fmt.Errorf("%s: %w", s.name, err)
	}
	return sec, nil
}

// versionIn returns which subscription the current row is of, and when it was updated.
func (s *source) versionIn(c subscriptionColumns) (v version, err error) {
	if c.id.index >= 0 {
		if v.sub.ID, err = s.idIn(c.id); err != nil {
			return v, err
		}
	}
	v.sub.Updated, err = s.timeIn(c.updated)
	return v, err
}

// withdrawnIn reports whether the current row withdraws its subscription.
func (s *source) withdrawnIn(c column, f filter) (bool, error) {
	switch {
	case c.index < 0:
		return false, nil
	case f.values != nil:
		return f.has(s.cell(c)), nil
	}
	yes, err := parseYes(s.cell(c))
	if err != nil {
		return false, c.wrong(s.cell(c), err)
	}
	return yes, nil
}

// subscriptionIn reads what the current row says of its subscription.
func (s *source) subscriptionIn(c subscriptionColumns, v *version, cfg config, subs *subscriptions) (err error) {
	sub := &v.sub
	if sub.Customer, err = s.idIn(c.customer); err != nil {
		return err
	}
	names, err := s.segmentsIn(c.segments)
	if err != nil {
		return err
	}
	if v.segments, err = subs.keep(names); err != nil {
		return err
	}
	if sub.Start, err = s.requiredTimeIn(c.start); err != nil {
		return err
	}
	if sub.End, err = s.timeIn(c.end); err != nil {
		return err
	}
	if cfg.lastDays && !sub.End.IsZero() {
		day, err := period.Day.Of(sub.End.In(cfg.local))
		if err == nil {
			sub.End, err = churn.Through(day, cfg.local)
		}
		if err != nil {
			return c.end.wrong(s.cell(c.end), err)
		}
	}
	if !sub.End.IsZero() && sub.End.Before(sub.Start) {
		return c.end.wrong(s.cell(c.end), fmt.Errorf("before the start, %s", s.cell(c.start)))
	}
	if sub.Cancelled, err = s.timeIn(c.cancelled); err != nil {
		return err
	}
	if sub.Trial, err = parseYes(s.cell(c.trial)); err != nil {
		return c.trial.wrong(s.cell(c.trial), err)
	}
	if sub.TrialEnd, err = s.timeIn(c.trialEnd); err != nil {
		return err
	}
	if sub.Currency, err = s.currencyIn(c.currency); err != nil {
		return err
	}
	if c.mrr.index >= 0 {
		if err := s.mrrIn(c, sub, cfg); err != nil {
			return err
		}
	}
	// What no ledger takes is a bad row, and never a correction.
	if err := churn.NewLedger[string](subs.policy).Add(*sub); errors.Is(err, cx.ErrOutOfRange) {
		return &rowError{Err: errSubscription}
	} else if err != nil {
		return err
	}
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

// withdrawn returns how many are.
func (all versions) withdrawn() (n uint64) {
	for _, v := range all {
		if v.sub.Withdrawn {
			n++
		}
	}
	return n
}

// keep returns the names of segments as copies of their own: they are parts of a row.
func (s *subscriptions) keep(names []string) (kept []string, err error) {
	for _, name := range names {
		own, ok := s.names[name]
		if !ok {
			if len(s.names) == maxGroups {
				return nil, errTooManyGroups
			}
			own = strings.Clone(name)
			s.names[own] = own
		}
		kept = append(kept, own)
	}
	return kept, nil
}

// add adds a subscription to the ledgers.
func (s *subscriptions) add(v version) error {
	sub := v.sub
	sub.ID, sub.Updated = "", time.Time{}
	for _, at := range []time.Time{sub.Start, sub.Cancelled, v.sub.Updated} { // never an end, which may be to come
		if at.After(s.last) {
			s.last = at
		}
	}
	start := sub.Start
	if sub.TrialEnd.After(start) {
		start = sub.TrialEnd
	}
	if sub.Trial || !sub.End.IsZero() && !start.Before(sub.End) {
		return nil // it makes nobody a customer
	}
	if s.first.IsZero() || start.Before(s.first) {
		s.first = start
	}
	if !sub.End.IsZero() && sub.MRR.IsZero() {
		s.unpriced++
	}
	sub.Customer = strings.Clone(sub.Customer) // it is part of the row, which need not be kept
	if err := s.price(sub, v.segments); err != nil {
		return err
	}
	sub.Currency = ""
	return addTo(s.ledgers, sub, v.segments)
}

// price adds a subscription to the ledgers of its currency, once there are two.
func (s *subscriptions) price(sub churn.Subscription[string], segments []string) error {
	switch {
	case !s.priced:
		s.priced, s.currency = true, strings.Clone(sub.Currency)
		return nil
	case s.revenue == nil && sub.Currency == s.currency:
		return nil
	case s.revenue == nil:
		s.revenue = map[string][]*churn.Ledger[string]{s.currency: nil}
		for _, l := range s.ledgers { // all so far is in the one currency
			s.revenue[s.currency] = append(s.revenue[s.currency], l.Clone())
		}
	}
	into, ok := s.revenue[sub.Currency]
	if !ok {
		if len(s.revenue) == maxCurrencies {
			return errTooManyCurrencies
		}
		into = s.fresh(len(s.ledgers))
		s.revenue[strings.Clone(sub.Currency)] = into
	}
	sub.Currency = ""
	return addTo(into, sub, segments)
}

// addTo adds a subscription to a ledger for each column, with the segment that it has there.
func addTo(ledgers []*churn.Ledger[string], sub churn.Subscription[string], segments []string) error {
	for i, l := range ledgers {
		if len(segments) > 0 {
			sub.Segment = segments[i]
		}
		if err := l.Add(sub); err != nil {
			return err
		}
	}
	return nil
}

// byCurrency returns the ledgers of each currency.
func (s *subscriptions) byCurrency() map[string][]*churn.Ledger[string] {
	if s.revenue == nil {
		return map[string][]*churn.Ledger[string]{s.currency: s.ledgers}
	}
	return s.revenue
}

// report fills in the tables and figures.
func (s *subscriptions) report(sec *section, cfg config, segments []column, revenue bool) error {
	k, err := s.known(cfg)
	if err != nil {
		return err
	}
	by := indexOf(cfg.by, segments)
	v, err := viewOf(s.ledgers, cfg, k.periods, len(segments), by)
	if err != nil {
		return err
	}
	m := churnMetric(cfg.level)
	m.Notes = append(append(append(m.Notes, s.conventions(cfg)...), k.note...), k.left...)
	sec.Tables = []table{tabulate(cfg, m, segments, v)}
	all := s.byCurrency()
	for _, currency := range slices.Sorted(maps.Keys(all)) {
		if !revenue {
			break
		}
		v, err := viewOf(all[currency], cfg, k.periods, len(segments), by)
		if err != nil {
			return err
		}
		m := revenueMetric(currency)
		if len(all) > 1 {
			m.inCurrency(currency)
		}
		m.Notes = append(m.Notes, k.left...)
		if n := s.unpriced; n > 0 {
			m.Notes = append(m.Notes, fmt.Sprintf("%s over %s an MRR of 0: where more was paid, revenue churn is too low.", countOf(n, "subscription"), verb(n, "have")))
		}
		sec.Tables = append(sec.Tables, tabulate(cfg, m, segments, v))
	}
	table, err := s.cohorts(cfg, k.periods)
	if err != nil {
		return err
	}
	table.left = k.left
	lives, err := s.survival(cfg, k.until)
	if err != nil {
		return err
	}
	sec.Figures = []figure{table, lives}
	return nil
}

// conventions says what the flags have changed.
func (s *subscriptions) conventions(cfg config) (notes []string) {
	if cfg.gross {
		notes = append(notes, "Who leaves and comes back within a period is lost and back (-gross).")
	}
	if cfg.lastDays {
		notes = append(notes, "Ends are the last days with a subscription (-last-days).")
	}
	if cfg.grace > 0 {
		notes = append(notes, fmt.Sprintf("A gap of up to %d days is no loss (-grace).", cfg.grace))
	}
	if back, err := s.ledgers[0].ReturnedWithin(1); err == nil && cfg.grace == 0 && back.Hits >= 2 && back.Hits >= back.Misses/10 {
		notes = append(notes, fmt.Sprintf("%s of %s times that somebody left, they were back within a day: are ends last days (-last-days)?",
			thousands(back.Hits), thousands(back.Hits+back.Misses)))
	}
	return notes
}

// knowledge is what a file says of when.
type knowledge struct {
	until      time.Time // until when the customers are known
	periods    []period.Period
	note, left []string // on until; on the periods that were not over then
}

// known limits the ledgers to what is known, and returns the periods that were over.
func (s *subscriptions) known(cfg config) (k knowledge, err error) {
	why := "as the flags or the clock have it"
	k.until = cfg.asOf
	if !cfg.given["as-of"] && cfg.to.IsZero() && !s.last.IsZero() && s.last.Before(cfg.asOf) {
		k.until, why = s.last, "the latest start, notice or update in the file"
	}
	over := k.until
	if k.until.Equal(s.last) { // with dates alone, the last day is known by its first instant
		day, err := period.Day.Of(k.until.In(cfg.zone))
		if err != nil {
			return k, err
		}
		over = day.In(cfg.zone).End()
	}
	all := [][]*churn.Ledger[string]{s.ledgers}
	for _, ledgers := range s.revenue {
		all = append(all, ledgers)
	}
	limit := over
	for _, l := range slices.Concat(all...) {
		if err := l.SetUntil(over); err != nil {
			return k, err
		}
		until, _, err := l.Known()
		if err != nil {
			return k, err
		}
		if until.Before(limit) {
			limit = until
		}
	}
	if limit.Before(k.until) {
		k.until, why = limit, "since who left then may come back within the grace"
	}
	if s.last.IsZero() {
		why = "and there are none"
	}
	k.note = []string{fmt.Sprintf("Customers are known until %s, %s.", k.until.In(cfg.zone).Format(time.DateOnly), why)}

	first, last := cfg.from, cfg.to
	var err1, err2 error
	if !s.first.IsZero() && first.IsZero() {
		first, err1 = cfg.per.Of(s.first)
	}
	if !s.first.IsZero() && last.IsZero() {
		end := s.last
		if cfg.given["as-of"] && k.until.After(end) {
			end = k.until.Add(-1)
		}
		last, err2 = cfg.per.Of(end.In(cfg.zone))
	}
	if err := errors.Join(err1, err2); err != nil {
		return k, err
	}
	if first.IsZero() || last.Compare(first) < 0 {
		return k, nil // no subscriptions, or none by then
	}
	periods, err := period.Between(first, last)
	if err != nil {
		return k, err
	}
	for p := range periods {
		if p.In(cfg.zone).End().After(limit) {
			k.left = []string{fmt.Sprintf("Left out, since not over when last known, %s (see -as-of): %s.", k.until.In(cfg.zone).Format(time.DateOnly), through(p, last))}
			break
		}
		if len(k.periods) == maxWindows {
			return k, errTooManyWindows
		}
		k.periods = append(k.periods, p)
	}
	return k, nil
}

// maxWindows is how many windows a ledger gives at once.
const maxWindows = 4096

var errTooManyWindows = errors.New("more than 4,096 periods: choose longer ones (-per) or a shorter range (-from, -to)")

// through returns the names of the first and the last of some periods.
func through(first, last period.Period) string {
	if first == last {
		return first.String()
	}
	return first.String() + " to " + last.String()
}

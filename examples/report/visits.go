package main

import (
	"errors"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/churn"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/journey"
	"github.com/cxmetrics/cx/period"
	"github.com/cxmetrics/cx/signal"
	"github.com/shopspring/decimal"
)

// visits are the visits of a group.
type visits struct {
	tasks     journey.Tasks
	carts     journey.Carts
	visits    journey.Visits
	customers journey.PerCustomer[int]
	active    churn.Active // of a period
}

func (v *visits) Merge(w *visits) error {
	return errors.Join(v.tasks.Merge(&w.tasks), v.carts.Merge(&w.carts),
		v.visits.Merge(&w.visits), v.customers.Merge(&w.customers))
}

// visitColumns are the columns of a file of visits.
type visitColumns struct {
	at                                                       column
	customer, seconds, actions, intent, completed, why, cart column
	segments                                                 []column
}

func (s *source) visitColumns(cfg config) (c visitColumns, err error) {
	var errs [9]error
	c.at, errs[0] = s.required(cfg.visited)
	c.customer, errs[1] = s.find(cfg, "customer", cfg.customer)
	c.seconds, errs[2] = s.find(cfg, "seconds", cfg.seconds)
	c.actions, errs[3] = s.find(cfg, "actions", cfg.actions)
	c.intent, errs[4] = s.find(cfg, "intent", cfg.intent)
	c.completed, errs[5] = s.find(cfg, "completed", cfg.completed)
	c.why, errs[6] = s.find(cfg, "why", cfg.why)
	c.cart, errs[7] = s.find(cfg, "cart", cfg.cart)
	c.segments, errs[8] = s.findSegments(cfg)
	return c, errors.Join(errors.Join(errs[:]...), s.guessTimes(c.at), s.guessNumbers(c.seconds))
}

// said is what the visitors of a file said in words of their own.
type said struct{ intents, obstacles *labels }

// readVisits reads visits to a site. A row has a time and, where the file has them, the
// time on site and the actions; everything else may be empty.
func readVisits(s *source, cfg config, bad func(*rowError) error) (section, error) {
	columns, err := s.visitColumns(cfg)
	if err != nil {
		return section{}, err
	}
	var customers index
	days := map[visitDays]*churn.Activity[int]{} // by period, each of which is short
	by := indexOf(cfg.by, columns.segments)
	answers := said{newLabels(), newLabels()}
	all := newGroups(cfg, columns.segments, cx.New[visits])
	err = s.each(func() error {
		at, err := s.requiredTimeIn(columns.at)
		if err != nil {
			return err
		}
		p, err := s.periodOf(columns.at, at)
		if err != nil {
			return err
		}
		names, err := s.segmentsIn(columns.segments)
		if err != nil {
			return err
		}
		row, intent, why, err := s.visit(columns)
		if err != nil {
			return err
		}
		customer, err := s.nameIn(columns.customer)
		if err != nil {
			return err
		}
		if !cfg.covers(p) {
			s.outside++
			return nil
		}
		if customer != "" {
			id := customers.of(customer)
			day, err := period.Day.Of(at)
			if err != nil {
				return err
			}
			came := []visitDays{{period: p}}
			if by >= 0 {
				came = append(came, visitDays{p, true, strings.Clone(names[by])})
			}
			for _, key := range came {
				if days[key] == nil {
					days[key] = new(churn.Activity[int])
				}
				if err := days[key].Add(id, day); err != nil {
					return err
				}
			}
			if err := row.customers.Add(id); err != nil {
				return err
			}
		}
		into, err := all.of(p, names)
		for _, v := range into {
			err = errors.Join(err, v.Merge(row))
		}
		if intent != "" {
			err = errors.Join(err, answers.intents.add(intent, 1))
		}
		if why != "" {
			err = errors.Join(err, answers.obstacles.add(why, 1))
		}
		return err
	}, bad)
	if err != nil {
		return section{}, err
	}

	v, err := all.view(cfg.from, cfg.to)
	if err != nil {
		return section{}, err
	}
	if err := countActive(v.periods, visitDays{}, days); err != nil {
		return section{}, err
	}
	for _, part := range v.by {
		if err := countActive(part.periods, visitDays{by: true, segment: part.name}, days); err != nil {
			return section{}, err
		}
	}
	return columns.tabulate(s.section("visits"), v, answers, cfg), nil
}

// visitDays names the visits of a period, of all or of a segment of -by.
type visitDays struct {
	period  period.Period
	by      bool
	segment string
}

// countActive fills in how many customers were active in each period.
func countActive(lines []line[visits], of visitDays, days map[visitDays]*churn.Activity[int]) (err error) {
	for _, line := range lines {
		if line.gap > 0 {
			continue
		}
		of.period = line.period
		came := days[of]
		if came == nil {
			came = new(churn.Activity[int])
		}
		if line.value.active, err = came.Active(line.period.First(), line.period.Last()); err != nil {
			return err
		}
	}
	return nil
}

// tabulate adds what the file has columns for to the section.
func (c visitColumns) tabulate(sec section, v view[visits], answers said, cfg config) section {
	sec.Tables = append(sec.Tables, tabulate(cfg, engagementMetric(c, cfg.level), c.segments, v))
	if c.completed.index >= 0 {
		sec.Tables = append(sec.Tables, tabulate(cfg, taskMetric(cfg.level), c.segments, v))
	}
	if c.cart.index >= 0 {
		sec.Tables = append(sec.Tables, tabulate(cfg, cartMetric(cfg.level), c.segments, v))
	}
	if c.intent.index >= 0 {
		sec.Figures = append(sec.Figures, shares{
			part: "intents", title: "Visitor intent", label: "came for", counted: "visits",
			notes:  []string{"What visitors said they came for, in percent of those who said."},
			labels: answers.intents, level: cfg.level,
		})
	}
	if c.completed.index >= 0 && c.why.index >= 0 {
		sec.Figures = append(sec.Figures, shares{
			part: "obstacles", title: "Why tasks failed", label: "reason", counted: "visits",
			notes:  []string{"Of the visitors who could not complete their task and said why."},
			labels: answers.obstacles, level: cfg.level,
		})
	}
	return sec
}

// visit reads the current row but for who it was and when. What the visitor said comes
// apart, since it is counted once and not in each group: the intent, and why the task
// failed.
func (s *source) visit(c visitColumns) (v *visits, intent, obstacle string, err error) {
	v = new(visits)
	seconds, err := s.secondsIn(c.seconds)
	if err != nil {
		return v, "", "", err
	}
	actions, err := s.countIn(c.actions)
	if err == nil && c.actions.index >= 0 && !actions.known {
		err = c.actions.wrong("", errEmpty)
	}
	if err != nil {
		return v, "", "", err
	}
	if err := v.visits.Add(seconds, uint64(actions.n)); err != nil {
		return v, "", "", err
	}
	if intent, err = s.nameIn(c.intent); err != nil {
		return v, "", "", err
	}
	why, err := s.nameIn(c.why)
	if err != nil {
		return v, "", "", err
	}
	switch text := s.cell(c.completed); text {
	case "":
	case "yes":
		err = v.tasks.AddCompleted(1)
	case "no":
		obstacle = why
		err = v.tasks.AddFailed("", 1)
	default:
		err = c.completed.wrong(text, errors.New("neither yes nor no"))
	}
	if err != nil {
		return v, "", "", err
	}
	switch text := s.cell(c.cart); text {
	case "":
	case "bought":
		v.carts.Purchased = 1
	case "left":
		v.carts.Abandoned = 1
	default:
		return v, "", "", c.cart.wrong(text, errors.New("neither bought nor left"))
	}
	return v, intent, obstacle, nil
}

// secondsIn returns the current row's time in a column of seconds, none where there is
// no such column.
func (s *source) secondsIn(c column) (time.Duration, error) {
	text := s.cell(c)
	if text == "" && c.index < 0 {
		return 0, nil
	}
	if text == "" {
		return 0, c.wrong("", errEmpty)
	}
	d, err := s.numbers.duration(text, time.Second)
	if err != nil {
		return 0, c.wrong(text, err)
	}
	return d, nil
}

func engagementMetric(c visitColumns, level float64) metric[visits] {
	n := func(v *visits) uint64 { return v.visits.Times().N() }
	m := metric[visits]{
		Key:      "engagement",
		Title:    "Engagement",
		Notes:    []string{"Visits in the period."},
		N:        n,
		Measures: []measure[visits]{counted("visits", "visits", n).glance("Visits", signal.Neither)},
	}
	if c.customer.index >= 0 {
		m.Notes = append(m.Notes,
			"Active: customers who came in the period. Stickiness: mean active customers of a",
			"day in percent of them. Per customer: mean number of visits; interval: Student.")
		active := counted("customers", "active", func(v *visits) uint64 { return v.active.Customers() })
		sticky := value("stickiness", "sticky %", 1, func(v *visits) (decimal.Decimal, error) { return v.active.Score() }).glance("Stickiness, %", signal.Higher)
		active.PeriodsOnly, sticky.PeriodsOnly = true, true
		m.Measures = append(m.Measures, active, sticky)
		m.Measures = append(m.Measures, under("per customer", value("per_customer", "mean", 2, func(v *visits) (decimal.Decimal, error) { return v.customers.Sample().Score() }))...)
		m.Measures = append(m.Measures, under("per customer", bounds(level, 2, func(v *visits, level float64) (estimate.Interval, error) {
			return v.customers.Sample().Interval(level)
		})...)...)
	}
	if c.seconds.index >= 0 {
		m.Notes = append(m.Notes, "Minutes: mean time on site per visit.")
		m.Measures = append(m.Measures, value("minutes", "minutes", 2, func(v *visits) (decimal.Decimal, error) {
			times := v.visits.Times()
			if times.N() == 0 {
				return times.Score()
			}
			minutes := new(big.Int).Mul(new(big.Int).SetUint64(times.N()), big.NewInt(int64(time.Minute)))
			return decimal.NewFromBigRat(new(big.Rat).SetFrac(times.Sum(), minutes), 16), nil
		}))
	}
	if c.actions.index >= 0 {
		m.Notes = append(m.Notes, "Actions: mean number per visit.")
		m.Measures = append(m.Measures, value("actions", "actions", 2, func(v *visits) (decimal.Decimal, error) { return v.visits.Actions().Score() }))
	}
	return m
}

func taskMetric(level float64) metric[visits] {
	n := func(v *visits) uint64 { return all(v.tasks.Completion()) }
	return metric[visits]{
		Key:   "tasks",
		Title: "Task completion",
		Notes: []string{
			"Percent of the visitors asked who could complete what they came for.",
			"Interval: Wilson. Comparison: Newcombe.",
		},
		N: n,
		Measures: slices.Concat(
			[]measure[visits]{counted("answers", "answers", n)},
			rate("completion", "completed %", "Task completion, %", signal.Higher, 1, level, func(v *visits) estimate.Proportion { return v.tasks.Completion() }),
		),
	}
}

func cartMetric(level float64) metric[visits] {
	abandonment := func(v *visits) estimate.Proportion {
		p, _ := v.carts.Abandonment() // a file has fewer than 2^64 rows
		return p
	}
	n := func(v *visits) uint64 { return all(abandonment(v)) }
	return metric[visits]{
		Key:   "carts",
		Title: "Cart abandonment",
		Notes: []string{
			"Percent of the carts that were left and not bought. Interval: Wilson. Comparison:",
			"Newcombe.",
		},
		N: n,
		Measures: slices.Concat(
			[]measure[visits]{counted("carts", "carts", n)},
			rate("abandonment", "left %", "Cart abandonment, %", signal.Lower, 1, level, abandonment),
		),
	}
}

// all returns of how many a proportion is.
func all(p estimate.Proportion) uint64 {
	n := p.Hits + p.Misses // a file has fewer than 2^64 rows
	return n
}

package main

import (
	"errors"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/ces"
	"github.com/cxmetrics/cx/churn"
	"github.com/cxmetrics/cx/csat"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/nps"
	"github.com/cxmetrics/cx/period"
	"github.com/cxmetrics/cx/tickets"
	"github.com/shopspring/decimal"
)

const (
	level        = 0.95
	cohortMonths = 12
	maxPeriods   = 60
)

// query is what results are asked of.
type query struct {
	Segment string
	Unit    period.Unit
	Periods int
}

// results is the answer, for programs and for the dashboard. What is undefined, for
// want of data, is nil and in JSON null.
type results struct {
	Segment  string            `json:"segment"` // "" is all events
	Unit     period.Unit       `json:"unit"`
	Zone     string            `json:"zone"`
	AsOf     time.Time         `json:"as_of"`
	Level    float64           `json:"level"`   // of all intervals
	Total    figures           `json:"total"`   // of all the periods
	Periods  []figures         `json:"periods"` // from the earliest to the one that is not over
	Cohorts  churn.CohortTable `json:"cohorts"` // of the last twelve months that are over
	Churn    churnFigures      `json:"churn"`   // of the last of them
	Segments []string          `json:"segments"`

	Last      figures          `json:"last"`   // of the last period that is over
	Before    figures          `json:"before"` // of the one before that
	Changes   changes          `json:"changes"`
	Support   []supportFigures `json:"support"` // by period, as periods
	Agents    []agentFigures   `json:"agents"`  // at most 20, of the last period that is over
	MoreOf    int              `json:"more_agents"`
	BySegment []segmentFigures `json:"by_segment"` // of the last period that is over
}

// changes are the last period that is over beside the one before, judged together.
type changes struct {
	Adjustment string `json:"adjustment"` // of the verdicts, for as many comparisons
	NPS        moved  `json:"nps"`
	CSAT       moved  `json:"csat"`
	CES        moved  `json:"ces"`
	First      moved  `json:"first_response_mean"` // in seconds
	Reply      moved  `json:"reply_target"`
	Resolve    moved  `json:"resolution_target"`
	Churn      moved  `json:"churn"` // of the last month that is over, whatever the unit
}

// moved is last less before.
type moved struct {
	Difference *estimate.Difference `json:"difference"`
	Verdict    string               `json:"verdict"`
	P          *float64             `json:"adjusted_p"`
}

// churnFigures are of the customers who were active in the month before.
type churnFigures struct {
	Month    string            `json:"month"`
	Before   string            `json:"before"` // the month that it is compared with
	Opening  uint64            `json:"opening"`
	Lost     uint64            `json:"lost"` // not active in the month
	Percent  *decimal.Decimal  `json:"percent"`
	Interval estimate.Interval `json:"interval"` // Wilson
}

// segmentFigures are those of a segment beside the others.
type segmentFigures struct {
	Segment string  `json:"segment"`
	Figures figures `json:"figures"`
}

// figures are the metrics of some time.
type figures struct {
	Period  string        `json:"period"` // of the total: from/to
	Over    bool          `json:"over"`   // no more is to come but stragglers
	NPS     npsFigures    `json:"nps"`
	CSAT    csatFigures   `json:"csat"`
	CES     cesFigures    `json:"ces"`
	Tickets ticketFigures `json:"tickets"`
}

type npsFigures struct {
	Answers  uint64            `json:"answers"`
	Score    *decimal.Decimal  `json:"score"`    // points, -100..100
	Interval estimate.Interval `json:"interval"` // Tango
	Groups   nps.Groups        `json:"groups"`
	Tally    nps.Tally         `json:"tally"`
}

type csatFigures struct {
	Answers  uint64            `json:"answers"`
	Percent  *decimal.Decimal  `json:"percent"`  // satisfied: 4 and 5
	Interval estimate.Interval `json:"interval"` // Wilson
	Tally    csat.Tally        `json:"tally"`
}

type cesFigures struct {
	Answers  uint64            `json:"answers"`
	Mean     *decimal.Decimal  `json:"mean"`     // points of 1..5, higher is easier
	Interval estimate.Interval `json:"interval"` // Student's t, cut to the scale
	Tally    ces.Tally         `json:"tally"`
}

// ticketFigures are of the tickets created in the time, whenever they were answered
// and resolved.
type ticketFigures struct {
	Created       uint64           `json:"created"`
	Open          uint64           `json:"open"`
	Unanswered    uint64           `json:"unanswered"`
	Resolved      *decimal.Decimal `json:"resolved_percent"`
	Reopened      *decimal.Decimal `json:"reopened_percent"`
	FirstResponse timeFigures      `json:"first_response"`
	Resolution    timeFigures      `json:"resolution"`
}

// timeFigures are in seconds, and of what has ended.
type timeFigures struct {
	Count    uint64            `json:"count"`
	Mean     *decimal.Decimal  `json:"mean_seconds"`
	Median   *decimal.Decimal  `json:"median_seconds"`
	P90      *decimal.Decimal  `json:"p90_seconds"`
	Interval estimate.Interval `json:"median_interval"` // at least at the level; its own says
}

// reading makes figures of tallies. No data is nil; any other error is kept.
type reading struct{ err error }

func (r *reading) note(err error) bool {
	if err != nil && !errors.Is(err, cx.ErrNoData) {
		r.err = errors.Join(r.err, err)
	}
	return err == nil
}

func (r *reading) decimal(d decimal.Decimal, err error) *decimal.Decimal {
	if !r.note(err) {
		return nil
	}
	return &d
}

func (r *reading) interval(i estimate.Interval, err error) estimate.Interval {
	if !r.note(err) {
		return estimate.Interval{}
	}
	return i
}

// compared is what of a period is compared with the one before.
type compared struct {
	*part
	kept  promises
	churn churn.Customers
}

// compare judges two periods.
func (r *reading) compare(last, before compared) changes {
	compares := []func() (estimate.Difference, error){
		func() (estimate.Difference, error) { return last.nps.Compare(before.nps, level) },
		func() (estimate.Difference, error) { return last.csat.Compare(before.csat, level) },
		func() (estimate.Difference, error) { return last.ces.Compare(before.ces, level) },
		func() (estimate.Difference, error) { return last.first.Compare(before.first, level) },
		func() (estimate.Difference, error) { return last.kept[0].Compare(before.kept[0], level) },
		func() (estimate.Difference, error) { return last.kept[1].Compare(before.kept[1], level) },
		func() (estimate.Difference, error) { return last.churn.Compare(before.churn, level) },
	}
	all := make([]estimate.Difference, len(compares))
	for i, compare := range compares {
		d, err := compare()
		if r.note(err) {
			all[i] = d
		}
	}
	c := changes{Adjustment: estimate.Holm.String()}
	judged, err := estimate.Holm.Judge(all, level)
	if !r.note(err) {
		return c
	}
	for i, to := range []*moved{&c.NPS, &c.CSAT, &c.CES, &c.First, &c.Reply, &c.Resolve, &c.Churn} {
		to.Verdict = judged[i].Change.String()
		if judged[i].Change != estimate.NotCompared {
			to.Difference, to.P = &all[i], &judged[i].P
		}
	}
	return c
}

// lost returns how many of the customers of the month before were lost.
func (r *reading) lost(m churn.Movement) churn.Customers {
	c, err := m.OpeningCustomers()
	r.note(err)
	return c
}

func (r *reading) figures(name string, over bool, t *part) figures {
	return figures{
		Period: name,
		Over:   over,
		NPS: npsFigures{
			Answers:  t.nps.N(),
			Score:    r.decimal(t.nps.Score()),
			Interval: r.interval(t.nps.Interval(level)),
			Groups:   t.nps.Groups(),
			Tally:    t.nps,
		},
		CSAT: csatFigures{
			Answers:  t.csat.N(),
			Percent:  r.decimal(t.csat.Score()),
			Interval: r.interval(t.csat.Interval(level)),
			Tally:    t.csat,
		},
		CES: cesFigures{
			Answers:  t.ces.N(),
			Mean:     r.decimal(t.ces.Score()),
			Interval: r.interval(t.ces.Interval(level)),
			Tally:    t.ces,
		},
		Tickets: t.desk,
	}
}

func (r *reading) tickets(d *desk) ticketFigures {
	return ticketFigures{
		Created:       d.tally.Volume(),
		Open:          d.tally.Backlog(),
		Unanswered:    d.tally.Waiting(),
		Resolved:      r.decimal(d.tally.Resolved().Score()),
		Reopened:      r.decimal(d.tally.Reopened().Score()),
		FirstResponse: r.times(&d.first),
		Resolution:    r.times(&d.resolution),
	}
}

func (r *reading) times(d *tickets.Durations) timeFigures {
	d.Sort()
	percentile := func(p int64) *decimal.Decimal {
		x, err := d.Percentile(decimal.NewFromInt(p))
		return r.decimal(decimal.New(x.Nanoseconds(), -9), err)
	}
	return timeFigures{
		Count:    d.N(),
		Mean:     r.decimal(d.Sample().MeanIn(time.Second)),
		Median:   percentile(50),
		P90:      percentile(90),
		Interval: r.interval(d.MedianInterval(level)),
	}
}

// results answers a query as of an instant, and whether there is such a segment.
func (l *live) results(q query, now time.Time) (results, bool, error) {
	now = now.In(l.zone)
	last, err := q.Unit.Of(now)
	if err != nil {
		return results{}, false, err
	}
	first, err := last.Add(1 - q.Periods)
	in, err2 := period.Between(first, last)
	if err := errors.Join(err, err2); err != nil {
		return results{}, false, err
	}
	over, err := last.Add(-1)
	before, err2 := last.Add(-2)
	if err := errors.Join(err, err2); err != nil {
		return results{}, false, err
	}
	spans := []span{spanOf(first, last), spanOf(over, over), spanOf(before, before)}
	const others = 3 // before the periods
	for p := range in {
		spans = append(spans, spanOf(p, p))
	}
	parts, ok, err := l.parts(q.Segment, spans)
	if !ok || err != nil {
		return results{}, ok, err
	}
	month, err := period.Month.Of(now)
	from, err2 := month.Add(-cohortMonths)
	to, err3 := month.Add(-1)
	if err := errors.Join(err, err2, err3); err != nil {
		return results{}, true, err
	}
	cohorts, moves, err := l.cohorts(q.Segment, from, to)
	if err != nil {
		return results{}, true, err
	}
	support, kept, agents, more, err := l.support(q.Segment, spans[others:], [2]span(spans[1:others]), now)
	if err != nil {
		return results{}, true, err
	}

	var r reading
	res := results{
		Segment: q.Segment, Unit: q.Unit, Zone: l.zone.String(), AsOf: now.Round(0), Level: level,
		Total:   r.figures(first.String()+"/"+last.String(), false, parts[0]),
		Cohorts: cohorts, Segments: l.names(),
	}
	for p := range in {
		res.Periods = append(res.Periods, r.figures(p.String(), p != last, parts[len(res.Periods)+others]))
	}
	res.Last, res.Before = r.figures(over.String(), true, parts[1]), r.figures(before.String(), true, parts[2])
	var lost, lostBefore churn.Customers
	if len(moves) > 1 {
		lost, lostBefore = r.lost(moves[len(moves)-1]), r.lost(moves[len(moves)-2])
	}
	monthBefore, err := to.Add(-1)
	r.note(err)
	res.Churn = churnFigures{
		Month: to.String(), Before: monthBefore.String(), Opening: lost.Kept + lost.Lost, Lost: lost.Lost,
		Percent: r.decimal(lost.Score()), Interval: r.interval(lost.Interval(level)),
	}
	res.Changes = r.compare(compared{parts[1], kept[0], lost}, compared{parts[2], kept[1], lostBefore})
	res.Support, res.Agents, res.MoreOf = support, agents, more
	for i := range res.Support {
		res.Support[i].Period = res.Periods[i].Period
	}
	for _, name := range res.Segments {
		p, ok, err := l.parts(name, spans[1:2])
		if err != nil {
			return results{}, true, err
		}
		if ok {
			res.BySegment = append(res.BySegment, segmentFigures{name, r.figures(over.String(), true, p[0])})
		}
	}
	return res, true, r.err
}

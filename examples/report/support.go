package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/signal"
	"github.com/cxmetrics/cx/tickets"
	"github.com/shopspring/decimal"
)

// ticketMetrics returns the metrics that a file with these columns has figures for.
func ticketMetrics(c ticketColumns, cfg config, dated uint64) (all []metric[support]) {
	all = append(all, volumeMetric(c))
	if c.firstReply.index >= 0 {
		all = append(all, firstResponseMetric(cfg, dated))
	}
	if c.resolved.index >= 0 {
		all = append(all, resolutionMetric(cfg, dated))
		if m := contactMetric(c, cfg); len(m.Measures) > 0 {
			all = append(all, m)
		}
	}
	return all
}

func volumeMetric(c ticketColumns) metric[support] {
	created := func(s *support) uint64 { return s.flow.Created }
	m := metric[support]{
		Key:   "volume",
		Title: "Tickets",
		Notes: []string{"Tickets created in the period."},
		N:     func(*support) uint64 { return 1 }, // no tickets are a figure too
		Measures: []measure[support]{
			counted("created", "created", created).glance("Tickets", signal.Neither),
			change(0, func(s *support) (decimal.Decimal, error) { return decimal.NewFromUint64(created(s)), nil }),
		},
	}
	if c.resolved.index < 0 {
		return m
	}
	m.Notes = []string{
		"Created and resolved in the period; the rate, resolved of created, passes 100 when",
		"a backlog is worked off. Backlog: open at the period's end, and their mean age then.",
	}
	m.Measures = append(m.Measures,
		counted("resolved", "resolved", func(s *support) uint64 { return s.flow.Resolved }),
		value("rate", "rate %", 1, func(s *support) (decimal.Decimal, error) { return s.flow.Score() }),
		counted("backlog", "backlog", func(s *support) uint64 { return s.backlog.n }).glance("Backlog", signal.Lower),
		value("age_days", "age, days", 1, func(s *support) (decimal.Decimal, error) {
			if s.backlog.n == 0 {
				return decimal.Decimal{}, cx.ErrNoData
			}
			return s.backlog.days, nil
		}),
	)
	return m
}

// contactVolume is how the tickets of the report come: the segments of the first column
// of -segment, which by default is the channel.
func contactVolume(column string, segments []line[support], level float64) (shares, error) {
	s := shares{
		part: "contact_volume", title: "Contact volume by " + column, label: column, counted: "tickets",
		notes:  []string{"Tickets created in the periods of the report, and the percent of each " + column + "."},
		labels: newLabels(), level: level,
	}
	for _, segment := range segments {
		if err := s.labels.add(cmp.Or(segment.name, "(none)"), segment.value.flow.Created); err != nil {
			return s, err
		}
	}
	return s, nil
}

func firstResponseMetric(cfg config, dated uint64) metric[support] {
	of := func(s *support) *times { return &s.response }
	n := func(s *support) uint64 { return s.response.wall.n() }
	return metric[support]{
		Key:   "first_response",
		Title: "First response",
		Notes: append([]string{
			"From creation to the first reply, of the tickets created in the period.",
			"Those without a reply yet are in no mean.",
		}, clockNotes(cfg, cfg.slaFirstResponse, dated)...),
		N: n,
		Measures: slices.Concat(
			[]measure[support]{counted("answered", "answered", n)},
			timeMeasures("First response", of), targetMeasures(cfg.slaFirstResponse, of),
		),
	}
}

func resolutionMetric(cfg config, dated uint64) metric[support] {
	of := func(s *support) *times { return &s.resolution }
	n := func(s *support) uint64 { return s.resolution.wall.n() }
	return metric[support]{
		Key:   "resolution",
		Title: "Resolution",
		Notes: append([]string{
			"From creation to resolution, of the tickets created in the period; the",
			"rate is the percent of those resolved since. Open ones are in no mean.",
		}, clockNotes(cfg, cfg.slaResolution, dated)...),
		N: n,
		Measures: slices.Concat(
			[]measure[support]{
				counted("resolved", "resolved", n),
				value("rate", "rate %", 1, func(s *support) (decimal.Decimal, error) {
					p, err := estimate.ProportionOf(n(s), s.flow.Created)
					if err != nil {
						return decimal.Decimal{}, err
					}
					return p.Score()
				}),
			},
			timeMeasures("Resolution", of), targetMeasures(cfg.slaResolution, of),
		),
	}
}

// timeMeasures are mean, median and 90th percentile on the two clocks.
func timeMeasures(glance string, of func(*support) *times) []measure[support] {
	hours := func(key, text string, figure func(*durations) (decimal.Decimal, error), pick func(*times) *durations) measure[support] {
		return value(key, text, 2, func(s *support) (decimal.Decimal, error) { return figure(pick(of(s))) }).timed()
	}
	wall := func(t *times) *durations { return &t.wall }
	open := func(t *times) *durations { return &t.open }
	return slices.Concat(
		under("wall clock",
			hours("hours", "mean", (*durations).mean, wall).glance(glance, signal.Lower),
			change(2, func(s *support) (decimal.Decimal, error) { return of(s).wall.mean() }).timed(),
			hours("median", "median", (*durations).median, wall),
			hours("p90", "p90", (*durations).p90, wall),
		),
		under("business hours",
			hours("business_hours", "mean", (*durations).mean, open),
			hours("business_median", "median", (*durations).median, open),
			hours("business_p90", "p90", (*durations).p90, open),
		),
	)
}

// targetMeasures say how the times fare against a target, if there is one.
func targetMeasures(target *tickets.Target, of func(*support) *times) []measure[support] {
	if target == nil {
		return nil
	}
	return under("SLA",
		value("sla", "in "+short(target.Within)+" %", 1, func(s *support) (decimal.Decimal, error) { return of(s).target.Rate().Score() }),
		counted("sla_met", "", func(s *support) uint64 { return of(s).target.Met }),
		counted("sla_breached", "", func(s *support) uint64 { return of(s).target.Breached }),
		counted("sla_running", "", func(s *support) uint64 { return of(s).target.Running }),
	)
}

// clockNotes say what the business hours are, of how many tickets they are not known, and what
// is held against the target.
func clockNotes(cfg config, target *tickets.Target, dated uint64) []string {
	notes := []string{"Times in seconds, minutes, hours or days: s, m, h, d. Business hours:", cfg.hoursName + "."}
	if dated > 0 {
		notes = append(notes, "They are not known of "+thousands(dated)+" tickets that have dates without an hour.")
	}
	if target == nil {
		return notes
	}
	clock := "in business hours"
	if cfg.slaOnWall {
		clock = "on the wall clock"
	}
	return append(notes, fmt.Sprintf("SLA: percent within %s %s, of all that came or are overdue.", short(target.Within), clock))
}

// short returns a duration without the units that are 0.
func short(d time.Duration) string {
	text := d.String()
	for _, zero := range []string{"m0s", "h0m"} {
		if strings.HasSuffix(text, zero) {
			text = text[:len(text)-2]
		}
	}
	return text
}

// contactMetric has what the file has columns for.
func contactMetric(c ticketColumns, cfg config) metric[support] {
	m := metric[support]{
		Key:   "contacts",
		Title: "First contact and reopening",
		N:     func(s *support) uint64 { return s.firstContact.Hits + s.firstContact.Misses },
	}
	note := func(format string, a ...any) { m.Notes = append(m.Notes, fmt.Sprintf(format, a...)) }
	replies, contacts, reopens := c.replies.index >= 0, c.contacts.index >= 0, c.reopens.index >= 0
	note("Of the resolved tickets that were created in the period.")
	fcr, how := replies && reopens, "with one reply and never reopened"
	if cfg.fcrByContacts {
		fcr, how = contacts, "after one contact of the customer at most"
	}
	if fcr {
		note("FCR: percent resolved %s.", how)
		note("Interval: Wilson. Comparison: Newcombe.")
		m.Measures = append(m.Measures, counted("tickets", "tickets", m.N))
		m.Measures = append(m.Measures, rate("fcr", "FCR %", "First-contact resolution, %", signal.Higher, 1, cfg.level,
			func(s *support) estimate.Proportion { return s.firstContact })...)
	}
	if reopens {
		note("Reopen rate: percent reopened, of those ever resolved.")
		m.Measures = append(m.Measures, value("reopened", "reopen %", 1, func(s *support) (decimal.Decimal, error) { return s.reopened.Score() }).
			glance("Reopen rate, %", signal.Lower).judged(asShares(func(s *support) estimate.Proportion { return s.reopened })))
	}
	if replies {
		note("Replies: mean number per ticket, open ones included.")
		m.Measures = append(m.Measures, value("replies", "replies", 2, func(s *support) (decimal.Decimal, error) { return s.replies.Score() }))
	}
	if contacts {
		note("Contacts: mean number of customer messages per resolution.")
		m.Measures = append(m.Measures, value("contacts", "contacts", 2, func(s *support) (decimal.Decimal, error) { return s.contacts.Score() }))
	}
	return m
}

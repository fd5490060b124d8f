package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/cxmetrics/cx/period"
	"github.com/cxmetrics/cx/tickets"
	"github.com/shopspring/decimal"
)

// ticketRow is what a row says of a ticket.
type ticketRow struct {
	tickets.Ticket
	period   period.Period
	segments []string
}

// readTickets reads support tickets. A row has the time of the creation and, once
// they have happened, those of the first reply and of the resolution. Where rows
// have a ticket's id, the last of a ticket counts.
func readTickets(s *source, cfg config, bad func(*rowError) error) (section, error) {
	columns, err := s.ticketColumns(cfg)
	if err != nil {
		return section{}, err
	}
	all := newGroups(columns.segments, (*tickets.Tally).Merge)
	count := func(t ticketRow) error {
		if !cfg.covers(t.period) {
			s.outside++
			return nil
		}
		var one tickets.Tally
		if err := one.Add(t.Ticket); err != nil {
			return err
		}
		return all.add(t.period, t.segments, one)
	}
	last := map[string]ticketRow{}
	err = s.each(func() error {
		t, err := s.ticket(columns, cfg)
		if err != nil {
			return err
		}
		if cfg.ticketID == "" {
			return count(t)
		}
		id, err := s.idIn(columns.id)
		if err != nil {
			return err
		}
		t.segments = slices.Clone(t.segments)
		for i, name := range t.segments {
			t.segments[i] = strings.Clone(name) // it is part of the row, which need not be kept
		}
		last[strings.Clone(id)] = t
		return nil
	}, bad)
	for _, t := range last {
		if err == nil {
			err = count(t)
		}
	}
	if err != nil {
		return section{}, err
	}

	v, err := all.view(cfg.from, cfg.to)
	if err != nil {
		return section{}, err
	}
	sec := s.section("tickets")
	if columns.firstReply.index >= 0 {
		sec.Tables = append(sec.Tables, tabulate(firstResponseMetric(), columns.segments, v))
	}
	if columns.resolved.index >= 0 {
		sec.Tables = append(sec.Tables, tabulate(resolutionMetric(), columns.segments, v))
	}
	return sec, nil
}

// ticketColumns are the columns of a file of tickets.
type ticketColumns struct {
	id, created          column
	segments             []column
	firstReply, resolved moment
}

// moment is a column that says when something happened: as a time, or as how many
// units it was after the ticket's creation.
type moment struct {
	column
	unit time.Duration // 0 for times
}

func (s *source) ticketColumns(cfg config) (c ticketColumns, err error) {
	var errs [5]error
	c.created, errs[0] = s.required(cfg.created)
	c.segments, errs[1] = s.findSegments(cfg)
	c.id, errs[2] = s.find(cfg, "ticket-id", cfg.ticketID)
	if cfg.firstReplyMinutes != "" {
		c.firstReply.unit = time.Minute
		c.firstReply.column, errs[3] = s.required(cfg.firstReplyMinutes)
	} else {
		c.firstReply.column, errs[3] = s.find(cfg, "first-reply-at", cfg.firstReply)
	}
	if cfg.resolutionHours != "" {
		c.resolved.unit = time.Hour
		c.resolved.column, errs[4] = s.required(cfg.resolutionHours)
	} else {
		c.resolved.column, errs[4] = s.find(cfg, "resolved-at", cfg.resolved)
	}
	if err := errors.Join(errs[:]...); err != nil {
		return c, err
	}
	if c.firstReply.index < 0 && c.resolved.index < 0 {
		return c, s.badHeader(cfg.firstReply+", "+cfg.resolved, fmt.Sprintf(
			"there are no such columns: see -first-reply-at and -resolved-at; the file has %.300q", s.header))
	}
	return c, nil
}

// ticket reads the current row.
func (s *source) ticket(columns ticketColumns, cfg config) (t ticketRow, err error) {
	if t.segments, err = s.segmentsIn(columns.segments); err != nil {
		return t, err
	}
	if t.Created, err = s.requiredTimeIn(columns.created, cfg); err != nil {
		return t, err
	}
	if t.period, err = s.periodOf(columns.created, t.Created, cfg); err != nil {
		return t, err
	}
	if t.FirstReply, err = s.moment(columns.firstReply, t.Created, cfg); err != nil {
		return t, err
	}
	if _, err := t.FirstResponse(); err != nil && !t.FirstReply.IsZero() {
		return t, columns.firstReply.wrong(s.cell(columns.firstReply.column), err)
	}
	if t.Resolved, err = s.moment(columns.resolved, t.Created, cfg); err != nil {
		return t, err
	}
	if _, err := t.Resolution(); err != nil && !t.Resolved.IsZero() {
		return t, columns.resolved.wrong(s.cell(columns.resolved.column), err)
	}
	return t, nil
}

// moment returns when something happened to a ticket, zero for not yet.
func (s *source) moment(m moment, created time.Time, cfg config) (time.Time, error) {
	text := s.cell(m.column)
	if m.unit == 0 || text == "" {
		return s.timeIn(m.column, cfg)
	}
	d, err := parseDuration(text, m.unit)
	if err != nil {
		return time.Time{}, m.wrong(text, err)
	}
	return created.Add(d), nil
}

// parseDuration reads a number of units, exactly: 1.1 minutes are 66 s.
func parseDuration(text string, unit time.Duration) (time.Duration, error) {
	const maxDigits = 30
	if len(text) > maxDigits || strings.Trim(text, ".0123456789") != "" {
		return 0, errors.New("not a number such as 27 or 27.5")
	}
	n, err := decimal.NewFromString(text)
	if err != nil {
		return 0, errors.New("not a number such as 27 or 27.5")
	}
	ns := n.Mul(decimal.NewFromInt(int64(unit))).Round(0).BigInt()
	if !ns.IsInt64() {
		return 0, fmt.Errorf("longer than %v", time.Duration(1<<63-1))
	}
	return time.Duration(ns.Int64()), nil
}

func firstResponseMetric() metric[tickets.Tally] {
	mean := func(t *tickets.Tally) (decimal.Decimal, error) { return t.FirstResponse().MeanIn(time.Hour) }
	return metric[tickets.Tally]{
		Key:   "first_response",
		Title: "First response",
		Unit:  "hours",
		Notes: []string{
			"Mean hours, on the wall clock, from creation to the first reply, of the tickets",
			"created in the period. Those without a reply yet are not in the mean.",
		},
		Measures: []measure[tickets.Tally]{
			counted("tickets", "tickets", func(t *tickets.Tally) uint64 { return t.Volume() }),
			counted("answered", "answered", func(t *tickets.Tally) uint64 { return t.FirstResponse().N() }),
			value("hours", "hours", 2, mean).main(),
			change(2, mean),
		},
	}
}

func resolutionMetric() metric[tickets.Tally] {
	mean := func(t *tickets.Tally) (decimal.Decimal, error) { return t.Resolution().MeanIn(time.Hour) }
	return metric[tickets.Tally]{
		Key:   "resolution",
		Title: "Resolution",
		Unit:  "hours",
		Notes: []string{
			"Mean hours, on the wall clock, from creation to resolution, of the tickets created",
			"in the period. Open ones are not in the mean; the rate is the percent of those",
			"resolved since.",
		},
		Measures: []measure[tickets.Tally]{
			counted("tickets", "tickets", func(t *tickets.Tally) uint64 { return t.Volume() }),
			counted("resolved", "resolved", func(t *tickets.Tally) uint64 { return t.Resolution().N() }),
			value("rate", "rate %", 1, func(t *tickets.Tally) (decimal.Decimal, error) { return t.Resolved().Percent() }),
			value("hours", "hours", 2, mean).main(),
			change(2, mean),
		},
	}
}

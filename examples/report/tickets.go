package main

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cxmetrics/cx/tickets"
)

// ticketRow is what a row says of a ticket.
type ticketRow struct {
	tickets.Ticket
	response, resolution       time.Duration // on the wall clock, once they have come
	replies, contacts, reopens count
	segments                   []string
}

// count is a number that a row may have.
type count struct {
	n     int64
	known bool
}

// readTickets reads support tickets. A row has the time of the creation and, once
// they have happened, those of the first reply and of the resolution. Where rows
// have a ticket's id, the last of a ticket counts.
func readTickets(s *source, cfg config, bad func(*rowError) error) (section, error) {
	columns, err := s.ticketColumns(cfg)
	if err != nil {
		return section{}, err
	}
	desk := newDesk(cfg, columns.segments)
	count := func(t ticketRow) error {
		covered, err := desk.add(t)
		if err == nil && !covered {
			s.outside++
		}
		return err
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

	v, err := desk.view()
	if err != nil {
		return section{}, err
	}
	sec := s.section("tickets")
	for _, m := range ticketMetrics(columns, cfg, desk.dated) {
		sec.Tables = append(sec.Tables, tabulate(cfg, m, columns.segments, v))
	}
	if len(columns.segments) > 0 {
		volume, err := contactVolume(columns.segments[0].name, v.segments[0], cfg.level)
		if err != nil {
			return section{}, err
		}
		sec.Figures = append(sec.Figures, volume)
	}
	return sec, nil
}

// ticketColumns are the columns of a file of tickets.
type ticketColumns struct {
	id, created                column
	segments                   []column
	firstReply, resolved       moment
	replies, contacts, reopens column
}

// moment is a column that says when something happened: as a time, or as how many
// units it was after the ticket's creation.
type moment struct {
	column
	unit time.Duration // 0 for times
}

func (s *source) ticketColumns(cfg config) (c ticketColumns, err error) {
	var errs [8]error
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
	c.replies, errs[5] = s.find(cfg, "replies", cfg.replies)
	c.contacts, errs[6] = s.find(cfg, "contacts", cfg.contacts)
	c.reopens, errs[7] = s.find(cfg, "reopens", cfg.reopens)
	if err := errors.Join(errs[:]...); err != nil {
		return c, err
	}
	if c.firstReply.index < 0 && c.resolved.index < 0 {
		return c, s.badHeader(cfg.firstReply+", "+cfg.resolved,
			"there are no such columns: see -first-reply-at and -resolved-at; the file has "+s.columns())
	}
	at, numbers := []column{c.created}, []column{}
	for _, m := range []moment{c.firstReply, c.resolved} {
		if m.unit == 0 {
			at = append(at, m.column)
		} else {
			numbers = append(numbers, m.column)
		}
	}
	return c, errors.Join(s.guessTimes(at...), s.guessNumbers(numbers...))
}

// ticket reads the current row.
func (s *source) ticket(columns ticketColumns, cfg config) (t ticketRow, err error) {
	if t.segments, err = s.segmentsIn(columns.segments); err != nil {
		return t, err
	}
	if t.Created, err = s.requiredTimeIn(columns.created); err != nil {
		return t, err
	}
	if _, err = s.periodOf(columns.created, t.Created, cfg); err != nil {
		return t, err
	}
	if t.FirstReply, err = s.moment(columns.firstReply, t.Created); err != nil {
		return t, err
	}
	if !t.FirstReply.IsZero() {
		if t.response, err = t.FirstResponse(); err != nil {
			return t, columns.firstReply.wrong(s.cell(columns.firstReply.column), err)
		}
	}
	if t.Resolved, err = s.moment(columns.resolved, t.Created); err != nil {
		return t, err
	}
	if !t.Resolved.IsZero() {
		if t.resolution, err = t.Resolution(); err != nil {
			return t, columns.resolved.wrong(s.cell(columns.resolved.column), err)
		}
		if _, err = s.periodOf(columns.resolved.column, t.Resolved, cfg); err != nil {
			return t, err
		}
	}
	t.Dates = s.dates(columns, t.Ticket)
	if t.replies, err = s.countIn(columns.replies); err != nil {
		return t, err
	}
	if t.contacts, err = s.countIn(columns.contacts); err != nil {
		return t, err
	}
	t.reopens, err = s.countIn(columns.reopens)
	return t, err
}

// dates returns what the current row has dates without an hour of.
func (s *source) dates(columns ticketColumns, t tickets.Ticket) tickets.Kinds {
	var kinds [3]tickets.Kind
	all := kinds[:0]
	for _, x := range [...]struct {
		moment
		at   time.Time
		kind tickets.Kind
	}{{moment{column: columns.created}, t.Created, tickets.KindCreated}, {columns.firstReply, t.FirstReply, tickets.KindReplied}, {columns.resolved, t.Resolved, tickets.KindSolved}} {
		if x.unit == 0 && !x.at.IsZero() && s.times.isDate(s.cell(x.column), x.at) {
			all = append(all, x.kind)
		}
	}
	return tickets.KindsOf(all...)
}

// countIn returns the current row's whole number in a column, unknown where there
// is none.
func (s *source) countIn(c column) (count, error) {
	text := s.cell(c)
	if text == "" {
		return count{}, nil
	}
	n, err := strconv.ParseUint(text, 10, 31)
	if err != nil {
		return count{}, c.wrong(text, errors.New("not a whole number, 0 or more"))
	}
	return count{int64(n), true}, nil
}

// moment returns when something happened to a ticket, zero for not yet.
func (s *source) moment(m moment, created time.Time) (time.Time, error) {
	text := s.cell(m.column)
	if m.unit == 0 || text == "" {
		return s.timeIn(m.column)
	}
	d, err := s.numbers.duration(text, m.unit)
	if err != nil {
		return time.Time{}, m.wrong(text, err)
	}
	return created.Add(d), nil
}

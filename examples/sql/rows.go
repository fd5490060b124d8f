package main

import (
	"context"
	"database/sql"
	"time"

	"github.com/cxmetrics/cx/period"
	"github.com/cxmetrics/cx/tickets"
)

// querier is a database, or a transaction in it.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// groupAnswers lets the database count the answers of a day, and adds them to its segments.
func (s store) groupAnswers(ctx context.Context, q querier, day period.Period, to segments) error {
	r := day.In(s.zone)
	rows, err := q.QueryContext(ctx, `
		SELECT segment, survey, rating, COUNT(*) FROM cx_answers
		WHERE answered >= $1 AND answered < $2
		GROUP BY segment, survey, rating`, r.Start(), r.End())
	_, err = each(rows, err, func() error {
		var segment, survey string
		var rating int
		var n uint64
		if err := rows.Scan(&segment, &survey, &rating, &n); err != nil {
			return err
		}
		return to.At(segment).add(survey, rating, n)
	})
	return err
}

// readAnswers adds the answers in a period to the table one by one, and returns how many
// there are.
func (s store) readAnswers(ctx context.Context, q querier, p period.Period, to table) (int, error) {
	r := p.In(s.zone)
	rows, err := q.QueryContext(ctx, `
		SELECT segment, survey, rating, answered FROM cx_answers
		WHERE answered >= $1 AND answered < $2`, r.Start(), r.End())
	return each(rows, err, func() error {
		var segment, survey string
		var rating int
		var answered time.Time
		if err := rows.Scan(&segment, &survey, &rating, &answered); err != nil {
			return err
		}
		m, err := at(to, answered, segment)
		if err != nil {
			return err
		}
		return m.add(survey, rating, 1)
	})
}

// readTickets does with the tickets created in a period what readAnswers does with
// answers.
func (s store) readTickets(ctx context.Context, q querier, p period.Period, to table) (int, error) {
	r := p.In(s.zone)
	rows, err := q.QueryContext(ctx, `
		SELECT segment, created, replied FROM cx_tickets
		WHERE created >= $1 AND created < $2`, r.Start(), r.End())
	return each(rows, err, func() error {
		var segment string
		var created time.Time
		var replied sql.NullTime // the zero time while there is no reply, as in a Ticket
		if err := rows.Scan(&segment, &created, &replied); err != nil {
			return err
		}
		m, err := at(to, created, segment)
		if err != nil {
			return err
		}
		return m.addTicket(tickets.Ticket{Created: created, FirstReply: replied.Time})
	})
}

// each calls f for every row of a query, and returns how many there are.
func each(rows *sql.Rows, err error, f func() error) (n int, _ error) {
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		if err := f(); err != nil {
			return n, err
		}
		n++
	}
	return n, rows.Err()
}

package main

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/cxmetrics/cx/period"
)

// rollUp counts the days of a period, and replaces what the roll-up has of them. It does
// no harm to do that again, whether the last time went well or not.
func (s store) rollUp(ctx context.Context, p period.Period) error {
	days, err := period.Between(p.First(), p.Last())
	if err != nil {
		return err
	}
	for day := range days {
		err := s.inTx(ctx, func(tx *sql.Tx) error { return s.rollUpDay(ctx, tx, day) })
		if err != nil {
			return fmt.Errorf("roll-up of %v: %w", day, err)
		}
	}
	return nil
}

func (s store) rollUpDay(ctx context.Context, tx *sql.Tx, day period.Period) error {
	days := s.newTable(period.Day)
	counted, err := days.For(day)
	if err != nil {
		return err
	}
	if err := s.groupAnswers(ctx, tx, day, counted); err != nil {
		return err
	}
	if _, err := s.readTickets(ctx, tx, day, days); err != nil {
		return err
	}
	for segment, m := range counted.All() {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO cx_rollup (day, segment, nps, csat, ces, first_reply)
			VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (day, segment) DO UPDATE SET
				nps = excluded.nps, csat = excluded.csat, ces = excluded.ces, first_reply = excluded.first_reply`,
			day, segment, m.nps, m.csat, m.ces, &m.firstReply)
		if err != nil {
			return err
		}
	}
	// All that a segment had on the day may have been erased since.
	r := day.In(s.zone)
	_, err = tx.ExecContext(ctx, `
		DELETE FROM cx_rollup WHERE day = $1 AND segment NOT IN (
			SELECT segment FROM cx_answers WHERE answered >= $2 AND answered < $3
			UNION SELECT segment FROM cx_tickets WHERE created >= $2 AND created < $3)`,
		day, r.Start(), r.End())
	return err
}

// months merges the days of a period to months.
func (s store) months(ctx context.Context, p period.Period) (table, error) {
	months := s.newTable(period.Month)
	rows, err := s.db.QueryContext(ctx, `
		SELECT day, segment, nps, csat, ces, first_reply FROM cx_rollup
		WHERE day >= $1 AND day <= $2`, p.First(), p.Last())
	_, err = each(rows, err, func() error {
		var day period.Period
		var segment string
		var m measures
		if err := rows.Scan(&day, &segment, &m.nps, &m.csat, &m.ces, &m.firstReply); err != nil {
			return err
		}
		month, err := at(months, day.In(s.zone).Start(), segment)
		if err != nil {
			return err
		}
		return month.Merge(&m)
	})
	return months, err
}

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
	counted := table{}
	if err := s.groupAnswers(ctx, tx, day, counted); err != nil {
		return err
	}
	if _, err := s.readTickets(ctx, tx, day, period.Day, counted); err != nil {
		return err
	}
	for k, m := range counted {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO cx_rollup (day, segment, nps, csat, ces, first_reply)
			VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (day, segment) DO UPDATE SET
				nps = excluded.nps, csat = excluded.csat, ces = excluded.ces, first_reply = excluded.first_reply`,
			day.String(), k.segment, m.nps, m.csat, m.ces, m.firstReply)
		if err != nil {
			return err
		}
	}
	// All that a segment had on the day may have been erased since.
	r := day.In(s.zone)
	_, err := tx.ExecContext(ctx, `
		DELETE FROM cx_rollup WHERE day = $1 AND segment NOT IN (
			SELECT segment FROM cx_answers WHERE answered >= $2 AND answered < $3
			UNION SELECT segment FROM cx_tickets WHERE created >= $2 AND created < $3)`,
		day.String(), r.Start(), r.End())
	return err
}

// months merges the days of a period to months.
func (s store) months(ctx context.Context, p period.Period) (table, error) {
	months := table{}
	rows, err := s.db.QueryContext(ctx, `
		SELECT day, segment, nps, csat, ces, first_reply FROM cx_rollup
		WHERE day >= $1 AND day <= $2`, p.First().String(), p.Last().String())
	_, err = each(rows, err, func() error {
		var text, segment string
		var m measures
		if err := rows.Scan(&text, &segment, &m.nps, &m.csat, &m.ces, &m.firstReply); err != nil {
			return err
		}
		day, err := period.Parse(text)
		if err != nil {
			return err
		}
		month, err := period.Month.OfDate(day.Date())
		if err != nil {
			return err
		}
		return months.at(month, segment).merge(m)
	})
	return months, err
}

package main

import (
	"context"
	"database/sql"
	"math/rand/v2"
	"time"

	"github.com/cxmetrics/cx/period"
)

// How much the sample has of each.
const (
	sampleAnswers = 3000
	sampleTickets = 600
)

// fill makes answers and tickets of a period, the same ones whenever it is called, and
// leaves alone what is there.
func (s store) fill(ctx context.Context, p period.Period) error {
	return s.inTx(ctx, func(tx *sql.Tx) error {
		answer, err := tx.PrepareContext(ctx, `
			INSERT INTO cx_answers (id, answered, segment, survey, rating)
			VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING`)
		if err != nil {
			return err
		}
		ticket, err := tx.PrepareContext(ctx, `
			INSERT INTO cx_tickets (id, created, replied, segment)
			VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING`)
		if err != nil {
			return err
		}

		r, random := p.In(s.zone), rand.New(rand.NewPCG(1, 2))
		upTo := func(d time.Duration) time.Duration {
			return time.Duration(random.Int64N(int64(d/time.Second))) * time.Second
		}
		segment := func() string { return [...]string{"business", "consumer", "consumer"}[random.IntN(3)] }
		for id := range sampleAnswers {
			survey := [...]string{"nps", "csat", "ces"}[id%3]
			best, worst := 5, 1
			if survey == "nps" {
				best, worst = 10, 0
			}
			rating := best - random.IntN(1+random.IntN(best-worst+1)) // the better the likelier
			_, err := answer.ExecContext(ctx, id, r.Start().Add(upTo(r.End().Sub(r.Start()))), segment(), survey, rating)
			if err != nil {
				return err
			}
		}
		for id := range sampleTickets {
			created := r.Start().Add(upTo(r.End().Sub(r.Start())))
			replied := sql.NullTime{Time: created.Add(upTo(time.Minute + upTo(12*time.Hour))), Valid: random.IntN(10) > 0}
			if _, err := ticket.ExecContext(ctx, id, created, replied, segment()); err != nil {
				return err
			}
		}
		return nil
	})
}

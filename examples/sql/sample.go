package main

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/cxmetrics/cx/period"
	"github.com/shopspring/decimal"
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

// sampleExports makes the exports of three nights with all subscriptions. Later ones
// correct earlier ones: ends become known, prices, segments and customers are put right,
// and some were created by mistake.
func sampleExports(year time.Time) [][]subscription {
	random := rand.New(rand.NewPCG(3, 4))
	exports := make([][]subscription, 3)
	now := make([]subscription, 0, 200)
	for i := range cap(now) {
		now = append(now, subscription{
			ID: fmt.Sprintf("sub_%d", i), Updated: year, Customer: fmt.Sprintf("customer %d", i*3/4),
			Start:   year.AddDate(0, 0, random.IntN(500)-200),
			MRR:     decimal.NewFromInt(int64(10 * (1 + random.IntN(9)))),
			Segment: [...]string{"business", "consumer", "consumer"}[random.IntN(3)],
		})
	}
	for night := range exports {
		for i := range now {
			if night == 0 || random.IntN(3) > 0 {
				continue // as it was
			}
			r := &now[i]
			r.Updated = year.AddDate(0, 6*night, 0).Add(time.Duration(random.IntN(1000)) * time.Second)
			switch random.IntN(8) {
			case 0:
				r.Withdrawn = true
			case 1:
				r.MRR = r.MRR.Add(decimal.NewFromInt(5))
			case 2:
				r.Segment = "business"
			case 3:
				r.Customer = now[random.IntN(len(now))].Customer
			default:
				r.End = r.Start.AddDate(0, 0, 30+random.IntN(300))
			}
		}
		exports[night] = slices.Clone(now)
	}
	return exports
}

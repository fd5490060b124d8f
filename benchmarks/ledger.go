package main

import (
	"database/sql/driver"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/cxmetrics/cx/churn"
	"github.com/shopspring/decimal"
)

// revision is a record of a subscription, as an export has it. Days are counted from
// 2024-01-01, and end is -1 where there is none.
type revision struct {
	id         string
	updated    int32
	customer   int64
	start, end int32
	cents      int64
}

// revisions returns the records of n subscriptions of half as many customers, in any order.
// Every other subscription comes twice, the second time with an end.
func revisions(n int) []revision {
	random := rand.New(rand.NewPCG(1, 2))
	all := make([]revision, 0, n+n/2)
	for i := range n {
		r := revision{
			id: fmt.Sprintf("sub_%08d", i), updated: 800, customer: random.Int64N(int64(n / 2)),
			start: random.Int32N(700), end: -1, cents: 100 * random.Int64N(500),
		}
		all = append(all, r)
		if i%2 == 0 {
			r.updated, r.end = 801, r.start+1+random.Int32N(300)
			all = append(all, r)
		}
	}
	random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

// An answer is of each of the 24 months the opening customers, those who joined in it and are
// there when it closes, those lost, and the amounts in cents: opening, of those who joined,
// expansion, contraction, churned.
func ledgerContest(c config) (*contest, error) {
	all := revisions(c.n / 10)
	db, err := newDuck()
	if err != nil {
		return nil, err
	}
	columns := "id VARCHAR,updated INTEGER,customer BIGINT,start INTEGER,stop INTEGER,cents BIGINT"
	err = db.load("revisions", columns, len(all), func(i int, to []driver.Value) {
		r := &all[i]
		to[0], to[1], to[2], to[3], to[4], to[5] = r.id, r.updated, r.customer, r.start, nil, r.cents
		if r.end >= 0 {
			to[4] = r.end
		}
	})
	if err != nil {
		return nil, err
	}
	return &contest{
		name:  "ledger",
		asks:  "movements of customers and revenue in 24 months, of subscriptions with text IDs, half as many customers and every other one corrected once, in any order",
		items: len(all),
		techs: []technique{
			{name: "cx churn.Ledger", threads: 1, run: func() ([]int64, error) { return cxLedger(all) }},
			db.technique("DuckDB window functions", ledgerQuery, 1, nil),
			db.technique("DuckDB window functions", ledgerQuery, c.threads, nil),
		},
		wants: []want{{tech: "cx churn.Ledger", than: "DuckDB window functions", times: 1}},
		close: db.Close,
	}, nil
}

func cxLedger(all []revision) ([]int64, error) {
	day := func(n int32) time.Time { return time.Date(2024, 1, 1+int(n), 0, 0, 0, 0, time.UTC) }
	var l churn.Ledger[int64]
	for i := range all {
		r := &all[i]
		s := churn.Subscription[int64]{
			ID: r.id, Updated: day(r.updated), Customer: r.customer, Start: day(r.start), MRR: decimal.New(r.cents, -2), Currency: "EUR",
		}
		if r.end >= 0 {
			s.End = day(r.end)
		}
		if err := l.Add(s); err != nil {
			return nil, err
		}
	}
	bounds, err := churn.BoundsOf(time.UTC, calendar[0], calendar[months-1])
	if err != nil {
		return nil, err
	}
	windows, err := l.Windows(bounds...)
	if err != nil {
		return nil, err
	}
	var answer []int64
	for _, w := range windows {
		m, r := w.Movement, w.Revenue
		answer = append(answer, int64(m.Opening), int64(m.New+m.Reactivated-m.LostJoined), int64(m.Lost))
		for _, amount := range []decimal.Decimal{r.Opening, r.New.Add(r.Reactivated).Sub(r.ChurnedJoined), r.Expansion, r.Contraction, r.Churned} {
			answer = append(answer, amount.Shift(2).IntPart())
		}
	}
	return answer, nil
}

// ledgerQuery takes the latest record of each ID, adds up what each customer holds from one
// change to the next, and joins what they hold at the bounds of a month.
const ledgerQuery = `
WITH latest AS (SELECT * FROM revisions QUALIFY row_number() OVER (PARTITION BY id ORDER BY updated DESC) = 1),
bounds AS (SELECT m, date_diff('day', DATE '2024-01-01', (DATE '2024-01-01' + to_months(m))::DATE) AS d FROM range(25) t(m)),
steps AS (
	SELECT customer, start AS d, cents, 1 AS n FROM latest
	UNION ALL SELECT customer, stop, -cents, -1 FROM latest WHERE stop IS NOT NULL),
days AS (SELECT customer, d, sum(cents) AS cents, sum(n) AS n FROM steps GROUP BY customer, d),
spans AS (
	SELECT customer, d, sum(cents) OVER w AS cents, sum(n) OVER w AS n, lead(d) OVER w AS until
	FROM days WINDOW w AS (PARTITION BY customer ORDER BY d)),
held AS MATERIALIZED (
	SELECT customer, m, cents FROM spans JOIN bounds b ON spans.d < b.d AND (until IS NULL OR until >= b.d) WHERE n > 0),
pairs AS (
	SELECT coalesce(o.m, c.m - 1) AS m, o.cents AS before, c.cents AS now
	FROM held o FULL JOIN held c ON o.customer = c.customer AND o.m + 1 = c.m)
SELECT count(before), count(*) FILTER (before IS NULL), count(*) FILTER (now IS NULL),
	coalesce(sum(before), 0)::BIGINT, coalesce(sum(now) FILTER (before IS NULL), 0)::BIGINT,
	coalesce(sum(now - before) FILTER (now > before), 0)::BIGINT, coalesce(sum(before - now) FILTER (now < before), 0)::BIGINT,
	coalesce(sum(before) FILTER (now IS NULL), 0)::BIGINT
FROM range(24) t(m) LEFT JOIN pairs USING (m) GROUP BY m ORDER BY m`

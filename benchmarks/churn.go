package main

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"iter"
	"math/bits"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/cxmetrics/cx/churn"
	"github.com/cxmetrics/cx/period"
)

// Two years of months, numbered 12*year+month-1: 2024-01 and on.
const (
	firstMonth = 12 * 2024
	lastMonth  = firstMonth + 23
	months     = lastMonth - firstMonth + 1
)

// calendar is those months.
var calendar = slices.Collect(func() iter.Seq[period.Period] {
	all, err := period.Between(period.MustParse("2024-01"), period.MustParse("2025-12"))
	if err != nil {
		panic(err)
	}
	return all
}())

type event struct {
	customer int64
	month    int
}

// events returns events in any order of a tenth as many customers, with IDs all
// over the positive int64.
func events(n int) []event {
	random := rand.New(rand.NewPCG(1, 2))
	customers := make([]int64, n/10)
	for i := range customers {
		customers[i] = random.Int64()
	}
	all := make([]event, n)
	for i := range all {
		all[i] = event{customers[random.IntN(len(customers))], firstMonth + random.IntN(months)}
	}
	return all
}

// An answer is the cohort table (cohort by cohort, age by age), then opening, new,
// reactivated and lost customers of the months after the first.
const cohortCells = months * (months + 1) / 2

func churnContest(c config) (*contest, error) {
	all := events(c.n)
	db, err := newDuck()
	if err != nil {
		return nil, err
	}
	err = db.load("events", "customer BIGINT,month INTEGER", len(all), func(i int, to []driver.Value) {
		to[0], to[1] = all[i].customer, int32(all[i].month)
	})
	if err != nil {
		return nil, err
	}
	py, err := newPython(c.python, map[string]any{
		"customer": column(all, func(e event) int64 { return e.customer }),
		"month":    column(all, func(e event) int32 { return int32(e.month) }),
	})
	if err != nil {
		return nil, err
	}
	return &contest{
		name:  "churn",
		asks:  "cohort table and monthly churn of events in any order, a tenth as many customers with sparse 64-bit IDs, 24 months",
		items: len(all),
		bytes: 16 * len(all),
		techs: []technique{
			{name: "cx churn.Activity", threads: 1, run: func() ([]int64, error) { return cxChurn(all) }},
			{name: "cx churn.Activity, split by customer", threads: c.threads, run: func() ([]int64, error) { return splitChurn(all, c.threads) }},
			{name: "Go maps", threads: 1, peer: true, run: func() ([]int64, error) { return mapChurn(all), nil }},
			db.technique("DuckDB joins", joinsQuery, 1, nil),
			db.technique("DuckDB joins", joinsQuery, c.threads, nil),
			other(db.technique("DuckDB bit_or, no joins", bitsQuery(), 1, churnOfSums)),
			other(db.technique("DuckDB bit_or, no joins", bitsQuery(), c.threads, churnOfSums)),
			py.technique("pandas", "churn"),
		},
		wants: []want{{tech: "cx churn.Activity", than: "DuckDB joins", times: 5}},
		facts: func() ([]fact, error) { return churnMemory(all) },
		close: closing(db, py),
	}, nil
}

func cxChurn(all []event) ([]int64, error) {
	a, err := activity(all)
	if err != nil {
		return nil, err
	}
	return readActivity(a)
}

// splitChurn has as many goroutines, each with customers of its own. Everything that
// is counted adds up, since no customer is in two.
func splitChurn(all []event, threads int) ([]int64, error) {
	answers, errs := make([][]int64, threads), make([]error, threads)
	var wg sync.WaitGroup
	for part := range threads {
		wg.Go(func() {
			var a churn.Activity[int64]
			for i := range all {
				if uint64(all[i].customer)%uint64(threads) != uint64(part) {
					continue
				}
				if errs[part] = a.Add(all[i].customer, calendar[all[i].month-firstMonth]); errs[part] != nil {
					return
				}
			}
			answers[part], errs[part] = readActivity(&a)
		})
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	for _, more := range answers[1:] {
		for i, n := range more {
			answers[0][i] += n
		}
	}
	return answers[0], nil
}

func activity(all []event) (*churn.Activity[int64], error) {
	a := new(churn.Activity[int64])
	for i := range all {
		if err := a.Add(all[i].customer, calendar[all[i].month-firstMonth]); err != nil {
			return nil, err
		}
	}
	return a, nil
}

func readActivity(a *churn.Activity[int64]) ([]int64, error) {
	answer := make([]int64, 0, cohortCells+4*(months-1))
	table, err := a.Bounded(calendar[0], calendar[months-1])
	if err != nil {
		return nil, err
	}
	for i, cohort := range calendar {
		for age := range months - i {
			p, err := table.Retention(cohort, age)
			if err != nil {
				return nil, err
			}
			answer = append(answer, int64(p.Hits))
		}
	}
	movements, err := a.Movements(calendar[1], calendar[months-1])
	if err != nil {
		return nil, err
	}
	for _, m := range movements {
		answer = append(answer, int64(m.Opening), int64(m.New), int64(m.Reactivated), int64(m.Lost))
	}
	return answer, nil
}

// mapChurn is what a programmer writes in five minutes.
func mapChurn(all []event) []int64 {
	active := make(map[int64]uint64)
	for i := range all {
		active[all[i].customer] |= 1 << (all[i].month - firstMonth)
	}
	var cohorts [months][months]int64 // by month, not age
	var moves [months][4]int64
	for _, set := range active {
		first := bits.TrailingZeros64(set)
		moves[first][1]++
		for m := first; m < months; m++ {
			now, before := set>>m&1 != 0, m > 0 && set>>(m-1)&1 != 0
			if now {
				cohorts[first][m]++
			}
			if before {
				moves[m][0]++
			}
			switch {
			case now && !before && m > first:
				moves[m][2]++
			case before && !now:
				moves[m][3]++
			}
		}
	}
	answer := make([]int64, 0, cohortCells+4*(months-1))
	for first := range months {
		answer = append(answer, cohorts[first][first:]...)
	}
	for _, m := range moves[1:] {
		answer = append(answer, m[:]...)
	}
	return answer
}

// joinsQuery is the textbook form: the active months of each customer, joined with
// the first of them and with the month after.
const joinsQuery = `
WITH active AS MATERIALIZED (SELECT DISTINCT customer, month FROM events),
firsts AS MATERIALIZED (SELECT customer, min(month) AS cohort FROM active GROUP BY customer),
retained AS MATERIALIZED (
	SELECT cohort, month, count(*) AS n FROM active JOIN firsts USING (customer) GROUP BY ALL),
stayed AS MATERIALIZED (
	SELECT a.month + 1 AS month, count(*) AS opening, count(b.customer) AS stayed
	FROM active a LEFT JOIN active b ON b.customer = a.customer AND b.month = a.month + 1
	GROUP BY a.month),
months AS MATERIALIZED (SELECT month, sum(n) AS active, coalesce(sum(n) FILTER (WHERE cohort = month), 0) AS new FROM retained GROUP BY month),
span AS (SELECT unnest(range(24288, 24312)) AS m)
SELECT value::BIGINT FROM (
	SELECT 0 AS part, c.m AS a, t.m AS b, 0 AS c, coalesce(n, 0) AS value
	FROM span c JOIN span t ON t.m >= c.m LEFT JOIN retained r ON r.cohort = c.m AND r.month = t.m
	UNION ALL
	SELECT 1, s.m, 0, k, coalesce([opening, new, active - new - coalesce(stayed, 0), opening - stayed][k], 0)
	FROM span s LEFT JOIN months ON months.month = s.m LEFT JOIN stayed ON stayed.month = s.m, (SELECT unnest([1, 2, 3, 4]) AS k)
	WHERE s.m > 24288
) ORDER BY part, a, b, c`

// bitsQuery is what somebody writes who knows what the joins cost: the months of
// a customer as one number. A row is a cohort with how many of it were active in
// each month, then how many in each month and in the one before.
func bitsQuery() string {
	var q strings.Builder
	q.WriteString("SELECT cohort")
	for m := range months {
		fmt.Fprintf(&q, ", count(*) FILTER (WHERE bits >> %d & 1 = 1)", m)
	}
	for m := 1; m < months; m++ {
		fmt.Fprintf(&q, ", count(*) FILTER (WHERE bits >> %d & 3 = 3)", m-1)
	}
	fmt.Fprintf(&q, ` FROM (
		SELECT bit_or(1::BIGINT << (month - %d)) AS bits, min(month) - %[1]d AS cohort FROM events GROUP BY customer
	) GROUP BY cohort ORDER BY cohort`, firstMonth)
	return q.String()
}

// churnOfSums makes an answer of the rows of bitsQuery.
func churnOfSums(rows []int64) ([]int64, error) {
	const width = 1 + months + months - 1
	var cohorts [months][months]int64 // by month, not age
	var active, stayed [months]int64
	for ; len(rows) > 0; rows = rows[width:] {
		copy(cohorts[rows[0]][:], rows[1:1+months])
		for m := range months {
			active[m] += rows[1+m]
			if m > 0 {
				stayed[m] += rows[months+m]
			}
		}
	}
	answer := make([]int64, 0, cohortCells+4*(months-1))
	for first := range months {
		answer = append(answer, cohorts[first][first:]...)
	}
	for m := 1; m < months; m++ {
		fresh := cohorts[m][m]
		answer = append(answer, active[m-1], fresh, active[m]-fresh-stayed[m], active[m-1]-stayed[m])
	}
	return answer, nil
}

// churnMemory measures what an Activity holds by customer once all events are in. What
// it held for a moment while a table grew is not in it.
func churnMemory(all []event) ([]fact, error) {
	before := heap()
	a, err := activity(all)
	if err != nil {
		return nil, err
	}
	held := heap() - before
	customers := float64(a.Customers())
	return []fact{{name: "cx churn.Activity holds, after all events", unit: "bytes a customer", value: float64(held) / customers, most: 48}}, nil
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

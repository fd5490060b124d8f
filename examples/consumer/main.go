// Command consumer uses every package of the library once, as a program of somebody else
// would: it has to go on building and printing the same with every later 1.x.
package main

import (
	"fmt"
	"io"
	"log"
	"os"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/ces"
	"github.com/cxmetrics/cx/churn"
	"github.com/cxmetrics/cx/csat"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/journey"
	"github.com/cxmetrics/cx/nps"
	"github.com/cxmetrics/cx/period"
	"github.com/cxmetrics/cx/tickets"
	"github.com/cxmetrics/cx/value"
	"github.com/shopspring/decimal"
)

func main() {
	if err := run(os.Stdout); err != nil {
		log.Fatal(err)
	}
}

func run(w io.Writer) error {
	recommend, err := nps.CollectSlice([]int{10, 9, 9, 8, 7, 10, 6, 9, 3, 10})
	if err != nil {
		return err
	}
	satisfied, err := csat.CollectSlice(csat.Scale{}, []int{5, 4, 4, 3, 5, 5, 2, 4})
	if err != nil {
		return err
	}
	effort, err := ces.CollectSlice(ces.Scale{}, []int{5, 4, 4, 3, 5, 2, 4, 5})
	if err != nil {
		return err
	}
	customers := churn.Customers{Kept: 194, Lost: 6}
	show(w, "NPS", recommend)
	show(w, "CSAT", satisfied)
	show(w, "CES", effort)
	show(w, "churn", customers)
	show(w, "response rate", estimate.Proportion{Hits: 80, Misses: 120})

	intents := journey.MustTally("buy", "compare")
	if err := intents.AddN("buy", 30); err != nil {
		return err
	}
	show(w, "bought", intents.Share("buy"))

	months := period.NewSeries(period.Month, time.UTC, cx.New[tickets.Tally])
	created := time.Date(2024, time.March, 4, 9, 0, 0, 0, time.UTC)
	tally, err := months.At(created)
	if err != nil {
		return err
	}
	if err := tally.Add(tickets.Ticket{Created: created, FirstReply: created.Add(time.Hour), Resolved: created.Add(3 * time.Hour)}); err != nil {
		return err
	}
	for month, tally := range months.All() {
		fmt.Fprintln(w, month, tally.Times(tickets.MetricResolution))
	}

	account := value.Account{
		ARPA:   value.Money{Amount: decimal.NewFromInt(60), Currency: "EUR"},
		Margin: estimate.RateOfPercent(decimal.NewFromInt(75)),
	}
	clv, err := account.CLV(estimate.RateOfPercent(decimal.New(25, -1)))
	fmt.Fprintln(w, "CLV", clv)
	return err
}

// show prints any metric.
func show[M estimate.Metric[M]](w io.Writer, name string, metric M) {
	score, err := metric.Score()
	if err != nil {
		fmt.Fprintln(w, name, err)
		return
	}
	interval, err := metric.Interval(0.95)
	if err != nil {
		fmt.Fprintln(w, name, score.StringFixed(2), err)
		return
	}
	fmt.Fprintln(w, name, score.StringFixed(2), interval)
}

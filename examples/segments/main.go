// Command segments prints NPS and CSAT by segment and month, and each change.
package main

import (
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/csat"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/nps"
	"github.com/cxmetrics/cx/period"
)

// row is what is counted of a segment in a month.
type row struct {
	NPS  nps.Tally
	CSAT csat.Tally
}

func (r *row) Merge(o *row) error { return errors.Join(r.NPS.Merge(&o.NPS), r.CSAT.Merge(&o.CSAT)) }

func months() *period.Series[*row] { return period.NewSeries(period.Month, time.UTC, cx.New[row]) }

func main() {
	segments := cx.NewBy[string](months)
	for i := range 240 { // made answers: the shop on the web gets better in February
		channel, month := []string{"web", "store"}[i%2], time.Month(1+i%4/2)
		r, err := segments.At(channel).At(time.Date(2024, month, 1+i%28, 12, 0, 0, 0, time.UTC))
		if err != nil {
			log.Fatal(err)
		}
		better := (1 - i%2) * int(month-1)
		if err := errors.Join(r.NPS.Add(nps.Rating(5+i%5+better)), r.CSAT.Add(csat.Rating(2+i%3+better))); err != nil {
			log.Fatal(err)
		}
	}
	for channel, months := range segments.All() {
		for month, step := range months.Steps() {
			fmt.Println(channel, month, "NPS", change(step.Now.NPS, step.Before.NPS), "CSAT", change(step.Now.CSAT, step.Before.CSAT))
		}
	}
	// Output:
	// store 2024-01 NPS -20.0 CSAT 33.3
	// store 2024-02 NPS -20.0 +0.0 (95% -26.6 to 26.6, p=1) CSAT 33.3 +0.0 (95% -16.5 to 16.5, p=1)
	// web 2024-01 NPS -20.0 CSAT 33.3
	// web 2024-02 NPS 20.0 +40.0 (95% 12.3 to 65.4, p=0.0047) CSAT 66.7 +33.3 (95% 15.5 to 48.3, p=0.00026)
}

// change returns the score of a metric, whichever it is, and how it differs from before.
func change[M estimate.Metric[M]](now, before M) string {
	score, _ := now.Score() // every segment has answers in every month
	if d, err := now.Compare(before, 0.95); err == nil {
		return score.StringFixed(1) + " " + d.String()
	}
	return score.StringFixed(1)
}

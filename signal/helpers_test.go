package signal_test

import (
	"bytes"
	"encoding/csv"
	"math"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/nps"
	"github.com/cxmetrics/cx/period"
	"github.com/cxmetrics/cx/signal"
	"github.com/shopspring/decimal"
)

// cell is a tally of everything that a chart can be made of.
type cell struct {
	hits, n uint64
	groups  nps.Groups
	sample  estimate.Sample
	value   float64
	known   bool
}

func (c *cell) Merge(o *cell) error {
	c.hits, c.n, c.value, c.known = c.hits+o.hits, c.n+o.n, c.value+o.value, c.known || o.known
	if err := c.groups.Merge(&o.groups); err != nil {
		return err
	}
	return c.sample.Merge(&o.sample)
}

func (c *cell) share() estimate.Proportion {
	return estimate.Proportion{Hits: c.hits, Misses: c.n - c.hits}
}
func (c *cell) rate() (uint64, uint64) { return c.hits, c.n }
func (c *cell) nps() nps.Groups        { return c.groups }
func (c *cell) mean() estimate.Sample  { return c.sample }
func (c *cell) count() (uint64, error) {
	if !c.known {
		return 0, cx.ErrNoData
	}
	return c.hits, nil
}

func (c *cell) score() (decimal.Decimal, error) {
	if !c.known {
		return decimal.Decimal{}, cx.ErrNoData
	}
	return decimal.NewFromFloat(c.value), nil
}

var start = period.MustParse("2020-01")

func month(i int) period.Period { return must(start.Add(i)) }

func must[T any](x T, err error) T {
	if err != nil {
		panic(err)
	}
	return x
}

func series(n int, fill func(i int, c *cell)) *period.Series[*cell] {
	s := period.NewSeries(period.Month, time.UTC, cx.New[cell])
	for i := range n {
		fill(i, must(s.For(month(i))))
	}
	return s
}

// values returns a series of single values; a NaN is a gap.
func values(xs ...float64) signal.Data {
	return must(signal.Values(series(len(xs), func(i int, c *cell) {
		if !math.IsNaN(xs[i]) {
			c.value, c.known = xs[i], true
		}
	}), (*cell).score))
}

func counted(hits, n []uint64) *period.Series[*cell] {
	return series(len(hits), func(i int, c *cell) { c.hits, c.n, c.known = hits[i], n[i], true })
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-9*max(1, math.Abs(want))) {
		t.Errorf("%s: %.12g, want %.12g", what, got, want)
	}
}

type row struct{ y, n, centre, lower, upper float64 }

// tables returns the rows of testdata/charts.csv by chart.
func tables(t *testing.T) map[string][]row {
	t.Helper()
	file, err := os.ReadFile("testdata/charts.csv")
	if err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(bytes.NewReader(file)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	byChart := map[string][]row{}
	for _, l := range lines[1:] {
		var x [5]float64
		for i := range x {
			x[i] = must(strconv.ParseFloat(l[2+i], 64))
		}
		byChart[l[0]] = append(byChart[l[0]], row{x[0], x[1], x[2], x[3], x[4]})
	}
	return byChart
}

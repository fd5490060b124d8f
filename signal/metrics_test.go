package signal_test

import (
	"encoding/json"
	"errors"
	"math"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/ces"
	"github.com/cxmetrics/cx/churn"
	"github.com/cxmetrics/cx/csat"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/journey"
	"github.com/cxmetrics/cx/nps"
	"github.com/cxmetrics/cx/period"
	"github.com/cxmetrics/cx/signal"
	"github.com/cxmetrics/cx/tickets"
	"github.com/cxmetrics/cx/value"
)

// Every metric of the module can be asked by one of its methods: that this compiles is the test,
// and that a series without data has no limits.
func TestEveryMetric(t *testing.T) {
	check := func(what string) func(signal.Data, error) {
		return func(d signal.Data, err error) {
			if _, none := d.MannKendall(); err != nil || !errors.Is(none, cx.ErrNoData) {
				t.Error(what, err)
			}
		}
	}
	months := func() (period.Unit, *time.Location) { return period.Month, time.UTC }
	u, l := months()
	check("nps")(signal.NPS(period.NewSeries(u, l, cx.New[nps.Tally]), (*nps.Tally).Groups))
	check("nps mean")(signal.Means(period.NewSeries(u, l, cx.New[nps.Tally]), (*nps.Tally).Mean))
	check("weighted nps")(signal.Values(period.NewSeries(u, l, cx.New[nps.WeightedTally]), (*nps.WeightedTally).Score))
	check("csat")(signal.Shares(period.NewSeries(u, l, cx.New[csat.Tally]), (*csat.Tally).Satisfied))
	check("ces")(signal.Means(period.NewSeries(u, l, cx.New[ces.Tally]), (*ces.Tally).Mean))
	check("easy")(signal.Shares(period.NewSeries(u, l, cx.New[ces.Tally]), (*ces.Tally).Easy))
	check("churn")(signal.Values(period.NewSeries(u, l, cx.New[churn.Customers]), (*churn.Customers).Score))
	check("resolved")(signal.Values(period.NewSeries(u, l, cx.New[tickets.Flow]), (*tickets.Flow).Score))
	check("median")(signal.Times(period.NewSeries(u, l, cx.New[tickets.Durations]), time.Hour, (*tickets.Durations).Median))
	check("first contact")(signal.Shares(period.NewSeries(u, l, cx.New[tickets.Tally]), func(t *tickets.Tally) estimate.Proportion { return t.FirstContact().Value }))
	check("sla")(signal.Shares(period.NewSeries(u, l, cx.New[tickets.Attainment]), (*tickets.Attainment).Rate))
	check("tasks")(signal.Shares(period.NewSeries(u, l, cx.New[journey.Tasks]), (*journey.Tasks).Completion))
	check("customers")(signal.Shares(period.NewSeries(u, l, cx.New[churn.Customers]), (*churn.Customers).Churn))
	check("sentiment")(signal.Values(period.NewSeries(u, l, cx.New[journey.Sentiment]), (*journey.Sentiment).Score))
	check("visits")(signal.Samples(period.NewSeries(u, l, cx.New[journey.PerCustomer[string]]), (*journey.PerCustomer[string]).Sample))
	check("weighted csat")(signal.Values(period.NewSeries(u, l, cx.New[csat.WeightedTally]), (*csat.WeightedTally).Score))
	check("weighted ces")(signal.Values(period.NewSeries(u, l, cx.New[ces.WeightedTally]), (*ces.WeightedTally).Score))
	check("nrr")(signal.Values(period.NewSeries(u, l, cx.New[churn.Revenue]), (*churn.Revenue).NRR))
	check("repeat")(signal.Shares(period.NewSeries(u, l, cx.New[churn.Purchases[string]]), (*churn.Purchases[string]).RepeatByOrder))
	check("sketch")(signal.Times(period.NewSeries(u, l, cx.New[tickets.DurationSketch]), time.Hour, (*tickets.DurationSketch).Median))
	check("mean time")(signal.Values(period.NewSeries(u, l, cx.New[tickets.DurationSample]), (*tickets.DurationSample).Score))
	check("volume")(signal.Counts(period.NewSeries(u, l, cx.New[tickets.Tally]), func(t *tickets.Tally) (uint64, error) { return t.Volume(), nil }))
	check("contacts")(signal.Samples(period.NewSeries(u, l, cx.New[tickets.Tally]), func(t *tickets.Tally) estimate.Sample { return t.Contacts().Value }))
	check("tickets per customer")(signal.Rates(period.NewSeries(u, l, cx.New[tickets.Tally]), 100, func(t *tickets.Tally) (uint64, uint64) { return t.Volume(), 2000 }))
	check("articles")(signal.Shares(period.NewSeries(u, l, cx.New[journey.Articles]), (*journey.Articles).Read))
	check("carts")(signal.Shares(period.NewSeries(u, l, cx.New[journey.Carts]), (*journey.Carts).Recovery))
	check("actions")(signal.Samples(period.NewSeries(u, l, cx.New[journey.Visits]), (*journey.Visits).Actions))
	check("time on site")(signal.Times(period.NewSeries(u, l, cx.New[journey.Visits]), time.Minute, (*journey.Visits).TimeOnSite))
	check("intent")(signal.Shares(period.NewSeries(u, l, cx.New[journey.Tally]), func(x *journey.Tally) estimate.Proportion { return x.Share("cancel") }))
	check("payments")(signal.Values(period.NewSeries(u, l, cx.New[value.Payments[string]]), (*value.Payments[string]).Score))
	check("mean")(signal.Samples(period.NewSeries(u, l, cx.New[estimate.Sample]), func(s *estimate.Sample) estimate.Sample { return *s }))
}

func TestTimes(t *testing.T) {
	s := series(4, func(i int, c *cell) { c.value, c.known = float64(i%2), i != 2 })
	read := func(c *cell) (time.Duration, error) {
		if !c.known {
			return 0, cx.ErrNoData
		}
		return time.Duration(30+60*c.value) * time.Minute, nil
	}
	c := must(must(signal.Times(s, time.Hour, read)).Chart(signal.Options{}))
	if p := c.Points[1]; p.Value != 1.5 || !p.LowerCut || p.Lower != 0 || !c.Points[2].Empty {
		t.Error(c)
	}
	if _, err := signal.Times(s, 0, read); !errors.Is(err, cx.ErrOutOfRange) {
		t.Error(err)
	}
	if _, err := signal.Times(s, 1, func(*cell) (time.Duration, error) { return -1, nil }); !errors.Is(err, cx.ErrOutOfRange) {
		t.Error(err)
	}
}

// Months merged to quarters have the centre of the months, and limits as of one month with
// all the answers.
func TestQuarters(t *testing.T) {
	var hits, n []uint64
	for i := range uint64(36) {
		n = append(n, 100+i%7)
		hits = append(hits, 70+i*i%13)
	}
	var quarterHits, quarterN []uint64
	for i := 0; i < 36; i += 3 {
		quarterHits = append(quarterHits, hits[i]+hits[i+1]+hits[i+2])
		quarterN = append(quarterN, n[i]+n[i+1]+n[i+2])
	}
	m := must(shares(hits, n).Chart(signal.Options{Spread: signal.Counting}))
	q := must(shares(quarterHits, quarterN).Chart(signal.Options{Spread: signal.Counting}))
	near(t, "centre", q.Phases[0].Centre, m.Phases[0].Centre)
	for i, p := range q.Points {
		weight := 0.0 // of the months: n is sigma to the power of -2
		for _, x := range m.Points[3*i : 3*i+3] {
			weight += 1 / (x.Sigma * x.Sigma)
		}
		near(t, "sigma", p.Sigma, math.Sqrt(1/weight))
	}
}

// The order in which the months were counted does not change a bit.
func TestOrder(t *testing.T) {
	chart := func(at func(i int) int) string {
		s := period.NewSeries(period.Month, time.UTC, cx.New[cell])
		for i := range juice {
			k := at(i)
			c := must(s.For(month(k)))
			c.hits, c.n = juice[k], 50+uint64(k)
		}
		return string(must(json.Marshal(must(must(signal.Shares(s, (*cell).share)).Chart(signal.Options{})))))
	}
	if up, down := chart(func(i int) int { return i }), chart(func(i int) int { return len(juice) - 1 - i }); up != down {
		t.Errorf("%s\n%s", up, down)
	}
}

// What a chart is made of does not change with its series, nor one chart with another.
func TestNothingShared(t *testing.T) {
	s := counted(juice, repeat(50, 30))
	d := must(signal.Shares(s, (*cell).share))
	a := must(d.Chart(signal.Options{}))
	before := a.String()
	for _, c := range s.All() {
		c.hits = 50
	}
	b := must(d.Chart(signal.Options{}))
	for i := range b.Points {
		b.Points[i] = signal.Point{}
	}
	clear(b.Phases)
	clear(b.Signals)
	if a.String() != before || must(d.Chart(signal.Options{})).String() != before {
		t.Error("shared")
	}
}

// No numbers, however odd, panic or give limits that are not numbers.
func FuzzChart(f *testing.F) {
	f.Add([]byte{1, 2, 3, 200, 5, 6, 7}, uint8(0), uint8(3), uint8(9))
	f.Fuzz(func(t *testing.T, xs []byte, options, k, phase uint8) {
		if len(xs) > 200 {
			return
		}
		var hits, n []uint64
		for i, x := range xs {
			all := uint64(x) << (i % 40)
			n = append(n, all)
			hits = append(hits, all*uint64(x%5)/4)
		}
		o := signal.Options{
			Spread: signal.Spread(options % 3), Screen: options&4 > 0, Bridge: options&8 > 0, SkipCentre: options&16 > 0,
			Rules: []signal.Rule{signal.Beyond(), signal.Run(int(k)), signal.TwoOfThree(), signal.Trend(int(k)), signal.Inner(int(k))},
		}
		if options&32 > 0 {
			o.Rephase = signal.Run(int(k))
		}
		if options&64 > 0 {
			o.Phases = []period.Period{month(int(phase))}
		}
		if options&128 > 0 {
			o.Baseline = signal.FirstPoints(int(k))
		}
		for _, d := range []signal.Data{shares(hits, n), rates(hits, n), counts(hits, n)} {
			c, err := d.Chart(o)
			if err != nil {
				continue
			}
			for _, p := range c.Points {
				if sum := p.Value + p.Centre + p.Sigma + p.Lower + p.Upper; math.IsNaN(sum) || math.IsInf(sum, 0) || p.Lower > p.Upper {
					t.Fatalf("%+v", p)
				}
			}
			for _, s := range c.Signals {
				if s.First.Compare(s.Seen) > 0 || s.Seen.Compare(s.Last) > 0 {
					t.Fatal(s)
				}
			}
		}
	})
}

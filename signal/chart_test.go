package signal_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/nps"
	"github.com/cxmetrics/cx/period"
	"github.com/cxmetrics/cx/signal"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// Limits as qicharts2 0.8.1 and qcc 2.7 compute them: testdata/charts.R.
func TestAgainstR(t *testing.T) {
	all := tables(t)
	for name, tc := range map[string]struct {
		unit    float64
		options signal.Options
		data    func(hits, n []uint64) signal.Data
	}{
		"qicharts2 p":           {100, signal.Options{Spread: signal.Counting}, shares},
		"qcc p":                 {100, signal.Options{Spread: signal.Counting}, shares},
		"qicharts2 pp":          {100, signal.Options{Spread: signal.Laney}, shares},
		"qicharts2 pp screened": {100, signal.Options{Spread: signal.Laney, Screen: true}, shares},
		"qicharts2 u":           {100, signal.Options{Spread: signal.Counting}, rates},
		"qcc u":                 {100, signal.Options{Spread: signal.Counting}, rates},
		"qicharts2 up":          {100, signal.Options{Spread: signal.Laney}, rates},
		"qicharts2 c":           {1, signal.Options{Spread: signal.Counting}, counts},
		"qicharts2 i":           {1, signal.Options{D2: true}, nil},
		"qcc xbar.one":          {1, signal.Options{D2: true}, nil},
		"qicharts2 i screened":  {1, signal.Options{D2: true, Screen: true}, nil},
	} {
		rows := all[name]
		if len(rows) == 0 {
			t.Fatalf("no table %q", name)
		}
		var hits, n []uint64
		var ys []float64
		for _, r := range rows {
			ys = append(ys, r.y)
			n = append(n, uint64(r.n))
			hits = append(hits, uint64(math.Round(r.y*r.n)))
		}
		data := values(ys...)
		if tc.data != nil {
			data = tc.data(hits, n)
		}
		c, err := data.Chart(tc.options)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for i, p := range c.Points {
			at := fmt.Sprintf("%s %d", name, i)
			near(t, at+" value", p.Value, tc.unit*rows[i].y)
			near(t, at+" centre", p.Centre, tc.unit*rows[i].centre)
			near(t, at+" lower", p.Lower, tc.unit*rows[i].lower)
			near(t, at+" upper", p.Upper, tc.unit*rows[i].upper)
		}
	}
}

func shares(hits, n []uint64) signal.Data {
	return must(signal.Shares(counted(hits, n), (*cell).share))
}
func rates(hits, n []uint64) signal.Data {
	return must(signal.Rates(counted(hits, n), 100, (*cell).rate))
}
func counts(hits, n []uint64) signal.Data {
	return must(signal.Counts(counted(hits, n), (*cell).count))
}

func repeat(x uint64, k int) []uint64 {
	xs := make([]uint64, k)
	for i := range xs {
		xs[i] = x
	}
	return xs
}

// D. C. Montgomery, "Introduction to Statistical Quality Control", 6th ed., example 7.1:
// cans of orange juice, 30 samples of 50.
var juice = []uint64{12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6}

func TestOrangeJuice(t *testing.T) {
	data := shares(juice, repeat(50, 30))
	c := must(data.Chart(signal.Options{Spread: signal.Counting, Better: signal.Lower, Rules: []signal.Rule{signal.Beyond()}}))
	p := c.Points[0]
	if got := fmt.Sprintf("%.4f %.4f %.4f", p.Centre/100, p.Lower/100, p.Upper/100); got != "0.2313 0.0524 0.4102" {
		t.Error(got)
	}
	if len(c.Signals) != 2 || c.Signals[0].First != month(14) || c.Signals[1].First != month(22) || c.Signals[0].Verdict != -1 || c.Signals[0].Direction != 1 {
		t.Error(c.Signals)
	}
	// Without the two: centre 0.2150, limits 0.0407 and 0.3893 (the book), and sample 21 outside.
	c = must(data.Chart(signal.Options{Spread: signal.Counting, Exclude: []period.Period{month(14), month(22)}, Rules: []signal.Rule{signal.Beyond()}}))
	p = c.Points[0]
	if got := fmt.Sprintf("%.4f %.4f %.4f", p.Centre/100, p.Lower/100, p.Upper/100); got != "0.2150 0.0407 0.3893" {
		t.Error(got)
	}
	if len(c.Signals) != 3 || c.Signals[1].First != month(20) {
		t.Error(c.Signals)
	}
}

// The u chart of the same book: nonconformities of 20 samples of 5 computers; the data as
// in qcc's pcmanufact.
func TestComputers(t *testing.T) {
	x := []uint64{10, 12, 8, 14, 10, 16, 11, 7, 10, 15, 9, 5, 7, 11, 12, 6, 8, 10, 7, 5}
	c := must(must(signal.Rates(counted(x, repeat(5, 20)), 1, (*cell).rate)).Chart(signal.Options{Spread: signal.Counting}))
	p := c.Points[0]
	if got := fmt.Sprintf("%.2f %.2f %.2f", p.Centre, p.Lower, p.Upper); got != "1.93 0.07 3.79" || len(c.Signals) != 0 {
		t.Error(got, c.Signals)
	}
}

func TestXmRFactors(t *testing.T) {
	xs := []float64{10, 12, 11, 15, 14, 10, 11, 13} // ranges 2 1 4 1 4 1 2: mean 15/7, median 2
	for _, tc := range []struct {
		o            signal.Options
		reach, limit float64
	}{
		{signal.Options{}, 2.66 * 15 / 7, 3.268 * 15 / 7},
		{signal.Options{D2: true}, 3 / 1.128 * 15 / 7, 3.268 * 15 / 7},
		{signal.Options{Median: true}, 3.145 * 2, 3.865 * 2},
		{signal.Options{Median: true, D2: true}, 3 / 0.954 * 2, 3.865 * 2},
	} {
		c := must(values(xs...).Chart(tc.o))
		near(t, "centre", c.Phases[0].Centre, 12)
		near(t, "upper", c.Points[0].Upper, 12+tc.reach)
		near(t, "lower", c.Points[7].Lower, 12-tc.reach)
		near(t, "ranges", c.Phases[0].RangeLimit, tc.limit)
	}
	// All ranges equal: screening leaves them.
	c := must(values(1, 2, 1, 2, 1, 2, 1).Chart(signal.Options{Screen: true}))
	near(t, "range", c.Phases[0].Range, 1)
}

func TestGaps(t *testing.T) {
	nan := math.NaN()
	data := values(1, 2, nan, 9, 8, 7, 8, 9)
	c := must(data.Chart(signal.Options{}))
	near(t, "broken", c.Phases[0].Range, 1)
	if p := c.Points[2]; !p.Empty || p.Value != 0 || p.Upper != 0 || p.Sigma != 0 {
		t.Error(p)
	}
	near(t, "bridged", must(data.Chart(signal.Options{Bridge: true})).Phases[0].Range, 12./6)
	// A month that is not over is no point: 2020-08 ends with the first instant of September.
	c = must(data.Chart(signal.Options{AsOf: time.Date(2020, 8, 31, 23, 0, 0, 0, time.UTC)}))
	if !c.Points[7].Running || c.Phases[0].Baseline != 6 {
		t.Error(c.Points[7], c.Phases)
	}
	c = must(data.Chart(signal.Options{AsOf: time.Date(2020, 9, 1, 0, 0, 0, 0, time.UTC)}))
	if c.Points[7].Empty || c.Points[7].Running {
		t.Error(c.Points[7])
	}
	text := string(must(json.Marshal(c)))
	if !strings.Contains(text, `{"period":"2020-03","state":"empty","value":null,"n":null,"centre":null,"sigma":null,"lower":null,"upper":null,`) {
		t.Error(text)
	}
}

func texts(c signal.Chart) (lines []string) {
	for _, s := range c.Signals {
		lines = append(lines, s.String()+" seen "+s.Seen.String())
	}
	return lines
}

func TestRules(t *testing.T) {
	base := signal.FirstPoints(8)
	noise := []float64{9, 11, 9, 11, 9, 11, 9, 11} // centre 10, ranges 2, limits 10 -+ 5.32
	with := func(xs ...float64) signal.Data { return values(append(append([]float64{}, noise...), xs...)...) }
	for _, tc := range []struct {
		name string
		data signal.Data
		o    signal.Options
		want []string
	}{
		{"beyond", with(15.32, 15.33, 4.67), signal.Options{Rules: []signal.Rule{signal.Beyond()}},
			[]string{"2020-10: high, beyond a limit seen 2020-10", "2020-11: low, beyond a limit seen 2020-11"}},
		{"run", with(12, 13, 11, 11, 9), signal.Options{Rules: []signal.Rule{signal.Run(4)}, Better: signal.Higher},
			[]string{"2020-08 to 2020-12: high, a run of 4 on one side (good) seen 2020-11"}},
		{"low is good", with(8, 8, 8), signal.Options{Rules: []signal.Rule{signal.Run(3)}, Better: signal.Lower},
			[]string{"2020-09 to 2020-11: low, a run of 3 on one side (good) seen 2020-11"}},
		{"centre breaks", with(12, 10, 12), signal.Options{Rules: []signal.Rule{signal.Run(3)}}, nil},
		{"centre skipped", with(12, 10, 12), signal.Options{Rules: []signal.Rule{signal.Run(3)}, SkipCentre: true},
			[]string{"2020-08 to 2020-11: high, a run of 3 on one side seen 2020-11"}},
		{"two of three", with(14, 10, 14, 10, 10, 14), signal.Options{Rules: []signal.Rule{signal.TwoOfThree()}},
			[]string{"2020-09 to 2020-11: high, two of three in the outer third seen 2020-11"}},
		{"just within 2 sigma", with(13.54, 13.54, 13.54), signal.Options{Rules: []signal.Rule{signal.TwoOfThree()}}, nil},
		{"just beyond 2 sigma", with(13.55, 13.55), signal.Options{Rules: []signal.Rule{signal.TwoOfThree()}},
			[]string{"2020-09 to 2020-10: high, two of three in the outer third seen 2020-10"}},
		{"opposite sides", with(14, 6, 10, 14), signal.Options{Rules: []signal.Rule{signal.TwoOfThree()}}, nil},
		{"two stretches", with(6, 6, 10, 10, 10, 6, 10, 6), signal.Options{Rules: []signal.Rule{signal.TwoOfThree()}},
			[]string{"2020-09 to 2020-10: low, two of three in the outer third seen 2020-10", "2020-14: "}},
		{"trend", with(11, 12, 13, 12, 11), signal.Options{Rules: []signal.Rule{signal.Trend(3)}, Better: signal.Higher},
			[]string{"2020-09 to 2020-11: rising, a trend of 3 (good) seen 2020-11", "2020-11 to 2021-01: falling, a trend of 3 (bad) seen 2021-01"}},
		{"inner", with(10, 10.5, 15), signal.Options{Rules: []signal.Rule{signal.Inner(10)}},
			[]string{"2020-01 to 2020-10: 10 in the inner third seen 2020-10"}},
	} {
		tc.o.Baseline = base
		got := texts(must(tc.data.Chart(tc.o)))
		if tc.name == "two stretches" {
			if len(got) != 2 || !strings.HasPrefix(got[1], "2021-02 to 2021-04: low") {
				t.Error(got)
			}
			continue
		}
		if d := cmp.Diff(tc.want, got); d != "" {
			t.Errorf("%s: %s", tc.name, d)
		}
	}
}

func TestPhases(t *testing.T) {
	var xs []float64
	for i := range 24 {
		x := 10 + float64(i%2)
		if i >= 12 {
			x += 20
		}
		xs = append(xs, x)
	}
	data := values(xs...)
	known := must(data.Chart(signal.Options{Phases: []period.Period{month(12)}}))
	found := must(data.Chart(signal.Options{Rephase: signal.Run(8)}))
	if d := cmp.Diff(known, found, cmp.Comparer(func(a, b period.Period) bool { return a == b }), cmp.Comparer(func(a, b signal.Rule) bool { return a == b })); d != "" {
		t.Error(d)
	}
	if len(known.Phases) != 2 || known.Phases[1].Centre != 30.5 || len(known.Signals) != 0 || known.Points[12].Phase != 1 {
		t.Error(known)
	}
	if c := must(data.Chart(signal.Options{})); len(c.Signals) == 0 || len(c.At(month(12))) == 0 {
		t.Error("one phase sees nothing")
	}
	c := must(data.Chart(signal.Options{Baseline: signal.Between(month(0), month(11))}))
	if c.Phases[0].Centre != 10.5 || c.Phases[0].Baseline != 12 || !c.Points[0].InBaseline || c.Points[12].InBaseline {
		t.Error(c.Phases)
	}
}

// A run that is found too late leaves too few points for limits of their own.
func TestRephaseNeedsPoints(t *testing.T) {
	xs := []float64{10, 11, 10, 11, 10, 11, 10, 11, 10, 11, 10, 11, 30, 31, 30, 31, 30}
	o := signal.Options{Rephase: signal.Run(4)}
	if c := must(values(xs...).Chart(o)); len(c.Phases) != 1 {
		t.Error(c)
	}
	if c := must(values(slices.Concat(xs, []float64{31})...).Chart(o)); len(c.Phases) != 2 || c.Phases[1].First != month(12) {
		t.Error(c)
	}
}

// A phase that begins with the last month has no limits yet; the phase before has.
func TestNewPhase(t *testing.T) {
	c := must(values(1, 2, 3, 4, 5, 6, 70).Chart(signal.Options{Phases: []period.Period{month(6)}}))
	if len(c.Phases) != 2 || c.Phases[1].Qualified || c.Points[6].Sigma != 0 || c.Points[6].Centre != 70 || c.Points[5].Sigma == 0 {
		t.Error(c)
	}
	c = must(values(1, 2, 3, 4, 5, 6, math.NaN()).Chart(signal.Options{Phases: []period.Period{month(6)}}))
	if len(c.Phases) != 2 || c.Phases[1].Baseline != 0 || !c.Points[6].Empty {
		t.Error(c)
	}
}

func TestQualified(t *testing.T) {
	for n, want := range map[int][2]bool{2: {}, 5: {}, 6: {true, false}, 11: {true, false}, 12: {true, true}} {
		xs := make([]float64, n+1)
		for i := range n {
			xs[i] = float64(i % 2)
		}
		xs[n] = 1e6
		c := must(values(xs...).Chart(signal.Options{Baseline: signal.FirstPoints(n)}))
		if [2]bool{c.Phases[0].Qualified, c.Phases[0].Firm} != want || (len(c.Signals) > 0) != want[0] {
			t.Error(n, c.Phases[0], c.Signals)
		}
	}
}

func TestNoSpread(t *testing.T) {
	hits, n := append(repeat(0, 12), 1), repeat(50, 13)
	c := must(shares(hits, n).Chart(signal.Options{Baseline: signal.FirstPoints(12), Spread: signal.Laney}))
	if len(c.Signals) != 0 || c.Points[12].Sigma != 0 || c.Points[12].Value != 2 {
		t.Error(c)
	}
	if !strings.Contains(string(must(json.Marshal(c.Points[12]))), `"value":2,"n":50,"centre":0,"sigma":null,"lower":null`) {
		t.Error(string(must(json.Marshal(c.Points[12]))))
	}
}

// NPS and means from their definitions, written anew.
func TestNPSAndMeans(t *testing.T) {
	groups := []nps.Groups{
		{Promoters: 50, Passives: 30, Detractors: 20}, {Promoters: 3}, {Promoters: 40, Passives: 40, Detractors: 40},
		{Promoters: 30, Passives: 10, Detractors: 5}, {Promoters: 22, Passives: 13, Detractors: 20}, {Promoters: 9, Passives: 1, Detractors: 1},
	}
	ratings := [][]int64{{1, 2, 3}, {5, 5, 5}, {4}, {2, 4, 4, 5}, {3, 3, 1, 2}, {5, 4}}
	s := series(6, func(i int, c *cell) {
		c.groups = groups[i]
		for _, r := range ratings[i] {
			if err := c.sample.Add(r); err != nil {
				t.Fatal(err)
			}
		}
	})
	c := must(must(signal.NPS(s, (*cell).nps)).Chart(signal.Options{Spread: signal.Counting}))
	var all nps.Groups
	for _, g := range groups {
		if err := all.Merge(&g); err != nil {
			t.Fatal(err)
		}
	}
	n := float64(must(all.N()))
	p, d := float64(all.Promoters)/n, float64(all.Detractors)/n
	sd := 100 * math.Sqrt(p+d-(p-d)*(p-d))
	near(t, "centre", c.Points[0].Centre, 100*(p-d))
	near(t, "sigma of 100", c.Points[0].Sigma, sd/10)
	near(t, "sigma of 3", c.Points[1].Sigma, sd/math.Sqrt(3))
	if q := c.Points[1]; q.Upper != 100 || !q.UpperCut || q.Lower != -100 || !q.LowerCut {
		t.Error(q)
	}
	mean := func(x *cell) estimate.Mean { return must(estimate.MeanOf(x.sample, 1, 5)) }
	c = must(must(signal.Means(s, mean)).Chart(signal.Options{Spread: signal.Counting}))
	// squares within: 2, 0, 0, 27/4*... by hand: {2,4,4,5} 4.75, {3,3,1,2} 2.75, {5,4} 0.5; freedom 2+2+0+3+3+1
	near(t, "pooled", c.Points[2].Sigma, math.Sqrt((2+4.75+2.75+0.5)/11))
	near(t, "centre", c.Points[2].Centre, (6+15+4+15+9+9)/17.)
	if q := c.Points[2]; q.Upper != 5 || !q.UpperCut {
		t.Error(q)
	}
	free := must(must(signal.Samples(s, (*cell).mean)).Chart(signal.Options{Spread: signal.Counting}))
	near(t, "sigma", free.Points[3].Sigma, c.Points[3].Sigma)
	scaled := must(must(signal.Means(s, func(x *cell) estimate.Mean { return mean(x).Rescaled() })).Chart(signal.Options{Spread: signal.Counting}))
	near(t, "rescaled", scaled.Points[3].Sigma, 25*c.Points[3].Sigma)
	near(t, "rescaled", scaled.Points[3].Value, 25*(c.Points[3].Value-1))
}

// NPS' and means', Laney's correction of the two, as R 4.2.2 computes them. With n, y the
// respondents and scores of each period, and all the answers as 100, 0 and -100:
//
//	centre <- mean(all); sd <- sqrt(mean((all-centre)^2)); z <- (y-centre)/(sd/sqrt(n))
//	factor <- mean(abs(diff(z)))/1.128; centre -+ 3*factor*sd/sqrt(n)
//
// and for means sd <- summary(lm(all ~ factor(period)))$sigma.
func TestOverdispersedAgainstR(t *testing.T) {
	groups := []nps.Groups{
		{Promoters: 50, Passives: 30, Detractors: 20}, {Promoters: 300, Passives: 50, Detractors: 20},
		{Promoters: 40, Passives: 40, Detractors: 40}, {Promoters: 30, Passives: 10, Detractors: 5},
		{Promoters: 220, Passives: 130, Detractors: 200}, {Promoters: 9, Passives: 1, Detractors: 11},
	}
	ratings := [][]int64{{1, 2, 3}, {5, 5, 5}, {4}, {2, 4, 4, 5}, {3, 3, 1, 2}, {5, 4}}
	s := series(6, func(i int, c *cell) {
		c.groups = groups[i]
		for _, r := range ratings[i] {
			if err := c.sample.Add(r); err != nil {
				t.Fatal(err)
			}
		}
	})
	free := func(d signal.Data) signal.Data { return must(d.Within(math.Inf(-1), math.Inf(1))) }
	for _, tc := range []struct {
		name           string
		data           signal.Data
		centre, factor float64
		lower, upper   []float64
	}{
		{
			"nps", free(must(signal.NPS(s, (*cell).nps))), 29.2703150912106, 8.05748841500951,
			[]float64{-172.668455361009, -75.7126526544689, -155.07371792802, -271.762230258049, -56.8366659495584, -411.396209358128},
			[]float64{231.209085543431, 134.25328283689, 213.614348110442, 330.302860440471, 115.37729613198, 469.936839540549},
		},
		{
			"means", must(signal.Samples(s, (*cell).mean)), 3.41176470588235, 2.66099600045858,
			[]float64{-0.982725557594252, -0.982725557594252, -4.19971570382587, -0.393975498971758, -0.393975498971758, -1.97036470669089},
			[]float64{7.80625496935896, 7.80625496935896, 11.0232451155906, 7.21750491073646, 7.21750491073646, 8.7938941184556},
		},
	} {
		for _, spread := range []signal.Spread{signal.Widened, signal.Laney} {
			c := must(tc.data.Chart(signal.Options{Spread: spread}))
			near(t, tc.name+" centre", c.Phases[0].Centre, tc.centre)
			near(t, tc.name+" factor", c.Phases[0].SigmaZ, tc.factor)
			for i, p := range c.Points {
				near(t, fmt.Sprintf("%s lower %d", tc.name, i), p.Lower, tc.lower[i])
				near(t, fmt.Sprintf("%s upper %d", tc.name, i), p.Upper, tc.upper[i])
			}
		}
	}
}

// The mean of 0.1, 0.2 and 0.3 is 0.2, but not as float64: a point on the centre line is
// on it all the same.
func TestOnTheCentreLine(t *testing.T) {
	xs := []float64{0.1, 0.2, 0.3, 0.1, 0.2, 0.3}
	c := must(values(xs...).Chart(signal.Options{Rules: []signal.Rule{signal.Run(2)}}))
	if len(c.Signals) != 0 {
		t.Error(c.Signals)
	}
	c = must(values(xs...).Chart(signal.Options{Rules: []signal.Rule{signal.Run(2)}, SkipCentre: true}))
	if len(c.Signals) != 0 {
		t.Error(c.Signals) // low, centre, high, low, centre, high
	}
}

// Numbers so large or small that limits could not be computed are refused.
func TestTooLarge(t *testing.T) {
	for _, x := range []float64{1e101, -1e308, 1e308} {
		s := series(3, func(i int, c *cell) { c.value, c.known = x*float64(i), true })
		if _, err := signal.Values(s, (*cell).score); !errors.Is(err, cx.ErrOutOfRange) {
			t.Error(x, err)
		}
	}
	for _, per := range []float64{1e-320, math.MaxFloat64} {
		if _, err := signal.Rates(counted([]uint64{1, 2}, []uint64{3, 4}), per, (*cell).rate); !errors.Is(err, cx.ErrOutOfRange) {
			t.Error(per, err)
		}
	}
	if _, err := signal.MannKendall([]float64{1, 1e101, 2}); !errors.Is(err, cx.ErrOutOfRange) {
		t.Error(err)
	}
	if _, err := signal.Sen([]float64{0, 5e-324, 1}, []float64{0, 1, 2}, 0.95); !errors.Is(err, cx.ErrOutOfRange) {
		t.Error(err)
	}
}

func TestRefused(t *testing.T) {
	data := values(1, 2, 3, 4, 5, 6)
	for _, tc := range []struct {
		kind error
		o    signal.Options
	}{
		{cx.ErrOutOfRange, signal.Options{Rules: []signal.Rule{{}}}},
		{cx.ErrOutOfRange, signal.Options{Rules: []signal.Rule{signal.Run(1)}}},
		{cx.ErrOutOfRange, signal.Options{Rephase: signal.Run(0)}},
		{cx.ErrOutOfRange, signal.Options{Better: 9}},
		{cx.ErrOutOfRange, signal.Options{Baseline: signal.FirstPoints(1)}},
		{cx.ErrOutOfRange, signal.Options{Baseline: signal.FirstPoints(0)}},
		{cx.ErrOutOfRange, signal.Options{Baseline: signal.Between(month(2), month(1))}},
		{cx.ErrMismatch, signal.Options{Baseline: signal.Between(month(0), period.Period{})}},
		{cx.ErrMismatch, signal.Options{Baseline: signal.Between(month(0), month(3)), Phases: []period.Period{month(3)}}},
		{cx.ErrMismatch, signal.Options{Phases: []period.Period{period.MustParse("2020")}}},
		{cx.ErrOutOfRange, signal.Options{Phases: []period.Period{month(3), month(3)}}},
		{cx.ErrMismatch, signal.Options{Exclude: []period.Period{{}}}},
		{cx.ErrNoData, signal.Options{Baseline: signal.Between(month(7), month(9))}},
		{cx.ErrNoData, signal.Options{Phases: []period.Period{month(5)}, Exclude: []period.Period{month(5)}}},
	} {
		if c, err := data.Chart(tc.o); !errors.Is(err, tc.kind) || c.Points != nil {
			t.Errorf("%+v: %v", tc.o, err)
		}
	}
	if _, err := (signal.Data{}).Chart(signal.Options{}); !errors.Is(err, cx.ErrNoData) {
		t.Error(err)
	}
	if _, err := values(1, math.NaN(), 2, math.NaN(), 3).Chart(signal.Options{}); !errors.Is(err, cx.ErrNoData) {
		t.Error(err)
	}
	if _, err := data.Within(2, 9); !errors.Is(err, cx.ErrOutOfRange) {
		t.Error(err)
	}
	if _, err := signal.Rates(counted(nil, nil), 0, (*cell).rate); !errors.Is(err, cx.ErrOutOfRange) {
		t.Error(err)
	}
	if _, err := signal.Values[*cell](nil, (*cell).score); !errors.Is(err, cx.ErrOutOfRange) {
		t.Error(err)
	}
}

// Scaling and shifting the values scales and shifts the chart, mirroring them swaps high
// and low; limits contain the centre and lie within what the metric can be.
func TestLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		xs := rapid.SliceOfN(rapid.Map(rapid.IntRange(-50, 50), func(i int) float64 { return float64(i) }), 8, 40).Draw(t, "xs")
		mirror, scaled := make([]float64, len(xs)), make([]float64, len(xs))
		for i, x := range xs {
			mirror[i], scaled[i] = -x, 4*x+8
		}
		o := signal.Options{Rules: []signal.Rule{signal.Beyond(), signal.Run(4), signal.TwoOfThree(), signal.Trend(4)}, Better: signal.Higher}
		a, b, s := must(values(xs...).Chart(o)), must(values(mirror...).Chart(o)), must(values(scaled...).Chart(o))
		if len(a.Signals) != len(b.Signals) {
			t.Fatalf("%v\n%v", a.Signals, b.Signals)
		}
		at := map[signal.Signal]bool{}
		for _, x := range b.Signals {
			x.Direction, x.Verdict = -x.Direction, -x.Verdict
			at[x] = true
		}
		for _, x := range a.Signals {
			if !at[x] {
				t.Fatalf("%v is not mirrored", x)
			}
		}
		for i, p := range a.Points {
			q := s.Points[i]
			if math.Abs(q.Upper-(4*p.Upper+8)) > 1e-9 || math.Abs(q.Lower-(4*p.Lower+8)) > 1e-9 || p.Lower > p.Centre || p.Upper < p.Centre {
				t.Fatal(p, q)
			}
		}
		n := rapid.SliceOfN(rapid.Uint64Range(0, 60), 8, 30).Draw(t, "n")
		hits := make([]uint64, len(n))
		for i := range n {
			hits[i] = rapid.Uint64Range(0, n[i]).Draw(t, "hits")
		}
		c, err := shares(hits, n).Chart(o)
		if err != nil && !errors.Is(err, cx.ErrNoData) {
			t.Fatal(err)
		}
		misses := make([]uint64, len(n))
		for i := range n {
			misses[i] = n[i] - hits[i]
		}
		m, _ := shares(misses, n).Chart(o)
		for i, p := range c.Points {
			if p.Lower < 0 || p.Upper > 100 || math.IsNaN(p.Sigma) || p.Empty != (n[i] == 0) {
				t.Fatal(p)
			}
			if q := m.Points[i]; !p.Empty && !p.Running && math.Abs(p.Upper-(100-q.Lower)) > 1e-9 {
				t.Fatal(p, q)
			}
		}
	})
}

package nps_test

import (
	"errors"
	"math"
	"testing"

	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/nps"
)

// 83/47/120 against 91/49/110 detractors/passives/promoters, as nps.test(x, y) of
// the R package NPS 1.1 computes them: difference, standard error and p; and the
// same on the adjusted counts.
func TestCompareAsTheRPackageNPS(t *testing.T) {
	first := nps.Groups{Detractors: 83, Passives: 47, Promoters: 120}
	second := nps.Groups{Detractors: 91, Passives: 49, Promoters: 110}
	wald, err := nps.CompareWald(first, second, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	if se := wald.Estimate / wald.Statistic; math.Abs(wald.Estimate-7.2) > 1e-12 || math.Abs(se-7.97074651) > 5.1e-9 || math.Abs(wald.P-.366365) > 5.1e-7 {
		t.Errorf("Wald %+v (standard error %v), want 7.2, 7.97074651, .366365", wald, se)
	}
	adjusted, err := nps.CompareAdjustedWald(first, second, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(adjusted.Estimate-7.1146) > 5.1e-5 || math.Abs(adjusted.P-.368217) > 5.1e-7 {
		t.Errorf("adjusted %+v, want 7.1146, .368217", adjusted)
	}
	// mpmath 1.3.0 at 40 digits: the adjusted difference, standard error and p.
	if se := adjusted.Estimate / adjusted.Statistic; !near(adjusted.Estimate, 7.11462450592885) || !near(se, 7.90673951507) || !near(adjusted.P, .368217250381) {
		t.Errorf("adjusted %+v (standard error %v)", adjusted, se)
	}
	// 7.2 -+ 1.959963984540054 * 7.9707465146 points
	if !near(wald.Low, 7.2-1.959963984540054*7.9707465146) || !near(wald.High, 7.2+1.959963984540054*7.9707465146) || wald.Level != 0.95 || wald.DF != 0 {
		t.Errorf("Wald interval %+v", wald)
	}
}

func near(got, want float64) bool { return math.Abs(got-want) <= 1e-9*math.Abs(want) }

func TestCompareWithoutSpread(t *testing.T) {
	promoters, detractors := nps.Groups{Promoters: 5}, nps.Groups{Detractors: 5}
	for _, pair := range [][2]nps.Groups{{promoters, promoters}, {promoters, detractors}} {
		if d, err := nps.CompareWald(pair[0], pair[1], 0.95); !errors.Is(err, nps.ErrNoData) || d != (estimate.Difference{}) {
			t.Errorf("Wald of %+v: %+v, %v, want ErrNoData", pair, d, err)
		}
		if d, err := nps.CompareAdjustedWald(pair[0], pair[1], 0.95); err != nil || !(d.P > 0) || d.Statistic < 0 {
			t.Errorf("adjusted of %+v: %+v, %v", pair, d, err)
		}
	}
	d, err := nps.CompareAdjustedWald(nps.Groups{Promoters: 1e12}, nps.Groups{Detractors: 1e12}, estimate.MaxLevel)
	if err != nil || d.High > 200 || d.Low < 199 {
		t.Errorf("as far apart as can be: %+v, %v", d, err)
	}
	if d, err = nps.CompareAdjustedWald(nps.Groups{Promoters: 2}, nps.Groups{Detractors: 2}, estimate.MaxLevel); err != nil || d.High != 200 {
		t.Errorf("the interval is not cut off at 200: %+v, %v", d, err)
	}
	if d, err = nps.CompareAdjustedWald(nps.Groups{Detractors: 2}, nps.Groups{Promoters: 2}, estimate.MaxLevel); err != nil || d.Low != -200 {
		t.Errorf("the interval is not cut off at -200: %+v, %v", d, err)
	}
}

func TestPlan(t *testing.T) {
	worst, err := nps.Plan(nps.Groups{Promoters: 1, Detractors: 1}, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	// (1.959963984540054 * 100 / 5)^2 = 1536.58 responses for 5 points
	if n, err := worst.Responses(5); err != nil || n != 1537 {
		t.Errorf("responses for 5 points: %d, %v, want 1537", n, err)
	}
	// 1536.58 / (1 + 1535.58/2000) = 869.25 of a population of 2000
	if n, err := worst.ResponsesOf(2000, 5); err != nil || n != 870 {
		t.Errorf("responses of 2000 for 5 points: %d, %v, want 870", n, err)
	}
	// 50% promoters and 20% detractors: variance .7 - .09 = .61, of which the worst
	// case is 1: 1536.58 * .61 = 937.31
	expected, err := nps.Plan(nps.Groups{Promoters: 50, Passives: 30, Detractors: 20}, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := expected.Responses(5); err != nil || n != 938 {
		t.Errorf("responses for 5 points: %d, %v, want 938", n, err)
	}
	// The margin of so many answers is that of the Wald interval of such a survey.
	margin, err := expected.Margin(1000)
	wald, waldErr := nps.Groups{Promoters: 500, Passives: 300, Detractors: 200}.Wald(0.95)
	if err != nil || waldErr != nil || !near(margin, wald.Margin()) {
		t.Errorf("margin %v, %v, want %v", margin, err, wald.Margin())
	}
	for _, g := range []nps.Groups{{Promoters: 3}, {Passives: 3}, {Detractors: 3}} {
		if _, err := nps.Plan(g, 0.95); !errors.Is(err, nps.ErrOutOfRange) {
			t.Errorf("planning for %+v: %v, want ErrOutOfRange", g, err)
		}
	}
}

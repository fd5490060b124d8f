package nps_test

import (
	"errors"
	"math"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/normal"
	"github.com/cxmetrics/cx/nps"
)

// Published six decimals for 83/47/120 against 91/49/110 detractors/passives/promoters.
// R package NPS 1.1, nps.test(x, y): difference .072, standard error .0797074651,
// p .366365; it returns the difference without its sign. For the adjusted method the
// same arithmetic on counts to which 3/4, 3/2 and 3/4 were added: .071146, p .368217.
func TestCompareAsTheRPackageNPS(t *testing.T) {
	first := nps.Groups{Detractors: 83, Passives: 47, Promoters: 120}
	second := nps.Groups{Detractors: 91, Passives: 49, Promoters: 110}
	wald, err := first.CompareWald(second, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	if se := wald.Estimate / wald.Statistic; math.Abs(wald.Estimate-7.2) > 1e-12 || math.Abs(se-7.97074651) > 5.1e-9 || math.Abs(wald.P-.366365) > 5.1e-7 {
		t.Errorf("Wald %+v (standard error %v), want 7.2, 7.97074651, .366365", wald, se)
	}
	adjusted, err := first.CompareAdjustedWald(second, 0.95)
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

// Estimate, interval, statistic and p of [nps.Groups.Compare], computed with mpmath 1.3.0
// at 60 digits: each side's limits by bisection of Tango's equation, with the most
// likely share of detractors from the likelihood equation, then the formulas of the
// documentation.
func TestCompareAgainstMpmath(t *testing.T) {
	for _, r := range []struct {
		first, second nps.Groups // promoters, passives, detractors
		level         float64
		want          [5]float64
	}{
		{nps.Groups{120, 47, 83}, nps.Groups{110, 49, 91}, 0.95, [5]float64{7.2, -8.4032707563911285, 22.667627838910514, 0.90256694035665004, 0.36675577900002517}},
		{nps.Groups{9, 1, 0}, nps.Groups{9000, 1000, 0}, 0.95, [5]float64{0.0, -52.734342038494814, 8.2345187953591911, 0.0, 1.0}},
		{nps.Groups{1, 0, 0}, nps.Groups{999000, 10, 0}, 0.95, [5]float64{0.0010009909810712605, -158.68913613423022, 0.0018427615635284305, 0.0031638599858258125, 0.99747560917629788}},
		{nps.Groups{10, 0, 0}, nps.Groups{0, 0, 10}, 0.99, [5]float64{200.0, 87.187026368035002, 200.0, 4.4721359549995794, 7.7442164310440836e-6}},
		{nps.Groups{0, 5, 0}, nps.Groups{7, 0, 0}, 0.8, [5]float64{-100.0, -124.72571271206748, -54.657641265490064, -3.4641016151377546, 0.0005320055051392497}},
		{nps.Groups{18, 11, 2}, nps.Groups{462, 176, 362}, 0.95, [5]float64{41.612903225806452, 15.495515470926852, 60.758638570255409, 2.5416853448487397, 0.011031943810734162}},
		{nps.Groups{1000000000000, 1, 2}, nps.Groups{1000000000000, 4, 9}, 0.999999, [5]float64{1.6999999999729e-9, -3.7023425625911503e-9, 7.9430251626372474e-9, 2.4285714285611757, 0.015158438877868064}},
		{nps.Groups{10, 0, 0}, nps.Groups{10, 0, 0}, 0.95, [5]float64{0.0, -55.506559972577851, 55.506559972577851, 0.0, 1.0}},
		{nps.Groups{500, 300, 200}, nps.Groups{20, 3, 1}, 0.5, [5]float64{-49.166666666666667, -55.236486066198483, -40.915399711172753, -3.0550089821408334, 0.0022505378192056163}},
	} {
		d, err := r.first.Compare(r.second, r.level)
		if err != nil {
			t.Errorf("%+v and %+v: %v", r.first, r.second, err)
			continue
		}
		for i, got := range []float64{d.Estimate, d.Low, d.High, d.Statistic, d.P} {
			if !near(got, r.want[i]) {
				t.Errorf("%+v and %+v at %v: value %d of %+v, want %v", r.first, r.second, r.level, i, d, r.want[i])
			}
		}
		if d.Level != r.level || d.DF != 0 {
			t.Errorf("%+v", d)
		}
	}
}

// Groups of very different size with the same score, or with the smaller one higher:
// [nps.Groups.CompareAdjustedWald] is documented to fail there, [nps.Groups.Compare] must not.
func TestCompareOfUnequalGroups(t *testing.T) {
	for _, c := range []struct {
		first, second    nps.Groups
		tango, adjusted  float64 // estimates
		tangoSign, wrong int
	}{
		// 90 - 90, and 100 * (9/13 - 9000/10003)
		{nps.Groups{Promoters: 9, Passives: 1}, nps.Groups{Promoters: 9000, Passives: 1000}, 0, -20.7422388667, 0, 0},
		// 100 - 100*999000/999010, and 100 * (1/4 - 999000/999013)
		{nps.Groups{Promoters: 1}, nps.Groups{Promoters: 999000, Passives: 10}, 0.00100099098, -74.9986987156, 0, -1},
	} {
		d, err := c.first.Compare(c.second, 0.95)
		if err != nil || math.Abs(d.Estimate-c.tango) > 1e-9 || d.Sign() != c.tangoSign || d.P < 0.9 {
			t.Errorf("Tango of %+v and %+v: %+v, %v, want %v", c.first, c.second, d, err, c.tango)
		}
		d, err = c.first.CompareAdjustedWald(c.second, 0.95)
		if err != nil || math.Abs(d.Estimate-c.adjusted) > 1e-9 || d.Sign() != c.wrong {
			t.Errorf("adjusted Wald of %+v and %+v: %+v, %v, want %v as documented", c.first, c.second, d, err, c.adjusted)
		}
	}
}

func TestCompareWithoutSpread(t *testing.T) {
	promoters, detractors := nps.Groups{Promoters: 5}, nps.Groups{Detractors: 5}
	for _, pair := range [][2]nps.Groups{{promoters, promoters}, {promoters, detractors}} {
		if d, err := pair[0].CompareWald(pair[1], 0.95); !errors.Is(err, cx.ErrNoData) || d != (estimate.Difference{}) {
			t.Errorf("Wald of %+v: %+v, %v, want cx.ErrNoData", pair, d, err)
		}
		if d, err := pair[0].CompareAdjustedWald(pair[1], 0.95); err != nil || !(d.P > 0) || d.Statistic < 0 {
			t.Errorf("adjusted of %+v: %+v, %v", pair, d, err)
		}
		if d, err := pair[0].Compare(pair[1], 0.95); err != nil || (d.Sign() != 0) != (pair[0] != pair[1]) || (d.P == 1) != (pair[0] == pair[1]) {
			t.Errorf("Tango of %+v: %+v, %v", pair, d, err)
		}
	}
	// One side of one opinion is free of error for Wald, as documented, but not for Tango.
	ten, many := nps.Groups{Promoters: 10}, nps.Groups{Promoters: 3_000_000, Passives: 4_000_000, Detractors: 3_000_000}
	if d, err := ten.CompareWald(many, 0.95); err != nil || d.P > 1e-200 {
		t.Errorf("Wald of ten promoters and many: %+v, %v", d, err)
	}
	if d, err := ten.Compare(many, 0.95); err != nil || d.P < 1e-6 || d.High-d.Low < 40 {
		t.Errorf("Tango of ten promoters and many: %+v, %v", d, err)
	}
	d, err := (nps.Groups{Promoters: 1e12}).CompareAdjustedWald(nps.Groups{Detractors: 1e12}, normal.MaxLevel)
	if err != nil || d.High > 200 || d.Low < 199 {
		t.Errorf("as far apart as can be: %+v, %v", d, err)
	}
	if d, err = (nps.Groups{Promoters: 2}).CompareAdjustedWald(nps.Groups{Detractors: 2}, normal.MaxLevel); err != nil || d.High != 200 {
		t.Errorf("the interval is not cut off at 200: %+v, %v", d, err)
	}
	if d, err = (nps.Groups{Detractors: 2}).CompareAdjustedWald(nps.Groups{Promoters: 2}, normal.MaxLevel); err != nil || d.Low != -200 {
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
	if n, err := worst.Of(2000).Responses(5); err != nil || n != 870 {
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
		if _, err := nps.Plan(g, 0.95); !errors.Is(err, cx.ErrOutOfRange) {
			t.Errorf("planning for %+v: %v, want cx.ErrOutOfRange", g, err)
		}
	}
}

package estimate

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/normal"
	"pgregory.net/rapid"
)

func planned(t interface{ Fatal(...any) }) func(p Plan, err error) Plan {
	return func(p Plan, err error) Plan {
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
}

func close9(got, want float64) bool { return math.Abs(got-want) <= 1e-9*max(1, math.Abs(want)) }

// R 4.2.2: power.prop.test and power.t.test, with the arguments in the comments.
func TestPowerPublished(t *testing.T) {
	must := planned(t)
	half := must(PlanProportion(Proportion{Hits: 1, Misses: 1}, 0.95))
	one := must(PlanMean(1, 0.95))
	for _, tt := range []struct {
		name      string
		plan      Plan
		n, change float64
		want      float64
	}{
		{"n = 50, p1 = .5, p2 = .75", half, 50, 25, 0.740165901331388},
		{"p1 = .5, p2 = .75, power = .9", half, 76.7069284517774, 25, 0.9},
		{"p1 = .5, p2 = .25, power = .9", half, 76.7069284517774, -25, 0.9},
		{"n = 20, delta = 1, sd = 1", one, 20, 1, 0.868952801692498},
		{"n = 20, delta = -1, sd = 1", one, 20, -1, 0.868952801692498},
		{"n = 20, delta = 1, sd = 1, paired", must(one.Paired(0.5)), 20, 1, 0.988591294544565},
		{"delta = .5, sd = 2, power = .8", must(PlanMean(2, 0.95)), 252.128116357006, 0.5, 0.8},
		{"n = 2, delta = 3, sd = 1", one, 2, 3, 0.387389350200811},
		{"n = 3, delta = 1, sd = 1, paired, sig.level = .01", must(must(PlanMean(1, 0.99)).Paired(0.5)), 3, 1, 0.0389902289192573},
		{"n = 1e5, delta = .02, sd = 1", one, 1e5, 0.02, 0.994000104896656},
	} {
		if got := tt.plan.power(tt.n, tt.n, tt.change); !close9(got, tt.want) {
			t.Errorf("%s: %.15g, want %.15g", tt.name, got, tt.want)
		}
	}
	// The same by the methods.
	if n, err := half.ResponsesToSee(25, 0.9); err != nil || n != 77 {
		t.Error(n, err)
	}
	// power.t.test(n = 100, sd = 2, power = .8): delta; power.prop.test(n = 200, p1 = .6, power = .8): p2.
	if d, err := must(PlanMean(2, 0.95)).Detectable(100, 0.8); err != nil || !close9(d, 0.796277249748583) {
		t.Error(d, err)
	}
	sixty := must(PlanProportion(Proportion{Hits: 6, Misses: 4}, 0.95))
	if d, err := sixty.Detectable(200, 0.8); err != nil || !close9(d, 13.1756770481542) {
		t.Error(d, err)
	}
	// pnorm of Connor's formula with p1 = .6, p2 = .7, a correlation of .4 and n = 150.
	if got, err := must(sixty.Paired(0.4)).Power(150, 10); err != nil || !close9(got, 0.640351993870587) {
		t.Errorf("%.15g, %v", got, err)
	}
}

// The fewest responses have the power and one less has not; what n responses can show has
// it and less has not; more power, fewer people left and a higher correlation move as they
// should.
func TestPowerProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		must := planned(t)
		level := rapid.Float64Range(normal.MinLevel, 0.999).Draw(t, "level")
		power := rapid.Float64Range(0.5, 0.99).Draw(t, "power")
		var p Plan
		var change float64
		if rapid.Bool().Draw(t, "share") {
			hits := rapid.Uint64Range(10, 90).Draw(t, "hits")
			p = must(PlanProportion(Proportion{Hits: hits, Misses: 100 - hits}, level))
			change = rapid.Float64Range(1, 9).Draw(t, "change")
		} else {
			p = must(PlanMean(rapid.Float64Range(0.1, 10).Draw(t, "deviation"), level))
			change = rapid.Float64Range(0.05, 20).Draw(t, "change")
		}
		if rapid.Bool().Draw(t, "paired") {
			p = must(p.Paired(rapid.Float64Range(0, 0.4).Draw(t, "correlation")))
		}
		n, err := p.ResponsesToSee(change, power)
		if err != nil {
			t.Fatal(err)
		}
		got := must2(t)(p.Power(n, change))
		if got < power || n > 2 && must2(t)(p.Power(n-1, change)) >= power {
			t.Fatalf("%d responses have the power %v, wanted %v", n, got, power)
		}
		d, err := p.Detectable(n, power)
		if err != nil || d > change*(1+1e-9) || must2(t)(p.Power(n, d)) < power || must2(t)(p.Power(n, d*(1-1e-6))) > power {
			t.Fatalf("%d responses show %v, planned for %v: %v", n, d, change, err)
		}
		population := n + rapid.Uint64Range(0, 100).Draw(t, "rest")
		few, err := p.Of(population).ResponsesToSee(change, power)
		if err != nil || few > n {
			t.Fatalf("of %d people %d, of any %d: %v", population, few, n, err)
		}
		if all := must2(t)(p.Of(n).Power(n, change)); all != 1 {
			t.Fatalf("all: %v", all)
		}
		if d, err := p.Of(n).Detectable(n, power); err != nil || d != 0 {
			t.Fatalf("all show %v, %v", d, err)
		}
	})
}

func must2(t interface{ Fatal(...any) }) func(x float64, err error) float64 {
	return func(x float64, err error) float64 {
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
}

// Means of 10 values of which the second ones are one deviation higher, drawn 2,000 times
// and compared: what the tests find is what the plan says, of two groups and of pairs.
func TestPowerBySimulation(t *testing.T) {
	must := planned(t)
	rng := rand.New(rand.NewPCG(3, 4))
	const runs = 2000
	p := must(PlanMean(1000, 0.95))
	for _, paired := range []bool{false, true} {
		plan, found := p, 0
		if paired {
			plan = must(p.Paired(0.36)) // 0.6^2: what two values share
		}
		for range runs {
			var a, b Sample
			var pairs PairedSample
			for range 10 {
				common := rng.NormFloat64()
				draw := func() int64 {
					if paired {
						return int64(1000 * (0.6*common + 0.8*rng.NormFloat64()))
					}
					return int64(1000 * rng.NormFloat64())
				}
				x, y := draw(), draw()+1000
				if err := errors.Join(a.Add(x), b.Add(y), pairs.Add(x, y)); err != nil {
					t.Fatal(err)
				}
			}
			compare := func() (Difference, error) { return b.Compare(a, 0.95) }
			if paired {
				compare = func() (Difference, error) { return pairs.Compare(0.95) }
			}
			d, err := compare()
			if err != nil {
				t.Fatal(err)
			}
			if d.Sign() == 1 {
				found++
			}
		}
		want, err := plan.Power(10, 1000)
		if got := float64(found) / runs; err != nil || math.Abs(got-want) > 0.03 {
			t.Errorf("paired %v: found in %v of the cases, planned %v, %v", paired, got, want, err)
		}
	}
}

func TestPowerErrors(t *testing.T) {
	must := planned(t)
	p := must(PlanProportion(Proportion{Hits: 6, Misses: 4}, 0.95))
	paired := must(p.Paired(0.9))
	check := func(name string, err, want error) {
		t.Helper()
		if !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", name, err, want)
		}
	}
	for _, change := range []float64{0, math.NaN(), math.Inf(1), 41, -61} {
		_, err := p.Power(10, change)
		check("change", err, cx.ErrOutOfRange)
		_, err = p.ResponsesToSee(change, 0.8)
		check("change", err, cx.ErrOutOfRange)
	}
	_, err := paired.Power(10, 39) // so many change, so few agree
	check("correlation", err, cx.ErrOutOfRange)
	for _, power := range []float64{0.4, 1, math.NaN(), 80} {
		_, err := p.ResponsesToSee(5, power)
		check("power", err, cx.ErrOutOfRange)
		_, err = p.Detectable(50, power)
		check("power", err, cx.ErrOutOfRange)
	}
	_, err = p.Power(1, 5)
	check("one response", err, cx.ErrNoData)
	_, err = p.Power(0, 5)
	check("no response", err, cx.ErrNoData)
	_, err = p.Of(9).Power(10, 5)
	check("too many", err, cx.ErrOutOfRange)
	_, err = p.ResponsesToSee(1e-12, 0.8)
	check("too small a change", err, cx.ErrOutOfRange)
	_, err = p.Detectable(2, 0.8)
	check("nothing to see", err, cx.ErrOutOfRange)
	_, err = Plan{}.Power(5, 5)
	check("zero plan", err, cx.ErrOutOfRange)
	_, err = Plan{}.Paired(0.5)
	check("zero plan", err, cx.ErrOutOfRange)
	_, err = Plan{}.Detectable(5, 0.8)
	check("zero plan", err, cx.ErrOutOfRange)
	for _, c := range []float64{1, -1.1, math.NaN()} {
		_, err = p.Paired(c)
		check("correlation", err, cx.ErrOutOfRange)
	}
	// Far ends come back.
	for _, q := range []Plan{must(PlanMean(1e-300, 0.999999)), must(PlanMean(1e300, 0.5)), must(must(PlanMean(1, 0.999999)).Paired(-1))} {
		for _, change := range []float64{5e-324, 1, 1e300} {
			if got, err := q.Power(2, change); err != nil || !(got >= 0 && got <= 1) {
				t.Error(got, err)
			}
			_, _ = q.ResponsesToSee(change, 0.8)
		}
		_, _ = q.Detectable(2, 0.999999)
		_, _ = q.Detectable(math.MaxUint64, 0.5)
	}
}

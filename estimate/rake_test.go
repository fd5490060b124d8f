package estimate_test

import (
	"fmt"
	"log"
	"maps"
	"math"
	"slices"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

type cell struct{ Region, Plan string }

func region(c cell) string { return c.Region }
func plan2(c cell) string  { return c.Plan }

var sampled = map[cell]uint64{
	{"n", "a"}: 20, {"n", "b"}: 30, {"s", "a"}: 10, {"s", "b"}: 40, {"w", "a"}: 15, {"w", "b"}: 5,
}

func margins() []estimate.Margin[cell] {
	return []estimate.Margin[cell]{
		{Category: region, People: map[string]uint64{"n": 500, "s": 300, "w": 200}},
		{Category: plan2, People: map[string]uint64{"a": 350, "b": 650}},
	}
}

// R 4.2.2, survey 4.1.1: rake of svydesign(~1, weights = 1000/120) by region and plan with
// control = list(maxit = 10000, epsilon = 1e-13), weights of one answer of each cell.
func TestRakePublished(t *testing.T) {
	got, err := estimate.Rake(sampled, margins(), estimate.Raking{})
	if err != nil {
		t.Fatal(err)
	}
	for c, want := range map[cell]float64{
		{"n", "a"}: 8.261731402997549, {"n", "b"}: 11.15884573133501, {"s", "a"}: 4.685547505512142,
		{"s", "b"}: 6.328613123622157, {"w", "a"}: 9.193993125661841, {"w", "b"}: 12.41802062301268,
	} {
		if !near(got[c].InexactFloat64(), want, 1e-9) {
			t.Errorf("%v: %v, want %v", c, got[c], want)
		}
	}
}

// R 4.2.2, survey 4.1.1: calibrate of the same design with population = c("(Intercept)" = 1000,
// regions = 300, regionw = 200, planb = 650), calfun = "raking", bounds = c(0.5, 1.45),
// epsilon = 1e-14, maxit = 1000.
func TestRakeBoundedPublished(t *testing.T) {
	got, err := estimate.Rake(sampled, margins(), estimate.Raking{Least: 0.5, Most: 1.45, Rounds: 10000})
	if err != nil {
		t.Fatal(err)
	}
	for c, want := range map[cell]float64{
		{"n", "a"}: 8.200057976694, {"n", "b"}: 11.1999613488707, {"s", "a"}: 4.64155071327853,
		{"s", "b"}: 6.33961232168035, {"w", "a"}: 9.3055555555556, {"w", "b"}: 12.0833333333333,
	} {
		if !near(got[c].InexactFloat64(), want, 1e-9) {
			t.Errorf("%v: %v, want %v", c, got[c], want)
		}
	}
}

// Raked weights fit the margins, within bounds too, and of all weights that do they are
// those nearest to equal: sum of w*log(w) is least, so a step along any direction that
// leaves the margins as they are, and stays within the bounds, cannot make it less.
func TestRakeByDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		// Margins of a table of people that could exist fit together.
		answers, regions, plans := map[cell]uint64{}, map[string]uint64{}, map[string]uint64{}
		var n, all float64
		for _, r := range []string{"n", "s", "w"} {
			for _, p := range []string{"a", "b"} {
				count, people := rapid.Uint64Range(1, 50).Draw(t, "answers"), rapid.Uint64Range(50, 150).Draw(t, "people")
				answers[cell{r, p}] = count
				regions[r], plans[p] = regions[r]+people*count, plans[p]+people*count
				n, all = n+float64(count), all+float64(people*count)
			}
		}
		m := []estimate.Margin[cell]{{region, regions}, {plan2, plans}}
		options := estimate.Raking{}
		if rapid.Bool().Draw(t, "bounded") { // wide enough for the people drawn
			options = estimate.Raking{Least: 50 * n / all, Most: 150 * n / all, Rounds: 100000, Tolerance: 1e-10}
		}
		w, err := estimate.Rake(answers, m, options)
		if err != nil {
			t.Fatal(err)
		}
		at := func(r, p string) float64 { return w[cell{r, p}].InexactFloat64() }
		gotRegion, gotPlan := map[string]float64{}, map[string]float64{}
		least, most := 0., math.Inf(1)
		if options.Most > 0 {
			least, most = options.Least*all/n, options.Most*all/n
		}
		for c, count := range answers {
			gotRegion[c.Region] += at(c.Region, c.Plan) * float64(count)
			gotPlan[c.Plan] += at(c.Region, c.Plan) * float64(count)
			if x := at(c.Region, c.Plan); x < least*(1-1e-9) || x > most*(1+1e-9) {
				t.Fatalf("%v is not %v to %v", x, least, most)
			}
		}
		for _, p := range []string{"a", "b"} {
			if math.Abs(gotPlan[p]-float64(plans[p])) > 1e-9*all {
				t.Fatalf("%s: %v of %d", p, gotPlan[p], plans[p])
			}
		}
		for _, r := range []string{"n", "s", "w"} {
			if math.Abs(gotRegion[r]-float64(regions[r])) > 1e-9*all {
				t.Fatalf("%s: %v of %d", r, gotRegion[r], regions[r])
			}
			for _, q := range []string{"n", "s", "w"} {
				// People moved from plan b to a in region r, and back in q.
				slope := math.Log(at(r, "a")) - math.Log(at(r, "b")) + math.Log(at(q, "b")) - math.Log(at(q, "a"))
				const edge = 1e-5
				free := at(r, "a") < most*(1-edge) && at(q, "b") < most*(1-edge) && at(r, "b") > least*(1+edge) && at(q, "a") > least*(1+edge)
				if free && slope < -1e-4 {
					t.Fatalf("%v can be nearer to equal within %v to %v: %v", w, least, most, slope)
				}
			}
		}
	})
}

func TestRakeErrors(t *testing.T) {
	with := func(change func(m []estimate.Margin[cell])) []estimate.Margin[cell] {
		m := margins()
		change(m)
		return m
	}
	for _, tt := range []struct {
		name    string
		answers map[cell]uint64
		margins []estimate.Margin[cell]
		options estimate.Raking
		want    error
	}{
		{"no answers", nil, margins(), estimate.Raking{}, cx.ErrNoData},
		{"no margins", sampled, nil, estimate.Raking{}, cx.ErrOutOfRange},
		{"no category", sampled, make([]estimate.Margin[cell], 1), estimate.Raking{}, cx.ErrOutOfRange},
		{"other sums", sampled, with(func(m []estimate.Margin[cell]) { m[1].People["a"]++ }), estimate.Raking{Tolerance: 0.1}, cx.ErrMismatch},
		{"an empty category", sampled, with(func(m []estimate.Margin[cell]) { m[1].People["c"] = 5 }), estimate.Raking{}, cx.ErrNoData},
		{"an unknown category", sampled, with(func(m []estimate.Margin[cell]) { delete(m[0].People, "w") }), estimate.Raking{}, cx.ErrMismatch},
		{"no people", sampled, with(func(m []estimate.Margin[cell]) { clear(m[0].People); m[0].People["n"] = 0 }), estimate.Raking{}, cx.ErrMismatch},
		{"nobody", sampled, with(func(m []estimate.Margin[cell]) { m[0].People = map[string]uint64{"n": 0, "s": 0, "w": 0} }), estimate.Raking{}, cx.ErrNoData},
		{
			"margins that cannot be", map[cell]uint64{{"n", "a"}: 1, {"s", "b"}: 1},
			with(func(m []estimate.Margin[cell]) { m[0].People = map[string]uint64{"n": 500, "s": 500} }), estimate.Raking{}, cx.ErrMismatch,
		},
		{"narrow bounds", sampled, margins(), estimate.Raking{Least: 0.99, Most: 1.01}, cx.ErrMismatch},
		{"few rounds", sampled, margins(), estimate.Raking{Rounds: 1}, cx.ErrMismatch},
		{"rounds", sampled, margins(), estimate.Raking{Rounds: -1}, cx.ErrOutOfRange},
		{"tolerance", sampled, margins(), estimate.Raking{Tolerance: math.NaN()}, cx.ErrOutOfRange},
		{"bounds", sampled, margins(), estimate.Raking{Least: 2, Most: 3}, cx.ErrOutOfRange},
		{"half a bound", sampled, margins(), estimate.Raking{Least: 0.5}, cx.ErrOutOfRange},
		{"large weights", sampled, with(func(m []estimate.Margin[cell]) {
			for i := range m {
				for k := range m[i].People {
					m[i].People[k] *= 1e15
				}
			}
		}), estimate.Raking{}, cx.ErrOutOfRange},
	} {
		_, err := estimate.Rake(tt.answers, tt.margins, tt.options)
		wantError(t, tt.name, err, tt.want)
	}
	if _, err := estimate.Rake(sampled, margins(), estimate.Raking{Rounds: 2, Tolerance: 0.01}); err != nil {
		t.Errorf("within a percent: %v", err)
	}
	// Categories of nobody weigh nothing.
	m := margins()
	m[1].People = map[string]uint64{"a": 0, "b": 1000}
	got, err := estimate.Rake(sampled, m, estimate.Raking{Least: 0.1, Most: 9})
	if err != nil || !got[cell{"n", "a"}].IsZero() || got[cell{"s", "b"}].String() != "7.5" {
		t.Error(got, err)
	}
	_, err = estimate.PostStratify(map[float64]uint64{math.NaN(): 1}, nil)
	wantError(t, "NaN", err, cx.ErrOutOfRange)
}

func TestPostStratify(t *testing.T) {
	people := map[string]uint64{"n": 500, "s": 300, "x": 0}
	got, err := estimate.PostStratify(map[string]uint64{"n": 40, "s": 60, "x": 1}, people)
	want := map[string]string{"n": "12.5", "s": "5", "x": "0"}
	if err != nil || !maps.EqualFunc(got, want, func(d decimal.Decimal, text string) bool { return d.String() == text }) {
		t.Error(got, err)
	}
	_, err = estimate.PostStratify(map[string]uint64{"n": 40, "s": 0}, people)
	wantError(t, "an empty cell", err, cx.ErrNoData)
	_, err = estimate.PostStratify(map[string]uint64{"n": 40, "s": 60, "w": 1}, people)
	wantError(t, "an unknown cell", err, cx.ErrMismatch)
	_, err = estimate.PostStratify(map[string]uint64{"n": 1, "s": 1}, map[string]uint64{"n": 1e12, "s": 1})
	wantError(t, "a large weight", err, cx.ErrOutOfRange)
	_, err = estimate.PostStratify(map[string]uint64{}, people)
	wantError(t, "no answers", err, cx.ErrNoData)
}

// Weights, Kish's effective size and the design effect are those of R 4.2.2 with survey 4.1.1:
//
//	s <- postStratify(svydesign(ids=~1, weights=~w, data=d), ~cell, pop); w <- weights(s)
//	sum(w)^2/sum(w^2); length(w)*sum(w^2)/sum(w)^2
func TestPostStratifyIsThatOfR(t *testing.T) {
	answers := map[string]uint64{"a": 17, "b": 41, "c": 9}
	weights, err := estimate.PostStratify(answers, map[string]uint64{"a": 310, "b": 455, "c": 235})
	if err != nil {
		t.Fatal(err)
	}
	var all estimate.Weights
	for cell, want := range map[string]float64{"a": 18.23529411764706, "b": 11.09756097560976, "c": 26.11111111111111} {
		if got := weights[cell].InexactFloat64(); math.Abs(got/want-1) > 1e-9 {
			t.Errorf("the weight of %s is %v, not %v", cell, got, want)
		}
		if err := all.AddN(weights[cell], answers[cell]); err != nil {
			t.Fatal(err)
		}
	}
	size, err1 := all.KishN()
	effect, err2 := all.DesignEffect()
	if err1 != nil || err2 != nil || math.Abs(size.InexactFloat64()/59.38791536867038-1) > 1e-9 || math.Abs(effect.InexactFloat64()/1.128175649609437-1) > 1e-9 {
		t.Error(size, err1, effect, err2)
	}
}

// Of 1000 customers 350 are on plan a and 650 on plan b; 500, 300 and 200 live in the
// north, the south and the west. Of the 120 answers 50 are from the south, which is 42
// percent instead of 30, so each of them weighs less.
func ExampleRake() {
	type cell struct{ Region, Plan string }
	answers := map[cell]uint64{
		{"north", "a"}: 20, {"north", "b"}: 30, {"south", "a"}: 10, {"south", "b"}: 40, {"west", "a"}: 15, {"west", "b"}: 5,
	}
	weights, err := estimate.Rake(answers, []estimate.Margin[cell]{
		{Category: func(c cell) string { return c.Region }, People: map[string]uint64{"north": 500, "south": 300, "west": 200}},
		{Category: func(c cell) string { return c.Plan }, People: map[string]uint64{"a": 350, "b": 650}},
	}, estimate.Raking{})
	if err != nil {
		log.Fatal(err)
	}
	var all estimate.Weights
	for c, n := range answers {
		if err := all.AddN(weights[c], n); err != nil {
			log.Fatal(err)
		}
	}
	fmt.Println("north, a:", weights[cell{"north", "a"}].StringFixed(2), "south, b:", weights[cell{"south", "b"}].StringFixed(2))
	effect, err := all.DesignEffect()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(all, "design effect", effect.StringFixed(2))
	// Output:
	// north, a: 8.26 south, b: 6.33
	// n=120, effective 111.6 design effect 1.08
}

// The order of the cells in memory does not change a bit.
func TestRakeIsStable(t *testing.T) {
	first, err := estimate.Rake(sampled, margins(), estimate.Raking{Least: 0.6, Most: 1.45, Rounds: 10000})
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		again := map[cell]uint64{}
		keys := slices.Collect(maps.Keys(sampled))
		for _, k := range keys {
			again[k] = sampled[k]
		}
		got, err := estimate.Rake(again, margins(), estimate.Raking{Least: 0.6, Most: 1.45, Rounds: 10000})
		if err != nil || !maps.EqualFunc(got, first, decimal.Decimal.Equal) {
			t.Fatal(got, first, err)
		}
	}
}

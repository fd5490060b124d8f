package estimate_test

import (
	"fmt"
	"time"

	"github.com/cxmetrics/cx/estimate"
	"github.com/shopspring/decimal"
)

// 18 of 20 customers were satisfied. With z = 1.96 and z^2 = 3.84 the centre of the
// interval is (18 + 1.92) / (20 + 3.84) = 83.6 percent, and its margin is
// 1.96*sqrt(18*2/20 + 0.96) / 23.84 = 13.7 points.
func ExampleProportion_Wilson() {
	p := estimate.Proportion{Hits: 18, Misses: 2}
	percent, err := p.Score()
	if err != nil {
		fmt.Println(err)
		return
	}
	i, err := p.Wilson(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%v %%, with 95 %% confidence %.1f to %.1f %%\n", percent, i.Low, i.High)
	// Output: 90 %, with 95 % confidence 69.9 to 97.2 %
}

// None of 5 complained. The textbook interval claims certainty; the exact upper
// limit is where five times "no complaint" still has the probability 2.5 percent:
// 1 - 0.025^(1/5) = 52.2 percent.
func ExampleProportion_ClopperPearson() {
	p, err := estimate.ProportionOf(0, 5)
	if err != nil {
		fmt.Println(err)
		return
	}
	wald, err := p.Wald(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	exact, err := p.ClopperPearson(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("Wald up to %.1f %%, Clopper-Pearson up to %.1f %%\n", wald.High, exact.High)
	// Output: Wald up to 0.0 %, Clopper-Pearson up to 52.2 %
}

// The mean of 1, 2, 3, 4, 5, 9 is 24/6 = 4, their variance (136 - 24^2/6) / 5 = 8,
// the standard error sqrt(8/6) = 1.155, and Student's t with 5 degrees of freedom
// 2.571: 4 -+ 2.97.
func ExampleSample_Interval() {
	var s estimate.Sample
	for _, x := range []int64{1, 2, 3, 4, 5, 9} {
		if err := s.Add(x); err != nil {
			fmt.Println(err)
			return
		}
	}
	mean, err := s.Score()
	if err != nil {
		fmt.Println(err)
		return
	}
	i, err := s.Interval(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%v, with 95 %% confidence %.2f to %.2f\n", mean, i.Low, i.High)
	// Output: 4, with 95 % confidence 1.03 to 6.97
}

// 7 of 34 against 1 of 34: a difference of 6/34 = 17.6 points. All of the interval
// lies above 0, so the first share is higher. The pooled share is 8/68, so
// z = (6/34) / sqrt(8/68 * 60/68 * 2/34) = 2.26.
func ExampleProportion_Compare() {
	first := estimate.Proportion{Hits: 7, Misses: 27}
	second := estimate.Proportion{Hits: 1, Misses: 33}
	d, err := first.Compare(second, 0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%+.1f points (%+.1f to %+.1f), z = %.2f, p = %.3f\n", d.Estimate, d.Low, d.High, d.Statistic, d.P)
	switch d.Sign() {
	case 1:
		fmt.Println("higher")
	case -1:
		fmt.Println("lower")
	default:
		fmt.Println("no clear change")
	}
	// Output:
	// +17.6 points (+1.9 to +34.0), z = 2.26, p = 0.024
	// higher
}

// Means 4 and 6, variances 2.5 and 2.5, five values each: the standard error is
// sqrt(2.5/5 + 2.5/5) = 1, so t = -2 with 1/(0.5^2/4 + 0.5^2/4) = 8 degrees of
// freedom. The interval, -2 -+ 2.306, contains 0.
func ExampleSample_Compare() {
	var first, second estimate.Sample
	for _, x := range []int64{2, 3, 4, 5, 6} {
		if err := first.Add(x); err != nil {
			fmt.Println(err)
			return
		}
		if err := second.Add(x + 2); err != nil {
			fmt.Println(err)
			return
		}
	}
	d, err := first.Compare(second, 0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%+.0f (%.3f to %.3f), t = %.0f, DF = %.0f, p = %.3f, sign %d\n",
		d.Estimate, d.Low, d.High, d.Statistic, d.DF, d.P, d.Sign())
	// Output: -2 (-4.306 to 0.306), t = -2, DF = 8, p = 0.081, sign 0
}

// A share within 5 points at 95 percent takes, at worst, 1.96^2 * 50 * 50 / 5^2 =
// 384.1 responses; of 1000 customers 384.1 / (1 + 383.1/1000) = 277.7 are enough. The
// 400 who answered give 1.96 * 50 / sqrt(400) = 4.9 points.
func ExamplePlan() {
	plan, err := estimate.PlanProportion(estimate.Proportion{Hits: 1, Misses: 1}, 0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	many, err := plan.Responses(5)
	if err != nil {
		fmt.Println(err)
		return
	}
	few, err := plan.Of(1000).Responses(5)
	if err != nil {
		fmt.Println(err)
		return
	}
	margin, err := plan.Margin(400)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%d responses, of 1000 customers %d; 400 responses give %.1f points\n", many, few, margin)
	// Output: 385 responses, of 1000 customers 278; 400 responses give 4.9 points
}

// One satisfied customer stands for 3 thousand, three for 1 thousand each, and two
// dissatisfied ones for 1 thousand each: (3 + 3) / (3 + 3 + 2) = 75 percent. The
// effective size is 8^2 / (9 + 3 + 2) = 4.57 of 6 responses, and the interval
// (3.43 + 1.92 -+ 1.96*sqrt(3.43*1.14/4.57 + 0.96)) / (4.57 + 3.84).
func ExampleWeightedProportion() {
	var p estimate.WeightedProportion
	if err := p.Hits.Add(decimal.RequireFromString("3")); err != nil {
		fmt.Println(err)
		return
	}
	if err := p.Hits.AddN(decimal.RequireFromString("1"), 3); err != nil {
		fmt.Println(err)
		return
	}
	if err := p.Misses.AddN(decimal.RequireFromString("1"), 2); err != nil {
		fmt.Println(err)
		return
	}
	percent, err := p.Score()
	if err != nil {
		fmt.Println(err)
		return
	}
	weights, err := p.Weights()
	if err != nil {
		fmt.Println(err)
		return
	}
	n, err := weights.KishN()
	if err != nil {
		fmt.Println(err)
		return
	}
	i, err := p.Interval(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%v %% of %d responses worth %v: %.0f to %.0f %%\n", percent, weights.N(), n.Round(2), i.Low, i.High)
	// Output: 75 % of 6 responses worth 4.57: 32 to 95 %
}

// Promoters count 1, detractors -1: the weighted Net Promoter Score is 100 times the
// mean, (2*1.5 - 1*0.8) / (2*1.5 + 1*0.8) = 2.2/3.8.
func ExampleWeightedSample() {
	var s estimate.WeightedSample
	for _, answer := range []struct {
		points int64
		weight string
	}{{1, "1.5"}, {1, "1.5"}, {-1, "0.8"}} {
		if err := s.Add(answer.points, decimal.RequireFromString(answer.weight)); err != nil {
			fmt.Println(err)
			return
		}
	}
	mean, err := s.Score()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(mean)
	// Output: 0.5789473684210526
}

// Ann answered twice; with KeepLast, the default, her 9 of May counts and her 4 of
// April is dropped, though it came from another shard and was merged later.
func ExampleRespondents() {
	april := time.Date(2024, 4, 30, 12, 0, 0, 0, time.UTC)
	may := time.Date(2024, 5, 2, 9, 0, 0, 0, time.UTC)
	var first, second estimate.Respondents[string, int]
	if err := first.Add("ann", may, 9); err != nil {
		fmt.Println(err)
		return
	}
	if err := second.Add("bob", april, 7); err != nil {
		fmt.Println(err)
		return
	}
	if err := second.Add("ann", april, 4); err != nil {
		fmt.Println(err)
		return
	}
	if err := first.Merge(&second); err != nil {
		fmt.Println(err)
		return
	}
	for id, rating := range first.All() {
		fmt.Println(id, rating)
	}
	fmt.Println("dropped:", first.Dropped())
	// Output:
	// ann 9
	// bob 7
	// dropped: 1
}

// 120 of 800 who were asked answered: 15 percent. 680 did not.
func ExampleProportionOf() {
	rate, err := estimate.ProportionOf(120, 800)
	if err != nil {
		fmt.Println(err)
		return
	}
	percent, err := rate.Score()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%v %%, %d non-responses\n", percent, rate.Misses)
	// Output: 15 %, 680 non-responses
}

package nps_test

import (
	"errors"
	"fmt"
	"log"
	"strings"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/nps"
	"github.com/shopspring/decimal"
)

func Example() {
	tally, err := nps.CollectSlice([]int{10, 9, 9, 8, 7, 10, 6, 9, 3, 10})
	if err != nil {
		log.Fatal(err)
	}
	score, err := tally.Score() // 6 promoters, 2 passives, 2 detractors: 100 * (6-2)/10
	if err != nil {
		log.Fatal(err)
	}
	interval, err := tally.Interval(0.95)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("NPS %v, 95%% between %.0f and %.0f, %d answers\n", score, interval.Low, interval.High, tally.N())
	// Output: NPS 40, 95% between -15 and 75, 10 answers
}

// The counts of the three groups are enough, such as from a database:
//
//	SELECT COUNT(*) FILTER (WHERE rating >= 9),
//	       COUNT(*) FILTER (WHERE rating BETWEEN 7 AND 8),
//	       COUNT(*) FILTER (WHERE rating <= 6)
//	FROM answers
func ExampleGroups() {
	var groups nps.Groups
	row := []any{&groups.Promoters, &groups.Passives, &groups.Detractors}
	// This is where rows.Scan(row...) would be.
	if _, err := fmt.Sscan("462 176 362", row...); err != nil {
		log.Fatal(err)
	}
	score, err := groups.Score() // 100 * (462-362)/1000
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(score)
	// Output: 10
}

// One row of SELECT rating, COUNT(*) ... GROUP BY rating is one AddN.
func ExampleTally_AddN() {
	var tally nps.Tally
	for _, row := range []struct {
		rating nps.Rating
		count  uint64
	}{{3, 2}, {8, 11}, {10, 18}} {
		if err := tally.AddN(row.rating, row.count); err != nil {
			log.Fatal(err)
		}
	}
	score, err := tally.Score() // 100 * (18-2)/31 = 1600/31
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(score)
	// Output: 51.6129032258064516
}

func ExampleParseRating() {
	for _, text := range []string{"9", "09", "11", "6.5", ""} {
		rating, err := nps.ParseRating(text)
		switch {
		case errors.Is(err, cx.ErrOutOfRange):
			fmt.Printf("%q is out of range\n", text)
		case err != nil:
			fmt.Printf("%q is no rating\n", text)
		default:
			fmt.Printf("%q is a %v\n", text, rating.Group())
		}
	}
	// Output:
	// "9" is a promoter
	// "09" is a promoter
	// "11" is out of range
	// "6.5" is no rating
	// "" is no rating
}

// Shards are tallied apart and merged; the result is the same to the last bit.
func ExampleTally_Merge() {
	monday, err := nps.CollectSlice([]int{10, 10, 2})
	if err != nil {
		log.Fatal(err)
	}
	tuesday, err := nps.CollectSlice([]int{9, 7, 8, 10})
	if err != nil {
		log.Fatal(err)
	}
	if err := monday.Merge(&tuesday); err != nil {
		log.Fatal(err)
	}
	// Four promoters, two passives and a detractor: 100 * (4 - 1) / 7.
	fmt.Println(monday)
	// Output: NPS 42.9 (n=7, 95% -19.9 to 79.3)
}

func ExampleTally_All() {
	tally, err := nps.CollectSlice([]int{10, 9, 9, 8, 7, 10, 6, 9, 3, 10})
	if err != nil {
		log.Fatal(err)
	}
	for rating, n := range tally.All() {
		if n > 0 {
			fmt.Printf("%2d %-9v %s\n", rating, rating.Group(), strings.Repeat("#", int(n)))
		}
	}
	// Output:
	//  3 detractor #
	//  6 detractor #
	//  7 passive   #
	//  8 passive   #
	//  9 promoter  ###
	// 10 promoter  ###
}

// The four intervals of the same 31 answers, the score of which is 51.6.
func ExampleGroups_AdjustedWald() {
	groups := nps.Groups{Promoters: 18, Passives: 11, Detractors: 2}
	adjusted, err := groups.AdjustedWald(0.95)
	if err != nil {
		log.Fatal(err)
	}
	// p = 18.75/34 and d = 2.75/34: the middle is 100 * 16/34 = 47.06, the margin
	// 100 * 1.96 * sqrt((21.5/34 - (16/34)^2)/34) = 21.55
	fmt.Printf("%.1f to %.1f, or %.1f -+ %.1f\n", adjusted.Low, adjusted.High, (adjusted.Low+adjusted.High)/2, adjusted.Margin())
	// Output: 25.5 to 68.6, or 47.1 -+ 21.5
}

// With all answers in one group the textbook interval has no width, as if nothing
// were uncertain about ten answers. The other two know better.
func ExampleGroups_Tango() {
	groups := nps.Groups{Promoters: 10}
	wald, err := groups.Wald(0.95)
	if err != nil {
		log.Fatal(err)
	}
	adjusted, err := groups.AdjustedWald(0.95)
	if err != nil {
		log.Fatal(err)
	}
	tango, err := groups.Tango(0.95) // from (n-z^2)/(n+z^2) = (10-3.84)/(10+3.84) = 0.445
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("Wald     %5.1f to %.1f\n", wald.Low, wald.High)
	fmt.Printf("adjusted %5.1f to %.1f\n", adjusted.Low, adjusted.High)
	fmt.Printf("Tango    %5.1f to %.1f\n", tango.Low, tango.High)
	// Output:
	// Wald     100.0 to 100.0
	// adjusted  47.5 to 100.0
	// Tango     44.5 to 100.0
}

// A chart of the three shares with whiskers that hold all at once.
func ExampleGroups_Goodman() {
	shares, err := nps.Groups{Promoters: 462, Passives: 176, Detractors: 362}.Goodman(0.95)
	if err != nil {
		log.Fatal(err)
	}
	// Each at the level 1 - 0.05/3, z = 2.394; for promoters around 46.2 percent
	// 100 * (462 + 2.865 -+ 2.394*sqrt(462*538/1000 + 1.433)) / 1005.73
	fmt.Printf("promoters  %.1f to %.1f\n", shares.Promoters.Low, shares.Promoters.High)
	fmt.Printf("passives   %.1f to %.1f\n", shares.Passives.Low, shares.Passives.High)
	fmt.Printf("detractors %.1f to %.1f\n", shares.Detractors.Low, shares.Detractors.High)
	// Output:
	// promoters  42.5 to 50.0
	// passives   14.9 to 20.7
	// detractors 32.6 to 39.9
}

// Did the score rise from the last quarter to this one?
func ExampleGroups_Compare() {
	this := nps.Groups{Promoters: 120, Passives: 47, Detractors: 83} // 14.8
	last := nps.Groups{Promoters: 110, Passives: 49, Detractors: 91} // 7.6
	change, err := this.Compare(last, 0.95)
	if err != nil {
		log.Fatal(err)
	}
	// 14.8 - 7.6; with Tango's limits 3.6 to 25.7 and -3.6 to 18.6 from
	// 7.2 - sqrt((14.8-3.6)^2 + (18.6-7.6)^2), which is below 0. For the test p = 0.46
	// and d = 0.348 of all 500: z = 0.072 / sqrt((0.808 - 0.112^2) * 2/250) = 0.90
	verdict := map[int]string{1: "higher", -1: "lower", 0: "no clear change"}[change.Sign()]
	fmt.Printf("%+.1f (%.1f to %.1f), p = %.2f: %s\n", change.Estimate, change.Low, change.High, change.P, verdict)
	// Output: +7.2 (-8.4 to 22.7), p = 0.37: no clear change
}

// The adjusted comparison, for groups of similar size.
func ExampleGroups_CompareAdjustedWald() {
	this := nps.Groups{Promoters: 120, Passives: 47, Detractors: 83}
	last := nps.Groups{Promoters: 110, Passives: 49, Detractors: 91}
	change, err := this.CompareAdjustedWald(last, 0.95)
	if err != nil {
		log.Fatal(err)
	}
	// 100 * (37/253 - 19/253); the interval contains 0
	fmt.Printf("%+.1f (%.1f to %.1f), p = %.2f\n", change.Estimate, change.Low, change.High, change.P)
	// Output: +7.1 (-8.4 to 22.6), p = 0.37
}

// One answer of each customer counts, the last one: the ratings that are kept go into
// a tally one by one.
func ExampleCollect_respondents() {
	var answers estimate.Respondents[string, nps.Rating]
	for _, a := range []struct {
		customer string
		day      int
		rating   nps.Rating
	}{{"ann", 3, 4}, {"bob", 5, 9}, {"ann", 9, 10}} {
		if err := answers.Add(a.customer, time.Date(2024, 5, a.day, 0, 0, 0, 0, time.UTC), a.rating); err != nil {
			log.Fatal(err)
		}
	}
	var tally nps.Tally
	for _, rating := range answers.All() {
		if err := tally.Add(rating); err != nil {
			log.Fatal(err)
		}
	}
	score, err := tally.Score() // Ann's 10 and Bob's 9, not Ann's 4
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("NPS %v of %d customers, %d earlier answers dropped\n", score, tally.N(), answers.Dropped())
	// Output: NPS 100 of 2 customers, 1 earlier answers dropped
}

// How many answers does a margin of 5 points take?
func ExamplePlan() {
	worst, err := nps.Plan(nps.Groups{Promoters: 1, Detractors: 1}, 0.95)
	if err != nil {
		log.Fatal(err)
	}
	likely, err := nps.Plan(nps.Groups{Promoters: 50, Passives: 30, Detractors: 20}, 0.95)
	if err != nil {
		log.Fatal(err)
	}
	// (1.96 * 100/5)^2 = 1536.6, and times the variance 0.7 - 0.3^2 = 0.61: 937.3
	n, err := worst.Responses(5)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("whatever the answers:", n)
	if n, err = likely.Responses(5); err != nil {
		log.Fatal(err)
	}
	fmt.Println("around a score of 30:", n)
	// 937.3 / (1 + 936.3/2000) = 638.5
	if n, err = likely.Of(2000).Responses(5); err != nil {
		log.Fatal(err)
	}
	fmt.Println("of 2000 customers:   ", n)
	// 1.96 * 100*sqrt(0.61) / sqrt(200) = 10.8
	margin, err := likely.Margin(200)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("200 answers give -+ %.1f\n", margin)
	// Output:
	// whatever the answers: 1537
	// around a score of 30: 938
	// of 2000 customers:    639
	// 200 answers give -+ 10.8
}

// Business customers were asked more often than they are, so they weigh less.
func ExampleWeightedTally() {
	business, private := decimal.RequireFromString("0.4"), decimal.RequireFromString("1.6")
	var tally nps.WeightedTally
	for _, answer := range []struct {
		rating nps.Rating
		weight decimal.Decimal
		n      uint64
	}{{10, business, 30}, {8, business, 10}, {2, business, 10}, {9, private, 20}, {7, private, 10}, {5, private, 20}} {
		if err := tally.AddN(answer.rating, answer.weight, answer.n); err != nil {
			log.Fatal(err)
		}
	}
	// 100 * (30*0.4 + 20*1.6 - 10*0.4 - 20*1.6) / (50*0.4 + 50*1.6) = 100 * 8/100
	score, err := tally.Score()
	if err != nil {
		log.Fatal(err)
	}
	// 100^2 / (50*0.4^2 + 50*1.6^2) = 10000/136
	effective, err := tally.Weights().KishN()
	if err != nil {
		log.Fatal(err)
	}
	interval, err := tally.Interval(0.95)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("NPS %v (%.0f to %.0f), %d answers worth %s\n",
		score, interval.Low, interval.High, tally.Weights().N(), effective.StringFixed(1))
	// Output: NPS 8 (-12 to 28), 100 answers worth 73.5
}

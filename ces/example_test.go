package ces_test

import (
	"fmt"
	"log"

	"github.com/cxmetrics/cx/ces"
	"github.com/cxmetrics/cx/estimate"
	"github.com/shopspring/decimal"
)

func Example() {
	tally, err := ces.CollectSlice(ces.Scale{}, []int{5, 4, 4, 3, 5, 2, 4, 5}) // ease on 1..5
	if err != nil {
		log.Fatal(err)
	}
	score, err := tally.Score() // 32/8
	if err != nil {
		log.Fatal(err)
	}
	interval, err := tally.Interval(0.95)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("CES %s on %v, 95%% between %.2f and %.2f, %d answers\n",
		score.StringFixed(2), tally.Scale(), interval.Low, interval.High, tally.N())
	// Output: CES 4.00 on 1..5, higher is easier, 95% between 3.11 and 4.89, 8 answers
}

// "The company made it easy for me to handle my issue", from 1 (strongly disagree)
// to 7 (strongly agree): who at least somewhat agreed?
func ExampleTally_Easy() {
	scale, err := ces.Ease(1, 7)
	if err != nil {
		log.Fatal(err)
	}
	tally, err := ces.CollectSlice(scale, []int{7, 6, 6, 5, 5, 4, 3, 7, 6, 1})
	if err != nil {
		log.Fatal(err)
	}
	easy, err := tally.Easy().Score() // 7, 6, 6, 5, 5, 7 and 6: 100 * 7/10
	if err != nil {
		log.Fatal(err)
	}
	from6, err := tally.EasyFrom(6)
	if err != nil {
		log.Fatal(err)
	}
	agreed, err := from6.Score() // 7, 6, 6, 7 and 6: 100 * 5/10
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("easy for %v%%, very easy for %v%%\n", easy, agreed)
	// Output: easy for 70%, very easy for 50%
}

// A survey that asks for the effort, 5 being the greatest, and one that asks for
// ease never mix by accident; turned round, the one joins the other.
func ExampleTally_Mirrored() {
	scale, err := ces.Effort(1, 5)
	if err != nil {
		log.Fatal(err)
	}
	effort, err := ces.CollectSlice(scale, []int{1, 2, 2, 4})
	if err != nil {
		log.Fatal(err)
	}
	ease, err := ces.CollectSlice(ces.Scale{}, []int{5, 3})
	if err != nil {
		log.Fatal(err)
	}
	before, err := effort.Score() // 9/4
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("CES", before.StringFixed(2), "on", effort.Scale())
	fmt.Println(ease.Merge(&effort))
	if err := ease.Merge(new(effort.Mirrored())); err != nil { // 5, 4, 4 and 2
		log.Fatal(err)
	}
	after, err := ease.Score() // (5+3 + 5+4+4+2)/6 = 23/6
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("CES", after.StringFixed(2), "on", ease.Scale())
	// Output:
	// CES 2.25 on 1..5, higher is harder
	// ces: answers on 1..5, higher is easier and on 1..5, higher is harder cannot be combined
	// CES 3.83 on 1..5, higher is easier
}

// Did the new form make it easier?
func ExampleTally_Compare() {
	after, err := ces.CollectSlice(ces.Scale{}, []int{5, 4, 5, 3, 4, 5, 5, 4})
	if err != nil {
		log.Fatal(err)
	}
	before, err := ces.CollectSlice(ces.Scale{}, []int{2, 4, 3, 1, 4, 3, 2, 3})
	if err != nil {
		log.Fatal(err)
	}
	// 35/8 - 22/8; the squared standard errors are (157 - 35^2/8)/7/8 = 0.0692 and
	// (68 - 22^2/8)/7/8 = 0.1339, so t = 1.625/sqrt(0.2031)
	score, err := after.Compare(before, 0.95)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("score %+.3f, %.1f to %.1f, t = %.2f\n", score.Estimate, score.Low, score.High, score.Statistic)
	// 100 * (7/8 - 2/8)
	easy, err := after.Easy().Compare(before.Easy(), 0.95)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("easy %+.1f percentage points, %.0f to %.0f\n", easy.Estimate, easy.Low, easy.High)
	// Output:
	// score +1.625, 0.6 to 2.6, t = 3.61
	// easy +62.5 percentage points, 14 to 83
}

// How many answers put the score within 0.1, where one answer has a standard
// deviation of about 1.1?
func Example_planning() {
	plan, err := estimate.PlanMean(1.1, 0.95)
	if err != nil {
		log.Fatal(err)
	}
	n, err := plan.Responses(0.1) // (1.96 * 1.1/0.1)^2 = 464.8
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(n)
	// Output: 465
}

func ExampleWeightedTally() {
	var tally ces.WeightedTally
	for _, answer := range []struct {
		rating ces.Rating
		weight string
	}{{5, "0.8"}, {4, "0.8"}, {2, "1.3"}, {5, "1.3"}} {
		if err := tally.Add(answer.rating, decimal.RequireFromString(answer.weight)); err != nil {
			log.Fatal(err)
		}
	}
	score, err := tally.Score() // (5*0.8 + 4*0.8 + 2*1.3 + 5*1.3)/4.2 = 16.3/4.2
	if err != nil {
		log.Fatal(err)
	}
	easy, err := tally.Easy().Score() // 100 * (0.8+0.8+1.3)/4.2
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s, easy for %s%%\n", score.StringFixed(2), easy.StringFixed(1))
	// Output: 3.88, easy for 69.0%
}

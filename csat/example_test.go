package csat_test

import (
	"fmt"
	"log"

	"github.com/cxmetrics/cx/csat"
	"github.com/cxmetrics/cx/estimate"
	"github.com/shopspring/decimal"
)

func Example() {
	tally, err := csat.CollectSlice(csat.Scale{}, []int{5, 4, 4, 3, 5, 5, 2, 4}) // on 1..5
	if err != nil {
		log.Fatal(err)
	}
	score, err := tally.Score() // three 5 and three 4 of 8: 100 * 6/8
	if err != nil {
		log.Fatal(err)
	}
	interval, err := tally.Interval(0.95)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("CSAT %v%%, 95%% between %.0f and %.0f, %d answers\n", score, interval.Low, interval.High, tally.N())
	// Output: CSAT 75%, 95% between 41 and 93, 8 answers
}

// The same answers by every convention; a number without its convention says little.
func ExampleTally_SatisfiedFrom() {
	scale, err := csat.NewScale(1, 7)
	if err != nil {
		log.Fatal(err)
	}
	tally, err := csat.CollectSlice(scale, []int{7, 7, 6, 6, 6, 5, 5, 4, 3, 1})
	if err != nil {
		log.Fatal(err)
	}
	percent := func(p estimate.Proportion, err error) decimal.Decimal {
		if err != nil {
			log.Fatal(err)
		}
		share, err := p.Score()
		if err != nil {
			log.Fatal(err)
		}
		return share
	}
	mean, err := tally.Mean().Score() // (7+7+6+6+6+5+5+4+3+1)/10
	if err != nil {
		log.Fatal(err)
	}
	net, err := tally.Net(2) // five answers of 6 and 7, one of 1 and 2
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("satisfied, 6 and 7:", percent(tally.Satisfied(), nil))
	fmt.Println("somewhat, from 5:  ", percent(tally.SatisfiedFrom(5)))
	fmt.Println("top box:           ", percent(tally.TopBox(1)))
	fmt.Println("net of two boxes:  ", net)
	fmt.Println("mean:              ", mean)
	// Output:
	// satisfied, 6 and 7: 50
	// somewhat, from 5:   70
	// top box:            20
	// net of two boxes:   40
	// mean:               5
}

// "Did we solve your problem?", answered by yes or no.
func ExampleYesNo() {
	tally := csat.NewTally(csat.YesNo())
	for rating, n := range map[csat.Rating]uint64{csat.Yes: 42, csat.No: 8} {
		if err := tally.AddN(rating, n); err != nil {
			log.Fatal(err)
		}
	}
	score, err := tally.Score() // 100 * 42/50
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(score)
	// Output: 84
}

// "Was it better or worse than you expected?", from 1 (much worse) to 10 (much
// better): the share above the middle of the scale, and what is left of it when
// those below are set off.
func Example_betterOrWorseThanExpected() {
	scale, err := csat.NewScale(1, 10)
	if err != nil {
		log.Fatal(err)
	}
	tally, err := csat.CollectSlice(scale, []int{9, 7, 8, 5, 6, 10, 4, 7, 2, 6})
	if err != nil {
		log.Fatal(err)
	}
	better, err := tally.SatisfiedFrom(6)
	if err != nil {
		log.Fatal(err)
	}
	share, err := better.Score() // 9, 7, 8, 6, 10, 7 and 6: 100 * 7/10
	if err != nil {
		log.Fatal(err)
	}
	net, err := tally.Net(5) // the upper five ratings less the lower five: 100 * (7-3)/10
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("better than expected %v%%, net %v, %d answers\n", share, net, tally.N())
	// Output: better than expected 70%, net 40, 10 answers
}

// Employees (or the agents of a help desk) answer "How satisfied are you with your
// work here?" from 1 to 10. A team takes 8 and more as satisfied, and looks at the
// mean with its interval.
func Example_employeeSatisfaction() {
	scale, err := csat.NewScale(1, 10)
	if err != nil {
		log.Fatal(err)
	}
	tally, err := csat.CollectSlice(scale, []uint8{8, 9, 7, 10, 6, 8, 9, 3, 8, 7, 9, 6})
	if err != nil {
		log.Fatal(err)
	}
	satisfied, err := tally.SatisfiedFrom(8)
	if err != nil {
		log.Fatal(err)
	}
	share, err := satisfied.Score() // one 10, three 9, three 8 of 12: 100 * 7/12
	if err != nil {
		log.Fatal(err)
	}
	mean, err := tally.Mean().Score() // 90/12
	if err != nil {
		log.Fatal(err)
	}
	interval, err := tally.Mean().Interval(0.95)
	if err != nil {
		log.Fatal(err)
	}
	// The squares sum to 714, so the variance is (714 - 90^2/12)/11 = 39/11 and the
	// margin 2.201 * sqrt(39/11/12) = 1.196
	fmt.Printf("%s%% satisfied, mean %v -+ %.1f\n", share.StringFixed(1), mean, interval.Margin())
	// Output: 58.3% satisfied, mean 7.5 -+ 1.2
}

// School grades: 1 is the best. Turned round they merge with answers where 5 is.
func ExampleTally_Mirrored() {
	scale, err := csat.NewScale(1, 5)
	if err != nil {
		log.Fatal(err)
	}
	grades, err := csat.CollectSlice(scale.Inverted(), []int{1, 2, 2, 4})
	if err != nil {
		log.Fatal(err)
	}
	ratings, err := csat.CollectSlice(scale, []int{5, 3})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(ratings.Merge(&grades))
	if err := ratings.Merge(new(grades.Mirrored())); err != nil { // 5, 4, 4 and 2
		log.Fatal(err)
	}
	mean, err := ratings.Mean().Score() // (5+3 + 5+4+4+2)/6 = 23/6
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(mean.StringFixed(2))
	// Output:
	// csat: answers on the scale 1..5, 5 is best, and on the scale 1..5, 1 is best, cannot be combined
	// 3.83
}

// The full distribution, in percent.
func ExampleTally_All() {
	tally, err := csat.CollectSlice(csat.Scale{}, []int{5, 4, 4, 3, 5, 5, 2, 4})
	if err != nil {
		log.Fatal(err)
	}
	for rating, n := range tally.All() {
		p, err := estimate.ProportionOf(n, tally.N())
		if err != nil {
			log.Fatal(err)
		}
		percent, err := p.Score()
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%d: %d answers, %v%%\n", rating, n, percent)
	}
	// Output:
	// 1: 0 answers, 0%
	// 2: 1 answers, 12.5%
	// 3: 1 answers, 12.5%
	// 4: 3 answers, 37.5%
	// 5: 3 answers, 37.5%
}

// Are more customers satisfied than in the month before?
func ExampleTally_Satisfied() {
	var june, may csat.Tally
	for rating, n := range map[csat.Rating]uint64{5: 120, 4: 60, 3: 12, 1: 8} {
		if err := june.AddN(rating, n); err != nil {
			log.Fatal(err)
		}
	}
	for rating, n := range map[csat.Rating]uint64{5: 90, 4: 64, 3: 30, 1: 16} {
		if err := may.AddN(rating, n); err != nil {
			log.Fatal(err)
		}
	}
	// 100 * (180/200 - 154/200)
	change, err := june.Satisfied().Compare(may.Satisfied(), 0.95)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%+.0f percentage points, %.0f to %.0f\n", change.Estimate, change.Low, change.High)
	// Output: +13 percentage points, 6 to 20
}

func ExampleTally_Compare() {
	phone, err := csat.CollectSlice(csat.Scale{}, []int{5, 4, 5, 3, 4, 5, 5, 4})
	if err != nil {
		log.Fatal(err)
	}
	chat, err := csat.CollectSlice(csat.Scale{}, []int{2, 4, 3, 1, 4, 3, 2, 3})
	if err != nil {
		log.Fatal(err)
	}
	// 35/8 - 22/8; the squared standard errors are (157 - 35^2/8)/7/8 = 0.0692 and
	// (68 - 22^2/8)/7/8 = 0.1339, so t = 1.625/sqrt(0.2031)
	change, err := phone.Mean().Compare(chat.Mean(), 0.95)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%+.3f points, %.1f to %.1f, t = %.2f\n", change.Estimate, change.Low, change.High, change.Statistic)
	// Output: +1.625 points, 0.6 to 2.6, t = 3.61
}

// Weights make up for groups that answered more often than others.
func ExampleWeightedTally() {
	var tally csat.WeightedTally
	for _, answer := range []struct {
		rating csat.Rating
		weight string
	}{{5, "0.8"}, {4, "0.8"}, {2, "1.3"}, {5, "1.3"}} {
		if err := tally.Add(answer.rating, decimal.RequireFromString(answer.weight)); err != nil {
			log.Fatal(err)
		}
	}
	score, err := tally.Score() // 100 * (0.8+0.8+1.3)/4.2
	if err != nil {
		log.Fatal(err)
	}
	mean, err := tally.Mean().Score() // (5*0.8 + 4*0.8 + 2*1.3 + 5*1.3)/4.2 = 16.3/4.2
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s%% satisfied, mean %s\n", score.StringFixed(1), mean.StringFixed(2))
	// Output: 69.0% satisfied, mean 3.88
}

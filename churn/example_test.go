package churn_test

import (
	"errors"
	"fmt"
	"log"
	"sync"
	"time"

	"github.com/cxmetrics/cx/churn"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/period"
	"github.com/shopspring/decimal"
)

func firstOf(month time.Month) time.Time {
	return time.Date(2024, month, 1, 0, 0, 0, 0, time.UTC)
}

// Of 200 customers on the first of the month, 6 were lost by its end.
func Example() {
	month := churn.Customers{Kept: 194, Lost: 6}
	lost, err := month.Score() // 100 * 6/200
	if err != nil {
		log.Fatal(err)
	}
	interval, err := month.Interval(0.95)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("churn %v%%, 95%% between %.1f and %.1f\n", lost, interval.Low, interval.High)
	// Output: churn 3%, 95% between 1.4 and 6.4
}

// Subscriptions of three customers, and what happened in February.
func Example_subscriptions() {
	day := func(month time.Month, day int) time.Time { return firstOf(month).AddDate(0, 0, day-1) }
	var ledger churn.Ledger[string]
	for _, s := range []churn.Subscription[string]{
		{Customer: "ada", Start: day(time.January, 1), End: day(time.February, 10), MRR: decimal.NewFromInt(40)},
		{Customer: "ada", Start: day(time.February, 10), MRR: decimal.NewFromInt(50)}, // a better plan
		{Customer: "bob", Start: day(time.January, 1), End: day(time.February, 15), MRR: decimal.NewFromInt(60)},
		{Customer: "cem", Start: day(time.February, 21), MRR: decimal.NewFromInt(30)},
	} {
		if err := ledger.Add(s); err != nil {
			log.Fatal(err)
		}
	}
	february, err := ledger.Window(day(time.February, 1), day(time.March, 1))
	if err != nil {
		log.Fatal(err)
	}
	customers, err := february.Movement.OpeningCustomers() // ada kept, bob lost; cem is new and in neither
	if err != nil {
		log.Fatal(err)
	}
	lost, err := customers.Score() // 100 * 1 / 2
	if err != nil {
		log.Fatal(err)
	}
	nrr, err := february.Revenue.NRR() // 100 * (100 + 10 - 60) / 100
	if err != nil {
		log.Fatal(err)
	}
	closing, err := february.Revenue.Closing() // 100 + 30 + 10 - 60
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("churn %v%%, NRR %v%%, closing MRR %v\n", lost, nrr, closing)
	// Output: churn 50%, NRR 50%, closing MRR 80
}

func ExampleCustomers_Churn() {
	// 200 customers on the first of the month, 6 of them gone by its end.
	month := churn.Customers{Kept: 194, Lost: 6}
	lost, err := month.Churn().Score() // 100 * 6 / 200
	if err != nil {
		fmt.Println(err)
		return
	}
	kept, err := month.Retention().Score() // 100 * 194 / 200
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("churn %v%%, retention %v%%\n", lost, kept)
	// Output: churn 3%, retention 97%
}

func ExampleCustomers_Retention() {
	june := churn.Customers{Kept: 188, Lost: 12}
	kept, err := june.Retention().Interval(0.95) // around 100 * 188 / 200
	if err != nil {
		log.Fatal(err)
	}
	may := churn.Customers{Kept: 190, Lost: 3}
	change, err := june.Compare(may, 0.95) // 6% against 1.55...%
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("retention between %.1f%% and %.1f%%\n", kept.Low, kept.High)
	fmt.Printf("churn rose by %.1f points, p = %.3f\n", change.Estimate, change.P)
	// Output:
	// retention between 89.8% and 96.5%
	// churn rose by 4.4 points, p = 0.021
}

func ExampleCompound() {
	monthly := estimate.RateOfPercent(decimal.NewFromInt(3))
	yearly, err := churn.Compound(monthly, 12) // 100 * (1 - 0.97^12), not 36
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(yearly.Percent().StringFixed(5))
	// Output: 30.61576
}

func ExampleActivity() {
	// ada comes back in each month, bob skips February, cem starts in March.
	var activity churn.Activity[string]
	for customer, months := range map[string][]string{"ada": {"2024-01", "2024-02", "2024-03"}, "bob": {"2024-01", "2024-03"}, "cem": {"2024-03"}} {
		for _, m := range months {
			month, err := period.Parse(m)
			if err != nil {
				log.Fatal(err)
			}
			if err := activity.Add(customer, month); err != nil {
				log.Fatal(err)
			}
		}
	}
	table, err := activity.Bounded(activity.Periods())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(table)
	// Output:
	// cohort   size      0     1      2
	// 2024-01     2  100.0  50.0  100.0
	// 2024-02     0      -     -
	// 2024-03     1  100.0
}

// Daily, weekly and monthly active customers, and how sticky a week is: ada comes on each
// of its days, bob on one.
func ExampleActivity_Active() {
	monday := time.Date(2024, time.January, 1, 9, 0, 0, 0, time.UTC)
	var activity churn.Activity[string]
	for customer, days := range map[string][]int{"ada": {0, 1, 2, 3, 4, 5, 6}, "bob": {2}} {
		for _, n := range days {
			day, err := period.Day.Of(monday.AddDate(0, 0, n))
			if err != nil {
				log.Fatal(err)
			}
			if err := activity.Add(customer, day); err != nil {
				log.Fatal(err)
			}
		}
	}
	week, err := period.Week.Of(monday)
	if err != nil {
		log.Fatal(err)
	}
	active, err := activity.Active(week.First(), week.Last())
	if err != nil {
		log.Fatal(err)
	}
	daily, err := active.CustomersPerPeriod() // (7 + 1) / 7
	if err != nil {
		log.Fatal(err)
	}
	sticky, err := active.Score() // 100 * (8 / 7) / 2
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("WAU %d, average DAU %s, DAU/WAU %s%%\n", active.Customers(), daily.StringFixed(2), sticky.StringFixed(1))
	// Output: WAU 2, average DAU 1.14, DAU/WAU 57.1%
}

// Two goroutines count at once where each has customers of its own: then the counts
// and proportions of the same period add up.
func ExampleActivity_goroutines() {
	january, err := period.Parse("2024-01")
	if err != nil {
		log.Fatal(err)
	}
	february, err := january.Add(1)
	if err != nil {
		log.Fatal(err)
	}
	march, err := february.Add(1)
	if err != nil {
		log.Fatal(err)
	}
	events := []struct {
		customer int
		month    period.Period
	}{{1, january}, {2, january}, {3, january}, {1, february}, {4, february}, {2, february}, {4, march}, {1, march}}
	var movements [2][]churn.Movement
	var retention [2]estimate.Proportion
	var errs [2]error
	var wait sync.WaitGroup
	for part := range movements {
		wait.Go(func() {
			var activity churn.Activity[int]
			for _, e := range events {
				if e.customer%len(movements) == part {
					errs[part] = errors.Join(errs[part], activity.Add(e.customer, e.month))
				}
			}
			table, err1 := activity.Bounded(january, march)
			moved, err2 := activity.Movements(february, march)
			kept, err3 := table.Retention(january, 2)
			movements[part], retention[part] = moved, kept
			errs[part] = errors.Join(errs[part], err1, err2, err3)
		})
	}
	wait.Wait()
	if err := errors.Join(errs[:]...); err != nil {
		log.Fatal(err)
	}
	moved, kept := movements[0][0], retention[0]
	if err := errors.Join(moved.Merge(&movements[1][0]), kept.Merge(&retention[1])); err != nil {
		log.Fatal(err)
	}
	// Of 1, 2 and 3 in January, 3 was gone in February and 4 was new; in March 1 was left.
	fmt.Printf("%v\n%d of the %d of January are there in March\n", moved, kept.Hits, kept.Hits+kept.Misses)
	// Output:
	// 3 customers + 1 new - 1 lost = 3
	// 1 of the 3 of January are there in March
}

func ExamplePurchases() {
	day := func(n int) time.Time { return firstOf(time.January).AddDate(0, 0, n) }
	var shop churn.Purchases[string]
	for customer, days := range map[string][]int{"ada": {0, 60, 100}, "bob": {30}, "cem": {0, 95}} {
		for _, n := range days {
			if err := shop.Add(customer, day(n)); err != nil {
				log.Fatal(err)
			}
		}
	}
	// On day 120, bob's last purchase is 90 days ago. cem had been lost before day 95.
	standing, err := shop.Standing(churn.LostAt(90), day(120))
	if err != nil {
		log.Fatal(err)
	}
	lost, err := standing.Share().Score() // bob of the three
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%+v\n%s percent lost\n", standing, lost.StringFixed(1))
	// Output:
	// {Active:1 Returned:1 Lost:1}
	// 33.3 percent lost
}

func ExampleLifetimes() {
	// Four customers left after 9, 19, 32 and 34 months; two are still there.
	var lifetimes churn.Lifetimes
	for _, l := range []churn.Lifetime{
		{Time: 9, Lost: true}, {Time: 19, Lost: true}, {Time: 32, Lost: true}, {Time: 34, Lost: true}, {Time: 48}, {Time: 50},
	} {
		if err := lifetimes.Add(l); err != nil {
			log.Fatal(err)
		}
	}
	curve, err := lifetimes.KaplanMeier()
	if err != nil {
		log.Fatal(err)
	}
	stay, err := curve.Survival(24) // 5/6 * 4/5
	if err != nil {
		log.Fatal(err)
	}
	median, err := curve.Median()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.4f stay longer than 24 months, half of them longer than %d\n", stay, median)
	// Output: 0.6667 stay longer than 24 months, half of them longer than 32
}

// Ways to divide that other tools call churn too, under names of their own: a month
// that starts with 200 customers, wins 30 and loses 10 of the old ones.
func ExampleMovement_ChurnOverAverage() {
	month := churn.Movement{Opening: 200, New: 30, Lost: 10}
	closing, err1 := month.Closing()              // 200 + 30 - 10
	overAverage, err2 := month.ChurnOverAverage() // 100 * 10 / ((200 + 220) / 2)
	customers, err3 := month.OpeningCustomers()
	lost, err4 := customers.Score() // 100 * 10 / 200
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d at the end, churn %v%%, over the average %s%%\n", closing, lost, overAverage.StringFixed(2))
	// Output: 220 at the end, churn 5%, over the average 4.76%
}

// The monthly churn that makes 27.1 percent in a quarter: the inverse of Compound.
func ExamplePerPeriod() {
	quarter := estimate.RateOfShare(decimal.RequireFromString("0.271"))
	monthly, err := churn.PerPeriod(quarter, 3) // 0.9^3 = 0.729
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(monthly, "a month")
	// Output: 10% a month
}

// The monthly recurring revenue of 1,000 at the start of a month: what was lost of it,
// what is left of it, and what was gained for each dollar lost.
func ExampleRevenue() {
	dollars := decimal.NewFromInt
	month := churn.Revenue{
		Opening: dollars(1000), New: dollars(150), Expansion: dollars(90),
		Contraction: dollars(30), Churned: dollars(50), Currency: "USD",
	}
	lost, err1 := month.GrossChurn()  // 100 * (30 + 50) / 1000
	gross, err2 := month.GRR()        // 100 * (1000 - 30 - 50) / 1000
	net, err3 := month.NRR()          // 100 * (1000 + 90 - 30 - 50) / 1000
	quick, err4 := month.QuickRatio() // (150 + 90) / (30 + 50)
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("gross churn %v%%, GRR %v%%, NRR %v%%, quick ratio %v\n", lost, gross, net, quick)
	// Output: gross churn 8%, GRR 92%, NRR 101%, quick ratio 3
}

// Loyalty: how many customers bought on more than one day.
func ExamplePurchases_RepeatByDay() {
	var shop churn.Purchases[string]
	for customer, days := range map[string][]int{"ada": {0, 60}, "bob": {30}, "cem": {5, 5}, "dee": {1, 2, 3}} {
		for _, n := range days {
			if err := shop.Add(customer, firstOf(time.January).AddDate(0, 0, n)); err != nil {
				log.Fatal(err)
			}
		}
	}
	rate, err := shop.RepeatByDay().Score() // ada and dee of 4; cem bought twice, on one day
	if err != nil {
		log.Fatal(err)
	}
	interval, err := shop.RepeatByDay().Interval(0.95)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%v%%, 95%% between %.0f and %.0f\n", rate, interval.Low, interval.High)
	// Output: 50%, 95% between 15 and 85
}

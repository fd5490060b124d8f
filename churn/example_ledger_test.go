package churn_test

import (
	"fmt"
	"log"
	"time"

	"github.com/cxmetrics/cx/churn"
	"github.com/cxmetrics/cx/period"
	"github.com/shopspring/decimal"
)

// An export of January has a subscription that one of February corrects. The newest
// record of an ID counts, whatever the order.
func ExampleLedger_Merge() {
	january := period.MustParse("2024-01-01").In(time.UTC).Start()
	record := churn.Subscription[string]{
		ID: "sub_1", Updated: january, Customer: "ann", Start: january, MRR: decimal.NewFromInt(100), Currency: "EUR",
	}
	var stored, night churn.Ledger[string]
	if err := stored.Add(record); err != nil {
		log.Fatal(err)
	}
	end, err := churn.Through(period.MustParse("2024-02-09"), time.UTC) // the last day
	if err != nil {
		log.Fatal(err)
	}
	record.Updated, record.End = end, end
	if err := night.Add(record); err != nil {
		log.Fatal(err)
	}
	if err := stored.Merge(&night); err != nil {
		log.Fatal(err)
	}
	bounds, err := churn.BoundsOf(time.UTC, period.MustParse("2024-01"), period.MustParse("2024-03"))
	if err != nil {
		log.Fatal(err)
	}
	windows, err := stored.Windows(bounds...)
	if err != nil {
		log.Fatal(err)
	}
	for _, w := range windows {
		fmt.Println(w.From.Format("2006-01"), w.Movement)
	}
	// Output:
	// 2024-01 0 customers + 1 new = 1
	// 2024-02 1 customers - 1 lost = 0
	// 2024-03 0 customers = 0
}

// A customer moves from one plan to another: no plan lost a customer to churn.
func ExampleLedger_SegmentWindows() {
	march := period.MustParse("2024-03")
	at := func(date string) time.Time { return period.MustParse(date).In(time.UTC).Start() }
	var l churn.Ledger[string]
	for _, s := range []churn.Subscription[string]{
		{Customer: "ann", Start: at("2024-01-01"), End: at("2024-03-15"), MRR: decimal.NewFromInt(10), Segment: "basic"},
		{Customer: "ann", Start: at("2024-03-15"), MRR: decimal.NewFromInt(25), Segment: "pro"},
		{Customer: "bob", Start: at("2024-01-01"), MRR: decimal.NewFromInt(25), Segment: "pro"},
	} {
		if err := l.Add(s); err != nil {
			log.Fatal(err)
		}
	}
	bounds, err := churn.BoundsOf(time.UTC, march, march)
	if err != nil {
		log.Fatal(err)
	}
	windows, err := l.SegmentWindows(bounds...)
	if err != nil {
		log.Fatal(err)
	}
	for plan, w := range windows[0].All() {
		fmt.Println(plan+":", w.Movement)
	}
	// Output:
	// basic: 1 customers - 1 moved out = 0
	// pro: 1 customers + 1 moved in = 2
}

// Eleven customers, of whom one leaves in February: 1 of 11 in the quarter, 1 of 32 per
// month.
func ExamplePool() {
	first, last := period.MustParse("2024-01"), period.MustParse("2024-03")
	var l churn.Ledger[int]
	for i := range 11 {
		s := churn.Subscription[int]{Customer: i, Start: first.In(time.UTC).Start().AddDate(-1, 0, 0), MRR: decimal.NewFromInt(10)}
		if i == 0 {
			s.End = period.MustParse("2024-02-11").In(time.UTC).Start()
		}
		if err := l.Add(s); err != nil {
			log.Fatal(err)
		}
	}
	bounds, err := churn.BoundsOf(time.UTC, first, last)
	if err != nil {
		log.Fatal(err)
	}
	windows, err := l.Windows(bounds...)
	if err != nil {
		log.Fatal(err)
	}
	months, err := churn.Pool(windows...)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(months.ChurnPerPeriod())
	fmt.Println(months.ChurnCompounded())
	// Output:
	// 3.125 <nil>
	// 9.0909090909090909 <nil>
}

// Retention of customers and of revenue by the month of the first subscription.
func ExampleLedger_Cohorts() {
	at := func(date string) time.Time { return period.MustParse(date).In(time.UTC).Start() }
	var l churn.Ledger[string]
	for _, s := range []churn.Subscription[string]{
		{Customer: "ann", Start: at("2024-01-05"), MRR: decimal.NewFromInt(20)},
		{Customer: "bob", Start: at("2024-01-20"), End: at("2024-02-20"), MRR: decimal.NewFromInt(20)},
	} {
		if err := l.Add(s); err != nil {
			log.Fatal(err)
		}
	}
	customers, revenue, err := l.Cohorts(time.UTC, period.MustParse("2024-01"), period.MustParse("2024-02"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(customers.String() + revenue.String())
	// Output:
	// cohort   size      0     1
	// 2024-01     2  100.0  50.0
	// 2024-02     0      -
	// cohort   size  revenue      0     1
	// 2024-01     2       40  100.0  50.0
	// 2024-02     0        0      -
}

func ExampleLedger_CalendarLifetimes() {
	var l churn.Ledger[string]
	day := func(m time.Month, d int) time.Time { return time.Date(2024, m, d, 0, 0, 0, 0, time.UTC) }
	for _, s := range []churn.Subscription[string]{
		{Customer: "ann", Start: day(1, 31), End: day(2, 29)}, // a month
		{Customer: "bob", Start: day(3, 1), End: day(4, 1)},   // a month
		{Customer: "eve", Start: day(1, 15)},                  // still there on 1 June, after four months
	} {
		if err := l.Add(s); err != nil {
			panic(err)
		}
	}
	months, err := l.CalendarLifetimes(time.UTC, period.Month, time.Time{}, day(6, 1))
	if err != nil {
		panic(err)
	}
	curve, err := months.KaplanMeier()
	if err != nil {
		panic(err)
	}
	for s := range curve.Steps() {
		fmt.Printf("month %d: %d of %d lost, %.2f stay longer\n", s.Time, s.Lost, s.AtRisk, s.Survival)
	}
	// Output:
	// month 1: 2 of 3 lost, 0.33 stay longer
	// month 4: 0 of 1 lost, 0.33 stay longer
}

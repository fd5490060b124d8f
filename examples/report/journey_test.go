package main

import (
	"encoding/csv"
	"fmt"
	"math"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestVisits(t *testing.T) {
	const file = "visited_at,customer_id,channel,seconds,actions,intent,completed,why,cart\n" +
		"2025-01-01 08:00,a,web,60,1,buy,yes,,bought\n" +
		"2025-01-01 20:00,a,web,30,2,,,,left\n" +
		"2025-01-31 23:59:59,b,app,90.5,3,help,no,slow,\n" +
		"2025-01-15,,app,0,0,help,no,,left\n" +
		"2025-03-01,a,web,60,1,buy,yes,,\n"
	figure := figures(t, file, "-visits", "-")
	expect(t, figure, map[string]any{
		"visits/rows": "5", "bad_rows/total": "0",
		"visits/engagement/periods/2025-01/visits":    "4",
		"visits/engagement/periods/2025-01/customers": "2",
		// Two customer-days in 31 days, of two customers: 100 * (2/31) / 2.
		"visits/engagement/periods/2025-01/stickiness":   "3.2258064516129032",
		"visits/engagement/periods/2025-01/per_customer": "1.5",                // a twice, b once
		"visits/engagement/periods/2025-01/minutes":      "0.7520833333333333", // 180.5 s / 4
		"visits/engagement/periods/2025-01/actions":      "1.5",                // 6 / 4
		"visits/engagement/periods/2025-02/visits":       "0",
		"visits/engagement/periods/2025-02/customers":    "0",
		"visits/engagement/periods/2025-02/stickiness":   nil,
		"visits/engagement/periods/2025-03/customers":    "1",
		"visits/engagement/all/per_customer":             "2", // 4 visits of a and b
		"visits/engagement/segments/channel/web/visits":  "3",

		"visits/tasks/periods/2025-01/completion":      "33.3333333333333333",
		"visits/tasks/all/answers":                     "4",
		"visits/tasks/all/completion":                  "50",
		"visits/tasks/segments/channel/app/completion": "0",
		"visits/carts/periods/2025-01/carts":           "3",
		"visits/carts/all/abandonment":                 "66.6666666666666667",
		"visits/carts/periods/2025-03/abandonment":     nil,
		"visits/intents/all":                           "4",
		"visits/obstacles/all":                         "1", // the other one gave no reason
	})
	// Of 2 in 4, and 1 in 1: Goodman's limits are Wilson's with the normal quantile
	// of 1 - 0.05/4 for two labels, and of 0.975 for one.
	wilson := func(x, n, z float64) (low, high float64) {
		p, q := x/n, z*z/n
		middle, half := (p+q/2)/(1+q), z*math.Sqrt(p*(1-p)/n+q/(4*n))/(1+q)
		return 100 * (middle - half), 100 * (middle + half)
	}
	const z9875 = 2.241402727604947 // R: qnorm(1 - 0.05/4)
	low, high := wilson(2, 4, z9875)
	for _, row := range figure("visits/intents/shares").([]any) {
		row := row.(map[string]any)
		if row["percent"] != "50" || fmt.Sprint(row["count"]) != "2" {
			t.Errorf("%v", row)
		}
		near(t, "low", row["low"], low)
		near(t, "high", row["high"], high)
	}
	low, _ = wilson(1, 1, z95)
	slow := figure("visits/obstacles/shares").([]any)[0].(map[string]any)
	if slow["label"] != "slow" || slow["percent"] != "100" {
		t.Errorf("%v", slow)
	}
	near(t, "low", slow["low"], low)

	// In Auckland the second visit of a was on the day after.
	expect(t, figures(t, strings.NewReplacer(" 08:00,", "T08:00:00Z,", " 20:00,", "T20:00:00Z,").Replace(file), "-visits", "-", "-tz", "Pacific/Auckland"), map[string]any{
		"visits/engagement/periods/2025-01/stickiness": "4.8387096774193548", // 100 * (3/31) / 2
	})
	// A file of nothing but times has visits only.
	bare := figures(t, "visited_at\n2025-01-01\n", "-visits", "-")
	expectNone(t, bare, "visits", "tasks", "carts", "intents", "obstacles")
	row := bare("visits/engagement/all").(map[string]any)
	if len(row) != 1 {
		t.Errorf("of visits alone: %v", row)
	}
}

func TestOrders(t *testing.T) {
	const file = "ordered_at,customer_id,channel,amount,currency,acquisition_cost\n" +
		"2025-01-01,a,web,100,EUR,30\n" +
		"2025-01-02,b,web,50.50,EUR,15\n" +
		"2025-01-03,b,app,49.50,EUR,\n" +
		"2025-03-01,a,web,150,EUR,\n"
	figure := figures(t, file, "-orders", "-", "-margin", "60")
	expect(t, figure, map[string]any{
		"orders/rows": "4", "bad_rows/total": "0",
		"orders/sales/periods/2025-01/orders":       "3",
		"orders/sales/periods/2025-01/sales":        "200",
		"orders/sales/periods/2025-01/growth":       nil,
		"orders/sales/periods/2025-01/per_customer": "100",                // 200 / 2
		"orders/sales/periods/2025-01/cac":          "22.5",               // (30 + 15) / 2
		"orders/sales/periods/2025-01/clv_to_cac":   "2.6666666666666667", // 100 * 60 % / 22.5
		"orders/sales/periods/2025-01/payback":      "0.375",              // 22.5 / (100 * 60 %)
		"orders/sales/periods/2025-02/sales":        "0",
		"orders/sales/periods/2025-02/growth":       "-100",
		"orders/sales/periods/2025-02/cac":          nil,
		"orders/sales/periods/2025-02/payback":      nil,
		"orders/sales/periods/2025-03/growth":       "-25", // on January: February has no orders
		"orders/sales/periods/2025-03/cac":          nil,   // nobody was won
		"orders/sales/all/per_customer":             "175", // 350 / 2
		"orders/sales/all/won":                      "2",
		"orders/sales/segments/channel/app/sales":   "49.5",
	})
	if notes := figure("orders/sales/convention").([]any); !strings.Contains(notes[0].(string), "in EUR ") {
		t.Errorf("convention %q", notes)
	}
	// A bad row does not say which currency is meant.
	expect(t, figures(t, "ordered_at,customer_id,amount,currency\n2025-01-01,a,0.1234567,USD\n2025-01-01,a,5,EUR\n", "-orders", "-"),
		map[string]any{"bad_rows/total": "1", "orders/sales/all/sales": "5"})
	expect(t, figures(t, "ordered_at,customer_id,amount\n2025-01-01,a,5\n2025-02-01,a,5\n", "-orders", "-"),
		map[string]any{"orders/sales/all/sales": "10", "orders/sales/all/low": nil})
}

// A mean over visits whose actions nobody recorded would take nothing for 0.
func TestVisitsWithoutFigures(t *testing.T) {
	figure := figures(t, "visited_at,seconds,actions\n2025-01-01,60,4\n2025-01-01,30,\n2025-01-01,,2\n", "-visits", "-")
	expect(t, figure, map[string]any{
		"bad_rows/total":               "2",
		"visits/engagement/all/visits": "1", "visits/engagement/all/actions": "4",
	})
	// Left out by name, a column may be as empty as it likes.
	figure = figures(t, "visited_at,seconds,actions\n2025-01-01,60,4\n2025-01-01,30,\n", "-visits", "-", "-actions", "")
	expect(t, figure, map[string]any{"bad_rows/total": "0", "visits/engagement/all/minutes": "0.75"})
}

// Days of activity are kept for each period, so that a file may span any number of years.
func TestVisitsOverManyYears(t *testing.T) {
	figure := figures(t, "visited_at,customer_id\n1990-01-01,a\n2025-01-01,a\n2025-01-02,a\n", "-visits", "-", "-per", "year")
	expect(t, figure, map[string]any{
		"bad_rows/total": "0",
		"visits/engagement/periods/1990/customers":    "1",
		"visits/engagement/periods/1990/stickiness":   "0.273972602739726",  // 100 * 1/365
		"visits/engagement/periods/2025/stickiness":   "0.5479452054794521", // 100 * 2/365
		"visits/engagement/periods/2025/per_customer": "2",
		"visits/engagement/all/per_customer":          "3",
	})
}

// A column of free text has no shares, and takes nothing else from the report.
func TestTooManyLabels(t *testing.T) {
	rows := func(head, format string, n int) string {
		var b strings.Builder
		b.WriteString(head)
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	const visits, visit = "visited_at,plan,intent,completed,why\n", "2025-01-01,a,to do %[1]d,no,because %[1]d\n"
	const tickets, ticket = "created_at,channel,resolved_at\n", "2025-01-01,from %d,\n"
	expect(t, figures(t, rows(visits, visit, 1000), "-visits", "-"), map[string]any{
		"visits/intents/all": "1000", "visits/obstacles/all": "1000", "visits/tasks/all/answers": "1000",
	})
	text, _, _ := execute(rows(visits, visit, 1002), "-visits", "-")
	if !strings.Contains(text, "\n\nWhy tasks failed\n") || strings.Contains(text, "because") || strings.Contains(text, "Goodman") {
		t.Error(text)
	}
	figure := figures(t, rows(visits, visit, 1002), "-visits", "-")
	expect(t, figure, map[string]any{
		"visits/intents/all": nil, "visits/obstacles/all": nil, "visits/tasks/all/answers": "1002", "bad_rows/total": "0",
	})
	if shares, notes := figure("visits/intents/shares").([]any), figure("visits/intents/convention").([]any); len(shares) != 0 ||
		notes[len(notes)-1] != "Left out: more than 1,000 different ones." {
		t.Errorf("%d shares, %q", len(shares), notes)
	}
	expect(t, figures(t, rows(tickets, ticket, 1000), "-tickets", "-"), map[string]any{"tickets/contact_volume/all": "1000"})
	expect(t, figures(t, rows(tickets, ticket, 1001), "-tickets", "-"), map[string]any{
		"tickets/contact_volume/all": nil, "tickets/volume/all/created": "1001",
	})
}

// The sample's figures are computed a second time, from the rows of its files.
func TestSampleJourney(t *testing.T) {
	figure := figures(t, "")
	percent := func(num, den int64) string {
		return strings.TrimRight(strings.TrimRight(big.NewRat(100*num, den).FloatString(16), "0"), ".")
	}
	days, customers, minutes, n := map[string]bool{}, map[string]bool{}, int64(0), int64(0)
	asked, failed := int64(0), int64(0)
	for _, row := range sampleRows(t, sampleVisits) {
		if !strings.HasPrefix(row["visited_at"], "2025-05") {
			continue
		}
		n++
		days[row["customer_id"]+row["visited_at"][:len(time.DateOnly)]] = true
		customers[row["customer_id"]] = true
		var seconds int64
		_, _ = fmt.Sscan(row["seconds"], &seconds)
		minutes += seconds
		if row["completed"] != "" {
			asked++
		}
		if row["completed"] == "no" {
			failed++
		}
	}
	at := "visits/engagement/periods/2025-05/"
	expect(t, figure, map[string]any{
		at + "visits":     fmt.Sprint(n),
		at + "customers":  fmt.Sprint(len(customers)),
		at + "stickiness": percent(int64(len(days)), int64(31*len(customers))),
		at + "minutes":    percent(minutes, 6000*n),
		"visits/tasks/periods/2025-05/completion": percent(asked-failed, asked),
	})

	paid, sum, cost, won := map[string]*big.Rat{}, new(big.Rat), new(big.Rat), int64(0)
	for _, row := range sampleRows(t, sampleOrders) {
		amount, _ := new(big.Rat).SetString(row["amount"])
		if paid[row["customer_id"]] == nil {
			paid[row["customer_id"]] = new(big.Rat)
		}
		paid[row["customer_id"]].Add(paid[row["customer_id"]], amount)
		sum.Add(sum, amount)
		if spent, ok := new(big.Rat).SetString(row["acquisition_cost"]); ok {
			cost.Add(cost, spent)
			won++
		}
	}
	text := func(r *big.Rat) string {
		return strings.TrimRight(strings.TrimRight(r.FloatString(16), "0"), ".")
	}
	clv := new(big.Rat).Quo(sum, big.NewRat(int64(len(paid)), 1))
	cac := new(big.Rat).Quo(cost, big.NewRat(won, 1))
	expect(t, figure, map[string]any{
		"orders/sales/all/sales":        text(sum),
		"orders/sales/all/per_customer": text(clv),
		"orders/sales/all/cac":          text(cac),
		"orders/sales/all/clv_to_cac":   text(new(big.Rat).Quo(clv, cac)),
	})
	channels := map[any]any{}
	for _, row := range figure("tickets/contact_volume/shares").([]any) {
		row := row.(map[string]any)
		channels[row["label"]] = row["count"]
	}
	for name, n := range channels {
		if got := figure(fmt.Sprint("tickets/volume/segments/channel/", name, "/created")); got != fmt.Sprint(n) {
			t.Errorf("%v: %v tickets by channel, %v in the segments", name, n, got)
		}
	}
	if diff := cmp.Diff(3, len(channels)); diff != "" {
		t.Error(diff)
	}
}

// sampleRows returns the rows of a file of the sample by the names of its columns.
func sampleRows(t *testing.T, write func(*csv.Writer)) (rows []map[string]string) {
	t.Helper()
	records, err := csv.NewReader(sampleText(write)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, record := range records[1:] {
		row := map[string]string{}
		for i, name := range records[0] {
			row[name] = record[i]
		}
		rows = append(rows, row)
	}
	return rows
}

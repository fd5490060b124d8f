package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A subscription is what its newest row says, whatever the order of the files.
func TestCorrections(t *testing.T) {
	const header = "id,customer_id,start_date,end_date,mrr,updated,status\n"
	const other = "s9,z,2025-01-01,,7,2025-01-01,active\n"
	args := []string{"-subscriptions", "-", "-subscription-id", "id", "-from", "2025-01", "-to", "2025-03", "-segment", ""}
	for _, tc := range []struct {
		name, rows, args string
		want             map[string]any
	}{
		{"the later row", "s1,a,2025-01-10,,100,,\ns1,a,2025-01-10,2025-02-10,100,,\n", "",
			map[string]any{"revenue/periods/2025-02/opening": "107", "churn/periods/2025-02/lost": "1", "churn/periods/2025-03/opening": "1"}},
		{"the later row, the other way round", "s1,a,2025-01-10,2025-02-10,100,,\ns1,a,2025-01-10,,100,,\n", "",
			map[string]any{"churn/periods/2025-02/lost": "0", "churn/periods/2025-03/opening": "2"}},
		{"the later update", "s1,a,2025-01-10,2025-02-10,100,2025-02-10 08:00,\ns1,a,2025-01-10,,100,2025-01-10 09:00,\n", "-updated updated",
			map[string]any{"churn/periods/2025-02/lost": "1", "churn/periods/2025-03/opening": "1"}},
		{"the same update", "s1,a,2025-01-10,2025-02-10,100,2025-02-10,\ns1,a,2025-01-10,,100,2025-02-10,\n", "-updated updated",
			map[string]any{"churn/periods/2025-02/lost": "0"}},
		{"no update is the oldest", "s1,a,2025-01-10,2025-02-10,100,2025-02-10,\ns1,a,2025-01-10,,100,,\n", "-updated updated",
			map[string]any{"churn/periods/2025-02/lost": "1"}},
		{"another customer", "s1,a,2025-01-10,,100,,\ns1,z,2025-01-10,,100,,\n", "",
			map[string]any{"churn/periods/2025-02/opening": "1", "revenue/periods/2025-02/opening": "107"}},
		{"withdrawn", "s1,a,2025-01-10,,100,,\ns1,,,,,,void\n", "-withdrawn status=void",
			map[string]any{"churn/periods/2025-02/opening": "1", "revenue/periods/2025-02/opening": "7", "churn/periods/2025-02/lost": "0"}},
		{"withdrawn, and back", "s1,,,,,2025-01-11,yes\ns1,a,2025-01-10,,100,2025-01-12,\n", "-withdrawn status -updated updated -where id!=s9",
			map[string]any{"churn/periods/2025-02/opening": "1"}},
		{"withdrawn later than the last row", "s1,,,,,2025-01-13,yes\ns1,a,2025-01-10,,100,2025-01-12,\ns2,b,2025-01-10,,1,2025-01-12,\n", "-withdrawn status -updated updated -where id!=s9",
			map[string]any{"churn/periods/2025-02/opening": "1", "revenue/periods/2025-02/opening": "1"}},
		{"left out by its last row", "s1,a,2025-01-10,,100,,active\ns1,a,2025-01-10,,100,,expired\n", "-where status=active",
			map[string]any{"churn/periods/2025-02/opening": "1"}},
		{"taken in by its last row", "s1,a,2025-01-10,,100,,expired\ns1,a,2025-01-10,,100,,active\n", "-where status=active",
			map[string]any{"churn/periods/2025-02/opening": "2"}},
		{"a bad row is no correction", "s1,a,2025-01-10,,100,,\ns1,a,2025-01-10,2024-01-10,100,,\n", "-max-bad 50",
			map[string]any{"churn/periods/2025-03/opening": "2"}},
		{"out of bounds is no correction", "s1,a,2025-01-10,,100,,\ns1,a,2025-01-10,2025-02-10,1000000000000,,\n", "-max-bad 50",
			map[string]any{"churn/periods/2025-03/opening": "2"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			figure := figures(t, header+tc.rows+other, append(args, strings.Fields(tc.args)...)...)
			for at, want := range tc.want {
				if got := figure("subscriptions/" + at); fmt.Sprint(got) != want {
					t.Errorf("%s is %v, want %v", at, got, want)
				}
			}
		})
	}
	if _, stderr, code := execute(header, "-subscriptions", "-", "-updated", "updated"); code != exitUsage || !strings.Contains(stderr, "-subscription-id") {
		t.Errorf("exit code %d, stderr %q", code, stderr)
	}
}

// With the time of its update in each row, rows make the same report in any order.
func TestCorrectionsInAnyOrder(t *testing.T) {
	rows := []string{
		"s1,a,2025-01-10,,100,2025-01-10,Basic\n", "s1,a,2025-01-10,2025-02-10,100,2025-02-11,Basic\n",
		"s2,b,2025-01-10,,50,2025-01-11,Basic\n", "s2,b,2025-01-10,2025-03-01,50,2025-03-02,Basic\n",
		"s3,b,2025-03-01,,80,2025-03-03,Pro\n", "s4,c,2025-01-01,,10,2025-01-01,Pro\n", "s4,,,,,2025-01-02,void\n",
	}
	report := func() string {
		text, stderr, code := execute("id,customer_id,start_date,end_date,mrr,updated,plan\n"+strings.Join(rows, ""), "-subscriptions", "-",
			"-subscription-id", "id", "-updated", "updated", "-withdrawn", "plan=void", "-by", "plan")
		if code != 0 {
			t.Fatal(stderr)
		}
		return text
	}
	want, d := report(), rand.New(rand.NewPCG(1, 2))
	if !strings.Contains(want, "1 subscription is withdrawn") {
		t.Error(want)
	}
	for range 10 {
		d.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		if diff := cmp.Diff(want, report()); diff != "" {
			t.Fatalf("%v\n%s", rows, diff)
		}
	}
}

// A customer who changes the plan is lost to none; their revenue moves with them.
func TestMovesBetweenSegments(t *testing.T) {
	const file = "customer_id,start_date,end_date,mrr,plan\n" +
		"a,2024-12-01,2025-02-10,10,Basic\na,2025-02-10,,30,Pro\n" + // moves up
		"b,2024-12-01,2025-01-15,10,Basic\n" + // leaves
		"c,2024-12-01,2025-01-10,10,Basic\nc,2025-01-20,,10,Basic\n" + // leaves and comes back within January
		"d,2025-01-05,,20,Pro\n" // joins
	args := []string{"-subscriptions", "-", "-from", "2025-01", "-to", "2025-02", "-by", "plan"}
	expect(t, figures(t, file, args...), map[string]any{
		"subscriptions/churn/segments/plan/Basic/opening": "3", "subscriptions/churn/segments/plan/Basic/lost": "1",
		"subscriptions/churn/segments/plan/Basic/moved_out": "1", "subscriptions/churn/segments/plan/Basic/moved_in": "0",
		"subscriptions/churn/segments/plan/Pro/opening": "0", "subscriptions/churn/segments/plan/Pro/new": "1",
		"subscriptions/churn/segments/plan/Pro/moved_in":    "1",
		"subscriptions/revenue/segments/plan/Basic/opening": "30", "subscriptions/revenue/segments/plan/Basic/churned": "10",
		"subscriptions/revenue/segments/plan/Basic/expansion": "20", "subscriptions/revenue/segments/plan/Basic/moved_out": "30",
		"subscriptions/revenue/segments/plan/Basic/closing": "10", "subscriptions/revenue/segments/plan/Basic/nrr": ratio(400, 3),
		"subscriptions/revenue/segments/plan/Pro/moved_in": "30", "subscriptions/revenue/segments/plan/Pro/closing": "50",
		"subscriptions/revenue/all/closing": "60",
	})
	// With -gross, who leaves and comes back is lost and back, in segments as in all.
	expect(t, figures(t, file, append(args, "-gross")...), map[string]any{
		"subscriptions/churn/periods/2025-01/lost": "2", "subscriptions/churn/periods/2025-01/reactivated": "1",
		"subscriptions/churn/segments/plan/Basic/lost": "2", "subscriptions/churn/segments/plan/Basic/reactivated": "1",
		"subscriptions/churn/segments/plan/Basic/opening": "3",
		"subscriptions/revenue/all/reactivated":           "10", "subscriptions/revenue/all/churned": "20",
	})
	text, _, _ := execute(file, args...)
	for _, want := range []string{"Customer churn, plan Basic", "Revenue churn, plan Pro"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	none, _, _ := execute(file, append(args, "-by", "", "-segment", "", "-format", "json")...)
	if strings.Contains(none, "moved_") {
		t.Errorf("nothing can move without segments\n%s", none)
	}
}

// A short gap is no loss, and where its time still runs the loss is not known.
func TestGrace(t *testing.T) {
	const file = "customer_id,start_date,end_date,mrr\n" +
		"a,2025-01-01,2025-01-31,10\na,2025-02-03,,10\n" + // three days: last days, or a late payment
		"b,2025-01-01,2025-02-10,10\nb,2025-03-10,,10\n" + // lost and back
		"c,2025-01-01,2025-03-28,10\n"
	args := []string{"-subscriptions", "-", "-as-of", "2025-04-01", "-from", "2025-01"}
	expect(t, figures(t, file, args...), map[string]any{
		"subscriptions/churn/periods/2025-01/lost_joined": "1", // a
		"subscriptions/churn/periods/2025-02/opening":     "2", "subscriptions/churn/periods/2025-02/lost": "1",
		"subscriptions/churn/periods/2025-03/lost": "1", "subscriptions/survival/lost": "3",
	})
	graced := figures(t, file, append(args, "-grace", "7")...)
	expect(t, graced, map[string]any{
		"subscriptions/churn/periods/2025-01/lost_joined": "0",
		"subscriptions/churn/periods/2025-02/opening":     "3", "subscriptions/churn/periods/2025-02/lost": "1", // b
		"subscriptions/survival/lost": "1",
	})
	if n := len(graced("subscriptions/churn/periods").([]any)); n != 2 {
		t.Errorf("%d periods, and c may come back until 4 April", n)
	}
	// A zone's week may have 169 hours.
	const autumn = "customer_id,start_date,end_date\na,2025-10-01,2025-10-20\na,2025-10-27,\n"
	expect(t, figures(t, autumn, "-subscriptions", "-", "-as-of", "2025-12-01", "-from", "2025-10", "-grace", "7", "-tz", "Europe/Berlin"), map[string]any{
		"subscriptions/survival/lost": "0",
	})
	expect(t, figures(t, autumn, "-subscriptions", "-", "-as-of", "2025-12-01", "-from", "2025-10", "-grace", "6", "-tz", "Europe/Berlin"), map[string]any{
		"subscriptions/survival/lost": "1",
	})
	if _, stderr, code := execute("", "-grace", "-1"); code != exitUsage || !strings.Contains(stderr, "days") {
		t.Errorf("exit code %d, stderr %q", code, stderr)
	}
}

// The names of a currency in any case are one.
func TestCurrencyNames(t *testing.T) {
	const file = "customer_id,start_date,end_date,mrr,currency\na,2025-01-01,,5,usd\nb,2025-01-01,,7,USD\n"
	expect(t, figures(t, file, "-subscriptions", "-", "-as-of", "2025-03-01"), map[string]any{"subscriptions/revenue/periods/2025-02/opening": "12"})
	const orders = "ordered_at,customer_id,amount,currency\n2025-01-01,a,5,usd\n2025-01-01,b,7,USD\n"
	expect(t, figures(t, orders, "-orders", "-"), map[string]any{"orders/sales/all/sales": "12"})
	// Two are apart, and their customers are counted over all.
	const two = "customer_id,start_date,end_date,mrr,currency,plan\na,2025-01-01,2025-02-10,5,USD,x\na,2025-02-10,,7,EUR,x\nb,2025-01-01,,1,EUR,y\n"
	expect(t, figures(t, two, "-subscriptions", "-", "-as-of", "2025-03-01"), map[string]any{
		"subscriptions/churn/periods/2025-02/opening": "2", "subscriptions/churn/periods/2025-02/lost": "0",
		"subscriptions/revenue_usd/periods/2025-02/opening": "5", "subscriptions/revenue_usd/periods/2025-02/churned": "5",
		"subscriptions/revenue_eur/periods/2025-02/opening": "1", "subscriptions/revenue_eur/periods/2025-02/new": "7",
		"subscriptions/revenue_eur/segments/plan/x/new": "7", "subscriptions/revenue_eur/segments/plan/y/opening": "0",
		"subscriptions/survival/customers": "2",
	})
}

// A discount lowers what its customer pays; more than that is an error.
func TestDiscounts(t *testing.T) {
	const file = "customer_id,start_date,end_date,mrr\na,2025-01-01,,100\na,2025-01-01,2025-02-15,-20\n"
	args := []string{"-subscriptions", "-", "-as-of", "2025-03-01"}
	expect(t, figures(t, file, args...), map[string]any{
		"subscriptions/revenue/periods/2025-02/opening": "80", "subscriptions/revenue/periods/2025-02/expansion": "20",
	})
	_, stderr, code := execute(file+"b,2025-01-01,,5\nb,2025-01-02,,-6\n", args...)
	if code != exitError || !strings.Contains(stderr, `customer "b"`) && !strings.Contains(stderr, "customer b") {
		t.Errorf("exit code %d, stderr %q", code, stderr)
	}
}

// Ends that are last days make no gaps, and where they seem to be, the report asks.
func TestLastDays(t *testing.T) {
	const file = "customer_id,start_date,end_date,mrr\n" +
		"a,2022-01-01,2022-12-31,10\na,2023-01-01,2023-12-31,10\na,2024-01-01,2024-12-31,10\n" +
		"b,2022-03-01,2023-02-28,10\nb,2023-03-01,2024-02-29,10\nb,2024-03-01,,10\n"
	args := []string{"-subscriptions", "-", "-per", "quarter", "-from", "2022-Q1", "-to", "2024-Q2"}
	const asks = "are ends last days (-last-days)?"
	text, _, _ := execute(file, args...)
	if !strings.Contains(text, "4 of 4 times that somebody left, they were back within a day: "+asks) {
		t.Error(text)
	}
	figure := figures(t, file, append(args, "-last-days")...)
	for _, p := range figure("subscriptions/churn/periods").([]any) {
		if p := p.(map[string]any); fmt.Sprint(p["lost"]) != "0" {
			t.Errorf("%v", p)
		}
	}
	expect(t, figure, map[string]any{"subscriptions/revenue/periods/2022-Q4/grr": "100", "subscriptions/survival/lost": "0"})
	if notes := fmt.Sprint(figure("subscriptions/churn/convention")); strings.Contains(notes, asks) || !strings.Contains(notes, "(-last-days)") {
		t.Error(notes)
	}
	// The last day is that of the zone of the times.
	const zoned = "customer_id,start_date,end_date\na,2025-01-01,2025-02-28\nb,2025-01-01,\n"
	expect(t, figures(t, zoned, "-subscriptions", "-", "-last-days", "-tz", "America/New_York", "-as-of", "2025-04-01"), map[string]any{
		"subscriptions/churn/periods/2025-03/lost": "1", // from the first instant of March on
		"subscriptions/churn/periods/2025-02/lost": "0",
	})
}

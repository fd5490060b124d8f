package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestSubscriptions(t *testing.T) {
	const file = "customer_id,start_date,end_date,plan\n" +
		"a,2024-12-15,,Basic\n" + // stays
		"b,2024-12-15,2025-01-31,Basic\n" + // lost in January
		"c,2024-12-15,2025-02-01,Basic\n" + // has none from the first instant of February on: lost in February
		"d,2025-01-01,2025-02-15,Basic\n" + // moves to Pro, then is lost in March
		"d,2025-02-15,2025-03-31 23:59:59.5,Pro\n" +
		"e,2025-01-02,2025-01-30,Basic\n" + // came and went within January: new, and left again
		"f,2024-12-15,2025-01-10,Pro\n" + // left and came back within January: kept
		"f,2025-01-20,,Pro\n" +
		"g,2025-01-01,2025-03-01,Pro\n" + // two at once
		"g,2024-12-01,2025-02-10,Basic\n" +
		"h,2025-01-01,2025-01-01,Pro\n" // never
	expect(t, figures(t, file, "-subscriptions", "-", "-from", "2025-01", "-to", "2025-04"), map[string]any{
		"subscriptions/churn/periods/2025-01/opening":     "5", // a b c f g
		"subscriptions/churn/periods/2025-01/new":         "2", // d, on the very first instant, and e
		"subscriptions/churn/periods/2025-01/lost_joined": "1", // e
		"subscriptions/churn/periods/2025-01/lost":        "1", // b
		"subscriptions/churn/periods/2025-01/churn":       "20",
		"subscriptions/churn/periods/2025-01/retention":   "80",
		"subscriptions/churn/periods/2025-02/opening":     "5", // a c d f g
		"subscriptions/churn/periods/2025-02/churn":       "20",
		"subscriptions/churn/periods/2025-02/change":      "0",
		"subscriptions/churn/periods/2025-03/opening":     "4", // a d f g
		"subscriptions/churn/periods/2025-03/lost":        "2", // d g
		"subscriptions/churn/periods/2025-03/change":      "30",
		"subscriptions/churn/periods/2025-04/opening":     "2",
		"subscriptions/churn/periods/2025-04/churn":       "0",
		// From January to April: of the five at the start b, c and g are lost at the end.
		"subscriptions/churn/all/opening": "5",
		"subscriptions/churn/all/lost":    "3",
		// Basic: a, b, c and g, of whom a stays. Pro: f.
		"subscriptions/churn/segments/plan/Basic/opening": "4",
		"subscriptions/churn/segments/plan/Basic/lost":    "3",
		"subscriptions/churn/segments/plan/Pro/opening":   "1",
		"subscriptions/churn/segments/plan/Pro/lost":      "0",
	})
	// In New York 2025 began five hours later.
	const edge = "customer_id,start_date,end_date\na,2024-12-01,2025-01-01T04:00:00Z\nb,2024-12-01,\n"
	expect(t, figures(t, edge, "-subscriptions", "-", "-from", "2025-01", "-to", "2025-01"), map[string]any{
		"subscriptions/churn/periods/2025-01/opening": "2",
	})
	expect(t, figures(t, edge, "-subscriptions", "-", "-from", "2025-01", "-to", "2025-01", "-tz", "America/New_York"), map[string]any{
		"subscriptions/churn/periods/2025-01/opening": "1",
	})
	// Who leaves half a second into the year was a customer at its start.
	const fraction = "customer_id,start_date,end_date\na,2024-12-01,2025-01-01T00:00:00.5Z\nb,2025-01-01T00:00:00.5Z,\n"
	expect(t, figures(t, fraction, "-subscriptions", "-", "-from", "2025-01", "-to", "2025-01"), map[string]any{
		"subscriptions/churn/periods/2025-01/opening": "1",
		"subscriptions/churn/periods/2025-01/lost":    "1",
	})
	// None at all, and none yet.
	const none = "customer_id,start_date,end_date,plan\n"
	expect(t, figures(t, none, "-subscriptions", "-"), map[string]any{"subscriptions/churn/all/churn": nil})
	expect(t, figures(t, file, "-subscriptions", "-", "-from", "2030-01", "-to", "2030-02", "-as-of", "2030-03-01"), map[string]any{
		"subscriptions/churn/periods/2030-02/opening": "2",
	})
}

// Trials make nobody a customer, in no part of the report, unless they are to count.
func TestTrials(t *testing.T) {
	const file = "customer_id,start_date,end_date,mrr,trial\n" +
		"a,2025-01-10,2025-02-10,0,True\na,2025-02-10,,30,false\n" + // goes on to pay
		"b,2025-01-20,2025-02-03,0,yes\n" + // does not
		"c,2025-01-05,,20,\nd,2025-01-06,2025-03-15,10,no\n"
	args := []string{"-subscriptions", "-", "-from", "2025-01", "-to", "2025-03"}
	figure := figures(t, file, args...)
	if diff := cmp.Diff([]any{cohortRow("2025-01", "2", "100", "100", "50"), cohortRow("2025-02", "1", "100", "100"), cohortRow("2025-03", "0", nil)},
		figure("subscriptions/cohorts/cohorts")); diff != "" { // c d, who leaves in March; a
		t.Error(diff)
	}
	expect(t, figure, map[string]any{
		"subscriptions/churn/periods/2025-01/new":     "2", // c d
		"subscriptions/churn/periods/2025-02/opening": "2",
		"subscriptions/churn/periods/2025-02/new":     "1", // a
		"subscriptions/churn/periods/2025-02/lost":    "0",
		"subscriptions/churn/periods/2025-03/churn":   ratio(100, 3), // d
		"subscriptions/revenue/periods/2025-02/nrr":   "100",
		"subscriptions/survival/customers":            "3",
		"subscriptions/survival/lost":                 "1",
	})
	expect(t, figures(t, file, append(args, "-trial", "")...), map[string]any{
		"subscriptions/churn/periods/2025-01/new":           "4",
		"subscriptions/churn/periods/2025-02/lost":          "1", // b
		"subscriptions/revenue/periods/2025-02/expansion":   "30",
		"subscriptions/revenue/periods/2025-02/nrr":         "200",
		"subscriptions/survival/customers":                  "4",
		"subscriptions/survival/lost":                       "2",
		"subscriptions/revenue/periods/2025-02/reactivated": "0",
	})
	expect(t, figures(t, "customer_id,start_date,end_date,test\na,2025-01-10,2025-02-10,\na,2025-01-10,2025-02-10,maybe\n", append(args, "-trial", "test")...), map[string]any{
		"bad_rows/total": "1",
	})
}

// Notice ends a subscription where its column is named, and changes nothing elsewhere.
func TestCancelled(t *testing.T) {
	const file = "customer_id,start_date,end_date,cancelled_at,mrr\n" +
		"a,2024-12-10,2025-04-01,2025-01-15,10\n" +
		"b,2024-12-10,2025-02-10,2025-03-01,20\n" + // after the end: nothing to end any more
		"c,2024-12-10,,2025-02-20,40\n" +
		"d,2025-01-10,2025-02-10,2025-01-01,80\n" + // before the start: never began
		"e,2024-12-10,,,160\n"
	args := []string{"-subscriptions", "-", "-from", "2025-01", "-to", "2025-02"}
	expect(t, figures(t, file, args...), map[string]any{
		"subscriptions/churn/periods/2025-01/new":       "1", // d
		"subscriptions/churn/periods/2025-01/lost":      "0",
		"subscriptions/churn/periods/2025-02/lost":      "2", // b d
		"subscriptions/revenue/periods/2025-02/churned": "100",
		"subscriptions/survival/lost":                   "2",
	})
	figure := figures(t, file, append(args, "-cancelled", "cancelled_at")...)
	if diff := cmp.Diff([]any{cohortRow("2025-01", "0", nil, nil), cohortRow("2025-02", "0", nil)}, figure("subscriptions/cohorts/cohorts")); diff != "" {
		t.Error(diff) // d never began
	}
	expect(t, figure, map[string]any{
		"subscriptions/churn/periods/2025-01/new":       "0",
		"subscriptions/churn/periods/2025-01/lost":      "1", // a
		"subscriptions/churn/periods/2025-02/lost":      "2", // b c
		"subscriptions/revenue/periods/2025-02/churned": "60",
		"subscriptions/survival/customers":              "4", // not d
		"subscriptions/survival/lost":                   "3",
	})
}

func cohortRow(cohort, customers string, retention ...any) map[string]any {
	return map[string]any{"cohort": cohort, "customers": json.Number(customers), "retention": retention}
}

// A period that was not over when the customers were last known is not shown as if it
// were; a day is known when something happened on it.
func TestUnfinishedPeriods(t *testing.T) {
	file := func(last string) string {
		return "customer_id,start_date,end_date,mrr\na,2025-01-10,,5\nb,2025-01-10," + last + ",5\nc," + last + "," + last + ",5\n"
	}
	for _, tc := range []struct {
		last, args string
		left       string // periods left out, of the three from January on
	}{
		{"2025-03-30", "", "2025-03"},
		{"2025-03-31", "", ""},
		{"2025-03-30", "-to 2025-03", ""},
		{"2025-03-30", "-as-of 2025-03-31", "2025-03"},
		{"2025-03-30", "-as-of 2025-04-01", ""},
		{"2025-03-30", "-to 2025-03 -as-of 2025-02-28", "2025-02 to 2025-03"},
		{"2025-03-30", "-as-of 2025-03-01", "2025-03"},
		{"2025-03-31 23:00:00Z", "-tz America/New_York", ""},
		{"2025-04-01 03:00:00Z", "-tz America/New_York", ""},
		{"2025-03-31 03:00:00Z", "-tz America/New_York", "2025-03"},
		{"2025-03-30", "-per quarter -from 2025-Q1", "2025-Q1"},
		{"2160-01-01", "-from 2025-01 -as-of 2025-03-31", "2025-03 to 2160-01"}, // ends that lie ahead are none yet
	} {
		args := append([]string{"-subscriptions", "-"}, strings.Fields(tc.args)...)
		figure := figures(t, file(tc.last), args...)
		periods := 3
		switch first, _, _ := strings.Cut(tc.left, " "); {
		case strings.HasSuffix(first, "-02"):
			periods = 1
		case strings.HasSuffix(first, "-03"):
			periods = 2
		case first != "":
			periods = 0
		}
		for _, part := range []string{"churn/periods", "revenue/periods", "cohorts/cohorts"} {
			if got := figure("subscriptions/" + part).([]any); len(got) != periods {
				t.Errorf("%s %s: %d %s, want %d", tc.last, tc.args, len(got), part, periods)
			}
		}
		for _, part := range []string{"churn", "revenue", "cohorts"} {
			notes := fmt.Sprint(figure("subscriptions/" + part + "/convention"))
			if says := strings.Contains(notes, "Left out, since not over"); says != (tc.left != "") || !strings.Contains(notes, "(see -as-of): "+tc.left+".") && says {
				t.Errorf("%s %s: %s says %s, want %q left out", tc.last, tc.args, part, notes, tc.left)
			}
		}
	}
}

// Every count is what looking at each customer just before each midnight gives.
func TestSubscriptionsByLooking(t *testing.T) {
	t.Parallel()
	const days = 6
	type spell struct{ customer, plan, from, to int } // in hours since January 1; to < 0 for no end
	spells := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) spell {
		from := rapid.IntRange(-30, 24*days+30).Draw(t, "from")
		to := from + rapid.IntRange(0, 80).Draw(t, "hours")
		if rapid.IntRange(0, 5).Draw(t, "open") == 0 {
			to = 1 << 20
		}
		return spell{rapid.IntRange(0, 3).Draw(t, "customer"), rapid.IntRange(0, 1).Draw(t, "plan"), from, to}
	}), 1, 12)
	base := time.Date(2025, time.January, 1, 0, 0, 0, 0, time.UTC)
	text := func(hour int) string { return base.Add(time.Duration(hour) * time.Hour).Format(time.RFC3339) }

	rapid.Check(t, func(rt *rapid.T) {
		var file strings.Builder
		file.WriteString("customer_id,start_date,end_date,plan\n")
		all := spells.Draw(rt, "spells")
		for _, s := range all {
			end := ""
			if s.to < 1<<20 {
				end = text(s.to)
			}
			fmt.Fprintf(&file, "c%d,%s,%s,p%d\n", s.customer, text(s.from), end, s.plan)
		}
		holds := func(customer, plan, day int) bool { // plan -1 is any
			for _, s := range all {
				if s.customer == customer && (plan < 0 || s.plan == plan) && s.from < 24*day && 24*day <= s.to {
					return true
				}
			}
			return false
		}
		figure := figures(t, file.String(), "-subscriptions", "-", "-per", "day", "-from", "2025-01-01", "-to", "2025-01-06")
		want := map[string]any{}
		moved := func(plan, from, to int) (opening, lost int64) {
			for customer := range 4 {
				// Who has two plans is in the first.
				if holds(customer, plan, from) && (plan < 1 || !holds(customer, plan-1, from)) {
					opening++
					if !holds(customer, -1, to) {
						lost++
					}
				}
			}
			return opening, lost
		}
		for day := range days {
			opening, lost := moved(-1, day, day+1)
			at := fmt.Sprintf("subscriptions/churn/periods/2025-01-%02d/", 1+day)
			want[at+"opening"], want[at+"lost"], want[at+"churn"] = digits(opening), digits(lost), ratio(100*lost, opening)
		}
		for i, at := range []string{"all", "segments/plan/p0", "segments/plan/p1"} {
			if i > 0 && !slices.ContainsFunc(all, func(s spell) bool { return s.plan == i-1 && s.from < s.to }) {
				continue // nobody has this plan for a time
			}
			at = "subscriptions/churn/" + at + "/"
			opening, lost := moved(i-1, 0, days) // of the whole span
			want[at+"opening"], want[at+"lost"] = digits(opening), digits(lost)
		}
		expect(t, figure, want)
		if t.Failed() {
			rt.Fatal(file.String())
		}
	})
}

package main

import (
	"strings"
	"testing"
)

func TestWhere(t *testing.T) {
	const file = "answered_at,nps,state\n2025-01-01,10,Done\n2025-01-02,0,draft\n2025-01-03,9,done\n2025-01-04,0,\n"
	for _, args := range [][]string{{"-where", "state=DONE"}, {"-where", "State!=draft,"}} {
		expect(t, figures(t, file, append([]string{"-surveys", "-"}, args...)...), map[string]any{
			"surveys/nps/all/answers": "2", "surveys/nps/all/nps": "100", "surveys/rows": "4", "bad_rows/total": "0",
		})
	}
	if _, stderr, code := execute(file, "-surveys", "-", "-where", "status=done"); code != exitError || !strings.Contains(stderr, `no file has a column "status"`) {
		t.Errorf("exit code %d, stderr %q", code, stderr)
	}
	if _, stderr, code := execute(file, "-surveys", "-", "-where", "done"); code != exitUsage || !strings.Contains(stderr, "Status!=draft") {
		t.Errorf("exit code %d, stderr %q", code, stderr)
	}
}

// Of one id the last row counts: b is corrected from an end in February to none.
func TestSubscriptionIDAndTrialEnd(t *testing.T) {
	const file = "id,customer_id,start_date,end_date,trial_until\n" +
		"1,a,2025-01-01,,\n2,b,2025-01-05,2025-02-10,\n2,b,2025-01-05,,\n3,c,2025-01-10,,2025-02-10\n4,d,2025-01-10,2025-01-20,2025-02-10\n"
	expect(t, figures(t, file, "-subscriptions", "-", "-subscription-id", "id", "-trial-end", "trial_until", "-as-of", "2025-04-01"), map[string]any{
		"subscriptions/churn/periods/2025-01/new": "2", "subscriptions/churn/periods/2025-02/new": "1",
		"subscriptions/churn/periods/2025-02/lost": "0", "subscriptions/churn/periods/2025-03/opening": "3",
		"subscriptions/survival/customers": "3",
	})
}

// Who leaves and comes back within a month is not lost, or with -gross lost and back.
func TestGross(t *testing.T) {
	const file = "customer_id,start_date,end_date\na,2025-01-01,2025-02-05\na,2025-02-20,\nb,2025-01-01,\n"
	expect(t, figures(t, file, "-subscriptions", "-", "-as-of", "2025-04-01"), map[string]any{
		"subscriptions/churn/periods/2025-02/lost": "0", "subscriptions/churn/periods/2025-02/reactivated": "0",
	})
	expect(t, figures(t, file, "-subscriptions", "-", "-as-of", "2025-04-01", "-gross"), map[string]any{
		"subscriptions/churn/periods/2025-02/lost": "1", "subscriptions/churn/periods/2025-02/reactivated": "1",
	})
}

// 120 a year are 10 a month, 84 a week are 364 a month.
func TestInterval(t *testing.T) {
	const file = "customer_id,start_date,end_date,mrr,every\na,2025-01-01,,120,year\nb,2025-01-01,,84,weekly\nc,2025-01-01,,1,Month\nd,2025-01-01,,30,quarter\n"
	expect(t, figures(t, file, "-subscriptions", "-", "-interval", "every", "-as-of", "2025-03-01"), map[string]any{
		"subscriptions/revenue/periods/2025-02/opening": "385",
	})
	_, stderr, code := execute(strings.Replace(file, "Month", "fortnight", 1), "-subscriptions", "-", "-interval", "every", "-strict")
	if code != exitError || !strings.Contains(stderr, "fortnight") {
		t.Errorf("exit code %d, stderr %q", code, stderr)
	}
}

func TestGuests(t *testing.T) {
	const file = "ordered_at,customer_id,amount\n2025-01-01,a,10\n2025-01-02,,20\n2025-01-03,a,40\n"
	expect(t, figures(t, file, "-orders", "-"), map[string]any{
		"orders/sales/all/orders": "3", "orders/sales/all/sales": "70", "orders/sales/all/per_customer": "50",
	})
}

// 2025-01-05 was a Sunday.
func TestWeeksFromSunday(t *testing.T) {
	const file = "answered_at,nps\n2025-01-04,10\n2025-01-05,0\n2025-01-11,0\n2025-01-12,10\n"
	text, stderr, code := execute(file, "-surveys", "-", "-per", "week-from-sunday")
	if code != 0 || !strings.HasPrefix(text, "Customer experience by week") {
		t.Fatalf("%s%s", stderr, text)
	}
	figure := figures(t, file, "-surveys", "-", "-per", "week-from-Sunday")
	if periods := figure("surveys/nps/periods").([]any); len(periods) != 3 {
		t.Errorf("%v", periods)
	}
}

// One answer of each respondent in a month.
func TestRespondents(t *testing.T) {
	const file = "answered_at,who,nps,csat\n2025-01-02,a,0,\n2025-01-01,a,10,\n2025-01-03,a,,5\n2025-01-04,b,0,\n2025-02-01,a,10,\n2025-01-05,,9,\n2025-01-05,,9,\n"
	for which, want := range map[string]map[string]any{
		"all":   {"surveys/nps/periods/2025-01/answers": "5"},
		"first": {"surveys/nps/periods/2025-01/answers": "4", "surveys/nps/periods/2025-01/promoters": "3", "surveys/csat/all/answers": "1", "surveys/nps/all/answers": "5"},
		"last":  {"surveys/nps/periods/2025-01/answers": "4", "surveys/nps/periods/2025-01/promoters": "2", "surveys/csat/all/answers": "1"},
	} {
		expect(t, figures(t, file, "-surveys", "-", "-respondent", "who", "-answers", which), want)
	}
}

// Weights 3 and 1 of a promoter and a detractor: 100 * (3-1)/4. CSAT 5 and 1: 75 %; CES 4
// and 2: (3*4+2)/4.
func TestWeight(t *testing.T) {
	const head, rows = "answered_at,nps,csat,ces,weight\n", "2025-01-01,10,5,4,3\n2025-01-02,0,1,2,1\n"
	figure := figures(t, head+rows, "-surveys", "-", "-weight", "weight")
	expect(t, figure, map[string]any{
		"surveys/nps/all/nps": "50", "surveys/nps/all/answers": "2", "surveys/csat/all/csat": "75", "surveys/ces/all/ces": "3.5",
	})
	figure = figures(t, head+rows+"2025-01-03,0,,,\n2025-01-03,0,,,-1\n2025-01-04,9,,,0.0000000000000000001\n", "-surveys", "-", "-weight", "weight")
	expect(t, figure, map[string]any{"surveys/nps/all/nps": "50", "bad_rows/total": "3"})
	// After a long gap, and by segment.
	long := head + rows + "2029-01-01,10,5,4,2\n"
	if _, stderr, code := execute(long, "-surveys", "-", "-weight", "weight", "-respondent", "nps", "-answers", "last"); code != 0 {
		t.Error(stderr)
	}
}

// A gap of years, in which no metric has a figure.
func TestLongGap(t *testing.T) {
	for kind, file := range map[string]string{
		"-surveys": "answered_at,nps,csat,ces\n2020-01-01,1,1,1\n2020-02-01,1,2,1\n2029-01-01,9,5,5\n",
		"-tickets": "created_at,first_reply_at,resolved_at\n2020-01-01,2020-01-02,2020-01-03\n2029-01-01,2029-01-02,2029-01-03\n",
		"-visits":  "visited_at,customer_id,completed,cart\n2020-01-01,a,yes,left\n2029-01-01,a,no,bought\n",
		"-orders":  "ordered_at,customer_id,amount\n2020-01-01,a,1\n2029-01-01,a,2\n",
	} {
		for _, format := range []string{"text", "json", "html"} {
			if _, stderr, code := execute(file, kind, "-", "-format", format); code != 0 {
				t.Errorf("%s %s: %s", kind, format, stderr)
			}
		}
	}
}

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Files of one flag are read as one, whatever the order of their columns.
func TestSeveralFiles(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"s-1.csv": "answered_at,nps,channel\n2024-01-01,10,chat\n",
		"s-2.csv": "Channel;NPS;Answered At\nmail;0;2024-02-01\n",
		"bad.csv": "answered_at,csat,channel\n2024-02-01,5,chat\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	one, two := filepath.Join(dir, "s-1.csv"), filepath.Join(dir, "s-2.csv")
	for _, args := range [][]string{{"-surveys", filepath.Join(dir, "s-*.csv")}, {"-surveys", one + "," + two}, {"-surveys", one, "-surveys", two}} {
		expect(t, figures(t, "", args...), map[string]any{
			"surveys/rows": "2", "surveys/nps/all/nps": "0", "surveys/nps/periods/2024-01/nps": "100", "surveys/nps/segments/channel/mail/nps": "-100",
			"surveys/file": one + " and 1 more",
		})
	}
	_, stderr, code := execute("", "-surveys", one+","+filepath.Join(dir, "bad.csv"))
	if code != exitError || !strings.Contains(stderr, "bad.csv:1: column \"nps\"") {
		t.Errorf("exit code %d, stderr %q", code, stderr)
	}
}

func TestDryRun(t *testing.T) {
	const file = "Answered At;NPS;note\n25.03.2024 10:00;9;x\n26.03.2024;8;\n27.03.2024;7;\n28.03.2024;6;\n"
	stdout, stderr, code := execute(file, "-surveys", "-", "-dry-run")
	const want = `standard input: 3 columns, of which 2 are used
  Taken so: fields are divided by ";" (-delimiter).
  answered_at is column 1, "Answered At":
      "25.03.2024 10:00" is 2024-03-25T10:00:00Z
      "26.03.2024" is 2024-03-26T00:00:00Z
      "27.03.2024" is 2024-03-27T00:00:00Z
  nps is column 2, "NPS":
      "9" is the rating 9
      "8" is the rating 8
      "7" is the rating 7
  not used: "note"
`
	if code != 0 || stderr != "" || stdout != want {
		t.Errorf("exit code %d, stderr %q, stdout\n%s", code, stderr, stdout)
	}
}

// Each currency has a table of its own.
func TestCurrencies(t *testing.T) {
	const file = "ordered_at,customer_id,amount,currency\n2024-01-01,a,10,EUR\n2024-01-01,b,20,USD\n2024-01-02,a,-4,EUR\n"
	expect(t, figures(t, file, "-orders", "-", "-only", "sales"), map[string]any{
		"bad_rows/total": "0", "orders/sales_eur/all/sales": "6", "orders/sales_usd/all/sales": "20",
	})
}

// Customers are counted over all currencies; revenue has a table for each.
func TestSubscriptionsInCurrencies(t *testing.T) {
	const file = "customer_id,start_date,end_date,mrr,currency\na,2024-01-01,,10,EUR\nb ,2024-01-01,2024-02-10,20,USD\nc,2024-03-01,2024-12-31,5,EUR\n"
	expect(t, figures(t, file, "-subscriptions", "-", "-as-of", "2024-04-01"), map[string]any{
		"bad_rows/total": "0",
		"subscriptions/churn/periods/2024-02/opening":       "2",
		"subscriptions/churn/periods/2024-02/lost":          "1",
		"subscriptions/revenue_eur/periods/2024-02/opening": "10",
		"subscriptions/revenue_usd/periods/2024-02/churned": "20",
		"subscriptions/revenue_eur/periods/2024-03/new":     "5",
	})
	// A scheduled end is not the date of the export: nothing is known of the months to come.
	text, _, _ := execute(file, "-subscriptions", "-", "-only", "churn")
	if !strings.Contains(text, "known until 2024-03-01, the latest start") || strings.Contains(text, "2024-04") {
		t.Error(text)
	}
}

// A life has the days of the calendar: from the 30th to the 31st of March is one, though
// Berlin's 30th had 23 hours.
func TestCalendarDays(t *testing.T) {
	const file = "customer_id,start_date,end_date\na,2025-03-30,2025-03-31\nb,2025-01-01,\n"
	figure := figures(t, file, "-subscriptions", "-", "-tz", "Europe/Berlin", "-as-of", "2025-05-01")
	steps := figure("subscriptions/survival/steps").([]any)
	if day := steps[0].(map[string]any)["day"].(interface{ String() string }).String(); day != "1" {
		t.Errorf("lost on day %s", day)
	}
}

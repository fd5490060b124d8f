package main

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// What is no table says what to do.
func TestNotTables(t *testing.T) {
	for file, want := range map[string]string{
		"<!DOCTYPE html>\n<html><body>Sign in</body></html>": "a web page",
		"\n <HTML>":                              "a web page",
		"\ufeff<?xml version=\"1.0\"?>\n<rows/>": "XML: export the data as CSV",
		"PK\x03\x04 and so on":                   "Excel workbook (.xlsx)",
		"{\"responses\": [{\"answered_at\": \"2024-01-01\", \"nps\": 9}]}": "jq -c '.responses[]'",
		"a;b\n1;2\n": "the file has [\"a\" \"b\"]",
	} {
		_, stderr, code := execute(file, "-surveys", "-")
		if code != exitError || !strings.Contains(stderr, want) {
			t.Errorf("%.30q: exit code %d, stderr %q, want %q", file, code, stderr, want)
		}
	}
}

// A line that says what divides the fields is none of the data, quoted or not.
func TestSeparatorLine(t *testing.T) {
	for _, file := range []string{"sep=;\n", "sep=;\r\n", "\"sep=;\"\r\n", "\ufeffsep=;\n", "\ufeff\"sep=;\"\n"} {
		expect(t, figures(t, file+"answered_at;nps\n2024-01-01;9\n", "-surveys", "-"), map[string]any{"surveys/nps/all/answers": "1"})
	}
	expect(t, figures(t, "sep=\tx,answered_at,nps\n,2024-01-01,9\n", "-surveys", "-"), map[string]any{"surveys/nps/all/answers": "1"})
}

// A time that is not known shows a layout that would read it, and does.
func TestSuggestedLayouts(t *testing.T) {
	want := time.Date(2024, time.March, 4, 0, 0, 0, 0, time.UTC)
	for _, text := range []string{
		"Mon, 04 Mar 2024 10:00:00 +0100", "Monday 4 March 2024", "4th of March 2024", "March 4th, 2024 10:05", "04MAR2024", "20240304T101010",
		"2024-03-04-10.15.30.123456", "10:15 04.03.2024", "2024年3月4日 10:15", "Mon Mar  4 10:15:00 2024", "Mar-04-2024 10:15", "2024-064",
		"20240304 1015", "04-Mar-2024 10.15", "Monday, March 4, 2024 3:04 PM", "Mar 4 2024 - 10:15", "04/Mar/2024:10:15:00 +0000",
	} {
		if _, err := readClock(text); err == nil {
			continue // it is known by itself
		}
		_, stderr, _ := execute("answered_at,nps\n\""+text+"\",9\n", "-surveys", "-")
		_, rest, _ := strings.Cut(stderr, "-time-format \"")
		layout, _, ok := strings.Cut(rest, "\" would read it")
		r, err := newTimeReader(layout, time.UTC, time.UTC)
		if !ok || err != nil {
			t.Errorf("%q: %s%v", text, stderr, err)
			continue
		}
		if got, err := r.parse(text); err != nil || got.Truncate(24*time.Hour) != want {
			t.Errorf("%q by %q is %v, %v", text, layout, got, err)
		}
	}
	_, stderr, _ := execute("answered_at,nps\nsoon,9\n", "-surveys", "-")
	if !strings.Contains(stderr, "-time-format names its layout") {
		t.Error(stderr)
	}
}

// An amount without a currency is in the one that the others have; of two it is in none.
func TestBareAmounts(t *testing.T) {
	const header = "ordered_at,customer_id,amount\n2024-01-01,a,\"$1,234.50\"\n2024-01-02,a,-34.50\n"
	figure := figures(t, header, "-orders", "-")
	expect(t, figure, map[string]any{"orders/sales/all/sales": "1200"})
	if notes := fmt.Sprint(figure("orders/notes")); !strings.Contains(notes, "amounts without a currency are in $") {
		t.Error(notes)
	}
	expect(t, figures(t, header+"2024-01-03,a,€5\n", "-orders", "-"), map[string]any{
		"orders/sales_$/all/sales": "1234.5", "orders/sales_€/all/sales": "5", "orders/sales_/all/sales": "-34.5",
	})
	text, _, _ := execute(header+"2024-01-03,a,€5\n", "-orders", "-")
	for _, want := range []string{"Sales, €", "Sales, no currency", "Sales and value in $"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

// Money in the smallest unit of its currency.
func TestCents(t *testing.T) {
	const file = "ordered_at,customer_id,amount,currency,refund,acquisition_cost\n2024-01-01,a,2950,usd,,1000\n2024-01-01,a,2950,JPY,50,\n2024-01-01,a,2950,KWD,-950,\n"
	expect(t, figures(t, file, "-orders", "-", "-cents", "-refunded", "refund"), map[string]any{
		"orders/sales_usd/all/sales": "29.5", "orders/sales_jpy/all/sales": "2900", "orders/sales_kwd/all/sales": "2",
		"orders/sales_usd/all/cac": "10",
	})
	_, stderr, code := execute(file, "-orders", "-", "-refunded", "back")
	if code != exitError || !strings.Contains(stderr, `column "back"`) {
		t.Errorf("exit code %d, stderr %q", code, stderr)
	}
}

// A price for several intervals, in words or in a column of its own, is so much a month.
func TestIntervals(t *testing.T) {
	for text, want := range map[string]string{
		"month,1": "120", "month,3": "40", "3 months,": "40", "every 3 months,1": "40", "3-month,": "40", "Quarterly,": "40", "quarter,2": "20",
		"year,1": "10", "2 years,": "5", "Every 6 Months,": "20", "week,1": "520", "day,30": "121.6666666666666667", "annually,": "10",
	} {
		file := "customer_id,start_date,end_date,mrr,per,n\na,2024-01-01,,120," + text + "\n"
		figure := figures(t, file, "-subscriptions", "-", "-interval", "per", "-interval-count", "n", "-as-of", "2024-03-01")
		if got := figure("subscriptions/revenue/periods/2024-02/opening"); got != want {
			t.Errorf("120 for %q is %v a month, want %s", text, got, want)
		}
	}
	for _, text := range []string{"0 months,", "month,0", "month,x", "fortnight,", "3,", "month,1.5"} {
		file := "customer_id,start_date,end_date,mrr,per,n\na,2024-01-01,,120," + text + "\n"
		if _, stderr, code := execute(file, "-subscriptions", "-", "-interval", "per", "-interval-count", "n"); code != exitError {
			t.Errorf("%q: exit code %d, stderr %q", text, code, stderr)
		}
	}
}

// Errors are in the words of the report.
func TestPlainErrors(t *testing.T) {
	_, stderr, _ := execute("answered_at,nps,csat\n2024-01-01,11,\n2024-01-01,,9\n", "-surveys", "-")
	if !strings.Contains(stderr, `value "11": rating 11 is not on the scale 0..10`) {
		t.Error(stderr)
	}
}

// A dry run shows what is understood from each kind of cell.
func TestDryRunKinds(t *testing.T) {
	stdout, _, _ := execute("answered_at,csat\n2024-01-01,good\n2024-01-02,offered\n2024-01-03,bad\n", "-surveys", "-", "-dry-run")
	for _, want := range []string{`"good" is the rating 1`, `"offered" is no answer`, `"bad" is the rating 0`} {
		if !strings.Contains(stdout, want) {
			t.Errorf("no %q in\n%s", want, stdout)
		}
	}
	stdout, _, _ = execute("customer_id,start_date,end_date,mrr,per,trial\na,2024-01-01,,$29,3 months,no\n", "-subscriptions", "-", "-interval", "per", "-dry-run")
	for _, want := range []string{`"3 months" is every 3 months`, `"no" is no`, `"$29" is 29 $`} {
		if !strings.Contains(stdout, want) {
			t.Errorf("no %q in\n%s", want, stdout)
		}
	}
}

// Who does not know the names of the columns is told which flag names them, and what of
// the file it might be.
func TestMissingColumns(t *testing.T) {
	for file, want := range map[string][2]string{
		"Id,Submitted,Score\nr1,2024-03-01 10:00,9\nr2,2024-03-02 10:00,8\n": {"-surveys", `-answered-at names it, perhaps as "Submitted"; the file has ["Id" "Submitted" "Score"]`},
		"answered_at,Score,Note\n2024-03-01,9,x\n2024-03-01,0,y\n":           {"-surveys", `-nps, -csat or -ces names it, perhaps as "Score";`},
		"answered_at,How was it?\n2024-03-01,good\n2024-03-01,bad\n":         {"-surveys", `perhaps as "How was it?"`},
		"Client,start_date,end_date\na,2024-01-01,\n":                        {"-subscriptions", `-customer names it, perhaps as "Client"`},
		"customer_id,From,To\na,2024-01-01,\n":                               {"-subscriptions", `-start names it, perhaps as "From"`},
		"When,customer_id,Order total\n2024-01-01,a,5\n":                     {"-orders", `-amount names it, perhaps as "Order total"`},
		"Opened,Closed,Subject\n1709500000,1709600000,x\n":                   {"-tickets", `-created-at names it, perhaps as "Opened" or "Closed"`},
		"x,y\n1,2\n": {"-visits", `-visited-at names it; the file has`},
	} {
		_, stderr, code := execute(file, want[0], "-")
		if code != exitError || !strings.Contains(stderr, want[1]) {
			t.Errorf("%.30q: exit code %d, stderr %q, want %q", file, code, stderr, want[1])
		}
	}
}

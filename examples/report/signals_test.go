package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// The incident of the sample is marked, in the table, under the
// sparkline, and on the page.
func TestSignalsOfSample(t *testing.T) {
	text, _, _ := execute("")
	for _, want := range []string{
		"*-17.1", "* NPS: 2025-06: low, beyond a limit (bad), provisional\n", "* CSAT, %: 2025-06: low, beyond a limit (bad)\n",
		"* Tickets: 2025-05: high, beyond a limit\n", "* Resolution: 2025-05 to 2025-06: high, beyond a limit (bad)\n",
		"* Customer churn, %: 2025-06: high, beyond a limit (bad)\n",
		"▂▁▁▁█▁▂▁▁▂▁▁\n" + strings.Repeat(" ", 72) + "*\n",
		"adjusted for\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q", want)
		}
	}
	page, _, _ := execute("", "-format", "html")
	for _, want := range []string{`class="cx-mark cx-signal"`, "2025-06: -17.1, -28.8 to -4.8; 2025-06: low, beyond a limit (bad)</text>", `class="cx-limit"`, `<td class="signal">*&#160;-17.1</td>`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %q", want)
		}
	}
	figure := figures(t, "")
	signals := figure("surveys/nps/signals").([]any)
	if len(signals) != 1 || fmt.Sprint(signals[0]) != "map[direction:-1 figure:nps first:2025-06 last:2025-06 rule:beyond a limit seen:2025-06 verdict:-1]" {
		t.Errorf("signals %v", signals)
	}
	if n := fmt.Sprint(figure("comparisons")); n != fmt.Sprint(strings.Count(text, "no clear change\n")+strings.Count(text, "no clear change  ")+strings.Count(text, "  lower")+strings.Count(text, "  higher")) {
		t.Errorf("%s comparisons", n)
	}
}

// Fewer than six periods have no signals.
func TestFewPeriodsNoSignals(t *testing.T) {
	file := "answered_at,nps\n"
	for month := range 5 {
		for range 100 {
			file += fmt.Sprintf("2025-%02d-01,%d\n", month+1, 10*(month%2))
		}
	}
	figure := figures(t, file, "-surveys", "-")
	if s := figure("surveys/nps/signals").([]any); len(s) != 0 {
		t.Errorf("signals %v", s)
	}
}

// Of six to eleven periods the limits are provisional, and the report says so.
func TestProvisionalSignals(t *testing.T) {
	for months, want := range map[int]string{11: "* CSAT, %: 2025-11: low, beyond a limit (bad), provisional\n", 12: "* CSAT, %: 2025-12: low, beyond a limit (bad)\n"} {
		file := "answered_at,csat\n"
		for month := range months {
			for i := range 100 {
				rating := 5
				if i < 19+2*(month%2) || month == months-1 && i < 90 {
					rating = 1
				}
				file += fmt.Sprintf("2025-%02d-01,%d\n", month+1, rating)
			}
		}
		if text, _, _ := execute(file, "-surveys", "-"); !strings.Contains(text, want) {
			t.Errorf("%d months: no %q in %s", months, want, text)
		}
	}
}

// Where nothing changes the report is as silent as documented: of 24 months with 400
// answers each, 5 percent of the charts have a signal (docs/signal.md), and in at most 5
// percent of the reports one of the comparisons is not "no clear change" (Holm).
func TestSilence(t *testing.T) {
	t.Parallel()
	const reports, months, answers = 150, 24, 100
	r := rand.New(rand.NewPCG(5, 6))
	signaled, compared := 0, 0
	for range reports {
		var file strings.Builder
		file.WriteString("answered_at,csat\n")
		for month := range months {
			for range answers {
				rating := 5 // 80 percent are satisfied
				if r.Float64() >= 0.8 {
					rating = 2
				}
				fmt.Fprintf(&file, "%d-%02d-15,%d\n", 2023+month/12, 1+month%12, rating)
			}
		}
		figure := figures(t, file.String(), "-surveys", "-")
		if len(figure("surveys/csat/signals").([]any)) > 0 {
			signaled++
		}
		rows := figure("surveys/csat/periods").([]any)
		if len(rows) != months {
			t.Fatalf("%d months", len(rows))
		}
		for _, row := range rows {
			if c := row.(map[string]any)["compared"]; c != nil && c != "no clear change" {
				compared++
				break
			}
		}
	}
	// 5 percent are 7.5 of 150; the bounds are three standard deviations from that.
	if signaled < 1 || signaled > 15 || compared > 15 {
		t.Errorf("of %d reports without a change %d have a signal and %d a changed month", reports, signaled, compared)
	}
	t.Logf("%d with a signal, %d with a changed month", signaled, compared)
}

// A backlog that grows each month signals by itself, so that it is not judged.
func TestBacklogHasNoSignals(t *testing.T) {
	var file strings.Builder
	file.WriteString("created_at,resolved_at\n")
	for month := range 12 {
		for i := range 5 + 3*month {
			resolved := fmt.Sprintf("2025-%02d-02", 1+month)
			if i < month {
				resolved = ""
			}
			fmt.Fprintf(&file, "2025-%02d-01,%s\n", 1+month, resolved)
		}
	}
	figure := figures(t, file.String(), "-tickets", "-", "-as-of", "2026-01-01")
	if got := figure("tickets/volume/periods").([]any)[11].(map[string]any)["backlog"]; fmt.Sprint(got) != "66" {
		t.Fatalf("backlog %v", got)
	}
	for _, s := range figure("tickets/volume/signals").([]any) {
		if s.(map[string]any)["figure"] == "backlog" {
			t.Errorf("%v", s)
		}
	}
}

// What is not over is provisional, in every format, and part of no signal.
func TestProvisional(t *testing.T) {
	const header = "answered_at,nps\n"
	file := header + strings.Repeat("2025-01-10,9\n2025-02-10,9\n2025-03-02,1\n", 20)
	for asOf, want := range map[string]string{"2025-03-04": "2025-03", "2025-04-01": "", "2025-02-28 12:00": "2025-02 2025-03"} {
		figure := figures(t, file, "-surveys", "-", "-as-of", asOf)
		var got []string
		for _, p := range figure("surveys/nps/periods").([]any) {
			if p := p.(map[string]any); p["provisional"] != nil {
				got = append(got, p["period"].(string))
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("as of %s: %v, want %q", asOf, got, want)
		}
		for _, format := range []string{"text", "html"} {
			text, _, _ := execute(file, "-surveys", "-", "-as-of", asOf, "-format", format)
			if says := strings.Contains(text, "was not over: its figures are provisional"); says != (want != "") {
				t.Errorf("as of %s, %s: %v", asOf, format, says)
			}
		}
	}
	// Without -as-of a period that is not over now is not over.
	if !strings.Contains(fmt.Sprint(figures(t, header+"2025-03-02,1\n2199-01-01,9\n", "-surveys", "-")("surveys/nps/periods")), "provisional:true") {
		t.Error("2199 is over")
	}
}

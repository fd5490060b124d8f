package main

import (
	"fmt"
	"strings"
	"testing"
)

// The incident of the sample and its growing backlog are marked, in the table, under the
// sparkline, and on the page.
func TestSignalsOfSample(t *testing.T) {
	text, _, _ := execute("")
	for _, want := range []string{
		"*-17.1", "* NPS: 2025-06: low, beyond a limit (bad)\n", "* CSAT, %: 2025-06: low, beyond a limit (bad)\n",
		"* Tickets: 2025-05: high, beyond a limit\n", "* Resolution: 2025-05 to 2025-06: high, beyond a limit (bad)\n",
		"* Customer churn, %: 2025-06: high, beyond a limit (bad)\n", "* Backlog: 2025-10 to 2025-12: high, beyond a limit (bad)\n",
		"▁▂▂▂▄▅▅▅▆▇▇█\n" + strings.Repeat(" ", 68) + "****     ***\n",
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

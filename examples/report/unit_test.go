package main

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"
)

func TestTimeText(t *testing.T) {
	for hours, want := range map[string]string{
		"0": "0s", "0.01": "36s", "0.0333": "120s", "0.0334": "2.0m", "1.5": "90m", "2": "2.0h", "71.94": "71.9h",
		"72": "3.0d", "24000": "1,000.0d", "-0.01": "-36s", "-3": "-3.0h",
	} {
		if got := timeText(decimal.RequireFromString(hours)); got != want {
			t.Errorf("%s hours: %s, want %s", hours, got, want)
		}
	}
}

// A median first response of 36 s is told in seconds, and in JSON in hours.
func TestTimesInUnitsThatFit(t *testing.T) {
	const file = "created_at,first_reply_at,resolved_at\n2025-01-01 10:00:00,2025-01-01 10:00:36,2025-01-05 10:00:00\n2025-02-01 10:00:00,2025-02-01 10:01:36,2025-02-01 13:00:00\n"
	text, _, _ := execute(file, "-tickets", "-")
	for _, want := range []string{" 36s ", " +60s ", " 4.0d ", " 3.0h ", "First response "} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	expect(t, figures(t, file, "-tickets", "-"), map[string]any{"tickets/first_response/periods/2025-01/median": "0.01", "tickets/resolution/periods/2025-01/hours": "96"})
	page, _, _ := execute(file, "-tickets", "-", "-format", "html")
	if !strings.Contains(page, "First response by month, seconds<") || !strings.Contains(page, "Resolution by month, days<") {
		t.Error("the charts have no units that fit")
	}
}

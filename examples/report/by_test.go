package main

import (
	"fmt"
	"strings"
	"testing"
)

// A jump of one channel, and the fall of another, that the total does not show: NPS is 0
// in both months.
func TestByPeriodAndSegment(t *testing.T) {
	file := "answered_at,nps,channel\n"
	add := func(month, rating, n int, channel string) {
		for range n {
			file += fmt.Sprintf("2025-%02d-10,%d,%s\n", month, rating, channel)
		}
	}
	add(1, 10, 10, "chat")
	add(1, 0, 30, "chat") // -50
	add(1, 10, 30, "mail")
	add(1, 0, 10, "mail") // +50
	add(2, 10, 30, "chat")
	add(2, 0, 10, "chat")
	add(2, 10, 10, "mail")
	add(2, 0, 30, "mail")
	add(3, 10, 1, "mail")
	figure := figures(t, file, "-surveys", "-", "-by", "channel")
	expect(t, figure, map[string]any{
		"surveys/nps/periods/2025-01/nps": "0", "surveys/nps/periods/2025-02/nps": "0",
		"comparisons": "5", // 2 of all, 1 of chat, 2 of mail
	})
	by := figure("surveys/nps/by").([]any)
	chat := by[0].(map[string]any)
	periods := chat["periods"].([]any)
	for i, want := range []string{"-50", "50", "<nil>"} {
		if got := fmt.Sprint(periods[i].(map[string]any)["nps"]); got != want {
			t.Errorf("chat, month %d: %s, want %s", i+1, got, want)
		}
	}
	if got := periods[1].(map[string]any)["compared"]; chat["segment"] != "chat" || got != "higher" {
		t.Errorf("%v: %v", chat["segment"], got)
	}
	text, _, _ := execute(file, "-surveys", "-", "-by", "channel")
	if !strings.Contains(text, "\nNPS, channel chat\n") || !strings.Contains(text, "\nNPS, channel mail\n") {
		t.Errorf("no tables of channels in\n%s", text)
	}
}

// The periods of the segments add up to those of all, for every part of the sample.
func TestByAddsUp(t *testing.T) {
	r, err := reportOf(t, "-by", "plan")
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]bool{"answers": true, "created": true, "resolved": true, "backlog": true, "visits": true, "orders": true, "opening": false, "carts": true}
	checked := 0
	for _, s := range r.Sections {
		for _, table := range s.Tables {
			for column, h := range table.Heads {
				if !counts[h.Key] || len(table.By) == 0 {
					continue
				}
				for i, row := range table.Periods {
					sum := 0.0
					for _, part := range table.By {
						if part.Periods[i].Name != row.Name {
							t.Fatalf("%s: %s beside %s", part.Title, part.Periods[i].Name, row.Name)
						}
						sum += part.Periods[i].float(column)
					}
					if sum != row.float(column) {
						t.Errorf("%s, %s of %s: %v in all, %v by plan", table.Title, h.Key, row.Name, row.float(column), sum)
					}
					checked++
				}
			}
		}
	}
	if checked < 60 {
		t.Errorf("%d figures were there", checked)
	}
}

func reportOf(t *testing.T, args ...string) (report, error) {
	t.Helper()
	cfg, err := parseFlags(args)
	if err != nil {
		t.Fatal(err)
	}
	return makeReport(cfg, strings.NewReader(""), &strings.Builder{})
}

func TestByUnknownColumn(t *testing.T) {
	_, stderr, code := execute("answered_at,nps\n2025-01-01,9\n", "-surveys", "-", "-by", "team")
	if code != exitError || !strings.Contains(stderr, `-by: no file has a column "team"`) {
		t.Errorf("exit code %d, stderr %q", code, stderr)
	}
}

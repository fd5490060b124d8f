package main

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"
)

func TestWidth(t *testing.T) {
	for text, want := range map[string]int{
		"": 0, "chat": 4, "é": 1, "e\u0301": 1, "日本": 4, "한국": 4, "👍": 2, "–": 1, "▅": 1, "a\u200db": 2,
	} {
		if got := width(text); got != want {
			t.Errorf("width of %q is %d, want %d", text, got, want)
		}
	}
}

// Columns stand in line whatever the names of the segments are.
func TestAlignment(t *testing.T) {
	const file = "answered_at,nps,plan\n2025-01-01,9,日本語プラン\n2025-01-01,0,Pro\n2025-01-01,9,\n" +
		"2025-01-01,9,a plan with a name that is longer than the column\n"
	text, _, _ := execute(file, "-surveys", "-")
	_, text, _ = strings.Cut(text, "\nNPS\n")
	var ends []int
	for line := range strings.Lines(text) {
		if strings.HasSuffix(line, " detractors\n") || strings.HasSuffix(line, " 0\n") || strings.HasSuffix(line, " 1\n") {
			ends = append(ends, width(strings.TrimSpace(line))+2)
		}
	}
	if len(ends) != 7 { // the head, a month, four segments, all
		t.Fatalf("%d lines in\n%s", len(ends), text)
	}
	for _, end := range ends {
		if end != ends[0] {
			t.Fatalf("lines end at %v in\n%s", ends, text)
		}
	}
	if !strings.Contains(text, "  (none) ") {
		t.Errorf("no line for rows without a plan in\n%s", text)
	}
}

func TestSparkline(t *testing.T) {
	figures := func(texts ...string) (rows []row) {
		for _, text := range texts {
			c := cell{}
			if text != "" {
				c = cell{Text: text, Value: decimal.RequireFromString(text)}
			}
			rows = append(rows, row{Cells: []cell{c}})
		}
		return rows
	}
	for want, rows := range map[string][]row{
		"":         nil,
		"▄▄":       figures("3", "3"),
		"▁ █":      figures("-1.5", "", "2"),
		"▁▂▃▄▅▆▇█": figures("0", "1", "2", "3", "4", "5", "6", "7"),
		"█▁":       append([]row{{Gap: 20}}, figures("2", "1", "")...),
	} {
		if got := strings.TrimLeft(sparkline(rows, 0), " "); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := len([]rune(sparkline(figures(strings.Split(strings.Repeat("1,2,", 50)+"1", ",")...), 0))); got != maxSpark {
		t.Errorf("%d periods are drawn", got)
	}
}

package main

import (
	"encoding/xml"
	"io"
	"math"
	"strings"
	"testing"
)

// The page is well formed, needs nothing else, and has what the text has.
func TestPage(t *testing.T) {
	page, stderr, code := execute("", "-format", "html")
	if code != 0 || stderr != "" {
		t.Fatalf("exit code %d, stderr %q", code, stderr)
	}
	for _, no := range []string{"<script", "http://", "https://", "url(", "@import", "NaN", "Inf"} {
		if strings.Contains(strings.ReplaceAll(page, `xmlns="http://www.w3.org/2000/svg"`, ""), no) {
			t.Errorf("the page has %s", no)
		}
	}
	d := xml.NewDecoder(strings.NewReader(page))
	d.Strict, d.AutoClose, d.Entity = false, []string{"meta"}, xml.HTMLEntity
	charts, tables := 0, 0
	for {
		token, err := d.Token()
		if err == io.EOF { //nolint:errorlint // the decoder returns it bare
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if start, ok := token.(xml.StartElement); ok {
			switch start.Name.Local {
			case "svg":
				charts++
			case "table":
				tables++
			}
		}
	}
	if charts < 15 || tables < 12 {
		t.Errorf("%d charts and %d tables", charts, tables)
	}
	page, _, _ = execute("answered_at,nps,plan\n2024-01-01,9,<b>&\n", "-surveys", "-", "-format", "html")
	if strings.Contains(page, "<b>") || !strings.Contains(page, "&lt;b&gt;&amp;") {
		t.Error("a segment is not escaped")
	}
}

// The steps of an axis are round numbers, and neither too few nor too many.
func TestRound(t *testing.T) {
	for _, tt := range []struct {
		least, most, step float64
		digits            int
	}{
		{-28.8, 43.3, 20, 0}, {30.6, 91.4, 20, 0}, {3.5, 4.38, 0.2, 1}, {0, 1, 0.2, 1}, {5, 5, 1, 0}, {0, 0, 0.2, 1}, {0.01, 0.0131, 0.001, 3}, {104, 12_235, 2000, 0},
	} {
		if step, digits := round(tt.least, tt.most); math.Abs(step-tt.step) > 1e-12 || digits != tt.digits {
			t.Errorf("%v to %v: %v, %d; want %v, %d", tt.least, tt.most, step, digits, tt.step, tt.digits)
		}
	}
}

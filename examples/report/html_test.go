package main

import (
	"encoding/xml"
	"io"
	"strings"
	"testing"
)

// The page is well formed, needs nothing else, and has what the text has.
func TestPage(t *testing.T) {
	page, stderr, code := execute("", "-format", "html")
	if code != 0 || stderr != "" {
		t.Fatalf("exit code %d, stderr %q", code, stderr)
	}
	for _, no := range []string{"<script", "http://", "https://", "url(", "@import", "NaN", "Inf", "%!"} {
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
	if charts < 45 || tables < 15 {
		t.Errorf("%d charts and %d tables", charts, tables)
	}
	// The figures at a glance lead to their sections, and what stands out is said first.
	glance, rest, _ := strings.Cut(page, "<section id=\"nps\">")
	for _, want := range []string{"<a href=\"#nps\">", "<strong>+31.9</strong>", "2025-12, +2.7", "NPS: 2025-06: low, beyond a limit (bad)"} {
		if !strings.Contains(glance, want) {
			t.Errorf("no %q at a glance", want)
		}
	}
	for _, link := range strings.Split(glance, "<a href=\"#")[1:] {
		if id, _, _ := strings.Cut(link, "\""); id != "nps" && !strings.Contains(rest, "<section id=\""+id+"\">") {
			t.Errorf("%q leads nowhere", id)
		}
	}
	page, _, _ = execute("answered_at,nps,plan\n2024-01-01,9,<b>&\n", "-surveys", "-", "-format", "html")
	if strings.Contains(page, "<b>") || !strings.Contains(page, "&lt;b&gt;&amp;") {
		t.Error("a segment is not escaped")
	}
}

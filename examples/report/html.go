package main

import (
	"fmt"
	"html"
	"io"
	"math"
	"strings"

	"github.com/cxmetrics/cx/examples/internal/draw"
	"github.com/shopspring/decimal"
)

const pageStyle = `
:root { color-scheme: light dark; --paper: #ffffff; --text: #1b1f24; --quiet: #57606a; --line: #d0d7de;  }
@media screen and (prefers-color-scheme: dark) { :root { --paper: #0d1117; --text: #e6edf3; --quiet: #9da7b1; --line: #30363d;  } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 64rem; padding: 1rem; background: var(--paper); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin: 0; }
section { border-top: 1px solid var(--line); padding: 1rem 0; }
p { margin: 0.25rem 0; } .quiet { color: var(--quiet); font-size: 0.875rem; }
figure { margin: 1rem 0; } figcaption { font-weight: 600; font-size: 0.875rem; }
.signal { color: var(--cx-alarm); font-weight: 600; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: 0.875rem; font-variant-numeric: tabular-nums; }
th, td { padding: 0.2rem 0.6rem; text-align: right; white-space: nowrap; border-bottom: 1px solid var(--line); }
th:first-child { text-align: left; } .total th, .total td { font-weight: 600; }
pre { overflow-x: auto; font-size: 0.8rem; }
@media print { body { max-width: none; font-size: 10pt; } section, figure { break-inside: avoid; } .scroll { overflow: visible; } th, td { padding: 0.1rem 0.35rem; font-size: 8pt; } }
`

// writeHTML writes the report as one page, which needs nothing but itself.
func writeHTML(out io.Writer, r report) error {
	w := &strings.Builder{}
	title := "Customer experience by " + r.Per + r.span()
	fmt.Fprintf(w, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"+
		"<title>%s</title>\n<style>%s</style>\n</head>\n<body>\n<header>\n<h1>%[1]s</h1>\n", html.EscapeString(title), pageStyle+draw.Style)
	note := func(text string) { fmt.Fprintf(w, "<p class=\"quiet\">%s</p>\n", html.EscapeString(text)) }
	if r.Sampled {
		note(sampleNote)
	}
	note(fmt.Sprintf("Zone %s. Shaded: the %s%% interval, which low and high bound. %s is an undefined figure: there is no data to make it of, which is not 0. "+
		"Higher, lower or no clear change is what the data show at that level, adjusted for %s comparisons made at once (Holm). "+
		"%s and a red diamond mark a signal: beyond the dashed limits of what the figure does anyway, or a run on one side of its mean.",
		r.Zone, percentText(r.Level), undefined, thousands(uint64(r.Comparisons)), signalMark))
	fmt.Fprint(w, "</header>\n<main>\n")
	for _, s := range r.Sections {
		for _, t := range s.Tables {
			writeMetric(w, t, r.Per)
			for _, part := range t.By {
				writeMetric(w, part, r.Per)
			}
		}
		for _, f := range s.Figures {
			writeFigureHTML(w, f, s.File)
		}
	}
	fmt.Fprint(w, "<section>\n<h2>What was read</h2>\n<pre>")
	var files strings.Builder
	writeFiles(&files, r)
	fmt.Fprintf(w, "%s</pre>\n</section>\n</main>\n</body>\n</html>\n", html.EscapeString(files.String()))
	_, err := io.WriteString(out, w.String())
	return err
}

// writeMetric writes a table with the charts of its figures.
func writeMetric(w io.Writer, t table, per string) {
	fmt.Fprintf(w, "<section>\n<h2>%s</h2>\n<p class=\"quiet\">%s</p>\n", html.EscapeString(t.Title), html.EscapeString(strings.Join(t.Notes, " ")))
	for i, h := range t.Heads {
		if h.Glance != "" {
			writeTrend(w, t, i, per)
		}
	}
	writeTableHTML(w, t, per)
	fmt.Fprint(w, "</section>\n")
}

func writeTableHTML(w io.Writer, t table, per string) {
	fmt.Fprintf(w, "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"%s as a table\">\n<table>\n<thead><tr><th scope=\"col\">%s</th>", html.EscapeString(t.Title), per)
	for _, h := range t.Heads {
		if h.Text != "" {
			fmt.Fprintf(w, "<th scope=\"col\">%s</th>", html.EscapeString(strings.TrimSpace(h.Group+" "+h.Text)))
		}
	}
	fmt.Fprint(w, "</tr></thead>\n<tbody>\n")
	line := func(r row, k kind, class string) {
		if r.Gap > 0 {
			fmt.Fprintf(w, "<tr><th scope=\"row\">… %d %ss without data</th></tr>\n", r.Gap, per)
			return
		}
		fmt.Fprintf(w, "<tr%s><th scope=\"row\">%s</th>", class, html.EscapeString(nameOf(r)))
		for i, c := range r.Cells {
			switch {
			case t.Heads[i].Text == "":
			case k == ofPeriod && t.signaled(r, i):
				fmt.Fprintf(w, "<td class=\"signal\">%s&#160;%s</td>", signalMark, html.EscapeString(c.text()))
			case t.Heads[i].in(k):
				fmt.Fprintf(w, "<td>%s</td>", html.EscapeString(c.text()))
			default:
				fmt.Fprint(w, "<td></td>")
			}
		}
		fmt.Fprint(w, "</tr>\n")
	}
	for _, r := range t.Periods {
		line(r, ofPeriod, "")
	}
	for _, s := range t.Segments {
		fmt.Fprintf(w, "<tr class=\"total\"><th scope=\"rowgroup\">by %s</th></tr>\n", html.EscapeString(s.Column))
		for _, r := range s.Rows {
			line(r, ofSegment, "")
		}
	}
	line(t.Total, ofAll, ` class="total"`)
	fmt.Fprint(w, "</tbody>\n</table>\n</div>\n")
	for _, s := range t.signals() {
		fmt.Fprintf(w, "<p class=\"quiet\"><span class=\"signal\">%s</span> %s</p>\n", signalMark, html.EscapeString(s))
	}
	if name, ok := t.open(); ok {
		fmt.Fprintf(w, "<p class=\"quiet\">%s was not over: its figures are provisional.</p>\n", html.EscapeString(name))
	}
}

// writeTrend draws a column of figures, with the interval beside it as a band.
func writeTrend(w io.Writer, t table, column int, per string) {
	low, high := -1, -1
	for i := column + 1; i < min(column+3, len(t.Heads)); i++ {
		switch t.Heads[i].Key {
		case "low":
			low = i
		case "high":
			high = i
		}
	}
	factor, unit := 1.0, ""
	if t.Heads[column].Time {
		longest := 0.0
		for _, r := range t.Periods {
			if v := r.float(column); v > longest { // which NaN is not
				longest = v
			}
		}
		u := unitOf(decimal.NewFromFloat(longest))
		factor, unit = u.perHour.InexactFloat64(), ", "+u.name
	}
	line := draw.Line{Title: t.Heads[column].Glance + " by " + per + unit, Text: "The table below has the figures."}
	for _, r := range t.Periods {
		p := draw.Empty(r.Name)
		if r.Gap > 0 {
			p.Label = "…"
		} else {
			p.Value, p.Low, p.High = factor*r.float(column), r.float(low), r.float(high)
			p.Figure = r.Cells[column].text()
			p.Running = r.Open
			t.judge(&p, r, column, factor)
			if !math.IsNaN(p.Low) && !math.IsNaN(p.High) {
				p.Figure += ", " + r.Cells[low].text() + " to " + r.Cells[high].text()
			}
		}
		line.Points = append(line.Points, p)
	}
	if chart := line.SVG(); chart != "" {
		fmt.Fprintf(w, "<figure>\n<figcaption>%s</figcaption>\n%s</figure>\n", html.EscapeString(line.Title), chart)
	}
}

// judge gives a point what its process chart says of it.
func (t table) judge(p *draw.Point, r row, column int, factor float64) {
	point, ok := t.point(r, column)
	if !ok {
		return
	}
	if point.Sigma > 0 {
		p.Center, p.Lower, p.Upper = factor*point.Centre, factor*point.Lower, factor*point.Upper
	}
	for _, s := range t.Charts[column].At(r.Period) {
		p.Signal = s.String()
	}
}

// float returns the figure of a column, NaN where it is undefined or there is no column.
func (r row) float(column int) float64 {
	if column >= 0 {
		if d, ok := r.figure(column); ok {
			return d.InexactFloat64()
		}
	}
	return math.NaN()
}

// writeFigureHTML writes what is not a table of metrics: cohorts as a heat map, survival
// as a curve with its table, and the rest as its text.
func writeFigureHTML(w io.Writer, f figure, file string) {
	fmt.Fprint(w, "<section>\n")
	defer fmt.Fprint(w, "</section>\n")
	switch f := f.(type) {
	case cohortTable:
		fmt.Fprintf(w, "<h2>Cohorts</h2>\n<p class=\"quiet\">%s</p>\n<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Cohorts as a table\">\n%s</div>\n",
			html.EscapeString(strings.Join(f.notes(), " ")), f.heat().HTML())
	case survival:
		fmt.Fprintf(w, "<h2>%s</h2>\n<p class=\"quiet\">%s</p>\n", survivalTitle, html.EscapeString(strings.Join(f.notes(), " ")))
		if f.customers == 0 {
			return
		}
		fmt.Fprint(w, f.svg(file, false), "<table>\n<thead><tr><th scope=\"col\">days</th><th scope=\"col\">at risk</th><th scope=\"col\">staying %</th><th scope=\"col\">low</th><th scope=\"col\">high</th></tr></thead>\n<tbody>\n")
		for _, t := range ticks(f.span) {
			s := f.at(t)
			fmt.Fprintf(w, "<tr><th scope=\"row\">%s</th><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>\n",
				thousands(uint64(t)), thousands(f.atRisk(t)), percentOf(s.Survival).text(), percentOf(s.low).text(), percentOf(s.high).text())
		}
		fmt.Fprint(w, "</tbody>\n</table>\n")
	default:
		var text strings.Builder
		f.write(&text)
		fmt.Fprintf(w, "<pre>%s</pre>\n", html.EscapeString(strings.TrimSpace(text.String())))
	}
}

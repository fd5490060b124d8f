package main

import (
	"fmt"
	"html"
	"io"
	"math"
	"strings"
)

const pageStyle = `
:root { color-scheme: light dark; --paper: #ffffff; --text: #1b1f24; --quiet: #57606a; --line: #d0d7de; --accent: #0b62c4; --heat: 11, 98, 196; }
@media (prefers-color-scheme: dark) { :root { --paper: #0d1117; --text: #e6edf3; --quiet: #9da7b1; --line: #30363d; --accent: #6cb0ff; --heat: 108, 176, 255; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 64rem; padding: 1rem; background: var(--paper); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin: 0; }
section { border-top: 1px solid var(--line); padding: 1rem 0; }
p { margin: 0.25rem 0; } .quiet { color: var(--quiet); font-size: 0.875rem; }
figure { margin: 1rem 0; } figcaption { font-weight: 600; font-size: 0.875rem; }
svg { display: block; width: 100%; max-width: 44rem; height: auto; }
.chart text { font: 12px system-ui, sans-serif; fill: var(--quiet); } .rule { stroke: var(--line); }
.line { fill: none; stroke: var(--accent); stroke-width: 2; } .dots { fill: var(--accent); } .area { fill: var(--accent); fill-opacity: 0.16; }
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
		"<title>%s</title>\n<style>%s</style>\n</head>\n<body>\n<header>\n<h1>%[1]s</h1>\n", html.EscapeString(title), pageStyle)
	note := func(text string) { fmt.Fprintf(w, "<p class=\"quiet\">%s</p>\n", html.EscapeString(text)) }
	if r.Sampled {
		note(sampleNote)
	}
	note(fmt.Sprintf("Zone %s. Shaded: the %s%% interval, which low and high bound. %s is an undefined figure: there is no data to make it of, which is not 0.",
		r.Zone, percentText(r.Level), undefined))
	fmt.Fprint(w, "</header>\n<main>\n")
	for _, s := range r.Sections {
		for _, t := range s.Tables {
			fmt.Fprintf(w, "<section>\n<h2>%s</h2>\n", html.EscapeString(t.Title))
			note(strings.Join(t.Notes, " "))
			for i, h := range t.Heads {
				if h.Glance != "" {
					writeTrend(w, t, i, r.Per)
				}
			}
			writeTableHTML(w, t, r.Per)
			fmt.Fprint(w, "</section>\n")
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
}

// The size of a trend, in about the pixels of a phone.
const (
	trendWidth, trendHeight         = 360, 170
	trendLeft, trendRight           = 48, 352
	trendTop, trendBottom           = 10, 140
	trendWide, trendHigh    float64 = trendRight - trendLeft, trendBottom - trendTop
)

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
	at := func(r row, i int) float64 {
		if i >= 0 {
			if d, ok := r.figure(i); ok {
				return d.InexactFloat64()
			}
		}
		return math.NaN()
	}
	least, most, known := math.Inf(1), math.Inf(-1), 0
	for _, r := range t.Periods {
		for _, i := range []int{column, low, high} {
			if v := at(r, i); !math.IsNaN(v) {
				least, most, known = min(least, v), max(most, v), known+1
			}
		}
	}
	if known == 0 {
		return
	}
	step, digits := round(least, most)
	least, most = step*math.Floor(least/step), step*math.Ceil(most/step)
	if least == most {
		least, most = least-step, most+step
	}
	x := func(i int) float64 {
		return trendLeft + 6 + (trendWide-12)*float64(i)/float64(max(1, len(t.Periods)-1))
	}
	y := func(v float64) float64 { return trendTop + trendHigh*(most-v)/(most-least) }
	title := html.EscapeString(t.Heads[column].Glance + " by " + per)
	fmt.Fprintf(w, "<figure>\n<figcaption>%s</figcaption>\n<svg class=\"chart\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%[1]s; the table below has the figures\">\n", title, trendWidth, trendHeight)
	for i := range int(math.Round((most-least)/step)) + 1 {
		v := least + step*float64(i)
		fmt.Fprintf(w, "<line class=\"rule\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>", trendLeft, y(v), trendRight, y(v))
		fmt.Fprintf(w, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.*f</text>\n", trendLeft-5, y(v)+4, digits, v)
	}
	var line, dots, upper, lower strings.Builder
	gap := true
	end := func() {
		if upper.Len() > 0 {
			fmt.Fprintf(w, "<path class=\"area\" d=\"M%s%sZ\"/>\n", upper.String()[1:], lower.String())
		}
		upper.Reset()
		lower.Reset()
	}
	for i, r := range t.Periods {
		v := at(r, column)
		if math.IsNaN(v) {
			gap = true
			end()
			continue
		}
		fmt.Fprintf(&line, "%c%.1f %.1f", "LM"[map[bool]int{true: 1}[gap]], x(i), y(v))
		fmt.Fprintf(&dots, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\"><title>%s: %s</title></circle>", x(i), y(v), html.EscapeString(r.Name), html.EscapeString(r.Cells[column].text()))
		gap = false
		if l, h := at(r, low), at(r, high); !math.IsNaN(l) && !math.IsNaN(h) {
			fmt.Fprintf(&upper, "L%.1f %.1fL%.1f %.1f", x(i)-3, y(h), x(i)+3, y(h))
			back := fmt.Sprintf("L%.1f %.1fL%.1f %.1f", x(i)+3, y(l), x(i)-3, y(l))
			rest := lower.String()
			lower.Reset()
			lower.WriteString(back + rest)
		}
	}
	end()
	fmt.Fprintf(w, "<path class=\"line\" d=\"%s\"/><g class=\"dots\">%s</g>\n", line.String(), dots.String())
	fmt.Fprintf(w, "<text x=\"%d\" y=\"%d\">%s</text>", trendLeft, trendBottom+20, html.EscapeString(t.Periods[0].Name))
	if last := len(t.Periods) - 1; last > 0 {
		fmt.Fprintf(w, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>", trendRight, trendBottom+20, html.EscapeString(t.Periods[last].Name))
	}
	fmt.Fprint(w, "\n</svg>\n</figure>\n")
}

// round returns the step of an axis, 1, 2 or 5 times a power of ten, by which three to seven
// steps reach from least to most, and the decimals that its multiples need.
func round(least, most float64) (step float64, digits int) {
	span := most - least
	if !(span > 0) {
		span = max(math.Abs(most), 1)
	}
	power := math.Floor(math.Log10(span / 3))
	step = math.Pow(10, power)
	for _, times := range []float64{5, 2} {
		if span/(step*times) >= 3 {
			step *= times
			break
		}
	}
	return step, int(max(0, -power))
}

// writeFigureHTML writes what is not a table of metrics: cohorts as a heat map, survival
// as a curve with its table, and the rest as its text.
func writeFigureHTML(w io.Writer, f figure, file string) {
	fmt.Fprint(w, "<section>\n")
	defer fmt.Fprint(w, "</section>\n")
	switch f := f.(type) {
	case cohortTable:
		fmt.Fprintf(w, "<h2>Cohorts</h2>\n<p class=\"quiet\">%s</p>\n<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Cohorts as a table\">\n<table>\n<thead><tr><th scope=\"col\">cohort</th><th scope=\"col\">customers</th>",
			html.EscapeString(strings.Join(f.notes(), " ")))
		for age := range f.periods {
			fmt.Fprintf(w, "<th scope=\"col\">%d</th>", age)
		}
		fmt.Fprint(w, "</tr></thead>\n<tbody>\n")
		for i, p := range f.periods {
			fmt.Fprintf(w, "<tr><th scope=\"row\">%s</th><td>%s</td>", p, thousands(f.size(i)))
			for age := range len(f.periods) - i {
				c := f.retention(i, age)
				d, _ := row{Cells: []cell{c}}.figure(0) // 0 for undefined: no shade
				fmt.Fprintf(w, "<td style=\"background: rgba(var(--heat), %.2f)\">%s</td>", d.InexactFloat64()/250, c.text())
			}
			fmt.Fprint(w, "</tr>\n")
		}
		fmt.Fprint(w, "</tbody>\n</table>\n</div>\n")
	case survival:
		fmt.Fprintf(w, "<h2>%s</h2>\n<p class=\"quiet\">%s</p>\n", survivalTitle, html.EscapeString(strings.Join(f.notes(), " ")))
		if f.customers == 0 {
			return
		}
		fmt.Fprint(w, f.svg(file), "<table>\n<thead><tr><th scope=\"col\">days</th><th scope=\"col\">at risk</th><th scope=\"col\">staying %</th><th scope=\"col\">low</th><th scope=\"col\">high</th></tr></thead>\n<tbody>\n")
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

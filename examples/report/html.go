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
p { margin: 0.25rem 0; max-width: 46rem; } .quiet { color: var(--quiet); font-size: 0.875rem; }
.cards, .signals { list-style: none; margin: 0.75rem 0; padding: 0; } .signals li { margin: 0.25rem 0; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); gap: 0.5rem; }
.cards a { display: block; height: 100%; padding: 0.5rem 0.65rem; border: 1px solid var(--line); border-radius: 0.4rem; color: inherit; text-decoration: none; }
.cards a:hover, .cards a:focus { border-color: var(--cx-accent); } .cards strong { font-size: 1.3rem; font-variant-numeric: tabular-nums; display: block; line-height: 1.3; }
.cards span { display: block; font-size: 0.8rem; } .cards .name { font-weight: 600; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); column-gap: 2rem; }
figure { margin: 0.75rem 0; } figcaption { font-weight: 600; font-size: 0.875rem; }
.signal { color: var(--cx-alarm); font-weight: 600; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: 0.875rem; font-variant-numeric: tabular-nums; }
th, td { padding: 0.2rem 0.6rem; text-align: right; white-space: nowrap; border-bottom: 1px solid var(--line); }
th:first-child { text-align: left; } tr.by th { padding-top: 0.6rem; color: var(--quiet); } td.bar { text-align: left; } .total th, .total td { font-weight: 600; }
pre { overflow-x: auto; font-size: 0.8rem; }
@media print { body { max-width: none; font-size: 10pt; } section { break-inside: auto; } figure, tr, .cards li { break-inside: avoid; } h2 { break-after: avoid; } .cards { grid-template-columns: repeat(4, 1fr); } .scroll { overflow: visible; } th, td { padding: 0.1rem 0.35rem; font-size: 8pt; } }
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
	fmt.Fprint(w, "</header>\n<main>\n")
	writeCards(w, r)
	how := fmt.Sprintf("Zone %s. Shaded: the %s%% interval, which low and high bound. %s is an undefined figure: there is no data to make it of, which is not 0. "+
		"Higher, lower or no clear change is what the data show at that level, adjusted for %s comparisons made at once (Holm). "+
		"%s and a red diamond mark a signal: beyond the dashed limits of what the figure does anyway, or a run on one side of its mean.",
		r.Zone, percentText(r.Level), undefined, thousands(uint64(r.Comparisons)), signalMark)
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
	fmt.Fprintf(w, "<section>\n<h2>How to read this</h2>\n<p class=\"quiet\">%s</p>\n</section>\n", html.EscapeString(how))
	fmt.Fprint(w, "<section>\n<h2>What was read</h2>\n<pre>")
	var files strings.Builder
	writeFiles(&files, r)
	fmt.Fprintf(w, "%s</pre>\n</section>\n</main>\n</body>\n</html>\n", html.EscapeString(files.String()))
	_, err := io.WriteString(out, w.String())
	return err
}

// writeCards writes the main figures, each with its last period and how it came there, and
// what of them a process chart marks.
func writeCards(w io.Writer, r report) {
	var cards, signals strings.Builder
	for _, s := range r.Sections {
		for _, t := range s.Tables {
			if len(t.Periods) == 0 {
				continue
			}
			for i, h := range t.Heads {
				if h.Glance != "" {
					writeCard(&cards, t, i)
				}
			}
			for _, text := range t.signals() {
				fmt.Fprintf(&signals, "<li><span class=\"signal\">%s</span> %s</li>\n", signalMark, html.EscapeString(text))
			}
		}
	}
	if cards.Len() == 0 {
		return
	}
	fmt.Fprintf(w, "<section id=\"glance\">\n<h2>At a glance</h2>\n<p class=\"quiet\">The latest %s of each figure, and its change to the %[1]s before with data. Red: it stands out.</p>\n<ul class=\"cards\">\n%s</ul>\n", r.Per, cards.String())
	if signals.Len() > 0 {
		fmt.Fprintf(w, "<h2>What stands out</h2>\n<ul class=\"signals\">\n%s</ul>\n", signals.String())
	}
	fmt.Fprint(w, "</section>\n")
}

func writeCard(w io.Writer, t table, column int) {
	last := t.Periods[len(t.Periods)-1]
	var line draw.Spark
	for _, r := range t.Periods[max(0, len(t.Periods)-maxSpark):] {
		line.Values = append(line.Values, r.float(column))
		line.Signals = append(line.Signals, t.signaled(r, column))
	}
	change := lastChange(t.Periods, column, t.Heads[column].Time)
	if change == undefined {
		change = last.Name
	} else {
		change = last.Name + ", " + change
	}
	so := ""
	if last.Open {
		so = ", so far"
	}
	fmt.Fprintf(w, "<li><a href=\"#%s\"><span class=\"name\">%s</span><strong>%s</strong><span class=\"quiet\">%s%s</span>%s</a></li>\n",
		html.EscapeString(t.Key), html.EscapeString(t.Heads[column].Glance), html.EscapeString(last.Cells[column].text()), html.EscapeString(change), so, line.SVG())
}

// writeMetric writes a table with the charts of its figures.
func writeMetric(w io.Writer, t table, per string) {
	id := ""
	if t.Segment == "" {
		id = ` id="` + html.EscapeString(t.Key) + `"`
	}
	fmt.Fprintf(w, "<section%s>\n<h2>%s</h2>\n<div class=\"charts\">\n", id, html.EscapeString(t.Title))
	for i, h := range t.Heads {
		if h.Glance != "" {
			writeTrend(w, t, i, per)
		}
	}
	fmt.Fprint(w, "</div>\n")
	writeTableHTML(w, t, per)
	if len(t.Notes) > 0 {
		fmt.Fprintf(w, "<p class=\"quiet\">%s</p>\n", html.EscapeString(strings.Join(t.Notes, " ")))
	}
	fmt.Fprint(w, "</section>\n")
}

func writeTableHTML(w io.Writer, t table, per string) {
	fmt.Fprintf(w, "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"%s as a table\">\n<table>\n<thead><tr><th scope=\"col\">%s</th>", html.EscapeString(t.Title), per)
	columns := 1
	for _, h := range t.Heads {
		if h.Text != "" {
			columns++
			fmt.Fprintf(w, "<th scope=\"col\">%s</th>", html.EscapeString(strings.TrimSpace(h.Group+" "+h.Text)))
		}
	}
	fmt.Fprint(w, "</tr></thead>\n<tbody>\n")
	line := func(r row, k kind, class string) {
		if r.Gap > 0 {
			fmt.Fprintf(w, "<tr><th scope=\"row\" colspan=\"%d\">… %d %ss without data</th></tr>\n", columns, r.Gap, per)
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
		fmt.Fprintf(w, "<tr class=\"by\"><th scope=\"rowgroup\" colspan=\"%d\">by %s</th></tr>\n", columns, html.EscapeString(s.Column))
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
		fmt.Fprintf(w, "<h2>Cohorts</h2>\n<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Cohorts as a table\">\n%s</div>\n<p class=\"quiet\">%s</p>\n",
			f.heat().HTML(), html.EscapeString(strings.Join(f.notes(), " ")))
	case survival:
		fmt.Fprintf(w, "<h2>%s</h2>\n", survivalTitle)
		defer fmt.Fprintf(w, "<p class=\"quiet\">%s</p>\n", html.EscapeString(strings.Join(f.notes(), " ")))
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
	case shares:
		writeShares(w, f)
	}
}

// writeShares writes shares with a bar for each.
func writeShares(w io.Writer, s shares) {
	fmt.Fprintf(w, "<h2>%s</h2>\n", html.EscapeString(s.title))
	if !s.labels.overflow {
		fmt.Fprintf(w, "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"%s as a table\">\n<table>\n<thead><tr>", html.EscapeString(s.title))
		for _, head := range []string{s.label, s.counted, "%", "low", "high", ""} {
			fmt.Fprintf(w, "<th scope=\"col\">%s</th>", html.EscapeString(head))
		}
		fmt.Fprint(w, "</tr></thead>\n<tbody>\n")
		s.rows(func(label string, count, percent, low, high cell) {
			r := row{Cells: []cell{percent, low, high}}
			bar := draw.Bar{Share: r.float(0) / 100, Low: r.float(1) / 100, High: r.float(2) / 100}
			fmt.Fprintf(w, "<tr><th scope=\"row\">%s</th><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td class=\"bar\">%s</td></tr>\n",
				html.EscapeString(label), count.text(), percent.text(), low.text(), high.text(), bar.SVG())
		})
		fmt.Fprint(w, "</tbody>\n</table>\n</div>\n")
	}
	fmt.Fprintf(w, "<p class=\"quiet\">%s</p>\n", html.EscapeString(strings.Join(s.allNotes(), " ")))
}

package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"github.com/shopspring/decimal"
)

// signalMark stands before a figure that is part of a signal.
const signalMark = "*"

// undefined is what the text shows for a figure that no data has made.
const undefined = "–"

// writeText writes the report for people.
func writeText(out io.Writer, r report) error {
	w := &strings.Builder{}
	fmt.Fprintf(w, "Customer experience by %s%s, zone %s\n", r.Per, r.span(), r.Zone)
	if r.Sampled {
		fmt.Fprintln(w, sampleNote)
	}
	fmt.Fprintf(w, `%s is an undefined figure: there is no data to make it of, which is not 0.
Changes are from the last %s before with data; low and high bound the %s%% interval,
and higher, lower or no clear change is what the data show at that level, adjusted for
%s comparisons made at once (Holm). %s marks a signal: beyond what the figure does anyway,
or a run on one side of its mean.
`, undefined, r.Per, percentText(r.Level), thousands(uint64(r.Comparisons)), signalMark)
	writeGlance(w, r)
	for _, s := range r.Sections {
		for _, t := range s.Tables {
			writeTable(w, t, r.Per)
			for _, part := range t.By {
				writeTable(w, part, r.Per)
			}
		}
		for _, f := range s.Figures {
			f.write(w)
		}
	}
	writeFiles(w, r)
	_, err := io.WriteString(out, w.String())
	return err
}

// percentText returns 0.95 as 95.
func percentText(share float64) string {
	return decimal.NewFromFloat(share).Shift(2).String()
}

// span returns the range that was asked for.
func (r report) span() string {
	var text string
	if r.From != "" {
		text += " from " + r.From
	}
	if r.To != "" {
		text += " to " + r.To
	}
	return text
}

// The widths of a table's columns, at least.
const (
	nameWidth = 10
	cellWidth = 7
)

func writeTable(w io.Writer, t table, per string) {
	fmt.Fprintf(w, "\n%s\n", t.Title)
	for _, note := range t.Notes {
		fmt.Fprintf(w, "  %s\n", note)
	}
	names, widths := columnWidths(t)
	rule := "  " + strings.Repeat("─", names+sum(widths))

	fmt.Fprintln(w)
	writeHeads(w, t.Heads, per, names, widths)
	fmt.Fprintln(w, rule)
	for _, r := range t.Periods {
		if r.Gap > 0 {
			fmt.Fprintf(w, "  %s%d %ss without data\n", padRight("…", names), r.Gap, per)
			continue
		}
		writeRow(w, t, r, names, widths, ofPeriod)
	}
	for _, s := range t.Segments {
		label := "  ── by " + s.Column + " "
		fmt.Fprintln(w, label+strings.Repeat("─", max(0, width(rule)-width(label))))
		for _, r := range s.Rows {
			writeRow(w, t, r, names, widths, ofSegment)
		}
	}
	fmt.Fprintln(w, rule)
	writeRow(w, t, t.Total, names, widths, ofAll)
	for _, s := range t.footnotes() {
		fmt.Fprintf(w, "  %s\n", s)
	}
}

// writeHeads writes the columns' heads, under those of their groups if they have any.
func writeHeads(w io.Writer, heads []head, per string, names int, widths []int) {
	line := padRight("", 2+names)
	for i := 0; i < len(heads); {
		group, n := heads[i].Group, 0
		for ; i < len(heads) && heads[i].Group == group; i++ {
			n += widths[i]
		}
		if label := "  ─ " + group + " "; group != "" {
			line += label + strings.Repeat("─", max(0, n-width(label)))
		} else {
			line += padRight("", n)
		}
	}
	if line = strings.TrimRight(line, " "); line != "" {
		fmt.Fprintln(w, line)
	}
	fmt.Fprint(w, "  ", padRight(per, names))
	for i, h := range heads {
		fmt.Fprint(w, padLeft(h.Text, widths[i]))
	}
	fmt.Fprintln(w)
}

func writeRow(w io.Writer, t table, r row, names int, widths []int, k kind) {
	var line strings.Builder
	line.WriteString("  " + padRight(nameOf(r), names))
	for i, c := range r.Cells {
		switch {
		case t.Heads[i].Text == "":
		case k == ofPeriod && t.signaled(r, i):
			line.WriteString(padLeft(signalMark+c.text(), widths[i]))
		case t.Heads[i].in(k):
			line.WriteString(padLeft(c.text(), widths[i]))
		default:
			line.WriteString(padLeft("", widths[i]))
		}
	}
	fmt.Fprintln(w, strings.TrimRight(line.String(), " "))
}

func (c cell) text() string {
	if c.Value == nil {
		return undefined
	}
	return c.Text
}

// nameOf returns the name of a row, which a segment need not have.
func nameOf(r row) string {
	if r.Name == "" {
		return "(none)"
	}
	return r.Name
}

func columnWidths(t table) (names int, widths []int) {
	names = nameWidth
	widths = make([]int, len(t.Heads))
	for i, h := range t.Heads {
		if h.Text != "" {
			widths[i] = max(cellWidth, width(h.Text)+2)
		}
	}
	all := append(slices.Clone(t.Periods), t.Total)
	for _, s := range t.Segments {
		all = append(all, s.Rows...)
	}
	for _, r := range all {
		names = max(names, width(nameOf(r))+2)
		for i, c := range r.Cells {
			if widths[i] > 0 {
				widths[i] = max(widths[i], width(c.Text)+2)
			}
		}
	}
	return names, widths
}

func sum(widths []int) (n int) {
	for _, w := range widths {
		n += w
	}
	return n
}

func padRight(text string, n int) string { return text + strings.Repeat(" ", max(0, n-width(text))) }
func padLeft(text string, n int) string  { return strings.Repeat(" ", max(0, n-width(text))) + text }

// width returns how many columns of a terminal the text takes: none for a
// combining mark, two for the wide characters of East Asia and for emoji.
func width(text string) (n int) {
	for _, r := range text {
		switch {
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		case r >= 0x1100 && r <= 0x115f, r >= 0x2e80 && r <= 0xa4cf, r >= 0xac00 && r <= 0xd7a3,
			r >= 0xf900 && r <= 0xfaff, r >= 0xfe30 && r <= 0xfe6f, r >= 0xff00 && r <= 0xff60,
			r >= 0xffe0 && r <= 0xffe6, r >= 0x1f300 && r <= 0x1faff, r >= 0x20000 && r <= 0x3fffd:
			n += 2
		default:
			n++
		}
	}
	return n
}

// writeFiles says what was read and what was left out.
func writeFiles(w io.Writer, r report) {
	fmt.Fprintln(w)
	for _, s := range r.Sections {
		fmt.Fprintf(w, "Read %s of %s", countOf(s.Rows, "row"), s.File)
		if s.Outside > 0 {
			fmt.Fprintf(w, ", of which %s are outside the periods", thousands(s.Outside))
		}
		fmt.Fprintln(w, ".")
		for _, note := range s.Notes {
			fmt.Fprintf(w, "  Taken so: %s.\n", note)
		}
	}
	if r.Problems.total == 0 {
		return
	}
	fmt.Fprintf(w, "\nBad rows, which are counted nowhere above: %s\n", thousands(r.Problems.total))
	for _, e := range r.Problems.listed {
		fmt.Fprintf(w, "  %v\n", e)
	}
	if more := r.Problems.total - uint64(len(r.Problems.listed)); more > 0 {
		fmt.Fprintf(w, "  ... and %s more\n", thousands(more))
	}
}

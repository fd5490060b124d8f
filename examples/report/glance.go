package main

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// writeGlance writes a line for each metric: its last period, and how it came there.
func writeGlance(w io.Writer, r report) {
	fmt.Fprintf(w, "  %s%s%s%s%s  %s\n", padRight("at a glance", 24), padLeft(r.Per, 10),
		padLeft("latest", 9), padLeft("change", 9), padLeft("all", 9), "by "+r.Per)
	for _, s := range r.Sections {
		for _, t := range s.Tables {
			writeGlanceAt(w, t)
		}
	}
}

func writeGlanceAt(w io.Writer, t table) {
	if len(t.Periods) == 0 {
		return
	}
	main := slices.IndexFunc(t.Heads, func(h head) bool { return h.Main })
	change := slices.IndexFunc(t.Heads, func(h head) bool { return h.PeriodsOnly })
	name, last := t.Title, t.Periods[len(t.Periods)-1]
	if t.Unit != "" {
		name += ", " + t.Unit
	}
	fmt.Fprintf(w, "  %s%s%s%s%s  %s\n", padRight(name, 24), padLeft(last.Name, 10),
		padLeft(last.Cells[main].text(), 9), padLeft(last.Cells[change].text(), 9),
		padLeft(t.Total.Cells[main].text(), 9), sparkline(t.Periods, main))
}

// maxSpark is how many periods a sparkline shows, the last ones.
const maxSpark = 24

// sparkline draws a column of figures, from the lowest bar for the lowest of them
// to the highest for the highest. What is undefined is blank.
func sparkline(rows []row, column int) string {
	rows = rows[max(0, len(rows)-maxSpark):]
	low, high := math.Inf(1), math.Inf(-1)
	for _, r := range rows {
		if f, ok := r.figure(column); ok {
			low, high = min(low, f), max(high, f)
		}
	}
	bars := []rune("▁▂▃▄▅▆▇█")
	var b strings.Builder
	for _, r := range rows {
		f, ok := r.figure(column)
		switch {
		case !ok:
			b.WriteByte(' ')
		case low == high:
			b.WriteRune(bars[3])
		default:
			b.WriteRune(bars[int(math.Round(7*(f-low)/(high-low)))])
		}
	}
	return strings.TrimRight(b.String(), " ")
}

// figure returns the number in a column, if there is a defined one.
func (r row) figure(column int) (float64, bool) {
	if r.Gap > 0 {
		return 0, false
	}
	d, ok := r.Cells[column].Value.(decimal.Decimal)
	return d.InexactFloat64(), ok
}

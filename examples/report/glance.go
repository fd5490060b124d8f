package main

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// writeGlance writes a line for each of the main figures: its last period, and how
// it came there.
func writeGlance(w io.Writer, r report) {
	const title = "at a glance"
	names := 0
	for _, s := range r.Sections {
		for _, t := range s.Tables {
			for _, h := range t.Heads {
				names = max(names, width(h.Glance))
			}
		}
	}
	if names == 0 {
		return
	}
	names = max(names, width(title))
	fmt.Fprintf(w, "\n  %s%s%s%s%s  %s\n", padRight(title, names), padLeft(r.Per, glanceWidth(r)),
		padLeft("latest", 9), padLeft("change", 9), padLeft("all", 9), "by "+r.Per)
	for _, s := range r.Sections {
		for _, t := range s.Tables {
			writeGlanceAt(w, t, names, glanceWidth(r))
		}
	}
}

// glanceWidth is how wide the names of periods are at a glance.
func glanceWidth(r report) int {
	n := 10
	for _, s := range r.Sections {
		for _, t := range s.Tables {
			if len(t.Periods) > 0 {
				n = max(n, 2+width(t.Periods[len(t.Periods)-1].Name))
			}
		}
	}
	return n
}

func writeGlanceAt(w io.Writer, t table, names, period int) {
	if len(t.Periods) == 0 {
		return
	}
	last := t.Periods[len(t.Periods)-1]
	for i, h := range t.Heads {
		if h.Glance == "" {
			continue
		}
		fmt.Fprintf(w, "  %s%s%s%s%s  %s\n", padRight(h.Glance, names), padLeft(last.Name, period),
			padLeft(last.Cells[i].text(), 9), padLeft(lastChange(t.Periods, i, h.Time), 9),
			padLeft(t.Total.Cells[i].text(), 9), sparkline(t.Periods, i))
		if marks := t.sparkMarks(i); marks != "" {
			fmt.Fprintf(w, "  %s  %s\n", padRight("", names+period+3*9), marks)
		}
	}
}

// lastChange returns the figure of the last period less that of the last one before
// that has one.
func lastChange(rows []row, column int, hours bool) string {
	last := rows[len(rows)-1]
	now, ok := last.figure(column)
	for _, r := range slices.Backward(rows[:len(rows)-1]) {
		if before, known := r.figure(column); ok && known {
			if d := now.Sub(before); hours && d.IsPositive() {
				return "+" + timeText(d)
			} else if hours {
				return timeText(d)
			}
			_, fraction, _ := strings.Cut(last.Cells[column].Text, ".")
			return signedCell(now.Sub(before), nil, int32(len(fraction))).text()
		}
	}
	return undefined
}

// maxSpark is how many periods a sparkline shows, the last ones.
const maxSpark = 24

// sparkline draws a column of figures, from the lowest bar for the lowest of them
// to the highest for the highest. What is undefined is blank.
func sparkline(rows []row, column int) string {
	rows = rows[max(0, len(rows)-maxSpark):]
	low, high := math.Inf(1), math.Inf(-1)
	for _, r := range rows {
		if d, ok := r.figure(column); ok {
			f := d.InexactFloat64()
			low, high = min(low, f), max(high, f)
		}
	}
	bars := []rune("▁▂▃▄▅▆▇█")
	var b strings.Builder
	for _, r := range rows {
		d, ok := r.figure(column)
		f := d.InexactFloat64()
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

// sparkMarks marks the signals under a sparkline.
func (t table) sparkMarks(column int) string {
	var b strings.Builder
	for _, r := range t.Periods[max(0, len(t.Periods)-maxSpark):] {
		if t.signaled(r, column) {
			b.WriteString(signalMark)
		} else {
			b.WriteByte(' ')
		}
	}
	return strings.TrimRight(b.String(), " ")
}

// figure returns the number in a column, if there is a defined one.
func (r row) figure(column int) (decimal.Decimal, bool) {
	if r.Gap > 0 {
		return decimal.Decimal{}, false
	}
	switch v := r.Cells[column].Value.(type) {
	case decimal.Decimal:
		return v, true
	case uint64:
		return decimal.NewFromUint64(v), true
	default:
		return decimal.Decimal{}, false
	}
}

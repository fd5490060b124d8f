package churn

import (
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/cxmetrics/cx/internal/exact"
	"github.com/shopspring/decimal"
)

// String returns a line per cohort: its size, and its retention by age in percent.
func (t CohortTable) String() string { return text(t.grid()) }

// String returns a line per cohort: its size, its revenue at age 0, and the percentage by
// age.
func (t RevenueTable) String() string { return text(t.grid()) }

// line is a cohort as it is written.
type line struct {
	cohort  string
	size    uint64
	base    string   // the revenue at age 0
	percent []string // to one decimal place, for each age that is not open
}

func (t CohortTable) grid() []line {
	lines := make([]line, len(t.rows))
	for i, row := range t.rows {
		l := line{cohort: at(t.first.Unit(), t.first.Index()+i).String(), size: row.active.at(0)}
		for _, n := range row.active.ages(len(t.rows) - i) {
			l.add(exact.Total(n), exact.Total(l.size))
		}
		lines[i] = l
	}
	return lines
}

func (t RevenueTable) grid() []line {
	lines := make([]line, len(t.rows))
	for i, row := range t.rows {
		l := line{cohort: at(t.first.Unit(), t.first.Index()+i).String(), size: row.size, base: row.paid.at(0).Decimal().String()}
		for _, paid := range row.paid.ages(len(t.rows) - i) {
			l.add(paid.Big(), row.paid.at(0).Big())
		}
		lines[i] = l
	}
	return lines
}

// add adds the percentage part/whole.
func (l *line) add(part, whole *big.Int) {
	percent := "-"
	if whole.Sign() > 0 {
		percent = decimal.NewFromBigInt(part, 2).DivRound(decimal.NewFromBigInt(whole, 0), 1).StringFixed(1)
	}
	l.percent = append(l.percent, percent)
}

// text aligns the lines in columns: the first one left, the others right.
func text(lines []line) string {
	cells := [][]string{{"cohort", "size"}}
	if len(lines) > 0 && lines[0].base != "" {
		cells[0] = append(cells[0], "revenue")
	}
	for age := range lines {
		cells[0] = append(cells[0], strconv.Itoa(age))
	}
	for _, l := range lines {
		row := []string{l.cohort, strconv.FormatUint(l.size, 10)}
		if l.base != "" {
			row = append(row, l.base)
		}
		cells = append(cells, append(row, l.percent...))
	}
	widths := make([]int, len(cells[0]))
	for _, row := range cells {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	var b strings.Builder
	for _, row := range cells {
		for i, cell := range row {
			pad := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			if i == 0 {
				b.WriteString(cell + pad)
			} else {
				b.WriteString("  " + pad + cell)
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

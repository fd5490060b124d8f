package churn

import (
	"encoding/json"
	"io"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/cxmetrics/cx/internal/exact"
	"github.com/shopspring/decimal"
)

// String returns the table as aligned text: one line a cohort with its size and
// its retention at each age in percent, to one decimal place. A cell of no
// customers is a dash, and open cells are left out.
func (t CohortTable) String() string { return text(t.grid()) }

// WriteTo writes [CohortTable.String] to w.
func (t CohortTable) WriteTo(w io.Writer) (int64, error) { return write(w, t.String()) }

// MarshalJSON returns the table as an array with one object a cohort,
//
//	{"cohort": "2024-01", "size": 3, "retained": [3, 1, null], "percent": [100, 33.3333333333333333, null]}
//
// where open cells are null, and so is the percentage of no customers.
func (t CohortTable) MarshalJSON() ([]byte, error) { return json.Marshal(t.grid()) }

// String returns the table as aligned text: one line a cohort with its size, the
// revenue of its first period and at each age the percentage of it that still
// came in, to one decimal place. A cell of no revenue at first is a dash, and
// open cells are left out.
func (t RevenueTable) String() string { return text(t.grid()) }

// WriteTo writes [RevenueTable.String] to w.
func (t RevenueTable) WriteTo(w io.Writer) (int64, error) { return write(w, t.String()) }

// MarshalJSON returns the table as an array with one object a cohort,
//
//	{"cohort": "2024-01", "size": 3, "revenue": [30.00, 10.50, null], "percent": [100, 35, null]}
//
// where open cells are null, and so is the percentage of no revenue.
func (t RevenueTable) MarshalJSON() ([]byte, error) { return json.Marshal(t.grid()) }

func write(w io.Writer, s string) (int64, error) {
	n, err := io.WriteString(w, s)
	return int64(n), err
}

// line is a cohort as it is written: one element an age, nil where it is open.
type line struct {
	Cohort   string         `json:"cohort"`
	Size     uint64         `json:"size"`
	Retained []*json.Number `json:"retained,omitempty"`
	Revenue  []*json.Number `json:"revenue,omitempty"`
	Percent  []*json.Number `json:"percent"` // nil where it is undefined, too
	short    []string       // the same to one decimal place
	base     string         // the revenue at age 0
}

func (t CohortTable) grid() []line {
	lines := make([]line, len(t.rows))
	for i, row := range t.rows {
		l := newLine(name(t.label, t.first+i), row.active[0], len(t.rows))
		l.Retained = make([]*json.Number, len(t.rows))
		size := exact.Total(row.active[0])
		for age, n := range row.active {
			l.Retained[age] = number(strconv.FormatUint(n, 10))
			l.percent(age, exact.Total(n), size)
		}
		lines[i] = l
	}
	return lines
}

func (t RevenueTable) grid() []line {
	lines := make([]line, len(t.rows))
	for i, row := range t.rows {
		l := newLine(name(t.label, t.first+i), row.size, len(t.rows))
		l.Revenue = make([]*json.Number, len(t.rows))
		l.base = row.paid[0].Decimal().String()
		for age, paid := range row.paid {
			l.Revenue[age] = number(paid.Decimal().String())
			l.percent(age, paid.Big(), row.paid[0].Big())
		}
		lines[i] = l
	}
	return lines
}

func newLine(cohort string, size uint64, ages int) line {
	return line{Cohort: cohort, Size: size, Percent: make([]*json.Number, ages)}
}

// percent fills in the percentage part/whole at an age.
func (l *line) percent(age int, part, whole *big.Int) {
	if whole.Sign() <= 0 {
		l.short = append(l.short, "-")
		return
	}
	l.Percent[age] = number(exact.Percent(part, whole).String())
	// From the exact ratio once more: rounding the rounded would round twice.
	l.short = append(l.short, decimal.NewFromBigInt(part, 2).DivRound(decimal.NewFromBigInt(whole, 0), 1).StringFixed(1))
}

func name(label func(int) string, period int) string {
	if label == nil {
		return strconv.Itoa(period)
	}
	return label(period)
}

func number(s string) *json.Number {
	n := json.Number(s)
	return &n
}

// text aligns the lines in columns: the first one left, the others right.
func text(lines []line) string {
	cells := [][]string{{"cohort", "size"}}
	if len(lines) > 0 && lines[0].Revenue != nil {
		cells[0] = append(cells[0], "revenue")
	}
	for age := range lines {
		cells[0] = append(cells[0], strconv.Itoa(age))
	}
	for _, l := range lines {
		row := []string{l.Cohort, strconv.FormatUint(l.Size, 10)}
		if l.Revenue != nil {
			row = append(row, l.base)
		}
		cells = append(cells, append(row, l.short...))
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

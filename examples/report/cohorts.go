package main

import (
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/cxmetrics/cx/churn"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/examples/internal/draw"
	"github.com/cxmetrics/cx/period"
	"github.com/shopspring/decimal"
)

// The most periods that the cohorts cover, the last ones, and the ages that fit
// into the width of the text.
const (
	maxCohorts = 24
	maxAges    = 13
)

// cohortTable is how many of those who became customers in one period are still
// there in later ones.
type cohortTable struct {
	per     string
	periods []period.Period // of the cohorts
	table   churn.CohortTable
	left    []string // a note on periods left out
}

// cohorts returns the cohorts of the periods. Those who were customers before are in
// none.
func (s *subscriptions) cohorts(cfg config, periods []period.Period) (c cohortTable, err error) {
	c.per = cfg.perName()
	c.periods = periods[max(0, len(periods)-maxCohorts):]
	if len(c.periods) > 0 {
		c.table, _, err = s.ledgers[0].Cohorts(cfg.zone, c.periods[0], c.periods[len(c.periods)-1])
	}
	return c, err
}

func (c cohortTable) key() string { return "cohorts" }

// cohortLine is a line of the table.
type cohortLine struct {
	name  string
	size  cell
	cells []cell // by age
	all   bool   // of all cohorts, or how many these are
}

// lines returns a line for each cohort, one for all of them, and of how many cohorts each
// of its figures is.
func (c cohortTable) lines() (lines []cohortLine) {
	number := func(n uint64) cell { return cell{Text: thousands(n), Value: n} }
	all, of := cohortLine{name: "all", all: true}, cohortLine{name: "of cohorts", all: true}
	var sum uint64
	for i, p := range c.periods {
		n, _ := c.table.Size(p) // there is no other error than of a cohort that there is not
		sum += n
		known := len(c.periods) - i // the ages after are open
		l := cohortLine{name: p.String(), size: number(n)}
		for age := range known {
			l.cells = append(l.cells, percentCell(c.table.Retention(p, age)))
		}
		lines = append(lines, l)
		all.cells = append(all.cells, percentCell(c.table.RetentionAt(i)))
		of.cells = append(of.cells, number(uint64(known)))
	}
	all.size = number(sum)
	return append(lines, all, of)
}

func percentCell(p estimate.Proportion, err error) cell {
	var d decimal.Decimal
	if err == nil {
		d, err = p.Score()
	}
	if err != nil {
		return cell{}
	}
	return cell{Text: d.StringFixed(1), Value: d}
}

func (c cohortTable) object() object {
	lines := c.lines()
	values := func(l cohortLine) []any {
		all := []any{}
		for _, cell := range l.cells {
			all = append(all, cell.json())
		}
		return all
	}
	rows, n := []object{}, len(c.periods)
	for _, l := range lines[:n] {
		rows = append(rows, object{{"cohort", l.name}, {"customers", l.size.json()}, {"retention", values(l)}})
	}
	return object{{"title", "Cohorts"}, {"convention", c.notes()}, {"cohorts", rows}, {"all", values(lines[n])}, {"all_cohorts", values(lines[n+1])}}
}

func (c cohortTable) notes() []string {
	return append([]string{
		fmt.Sprintf("Those who became customers in a %s, and the percent of them who still were at the", c.per),
		fmt.Sprintf("end of each %s after; at 0 all, also who left within it. Blank: not yet known.", c.per),
	}, c.left...)
}

func (c cohortTable) write(w io.Writer) {
	fmt.Fprintf(w, "\nCohorts\n")
	for _, note := range c.notes() {
		fmt.Fprintf(w, "  %s\n", note)
	}
	ages := min(len(c.periods), maxAges)
	names := nameWidth
	for _, p := range c.periods {
		names = max(names, width(p.String())+2)
	}
	const number = 11 // the width of the number of customers
	fmt.Fprint(w, "\n  ", padRight("", names+number))
	if ages > 0 {
		label := "  ─ " + c.per + "s since "
		fmt.Fprint(w, label, strings.Repeat("─", max(0, 6*ages-width(label))))
	}
	fmt.Fprint(w, "\n  ", padRight("cohort", names), padLeft("customers", number))
	for age := range ages {
		fmt.Fprint(w, padLeft(fmt.Sprint(age), 6))
	}
	rule := "  " + strings.Repeat("─", names+number+6*ages)
	fmt.Fprintf(w, "\n%s\n", rule)
	for i, l := range c.lines() {
		if i == len(c.periods) {
			fmt.Fprintln(w, rule)
		}
		size := ""
		if l.size.Value != nil {
			size = l.size.text()
		}
		fmt.Fprint(w, "  ", padRight(l.name, names), padLeft(size, number))
		for _, kept := range l.cells[:min(len(l.cells), ages)] {
			fmt.Fprint(w, padLeft(kept.text(), 6))
		}
		fmt.Fprintln(w)
	}
}

// heat returns the table in shades.
func (c cohortTable) heat() draw.Heat {
	h := draw.Heat{Cohort: "cohort", Size: "customers"}
	for _, l := range c.lines() {
		r := draw.HeatRow{Label: l.name, Size: l.size.Text}
		for _, kept := range l.cells {
			share := math.NaN() // a number of cohorts has no shade
			if d, ok := kept.Value.(decimal.Decimal); ok {
				share = d.InexactFloat64() / 100
			}
			r.Cells = append(r.Cells, draw.HeatCell{Share: share, Text: kept.text()})
		}
		if l.all {
			h.Foot = append(h.Foot, r)
		} else {
			h.Rows = append(h.Rows, r)
		}
	}
	return h
}

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
func (s *subscriptions) cohorts(cfg config, periods []period.Period) (cohortTable, error) {
	c := cohortTable{per: cfg.perName()}
	periods = periods[max(0, len(periods)-maxCohorts):]
	if len(periods) == 0 {
		return c, nil
	}
	c.periods = periods
	bounds := instants(boundsOf(periods, cfg.zone))
	before, err := periods[0].Add(-1)
	if err != nil {
		return c, err
	}
	var activity churn.Activity[int]
	for customer, subs := range s.of {
		for _, sub := range subs {
			if sub.start == sub.end {
				continue
			}
			// All the time before the first period counts as the one before it.
			first, last := after(bounds, sub.start)-1, after(bounds, sub.end-1)-1
			for i := first; i <= min(last, len(periods)-1); i++ {
				p := before
				if i >= 0 {
					p = periods[i]
				}
				if err := activity.Add(customer, p); err != nil {
					return c, err
				}
			}
		}
	}
	c.table, err = activity.Bounded(periods[0], periods[len(periods)-1])
	return c, err
}

func (c cohortTable) key() string { return "cohorts" }

// retention returns the figure of a cohort, or of all of them for a negative one,
// at an age.
func (c cohortTable) retention(cohort, age int) cell {
	var p estimate.Proportion
	var err error
	if cohort < 0 {
		p, err = c.table.RetentionAt(age)
	} else {
		p, err = c.table.Retention(c.periods[cohort], age)
	}
	var d decimal.Decimal
	if err == nil {
		d, err = p.Score()
	}
	if err != nil {
		return cell{}
	}
	return cell{Text: d.StringFixed(1), Value: d}
}

func (c cohortTable) size(cohort int) uint64 {
	n, _ := c.table.Size(c.periods[cohort]) // 0 for all cohorts there are
	return n
}

func (c cohortTable) object() object {
	rows, all, known := []object{}, []any{}, []int{}
	for i, p := range c.periods {
		kept := []any{}
		for age := range len(c.periods) - i { // the ages after are open
			kept = append(kept, c.retention(i, age).json())
		}
		rows = append(rows, object{{"cohort", p.String()}, {"customers", c.size(i)}, {"retention", kept}})
		all = append(all, c.retention(-1, i).json())
		known = append(known, len(c.periods)-i)
	}
	return object{{"title", "Cohorts"}, {"convention", c.notes()}, {"cohorts", rows}, {"all", all}, {"all_cohorts", known}}
}

func (c cohortTable) notes() []string {
	return append([]string{
		fmt.Sprintf("Those who became customers in a %s, and the percent of them who had a", c.per),
		fmt.Sprintf("subscription in each %s after. Blank: not yet known.", c.per),
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
	line := func(name string, cohort int, customers uint64, known int) {
		fmt.Fprint(w, "  ", padRight(name, names), padLeft(thousands(customers), number))
		for age := range min(known, ages) {
			fmt.Fprint(w, padLeft(c.retention(cohort, age).text(), 6))
		}
		fmt.Fprintln(w)
	}
	var sum uint64
	for i, p := range c.periods {
		sum += c.size(i)
		line(p.String(), i, c.size(i), len(c.periods)-i)
	}
	fmt.Fprintln(w, rule)
	line("all", -1, sum, len(c.periods))
	fmt.Fprint(w, "  ", padRight("of cohorts", names), padLeft("", number))
	for age := range ages {
		fmt.Fprint(w, padLeft(fmt.Sprint(len(c.periods)-age), 6))
	}
	fmt.Fprintln(w)
}

// heat returns the table in shades.
func (c cohortTable) heat() draw.Heat {
	h := draw.Heat{Cohort: "cohort", Size: "customers"}
	line := func(name string, cohort int, customers uint64, known int) draw.HeatRow {
		r := draw.HeatRow{Label: name, Size: thousands(customers)}
		for age := range known {
			kept := c.retention(cohort, age)
			r.Cells = append(r.Cells, draw.HeatCell{Share: row{Cells: []cell{kept}}.float(0) / 100, Text: kept.text()})
		}
		return r
	}
	var sum uint64
	for i, p := range c.periods {
		sum += c.size(i)
		h.Rows = append(h.Rows, line(p.String(), i, c.size(i), len(c.periods)-i))
	}
	all := line("all", -1, sum, len(c.periods))
	of := draw.HeatRow{Label: "of cohorts"}
	for age := range c.periods {
		of.Cells = append(of.Cells, draw.HeatCell{Share: math.NaN(), Text: fmt.Sprint(len(c.periods) - age)})
	}
	h.Foot = []draw.HeatRow{all, of}
	return h
}

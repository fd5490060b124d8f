package main

import (
	"cmp"
	"slices"

	"github.com/cxmetrics/cx/estimate"
)

// adjust says what each comparison of the report shows, all of them taken together. Each
// by itself at 95 percent, one in twenty would show a change by chance.
func (r *report) adjust() {
	var cells []*cell
	for _, s := range r.Sections {
		for _, t := range s.Tables {
			cells = append(cells, t.comparisons()...)
		}
	}
	var all []estimate.Difference
	for _, c := range cells {
		all = append(all, *c.difference)
	}
	r.Comparisons = len(all)
	for i, verdict := range judge(all, r.Level) {
		*cells[i] = cell{Text: verdict, Value: verdict}
	}
}

// comparisons returns the cells of a table that compare.
func (t table) comparisons() (all []*cell) {
	rows := t.Periods
	for i := range rows {
		for k := range rows[i].Cells {
			if c := &rows[i].Cells[k]; c.difference != nil {
				all = append(all, c)
			}
		}
	}
	for _, part := range t.By {
		all = append(all, part.comparisons()...)
	}
	return all
}

// judge returns what each difference shows at the level, by p-values that are adjusted by
// Holm's method: Scandinavian Journal of Statistics 6 (1979), 65-70.
func judge(all []estimate.Difference, level float64) []string {
	order := make([]int, len(all))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return cmp.Compare(all[i].P, all[j].P) })
	verdicts := make([]string, len(all))
	adjusted := 0.0
	for rank, i := range order {
		adjusted = max(adjusted, float64(len(all)-rank)*all[i].P)
		switch d := all[i]; {
		case adjusted > inferred(1-level).InexactFloat64() || d.Estimate == 0:
			verdicts[i] = "no clear change"
		case d.Estimate > 0:
			verdicts[i] = "higher"
		default:
			verdicts[i] = "lower"
		}
	}
	return verdicts
}

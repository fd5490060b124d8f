package main

import (
	"github.com/cxmetrics/cx/estimate"
)

// adjust says what each comparison of the report shows, all of them taken together. Each
// by itself at 95 percent, one in twenty would show a change by chance.
func (r *report) adjust() error {
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
	judged, err := estimate.Holm.Judge(all, r.Level)
	if err != nil {
		return err
	}
	for i, j := range judged {
		*cells[i] = cell{Text: j.Change.String(), Value: j.Change.String()}
	}
	return nil
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

package main

import (
	"fmt"
	"slices"
	"strings"
)

// A filter takes the rows whose cell in a column is one of some values, or none of them.
type filter struct {
	column string
	not    bool
	values []string
}

// parseFilter reads Status=active,past due or Status!=draft. Case does not matter.
func parseFilter(text string) (f filter, err error) {
	name, values, found := strings.Cut(text, "=")
	if name, f.not = strings.CutSuffix(name, "!"); !found || strings.TrimSpace(name) == "" {
		return f, fmt.Errorf("%.60q is not a column and what it may have, such as Status=active,canceled or Status!=draft", text)
	}
	f.column = strings.TrimSpace(name)
	for value := range strings.SplitSeq(values, ",") {
		f.values = append(f.values, strings.ToLower(strings.TrimSpace(value)))
	}
	return f, nil
}

// has reports whether a cell is one that the filter takes.
func (f filter) has(text string) bool {
	return slices.Contains(f.values, strings.ToLower(text)) != f.not
}

// findFilters finds the columns of -where that the file has.
func (s *source) findFilters() error {
	for _, f := range s.cfg.where {
		c, err := s.lookup(f.column)
		if err != nil {
			return err
		}
		if c.index >= 0 {
			s.filters = append(s.filters, c)
			s.filtered = append(s.filtered, f)
		}
	}
	return nil
}

// leftOut reports whether a filter leaves the current row out.
func (s *source) leftOut() bool {
	for i, c := range s.filters {
		f := s.filtered[i]
		if !f.has(s.cell(c)) {
			return true
		}
	}
	return false
}

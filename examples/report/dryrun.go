package main

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// errDryRun ends the reading of a file whose columns are understood.
var errDryRun = errors.New("dry run")

// reads says in a dry run what a function reads in the cells of a column.
func (s *source) reads(c column, meaning func(text string) (string, error)) {
	s.means[c.index] = func(text string) string {
		what, err := meaning(text)
		if err != nil {
			return "is wrong: " + (&rowError{Err: err}).why()
		}
		return "is " + what
	}
}

// readsYes says in a dry run that the cells of columns are yes or no.
func (s *source) readsYes(columns ...column) {
	for _, c := range columns {
		s.reads(c, func(text string) (string, error) {
			yes, err := parseYes(text)
			if yes {
				return "yes", err
			}
			return "no", err
		})
	}
}

// describe says what was understood from each column, with three cells of each.
func (s *source) describe() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %d columns, of which %d are used\n", s.name, len(s.header), len(s.used))
	for _, note := range s.notes {
		fmt.Fprintf(&b, "  Taken so: %s.\n", note)
	}
	used := map[int]bool{}
	for _, c := range s.used {
		used[c.index] = true
		fmt.Fprintf(&b, "  %s is column %d, %q:\n", c.name, c.index+1, s.header[c.index])
		cells := s.cellsOf(c)
		if len(cells) == 0 {
			fmt.Fprintln(&b, "      no cell of the first thousand rows says anything")
		}
		for _, text := range cells[:min(3, len(cells))] {
			fmt.Fprintf(&b, "      %q %s\n", shorten(text), s.meant(c, text))
		}
	}
	for i, name := range s.header {
		if !used[i] {
			fmt.Fprintf(&b, "  not used: %q\n", name)
		}
	}
	return b.String()
}

// meant says what a cell means.
func (s *source) meant(c column, text string) string {
	if f := s.means[c.index]; f != nil {
		return f(text)
	}
	switch {
	case s.isTime[c.index] && never(text):
		return "is no time"
	case s.isTime[c.index]:
		t, err := s.times.parse(text)
		if err != nil {
			return "is wrong: " + err.Error()
		}
		return "is " + t.Format(time.RFC3339)
	case s.isNumber[c.index]:
		d, symbol, err := s.numbers.parse(text)
		if err != nil {
			return "is wrong: " + err.Error()
		}
		return strings.TrimSpace("is " + d.String() + " " + symbol)
	}
	return "is text"
}

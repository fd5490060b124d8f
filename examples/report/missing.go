package main

import (
	"fmt"
	"strings"
)

// columnFlags returns the flags that name columns a file must have, and what they name.
func (c config) columnFlags() [][2]string {
	return [][2]string{
		{"answered-at", c.answered}, {"created-at", c.created}, {"visited-at", c.visited}, {"ordered-at", c.ordered}, {"start", c.start}, {"end", c.end},
		{"customer", c.customer}, {"amount", c.amount}, {"mrr", c.mrr}, {"first-reply-minutes", c.firstReplyMinutes}, {"resolution-hours", c.resolutionHours},
	}
}

// namedBy says which flag names a column that the file lacks, and which of the file's
// columns it might be.
func (s *source) namedBy(name string) string {
	for _, f := range s.cfg.columnFlags() {
		if f[1] != name {
			continue
		}
		text := ": -" + f[0] + " names it"
		switch {
		case strings.HasSuffix(f[0], "-at"), f[0] == "start", f[0] == "end":
			text += s.perhaps(s.isTimes)
		case f[0] == "customer":
			text += s.perhaps(func(c column) bool {
				return hasWord(c.name, "customer", "user", "account", "client", "email", "contact", "company", "subscriber", "buyer")
			})
		case f[0] == "amount", f[0] == "mrr":
			text += s.perhaps(func(c column) bool {
				return hasWord(c.name, "amount", "total", "price", "sum", "revenue", "value", "mrr", "paid")
			})
		}
		return text
	}
	return ""
}

// perhaps names the columns of which something is true, at most three.
func (s *source) perhaps(is func(column) bool) string {
	var names []string
	for i, name := range s.header {
		if name != "" && len(names) < 3 && is(column{name, i}) {
			names = append(names, fmt.Sprintf("%.60q", name))
		}
	}
	if len(names) == 0 {
		return ""
	}
	return ", perhaps as " + strings.Join(names, " or ")
}

// isTimes reports whether the cells of the first rows are times.
func (s *source) isTimes(c column) bool {
	cells := s.cellsOf(c)
	for _, text := range cells {
		if t, err := readClock(text); !never(text) && (err != nil || t.unix && len(text) < 10) {
			return false
		}
	}
	return len(cells) > 0
}

// isRating reports whether the cells of the first rows are ratings, and not all alike as
// numbers of a version are.
func (s *source) isRating(c column) bool {
	cells := s.cellsOf(c)
	for _, text := range cells {
		if r, err := leadingRating(text); err != nil || r < 0 || r > 10 {
			_, known := guessWords(cells)
			return known
		}
	}
	return len(cells) > 0
}

func hasWord(name string, words ...string) bool {
	for _, word := range words {
		if strings.Contains(strings.ToLower(name), word) {
			return true
		}
	}
	return false
}

package main

import (
	"strings"
	"time"

	"github.com/cxmetrics/cx/period"
	"github.com/shopspring/decimal"
)

// respondents keep one answer of each respondent in each period to each survey, the first
// or the last. The package comment says what memory they take.
type respondents struct {
	last  bool
	kept  map[respondent]answer
	order []respondent // as they came, so that every run adds them up alike
}

type respondent struct {
	name   string
	period period.Period
	survey int // its kind
}

type answer struct {
	at       time.Time
	rating   int
	weight   decimal.Decimal
	segments []string
}

// keep takes an answer, unless there is an earlier or later one that counts. Of two at the
// same instant the later row is the later answer.
func (r *respondents) keep(who respondent, a answer) {
	before, ok := r.kept[who]
	if ok && (r.last && a.at.Before(before.at) || !r.last && !a.at.Before(before.at)) {
		return
	}
	who.name = strings.Clone(who.name) // it is part of a whole block
	if !ok {
		r.order = append(r.order, who)
	}
	kept := make([]string, len(a.segments))
	for i, name := range a.segments {
		kept[i] = strings.Clone(name)
	}
	a.segments = kept
	r.kept[who] = a
}

// count adds the answers that are kept to their groups.
func (r *respondents) count(all *groups[answers, *answers]) error {
	for _, who := range r.order {
		a := r.kept[who]
		into, err := all.of(who.period, a.segments)
		if err != nil {
			return err
		}
		given := rated{unansweredWord, unansweredWord, unansweredWord}
		given[who.survey] = a.rating
		for _, cell := range into {
			if err := cell.add(&given, a.weight); err != nil {
				return err
			}
		}
	}
	return nil
}

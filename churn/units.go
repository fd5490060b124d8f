package churn

import (
	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/ids"
	"github.com/cxmetrics/cx/internal/nocopy"
	"github.com/cxmetrics/cx/internal/periods"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/cxmetrics/cx/period"
)

// noCopy marks the types that hold memory.
type noCopy = nocopy.Marker

// maxPeriods is how many consecutive periods an [Activity] and a [Spending] span.
const maxPeriods = periods.Max

// checkUnit refuses a period that is not one of the unit adopted, of which 0 is none yet.
func checkUnit(what string, unit period.Unit, p period.Period) error {
	switch {
	case p.IsZero():
		return sentinel.Errorf(cx.ErrOutOfRange, "churn: %s: the zero Period is no period", what)
	case unit != 0 && p.Unit() != unit:
		return sentinel.Errorf(cx.ErrMismatch, "churn: %s: %v is of the unit %v, the periods before it are of the unit %v", what, p, p.Unit(), unit)
	}
	return nil
}

// checkRange returns the first and the last period of a table as numbers. Of a unit that
// is not adopted yet there is nothing, whatever the range.
func checkRange(what string, unit period.Unit, first, last period.Period) (low, high int, err error) {
	if err := checkUnit(what, unit, first); err != nil {
		return 0, 0, err
	}
	if err := checkUnit(what, first.Unit(), last); err != nil {
		return 0, 0, err
	}
	low, high = first.Index(), last.Index()
	switch {
	case high < low:
		return 0, 0, sentinel.Errorf(cx.ErrOutOfRange, "churn: %s: the last period, %v, is before the first, %v", what, last, first)
	case high-low >= maxPeriods:
		return 0, 0, sentinel.Errorf(cx.ErrOutOfRange, "churn: %s: %v to %v are more than %d periods", what, first, last, maxPeriods)
	}
	return low, high, nil
}

// tooFar says why a span has no room for the periods low to high.
func tooFar(what string, unit period.Unit, s periods.Span, low, high int) error {
	if s.Any {
		low, high = min(low, s.Low), max(high, s.High)
	}
	return sentinel.Errorf(cx.ErrOutOfRange, "churn: %s: %v to %v would be more than %d periods", what, at(unit, low), at(unit, high), maxPeriods)
}

// at returns the period of a number that was one.
func at(unit period.Unit, index int) period.Period {
	p, _ := unit.At(index)
	return p
}

// spanOf returns the first and the last period, two zero Periods where there is none.
func spanOf(unit period.Unit, s periods.Span) (first, last period.Period) {
	if !s.Any {
		return period.Period{}, period.Period{}
	}
	return at(unit, s.Low), at(unit, s.High)
}

// checkMerge refuses to merge periods of another unit.
func checkMerge(what string, a, b period.Unit) error {
	if a != 0 && b != 0 && a != b {
		return sentinel.Errorf(cx.ErrMismatch, "churn: merging %s by %v into %s by %v", what, b, what, a)
	}
	return nil
}

// own returns an error in the words of this package, with what it is about.
func own(what string, err error) error {
	if what != "" {
		what = ": " + what
	}
	return sentinel.In("churn"+what, err)
}

// customerOf names a customer in an error.
func customerOf(id any) string { return "customer " + ids.Quote(id) }

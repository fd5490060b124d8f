package signal

import (
	"fmt"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/cxmetrics/cx/period"
)

// Better says which direction is good.
type Better uint8

// With Neither no signal is good or bad.
const (
	Neither Better = iota
	Higher         // NPS, CSAT, retention
	Lower          // effort, churn, response times
)

// Spread says whether limits allow for more variation than counting explains; XmR charts do not
// use it.
type Spread uint8

// The spreads.
const (
	Widened  Spread = iota // Laney's correction where it widens the limits
	Counting               // the classic p, u or c chart
	Laney                  // the p' or u' chart: the correction everywhere
)

// Baseline says which points the centre and the limits are computed from, by default all.
type Baseline struct {
	first    int
	from, to period.Period
}

// FirstPoints takes the first k points of each phase, at least 2.
func FirstPoints(k int) Baseline {
	if k < 2 {
		k = -1 // not 0, which is the zero Baseline
	}
	return Baseline{first: k}
}

// Between takes the periods first to last. It does not go with phases.
func Between(first, last period.Period) Baseline {
	return Baseline{first: -1, from: first, to: last}
}

// Options say how a chart is made. Set Better; the zero values of the others are recommended.
type Options struct {
	Better     Better          // which direction is good
	AsOf       time.Time       // the time of the export: periods that end later are not over; zero: all are over
	Baseline   Baseline        // zero: all points of the phase
	Phases     []period.Period // known changes: where new phases begin, in rising order
	Rephase    Rule            // begin a new phase where this rule is met, such as Run(8); zero: do not
	Exclude    []period.Period // left out of the baseline, still judged
	Rules      []Rule          // nil: Beyond and Run(8)
	Spread     Spread          // Widened, Counting or Laney
	D2         bool            // XmR: limits at 3/1.128 ranges, 3/0.954 of the median, as qcc and qicharts2, not 2.66 and 3.145
	Median     bool            // XmR: take the median moving range instead of the mean
	Screen     bool            // leave out, once, moving ranges above their limit
	Bridge     bool            // let moving ranges span periods without data and excluded ones
	SkipCentre bool            // a point on the centre line does not end a run
}

// Baseline points from which a phase has signals at all, and from which its limits are firm.
const (
	qualifiedFrom = 6
	firmFrom      = 12
)

type ruleKind uint8

const (
	ruleBeyond ruleKind = iota + 1
	ruleRun
	ruleTwoOfThree
	ruleTrend
	ruleInner
)

// Rule is a pattern that noise rarely makes.
type Rule struct {
	kind ruleKind
	k    int
}

// Beyond is a point beyond a limit: Shewhart's rule, Nelson's test 1.
func Beyond() Rule { return Rule{ruleBeyond, 1} }

// Run is k points in a row on one side of the centre: 8 by default, 7 at NHS England, 9 in
// Nelson's test 2.
func Run(k int) Rule { return Rule{ruleRun, k} }

// TwoOfThree is two of three points in a row beyond 2 sigma on one side: Nelson's test 5.
func TwoOfThree() Rule { return Rule{ruleTwoOfThree, 3} }

// Trend is k points in a row that rise, or fall, each time: 6 in Nelson's test 3. It adds many
// false alarms and finds little that a run does not.
func Trend(k int) Rule { return Rule{ruleTrend, k} }

// Inner is k points in a row within 1 sigma of the centre: 15 in Nelson's test 7. The limits
// are then too wide, as when the baseline mixes two processes.
func Inner(k int) Rule { return Rule{ruleInner, k} }

// String returns a text such as "a run of 8 on one side".
func (r Rule) String() string {
	switch r.kind {
	case ruleBeyond:
		return "beyond a limit"
	case ruleRun:
		return fmt.Sprintf("a run of %d on one side", r.k)
	case ruleTwoOfThree:
		return "two of three in the outer third"
	case ruleTrend:
		return fmt.Sprintf("a trend of %d", r.k)
	case ruleInner:
		return fmt.Sprintf("%d in the inner third", r.k)
	}
	return "no rule"
}

// MarshalText returns [Rule.String].
func (r Rule) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

func (r Rule) check() error {
	least := 2
	if r.kind == ruleTrend {
		least = 3
	}
	switch {
	case r.kind == 0:
		return sentinel.Errorf(cx.ErrOutOfRange, "signal: the zero Rule is no rule")
	case r.kind == ruleBeyond || r.kind == ruleTwoOfThree:
	case r.k < least || r.k > 1000:
		return sentinel.Errorf(cx.ErrOutOfRange, "signal: a rule of %d points in a row is not of %d to 1000", r.k, least)
	}
	return nil
}

func (o Options) check(unit period.Unit) error {
	if o.Better > Lower || o.Spread > Laney {
		return sentinel.Errorf(cx.ErrOutOfRange, "signal: Better %d, Spread %d: one of them is not defined", o.Better, o.Spread)
	}
	for _, r := range o.Rules {
		if err := r.check(); err != nil {
			return err
		}
	}
	if o.Rephase != (Rule{}) {
		if err := o.Rephase.check(); err != nil {
			return err
		}
	}
	b := o.Baseline
	ranged := !b.from.IsZero() || !b.to.IsZero()
	switch {
	case b == Baseline{}:
	case !ranged && b.first < 2:
		return sentinel.Errorf(cx.ErrOutOfRange, "signal: a baseline needs 2 points or more, or a first and a last period")
	case ranged && (b.from.Unit() != unit || b.to.Unit() != unit):
		return sentinel.Errorf(cx.ErrMismatch, "signal: the baseline from %s to %s is not of the unit %s", b.from, b.to, unit)
	case ranged && b.to.Compare(b.from) < 0:
		return sentinel.Errorf(cx.ErrOutOfRange, "signal: the baseline ends with %s before it begins with %s", b.to, b.from)
	case ranged && (len(o.Phases) > 0 || o.Rephase != (Rule{})):
		return sentinel.Errorf(cx.ErrMismatch, "signal: a baseline between two periods cannot be combined with phases: take FirstPoints")
	}
	for i, p := range o.Phases {
		if p.Unit() != unit {
			return sentinel.Errorf(cx.ErrMismatch, "signal: phase %q is not of the unit %s", p, unit)
		}
		if i > 0 && p.Compare(o.Phases[i-1]) <= 0 {
			return sentinel.Errorf(cx.ErrOutOfRange, "signal: phase %s is not after phase %s", p, o.Phases[i-1])
		}
	}
	for _, p := range o.Exclude {
		if p.Unit() != unit {
			return sentinel.Errorf(cx.ErrMismatch, "signal: the excluded %q is not of the unit %s", p, unit)
		}
	}
	return nil
}

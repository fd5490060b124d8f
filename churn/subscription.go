package churn

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/ids"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/cxmetrics/cx/period"
	"github.com/shopspring/decimal"
)

// Subscription is a span of time in which a customer pays a constant monthly recurring
// revenue. A customer may have several, also at once; a change of plan makes two. A negative
// MRR is a discount: it makes nobody a customer.
type Subscription[ID comparable] struct {
	ID        string    // such as "sub_123"; of records with the same ID the newest counts
	Updated   time.Time // when the record was true: its last change, or the export; needed by [Policy.Snapshots]
	Withdrawn bool      // there is no such subscription

	Customer  ID              // who pays
	Start     time.Time       // the first instant
	End       time.Time       // the first instant after it, see [Through]; zero if open-ended
	Cancelled time.Time       // when notice was given, see [Policy.EndAtCancellation]; or zero
	MRR       decimal.Decimal // in whole units: below 10^12, at most 18 decimal places
	Currency  string          // such as "EUR", in any case; may be empty
	Segment   string          // such as the plan, see [Ledger.SegmentWindows]; may be empty
	Trial     bool            // all of it is a trial, see [Policy.CountTrials]
	TrialEnd  time.Time       // until here it is a free trial; or zero
}

// Policy says what counts as a customer and as a movement: see docs/churn-subscriptions.md.
// The zero value is the default.
type Policy struct {
	// Gross counts every movement inside a window. By default they net per customer: one who
	// leaves and comes back was kept.
	Gross bool
	// EndAtCancellation ends a subscription when notice is given. By default it lasts to its
	// end.
	EndAtCancellation bool
	// CountTrials makes the holder of a trial a customer. By default they become one when they
	// pay.
	CountTrials bool
	// IgnoreFree ignores customers while they pay 0. By default a move to a free plan is
	// contraction, not churn.
	IgnoreFree bool
	// ReturnsAreNew counts customers who come back as new, not as reactivated.
	ReturnsAreNew bool
	// Snapshots reads the records of one ID as snapshots: each has the price, trial and segment
	// from its Updated until the next; the newest has the start, end and customer. By default
	// the newest replaces the others.
	Snapshots bool
	// GraceDays is how many days, up to 100,000, a customer may be away without being lost.
	// Meanwhile they count as paying what they paid before.
	GraceDays int
}

// Through returns the [Subscription.End] of a last day: the first instant after it in the
// zone. A period that is not a day returns [cx.ErrMismatch].
func Through(lastDay period.Period, zone *time.Location) (time.Time, error) {
	if err := checkUnit("last day", period.Day, lastDay); err != nil {
		return time.Time{}, err
	}
	return lastDay.In(zone).End(), nil
}

// An instant is a time as nanoseconds since 1970; open is later than any, and never
// earlier than any.
const (
	open  = math.MaxInt64
	never = math.MinInt64
)

// instant returns t in nanoseconds, which reach from 1677-09-21 to 2262-04-11.
func instant(t time.Time) (int64, error) {
	const limit = math.MaxInt64 / int64(time.Second)
	if s := t.Unix(); s <= -limit || s >= limit {
		return 0, sentinel.Errorf(cx.ErrOutOfRange, "the time %v is not in the years 1678 to 2261", t.UTC().Format(time.RFC3339))
	}
	return t.UnixNano(), nil
}

// name tells which subscription s is.
func (s *Subscription[ID]) name() string {
	if s.ID != "" {
		return ids.Quote(s.ID)
	}
	return fmt.Sprintf("customer %s from %v", ids.Quote(s.Customer), s.Start.Format(time.RFC3339Nano))
}

// span is a time in which something is held.
type span struct {
	start, end int64 // start < end
	mrr        exact.Int128
	tag        uint32
}

// terms are the times of a subscription under the policy.
type terms struct {
	start, paid, end int64 // start <= paid <= end: it is a free trial before paid
	mrr              exact.Int128
	tag              uint32
	trial            bool // all of it
}

// terms returns the terms of s but for the tag.
func (s *Subscription[ID]) terms(p Policy) (t terms, err error) {
	if t.start, err = instant(s.Start); err != nil {
		return t, fmt.Errorf("start: %w", err)
	}
	if t.end, err = s.after("end", s.End, t.start); err != nil {
		return t, err
	}
	if !s.Cancelled.IsZero() {
		cancelled, err := instant(s.Cancelled)
		if err != nil {
			return t, fmt.Errorf("cancelled: %w", err)
		}
		if p.EndAtCancellation {
			t.end = min(t.end, max(t.start, cancelled))
		}
	}
	t.paid, t.trial = t.start, s.Trial
	if !s.TrialEnd.IsZero() {
		if s.Trial {
			return t, sentinel.Errorf(cx.ErrOutOfRange, "a trial as a whole with the trial end %v", s.TrialEnd.Format(time.RFC3339Nano))
		}
		if t.paid, err = s.after("trial end", s.TrialEnd, t.start); err != nil {
			return t, err
		}
		t.paid = min(t.paid, t.end)
	}
	if t.mrr, err = exact.Amount(s.MRR); err != nil {
		return t, fmt.Errorf("MRR: %w", err)
	}
	return t, nil
}

// after returns a time that is not before the start, open for the zero time.
func (s *Subscription[ID]) after(what string, t time.Time, start int64) (int64, error) {
	if t.IsZero() {
		return open, nil
	}
	at, err := instant(t)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", what, err)
	}
	if at < start {
		return 0, sentinel.Errorf(cx.ErrOutOfRange, "%s %v before start %v", what, t.Format(time.RFC3339Nano), s.Start.Format(time.RFC3339Nano))
	}
	return at, nil
}

// spans returns what counts of the terms under the policy: up to two spans, those of no
// time left out by take.
func (t *terms) spans(p Policy, take func(span)) {
	paid := t.paid
	if t.trial && !p.CountTrials {
		return
	}
	if t.start < paid && p.CountTrials && !p.IgnoreFree && t.mrr.Sign() >= 0 {
		take(span{start: t.start, end: paid, tag: t.tag})
	}
	if paid < t.end && (t.mrr.Sign() != 0 || !p.IgnoreFree) {
		take(span{start: paid, end: t.end, mrr: t.mrr, tag: t.tag})
	}
}

// tag is what kind of subscription it is.
type tag struct{ currency, segment string }

func (s *Subscription[ID]) tag() tag { return tag{currencyCode(s.Currency), s.Segment} }

func (t tag) compare(u tag) int {
	if c := strings.Compare(t.currency, u.currency); c != 0 {
		return c
	}
	return strings.Compare(t.segment, u.segment)
}

// tags numbers the tags.
type tags struct {
	number map[tag]uint32
	list   []tag
}

func (g *tags) of(t tag) uint32 {
	if n := len(g.list) - 1; n >= 0 && g.list[n] == t {
		return uint32(n) // mostly there is one
	}
	n, ok := g.number[t]
	if !ok {
		if g.number == nil {
			g.number = make(map[tag]uint32)
		}
		n, t = uint32(len(g.list)), tag{strings.Clone(t.currency), strings.Clone(t.segment)}
		g.number[t] = n
		g.list = append(g.list, t)
	}
	return n
}

// currencyCode returns a currency as it is kept: with the letters a to z in upper case.
func currencyCode(currency string) string {
	if !strings.ContainsFunc(currency, isLower) {
		return currency
	}
	upper := []byte(currency)
	for i, b := range upper {
		if isLower(rune(b)) {
			upper[i] = b - 'a' + 'A'
		}
	}
	return string(upper)
}

func isLower(r rune) bool { return 'a' <= r && r <= 'z' }

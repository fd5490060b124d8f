package tickets

import (
	"errors"
	"fmt"
	"strings"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
)

// Known is a rate or a mean of the tickets for which it is known. If there are none, its methods
// return [cx.ErrNoData] with the reason.
type Known[M estimate.Metric[M]] struct {
	Value   M      // the rate or mean
	Unknown uint64 // tickets for which it is unknown

	why reason
}

// reason is what errors say of a figure.
type reason struct{ what, of, lacks string }

// Score returns a rate in percent, or the mean of counts.
func (k Known[M]) Score() (decimal.Decimal, error) {
	score, err := k.Value.Score()
	return score, k.explain(err)
}

// Interval returns the interval of Value.
func (k Known[M]) Interval(level float64) (estimate.Interval, error) {
	i, err := k.Value.Interval(level)
	return i, k.explain(err)
}

// Compare compares two values, receiver minus other.
func (k Known[M]) Compare(other Known[M], level float64) (estimate.Difference, error) {
	for _, side := range []Known[M]{k, other} {
		if _, err := side.Score(); err != nil {
			return estimate.Difference{}, err
		}
	}
	d, err := k.Value.Compare(other.Value, level)
	return d, wrap(err)
}

// String returns the text of Value, with Unknown if there are any.
func (k Known[M]) String() string {
	text := fmt.Sprint(k.Value)
	if k.Unknown == 0 {
		return text
	}
	if _, err := k.Value.Score(); err != nil {
		return fmt.Sprintf("not known (n=0, %d not known)", k.Unknown)
	}
	return fmt.Sprintf("%s, %d not known)", strings.TrimSuffix(text, ")"), k.Unknown)
}

// explain says why there is no figure of no tickets.
func (k Known[M]) explain(err error) error {
	if !errors.Is(err, cx.ErrNoData) {
		return wrap(err)
	}
	if _, none := k.Value.Score(); none == nil {
		return wrap(err) // there is a figure, and no interval
	}
	if k.Unknown > 0 {
		return sentinel.Errorf(cx.ErrNoData, "tickets: the %s is not known: the %s not show %s", k.why.what, plural(k.Unknown, "record of 1 ticket does", "records of %d tickets do"), k.why.lacks)
	}
	return sentinel.Errorf(cx.ErrNoData, "tickets: the %s of no %s is undefined", k.why.what, k.why.of)
}

// figures is a set of what a ticket can tell.
type figures uint16

const (
	figResolved figures = 1 << iota // whether it is resolved
	figAnswered                     // whether it had a first response
	figReopens
	figReplies
	figContacts
	figTouches // one-touch, first contact
	figRatings
	figAssignments
	figFirstResponse // the time of MetricFirstResponse, and so on
	figNextReply
	figFirstResolution
	figResolution
	figStates
	figHolds

	allFigures = figHolds<<1 - 1
)

// figures returns what a metric needs.
func (m Metric) figures() figures {
	switch m {
	case MetricFirstResponse:
		return figFirstResponse
	case MetricNextReply:
		return figNextReply
	case MetricResponse:
		return figFirstResponse | figNextReply
	case MetricFirstResolution:
		return figFirstResolution
	case MetricResolution:
		return figResolution
	case MetricCallHold:
		return figHolds
	}
	return figStates
}

// known returns what the ticket tells.
func (t *Ticket) known() figures {
	known := allFigures &^ t.without
	if t.Records != 0 {
		known &= t.Records.tell()
	}
	if t.Dates != 0 {
		known &^= t.hidden()
	}
	switch {
	case t.Details == nil:
		known &= figResolved | figAnswered | figFirstResponse | figFirstResolution | figResolution
	case len(t.Details.StatusChanges) == 0:
		known &^= figStates
	}
	if t.FirstResolved.IsZero() && !t.Resolved.IsZero() {
		known &^= figFirstResolution
	}
	return known
}

// onWall reports whether all time counts.
func (t *Ticket) onWall() bool { return t.Clock == nil }

// tell returns what a log of these kinds tells.
func (s Kinds) tell() (f figures) {
	if s.has(KindReplied) {
		f |= figReplies | figContacts | figTouches | figAnswered | figFirstResponse | figNextReply
	}
	if s.has(KindAnswered) {
		f |= figAnswered | figFirstResponse | figNextReply
	}
	if s.has(KindStatusChanged) {
		f |= figResolved | figReopens | figFirstResolution | figResolution | figStates
	}
	if s.has(KindSolved) {
		f |= figResolved | figFirstResolution | figResolution
	}
	if s.has(KindReopened) {
		f |= figReopens
	}
	if s.has(KindCallHeld) && s.has(KindCallResumed) && f&figResolved != 0 {
		f |= figHolds
	}
	if s.has(KindRated) {
		f |= figRatings
	}
	if s.has(KindAssigned) {
		f |= figAssignments
	}
	return f
}

// solutions are the kinds of events that can resolve a ticket.
const solutions = 1<<KindStatusChanged | 1<<KindSolved | 1<<KindMerged

// hidden returns what dates without an hour do not tell in business hours.
func (t *Ticket) hidden() (f figures) {
	s := t.Dates
	if t.onWall() {
		return 0
	}
	if s.has(KindCreated) {
		f |= figFirstResponse | figFirstResolution | figResolution | figStates
	}
	if s.has(KindReplied) || s.has(KindAnswered) {
		f |= figFirstResponse | figNextReply
	}
	if s.has(KindAssigned) {
		f |= figFirstResponse // it may start the clock
		if t.only != nil {
			f |= figStates | figHolds
		}
	}
	if s&solutions != 0 || s.has(KindReopened) {
		f |= figFirstResolution | figResolution | figStates | figHolds
	}
	if s.has(KindEnded) && !t.Ended.IsZero() {
		f |= figStates
	}
	if s.has(KindCallHeld) || s.has(KindCallResumed) {
		f |= figHolds
	}
	return f
}

// needs returns in words the events that a log must record for these figures.
func (f figures) needs() string {
	switch {
	case f&(figReplies|figContacts|figTouches) != 0:
		return "replied"
	case f&(figAnswered|figFirstResponse|figNextReply) != 0:
		return "replied or answered"
	case f&figStates != 0:
		return "status changed"
	case f&(figResolved|figFirstResolution|figResolution) != 0:
		return "status changed or solved"
	}
	return "call held, call resumed or status changed"
}

// endsOnDate returns an error for a wait that a solution ended of which only the date is known.
func (t *Ticket) endsOnDate(m Metric) error {
	if t.Dates&solutions == 0 || t.onWall() {
		return nil
	}
	return sentinel.Errorf(cx.ErrNoData, "tickets: the %v of the ticket is not known: it waited until the solution, the log has only dates for those, and a date has no business hours", m)
}

// goesOn returns an error for a wait of which nobody knows whether a solution ended it.
func (t *Ticket) goesOn(m Metric) error {
	if t.Records == 0 || t.Records.tell()&figResolved != 0 {
		return nil
	}
	return sentinel.Errorf(cx.ErrNoData, "tickets: the %v of the ticket is not known: it has no reply, and its log does not record whether a solution ended the wait", m)
}

// tells returns nil when the ticket tells the figures, and why it does not as [cx.ErrNoData].
func (t *Ticket) tells(what any, f figures) error {
	missing := f &^ t.known()
	if missing == 0 {
		return nil
	}
	because := func(format string, args ...any) error {
		return sentinel.Errorf(cx.ErrNoData, "tickets: the %v of the ticket is not known: "+format, append([]any{what}, args...)...)
	}
	switch {
	case t.Records != 0 && missing&^t.Records.tell() != 0:
		return because("its log does not record %s events", (missing &^ t.Records.tell()).needs())
	case missing&t.hidden() != 0:
		return because("its log has only dates for %s events, and a date has no business hours", t.Dates.text())
	case t.without&missing != 0:
		return because("the policy needs events that the log does not record, or another agent did it")
	case t.Details == nil && missing&^figFirstResolution != 0:
		return because("it has no details")
	case missing&figStates != 0:
		return because("its states are not known")
	}
	return because("the first of its resolutions is not on record")
}

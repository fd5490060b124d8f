package tickets

import (
	"math"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// Metric is a time that a ticket takes, by its clock. Times in states run until the resolution.
type Metric uint8

// The metrics.
const (
	MetricFirstResponse   Metric = iota // creation to first reply
	MetricNextReply                     // a later customer message to its answer
	MetricResponse                      // first responses and next replies
	MetricFirstResolution               // creation to first resolution
	MetricResolution                    // creation to the resolution that counts
	MetricRequesterWait                 // in new, open and on hold
	MetricAgentWork                     // in new and open
	MetricAgentWait                     // in pending, if it ever was
	MetricOnHold                        // on hold, if it ever was
	MetricCallHold                      // with a call on hold, if one ever was

	metrics = int(iota)
)

// String returns a name such as "first response time".
func (m Metric) String() string { return metricNames.text(m) }

// states returns the states whose time the metric is, or 0.
func (m Metric) states() Statuses {
	switch m {
	case MetricRequesterWait:
		return StatusesOf(StatusNew, StatusOpen, StatusOnHold)
	case MetricAgentWork:
		return StatusesOf(StatusNew, StatusOpen)
	case MetricAgentWait:
		return StatusesOf(StatusPending)
	case MetricOnHold:
		return StatusesOf(StatusOnHold)
	}
	return 0
}

// Measurement is one time of a ticket.
type Measurement struct {
	Elapsed time.Duration // by the ticket's clock
	Running bool          // has not ended
}

// Measure returns the times of the metric as of an instant, in order; for the zero instant,
// those that have ended. The instant must be after all that the ticket remembers. To ask about
// the past, read [History.Before].
func (t Ticket) Measure(m Metric, at time.Time) ([]Measurement, error) {
	if err := t.validate(); err != nil {
		return nil, err
	}
	if int(m) >= metrics {
		return nil, sentinel.Errorf(cx.ErrOutOfRange, "tickets: there is no %v", m)
	}
	if err := t.tells(m, m.figures()); err != nil {
		return nil, err
	}
	var all []Measurement
	collect := func(d time.Duration, running bool) error {
		if running {
			if err := t.goesOn(m); err != nil {
				return err
			}
		}
		all = append(all, Measurement{Elapsed: d, Running: running})
		return nil
	}
	if err := t.each(m, at, collect); err != nil {
		return nil, err
	}
	return all, nil
}

// measured is a finished time of a metric.
type measured struct {
	metric Metric
	d      time.Duration
}

// finishedTimes appends the finished times of the known figures.
func (t *Ticket) finishedTimes(known figures, all []measured) ([]measured, error) {
	for m := Metric(0); int(m) < metrics; m++ {
		if m == MetricResponse || m == MetricNextReply || m.figures()&^known != 0 {
			continue
		}
		d, _, ok, err := t.measure(m, time.Time{})
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		all = append(all, measured{m, d})
		if m == MetricFirstResponse && known&figNextReply != 0 {
			all = append(all, measured{MetricResponse, d})
		}
	}
	if known&figNextReply == 0 {
		return all, nil
	}
	for i := range t.Details.NextReplies {
		s := &t.Details.NextReplies[i]
		d, _, ok, err := t.between(s.From, s.To, time.Time{})
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		all = append(all, measured{MetricNextReply, d})
		if known&figFirstResponse != 0 {
			all = append(all, measured{MetricResponse, d})
		}
	}
	return all, nil
}

// each calls f with every time of the metric.
func (t *Ticket) each(m Metric, at time.Time, f func(d time.Duration, running bool) error) error {
	if m != MetricNextReply {
		one := m
		if m == MetricResponse {
			one = MetricFirstResponse
		}
		d, running, ok, err := t.measure(one, at)
		if err == nil && ok {
			err = f(d, running)
		}
		if err != nil || m != MetricResponse {
			return err
		}
	}
	if t.Details == nil {
		return nil
	}
	for _, s := range t.Details.NextReplies {
		d, running, ok, err := t.between(s.From, s.To, at)
		if err == nil && ok {
			err = f(d, running)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// measure returns the one time of a metric other than MetricNextReply and MetricResponse, and
// whether there is one.
func (t *Ticket) measure(m Metric, at time.Time) (d time.Duration, running, ok bool, err error) {
	switch m {
	case MetricFirstResponse:
		if t.NoResponseDue {
			return 0, false, false, nil
		}
		return t.between(t.responseFrom(), t.FirstReply, at)
	case MetricFirstResolution:
		if t.FirstResolved.IsZero() && !t.Resolved.IsZero() {
			return 0, false, false, nil // not on record
		}
		return t.resolution(t.FirstResolved, at)
	case MetricResolution:
		return t.resolution(t.Resolved, at)
	}
	end, running, ok := t.end(t.Resolved, at)
	if !ok || t.Details == nil {
		return 0, false, false, nil
	}
	if m == MetricCallHold {
		d, ok, err = t.held(end)
	} else {
		d, ok, err = t.timeIn(m.states(), end, t.only)
	}
	if m.states().has(StatusNew) && len(t.Details.StatusChanges) > 0 && t.only == nil {
		ok = true // every ticket begins with an agent's turn, though it last no time
	}
	return d, running, ok, err
}

// unanswered returns the metric's waits that a resolution before the instant ended
// in place of a reply.
func (t *Ticket) unanswered(m Metric, at time.Time) (waits []Span) {
	if m == MetricFirstResponse || m == MetricResponse {
		from := t.responseFrom()
		if !t.NoResponseDue && !happened(t.FirstReply, at) && happened(t.Resolved, at) && !t.Resolved.Before(from) {
			waits = append(waits, Span{From: from, To: t.Resolved})
		}
	}
	if (m == MetricNextReply || m == MetricResponse) && t.Details != nil {
		for _, s := range t.Details.Unanswered {
			if happened(s.To, at) {
				waits = append(waits, s)
			}
		}
	}
	return waits
}

// responseFrom returns when the first-response clock started.
func (t *Ticket) responseFrom() time.Time {
	if t.ResponseFrom.IsZero() {
		return t.Created
	}
	return t.ResponseFrom
}

// end returns the instant until which a ticket that ends at the event is measured
// at the instant at, and whether it is still running then.
func (t *Ticket) end(event, at time.Time) (end time.Time, running, ok bool) {
	switch {
	case at.IsZero():
		return event, false, !event.IsZero()
	case happened(event, at):
		return event, false, true
	default:
		return at, true, happened(t.Created, at) && !happened(t.Resolved, at) && !happened(t.Ended, at)
	}
}

// between measures from an instant to the event that answers it.
func (t *Ticket) between(from, event, at time.Time) (d time.Duration, running, ok bool, err error) {
	end, running, ok := t.end(event, at)
	if !ok || !follows(end, from) || running && end.Equal(from) {
		return 0, false, false, nil
	}
	d, err = elapsed(t.Clock, from, end)
	return d, running, err == nil, err
}

// resolution measures from creation to a resolution without the stopping states.
func (t *Ticket) resolution(event, at time.Time) (d time.Duration, running, ok bool, err error) {
	if t.Details == nil || t.Details.Stops == 0 {
		return t.between(t.Created, event, at)
	}
	end, running, ok := t.end(event, at)
	if !ok {
		return 0, false, false, nil
	}
	d, _, err = t.timeIn(allStatuses&^t.Details.Stops, end, nil)
	return d, running, err == nil, err
}

// TimeIn returns the time in these states until the ticket is resolved or ends, or until the
// instant if it is still open.
func (t Ticket) TimeIn(set Statuses, at time.Time) (time.Duration, error) {
	if err := t.validate(); err != nil {
		return 0, err
	}
	if set&^allStatuses != 0 {
		return 0, sentinel.Errorf(cx.ErrOutOfRange, "tickets: %v is not a set of states", set)
	}
	if err := t.tells("time in states", figStates); err != nil {
		return 0, err
	}
	end, _, ok := t.end(t.Resolved, at)
	if !ok && happened(t.Ended, at) {
		end, ok = t.Ended, true
	}
	if !ok {
		return 0, sentinel.Errorf(cx.ErrNoData, "tickets: the states of the ticket until %s are not known", stamp(at))
	}
	d, _, err := t.timeIn(set, end, t.only)
	return d, err
}

// timeIn sums the time in the states until the end, in the spans where there are any, and
// reports whether the ticket was in one of them for any time at all.
func (t *Ticket) timeIn(set Statuses, end time.Time, only []Span) (total time.Duration, ok bool, err error) {
	changes := t.Details.StatusChanges
	for i := range changes {
		c := &changes[i]
		if !c.At.Before(end) {
			break
		}
		if !set.has(c.Status) {
			continue
		}
		to := end
		if i+1 < len(changes) && changes[i+1].At.Before(end) {
			to = changes[i+1].At
		}
		var some bool
		if total, some, err = t.plusIn(total, c.At, to, only); err != nil {
			return 0, false, err
		}
		ok = ok || some
	}
	return total, ok, nil
}

// held sums the call holds until the end, and reports whether there was one that
// took any time.
func (t *Ticket) held(end time.Time) (total time.Duration, ok bool, err error) {
	for i := range t.Details.Holds {
		s := &t.Details.Holds[i]
		if !s.From.Before(end) {
			break
		}
		to := s.To
		if to.IsZero() || to.After(end) {
			to = end
		}
		var some bool
		if total, some, err = t.plusIn(total, s.From, to, t.only); err != nil {
			return 0, false, err
		}
		ok = ok || some
	}
	return total, ok, nil
}

// plusIn adds what counts between two instants, in the spans where there are any, and reports
// whether that is any time at all.
func (t *Ticket) plusIn(total time.Duration, from, to time.Time, only []Span) (_ time.Duration, ok bool, err error) {
	if only == nil {
		total, err = t.plus(total, from, to)
		return total, to.After(from), err
	}
	for _, s := range only {
		low, high := from, to
		if s.From.After(low) {
			low = s.From
		}
		if !s.To.IsZero() && s.To.Before(high) {
			high = s.To
		}
		if !high.After(low) {
			continue
		}
		if total, err = t.plus(total, low, high); err != nil {
			return 0, false, err
		}
		ok = true
	}
	return total, ok, nil
}

// plus adds what counts between two instants.
func (t *Ticket) plus(total time.Duration, from, to time.Time) (time.Duration, error) {
	d, err := elapsed(t.Clock, from, to)
	if err == nil && d > math.MaxInt64-total {
		err = sentinel.Errorf(cx.ErrOverflow, "tickets: the times of the ticket add up to more than %v", time.Duration(math.MaxInt64))
	}
	return total + d, err
}

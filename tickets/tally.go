package tickets

import (
	"fmt"
	"iter"
	"math"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// Tally summarises tickets in constant memory. The zero value is empty. Tallies compare with ==.
type Tally struct {
	volume   uint64
	resolved uint64
	open     uint64 // known to be open: of the rest nobody knows
	waiting  uint64
	times    [metrics]DurationSample
	unknown  [metrics]uint64

	// Of the tickets of which it is known:
	replies, ratings                   estimate.Sample // one value a ticket
	reopens, resolutions, handovers    estimate.Sample // one value a ticket
	contacts                           estimate.Sample // one value a resolved ticket
	oneTouch, firstContact, isReopened estimate.Proportion
}

// Add counts a ticket and its finished times. One that ended without a resolution is left out.
func (t *Tally) Add(ticket Ticket) error {
	if err := ticket.validate(); err != nil {
		return err
	}
	if !ticket.Ended.IsZero() && ticket.Resolved.IsZero() {
		return nil
	}
	if t.volume == math.MaxUint64 {
		return sentinel.Errorf(cx.ErrOverflow, "tickets: adding a ticket to %d passes 2^64-1", t.volume)
	}
	if a := ticket.Details; a != nil && max(a.Replies, a.Contacts, a.Reopens, a.Resolutions) > math.MaxInt64 {
		return sentinel.Errorf(cx.ErrOutOfRange, "tickets: %d replies, %d contacts, %d reopens or %d resolutions of a ticket pass 2^63-1", a.Replies, a.Contacts, a.Reopens, a.Resolutions)
	}
	known := ticket.known()
	var room [2 * metrics]measured
	times, err := ticket.finishedTimes(known, room[:0])
	if err != nil {
		return err
	}
	if uint64(len(times)) > math.MaxUint64-t.times[MetricResponse].N() {
		return sentinel.Errorf(cx.ErrOverflow, "tickets: adding %d times to %d passes 2^64-1", len(times), t.times[MetricResponse].N())
	}
	// From here on nothing fails: no sample has more values than there are tickets, or replies.
	for _, x := range times {
		_ = t.times[x.metric].Add(x.d)
	}
	if known != allFigures {
		for m := range t.unknown {
			if Metric(m).figures()&^known != 0 {
				t.unknown[m]++
			}
		}
	}
	t.volume++
	resolved := !ticket.Resolved.IsZero()
	switch {
	case known&figResolved == 0:
	case resolved:
		t.resolved++
	default:
		t.open++
		if known&figAnswered != 0 && ticket.FirstReply.IsZero() && !ticket.NoResponseDue {
			t.waiting++
		}
	}
	if ticket.Details != nil {
		t.addDetails(ticket.Details, known, resolved, resolved || !ticket.FirstResolved.IsZero())
	}
	return nil
}

// addDetails adds what is known beyond the ticket's times.
func (t *Tally) addDetails(a *Details, known figures, resolved, ever bool) {
	if known&figReplies != 0 {
		_ = t.replies.Add(int64(a.Replies))
	}
	if known&figRatings != 0 {
		_ = t.ratings.Add(int64(len(a.Ratings)))
	}
	if known&figAssignments != 0 {
		_ = t.handovers.Add(int64(max(len(a.Assignments), 1) - 1))
	}
	if known&figReopens != 0 {
		_ = t.reopens.Add(int64(a.Reopens))
		if ever {
			count(&t.isReopened, a.Reopens > 0)
		}
		if known&figResolved != 0 {
			resolutions := a.Resolutions
			if resolutions == 0 && ever {
				resolutions = 1
			}
			_ = t.resolutions.Add(int64(resolutions))
		}
	}
	if !resolved || known&figResolved == 0 {
		return
	}
	if known&figContacts != 0 {
		_ = t.contacts.Add(int64(a.Contacts))
	}
	if known&figTouches != 0 {
		count(&t.oneTouch, a.OneTouch)
		if known&figReopens != 0 {
			count(&t.firstContact, a.FirstContact)
		}
	}
}

// count adds one to a proportion of tickets, of which there are fewer than 2^64.
func count(p *estimate.Proportion, hit bool) {
	if hit {
		p.Hits++
	} else {
		p.Misses++
	}
}

// Merge adds the tickets of u.
func (t *Tally) Merge(u *Tally) error {
	if u == nil {
		return nil
	}
	if u.volume > math.MaxUint64-t.volume {
		return sentinel.Errorf(cx.ErrOverflow, "tickets: adding %s to %d passes 2^64-1", plural(u.volume, "1 ticket", "%d tickets"), t.volume)
	}
	sum := *t
	sum.volume += u.volume
	sum.resolved += u.resolved
	sum.open += u.open
	sum.waiting += u.waiting
	for m := range sum.times {
		sum.unknown[m] += u.unknown[m]
		if err := sum.times[m].Merge(&u.times[m]); err != nil {
			return err
		}
	}
	// Each of these holds at most one value a ticket: none can overflow.
	_ = sum.replies.Merge(&u.replies)
	_ = sum.ratings.Merge(&u.ratings)
	_ = sum.contacts.Merge(&u.contacts)
	_ = sum.oneTouch.Merge(&u.oneTouch)
	_ = sum.firstContact.Merge(&u.firstContact)
	_ = sum.isReopened.Merge(&u.isReopened)
	_ = sum.reopens.Merge(&u.reopens)
	_ = sum.resolutions.Merge(&u.resolutions)
	_ = sum.handovers.Merge(&u.handovers)
	*t = sum
	return nil
}

// Remove takes back a ticket that was added, such as its earlier state.
func (t *Tally) Remove(ticket Ticket) error {
	var one Tally
	if err := one.Add(ticket); err != nil {
		return err
	}
	return t.Subtract(&one)
}

// Subtract takes back the tickets of u.
func (t *Tally) Subtract(u *Tally) error {
	if u == nil {
		return nil
	}
	if u.volume > t.volume || u.resolved > t.resolved || u.open > t.open || u.waiting > t.waiting {
		return sentinel.Errorf(cx.ErrOutOfRange, "tickets: %d tickets (%d resolved, %d open, %d waiting) cannot be taken from %d (%d, %d, %d)",
			u.volume, u.resolved, u.open, u.waiting, t.volume, t.resolved, t.open, t.waiting)
	}
	rest := *t
	rest.volume -= u.volume
	rest.resolved -= u.resolved
	rest.open -= u.open
	rest.waiting -= u.waiting
	for m := range rest.times {
		if u.unknown[m] > rest.unknown[m] {
			return sentinel.Errorf(cx.ErrOutOfRange, "tickets: %d tickets of unknown %v cannot be taken from %d", u.unknown[m], Metric(m), rest.unknown[m])
		}
		rest.unknown[m] -= u.unknown[m]
		if err := rest.times[m].Subtract(&u.times[m]); err != nil {
			return err
		}
	}
	for _, part := range [...]struct {
		name string
		err  error
	}{
		{"replies", rest.replies.Subtract(&u.replies)},
		{"ratings", rest.ratings.Subtract(&u.ratings)},
		{"contacts", rest.contacts.Subtract(&u.contacts)},
		{"one-touch resolutions", rest.oneTouch.Subtract(&u.oneTouch)},
		{"first-contact resolutions", rest.firstContact.Subtract(&u.firstContact)},
		{"reopens", rest.reopens.Subtract(&u.reopens)},
		{"resolutions", rest.resolutions.Subtract(&u.resolutions)},
		{"reassignments", rest.handovers.Subtract(&u.handovers)},
		{"reopened tickets", rest.isReopened.Subtract(&u.isReopened)},
	} {
		if part.err != nil {
			return sentinel.In("tickets: "+part.name, part.err)
		}
	}
	if !rest.possible() {
		return sentinel.Errorf(cx.ErrOutOfRange, "tickets: %d tickets cannot be taken from %d: they were not all added", u.volume, t.volume)
	}
	*t = rest
	return nil
}

// Volume returns the number of tickets.
func (t Tally) Volume() uint64 { return t.volume }

// Backlog returns the number of tickets known to be open.
func (t Tally) Backlog() uint64 { return t.open }

// Unknown returns the number of tickets whose time is not known.
func (t Tally) Unknown(m Metric) uint64 {
	if int(m) >= metrics {
		return 0
	}
	return t.unknown[m]
}

// Waiting returns the number of tickets known to wait for their first response.
func (t Tally) Waiting() uint64 { return t.waiting }

// Resolved returns the resolution rate of these tickets; see also [Flow].
func (t Tally) Resolved() Known[estimate.Proportion] {
	return Known[estimate.Proportion]{
		Value: estimate.Proportion{Hits: t.resolved, Misses: t.open}, Unknown: t.unresolved(),
		why: reason{"resolution rate", "tickets", ends},
	}
}

// unresolved returns of how many tickets nobody knows whether they are resolved.
func (t *Tally) unresolved() uint64 { return t.volume - t.resolved - t.open }

// Times returns the finished times of a metric.
func (t Tally) Times(m Metric) DurationSample {
	if int(m) >= metrics {
		return DurationSample{}
	}
	s := t.times[m]
	if s.unknown = t.unknown[m]; s.unknown > 0 {
		s.of = m
	}
	return s
}

// Replies returns the mean number of public agent replies per ticket.
func (t Tally) Replies() Known[estimate.Sample] {
	return t.perTicket(t.replies, "mean number of replies", "messages")
}

// Contacts returns the mean number of customer messages per resolved ticket.
func (t Tally) Contacts() Known[estimate.Sample] {
	return Known[estimate.Sample]{
		Value: t.contacts, Unknown: t.volume - t.open - t.contacts.N(),
		why: reason{"mean number of contacts", "resolved tickets", t.lacks("messages")},
	}
}

// Ratings returns the mean number of ratings per ticket.
func (t Tally) Ratings() Known[estimate.Sample] {
	return t.perTicket(t.ratings, "mean number of ratings", "ratings")
}

// Reopens returns the mean number of reopenings per ticket.
func (t Tally) Reopens() Known[estimate.Sample] {
	return t.perTicket(t.reopens, "mean number of reopens", "reopenings")
}

// Resolutions returns the mean number of resolutions per ticket.
func (t Tally) Resolutions() Known[estimate.Sample] {
	return t.perTicket(t.resolutions, "mean number of resolutions", t.lacks("reopenings"))
}

// Reassignments returns the mean number of changes of agent or team per ticket.
func (t Tally) Reassignments() Known[estimate.Sample] {
	return t.perTicket(t.handovers, "mean number of reassignments", "assignments")
}

func (t *Tally) perTicket(s estimate.Sample, what, lacks string) Known[estimate.Sample] {
	return Known[estimate.Sample]{Value: s, Unknown: t.volume - s.N(), why: reason{what, "tickets", lacks}}
}

// Reopened returns the reopen rate of the tickets ever resolved.
func (t Tally) Reopened() Known[estimate.Proportion] {
	return Known[estimate.Proportion]{
		Value: t.isReopened, Unknown: max(t.volume-t.reopens.N(), t.unresolved()),
		why: reason{"reopen rate", "tickets that were ever resolved", t.lacks("reopenings")},
	}
}

// OneTouch returns the one-touch rate of the resolved tickets.
func (t Tally) OneTouch() Known[estimate.Proportion] {
	return t.ofResolved(t.oneTouch, "one-touch rate", "messages")
}

// FirstContact returns the first-contact resolution rate (FCR) of the resolved tickets.
func (t Tally) FirstContact() Known[estimate.Proportion] {
	lacks := "messages"
	if t.oneTouch != (estimate.Proportion{}) {
		lacks = "reopenings"
	}
	return t.ofResolved(t.firstContact, "first-contact resolution rate", lacks)
}

func (t *Tally) ofResolved(p estimate.Proportion, what, lacks string) Known[estimate.Proportion] {
	return Known[estimate.Proportion]{
		Value: p, Unknown: t.volume - t.open - p.Hits - p.Misses,
		why: reason{what, "resolved tickets", t.lacks(lacks)},
	}
}

// ends is what a log without solutions does not record, and one without reopenings where the last
// solution counts.
const ends = "how tickets ended"

// lacks returns what the logs do not record: how tickets ended, or something else.
func (t *Tally) lacks(other string) string {
	if t.resolved == 0 && t.unresolved() > 0 {
		return ends
	}
	return other
}

// atIndex names the ticket of an error that names the package.
func atIndex(i int, err error) error { return fmt.Errorf("%w (ticket at index %d)", err, i) }

// Collect counts a sequence of tickets. An error names the first ticket that [Tally.Add]
// refuses.
func Collect(tickets iter.Seq[Ticket]) (Tally, error) {
	var t Tally
	i := 0
	for ticket := range tickets {
		if err := t.Add(ticket); err != nil {
			return Tally{}, atIndex(i, err)
		}
		i++
	}
	return t, nil
}

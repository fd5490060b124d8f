package tickets

import (
	"fmt"
	"iter"
	"math"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// Tally summarises tickets in constant memory, one at a time. The zero value is
// empty and ready to use; tallies are comparable with ==. A Tally must not be
// changed by two goroutines at once: give each its own and [Tally.Merge].
type Tally struct {
	volume   uint64
	resolved uint64
	waiting  uint64
	times    [metrics]DurationSample

	// Of the tickets with known details:
	replies, ratings                 estimate.Sample // one value a ticket
	contacts                         estimate.Sample // one value a resolved ticket
	oneTouch, firstContact, reopened estimate.Proportion
}

// Add counts one ticket and every finished time that it has. A ticket that ended without a
// resolution is left out of everything: see [Ticket.Ended], and [Flow] for how many there are. It returns the error
// of [Ticket.Validate] or of the ticket's clock, and [cx.ErrOverflow] past 2^64-1
// tickets; the tally is then unchanged.
func (t *Tally) Add(ticket Ticket) error {
	if err := ticket.Validate(); err != nil {
		return err
	}
	if !ticket.Ended.IsZero() && ticket.Resolved.IsZero() {
		return nil
	}
	sum := *t
	if sum.volume++; sum.volume == 0 {
		return sentinel.Errorf(cx.ErrOverflow, "tickets: adding a ticket to %d passes 2^64-1", t.volume)
	}
	switch {
	case !ticket.Resolved.IsZero():
		sum.resolved++
	case ticket.FirstReply.IsZero() && !ticket.NoResponseDue:
		sum.waiting++
	}
	for m := Metric(0); int(m) < metrics; m++ {
		add := func(d time.Duration, _ bool) error { return sum.times[m].Add(d) }
		if err := ticket.each(m, time.Time{}, add); err != nil {
			return err
		}
	}
	if a := ticket.Details; a != nil {
		if err := sum.addDetails(ticket, *a); err != nil {
			return err
		}
	}
	*t = sum
	return nil
}

// addDetails adds what is known beyond the ticket's times. None of its counts can
// pass 2^64-1, since there are as many tickets at least.
func (t *Tally) addDetails(ticket Ticket, a Details) error {
	if max(a.Replies, a.Contacts, a.Reopens) > math.MaxInt64 {
		return sentinel.Errorf(cx.ErrOutOfRange, "tickets: %d replies, %d contacts or %d reopens of a ticket pass 2^63-1", a.Replies, a.Contacts, a.Reopens)
	}
	_ = t.replies.Add(int64(a.Replies))
	_ = t.ratings.Add(int64(len(a.Ratings)))
	if !ticket.Resolved.IsZero() {
		_ = t.contacts.Add(int64(a.Contacts))
		_ = t.oneTouch.Merge(oneOf(a.OneTouch))
		_ = t.firstContact.Merge(oneOf(a.FirstContact))
	}
	if !ticket.FirstResolved.IsZero() || !ticket.Resolved.IsZero() {
		_ = t.reopened.Merge(oneOf(a.Reopens > 0))
	}
	return nil
}

func oneOf(hit bool) *estimate.Proportion {
	if hit {
		return &estimate.Proportion{Hits: 1}
	}
	return &estimate.Proportion{Misses: 1}
}

// Merge adds the tickets of u, as if they had been added to t. It returns
// [cx.ErrOverflow], and leaves t as it was, past 2^64-1 tickets or replies. Merging nil
// changes nothing.
func (t *Tally) Merge(u *Tally) error {
	if u == nil {
		return nil
	}
	if u.volume > math.MaxUint64-t.volume {
		return sentinel.Errorf(cx.ErrOverflow, "tickets: adding %d tickets to %d passes 2^64-1", u.volume, t.volume)
	}
	sum := *t
	sum.volume += u.volume
	sum.resolved += u.resolved
	sum.waiting += u.waiting
	for m := range sum.times {
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
	_ = sum.reopened.Merge(&u.reopened)
	*t = sum
	return nil
}

// Remove takes back a ticket that was added, such as an earlier state of one that has
// changed: afterwards the tally is as if it had never been there. The tally knows counts
// and sums, so it can tell a ticket that cannot have been in it only by an impossible rest.
// That returns [cx.ErrOutOfRange], and the tally is unchanged.
func (t *Tally) Remove(ticket Ticket) error {
	var one Tally
	if err := one.Add(ticket); err != nil {
		return err
	}
	return t.Subtract(&one)
}

// Subtract takes back all tickets of u, as if it had never been merged into t; see
// [Tally.Remove]. Subtracting nil changes nothing.
func (t *Tally) Subtract(u *Tally) error {
	if u == nil {
		return nil
	}
	if u.volume > t.volume || u.resolved > t.resolved || u.waiting > t.waiting {
		return sentinel.Errorf(cx.ErrOutOfRange, "tickets: %d tickets, %d of them resolved and %d waiting, cannot be among %d, %d and %d",
			u.volume, u.resolved, u.waiting, t.volume, t.resolved, t.waiting)
	}
	rest := *t
	rest.volume -= u.volume
	rest.resolved -= u.resolved
	rest.waiting -= u.waiting
	for m := range rest.times {
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
		{"reopened tickets", rest.reopened.Subtract(&u.reopened)},
	} {
		if part.err != nil {
			return sentinel.In("tickets: "+part.name, part.err)
		}
	}
	if !rest.possible() {
		return sentinel.Errorf(cx.ErrOutOfRange, "tickets: these %d tickets cannot be among %d: they leave an impossible rest", u.volume, t.volume)
	}
	*t = rest
	return nil
}

// Volume returns the number of tickets.
func (t Tally) Volume() uint64 { return t.volume }

// Backlog returns the number of tickets that are not resolved, at any time that the
// tickets know of. For the backlog at an instant, and its age, see [Ticket.OpenAt]
// and its example.
func (t Tally) Backlog() uint64 { return t.volume - t.resolved }

// Waiting returns the number of open tickets that wait for their first response.
// Tickets that an agent opened are among them, unless the [AgentOpened] policy says
// that nobody waits.
func (t Tally) Waiting() uint64 { return t.waiting }

// Resolved returns the resolution rate of these tickets, whenever they were
// resolved: the rate by cohort when the tickets were chosen by their creation. For
// the rate by flow see [Flow].
func (t Tally) Resolved() estimate.Proportion {
	return estimate.Proportion{Hits: t.resolved, Misses: t.Backlog()}
}

// Times returns the finished times of a metric; those still running are left out.
// The means of [MetricAgentWait], [MetricOnHold] and [MetricCallHold] are over the tickets
// that ever were pending, on hold or held; for a mean over all resolved tickets
// divide the sum (of [DurationSample.Sample]) by their number. A value that is no
// metric has no times.
func (t Tally) Times(m Metric) DurationSample {
	if int(m) >= metrics {
		return DurationSample{}
	}
	return t.times[m]
}

// FirstResponse returns the first-response times of the answered tickets.
func (t Tally) FirstResponse() DurationSample { return t.times[MetricFirstResponse] }

// Resolution returns the resolution times of the resolved tickets.
func (t Tally) Resolution() DurationSample { return t.times[MetricResolution] }

// Replies returns the number of public agent replies of each ticket with known
// details; its mean is replies per ticket.
func (t Tally) Replies() estimate.Sample { return t.replies }

// Contacts returns the number of customer messages of each resolved ticket with
// known details; its mean is contacts per resolution.
func (t Tally) Contacts() estimate.Sample { return t.contacts }

// Ratings returns the number of ratings of each ticket with known details; its
// mean is ratings per ticket. What the ratings say is in [Details].
func (t Tally) Ratings() estimate.Sample { return t.ratings }

// Reopened returns the reopen rate: of the tickets with known details that were
// ever resolved, those that were reopened.
func (t Tally) Reopened() estimate.Proportion { return t.reopened }

// OneTouch returns the one-touch resolutions among the resolved tickets with known
// details.
func (t Tally) OneTouch() estimate.Proportion { return t.oneTouch }

// FirstContact returns the first-contact resolution rate (FCR): the first-contact
// resolutions among the resolved tickets with known details.
func (t Tally) FirstContact() estimate.Proportion { return t.firstContact }

// atIndex names the ticket of an error that names the package.
func atIndex(i int, err error) error { return fmt.Errorf("%w (ticket at index %d)", err, i) }

// Collect summarises a sequence of tickets. The first ticket that [Tally.Add]
// refuses ends it with an error that names its index.
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

// ByAgent yields each ticket once for every agent who was assigned to it or
// replied, for a [cx.By]: the volumes are tickets per agent. Since a ticket that
// two agents had counts for both, they add up to more than there are tickets. Tickets
// whose agents are not known are left out.
func ByAgent(tickets iter.Seq[Ticket]) iter.Seq2[string, Ticket] {
	return func(yield func(string, Ticket) bool) {
		for ticket := range tickets {
			if ticket.Details == nil {
				continue
			}
			for _, agent := range ticket.Details.Agents {
				if !yield(agent, ticket) {
					return
				}
			}
		}
	}
}

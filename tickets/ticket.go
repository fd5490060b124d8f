package tickets

import (
	"reflect"
	"slices"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// Ticket is what is known of one support ticket, filled in from a record or read by a [Policy].
// A zero time has not happened. Copies share their Details. Compare tickets with [Ticket.Equal].
type Ticket struct {
	_ [0]func() // == would compare pointers, and zones of equal times

	Created    time.Time // required
	FirstReply time.Time // the first response to the requester
	Resolved   time.Time // the resolution that counts
	Ended      time.Time // without a resolution: deleted, spam, withdrawn
	Clock      Clock     // nil is the wall clock

	FirstResolved time.Time // the first of several resolutions
	ResponseFrom  time.Time // when the first-response clock started; zero: at Created
	NoResponseDue bool      // nobody waits for a first response, and there is none

	FirstReplyBy, ResolvedBy, FirstResolvedBy Who // if known

	Records, Dates Kinds    // see Policy; KindsOf(KindSolved) for an export without replies
	Details        *Details // what else happened, if known

	without figures // not told for another reason
	only    []Span  // what counts for the times in states; nil: all
}

// Who is an Agent and the agent's Team. An empty name is not known.
type Who struct {
	Agent, Team string
}

// Details are what a history tells of a ticket beyond its timestamps.
type Details struct {
	Replies     uint64   // public, by agents, without the opening message
	Contacts    uint64   // customer messages, with the opening one
	Reopens     uint64   // by the policy's definition
	Resolutions uint64   // by the states
	Agents      []string // assigned or replied, in order of appearance
	Ratings     []int    // in order of time

	OneTouch, FirstContact bool // of a resolved ticket

	RepliedBy     []Who          // authors of the Replies
	NextReplies   []Span         // from later customer messages to their answers
	Unanswered    []Span         // from customer messages to resolutions without an answer
	Holds         []Span         // calls on hold
	Assignments   []Span         // by assignee
	StatusChanges []StatusChange // the first at Created
	Stops         Statuses       // of the policy

	room []entry // of Policy.Read
}

// Span is the time from From to To.
type Span struct {
	From, To time.Time // To is zero while it lasts
	By       Who       // who did it, if known
}

// StatusChange is a Status and when it begins, At.
type StatusChange struct {
	Status Status
	At     time.Time
}

// Equal reports whether both say the same, in whatever zones. Clocks are compared by
// [reflect.DeepEqual].
func (t Ticket) Equal(other Ticket) bool {
	return same(t.Created, other.Created) && same(t.FirstReply, other.FirstReply) && same(t.Resolved, other.Resolved) &&
		same(t.FirstResolved, other.FirstResolved) && same(t.ResponseFrom, other.ResponseFrom) && same(t.Ended, other.Ended) &&
		t.NoResponseDue == other.NoResponseDue && t.FirstReplyBy == other.FirstReplyBy && t.ResolvedBy == other.ResolvedBy && t.FirstResolvedBy == other.FirstResolvedBy &&
		t.Records == other.Records && t.Dates == other.Dates && t.without == other.without && slices.EqualFunc(t.only, other.only, Span.equal) &&
		reflect.DeepEqual(t.Clock, other.Clock) && t.Details.equal(other.Details)
}

func (s Span) equal(t Span) bool { return same(s.From, t.From) && same(s.To, t.To) && s.By == t.By }

// same compares by the wall clock: times come from records.
func same(a, b time.Time) bool { return a.Round(0).Equal(b.Round(0)) }

func (a *Details) equal(b *Details) bool {
	if a == nil || b == nil {
		return a == b
	}
	sameChange := func(c, d StatusChange) bool { return c.Status == d.Status && same(c.At, d.At) }
	return a.Replies == b.Replies && a.Contacts == b.Contacts && a.Reopens == b.Reopens && a.Resolutions == b.Resolutions &&
		a.OneTouch == b.OneTouch && a.FirstContact == b.FirstContact && a.Stops == b.Stops &&
		slices.Equal(a.Agents, b.Agents) && slices.Equal(a.Ratings, b.Ratings) && slices.Equal(a.RepliedBy, b.RepliedBy) &&
		slices.EqualFunc(a.Assignments, b.Assignments, Span.equal) &&
		slices.EqualFunc(a.NextReplies, b.NextReplies, Span.equal) && slices.EqualFunc(a.Unanswered, b.Unanswered, Span.equal) &&
		slices.EqualFunc(a.Holds, b.Holds, Span.equal) && slices.EqualFunc(a.StatusChanges, b.StatusChanges, sameChange)
}

// validate returns [cx.ErrOutOfRange] when Created is missing or times contradict each other.
func (t Ticket) validate() error {
	if t.Created.IsZero() {
		return sentinel.Errorf(cx.ErrOutOfRange, "tickets: the ticket has no creation time")
	}
	if !t.inOrder() {
		for _, check := range [...]struct {
			what       string
			at         time.Time
			afterWhat  string
			notEarlier time.Time
		}{
			{"resolution", t.Resolved, "the ticket's creation", t.Created},
			{"first resolution", t.FirstResolved, "the ticket's creation", t.Created},
			{"resolution", t.Resolved, "the first resolution", t.FirstResolved},
			{"end", t.Ended, "the ticket's creation", t.Created},
			{"end", t.Ended, "the resolution", t.Resolved},
			{"start of the response clock", t.ResponseFrom, "the ticket's creation", t.Created},
			{"first reply", t.FirstReply, "the ticket's creation", t.Created},
			{"first reply", t.FirstReply, "the start of the response clock", t.ResponseFrom},
		} {
			if !follows(check.at, check.notEarlier) {
				return sentinel.Errorf(cx.ErrOutOfRange, "tickets: %s at %s is before %s at %s", check.what, stamp(check.at), check.afterWhat, stamp(check.notEarlier))
			}
		}
	}
	if (t.Records|t.Dates)&^allKinds != 0 {
		return sentinel.Errorf(cx.ErrOutOfRange, "tickets: the ticket's Records and Dates are %s and %s, but must be sets of kinds", t.Records.text(), t.Dates.text())
	}
	if t.NoResponseDue && !t.FirstReply.IsZero() {
		return sentinel.Errorf(cx.ErrOutOfRange, "tickets: the ticket has a first reply at %s, and NoResponseDue says that none is due", stamp(t.FirstReply))
	}
	if t.Details == nil {
		return nil
	}
	return t.Details.validate(t.Created)
}

// inOrder reports whether the ticket's times follow one another.
func (t *Ticket) inOrder() bool {
	return follows(t.Resolved, t.Created) && follows(t.FirstResolved, t.Created) && follows(t.Resolved, t.FirstResolved) &&
		follows(t.Ended, t.Created) && follows(t.Ended, t.Resolved) &&
		follows(t.ResponseFrom, t.Created) && follows(t.FirstReply, t.Created) && follows(t.FirstReply, t.ResponseFrom)
}

// follows reports whether a time is not before another, where both have happened.
func follows(at, bound time.Time) bool {
	return at.IsZero() || bound.IsZero() || !at.Before(bound) || !at.Round(0).Before(bound.Round(0)) // by the wall clock
}

// reopened reports whether the ticket is known to have left solved, by the count of
// its reopens or, where a policy counts them only when solved again, by its states.
func (a *Details) reopened() bool {
	if a == nil {
		return false
	}
	if a.Reopens > 0 {
		return true
	}
	solved := false
	for _, c := range a.StatusChanges {
		if solved && !doneStatuses.has(c.Status) {
			return true
		}
		solved = doneStatuses.has(c.Status)
	}
	return false
}

func (a *Details) validate(created time.Time) error {
	if err := validSpans("next reply", a.NextReplies, created); err != nil {
		return err
	}
	if err := validSpans("unanswered wait", a.Unanswered, created); err != nil {
		return err
	}
	if n := len(a.Unanswered); n > 0 && a.Unanswered[n-1].To.IsZero() {
		return sentinel.Errorf(cx.ErrOutOfRange, "tickets: unanswered wait %d has no end: a wait that goes on belongs to NextReplies", n-1)
	}
	if err := validSpans("call hold", a.Holds, created); err != nil {
		return err
	}
	if err := validSpans("assignment", a.Assignments, created); err != nil {
		return err
	}
	last := created
	for i, c := range a.StatusChanges {
		if !c.Status.known() || c.At.Before(last) || i == 0 && !c.At.Equal(created) {
			return sentinel.Errorf(cx.ErrOutOfRange, "tickets: status %d is %v at %s, but must be one state, not before %s, and the first at the creation", i, c.Status, stamp(c.At), stamp(last))
		}
		last = c.At
	}
	if a.Stops&^allStatuses != 0 {
		return sentinel.Errorf(cx.ErrOutOfRange, "tickets: Stops is %v, which is not a set of states", a.Stops)
	}
	if a.Stops != 0 && len(a.StatusChanges) == 0 {
		return sentinel.Errorf(cx.ErrOutOfRange, "tickets: the clock stops in %v, but the states are not known", a.Stops)
	}
	return nil
}

// validSpans checks that spans follow one another, and that only the last runs.
func validSpans(what string, spans []Span, created time.Time) error {
	last := created
	for i := range spans {
		s := &spans[i]
		running := s.To.IsZero() && i == len(spans)-1
		if s.From.IsZero() || s.From.Before(last) || !running && s.To.Before(s.From) {
			return sentinel.Errorf(cx.ErrOutOfRange, "tickets: %s %d is from %s to %s, but must not begin before %s nor end before it begins", what, i, stamp(s.From), stamp(s.To), stamp(last))
		}
		last = s.To
	}
	return nil
}

// FirstResponse returns the first response time.
func (t Ticket) FirstResponse() (time.Duration, error) { return t.finished(MetricFirstResponse) }

// Resolution returns the resolution time.
func (t Ticket) Resolution() (time.Duration, error) { return t.finished(MetricResolution) }

// finished returns the one finished time of a metric that has at most one.
func (t Ticket) finished(m Metric) (time.Duration, error) {
	if err := t.validate(); err != nil {
		return 0, err
	}
	if err := t.tells(m, m.figures()); err != nil {
		return 0, err
	}
	one, _, ok, err := t.measure(m, time.Time{})
	if err == nil && !ok {
		err = sentinel.Errorf(cx.ErrNoData, "tickets: the ticket has no %v yet", m)
	}
	return one, err
}

func within(at, from, to time.Time) bool {
	return !at.IsZero() && !at.Before(from) && at.Before(to)
}

// OpenAt reports whether the ticket is known to be open just before the instant.
func (t Ticket) OpenAt(at time.Time) bool { return !t.openSince(at).IsZero() }

// OpenSince returns the creation or last reopening of a ticket that is open at the instant.
// Others return [cx.ErrNoData].
func (t Ticket) OpenSince(at time.Time) (time.Time, error) {
	if err := t.validate(); err != nil {
		return time.Time{}, err
	}
	if err := t.tells("resolution", figResolved); err != nil {
		return time.Time{}, err
	}
	since := t.openSince(at)
	if since.IsZero() {
		return time.Time{}, sentinel.Errorf(cx.ErrNoData, "tickets: the ticket is not open at %s", stamp(at))
	}
	return since, nil
}

// openSince returns since when the ticket has been open at the instant, or zero.
func (t *Ticket) openSince(at time.Time) (since time.Time) {
	if t.known()&figResolved == 0 {
		return since
	}
	t.turns(func(then time.Time, what turn, _ Status) {
		switch {
		case !then.Before(at):
		case what == turnCreated || what == turnReopened:
			since = then
		case what == turnResolved || what == turnEnded:
			since = time.Time{}
		}
	})
	return since
}

// Age returns the time since the creation of a ticket that is open at the instant.
func (t Ticket) Age(at time.Time) (time.Duration, error) {
	if err := t.validate(); err != nil {
		return 0, err
	}
	if err := t.tells("resolution", figResolved); err != nil {
		return 0, err
	}
	if !t.OpenAt(at) {
		return 0, sentinel.Errorf(cx.ErrNoData, "tickets: the ticket is not open at %s: it has no age", stamp(at))
	}
	if err := t.ages(); err != nil {
		return 0, err
	}
	return elapsed(t.Clock, t.Created, at)
}

// ages returns an error for a ticket of whose creation only the date is known.
func (t *Ticket) ages() error {
	if t.Dates.has(KindCreated) && !t.onWall() {
		return sentinel.Errorf(cx.ErrNoData, "tickets: the age of the ticket is not known: its log has only the date of its creation, and a date has no business hours")
	}
	return nil
}

// happened reports whether the event happened before the instant.
func happened(event, at time.Time) bool { return !event.IsZero() && event.Before(at) }

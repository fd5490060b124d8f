package tickets

import (
	"slices"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// Ticket reads a history. It returns [cx.ErrOutOfRange] for one that cannot have happened, or
// that has events of other kinds than Records, and [cx.ErrNoData] for a merged ticket.
func (p Policy) Ticket(h History) (Ticket, error) {
	var t Ticket
	if err := p.Read(h, &t); err != nil {
		return Ticket{}, err
	}
	t.Details.room = nil
	return t, nil
}

// Read is [Policy.Ticket] for many histories: it overwrites t and reuses the memory of its
// Details, which copies of t share.
func (p Policy) Read(h History, t *Ticket) error {
	if t == nil {
		return sentinel.Errorf(cx.ErrOutOfRange, "tickets: Policy.Read needs a ticket to read into: it is nil")
	}
	details := t.Details
	if details == nil {
		details = new(Details)
	}
	*t = Ticket{Details: details}
	if err := p.validate(); err != nil {
		return err
	}
	details.reset()
	r := reading{policy: p, t: t, a: details}
	r.player.begin(h, details.room)
	err := r.play()
	details.room = r.player.order[:0]
	if err == nil {
		err = r.finish()
	}
	if err != nil {
		*t = Ticket{Details: details}
	}
	return err
}

// reset forgets everything but the memory.
func (a *Details) reset() {
	*a = Details{
		Agents: a.Agents[:0], Ratings: a.Ratings[:0], NextReplies: a.NextReplies[:0], Unanswered: a.Unanswered[:0],
		Holds: a.Holds[:0], StatusChanges: a.StatusChanges[:0], Assignments: a.Assignments[:0], RepliedBy: a.RepliedBy[:0],
		room: a.room[:0],
	}
}

// reading is what a policy makes of the events so far.
type reading struct {
	policy Policy
	player player
	t      *Ticket
	a      *Details

	opener    Actor
	openedBy  string
	opened    bool      // the opening message was read as a reply too, or can be no more
	waiting   time.Time // since when the customer waits for a next reply
	touches   uint64    // agent replies until the resolution that counts
	lastReply time.Time // of an agent
	lastBy    Who
	by        Who  // to whom it is assigned
	left      bool // it has left solved
	answered  bool // by a person
	merged    bool
	agents    map[string]bool // those in a.Agents, when they are many
}

// play reads the events in the order of happening.
func (r *reading) play() error {
	p := &r.player
	if err := p.check(&r.policy); err != nil {
		return err
	}
	for {
		e, ok, err := p.step()
		if err != nil || !ok {
			return err
		}
		if r.policy.Tolerance > 0 && (e.Kind == KindStatusChanged || e.Kind == KindSolved) && p.life.solved() {
			r.join(e)
		}
		r.visit(e)
	}
}

// join reads the solver's reply that the log has a little after the solution, unless one came
// with the solution already, or a customer wrote in between.
func (r *reading) join(solution Event) {
	if !r.lastReply.IsZero() && !r.lastReply.Add(r.policy.Tolerance).Before(solution.At) && sameAgent(solution.Agent, r.lastBy.Agent) {
		return
	}
	for i := r.player.start; i < len(r.player.order); i++ {
		e := &r.player.order[i]
		next := r.player.event(e)
		switch {
		case next.At.Sub(solution.At) > r.policy.Tolerance:
			return
		case e.done || next.Kind == KindStatusChanged && doneStatuses.has(next.Status):
		case next.Kind == KindStatusChanged || next.Kind == KindReopened:
			return // it is open again
		case next.Kind != KindReplied && next.Kind != KindAnswered:
		case next.Actor == ActorCustomer:
			return
		case next.Actor == ActorAgent && sameAgent(solution.Agent, next.Agent):
			e.done = true
			next.At = solution.At
			r.replied(next)
			return
		}
	}
}

// sameAgent reports whether two names can be those of one agent.
func sameAgent(a, b string) bool { return a == "" || b == "" || a == b }

func (r *reading) visit(e Event) {
	l := &r.player.life
	switch e.Kind {
	case KindCreated:
		r.created(e)
	case KindAssigned:
		r.assigned(e)
	case KindReplied, KindAnswered:
		r.replied(e)
	case KindCallHeld:
		r.a.Holds = append(r.a.Holds, Span{From: e.At, By: r.by})
	case KindCallResumed:
		r.resumed(e.At)
	case KindRated:
		r.a.Ratings = append(r.a.Ratings, e.Rating)
	case KindMerged:
		r.merged = true
	case KindEnded:
		r.t.Ended = e.At
		r.resumed(e.At)
	}
	if l.status != l.left {
		r.a.StatusChanges = append(r.a.StatusChanges, StatusChange{Status: l.status, At: e.At})
	}
	if l.solved() {
		r.solved(e)
	}
	if l.reopened() {
		r.left = true
		r.a.Reopens++
		if !r.policy.FirstSolved {
			r.t.Resolved, r.t.ResolvedBy = time.Time{}, Who{}
		}
	}
}

func (r *reading) solved(e Event) {
	by := r.who(e)
	if by.Agent == "" && r.lastReply.Equal(e.At) {
		by = r.lastBy
	}
	if r.a.Resolutions++; r.a.Resolutions == 1 {
		r.t.FirstResolved, r.t.FirstResolvedBy = e.At, by
	}
	if r.a.Resolutions == 1 || !r.policy.FirstSolved {
		r.t.Resolved, r.t.ResolvedBy = e.At, by
		r.touches = r.a.Replies
	}
	if r.waitsForNext() {
		r.a.Unanswered = append(r.a.Unanswered, Span{From: r.waiting, To: e.At, By: by})
	}
	r.waiting = time.Time{}
	r.resumed(e.At) // nobody holds a call about a ticket that is solved
}

// resumed ends the call hold, unless the resolution did before.
func (r *reading) resumed(at time.Time) {
	if n := len(r.a.Holds); n > 0 && r.a.Holds[n-1].To.IsZero() {
		r.a.Holds[n-1].To = at
	}
}

// waitsForNext reports whether the customer waits, and not for a first response.
func (r *reading) waitsForNext() bool {
	return !r.waiting.IsZero() && (!r.t.FirstReply.IsZero() || r.t.NoResponseDue)
}

func (r *reading) created(e Event) {
	r.opener, r.openedBy = e.Actor, e.Agent
	r.t.Created = e.At
	if e.Actor == ActorCustomer {
		r.a.Contacts = 1
		return
	}
	r.t.NoResponseDue = e.Actor == ActorAgent && r.policy.AgentOpened != NextAgentReply
}

// who returns the agent of an event, and the team: that of the event, or the one to which
// the ticket is assigned.
func (r *reading) who(e Event) Who {
	if e.Team == "" {
		e.Team = r.by.Team
	}
	return Who{Agent: e.Agent, Team: e.Team}
}

func (r *reading) assigned(e Event) {
	r.agent(e)
	r.assign(r.who(e), e.At)
	if r.policy.FromHandoff && r.t.ResponseFrom.IsZero() && r.t.Resolved.IsZero() && !r.answered && !r.t.NoResponseDue {
		// The clock starts here: what bots answered before is no longer a response.
		r.t.ResponseFrom, r.t.FirstReply, r.t.FirstReplyBy = e.At, time.Time{}, Who{}
		r.a.NextReplies, r.a.Unanswered = r.a.NextReplies[:0], r.a.Unanswered[:0]
	}
}

// assign hands the ticket to somebody, unless it is in these hands.
func (r *reading) assign(by Who, at time.Time) {
	spans := r.a.Assignments
	if by == r.by {
		return
	}
	r.by = by
	n := len(spans)
	if n > 0 && spans[n-1].From.Equal(at) { // nobody had it for no time
		spans, n = spans[:n-1], n-1
	}
	switch {
	case n > 0 && spans[n-1].By == by:
		spans[n-1].To = time.Time{}
	default:
		if n > 0 {
			spans[n-1].To = at
		}
		spans = append(spans, Span{From: at, By: by})
	}
	r.a.Assignments = spans
}

// isOpening reports whether a message is the one that the ticket was opened with: the first
// of its author, at the creation.
func (r *reading) isOpening(e Event) bool {
	if r.opened || e.Actor != r.opener || !sameAgent(r.openedBy, e.Agent) {
		return false
	}
	r.opened = true
	return e.At.Sub(r.t.Created) <= r.policy.Tolerance
}

func (r *reading) replied(e Event) {
	if e.Actor == ActorAgent {
		r.agent(e)
	}
	if r.isOpening(e) {
		return
	}
	if e.Actor == ActorCustomer {
		r.a.Contacts++
		if r.t.NoResponseDue && r.policy.AgentOpened == ReplyToCustomer {
			r.t.NoResponseDue = false
			r.t.ResponseFrom = e.At
		}
		if r.waiting.IsZero() || r.policy.LastUnanswered {
			r.waiting = e.At
		}
		return
	}
	by := r.who(e)
	if e.Actor == ActorAgent {
		r.a.Replies++
		r.a.RepliedBy = append(r.a.RepliedBy, by)
		r.answered = true
		r.lastReply, r.lastBy = e.At, by
		if e.At.Equal(r.t.Resolved) {
			r.touches++ // the log has the solution before the reply that brought it
		}
	} else if !r.policy.BotsAnswer {
		return
	}
	switch {
	case r.t.FirstReply.IsZero() && !r.t.NoResponseDue:
		r.t.FirstReply, r.t.FirstReplyBy = e.At, by
	case !r.waiting.IsZero():
		r.a.NextReplies = append(r.a.NextReplies, Span{From: r.waiting, To: e.At, By: by})
	}
	r.waiting = time.Time{}
}

// many is from how many agents on a ticket keeps them in a map too.
const many = 8

func (r *reading) agent(e Event) {
	if e.Agent == "" || r.agents[e.Agent] || r.agents == nil && slices.Contains(r.a.Agents, e.Agent) {
		return
	}
	r.a.Agents = append(r.a.Agents, e.Agent)
	if len(r.a.Agents) == many {
		r.agents = make(map[string]bool)
		for _, agent := range r.a.Agents {
			r.agents[agent] = true
		}
	} else if r.agents != nil {
		r.agents[e.Agent] = true
	}
}

func (r *reading) finish() error {
	p, t, a := &r.policy, r.t, r.a
	if r.merged && !p.CountMerged {
		return sentinel.Errorf(cx.ErrNoData, "tickets: the ticket was merged into another, and the policy leaves such tickets out")
	}
	t.Clock, t.Records, t.Dates = p.Clock, p.Records, p.Dates
	t.without = p.without()
	if p.SolvesMinusOne {
		a.Reopens = max(a.Resolutions, 1) - 1
	}
	if r.waitsForNext() {
		a.NextReplies = append(a.NextReplies, Span{From: r.waiting})
	}
	a.Stops = p.Stops
	if !t.Resolved.IsZero() {
		a.OneTouch = r.touches == 1 || r.touches == 0 && p.AtMostOneReply
		a.FirstContact = !r.left && (!p.FirstContactByContacts && r.touches == 1 || p.FirstContactByContacts && a.Contacts <= 1)
	}
	return nil
}

// without returns what the policy cannot tell of a log with these records.
func (p *Policy) without() (f figures) {
	if p.Records == 0 {
		return 0
	}
	if p.FromHandoff && !p.Records.has(KindAssigned) {
		f |= figAnswered | figFirstResponse | figNextReply
	}
	if !p.FirstSolved && p.Records.tell()&figReopens == 0 {
		f |= figResolved | figResolution | figHolds
	}
	if p.Stops != 0 && !p.Records.has(KindStatusChanged) {
		f |= figFirstResolution | figResolution
	}
	return f
}

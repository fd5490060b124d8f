package tickets

import (
	"iter"
	"slices"
	"time"
)

// Role is what an agent or a team did for a ticket.
type Role uint8

// The roles.
const (
	RoleFirstResponder Role = iota + 1 // the first response time
	RoleReplier                        // replies and reply times
	RoleSolver                         // the resolution, and all figures of resolved tickets
	RoleAssignee                       // times in states and on hold meanwhile, and the backlog
)

// ByAgent yields each ticket for each agent who had one of the roles in it, with the figures of
// these roles; no roles mean all. Count them in a [cx.By]. A ticket that two agents had counts
// for both; unknown agents are left out.
func ByAgent(tickets iter.Seq[Ticket], roles ...Role) iter.Seq2[string, Ticket] {
	return credit(tickets, roles, func(w Who) string { return w.Agent }, true)
}

// ByTeam is [ByAgent] for teams.
func ByTeam(tickets iter.Seq[Ticket], roles ...Role) iter.Seq2[string, Ticket] {
	return credit(tickets, roles, func(w Who) string { return w.Team }, false)
}

func credit(tickets iter.Seq[Ticket], roles []Role, name func(Who) string, agents bool) iter.Seq2[string, Ticket] {
	had := func(r Role) bool { return len(roles) == 0 || slices.Contains(roles, r) }
	return func(yield func(string, Ticket) bool) {
		var all []string
		for ticket := range tickets {
			all = all[:0]
			add := func(w Who) {
				if n := name(w); n != "" && !slices.Contains(all, n) {
					all = append(all, n)
				}
			}
			a := ticket.Details
			if a == nil {
				a = new(Details)
			}
			if had(RoleAssignee) {
				for _, s := range a.Assignments {
					add(s.By)
				}
			}
			if had(RoleFirstResponder) || had(RoleReplier) {
				add(ticket.FirstReplyBy)
			}
			if had(RoleReplier) {
				for _, w := range a.RepliedBy {
					add(w)
				}
				for _, s := range a.NextReplies {
					add(s.By)
				}
			}
			if had(RoleSolver) {
				add(ticket.ResolvedBy)
				add(ticket.FirstResolvedBy)
			}
			if agents && len(roles) == 0 {
				for _, agent := range a.Agents {
					add(Who{Agent: agent})
				}
			}
			for _, who := range all {
				if !yield(who, ticket.share(had, func(w Who) bool { return name(w) == who })) {
					return
				}
			}
		}
	}
}

// share returns the ticket with what somebody did for it in some roles.
func (t Ticket) share(had func(Role) bool, his func(Who) bool) Ticket {
	t.without |= figAssignments
	last := false // he is the last assignee
	if t.Details != nil {
		a := *t.Details
		t.Details = &a
		if n := len(a.Assignments); n > 0 {
			last = had(RoleAssignee) && his(a.Assignments[n-1].By)
		}
		t.only = []Span{}
		if had(RoleAssignee) {
			for _, s := range a.Assignments {
				if his(s.By) {
					t.only = append(t.only, s)
				}
			}
		}
		if len(t.only) == 0 {
			t.without |= figStates | figHolds
		}
		next := a.NextReplies
		a.NextReplies, a.Unanswered = nil, nil
		for _, s := range next {
			if had(RoleReplier) && !s.To.IsZero() && his(s.By) {
				a.NextReplies = append(a.NextReplies, s)
			}
		}
		a.Replies = 0
		for _, w := range a.RepliedBy {
			if his(w) {
				a.Replies++
			}
		}
	}
	if !had(RoleReplier) {
		t.without |= figReplies | figNextReply
	}
	open := last && t.Resolved.IsZero()
	answered := (had(RoleFirstResponder) || had(RoleReplier)) && his(t.FirstReplyBy)
	if waits := open && t.FirstReply.IsZero(); !answered && !waits {
		// He gave no first response, and nobody waits for his.
		t.FirstReply, t.FirstReplyBy, t.ResponseFrom, t.NoResponseDue = time.Time{}, Who{}, time.Time{}, true
	}
	if !had(RoleSolver) || !his(t.FirstResolvedBy) {
		t.without |= figFirstResolution
	}
	if !had(RoleSolver) || t.Resolved.IsZero() || !his(t.ResolvedBy) {
		t.without |= figResolution | figReopens | figContacts | figTouches | figRatings
		if !open {
			t.without |= figResolved
		}
	}
	return t
}

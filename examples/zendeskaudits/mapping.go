package main

import (
	"cmp"
	"fmt"

	"github.com/cxmetrics/cx/tickets"
)

var (
	records  = tickets.KindsOf(tickets.KindAssigned, tickets.KindReplied, tickets.KindStatusChanged)
	statuses = map[any]tickets.Status{"new": tickets.StatusNew, "open": tickets.StatusOpen, "pending": tickets.StatusPending,
		"hold": tickets.StatusOnHold, "solved": tickets.StatusSolved, "closed": tickets.StatusClosed}
)

// histories returns the tickets by their numbers. The first audit of a ticket has the comment that
// opened it. Who is not among the users is a program, such as an automation.
func (f file) histories() map[int]tickets.History {
	by := map[int]tickets.Event{}
	for _, u := range f.Users {
		by[u.ID] = tickets.Event{Actor: tickets.ActorAgent, Agent: fmt.Sprint(u.ID)}
		if u.Role == "end-user" {
			by[u.ID] = tickets.Event{Actor: tickets.ActorCustomer}
		}
	}
	all := map[int]tickets.History{}
	for _, a := range f.Audits {
		first := len(all[a.Ticket]) == 0
		for _, x := range a.Events {
			e := by[cmp.Or(x.Author, a.Author)]
			e.At, e.Actor = a.At, cmp.Or(e.Actor, tickets.ActorBot)
			switch {
			case x.Type == "Comment" && first:
				e.Kind = tickets.KindCreated
			case x.Type == "Comment" && x.Public:
				e.Kind = tickets.KindReplied
			case x.Field == "status" && statuses[x.Value] != 0:
				e.Kind, e.Status = tickets.KindStatusChanged, statuses[x.Value]
			case x.Field == "assignee_id" && x.Value != nil:
				e.Kind, e.Agent = tickets.KindAssigned, fmt.Sprint(x.Value)
			default:
				continue
			}
			all[a.Ticket] = append(all[a.Ticket], e)
		}
	}
	return all
}

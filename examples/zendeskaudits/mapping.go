package main

import (
	"fmt"

	"github.com/cxmetrics/cx/tickets"
)

var (
	records  = tickets.KindsOf(tickets.KindAssigned, tickets.KindReplied, tickets.KindStatusChanged)
	statuses = map[any]tickets.Status{"new": tickets.StatusNew, "open": tickets.StatusOpen, "pending": tickets.StatusPending,
		"hold": tickets.StatusOnHold, "solved": tickets.StatusSolved, "closed": tickets.StatusClosed}
)

// histories returns the tickets by their numbers. The first audit of a ticket is its creation.
func (f file) histories() map[int]tickets.History {
	customer := map[int]bool{}
	for _, u := range f.Users {
		customer[u.ID] = u.Role == "end-user"
	}
	all := map[int]tickets.History{}
	for _, a := range f.Audits {
		e := tickets.Event{Kind: tickets.KindCreated, At: a.At, Actor: tickets.ActorAgent, Agent: fmt.Sprint(a.Author)}
		if customer[a.Author] {
			e.Actor, e.Agent = tickets.ActorCustomer, ""
		}
		if len(all[a.Ticket]) == 0 {
			all[a.Ticket] = tickets.History{e}
		}
		for _, x := range a.Events {
			switch next := e; {
			case x.Type == "Comment" && x.Public: // the opening message too: the policy knows it
				next.Kind = tickets.KindReplied
				all[a.Ticket] = append(all[a.Ticket], next)
			case x.Field == "status" && statuses[x.Value] != 0:
				next.Kind, next.Status = tickets.KindStatusChanged, statuses[x.Value]
				all[a.Ticket] = append(all[a.Ticket], next)
			case x.Field == "assignee_id" && x.Value != nil:
				next.Kind, next.Agent = tickets.KindAssigned, fmt.Sprint(x.Value)
				all[a.Ticket] = append(all[a.Ticket], next)
			}
		}
	}
	return all
}

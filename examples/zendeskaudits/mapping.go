package main

import (
	"strconv"
	"time"

	"github.com/cxmetrics/cx/tickets"
)

type file struct {
	Audits []struct {
		Ticket int       `json:"ticket_id"`
		Author int       `json:"author_id"`
		At     time.Time `json:"created_at"`
		Events []struct {
			Type   string
			Field  string `json:"field_name"`
			Value  any
			Public bool
		}
	}
	Users []struct {
		ID   int
		Role string
	}
}

var statuses = map[any]tickets.Status{
	"new": tickets.StatusNew, "open": tickets.StatusOpen, "pending": tickets.StatusPending,
	"hold": tickets.StatusOnHold, "solved": tickets.StatusSolved, "closed": tickets.StatusClosed,
}

// histories returns the tickets in the order of their first audits.
func (f file) histories() (all []tickets.History) {
	actors := map[int]tickets.Actor{}
	for _, u := range f.Users {
		actors[u.ID] = tickets.ActorAgent // agents and admins
		if u.Role == "end-user" {
			actors[u.ID] = tickets.ActorCustomer
		}
	}
	place := map[int]int{}
	for _, a := range f.Audits {
		e := tickets.Event{At: a.At, Actor: actors[a.Author], Agent: strconv.Itoa(a.Author)}
		i, known := place[a.Ticket]
		if !known { // the first audit, whose comment is the opening message
			i = len(all)
			place[a.Ticket] = i
			e.Kind = tickets.KindCreated
			all = append(all, tickets.History{e})
		}
		for _, x := range a.Events {
			switch {
			case x.Type == "Comment" && x.Public && known:
				e.Kind = tickets.KindReplied
			case x.Field == "status" && statuses[x.Value] != 0:
				e.Kind, e.Status = tickets.KindStatusChanged, statuses[x.Value]
			default: // notes, tags, notifications
				continue
			}
			all[i] = append(all[i], e)
		}
	}
	return all
}

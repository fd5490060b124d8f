package main

import (
	"strings"
	"time"

	"github.com/cxmetrics/cx/tickets"
)

var (
	records = tickets.KindsOf(tickets.KindAssigned, tickets.KindReplied, tickets.KindStatusChanged)
	actors  = map[string]tickets.Actor{"user": tickets.ActorCustomer, "lead": tickets.ActorCustomer, "contact": tickets.ActorCustomer,
		"bot": tickets.ActorBot, "admin": tickets.ActorAgent, "team": tickets.ActorAgent}
	statuses = map[string]tickets.Status{"snoozed": tickets.StatusPending, "close": tickets.StatusSolved, "open": tickets.StatusOpen,
		"unsnoozed": tickets.StatusOpen, "timer_unsnooze": tickets.StatusOpen, "assign_and_unsnooze": tickets.StatusOpen,
		"note_and_unsnooze": tickets.StatusOpen, "note_and_reopen": tickets.StatusOpen}
)

func (f file) histories() (all []tickets.History) {
	for _, c := range f.Conversations {
		h := tickets.History{{Kind: tickets.KindCreated, At: time.Unix(c.At, 0), Actor: actors[c.Source.Author.Type]}}
		for i, p := range c.Parts.Parts {
			e := tickets.Event{Kind: tickets.KindReplied, At: time.Unix(p.At, 0), Actor: actors[p.Author.Type], Agent: p.Author.ID, Seq: i + 1}
			if p.Body != "" && !strings.HasPrefix(p.Type, "note") { // a part that closes, opens or assigns can have a message too
				h = append(h, e)
			}
			if p.To.Type == "admin" {
				h = append(h, tickets.Event{Kind: tickets.KindAssigned, At: e.At, Agent: p.To.ID, Seq: e.Seq})
			}
			if statuses[p.Type] != 0 {
				e.Kind, e.Status = tickets.KindStatusChanged, statuses[p.Type]
				h = append(h, e)
			}
		}
		all = append(all, h)
	}
	return all
}

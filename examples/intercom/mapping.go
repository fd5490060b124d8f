package main

import (
	"time"

	"github.com/cxmetrics/cx/tickets"
)

type author struct{ Type, ID string }

type file struct {
	Conversations []struct {
		At     int64 `json:"created_at"`
		Source struct{ Author author }
		Parts  struct {
			Parts []struct {
				Type   string `json:"part_type"`
				At     int64  `json:"created_at"`
				Body   string
				Author author
				To     author `json:"assigned_to"`
			} `json:"conversation_parts"`
		} `json:"conversation_parts"`
	}
}

var (
	actors = map[string]tickets.Actor{
		"user": tickets.ActorCustomer, "lead": tickets.ActorCustomer, "contact": tickets.ActorCustomer,
		"bot": tickets.ActorBot, "admin": tickets.ActorAgent, "team": tickets.ActorAgent,
	}
	statuses = map[string]tickets.Status{"open": tickets.StatusOpen, "snoozed": tickets.StatusPending, "close": tickets.StatusSolved}
)

func (f file) histories() (all []tickets.History) {
	for _, c := range f.Conversations {
		h := tickets.History{{Kind: tickets.KindCreated, At: time.Unix(c.At, 0), Actor: actors[c.Source.Author.Type]}}
		for i, p := range c.Parts.Parts {
			e := tickets.Event{At: time.Unix(p.At, 0), Seq: i + 1}
			// A part that closes, opens or assigns can have a message too.
			if p.Body != "" && p.Type != "note" {
				e.Kind, e.Actor, e.Agent = tickets.KindReplied, actors[p.Author.Type], p.Author.ID
				h = append(h, e)
			}
			switch {
			case statuses[p.Type] != 0:
				e.Kind, e.Status = tickets.KindStatusChanged, statuses[p.Type]
				h = append(h, e)
			case p.To.Type == "admin":
				e.Kind, e.Agent = tickets.KindAssigned, p.To.ID
				h = append(h, e)
			}
		}
		all = append(all, h)
	}
	return all
}

package main

import (
	"time"

	"github.com/cxmetrics/cx/tickets"
)

type file struct {
	Events []struct {
		Ticket       int `json:"ticket_id"`
		Metric, Type string
		At           time.Time `json:"time"`
	} `json:"ticket_metric_events"`
}

// histories returns the tickets in the order of their first events. A reply time begins with a
// message of the customer and ends with one of an agent. The states are what the two other clocks
// say: both run while the ticket is new or open, the agent's alone stands on hold, both stand while it
// is pending, and both are fulfilled when it is solved.
func (f file) histories() (all []tickets.History) {
	place := map[int]int{}
	types := map[int]map[string]string{} // of each ticket and metric the last type
	for seq, x := range f.Events {
		i, known := place[x.Ticket]
		if !known {
			i = len(all)
			place[x.Ticket], types[i] = i, map[string]string{}
			all = append(all, tickets.History{{Kind: tickets.KindCreated, At: x.At, Actor: tickets.ActorCustomer}})
		}
		e := tickets.Event{At: x.At, Seq: seq}
		switch {
		case x.Type != "activate" && x.Type != "pause" && x.Type != "fulfill": // targets and breaches
			continue
		case x.Metric == "reply_time" && x.Type == "activate":
			if x.At.Equal(all[i][0].At) {
				continue // the opening message
			}
			e.Kind, e.Actor = tickets.KindReplied, tickets.ActorCustomer
		case x.Metric == "reply_time" && x.Type == "fulfill":
			e.Kind, e.Actor = tickets.KindReplied, tickets.ActorAgent
		case x.Metric == "requester_wait_time" || x.Metric == "agent_work_time":
			types[i][x.Metric] = x.Type
			e.Kind, e.Status = tickets.KindStatusChanged, state(types[i]["requester_wait_time"], types[i]["agent_work_time"])
		default:
			continue
		}
		all[i] = append(all[i], e)
	}
	return all
}

// state returns the state in which the two clocks were last heard of.
func state(wait, work string) tickets.Status {
	switch {
	case wait == "fulfill":
		return tickets.StatusSolved
	case wait == "pause":
		return tickets.StatusPending
	case work == "pause":
		return tickets.StatusOnHold
	}
	return tickets.StatusOpen
}

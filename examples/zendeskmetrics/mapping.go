package main

import "github.com/cxmetrics/cx/tickets"

// The log says when somebody waited for a reply, and not how many messages there were.
var records = tickets.KindsOf(tickets.KindAnswered, tickets.KindStatusChanged)

// histories returns the tickets by their numbers. A reply time begins with a message of the
// customer and ends with one of an agent. The states are what the two other clocks say.
func (f file) histories() map[int]tickets.History {
	all := map[int]tickets.History{}
	last := map[int]map[string]string{} // of each ticket and metric the last type
	for seq, x := range f.Events {
		if x.Type != "activate" && x.Type != "pause" && x.Type != "fulfill" {
			continue // targets and breaches
		}
		e := tickets.Event{Kind: tickets.KindAnswered, At: x.At, Actor: tickets.ActorCustomer, Seq: seq}
		if len(all[x.Ticket]) == 0 {
			last[x.Ticket] = map[string]string{}
			all[x.Ticket] = tickets.History{{Kind: tickets.KindCreated, At: x.At, Actor: tickets.ActorCustomer}}
		}
		last[x.Ticket][x.Metric] = x.Type
		switch {
		case x.Metric != "reply_time":
			e.Kind, e.Actor, e.Status = tickets.KindStatusChanged, 0, state(last[x.Ticket]["requester_wait_time"], last[x.Ticket]["agent_work_time"])
		case x.Type == "fulfill":
			e.Actor = tickets.ActorAgent
		}
		all[x.Ticket] = append(all[x.Ticket], e)
	}
	return all
}

// state returns the state in which the two clocks were last heard of: both run while the ticket
// is new or open, the agent's alone stands on hold, both stand while it is pending.
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

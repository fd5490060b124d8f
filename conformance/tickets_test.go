package conformance_test

import (
	"fmt"
	"time"

	"github.com/cxmetrics/cx/tickets"
)

var statuses = map[string]tickets.Status{
	"open": tickets.StatusOpen, "pending": tickets.StatusPending, "on hold": tickets.StatusOnHold, "solved": tickets.StatusSolved, "closed": tickets.StatusClosed,
}

func ticketPolicy(in struct {
	Events []struct {
		At                  time.Time
		Kind, Actor, Status string
	}
	Policy struct {
		Answer       string
		ResponseFrom string `json:"response_from"`
		AgentOpened  string `json:"agent_opened"`
		NextReply    string `json:"next_reply"`
		Resolution   string
		Reopens      string
		OneTouch     string `json:"one_touch"`
		FirstContact string `json:"first_contact"`
		Stops        []string
	}
}) (any, error) {
	var p tickets.Policy
	for _, option := range []struct {
		value string
		set   func()
		name  string
	}{
		{in.Policy.Answer, func() { p.BotsAnswer = true }, "agents and bots"},
		{in.Policy.ResponseFrom, func() { p.FromHandoff = true }, "handoff"},
		{in.Policy.NextReply, func() { p.LastUnanswered = true }, "last unanswered"},
		{in.Policy.Resolution, func() { p.FirstSolved = true }, "first solved"},
		{in.Policy.Reopens, func() { p.SolvesMinusOne = true }, "solves minus one"},
		{in.Policy.OneTouch, func() { p.AtMostOneReply = true }, "at most one reply"},
		{in.Policy.FirstContact, func() { p.FirstContactByContacts = true }, "contacts"},
	} {
		switch option.value {
		case "":
		case option.name:
			option.set()
		default:
			return nil, fmt.Errorf("no option %q", option.value)
		}
	}
	switch in.Policy.AgentOpened {
	case "reply to customer":
		p.AgentOpened = tickets.ReplyToCustomer
	case "no first response":
		p.AgentOpened = tickets.NoFirstResponse
	}
	var stops []tickets.Status
	for _, s := range in.Policy.Stops {
		stops = append(stops, statuses[s])
	}
	p.Stops = tickets.StatusesOf(stops...)

	kinds := map[string]tickets.Kind{"created": tickets.KindCreated, "replied": tickets.KindReplied, "assigned": tickets.KindAssigned, "status": tickets.KindStatusChanged}
	actors := map[string]tickets.Actor{"customer": tickets.ActorCustomer, "agent": tickets.ActorAgent, "bot": tickets.ActorBot}
	var h tickets.History
	for _, e := range in.Events {
		h = append(h, tickets.Event{At: e.At, Kind: kinds[e.Kind], Actor: actors[e.Actor], Status: statuses[e.Status]})
	}
	t, err := p.Ticket(h)
	if err != nil {
		return nil, err
	}
	out := object{
		"replies": t.Details.Replies, "contacts": t.Details.Contacts, "reopens": t.Details.Reopens,
		"one_touch": t.Details.OneTouch, "first_contact": t.Details.FirstContact,
	}
	for name, metric := range map[string]tickets.Metric{
		"first_response": tickets.MetricFirstResponse, "next_replies": tickets.MetricNextReply, "first_resolution": tickets.MetricFirstResolution,
		"resolution": tickets.MetricResolution, "requester_wait": tickets.MetricRequesterWait, "agent_work": tickets.MetricAgentWork,
		"agent_wait": tickets.MetricAgentWait, "on_hold": tickets.MetricOnHold,
	} {
		times, err := t.Measure(metric, time.Time{})
		if err != nil {
			return nil, err
		}
		seconds := []float64{}
		for _, m := range times {
			seconds = append(seconds, m.Elapsed.Seconds())
		}
		switch {
		case metric == tickets.MetricNextReply:
			out[name] = seconds
		case len(seconds) == 0:
			out[name] = nil
		default:
			out[name] = seconds[0]
		}
	}
	return out, nil
}

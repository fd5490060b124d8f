package tickets_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/tickets"
	"github.com/google/go-cmp/cmp"
)

// TestTwoLogsOfZendesk: a ticket as ticket audits have it and as ticket metric events have it. The
// differences are those of docs/tickets-defaults.md.
func TestTwoLogsOfZendesk(t *testing.T) {
	status := func(minute int, s tickets.Status) tickets.Event {
		return tickets.Event{Kind: tickets.KindStatusChanged, At: at(minute), Status: s}
	}
	message := func(k tickets.Kind, minute int, by tickets.Actor) tickets.Event {
		return tickets.Event{Kind: k, At: at(minute), Actor: by}
	}
	const customer, agent = tickets.ActorCustomer, tickets.ActorAgent
	audits := tickets.Policy{Records: tickets.KindsOf(tickets.KindAssigned, tickets.KindReplied, tickets.KindStatusChanged)}
	events := tickets.Policy{Records: tickets.KindsOf(tickets.KindAnswered, tickets.KindStatusChanged)}
	states := []tickets.Event{status(30, tickets.StatusPending), status(120, tickets.StatusOpen), status(140, tickets.StatusOnHold), status(200, tickets.StatusOpen), status(210, tickets.StatusSolved)}
	a, err1 := audits.Ticket(append(tickets.History{
		message(tickets.KindCreated, 0, customer), message(tickets.KindReplied, 0, customer), message(tickets.KindReplied, 30, agent),
		message(tickets.KindReplied, 31, agent), message(tickets.KindReplied, 120, customer), message(tickets.KindReplied, 121, customer), message(tickets.KindReplied, 210, agent),
		status(20, tickets.StatusOpen),
	}, states...))
	b, err2 := events.Ticket(append(tickets.History{
		message(tickets.KindCreated, 0, customer), message(tickets.KindAnswered, 0, customer), message(tickets.KindAnswered, 30, agent),
		message(tickets.KindAnswered, 120, customer), message(tickets.KindAnswered, 210, agent), status(0, tickets.StatusOpen),
	}, states...))
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	for m, minutes := range map[tickets.Metric][]int{
		tickets.MetricFirstResponse: {30}, tickets.MetricNextReply: {90}, tickets.MetricResponse: {30, 90}, tickets.MetricRequesterWait: {120}, tickets.MetricAgentWork: {60},
		tickets.MetricAgentWait: {90}, tickets.MetricOnHold: {60}, tickets.MetricResolution: {210},
	} {
		var want []tickets.Measurement
		for _, x := range minutes {
			want = append(want, tickets.Measurement{Elapsed: time.Duration(x) * time.Minute})
		}
		for _, ticket := range []tickets.Ticket{a, b} {
			if got, err := ticket.Measure(m, at(500)); err != nil || cmp.Diff(want, got) != "" {
				t.Errorf("%v: %v, %v, want %v", m, got, err, want)
			}
		}
	}
	// New and open are two states in the one, and one in the other.
	open := tickets.StatusesOf(tickets.StatusOpen)
	inA, err1 := a.TimeIn(open, at(500))
	inB, err2 := b.TimeIn(open, at(500))
	if err := errors.Join(err1, err2); err != nil || inA != 40*time.Minute || inB != time.Hour {
		t.Errorf("open for %v and %v, %v", inA, inB, err)
	}
	// The messages are counted in the one alone.
	var tallyA, tallyB tickets.Tally
	if err := errors.Join(tallyA.Add(a), tallyB.Add(b)); err != nil {
		t.Fatal(err)
	}
	if tallyA.Replies().Value.Sum().Int64() != 3 || tallyA.Contacts().Value.Sum().Int64() != 3 || tallyA.OneTouch().Value.Misses != 1 || tallyA.FirstContact().Value.Misses != 1 {
		t.Error(tallyA)
	}
	if tallyB.Replies().Value.N()+tallyB.Contacts().Value.N()+tallyB.OneTouch().Value.Misses+tallyB.FirstContact().Value.Misses+tallyB.Reassignments().Value.N() != 0 {
		t.Error(tallyB)
	}
	// Who opened it is in the audits alone: the first reply is the second public comment of an agent.
	opened, err := audits.Ticket(tickets.History{message(tickets.KindCreated, 0, agent), message(tickets.KindReplied, 0, agent), message(tickets.KindReplied, 45, agent)})
	if err != nil {
		t.Fatal(err)
	}
	if first, err := opened.FirstResponse(); err != nil || first != 45*time.Minute {
		t.Errorf("%v, %v", first, err)
	}
}

func TestPoliciesOfLogsAsJSON(t *testing.T) {
	p := tickets.Policy{
		Records: tickets.KindsOf(tickets.KindReplied, tickets.KindSolved), Dates: tickets.KindsOf(tickets.KindCreated),
		Tolerance: time.Second, Skew: 2 * time.Minute, IgnoreAfterEnd: true,
	}
	text, err := json.Marshal(p)
	var back tickets.Policy
	if err := errors.Join(err, json.Unmarshal(text, &back)); err != nil || !back.Equal(p) {
		t.Errorf("%s reads as %+v, %v", text, back, err)
	}
	for _, bad := range []string{`{"records":"nothing"}`, `{"tolerance":"-1s"}`, `{"skew":"x"}`, `{"ignore_after_end":1}`} {
		if err := json.Unmarshal([]byte(bad), &back); !errors.Is(err, cx.ErrEncoding) || !back.Equal(p) {
			t.Errorf("%s: %v", bad, err)
		}
	}
	for _, bad := range []tickets.Policy{{Skew: -1}, {Records: 1}} {
		if _, err := json.Marshal(bad); !errors.Is(err, cx.ErrOutOfRange) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
}

package tickets_test

import (
	"errors"
	"iter"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/tickets"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestValidateNamesWhatContradicts(t *testing.T) {
	activity := func(a tickets.Details) tickets.Ticket { return tickets.Ticket{Created: at(0), Details: &a} }
	for want, ticket := range map[string]tickets.Ticket{
		"the ticket has no creation time": {Resolved: at(0)},
		"resolution at 2024-01-01T08:59:00Z is before the ticket's creation at 2024-01-01T09:00:00Z":                        {Created: at(0), Resolved: at(-1)},
		"resolution at 2024-01-01T09:01:00Z is before the first resolution":                                                 {Created: at(0), FirstResolved: at(2), Resolved: at(1)},
		"first reply at 2024-01-01T09:01:00Z is before the start of the response clock":                                     {Created: at(0), ResponseFrom: at(2), FirstReply: at(1)},
		"start of the response clock at 2024-01-01T08:59:00Z is before":                                                     {Created: at(0), ResponseFrom: at(-1)},
		"a first reply at 2024-01-01T09:01:00Z, and NoResponseDue":                                                          {Created: at(0), NoResponseDue: true, FirstReply: at(1)},
		"next reply 0 is from 2024-01-01T08:59:00Z to 2024-01-01T09:01:00Z, but must not begin before 2024-01-01T09:00:00Z": activity(tickets.Details{NextReplies: []tickets.Span{{From: at(-1), To: at(1)}}}),
		"next reply 0 is from 2024-01-01T09:02:00Z to 2024-01-01T09:01:00Z":                                                 activity(tickets.Details{NextReplies: []tickets.Span{{From: at(2), To: at(1)}}}),
		"next reply 1 is from 2024-01-01T09:04:00Z to 2024-01-01T09:06:00Z, but must not begin before 2024-01-01T09:05:00Z": activity(tickets.Details{NextReplies: []tickets.Span{{From: at(2), To: at(5)}, {From: at(4), To: at(6)}}}),
		"next reply 0 is from 2024-01-01T09:02:00Z to 0001-01-01T00:00:00Z":                                                 activity(tickets.Details{NextReplies: []tickets.Span{{From: at(2)}, {From: at(4), To: at(6)}}}),
		"call hold 0 is from 0001-01-01T00:00:00Z":                                                                          activity(tickets.Details{Holds: []tickets.Span{{To: at(6)}}}),
		"status 0 is open at 2024-01-01T09:01":                                                                              activity(tickets.Details{StatusChanges: []tickets.StatusChange{{tickets.StatusOpen, at(1)}}}),
		"status 1 is Status(12) at":                                                                                         activity(tickets.Details{StatusChanges: []tickets.StatusChange{{tickets.StatusOpen, at(0)}, {tickets.StatusPending | tickets.StatusOnHold, at(1)}}}),
		"status 2 is new at 2024-01-01T09:01":                                                                               activity(tickets.Details{StatusChanges: []tickets.StatusChange{{tickets.StatusOpen, at(0)}, {tickets.StatusPending, at(2)}, {tickets.StatusNew, at(1)}}}),
		"unanswered wait 0 is from 2024-01-01T08:59:00Z":                                                                    activity(tickets.Details{Unanswered: []tickets.Span{{From: at(-1), To: at(1)}}}),
		"unanswered wait 1 has no end":                                                                                      activity(tickets.Details{Unanswered: []tickets.Span{{From: at(1), To: at(2)}, {From: at(3)}}}),
		"the clock stops in pending|on hold, but the states are not known":                                                  activity(tickets.Details{Stops: tickets.StatusesOf(tickets.StatusPending, tickets.StatusOnHold)}),
		"Stops is Statuses(64)":    activity(tickets.Details{Stops: 64}),
		"9223372036854775808 repl": activity(tickets.Details{Replies: 1 << 63}),
	} {
		var tally tickets.Tally
		err := tally.Add(ticket)
		if !errors.Is(err, cx.ErrOutOfRange) || !strings.Contains(err.Error(), want) || tally != (tickets.Tally{}) {
			t.Errorf("got %v\nwant %s", err, want)
		}
		_, err = tickets.Collect(slices.Values([]tickets.Ticket{{Created: at(0)}, ticket}))
		if err == nil || !strings.Contains(err.Error(), "index 1") || !strings.HasPrefix(err.Error(), "tickets: ") || strings.Count(err.Error(), "tickets: ") != 1 {
			t.Errorf("Collect: %v, want the package once, and the index", err)
		}
	}
}

// lying counts what it likes.
type lying time.Duration

func (l lying) Elapsed(from, to time.Time) (time.Duration, error) { return time.Duration(l), nil }

// broken cannot say.
type broken struct{}

var errBroken = errors.New("the clock is broken")

func (broken) Elapsed(from, to time.Time) (time.Duration, error) { return 0, errBroken }

func TestClocksAreNotTrusted(t *testing.T) {
	h := tickets.History{
		{Kind: tickets.KindCreated, At: at(0), Actor: tickets.ActorCustomer},
		{Kind: tickets.KindCallHeld, At: at(1)}, {Kind: tickets.KindCallResumed, At: at(2)}, {Kind: tickets.KindCallHeld, At: at(3)},
		{Kind: tickets.KindStatusChanged, At: at(1), Status: tickets.StatusOpen},
		{Kind: tickets.KindStatusChanged, At: at(2), Status: tickets.StatusSolved},
	}
	for _, test := range []struct {
		clock tickets.Clock
		want  error
	}{{lying(-1), cx.ErrOutOfRange}, {lying(math.MaxInt64), cx.ErrOutOfRange}, {broken{}, errBroken}} {
		ticket, err := tickets.Policy{Clock: test.clock}.Ticket(h)
		if err != nil {
			t.Fatal(err)
		}
		var tally tickets.Tally
		if err := tally.Add(ticket); !errors.Is(err, test.want) || tally != (tickets.Tally{}) || !strings.HasPrefix(err.Error(), "tickets: ") {
			t.Errorf("%T: %v, want %v", test.clock, err, test.want)
		}
		if _, err := (tickets.Target{Metric: tickets.MetricAgentWork, Within: 1}).Judge(ticket, at(9)); !errors.Is(err, test.want) {
			t.Errorf("%T: judged, %v, want %v", test.clock, err, test.want)
		}
		var d tickets.Durations
		if err := d.AddTicket(ticket, tickets.MetricAgentWork, at(9)); !errors.Is(err, test.want) || d.N() != 0 {
			t.Errorf("%T: %v, want %v", test.clock, err, test.want)
		}
	}
}

func TestMeasureOfARecord(t *testing.T) {
	record := tickets.Ticket{Created: at(0), FirstReply: at(10), Resolved: at(30)}
	for m, want := range map[tickets.Metric][]tickets.Measurement{
		tickets.MetricFirstResponse: {{Elapsed: 10 * time.Minute}},
		tickets.MetricResolution:    {{Elapsed: 30 * time.Minute}},
	} {
		if got, err := record.Measure(m, at(60)); err != nil || cmp.Diff(want, got) != "" {
			t.Errorf("%v: %v, %v, want %v", m, got, err, want)
		}
	}
	// What is not on record is not known. The first resolution may have been earlier.
	for _, m := range []tickets.Metric{
		tickets.MetricNextReply, tickets.MetricResponse, tickets.MetricFirstResolution, tickets.MetricRequesterWait, tickets.MetricCallHold,
	} {
		if got, err := record.Measure(m, at(60)); !errors.Is(err, cx.ErrNoData) || got != nil {
			t.Errorf("%v: %v, %v, want cx.ErrNoData", m, got, err)
		}
	}
	// As of an earlier instant, what came later has not happened.
	if got, err := record.Measure(tickets.MetricFirstResponse, at(10)); err != nil || cmp.Diff(got, []tickets.Measurement{{10 * time.Minute, true}}) != "" {
		t.Errorf("as of the reply: %v, %v", got, err)
	}
	if got, err := record.Measure(tickets.MetricFirstResponse, at(0)); err != nil || got != nil {
		t.Errorf("as of the creation: %v, %v", got, err)
	}
	if got, err := record.Measure(tickets.MetricFirstResolution, at(10)); !errors.Is(err, cx.ErrNoData) || got != nil {
		t.Errorf("first resolution as of an instant before the only one on record: %v, %v", got, err)
	}
	if _, err := record.Measure(99, at(60)); !errors.Is(err, cx.ErrOutOfRange) {
		t.Errorf("no metric: %v", err)
	}
	if _, err := record.TimeIn(tickets.StatusesOf(tickets.StatusOpen), at(60)); !errors.Is(err, cx.ErrNoData) {
		t.Errorf("states of a record: %v, want cx.ErrNoData", err)
	}
	if _, err := (tickets.Ticket{Created: at(0)}).Resolution(); !errors.Is(err, cx.ErrNoData) {
		t.Errorf("resolution of an open ticket: %v, want cx.ErrNoData", err)
	}
}

// TestResolvedAtOnce: a ticket resolved in the instant of its creation had an
// agent's turn of no time, as it had a resolution time of zero, and nothing else.
func TestResolvedAtOnce(t *testing.T) {
	ticket, err := (tickets.Policy{}).Ticket(tickets.History{
		{Kind: tickets.KindCreated, At: at(0), Actor: tickets.ActorCustomer},
		{Kind: tickets.KindStatusChanged, At: at(0), Status: tickets.StatusPending},
		{Kind: tickets.KindCallHeld, At: at(0)},
		{Kind: tickets.KindCallResumed, At: at(0)},
		{Kind: tickets.KindStatusChanged, At: at(0), Status: tickets.StatusSolved},
	})
	if err != nil {
		t.Fatal(err)
	}
	zero := []tickets.Measurement{{}}
	for m, want := range map[tickets.Metric][]tickets.Measurement{
		tickets.MetricFirstResolution: zero, tickets.MetricResolution: zero, tickets.MetricRequesterWait: zero, tickets.MetricAgentWork: zero,
		tickets.MetricAgentWait: nil, tickets.MetricOnHold: nil, tickets.MetricCallHold: nil,
	} {
		if got, err := ticket.Measure(m, at(9)); err != nil || cmp.Diff(want, got) != "" {
			t.Errorf("%v: %v, %v, want %v", m, got, err, want)
		}
	}
	// Without states nothing is known of them.
	ticket.Details.StatusChanges = nil
	if got, err := ticket.Measure(tickets.MetricAgentWork, at(9)); !errors.Is(err, cx.ErrNoData) || got != nil {
		t.Errorf("agent work without states: %v, %v", got, err)
	}
}

// TestNothingOfZeroLength: what begins and ends at once has not been, nor what begins at the instant, or at the resolution, has
// not been.
func TestNothingOfZeroLength(t *testing.T) {
	ticket, err := (tickets.Policy{}).Ticket(tickets.History{
		{Kind: tickets.KindCreated, At: at(0), Actor: tickets.ActorCustomer},
		{Kind: tickets.KindReplied, At: at(1), Actor: tickets.ActorAgent},
		{Kind: tickets.KindReplied, At: at(5), Actor: tickets.ActorCustomer},
		{Kind: tickets.KindStatusChanged, At: at(7), Status: tickets.StatusOnHold},
		{Kind: tickets.KindStatusChanged, At: at(7), Status: tickets.StatusOpen, Seq: 1},
		{Kind: tickets.KindCallHeld, At: at(9)},
		{Kind: tickets.KindStatusChanged, At: at(9), Status: tickets.StatusPending},
		{Kind: tickets.KindStatusChanged, At: at(9), Status: tickets.StatusSolved},
		{Kind: tickets.KindStatusChanged, At: at(9), Status: tickets.StatusOpen, Seq: 1},
		{Kind: tickets.KindReplied, At: at(9), Actor: tickets.ActorCustomer, Seq: 1},
		{Kind: tickets.KindStatusChanged, At: at(20), Status: tickets.StatusSolved},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range []tickets.Metric{tickets.MetricNextReply, tickets.MetricAgentWait, tickets.MetricCallHold} {
		if got, err := ticket.Measure(m, at(9)); err != nil || got != nil {
			t.Errorf("%v as of its beginning: %v, %v", m, got, err)
		}
	}
	if got, err := ticket.Measure(tickets.MetricOnHold, at(60)); err != nil || got != nil {
		t.Errorf("on hold for no time: %v, %v", got, err)
	}
	ticket.Resolved, ticket.FirstResolved = at(9), at(9)
	for _, m := range []tickets.Metric{tickets.MetricAgentWait, tickets.MetricCallHold} {
		if got, err := ticket.Measure(m, at(60)); err != nil || got != nil {
			t.Errorf("%v from the resolution on: %v, %v", m, got, err)
		}
	}
	// A wait that is asked about while it begins.
	ticket = tickets.Ticket{Created: at(0), FirstReply: at(1), Details: &tickets.Details{NextReplies: []tickets.Span{{From: at(5)}}}}
	if got, err := ticket.Measure(tickets.MetricNextReply, at(5)); err != nil || got != nil {
		t.Errorf("a next reply as of its question: %v, %v", got, err)
	}
	if got, err := ticket.Measure(tickets.MetricNextReply, at(6)); err != nil || cmp.Diff(got, []tickets.Measurement{{time.Minute, true}}) != "" {
		t.Errorf("a next reply a minute after its question: %v, %v", got, err)
	}
}

func TestWindowsAreHalfOpen(t *testing.T) {
	x := tickets.Ticket{Created: at(0), Resolved: at(10)}
	for name, test := range map[string]struct{ got, want bool }{
		"open at its creation": {x.OpenAt(at(0)), false},
		"open at its end":      {x.OpenAt(at(10)), true},
		"open after its end":   {x.OpenAt(at(10).Add(1)), false},
	} {
		if test.got != test.want {
			t.Errorf("%s: %v", name, test.got)
		}
	}
}

func TestFlowPassesOneHundred(t *testing.T) {
	flow := tickets.Flow{Created: 3, Resolved: 4}
	if got, err := flow.Score(); err != nil || got.String() != "133.3333333333333333" {
		t.Errorf("%v, %v", got, err)
	}
	if got, err := (tickets.Flow{Resolved: 4}).Score(); !errors.Is(err, cx.ErrNoData) {
		t.Errorf("%v, %v, want cx.ErrNoData", got, err)
	}
	full := tickets.Flow{Created: math.MaxUint64}
	if err := full.Merge(&flow); !errors.Is(err, cx.ErrOverflow) || full.Resolved != 0 {
		t.Errorf("%+v, %v, want cx.ErrOverflow", full, err)
	}
}

func TestTarget(t *testing.T) {
	target := tickets.Target{Metric: tickets.MetricFirstResponse, Within: 30 * time.Minute}
	var total tickets.Attainment
	for name, test := range map[string]struct {
		ticket tickets.Ticket
		want   tickets.Attainment
	}{
		"on the dot":             {tickets.Ticket{Created: at(0), FirstReply: at(30)}, tickets.Attainment{Met: 1}},
		"a nanosecond late":      {tickets.Ticket{Created: at(0), FirstReply: at(30).Add(1)}, tickets.Attainment{Breached: 1}},
		"still within":           {tickets.Ticket{Created: at(30)}, tickets.Attainment{Running: 1}},
		"still running, beyond":  {tickets.Ticket{Created: at(29)}, tickets.Attainment{Breached: 1}},
		"solved without a reply": {tickets.Ticket{Created: at(0), Resolved: at(30)}, tickets.Attainment{}},
		"solved too late":        {tickets.Ticket{Created: at(0), Resolved: at(31)}, tickets.Attainment{Breached: 1}},
		"solved too late, answered later": {
			tickets.Ticket{Created: at(0), Resolved: at(31), FirstReply: at(61)}, tickets.Attainment{Breached: 1}},
		"solved after the hand-off": {
			tickets.Ticket{Created: at(0), ResponseFrom: at(20), Resolved: at(45)}, tickets.Attainment{}},
		"solved, asked later": {
			tickets.Ticket{Created: at(0), Resolved: at(5), ResponseFrom: at(6)}, tickets.Attainment{}},
		"solved at the instant": {tickets.Ticket{Created: at(35), Resolved: at(60)}, tickets.Attainment{Running: 1}},
		"solved, none due":      {tickets.Ticket{Created: at(0), Resolved: at(59), NoResponseDue: true}, tickets.Attainment{}},
		"none due":              {tickets.Ticket{Created: at(0), NoResponseDue: true}, tickets.Attainment{}},
		"not created yet":       {tickets.Ticket{Created: at(60)}, tickets.Attainment{}},
	} {
		got, err := target.Judge(test.ticket, at(60))
		if err != nil || got != test.want {
			t.Errorf("%s: %+v, %v, want %+v", name, got, err, test.want)
		}
		if err := total.Merge(&got); err != nil {
			t.Fatal(err)
		}
	}
	if want := (tickets.Attainment{Met: 1, Breached: 4, Running: 2}); total != want {
		t.Errorf("in all %+v, want %+v", total, want)
	}
	if got, want := total.Rate(), (estimate.Proportion{Hits: 1, Misses: 4}); got != want {
		t.Errorf("rate %+v, want %+v", got, want)
	}
	if _, err := (tickets.Target{Within: -1}).Judge(tickets.Ticket{Created: at(0)}, at(60)); !errors.Is(err, cx.ErrOutOfRange) {
		t.Errorf("a negative target: %v", err)
	}
	if got, err := target.Judge(tickets.Ticket{Created: at(0)}, time.Time{}); !errors.Is(err, cx.ErrOutOfRange) || got != (tickets.Attainment{}) {
		t.Errorf("at no instant: %+v, %v", got, err)
	}
	full := tickets.Attainment{Breached: math.MaxUint64}
	if err := full.Merge(&total); !errors.Is(err, cx.ErrOverflow) || full.Met != 0 {
		t.Errorf("%+v, %v, want cx.ErrOverflow", full, err)
	}
}

// TestClosingUnansweredKeepsTheBreach: a wait that was too long is not made good by
// the resolution, nor is one that was not yet too long made a success.
func TestClosingUnansweredKeepsTheBreach(t *testing.T) {
	created := tickets.Event{Kind: tickets.KindCreated, At: at(0), Actor: tickets.ActorCustomer}
	answered := tickets.Event{Kind: tickets.KindReplied, At: at(5), Actor: tickets.ActorAgent}
	asked := tickets.Event{Kind: tickets.KindReplied, At: at(10), Actor: tickets.ActorCustomer}
	solved := func(minute int) tickets.Event {
		return tickets.Event{Kind: tickets.KindStatusChanged, At: at(minute), Status: tickets.StatusSolved}
	}
	for name, test := range map[string]struct {
		metric   tickets.Metric
		history  tickets.History
		instants map[int]tickets.Attainment
	}{
		"no first response": {tickets.MetricFirstResponse, tickets.History{created, solved(500)}, map[int]tickets.Attainment{
			30: {Running: 1}, 60: {Running: 1}, 61: {Breached: 1}, 500: {Breached: 1}, 501: {Breached: 1}, 9999: {Breached: 1},
		}},
		"no first response, in time": {tickets.MetricFirstResponse, tickets.History{created, solved(60)}, map[int]tickets.Attainment{
			30: {Running: 1}, 60: {Running: 1}, 61: {}, 9999: {},
		}},
		"no next reply": {tickets.MetricNextReply, tickets.History{created, answered, asked, solved(5000)}, map[int]tickets.Attainment{
			30: {Running: 1}, 70: {Running: 1}, 71: {Breached: 1}, 5000: {Breached: 1}, 5001: {Breached: 1}, 9999: {Breached: 1},
		}},
		"no next reply, in time": {tickets.MetricNextReply, tickets.History{created, answered, asked, solved(70)}, map[int]tickets.Attainment{
			70: {Running: 1}, 71: {}, 9999: {},
		}},
		"all responses": {tickets.MetricResponse, tickets.History{created, answered, asked, solved(5000)}, map[int]tickets.Attainment{
			5: {Running: 1}, 6: {Met: 1}, 30: {Met: 1, Running: 1}, 9999: {Met: 1, Breached: 1},
		}},
	} {
		for minute, want := range test.instants {
			ticket, err := (tickets.Policy{}).Ticket(test.history.Before(at(minute)))
			if err != nil {
				t.Fatal(err)
			}
			got, err := tickets.Target{Metric: test.metric, Within: time.Hour}.Judge(ticket, at(minute))
			if err != nil || got != want {
				t.Errorf("%s, at %d: %+v, %v, want %+v", name, minute, got, err, want)
			}
		}
	}
}

// TestUnansweredAtAPastInstant: what the resolution is still to end has not ended.
func TestUnansweredAtAPastInstant(t *testing.T) {
	ticket := tickets.Ticket{
		Created: at(0), FirstReply: at(5), Resolved: at(500),
		Details: &tickets.Details{Unanswered: []tickets.Span{{From: at(10), To: at(500)}}},
	}
	target := tickets.Target{Metric: tickets.MetricNextReply, Within: time.Hour}
	for minute, want := range map[int]tickets.Attainment{500: {}, 501: {Breached: 1}} {
		if got, err := target.Judge(ticket, at(minute)); err != nil || got != want {
			t.Errorf("at %d: %+v, %v, want %+v", minute, got, err, want)
		}
	}
}

// TestHandoffForgetsBots: what bots answered before it is no response, and what was
// left unanswered after that was no wait for a next one.
func TestHandoffForgetsBots(t *testing.T) {
	h := tickets.History{
		{Kind: tickets.KindCreated, At: at(0), Actor: tickets.ActorCustomer},
		{Kind: tickets.KindReplied, At: at(1), Actor: tickets.ActorBot},
		{Kind: tickets.KindReplied, At: at(5), Actor: tickets.ActorCustomer},
		{Kind: tickets.KindStatusChanged, At: at(10), Status: tickets.StatusSolved},
		{Kind: tickets.KindReopened, At: at(20)},
		{Kind: tickets.KindAssigned, At: at(30)},
	}
	for handoff, want := range map[bool][]tickets.Span{false: {{From: at(5), To: at(10)}}, true: nil} {
		ticket, err := tickets.Policy{FromHandoff: handoff, BotsAnswer: true}.Ticket(h)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, slices.Clip(append([]tickets.Span(nil), ticket.Details.Unanswered...))); diff != "" {
			t.Errorf("from handoff %v, -want +got\n%s", handoff, diff)
		}
	}
}

func firstContactIsByDefinition(t *rapid.T) {
	type asked struct {
		by     int
		ticket tickets.Ticket
	}
	list := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) asked {
		x := asked{rapid.IntRange(0, 2).Draw(t, "requester"), tickets.Ticket{Created: at(rapid.IntRange(0, 30).Draw(t, "created"))}}
		if rapid.Bool().Draw(t, "is resolved") {
			x.ticket.Resolved = x.ticket.Created.Add(time.Duration(rapid.IntRange(0, 10).Draw(t, "resolved")) * time.Minute)
		}
		switch rapid.IntRange(0, 4).Draw(t, "activity") {
		case 0:
			x.ticket.Details = &tickets.Details{}
		case 1:
			x.ticket.Details = &tickets.Details{Reopens: 1}
		}
		return x
	}), 0, 12).Draw(t, "tickets")
	window := time.Duration(rapid.IntRange(0, 10).Draw(t, "window")) * time.Minute
	until := at(rapid.IntRange(0, 50).Draw(t, "until"))
	var want estimate.Proportion
	for _, x := range list {
		end := x.ticket.Resolved.Add(window)
		if x.ticket.Resolved.IsZero() || end.After(until) {
			continue
		}
		again := slices.ContainsFunc(list, func(y asked) bool {
			return y.by == x.by && y.ticket.Created.After(x.ticket.Created) && y.ticket.Created.Before(end)
		})
		if again || x.ticket.Details != nil && x.ticket.Details.Reopens > 0 {
			want.Misses++
		} else {
			want.Hits++
		}
	}
	got, err := tickets.FirstContactWithin(func(yield func(int, tickets.Ticket) bool) {
		for _, x := range list {
			if !yield(x.by, x.ticket) {
				return
			}
		}
	}, window, until)
	if err != nil || got.Value != want || got.Unknown != 0 {
		t.Fatalf("%+v, %v, want %+v", got, err, want)
	}
}

func TestFirstContactIsByDefinition(t *testing.T) { rapid.Check(t, firstContactIsByDefinition) }

func TestFirstContactRefuses(t *testing.T) {
	one := func(x tickets.Ticket) iter.Seq2[string, tickets.Ticket] {
		return func(yield func(string, tickets.Ticket) bool) { yield("ana", x) }
	}
	if _, err := tickets.FirstContactWithin(one(tickets.Ticket{Created: at(0)}), -1, at(1)); !errors.Is(err, cx.ErrOutOfRange) {
		t.Errorf("a negative window: %v", err)
	}
	if _, err := tickets.FirstContactWithin(one(tickets.Ticket{Created: at(0)}), 1, time.Time{}); !errors.Is(err, cx.ErrOutOfRange) {
		t.Errorf("no end of the records: %v", err)
	}
	if _, err := tickets.FirstContactWithin(one(tickets.Ticket{}), 1, at(1)); !errors.Is(err, cx.ErrOutOfRange) || !strings.Contains(err.Error(), "index 0") {
		t.Errorf("no ticket: %v", err)
	}
}

// TestFirstContactOfReopened: a reopening counts though the policy does not call it
// one until the ticket is solved again.
func TestFirstContactOfReopened(t *testing.T) {
	ticket, err := tickets.Policy{FirstSolved: true, SolvesMinusOne: true}.Ticket(tickets.History{
		{Kind: tickets.KindCreated, At: at(0), Actor: tickets.ActorCustomer},
		{Kind: tickets.KindStatusChanged, At: at(10), Status: tickets.StatusSolved},
		{Kind: tickets.KindStatusChanged, At: at(12), Status: tickets.StatusClosed},
		{Kind: tickets.KindReopened, At: at(20)},
	})
	if err != nil || ticket.Details.Reopens != 0 {
		t.Fatalf("%d reopens, %v", ticket.Details.Reopens, err)
	}
	for want, list := range map[estimate.Proportion][]tickets.StatusChange{
		{Misses: 1}: ticket.Details.StatusChanges,
		{Hits: 1}:   ticket.Details.StatusChanges[:3],
	} {
		ticket.Details.StatusChanges = list
		got, err := tickets.FirstContactWithin(func(yield func(int, tickets.Ticket) bool) { yield(1, ticket) }, time.Minute, at(60))
		if err != nil || got.Value != want {
			t.Errorf("%d states: %+v, %v, want %+v", len(list), got, err, want)
		}
	}
}

func TestByAgent(t *testing.T) {
	list := []tickets.Ticket{
		{Created: at(0), Details: &tickets.Details{Agents: []string{"ana", "bo"}}},
		{Created: at(0), Resolved: at(1), Details: &tickets.Details{Agents: []string{"ana"}}},
		{Created: at(0), Details: &tickets.Details{}},
		{Created: at(0)},
	}
	by := cx.NewBy[string](cx.New[tickets.Tally])
	for agent, ticket := range tickets.ByAgent(slices.Values(list)) {
		if err := by.At(agent).Add(ticket); err != nil {
			t.Fatal(err)
		}
	}
	if by.Len() != 2 || by.At("ana").Volume() != 2 || by.At("bo").Volume() != 1 || by.At("ana").Backlog() != 0 || by.At("ana").Unknown(tickets.MetricResolution) != 2 {
		t.Errorf("%+v", by.At("ana"))
	}
	for agent := range tickets.ByAgent(slices.Values(list)) {
		if agent != "ana" {
			t.Error("went on after the first")
		}
		break
	}
}

func TestNamesInMessages(t *testing.T) {
	for got, want := range map[string]string{
		tickets.MetricFirstResponse.String():                                     "first response time",
		tickets.MetricCallHold.String():                                          "call hold time",
		tickets.Metric(10).String():                                              "Metric(10)",
		tickets.StatusesOf(tickets.StatusPending, tickets.StatusOnHold).String(): "pending|on hold",
		tickets.Status(0).String():                                               "Status(0)",
		tickets.Status(64).String():                                              "Status(64)",
		tickets.KindMerged.String():                                              "merged",
		tickets.Kind(14).String():                                                "Kind(14)",
		tickets.Kind(0).String():                                                 "Kind(0)",
		tickets.ActorBot.String() + "," + tickets.ActorAgent.String():            "bot,agent",
		tickets.Actor(4).String():                                                "Actor(4)",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

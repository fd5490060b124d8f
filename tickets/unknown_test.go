package tickets_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/tickets"
	"github.com/shopspring/decimal"
)

var allMetrics = []tickets.Metric{
	tickets.MetricFirstResponse, tickets.MetricNextReply, tickets.MetricResponse, tickets.MetricFirstResolution, tickets.MetricResolution,
	tickets.MetricRequesterWait, tickets.MetricAgentWork, tickets.MetricAgentWait, tickets.MetricOnHold, tickets.MetricCallHold,
}

// TestUnknownIsNotNone reads one history as logs that record different kinds, and finds each
// metric in the words of the reason, or a figure.
func TestUnknownIsNotNone(t *testing.T) {
	full := tickets.History{
		{Kind: tickets.KindCreated, At: at(0), Actor: tickets.ActorCustomer},
		{Kind: tickets.KindAssigned, At: at(1), Agent: "ana"},
		{Kind: tickets.KindReplied, At: at(5), Actor: tickets.ActorAgent, Agent: "ana"},
		{Kind: tickets.KindStatusChanged, At: at(5), Status: tickets.StatusPending},
		{Kind: tickets.KindReplied, At: at(20), Actor: tickets.ActorCustomer},
		{Kind: tickets.KindStatusChanged, At: at(20), Status: tickets.StatusOpen},
		{Kind: tickets.KindStatusChanged, At: at(30), Status: tickets.StatusOnHold},
		{Kind: tickets.KindReplied, At: at(40), Actor: tickets.ActorAgent, Agent: "ana"},
		{Kind: tickets.KindCallHeld, At: at(41)}, {Kind: tickets.KindCallResumed, At: at(42)},
		{Kind: tickets.KindStatusChanged, At: at(50), Status: tickets.StatusSolved},
		{Kind: tickets.KindRated, At: at(60), Rating: 4},
	}
	responses := []tickets.Metric{tickets.MetricFirstResponse, tickets.MetricNextReply, tickets.MetricResponse}
	resolutions := []tickets.Metric{tickets.MetricFirstResolution, tickets.MetricResolution}
	states := []tickets.Metric{tickets.MetricRequesterWait, tickets.MetricAgentWork, tickets.MetricAgentWait, tickets.MetricOnHold}
	for _, test := range []struct {
		policy tickets.Policy
		known  []tickets.Metric
		// Of how many tickets each rate and count is known.
		resolved, touches, contacts, replies, reopened, ratings, assignments uint64
	}{
		{tickets.Policy{}, allMetrics, 1, 1, 1, 1, 1, 1, 1},
		{tickets.Policy{Records: tickets.KindsOf(tickets.KindAssigned, tickets.KindStatusChanged)}, append(resolutions, states...), 1, 0, 0, 0, 1, 0, 1},
		{tickets.Policy{Records: tickets.KindsOf(tickets.KindReplied)}, responses, 0, 0, 0, 1, 0, 0, 0},
		{tickets.Policy{Records: tickets.KindsOf(tickets.KindReplied), FromHandoff: true}, nil, 0, 0, 0, 1, 0, 0, 0},
		{tickets.Policy{Records: tickets.KindsOf(tickets.KindAnswered)}, responses, 0, 0, 0, 0, 0, 0, 0},
		{tickets.Policy{Records: tickets.KindsOf(tickets.KindSolved)}, resolutions[:1], 0, 0, 0, 0, 0, 0, 0},
		{tickets.Policy{Records: tickets.KindsOf(tickets.KindSolved), FirstSolved: true}, resolutions, 1, 0, 0, 0, 0, 0, 0},
		{tickets.Policy{Records: tickets.KindsOf(tickets.KindSolved, tickets.KindReopened)}, resolutions, 1, 0, 0, 0, 1, 0, 0},
		{tickets.Policy{Records: tickets.KindsOf(tickets.KindSolved, tickets.KindReopened), Stops: tickets.StatusesOf(tickets.StatusPending)}, nil, 1, 0, 0, 0, 1, 0, 0},
		{tickets.Policy{Records: tickets.KindsOf(tickets.KindCallHeld, tickets.KindCallResumed, tickets.KindRated)}, nil, 0, 0, 0, 0, 0, 1, 0},
		{tickets.Policy{Records: tickets.KindsOf(tickets.KindCallHeld, tickets.KindCallResumed), FirstSolved: true}, nil, 0, 0, 0, 0, 0, 0, 0},
		{tickets.Policy{Records: tickets.KindsOf(tickets.KindCallHeld, tickets.KindSolved), FirstSolved: true}, resolutions, 1, 0, 0, 0, 0, 0, 0},
		{tickets.Policy{Records: tickets.KindsOf(tickets.KindCallHeld, tickets.KindCallResumed, tickets.KindSolved)}, resolutions[:1], 0, 0, 0, 0, 0, 0, 0},
		{
			tickets.Policy{Records: tickets.KindsOf(tickets.KindCallHeld, tickets.KindCallResumed, tickets.KindSolved), FirstSolved: true},
			append(resolutions[:2:2], tickets.MetricCallHold), 1, 0, 0, 0, 0, 0, 0,
		},
	} {
		var h tickets.History
		for _, e := range full {
			if e.Kind == tickets.KindCreated || test.policy.Records == 0 || test.policy.Records.Has(e.Kind) {
				h = append(h, e)
			}
		}
		if test.policy.Records.Has(tickets.KindSolved) {
			h = append(h, tickets.Event{Kind: tickets.KindSolved, At: at(50)})
		}
		if test.policy.Records.Has(tickets.KindAnswered) {
			h = append(h, tickets.Event{Kind: tickets.KindAnswered, At: at(5), Actor: tickets.ActorAgent})
		}
		ticket, err := test.policy.Ticket(h)
		if err != nil {
			t.Fatal(err)
		}
		var tally tickets.Tally
		if err := tally.Add(ticket); err != nil {
			t.Fatal(err)
		}
		known := map[tickets.Metric]bool{}
		for _, m := range test.known {
			known[m] = true
		}
		for _, m := range allMetrics {
			var d tickets.Durations
			_, err1 := ticket.Measure(m, at(90))
			judged, err2 := tickets.Target{Metric: m, Within: time.Minute}.Judge(ticket, at(90))
			err3 := d.AddTicket(ticket, m, at(90))
			if known[m] {
				if err := errors.Join(err1, err2, err3); err != nil || tally.Unknown(m) != 0 {
					t.Errorf("%v, %v: %v", test.policy.Records, m, err)
				}
				continue
			}
			_, err4 := tally.Times(m).Mean()
			_, err5 := tally.Times(m).Interval(0.95)
			for i, err := range []error{err1, err2, err3, err4, err5} {
				if !errors.Is(err, cx.ErrNoData) || !strings.Contains(err.Error(), "not known") || !strings.Contains(err.Error(), "record") {
					t.Errorf("%v, %v, call %d: %v", test.policy.Records, m, i, err)
				}
			}
			if judged != (tickets.Attainment{}) || tally.Unknown(m) != 1 || tally.Times(m).N() != 0 {
				t.Errorf("%v, %v: judged %v, unknown %d", test.policy.Records, m, judged, tally.Unknown(m))
			}
		}
		n := func(p estimate.Proportion) uint64 { return p.Hits + p.Misses }
		for name, x := range map[string][2]uint64{
			"resolved": {n(tally.Resolved().Value), test.resolved}, "one-touch": {n(tally.OneTouch().Value), test.touches},
			"first contact": {n(tally.FirstContact().Value), test.touches}, "contacts": {tally.Contacts().Value.N(), test.contacts},
			"replies": {tally.Replies().Value.N(), test.replies}, "reopened": {n(tally.Reopened().Value), test.reopened * test.resolved},
			"ratings": {tally.Ratings().Value.N(), test.ratings}, "reassignments": {tally.Reassignments().Value.N(), test.assignments},
			"reopens": {tally.Reopens().Value.N(), test.reopened}, "resolutions": {tally.Resolutions().Value.N(), test.reopened},
		} {
			if x[0] != x[1] {
				t.Errorf("%v: %s known of %d, want %d", test.policy.Records, name, x[0], x[1])
			}
		}
		b, _ := tickets.NewBacklog([]time.Time{at(90)})
		if err := b.Add(ticket); (err == nil) != (test.resolved == 1) || err != nil && !errors.Is(err, cx.ErrNoData) {
			t.Errorf("%v: backlog %v", test.policy.Records, err)
		}
		// Not known to be solved is not unsolved: 0 % of a flow would look measured.
		if f, err := ticket.Flow(at(0), at(90)); (err == nil) != (test.resolved == 1) || err != nil && (!errors.Is(err, cx.ErrNoData) || f != (tickets.Flow{})) {
			t.Errorf("%v: flow %v, %v", test.policy.Records, f, err)
		}
		if ticket.OpenAt(at(45)) != (test.resolved == 1) {
			t.Errorf("%v: open %v", test.policy.Records, ticket.OpenAt(at(45)))
		}
	}
	p := tickets.Policy{Records: tickets.KindsOf(tickets.KindStatusChanged)}
	if _, err := p.Ticket(full); !errors.Is(err, cx.ErrOutOfRange) || !strings.Contains(err.Error(), "event 1, assigned") {
		t.Errorf("an event that the log does not record: %v", err)
	}
}

// TestIncidentLogIsSilent: nothing is known of replies.
func TestIncidentLogIsSilent(t *testing.T) {
	p := tickets.Policy{Records: tickets.KindsOf(tickets.KindStatusChanged), Skew: 24 * 365 * time.Hour}
	var tally tickets.Tally
	end := time.Date(2018, 1, 1, 0, 0, 0, 0, time.UTC)
	for number, x := range incidents(t) {
		ticket, err := p.Ticket(x.history)
		if err != nil {
			t.Fatalf("%s: %v", number, err)
		}
		if err := tally.Add(ticket); err != nil {
			t.Fatal(err)
		}
		if a, err := (tickets.Target{Metric: tickets.MetricFirstResponse, Within: 4 * time.Hour}).Judge(ticket, end); !errors.Is(err, cx.ErrNoData) || a != (tickets.Attainment{}) {
			t.Fatalf("%s: %v, %v", number, a, err)
		}
	}
	none := estimate.Proportion{}
	if tally.FirstContact().Value != none || tally.OneTouch().Value != none || tally.Replies().Value.N() != 0 || tally.Contacts().Value.N() != 0 || tally.Waiting() != 0 {
		t.Errorf("first contact %v, one-touch %v, replies %v, contacts %v", tally.FirstContact().Value, tally.OneTouch().Value, tally.Replies().Value, tally.Contacts().Value)
	}
	if tally.Volume() != 890 || tally.Unknown(tickets.MetricFirstResponse) != 890 || tally.Times(tickets.MetricResolution).N() != 890 || tally.Reopened().Value.Hits == 0 {
		t.Error(tally)
	}
}

// TestDatesHaveNoBusinessHours: RavenStack's creation dates.
func TestDatesHaveNoBusinessHours(t *testing.T) {
	p := tickets.Policy{Clock: nineToFive(t), Dates: tickets.KindsOf(tickets.KindCreated)}
	h := tickets.History{
		{Kind: tickets.KindCreated, At: at(-540), Actor: tickets.ActorCustomer}, // midnight
		{Kind: tickets.KindReplied, At: at(-500), Actor: tickets.ActorAgent},
		{Kind: tickets.KindReplied, At: at(60), Actor: tickets.ActorCustomer},
		{Kind: tickets.KindReplied, At: at(90), Actor: tickets.ActorAgent},
		{Kind: tickets.KindStatusChanged, At: at(100), Status: tickets.StatusSolved},
	}
	ticket, err := p.Ticket(h)
	if err != nil {
		t.Fatal(err)
	}
	if a, err := (tickets.Target{Metric: tickets.MetricFirstResponse, Within: time.Hour}).Judge(ticket, at(200)); !errors.Is(err, cx.ErrNoData) || a.Met > 0 || !strings.Contains(err.Error(), "only dates") {
		t.Errorf("%v, %v", a, err)
	}
	var tally tickets.Tally
	if err := tally.Add(ticket); err != nil {
		t.Fatal(err)
	}
	if tally.Times(tickets.MetricResolution).N() != 0 || tally.Resolved().Value.Hits != 1 || tally.Waiting() != 0 {
		t.Error(tally)
	}
	if d, err := tally.Times(tickets.MetricNextReply).Mean(); err != nil || d != 30*time.Minute {
		t.Errorf("next reply %v, %v", d, err)
	}
	ticket.Resolved, ticket.FirstResolved, ticket.Details = time.Time{}, time.Time{}, nil
	if _, err := ticket.Age(at(200)); !errors.Is(err, cx.ErrNoData) {
		t.Errorf("age: %v", err)
	}
	ticket.Clock = nil
	ticket.FirstReply = at(-500)
	if d, err := ticket.FirstResponse(); err != nil || d != 40*time.Minute {
		t.Errorf("first response by the wall clock: %v, %v", d, err)
	}
	if _, err := ticket.Age(at(200)); err != nil {
		t.Errorf("age by the wall clock: %v", err)
	}
}

// TestDatesOfOtherEvents: a date that ends a time hides it in business hours, and nothing else.
func TestDatesOfOtherEvents(t *testing.T) {
	h := tickets.History{
		{Kind: tickets.KindCreated, At: at(0), Actor: tickets.ActorCustomer},
		{Kind: tickets.KindAssigned, At: at(0), Agent: "ana"},
		{Kind: tickets.KindReplied, At: at(5), Actor: tickets.ActorAgent, Agent: "ana"},
		{Kind: tickets.KindReplied, At: at(60), Actor: tickets.ActorCustomer},
		{Kind: tickets.KindAssigned, At: at(900), Agent: "bo"}, // midnight
	}
	with := func(k tickets.Kind) tickets.History {
		return append(slices.Clone(h), tickets.Event{Kind: k, At: at(2340)}) // the next one
	}
	late := at(5000)
	untilSolved := func(t tickets.Ticket) error { _, err := t.Resolution(); return err }
	byAssignee := func(ticket tickets.Ticket) (err error) {
		for _, share := range tickets.ByAgent(slices.Values([]tickets.Ticket{ticket}), tickets.RoleAssignee) {
			_, e := share.Measure(tickets.MetricAgentWork, late)
			err = errors.Join(err, e)
		}
		return err
	}
	untilEnded := func(t tickets.Ticket) error {
		_, err := t.TimeIn(tickets.StatusesOf(tickets.StatusNew), late)
		return err
	}
	judged := func(m tickets.Metric) func(tickets.Ticket) error {
		return func(t tickets.Ticket) error {
			_, err := tickets.Target{Metric: m, Within: time.Hour}.Judge(t, late)
			return err
		}
	}
	for name, test := range map[string]struct {
		history tickets.History
		dates   tickets.Kind
		ask     func(tickets.Ticket) error
		known   bool
	}{
		"the time of an assignee":          {h, tickets.KindAssigned, byAssignee, false},
		"the time of all assignees":        {h, tickets.KindAssigned, untilEnded, true},
		"until a merge":                    {with(tickets.KindMerged), tickets.KindMerged, untilSolved, false},
		"until an end":                     {with(tickets.KindEnded), tickets.KindEnded, untilEnded, false},
		"before an end":                    {h, tickets.KindEnded, untilEnded, true},
		"a wait that a solution ended":     {with(tickets.KindSolved), tickets.KindSolved, judged(tickets.MetricNextReply), false},
		"one that was answered before":     {with(tickets.KindSolved), tickets.KindSolved, judged(tickets.MetricFirstResponse), true},
		"a wait that a merge ended":        {with(tickets.KindMerged), tickets.KindMerged, judged(tickets.MetricResponse), false},
		"a wait that goes on all the same": {h, tickets.KindSolved, judged(tickets.MetricNextReply), true},
	} {
		p := tickets.Policy{CountMerged: true, Dates: tickets.KindsOf(test.dates)}
		for _, p.Clock = range []tickets.Clock{nil, nineToFive(t)} {
			ticket, err := p.Ticket(test.history)
			if err != nil {
				t.Fatal(err)
			}
			known := test.known || p.Clock == nil
			if err := test.ask(ticket); (err == nil) != known || err != nil && (!errors.Is(err, cx.ErrNoData) || !strings.Contains(err.Error(), "has only dates for")) {
				t.Errorf("%s, clock %v: %v", name, p.Clock, err)
			}
		}
	}
}

// TestFirstContactNeedsReopenings: of a log that has no reopenings one-touch is known, and not
// whether a ticket came back.
func TestFirstContactNeedsReopenings(t *testing.T) {
	p := tickets.Policy{Records: tickets.KindsOf(tickets.KindReplied, tickets.KindSolved), FirstSolved: true}
	h := tickets.History{
		{Kind: tickets.KindCreated, At: at(0), Actor: tickets.ActorCustomer},
		{Kind: tickets.KindReplied, At: at(5), Actor: tickets.ActorAgent},
		{Kind: tickets.KindSolved, At: at(5)},
	}
	ticket, err := p.Ticket(h)
	var tally tickets.Tally
	if err := errors.Join(err, tally.Add(ticket)); err != nil || tally.OneTouch().Value != (estimate.Proportion{Hits: 1}) || tally.FirstContact().Value != (estimate.Proportion{}) {
		t.Errorf("%v, one-touch %v, first contact %v", err, tally.OneTouch().Value, tally.FirstContact().Value)
	}
	for _, p.FirstSolved = range []bool{true, false} { // nobody knows whether it was the last
		if ticket, err = p.Ticket(h); err != nil {
			t.Fatal(err)
		}
		got, err := tickets.FirstContactWithin(func(yield func(int, tickets.Ticket) bool) { yield(1, ticket) }, time.Minute, at(90))
		if _, none := got.Score(); err != nil || got.Value != (estimate.Proportion{}) || got.Unknown != 1 || !errors.Is(none, cx.ErrNoData) || !strings.Contains(none.Error(), "not known") {
			t.Errorf("%v: within a minute %v, %v", p.FirstSolved, got, err)
		}
	}
}

func TestSetsOfKinds(t *testing.T) {
	set := tickets.KindsOf(tickets.KindStatusChanged, tickets.KindAssigned)
	text, err := set.MarshalText()
	var back tickets.Kinds
	if err != nil || string(text) != "assigned|status changed" || back.UnmarshalText(text) != nil || back != set || !set.Has(tickets.KindAssigned) || set.Has(tickets.KindReplied) || set.Has(0) {
		t.Errorf("%s, %v, %v", text, err, back)
	}
	for _, bad := range []string{"nothing", "rated|rated", "|"} {
		if err := back.UnmarshalText([]byte(bad)); !errors.Is(err, cx.ErrEncoding) || back != set {
			t.Errorf("%q: %v", bad, err)
		}
	}
	for _, bad := range []tickets.Kinds{tickets.KindsOf(0), tickets.KindsOf(200), 1 << 15} {
		_, err1 := bad.MarshalText()
		err2 := tickets.Policy{Records: bad}.Validate()
		err3 := tickets.Ticket{Created: at(0), Dates: bad}.Validate()
		for _, err := range []error{err1, err2, err3} {
			if !errors.Is(err, cx.ErrOutOfRange) {
				t.Errorf("%v: %v", bad, err)
			}
		}
	}
}

// TestRavenStackInBusinessHours: the creations are dates, of which business hours know nothing.
func TestRavenStackInBusinessHours(t *testing.T) {
	p := tickets.Policy{
		Clock: officeHours(t), Dates: tickets.KindsOf(tickets.KindCreated),
		Records: tickets.KindsOf(tickets.KindReplied, tickets.KindStatusChanged),
	}
	var tally tickets.Tally
	target := tickets.Target{Metric: tickets.MetricFirstResponse, Within: 4 * time.Hour}
	for _, row := range rows(t, "ravenstack_support_tickets.csv") {
		created := parse(t, time.DateOnly, row["submitted_at"])
		closed := parse(t, time.DateTime, row["closed_at"])
		ticket, err := p.Ticket(tickets.History{
			{Kind: tickets.KindCreated, At: created, Actor: tickets.ActorCustomer},
			{Kind: tickets.KindReplied, At: created.Add(time.Duration(number(t, row["first_response_time_minutes"])) * time.Minute), Actor: tickets.ActorAgent},
			{Kind: tickets.KindStatusChanged, At: closed, Status: tickets.StatusClosed},
		})
		if err := errors.Join(err, tally.Add(ticket)); err != nil {
			t.Fatal(err)
		}
		if a, err := target.Judge(ticket, closed.Add(1)); !errors.Is(err, cx.ErrNoData) || a != (tickets.Attainment{}) {
			t.Fatalf("%v, %v", a, err)
		}
	}
	for _, m := range allMetrics {
		if known := m == tickets.MetricNextReply; tally.Times(m).N() != 0 || known != (tally.Unknown(m) == 0) {
			t.Errorf("%v: %v, not known of %d", m, tally.Times(m), tally.Unknown(m))
		}
	}
	if tally.Resolved().Value != (estimate.Proportion{Hits: 2000}) || tally.OneTouch().Value.Hits == 0 {
		t.Error(tally)
	}
}

// TestReasons: a rate or a mean of tickets that do not tell it says so, in all three methods.
func TestReasons(t *testing.T) {
	history := tickets.History{
		{Kind: tickets.KindCreated, At: at(0), Actor: tickets.ActorCustomer},
		{Kind: tickets.KindReplied, At: at(5), Actor: tickets.ActorAgent},
		{Kind: tickets.KindSolved, At: at(6)},
		{Kind: tickets.KindStatusChanged, At: at(6), Status: tickets.StatusSolved},
	}
	const ended, messages, reopenings = "how tickets ended", "messages", "reopenings"
	for _, test := range []struct {
		policy                                                         tickets.Policy
		resolved, reopened, oneTouch, firstContact                     string // what the logs do not record
		replies, contacts, reopens, resolutions, ratings, reassignment string
	}{
		{tickets.Policy{}, "", "", "", "", "", "", "", "", "", ""},
		{tickets.Policy{Records: tickets.KindsOf(tickets.KindStatusChanged)}, "", "", messages, messages, messages, messages, "", "", "ratings", "assignments"},
		{tickets.Policy{Records: tickets.KindsOf(tickets.KindReplied)}, ended, ended, ended, ended, "", ended, reopenings, ended, "ratings", "assignments"},
		{tickets.Policy{Records: tickets.KindsOf(tickets.KindSolved)}, ended, ended, ended, ended, messages, ended, reopenings, ended, "ratings", "assignments"},
		{
			tickets.Policy{Records: tickets.KindsOf(tickets.KindSolved, tickets.KindReplied), FirstSolved: true},
			"", reopenings, "", reopenings, "", "", reopenings, reopenings, "ratings", "assignments",
		},
	} {
		var h tickets.History
		for _, e := range history {
			if e.Kind == tickets.KindCreated || test.policy.Records == 0 || test.policy.Records.Has(e.Kind) {
				h = append(h, e)
			}
		}
		ticket, err := test.policy.Ticket(h)
		var tally tickets.Tally
		if err := errors.Join(err, tally.Add(ticket), tally.Add(ticket)); err != nil {
			t.Fatal(err)
		}
		hasReason(t, tally.Resolved(), test.resolved)
		hasReason(t, tally.Reopened(), test.reopened)
		hasReason(t, tally.OneTouch(), test.oneTouch)
		hasReason(t, tally.FirstContact(), test.firstContact)
		hasReason(t, tally.Replies(), test.replies)
		hasReason(t, tally.Contacts(), test.contacts)
		hasReason(t, tally.Reopens(), test.reopens)
		hasReason(t, tally.Resolutions(), test.resolutions)
		hasReason(t, tally.Ratings(), test.ratings)
		hasReason(t, tally.Reassignments(), test.reassignment)
	}
	var none tickets.Tally
	if _, err := none.OneTouch().Score(); !errors.Is(err, cx.ErrNoData) || err.Error() != "tickets: the one-touch rate of no resolved tickets is undefined" {
		t.Error(err)
	}
	if err := none.Add(tickets.Ticket{Created: at(0), Details: &tickets.Details{Replies: 2}}); err != nil {
		t.Fatal(err)
	}
	if _, err := none.Replies().Interval(0.95); !errors.Is(err, cx.ErrNoData) || strings.Contains(err.Error(), "known") || !strings.HasPrefix(err.Error(), "tickets: ") {
		t.Errorf("an interval of one ticket: %v", err)
	}
	if _, err := none.Replies().Interval(2); !errors.Is(err, cx.ErrOutOfRange) || !strings.HasPrefix(err.Error(), "tickets: ") {
		t.Errorf("a level of 2: %v", err)
	}
}

// hasReason fails unless a figure of two tickets is known, or says what their logs do not record.
func hasReason[M estimate.Metric[M]](t *testing.T, k tickets.Known[M], lacks string) {
	t.Helper()
	score, err1 := k.Score()
	if lacks == "" {
		if err1 != nil || k.Unknown != 0 || strings.Contains(k.String(), "known") {
			t.Errorf("%v, %v, not known of %d", score, err1, k.Unknown)
		}
		return
	}
	_, err2 := k.Interval(0.95)
	_, err3 := k.Compare(k, 0.95)
	for _, err := range []error{err1, err2, err3} {
		if !errors.Is(err, cx.ErrNoData) || !strings.HasSuffix(err.Error(), " is not known: the records of 2 tickets do not show "+lacks) {
			t.Errorf("%v, want that the records do not show %s", err, lacks)
		}
	}
	if k.Unknown != 2 || k.String() != "not known (n=0, 2 not known)" {
		t.Errorf("%v, not known of %d", k, k.Unknown)
	}
}

// TestPartlyKnown: tickets that do not tell are counted beside the figure.
func TestPartlyKnown(t *testing.T) {
	var tally, other tickets.Tally
	for i := range 5 {
		ticket := tickets.Ticket{Created: at(0), Resolved: at(9), Details: &tickets.Details{Replies: uint64(i), OneTouch: i < 3}}
		if err := errors.Join(tally.Add(ticket), tally.Add(tickets.Ticket{Created: at(0)}), other.Add(ticket)); err != nil {
			t.Fatal(err)
		}
	}
	if err := tally.Add(tickets.Ticket{Created: at(0), Records: tickets.KindsOf(tickets.KindRated)}); err != nil {
		t.Fatal(err)
	}
	touch, replies := tally.OneTouch(), tally.Replies()
	if touch.Value != (estimate.Proportion{Hits: 3, Misses: 2}) || touch.Unknown != 1 || replies.Unknown != 6 || tally.Resolved().Unknown != 1 {
		t.Errorf("one-touch %v, replies %v, resolved %v", touch, replies, tally.Resolved())
	}
	if got := touch.String(); got != "60.0% (n=5, 95% 23.1 to 88.2, 1 not known)" {
		t.Error(got)
	}
	d, err := replies.Compare(other.Replies(), 0.95)
	if want, err2 := replies.Value.Compare(other.Replies().Value, 0.95); errors.Join(err, err2) != nil || d != want {
		t.Errorf("%v, %v, want %v", d, err, want)
	}
}

// TestReopensAlone: of an export with counts of reopens the number is known, and no rate.
func TestReopensAlone(t *testing.T) {
	var tally tickets.Tally
	if err := tally.Add(tickets.Ticket{Created: at(0), Records: tickets.KindsOf(tickets.KindReopened), Details: &tickets.Details{Reopens: 1}}); err != nil {
		t.Fatal(err)
	}
	_, err := tally.Reopened().Score()
	if tally.Reopens().Value.Sum().Int64() != 1 || tally.Reopens().Unknown != 0 || tally.Reopened().Unknown != 1 || !errors.Is(err, cx.ErrNoData) || !strings.Contains(err.Error(), "how tickets ended") {
		t.Errorf("reopens %v, rate %v, %v", tally.Reopens(), tally.Reopened(), err)
	}
}

// TestOpenWithoutReopenings: of open tickets it is known how they stand, and not whether they came back.
func TestOpenWithoutReopenings(t *testing.T) {
	p := tickets.Policy{Records: tickets.KindsOf(tickets.KindSolved), FirstSolved: true}
	ticket, err := p.Ticket(tickets.History{{Kind: tickets.KindCreated, At: at(0), Actor: tickets.ActorCustomer}})
	var tally, sum tickets.Tally
	if err := errors.Join(err, tally.Add(ticket), sum.Merge(&tally)); err != nil {
		t.Fatal(err)
	}
	if _, err := tally.Reopened().Score(); !errors.Is(err, cx.ErrNoData) || !strings.HasSuffix(err.Error(), "do not show reopenings") && !strings.HasSuffix(err.Error(), "does not show reopenings") {
		t.Error(err)
	}
	times := sum.Times(tickets.MetricNextReply)
	if err := times.Merge(new(sum.Times(tickets.MetricNextReply))); err != nil {
		t.Fatal(err)
	}
	var empty tickets.DurationSample
	if err := empty.Merge(&times); err != nil {
		t.Fatal(err)
	}
	if _, err := empty.Mean(); !errors.Is(err, cx.ErrNoData) || !strings.Contains(err.Error(), "next reply time is not known: the records of 2 tickets") {
		t.Error(err)
	}
}

// TestWaitsWithoutSolutions: in a log of messages alone a solution could have ended a wait.
func TestWaitsWithoutSolutions(t *testing.T) {
	read := func(p tickets.Policy, events ...tickets.Event) tickets.Ticket {
		ticket, err := p.Ticket(append(tickets.History{{Kind: tickets.KindCreated, At: at(0), Actor: tickets.ActorCustomer}}, events...))
		if err != nil {
			t.Fatal(err)
		}
		return ticket
	}
	answer := tickets.Event{Kind: tickets.KindReplied, At: at(10), Actor: tickets.ActorAgent}
	again := tickets.Event{Kind: tickets.KindReplied, At: at(20), Actor: tickets.ActorCustomer}
	messages := tickets.Policy{Records: tickets.KindsOf(tickets.KindReplied)}
	solutions := tickets.Policy{Records: tickets.KindsOf(tickets.KindReplied, tickets.KindSolved)}
	target := func(m tickets.Metric) tickets.Target { return tickets.Target{Metric: m, Within: 15 * time.Minute} }
	met, breached := tickets.Attainment{Met: 1}, tickets.Attainment{Breached: 1}
	for _, test := range []struct {
		ticket tickets.Ticket
		metric tickets.Metric
		want   tickets.Attainment // of none it is not known
	}{
		{read(messages), tickets.MetricFirstResponse, tickets.Attainment{}},
		{read(messages, answer), tickets.MetricFirstResponse, met},
		{read(messages, answer, again), tickets.MetricFirstResponse, met},
		{read(messages, answer, again), tickets.MetricNextReply, tickets.Attainment{}},
		{read(messages, answer, again), tickets.MetricResponse, tickets.Attainment{}},
		{read(solutions), tickets.MetricFirstResponse, breached},
		{read(solutions, answer, again), tickets.MetricNextReply, breached},
		{tickets.Ticket{Created: at(0)}, tickets.MetricFirstResponse, breached},
		{tickets.Ticket{Created: at(0), Records: tickets.KindsOf(tickets.KindReplied)}, tickets.MetricFirstResponse, tickets.Attainment{}},
	} {
		got, err1 := target(test.metric).Judge(test.ticket, at(90))
		_, err2 := target(test.metric).Timers(test.ticket, at(90))
		_, err3 := test.ticket.Measure(test.metric, at(90))
		var d tickets.Durations
		err4 := d.AddTicket(test.ticket, test.metric, at(90))
		_, finished := test.ticket.Measure(test.metric, time.Time{})
		if got != test.want || finished != nil {
			t.Errorf("%v: %v, %v, want %v", test.metric, got, finished, test.want)
		}
		for _, err := range []error{err1, err2, err3, err4} {
			if known := test.want != (tickets.Attainment{}); (err == nil) != known || !known && !errors.Is(err, cx.ErrNoData) {
				t.Errorf("%v: %v", test.metric, err)
			}
		}
	}
}

// TestCreditsAreNotKnown: of an agent's tickets it is not known what others did, and the reason
// does not blame the log.
func TestCreditsAreNotKnown(t *testing.T) {
	ticket, err := tickets.Policy{}.Ticket(tickets.History{
		{Kind: tickets.KindCreated, At: at(0), Actor: tickets.ActorCustomer},
		{Kind: tickets.KindReplied, At: at(5), Actor: tickets.ActorAgent, Agent: "ana"},
		{Kind: tickets.KindStatusChanged, At: at(9), Status: tickets.StatusSolved, Agent: "bo"},
	})
	if err != nil {
		t.Fatal(err)
	}
	all := by(t, tickets.ByAgent(slices.Values([]tickets.Ticket{ticket})))
	for _, score := range []func() (decimal.Decimal, error){all.At("ana").OneTouch().Score, all.At("ana").Resolved().Score, all.At("ana").Times(tickets.MetricResolution).Score} {
		if _, err := score(); !errors.Is(err, cx.ErrNoData) || !strings.Contains(err.Error(), "not known: the record of 1 ticket does not show") {
			t.Error(err)
		}
	}
	if got, err := all.At("bo").OneTouch().Score(); err != nil || got.String() != "100" {
		t.Errorf("bo: %v, %v", got, err)
	}
}

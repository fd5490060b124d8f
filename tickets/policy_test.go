package tickets_test

import (
	"slices"
	"testing"
	"time"

	"github.com/cxmetrics/cx/tickets"
	"github.com/google/go-cmp/cmp"
)

// TestPolicyOptions shows what each option changes, each in a history made for it.
// Times are minutes.
func TestPolicyOptions(t *testing.T) {
	created := func(minute int, by tickets.Actor) tickets.Event {
		return tickets.Event{Kind: tickets.KindCreated, At: at(minute), Actor: by}
	}
	reply := func(minute int, by tickets.Actor) tickets.Event {
		return tickets.Event{Kind: tickets.KindReplied, At: at(minute), Actor: by}
	}
	status := func(minute int, s tickets.Status) tickets.Event {
		return tickets.Event{Kind: tickets.KindStatusChanged, At: at(minute), Status: s}
	}
	assigned := func(minute int) tickets.Event { return tickets.Event{Kind: tickets.KindAssigned, At: at(minute)} }
	const (
		customer = tickets.ActorCustomer
		bot      = tickets.ActorBot
		agent    = tickets.ActorAgent
	)
	type want struct {
		First, Next, Resolution []int // minutes; negative: that long and running
		Replies, Contacts       uint64
		Reopens                 uint64
		OneTouch, FirstContact  bool
	}
	botFirst := tickets.History{created(0, customer), reply(1, bot), reply(5, customer), reply(6, bot), assigned(20), reply(30, agent)}
	outbound := tickets.History{created(0, agent), reply(0, agent), reply(10, agent), reply(15, customer), reply(40, agent)}
	insisting := tickets.History{
		created(0, customer), reply(10, agent), reply(20, customer), reply(50, customer), reply(60, agent),
		reply(70, customer), status(80, tickets.StatusSolved), reply(85, agent),
	}
	reopened := tickets.History{
		created(0, customer), status(10, tickets.StatusPending), status(30, tickets.StatusOnHold), status(60, tickets.StatusSolved),
		{Kind: tickets.KindReopened, At: at(100)}, status(150, tickets.StatusClosed), status(170, tickets.StatusOpen),
	}
	again := slices.Concat(reopened, tickets.History{status(200, tickets.StatusSolved)})
	silent := tickets.History{created(0, customer), status(10, tickets.StatusSolved)}
	onePlus := tickets.History{created(0, customer), reply(5, agent), reply(7, customer), status(10, tickets.StatusSolved)}
	two := tickets.History{created(0, customer), reply(5, agent), reply(7, agent), status(10, tickets.StatusSolved)}

	for name, test := range map[string]struct {
		history tickets.History
		policy  tickets.Policy
		want    want
	}{
		"not BotsAnswer": {botFirst, tickets.Policy{},
			want{First: []int{30}, Resolution: []int{-1000}, Replies: 1, Contacts: 2}},
		"BotsAnswer": {botFirst, tickets.Policy{BotsAnswer: true},
			want{First: []int{1}, Next: []int{1}, Resolution: []int{-1000}, Replies: 1, Contacts: 2}},
		"FromHandoff": {botFirst, tickets.Policy{FromHandoff: true},
			want{First: []int{10}, Resolution: []int{-1000}, Replies: 1, Contacts: 2}},
		"FromHandoff, where bots answer": {botFirst, tickets.Policy{FromHandoff: true, BotsAnswer: true},
			want{First: []int{10}, Resolution: []int{-1000}, Replies: 1, Contacts: 2}},
		"FromHandoff, asked before": {
			tickets.History{created(0, customer), reply(1, bot), reply(5, customer), assigned(20), reply(30, bot), reply(40, agent)},
			tickets.Policy{FromHandoff: true, BotsAnswer: true},
			want{First: []int{10}, Resolution: []int{-1000}, Replies: 1, Contacts: 2}},
		"FromHandoff, answered before": {
			tickets.History{created(0, customer), reply(5, agent), assigned(20), reply(30, agent)},
			tickets.Policy{FromHandoff: true},
			want{First: []int{5}, Resolution: []int{-1000}, Replies: 2, Contacts: 1}},
		"FromHandoff, nobody assigned": {
			tickets.History{created(0, customer), reply(1, bot)},
			tickets.Policy{FromHandoff: true},
			want{First: []int{-1000}, Resolution: []int{-1000}, Contacts: 1}},
		"FromHandoff, assigned when it was solved": {
			tickets.History{created(0, customer), reply(1, bot), status(2, tickets.StatusSolved), assigned(60)},
			tickets.Policy{FromHandoff: true, BotsAnswer: true},
			want{First: []int{1}, Resolution: []int{2}, Contacts: 1}},
		"FromHandoff, assigned when it was open again, resolved once": {
			tickets.History{created(0, customer), reply(1, bot), status(2, tickets.StatusSolved), {Kind: tickets.KindReopened, At: at(50)}, assigned(60)},
			tickets.Policy{FromHandoff: true, BotsAnswer: true, FirstSolved: true},
			want{First: []int{1}, Resolution: []int{2}, Contacts: 1, Reopens: 1}},
		"FromHandoff, and no first response is due": {
			tickets.History{created(0, agent), reply(5, customer), reply(6, bot), assigned(20)},
			tickets.Policy{FromHandoff: true, BotsAnswer: true, AgentOpened: tickets.NoFirstResponse},
			want{Next: []int{1}, Resolution: []int{-1000}, Contacts: 1}},
		"answered in the instant of the creation": {
			tickets.History{created(0, customer), reply(0, agent), reply(10, agent)}, tickets.Policy{},
			want{First: []int{0}, Resolution: []int{-1000}, Replies: 2, Contacts: 1}},
		"AgentOpened: NextAgentReply, the opening message logged late": {
			tickets.History{created(0, agent), reply(1, agent), reply(10, agent)}, tickets.Policy{},
			want{First: []int{1}, Resolution: []int{-1000}, Replies: 2}},
		"AgentOpened: NextAgentReply": {outbound, tickets.Policy{},
			want{First: []int{10}, Next: []int{25}, Resolution: []int{-1000}, Replies: 2, Contacts: 1}},
		"AgentOpened: ReplyToCustomer": {outbound, tickets.Policy{AgentOpened: tickets.ReplyToCustomer},
			want{First: []int{25}, Resolution: []int{-1000}, Replies: 2, Contacts: 1}},
		"AgentOpened: ReplyToCustomer, who has not written": {outbound[:3], tickets.Policy{AgentOpened: tickets.ReplyToCustomer},
			want{Resolution: []int{-1000}, Replies: 1}},
		"AgentOpened: ReplyToCustomer, assigned before": {
			tickets.History{created(0, agent), assigned(3), reply(15, customer), reply(40, agent)},
			tickets.Policy{AgentOpened: tickets.ReplyToCustomer, FromHandoff: true},
			want{First: []int{25}, Resolution: []int{-1000}, Replies: 1, Contacts: 1}},
		"AgentOpened: NoFirstResponse": {outbound, tickets.Policy{AgentOpened: tickets.NoFirstResponse},
			want{Next: []int{25}, Resolution: []int{-1000}, Replies: 2, Contacts: 1}},
		"a bot opened it": {
			tickets.History{created(0, bot), reply(15, customer), reply(40, agent)},
			tickets.Policy{AgentOpened: tickets.NoFirstResponse},
			want{First: []int{40}, Resolution: []int{-1000}, Replies: 1, Contacts: 1}},
		"no LastUnanswered": {insisting, tickets.Policy{}, // 20 to 60; what was asked at 70 the solution answers
			want{First: []int{10}, Next: []int{40}, Resolution: []int{80}, Replies: 3, Contacts: 4}},
		"LastUnanswered": {insisting, tickets.Policy{LastUnanswered: true}, // 50 to 60
			want{First: []int{10}, Next: []int{10}, Resolution: []int{80}, Replies: 3, Contacts: 4}},
		"NextReply: still waiting": {insisting[:6], tickets.Policy{},
			want{First: []int{10}, Next: []int{40, -930}, Resolution: []int{-1000}, Replies: 2, Contacts: 4}},
		"no FirstSolved, while reopened": {reopened, tickets.Policy{},
			want{First: []int{-1000}, Resolution: []int{-1000}, Contacts: 1, Reopens: 2}},
		"no FirstSolved": {again, tickets.Policy{},
			want{Resolution: []int{200}, Contacts: 1, Reopens: 2}},
		"FirstSolved": {reopened, tickets.Policy{FirstSolved: true},
			want{Resolution: []int{60}, Contacts: 1, Reopens: 2}},
		"Stops: Pending": {again, tickets.Policy{Stops: tickets.StatusesOf(tickets.StatusPending)}, // all but 10 to 30
			want{Resolution: []int{180}, Contacts: 1, Reopens: 2}},
		"Stops: Pending, OnHold": {again, tickets.Policy{Stops: tickets.StatusesOf(tickets.StatusPending, tickets.StatusOnHold)}, // all but 10 to 60
			want{Resolution: []int{150}, Contacts: 1, Reopens: 2}},
		"Stops: Solved, Closed": {again, tickets.Policy{Stops: tickets.StatusesOf(tickets.StatusSolved, tickets.StatusClosed)}, // all but 60 to 100 and 150 to 170
			want{Resolution: []int{140}, Contacts: 1, Reopens: 2}},
		"SolvesMinusOne": {reopened, tickets.Policy{SolvesMinusOne: true}, // solved at 60 and 150
			want{First: []int{-1000}, Resolution: []int{-1000}, Contacts: 1, Reopens: 1}},
		"no AtMostOneReply, none": {silent, tickets.Policy{},
			want{Resolution: []int{10}, Contacts: 1}},
		"AtMostOneReply, none": {silent, tickets.Policy{AtMostOneReply: true},
			want{Resolution: []int{10}, Contacts: 1, OneTouch: true}},
		"AtMostOneReply, two": {two, tickets.Policy{AtMostOneReply: true},
			want{First: []int{5}, Resolution: []int{10}, Contacts: 1, Replies: 2}},
		"no FirstContactByContacts": {onePlus, tickets.Policy{},
			want{First: []int{5}, Resolution: []int{10}, Replies: 1, Contacts: 2, OneTouch: true, FirstContact: true}},
		"no FirstContactByContacts, reopened": {
			slices.Concat(onePlus, tickets.History{status(20, tickets.StatusOpen), status(30, tickets.StatusSolved)}), tickets.Policy{},
			want{First: []int{5}, Resolution: []int{30}, Replies: 1, Contacts: 2, OneTouch: true, Reopens: 1}},
		"no FirstContactByContacts, reopened, which no solution counts yet": {
			tickets.History{created(0, customer), reply(5, agent), status(10, tickets.StatusSolved), {Kind: tickets.KindReopened, At: at(20)}},
			tickets.Policy{FirstSolved: true, SolvesMinusOne: true},
			want{First: []int{5}, Resolution: []int{10}, Replies: 1, Contacts: 1, OneTouch: true}},
		"no FirstContactByContacts, replied after the solution": {
			slices.Concat(silent, tickets.History{reply(20, agent)}), tickets.Policy{},
			want{First: []int{20}, Resolution: []int{10}, Replies: 1, Contacts: 1}},
		"OneTouch: a second reply after the solution": {
			slices.Concat(onePlus, tickets.History{reply(20, agent)}), tickets.Policy{},
			// What was asked at 7 the solution ended.
			want{First: []int{5}, Resolution: []int{10}, Replies: 2, Contacts: 2, OneTouch: true, FirstContact: true}},
		"OneTouch: the reply that the log has after the solution of its instant": {
			tickets.History{
				created(0, customer), status(10, tickets.StatusSolved),
				{Kind: tickets.KindReplied, At: at(10), Actor: agent, Seq: 1},
			}, tickets.Policy{},
			want{First: []int{10}, Resolution: []int{10}, Replies: 1, Contacts: 1, OneTouch: true, FirstContact: true}},
		"FirstContactByContacts, reopened without a message": {
			again, tickets.Policy{FirstContactByContacts: true},
			want{Resolution: []int{200}, Contacts: 1, Reopens: 2}},
		"FirstContactByContacts, two contacts": {onePlus, tickets.Policy{FirstContactByContacts: true},
			want{First: []int{5}, Resolution: []int{10}, Replies: 1, Contacts: 2, OneTouch: true}},
		"FirstContactByContacts, two replies": {two, tickets.Policy{FirstContactByContacts: true},
			want{First: []int{5}, Resolution: []int{10}, Replies: 2, Contacts: 1, FirstContact: true}},
	} {
		t.Run(name, func(t *testing.T) {
			ticket, err := test.policy.Ticket(test.history)
			if err != nil {
				t.Fatal(err)
			}
			minutes := func(m tickets.Metric) (list []int) {
				times, err := ticket.Measure(m, at(1000))
				if err != nil {
					t.Fatal(err)
				}
				for _, x := range times {
					n := int(x.Elapsed / time.Minute)
					if x.Running {
						n = -n
					}
					list = append(list, n)
				}
				return list
			}
			a := ticket.Details
			got := want{
				minutes(tickets.MetricFirstResponse), minutes(tickets.MetricNextReply), minutes(tickets.MetricResolution),
				a.Replies, a.Contacts, a.Reopens, a.OneTouch, a.FirstContact,
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// TestStatesTakeTime adds up the states of one history, in minutes.
func TestStatesTakeTime(t *testing.T) {
	ticket, err := (tickets.Policy{}).Ticket(tickets.History{
		{Kind: tickets.KindCreated, At: at(0), Actor: tickets.ActorCustomer},
		{Kind: tickets.KindStatusChanged, At: at(5), Status: tickets.StatusOpen},
		{Kind: tickets.KindCallHeld, At: at(6)},
		{Kind: tickets.KindCallResumed, At: at(8)},
		{Kind: tickets.KindStatusChanged, At: at(20), Status: tickets.StatusPending},
		{Kind: tickets.KindStatusChanged, At: at(60), Status: tickets.StatusOnHold},
		{Kind: tickets.KindStatusChanged, At: at(140), Status: tickets.StatusSolved},
		{Kind: tickets.KindReopened, At: at(300)},
		{Kind: tickets.KindCallHeld, At: at(310)},
		{Kind: tickets.KindStatusChanged, At: at(320), Status: tickets.StatusSolved},
		{Kind: tickets.KindCallResumed, At: at(330)},
		{Kind: tickets.KindStatusChanged, At: at(900), Status: tickets.StatusClosed},
	})
	if err != nil {
		t.Fatal(err)
	}
	for m, want := range map[tickets.Metric]int{
		tickets.MetricAgentWork:       40,  // new 5, open 15 and 20
		tickets.MetricAgentWait:       40,  // pending 40
		tickets.MetricOnHold:          80,  // on hold 80
		tickets.MetricRequesterWait:   120, // new, open, on hold
		tickets.MetricCallHold:        12,  // 2, and 10 until the solution
		tickets.MetricFirstResolution: 140,
		tickets.MetricResolution:      320, // 40 + 40 + 80 and 160 solved, before the reopening
	} {
		got, err := ticket.Measure(m, at(1000))
		if diff := cmp.Diff([]tickets.Measurement{{Elapsed: time.Duration(want) * time.Minute}}, got); err != nil || diff != "" {
			t.Errorf("%v: %v, -want +got\n%s", m, err, diff)
		}
	}
}

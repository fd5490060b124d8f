package tickets_test

import (
	"errors"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/period"
	"github.com/cxmetrics/cx/tickets"
	"pgregory.net/rapid"
)

// elapsing hides every other method of a clock.
type elapsing struct{ tickets.Clock }

// flowing is a clock that counts in those seconds of every ten that are set, and in parts of
// them.
type flowing [10]bool

func (c flowing) Elapsed(from, to time.Time) (time.Duration, error) {
	return c.until(to) - c.until(from), nil
}

func (c flowing) until(t time.Time) (sum time.Duration) {
	d := t.Sub(origin)
	each := time.Duration(0)
	for _, on := range c {
		if on {
			each += time.Second
		}
	}
	sum = time.Duration(int64(d/(10*time.Second)) * int64(each))
	for i, rest := 0, d%(10*time.Second); rest > 0; i, rest = i+1, rest-time.Second {
		if c[i] {
			sum += min(rest, time.Second)
		}
	}
	return sum
}

func nineToFive(t *testing.T) tickets.Clock {
	t.Helper()
	plan := period.Hours{Zone: time.UTC}
	for day := time.Monday; day <= time.Friday; day++ {
		plan.Week[day] = []period.Shift{{Open: 9 * time.Hour, Close: 17 * time.Hour}}
	}
	schedule, err := period.NewSchedule(plan)
	if err != nil {
		t.Fatal(err)
	}
	return schedule
}

// TestDueInBusinessHours: 8 hours from Monday 9:00 with hours from 9 to 17.
func TestDueInBusinessHours(t *testing.T) {
	monday := func(hour int) time.Time { return time.Date(2024, 1, 1, hour, 0, 0, 0, time.UTC) }
	target := tickets.Target{Metric: tickets.MetricFirstResponse, Within: 8 * time.Hour}
	for _, clock := range []tickets.Clock{nineToFive(t), elapsing{nineToFive(t)}} {
		for _, test := range []struct {
			reply, at time.Time
			want      tickets.Outcome
		}{
			{monday(20), monday(30), tickets.OutcomeMet},
			{time.Time{}, monday(33), tickets.OutcomeRunning},
			{time.Time{}, monday(33).Add(1), tickets.OutcomeBreached},
			{monday(33).Add(time.Minute), monday(40), tickets.OutcomeBreached},
			{monday(10), monday(40), tickets.OutcomeMet},
			{time.Time{}, monday(10), tickets.OutcomeRunning},
		} {
			got, err := target.Timers(tickets.Ticket{Created: monday(9), FirstReply: test.reply, Clock: clock}, test.at)
			if err != nil || len(got) != 1 || got[0].Outcome != test.want || !got[0].Due.Equal(monday(17)) || !got[0].Breach.Equal(monday(33)) {
				t.Errorf("%T at %v: %+v, %v, want %v due on Monday 17:00, breached from Tuesday 9:00", clock, test.at, got, err, test.want)
			}
			if running := test.want == tickets.OutcomeRunning; len(got) == 1 && (got[0].DueIn(monday(17), monday(18)) != running || got[0].DueIn(monday(16), monday(17))) {
				t.Errorf("%+v: DueIn", got[0])
			}
		}
	}
}

func TestZeroTargetIsRefused(t *testing.T) {
	x := tickets.Ticket{Created: at(0)}
	for _, g := range []tickets.Agreement{
		{}, {Target: tickets.Target{Within: -1}}, {Target: tickets.Target{Within: 1, Metric: 10}}, {Target: tickets.Target{Within: 1, Stops: 128}},
		{Target: tickets.Target{Within: 1, Metric: tickets.MetricCallHold, Stops: 1}},
		{Target: tickets.Target{Within: 1}, OnChange: 3},
		{Target: tickets.Target{Within: 1}, Changes: []tickets.TargetChange{{At: at(5)}}},
		{Target: tickets.Target{Within: 1}, Changes: []tickets.TargetChange{{At: at(5), Within: 1}, {At: at(4), Within: 1}}},
	} {
		if _, err := g.Timers(x, at(9)); !errors.Is(err, cx.ErrOutOfRange) {
			t.Errorf("%+v: %v", g, err)
		}
	}
	if _, err := (tickets.Target{Within: 1, Stops: tickets.StatusesOf(tickets.StatusPending)}).Judge(x, at(9)); !errors.Is(err, cx.ErrNoData) {
		t.Errorf("states that are not known: %v", err)
	}
	if _, err := (tickets.Target{Within: 1}).Timers(x, time.Time{}); !errors.Is(err, cx.ErrOutOfRange) {
		t.Error(err)
	}
}

// TestTargetChanges: 8 hours from 9:00, raised to 2 at 14:00, on hold from 10:00 to 13:00,
// open since. The hours are counted by hand.
func TestTargetChanges(t *testing.T) {
	hour := func(h int) time.Time { return at(60 * h) }
	hours := func(n int) time.Duration { return hour(n).Sub(hour(0)) }
	x := tickets.Ticket{Created: hour(9), Details: &tickets.Details{StatusChanges: []tickets.StatusChange{
		{Status: tickets.StatusNew, At: hour(9)}, {Status: tickets.StatusOnHold, At: hour(10)}, {Status: tickets.StatusOpen, At: hour(13)},
	}}}
	for _, test := range []struct {
		on         tickets.OnChange
		within     int
		due, until time.Time
		elapsed    int
	}{
		{tickets.KeepStart, 2, hour(14), hour(14), 3},            // 1 h before the hold, 1 h after it
		{tickets.KeepStart, 3, hour(15), hour(15), 3},            //
		{tickets.KeepStartCountPauses, 2, hour(11), hour(14), 6}, // too late at the change
		{tickets.KeepStartCountPauses, 7, hour(16), hour(16), 6}, //
		{tickets.RestartClock, 2, hour(16), hour(16), 1},         //
	} {
		g := tickets.Agreement{
			Target:   tickets.Target{Metric: tickets.MetricResolution, Within: 8 * time.Hour, Stops: tickets.StatusesOf(tickets.StatusPending, tickets.StatusOnHold)},
			Changes:  []tickets.TargetChange{{At: hour(14), Within: hours(test.within)}},
			OnChange: test.on,
		}
		got, err := g.Timers(x, hour(15))
		if err != nil || len(got) != 1 || !got[0].Due.Equal(test.due) || !got[0].Breach.Equal(test.until) || got[0].Elapsed != hours(test.elapsed) || got[0].Target.Within != hours(test.within) {
			t.Errorf("%v, %d h: %+v, %v", test.on, test.within, got, err)
		}
	}
	// A breach at 14:00 of a target of 1 hour that is raised to 20 at 15:00.
	g := tickets.Agreement{
		Target:  tickets.Target{Metric: tickets.MetricResolution, Within: 5 * time.Hour},
		Changes: []tickets.TargetChange{{At: hour(15), Within: 20 * time.Hour}},
	}
	if got, err := g.Timers(x, hour(16)); err != nil || got[0].Outcome != tickets.OutcomeBreached || !got[0].Breach.Equal(hour(14)) {
		t.Errorf("kept: %+v, %v", got, err)
	}
	g.CancelBreaches = true
	if got, err := g.Timers(x, hour(16)); err != nil || got[0].Outcome != tickets.OutcomeRunning || !got[0].Due.Equal(hour(29)) {
		t.Errorf("cancelled: %+v, %v", got, err)
	}
	// In a state that stops the clock nothing is due.
	p := tickets.Target{Metric: tickets.MetricAgentWork, Within: 2 * time.Hour}
	if got, err := p.Timers(x, hour(12)); err != nil || !got[0].Due.IsZero() || got[0].Elapsed != time.Hour {
		t.Errorf("on hold: %+v, %v", got, err)
	}
	p.Within = time.Hour // used up when the clock stopped, and beyond it only when it runs again
	if got, err := p.Timers(x, hour(12)); err != nil || !got[0].Due.Equal(hour(10)) || !got[0].Breach.IsZero() || got[0].Outcome != tickets.OutcomeRunning {
		t.Errorf("used up on hold: %+v, %v", got, err)
	}
}

// TestBreachesWhenMeasured: a time is beyond the target after the breach, and not before.
func TestBreachesWhenMeasured(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h, p := drawHistory(t), drawPolicy(t)
		p.Clock = flowing(drawClock(t))
		m := tickets.Metric(rapid.SampledFrom([]int{0, 3, 4, 5, 6, 7, 8, 9}).Draw(t, "metric"))
		g := tickets.Target{Metric: m, Within: time.Duration(rapid.IntRange(1, 30).Draw(t, "within")) * time.Second}
		ticket, err := p.Ticket(h)
		if err != nil {
			t.Fatal(err)
		}
		end := second(h[len(h)-1].At) + rapid.IntRange(1, 30).Draw(t, "end")
		now := origin.Add(time.Duration(end) * time.Second)
		timers, err := g.Timers(ticket, now)
		if err != nil {
			t.Fatal(err)
		}
		times, err := ticket.Measure(m, now)
		if err != nil {
			t.Fatal(err)
		}
		for i, x := range times {
			if timers[i].Elapsed != x.Elapsed || timers[i].To.IsZero() != x.Running {
				t.Fatalf("%+v, want %v", timers[i], x)
			}
		}
		for _, x := range timers {
			late := x.Elapsed > g.Within
			if late != (x.Outcome == tickets.OutcomeBreached) {
				t.Fatalf("%+v", x)
			}
			if !x.To.IsZero() {
				now = x.To
			}
			for s := second(x.From) + 1; s <= second(now); s++ {
				at := origin.Add(time.Duration(s) * time.Second)
				then, err := ticket.Measure(m, at)
				if err != nil {
					t.Fatal(err)
				}
				spent := time.Duration(0)
				if len(then) == 0 && m == tickets.MetricFirstResponse {
					continue // the ticket is resolved at that instant, and a reply comes after all
				}
				if len(then) > 0 {
					spent = then[0].Elapsed
				}
				if at.Before(now) || late {
					if (spent > g.Within) != (!x.Breach.IsZero() && at.After(x.Breach)) || (spent >= g.Within) != (!x.Due.IsZero() && !at.Before(x.Due)) {
						t.Fatalf("%v after %v of %v: %+v", at, spent, g.Within, x)
					}
				}
			}
		}
	})
}

// TestAgreementsLikeTheSecondHand counts every second by the state, the clock and the target
// of that second.
func TestAgreementsLikeTheSecondHand(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h, clock := drawHistory(t), flowing(drawClock(t))
		ticket, err := tickets.Policy{Clock: clock}.Ticket(h)
		if err != nil {
			t.Fatal(err)
		}
		g := tickets.Agreement{
			Target: tickets.Target{
				Metric: tickets.MetricResolution, Within: time.Duration(rapid.IntRange(1, 30).Draw(t, "within")) * time.Second,
				Stops: tickets.Statuses(rapid.IntRange(0, 63).Draw(t, "stops")),
			},
			OnChange:       tickets.OnChange(rapid.IntRange(0, 2).Draw(t, "on change")),
			CancelBreaches: rapid.Bool().Draw(t, "cancel breaches"),
		}
		from, end := second(ticket.Created), second(h[len(h)-1].At)+rapid.IntRange(1, 30).Draw(t, "end")
		for s := from; len(g.Changes) < 3; {
			s += rapid.IntRange(0, 30).Draw(t, "until the change")
			g.Changes = append(g.Changes, tickets.TargetChange{
				At: origin.Add(time.Duration(s) * time.Second), Within: time.Duration(rapid.IntRange(1, 30).Draw(t, "then within")) * time.Second,
			})
		}
		now := origin.Add(time.Duration(end) * time.Second)
		got, err := g.Timers(ticket, now)
		if err != nil || len(got) != 1 {
			t.Fatalf("%+v, %v", got, err)
		}
		if !ticket.Resolved.IsZero() {
			end = second(ticket.Resolved)
		}
		counts := func(s int, pauses bool) time.Duration {
			state := tickets.StatusNew
			for _, c := range ticket.Details.StatusChanges {
				if second(c.At) <= s {
					state = c.Status
				}
			}
			if !pauses && g.Target.Stops.Has(state) {
				return 0
			}
			d, err := clock.Elapsed(origin.Add(time.Duration(s)*time.Second), origin.Add(time.Duration(s+1)*time.Second))
			if err != nil {
				t.Fatal(err)
			}
			return d
		}
		var breach int
		breached := false
		var elapsed time.Duration
		for s := from + 1; s <= end; s++ { // at s, what happens at s has not happened yet
			within, changed := g.Target.Within, from
			for _, c := range g.Changes {
				if at := second(c.At); at < s || at <= from {
					within, changed = c.Within, max(from, at)
				}
			}
			elapsed = 0
			for u := from; u < s; u++ {
				if g.OnChange != tickets.RestartClock || u >= changed {
					elapsed += counts(u, g.OnChange == tickets.KeepStartCountPauses && u < changed)
				}
			}
			over := elapsed > within
			if over && !breached {
				breached, breach = true, s-1
			}
			if !over && g.CancelBreaches {
				breached = false
			}
			if g.CancelBreaches && over && s-1 == changed && changed > from {
				breach = changed // what was before is cancelled
			}
		}
		x := got[0]
		if (x.Outcome == tickets.OutcomeBreached) != breached || x.Elapsed != elapsed || breached && second(x.Breach) != breach {
			t.Fatalf("%+v, want breached %v at %d after %v", x, breached, breach, elapsed)
		}
	})
}

func TestTextsOfAgreements(t *testing.T) {
	for _, o := range []tickets.Outcome{tickets.OutcomeRunning, tickets.OutcomeMet, tickets.OutcomeBreached, tickets.OutcomeUnanswered} {
		var back tickets.Outcome
		if text, err := o.MarshalText(); err != nil || string(text) != o.String() || back.UnmarshalText(text) != nil || back != o {
			t.Errorf("%v: %s, %v, %v", o, text, err, back)
		}
	}
	texts[tickets.OnChange](t, "keep start", "keep start count pauses", "restart clock")
}

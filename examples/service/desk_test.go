package main

import (
	"maps"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/cxmetrics/cx/period"
	"github.com/cxmetrics/cx/tickets"
	"github.com/google/go-cmp/cmp"
)

// TestSupport compares what is counted event by event with the library's own backlog and
// targets, read off all histories at once, as they are sent, after a restart, and of a
// segment.
func TestSupport(t *testing.T) {
	file := filepath.Join(t.TempDir(), "cx.sqlite")
	args := []string{"-db", file, "-zone", "America/Sao_Paulo", "-reply-within", "10h", "-resolve-within", "30h"}
	zone, err := time.LoadLocation("America/Sao_Paulo")
	if err != nil {
		t.Fatal(err)
	}
	p := start(t, args...)
	s := newSent(11)
	s.by[ticketEvent] = slices.DeleteFunc(s.by[ticketEvent], func(e event) bool { return e.At.After(s.now) }) // the library does not look ahead
	for i := range s.by[ticketEvent] {
		if e := &s.by[ticketEvent][i]; e.Agent != "" {
			e.Agent = []string{"ann", "bo", "cy"}[i%3]
		}
	}
	p.keep(ticketEvent, s.by[ticketEvent]...)
	p.kill()
	p = start(t, args...)
	for _, query := range []string{"?unit=month&periods=14", "?unit=week&periods=30&segment=web", "?unit=day&periods=5"} {
		res := p.results(query)
		compareSupport(t, s, res, zone)
	}
}

func compareSupport(t *testing.T, s *sent, res results, zone *time.Location) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	histories := make(map[string]tickets.History)
	segments := make(map[string]string)
	for _, e := range s.by[ticketEvent] {
		if e.Event == "created" {
			segments[e.Ticket] = e.Segment
		}
		histories[e.Ticket] = append(histories[e.Ticket], e.history(len(histories[e.Ticket])))
	}
	instants := []time.Time{}
	for i, f := range res.Periods {
		r := period.MustParse(f.Period).In(zone)
		if i == 0 {
			instants = append(instants, r.Start())
		}
		instants = append(instants, r.End())
	}
	backlog, err := tickets.NewBacklog(instants)
	must(err)
	reply, resolve := tickets.Target{Metric: tickets.MetricFirstResponse, Within: 10 * time.Hour}, tickets.Target{Metric: tickets.MetricResolution, Within: 30 * time.Hour}
	want := make([]supportFigures, len(res.Periods))
	agents := make(map[string]*agentFigures)
	for id, h := range histories {
		if res.Segment != "" && segments[id] != res.Segment {
			continue
		}
		ticket, err := tickets.Policy{}.Ticket(h)
		if err != nil { // merged
			continue
		}
		must(backlog.Add(ticket))
		for i, f := range res.Periods {
			if !period.MustParse(f.Period).In(zone).Contains(ticket.Created) {
				continue
			}
			for target, to := range map[tickets.Target]*attainmentFigures{reply: &want[i].Reply, resolve: &want[i].Resolve} {
				a, err := target.Judge(ticket, res.AsOf)
				must(err)
				to.Met += a.Met
				to.Missed += a.Breached
				to.Running += a.Running
			}
			if f.Period != res.Last.Period {
				continue
			}
			for _, name := range ticket.Details.Agents {
				if agents[name] == nil {
					agents[name] = &agentFigures{Agent: name}
				}
				agents[name].Tickets++
				if !ticket.Resolved.IsZero() {
					agents[name].Resolved++
				}
			}
		}
	}
	stocks := slices.Collect(backlog.All())
	for i := range want {
		stock := stocks[i+1]
		want[i].Period = res.Periods[i].Period
		want[i].Created, want[i].Reopened, want[i].Resolved, want[i].Backlog = stock.Flow.Created, stock.Flow.Reopened, stock.Flow.Resolved, stock.Open
		got := res.Support[i]
		got.Reply.Within, got.Resolve.Within, got.Reply.Percent, got.Resolve.Percent = 0, 0, nil, nil
		if diff := cmp.Diff(want[i], got, cmp.AllowUnexported(supportFigures{})); diff != "" {
			t.Errorf("%q %s (-library +service):\n%s", res.Segment, want[i].Period, diff)
		}
	}
	got := make(map[string]*agentFigures)
	for _, a := range res.Agents {
		a.Mean = nil
		got[a.Agent] = &a
	}
	if diff := cmp.Diff(agents, got); diff != "" || len(slices.Collect(maps.Keys(agents))) == 0 && res.Unit == period.Month {
		t.Errorf("agents of %s (-library +service):\n%s", res.Last.Period, diff)
	}
}

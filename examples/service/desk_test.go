package main

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
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

// TestAgents: there are so many names and no more, after a restart too; a name is no part
// of the page's own text.
func TestAgents(t *testing.T) {
	file := filepath.Join(t.TempDir(), "cx.sqlite")
	p := start(t, "-db", file)
	last, err := period.Month.Of(time.Now().UTC())
	if err != nil {
		t.Fatal(err)
	}
	if last, err = last.Add(-1); err != nil {
		t.Fatal(err)
	}
	at := last.In(time.UTC).Start()
	for i := range maxAgents {
		ticket := fmt.Sprint("T", i/100)
		if i%100 == 0 {
			p.keep(ticketEvent, event{At: at, Ticket: ticket, Event: "created", Actor: "customer"})
			var events []event
			for j := range 100 {
				name := fmt.Sprintf("<b>&%d", i+j)
				events = append(events, event{At: at.Add(time.Hour), Ticket: ticket, Event: "replied", Actor: "agent", Agent: name})
			}
			p.keep(ticketEvent, events...)
		}
	}
	more := func(name string) int {
		return p.post("/v1/tickets", fmt.Sprintf(`{"at":%q,"ticket":"T0","event":"replied","actor":"agent","agent":%q}`, at.Add(2*time.Hour).Format(time.RFC3339), name)).status
	}
	check := func() {
		t.Helper()
		if known, other := more("<b>&5"), more("other"); known != 200 || other != 409 {
			t.Errorf("a known agent %d, another %d", known, other)
		}
		res := p.results("")
		if len(res.Agents) != shownAgents || res.MoreOf != maxAgents-shownAgents {
			t.Errorf("%d agents and %d more", len(res.Agents), res.MoreOf)
		}
	}
	check()
	p.kill()
	p = start(t, "-db", file)
	check()
	if page := string(p.get("/").body); strings.Contains(page, "<b>") || !strings.Contains(page, "&lt;b&gt;&amp;") {
		t.Error("the page has a name as it was sent")
	}
}

// TestErasedFromPage: a page that is kept does not show what was erased.
func TestErasedFromPage(t *testing.T) {
	p := start(t, "-db", filepath.Join(t.TempDir(), "cx.sqlite"))
	p.keep(npsRating, event{At: time.Now().UTC(), ID: "x", Rating: new(int), Segment: "secret-name"})
	if !strings.Contains(string(p.get("/").body), "secret-name") {
		t.Fatal("the segment is not on the page")
	}
	if a := p.post("/v1/admin/erase", `{"segment":"secret-name"}`); a.status != 200 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	if strings.Contains(string(p.get("/").body), "secret-name") {
		t.Error("the page has what was erased")
	}
}

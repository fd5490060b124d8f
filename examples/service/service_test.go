package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/cxmetrics/cx/ces"
	"github.com/cxmetrics/cx/churn"
	"github.com/cxmetrics/cx/csat"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/nps"
	"github.com/cxmetrics/cx/period"
	"github.com/cxmetrics/cx/tickets"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// sent is random events, kept by the test as a client has them.
type sent struct {
	random *rand.Rand
	now    time.Time
	by     map[kind][]event
}

func newSent(seed uint64) *sent {
	s := &sent{random: rand.New(rand.NewPCG(seed, 1)), now: time.Now().Truncate(time.Second).UTC(), by: make(map[kind][]event)}
	for range 700 {
		s.rating(npsRating, 0, 10)
		s.rating(csatRating, 1, 5)
		s.rating(cesRating, 1, 5)
	}
	for i := range 400 {
		s.ticket(fmt.Sprintf("T-%d", i))
	}
	for range 900 {
		s.by[activeEvent] = append(s.by[activeEvent], event{At: s.at(), Segment: s.segment(), Customer: fmt.Sprint(s.random.IntN(90))})
	}
	return s
}

// at is some time of the last 400 days.
func (s *sent) at() time.Time {
	return s.now.Add(-time.Duration(s.random.Int64N(400*86400)) * time.Second)
}

func (s *sent) segment() string { return []string{"", "web", "app"}[s.random.IntN(3)] }

func (s *sent) rating(k kind, least, most int) {
	r := least + s.random.IntN(most-least+1)
	s.by[k] = append(s.by[k], event{At: s.at(), Segment: s.segment(), Rating: &r})
}

func (s *sent) ticket(id string) {
	at := s.at()
	events := []event{{At: at, Segment: s.segment(), Event: "created", Actor: "customer"}}
	next := func(e event) {
		at = at.Add(time.Duration(s.random.Int64N(20*3600)) * time.Second)
		e.At = at
		events = append(events, e)
	}
	if s.random.IntN(5) > 0 {
		next(event{Event: "replied", Actor: "bot"})
		next(event{Event: "replied", Actor: "agent", Agent: "a-1"})
	}
	if s.random.IntN(4) > 0 {
		next(event{Event: "status_changed", Status: "solved"})
		if s.random.IntN(4) == 0 {
			next(event{Event: "reopened"})
			next(event{Event: "status_changed", Status: "closed"})
		}
	}
	if s.random.IntN(20) == 0 {
		next(event{Event: "merged"})
	}
	for _, e := range events {
		if e.At.Before(s.now.Add(maxAhead)) {
			e.Ticket = id
			s.by[ticketEvent] = append(s.by[ticketEvent], e)
		}
	}
}

// want computes figures from the events with the library alone: no days, no stream,
// and every ticket once.
func (s *sent) want(t *testing.T, segment string, in period.Range) figures {
	t.Helper()
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	chosen := func(k kind) (ratings []int) {
		for _, e := range s.by[k] {
			if (segment == "" || e.Segment == segment) && in.Contains(e.At) {
				ratings = append(ratings, *e.Rating)
			}
		}
		return ratings
	}
	sums := new(tallies)
	var err error
	sums.nps, err = nps.CollectSlice(chosen(npsRating))
	must(err)
	sums.csat, err = csat.CollectSlice(csat.Scale{}, chosen(csatRating))
	must(err)
	sums.ces, err = ces.CollectSlice(ces.Scale{}, chosen(cesRating))
	must(err)

	histories := make(map[string]tickets.History)
	left := make(map[string]bool)
	for _, e := range s.by[ticketEvent] {
		if e.Event == "created" && (segment != "" && e.Segment != segment || !in.Contains(e.At)) {
			left[e.Ticket] = true
		}
		histories[e.Ticket] = append(histories[e.Ticket], tickets.Event{
			At: e.At, Kind: ticketKinds.value[e.Event], Actor: ticketActors.value[e.Actor], Status: ticketStatuses.value[e.Status],
		})
	}
	for id, h := range histories {
		ticket, err := tickets.Policy{}.Ticket(h)
		if left[id] || err != nil { // merged
			continue
		}
		must(sums.desk.tally.Add(ticket))
		must(sums.desk.first.AddTicket(ticket, tickets.MetricFirstResponse, time.Time{}))
		must(sums.desk.resolution.AddTicket(ticket, tickets.MetricResolution, time.Time{}))
	}
	return figuresOf(sums)
}

// figuresOf is what README.md says that the fields are.
func figuresOf(t *tallies) figures {
	known := func(d decimal.Decimal, err error) *decimal.Decimal {
		if err != nil {
			return nil
		}
		return &d
	}
	seconds := func(d time.Duration, err error) *decimal.Decimal {
		return known(decimal.New(int64(d), -9), err)
	}
	times := func(d *tickets.Durations) timeFigures {
		f := timeFigures{Count: d.N()}
		f.Mean = known(d.Sample().MeanIn(time.Second))
		f.Median = seconds(d.Percentile(decimal.NewFromInt(50)))
		f.P90 = seconds(d.Percentile(decimal.NewFromInt(90)))
		f.Interval, _ = d.MedianInterval(0.95)
		return f
	}
	var f figures
	f.NPS = npsFigures{Answers: t.nps.N(), Groups: t.nps.Groups(), Tally: t.nps, Score: known(t.nps.Score())}
	f.NPS.Interval, _ = t.nps.Groups().Tango(0.95)
	f.CSAT = csatFigures{Answers: t.csat.N(), Tally: t.csat, Percent: known(t.csat.Score())}
	f.CSAT.Interval, _ = t.csat.Satisfied().Wilson(0.95)
	f.CES = cesFigures{Answers: t.ces.N(), Tally: t.ces, Mean: known(t.ces.Score())}
	if in, err := t.ces.Mean().Sample().Interval(0.95); err == nil {
		f.CES.Interval = estimate.Interval{Low: max(1, in.Low), High: min(5, in.High), Level: in.Level}
	}
	f.Tickets = ticketFigures{
		Created: t.desk.tally.Volume(), Open: t.desk.tally.Backlog(), Unanswered: t.desk.tally.Waiting(),
		Resolved: known(t.desk.tally.Resolved().Score()), Reopened: known(t.desk.tally.Reopened().Score()),
		FirstResponse: times(&t.desk.first), Resolution: times(&t.desk.resolution),
	}
	return f
}

// TestNumbers posts events and compares every figure of every unit and segment with
// what the library makes of the same events.
func TestNumbers(t *testing.T) {
	zone, err := time.LoadLocation("America/Sao_Paulo")
	if err != nil {
		t.Fatal(err)
	}
	p := start(t, "-db", filepath.Join(t.TempDir(), "cx.sqlite"), "-zone", zone.String())
	s := newSent(3)
	for _, k := range kinds {
		half := len(s.by[k]) / 2
		p.keep(k, s.by[k][:half]...)
		p.results("?periods=60") // what was read may still change
		p.keep(k, s.by[k][half:]...)
	}
	check := func() {
		t.Helper()
		for _, segment := range []string{"", "web", "app"} {
			for _, u := range units {
				res := p.results(fmt.Sprintf("?segment=%s&unit=%s&periods=14", segment, u))
				if len(res.Periods) != 14 || !slices.Equal(res.Segments, []string{"app", "web"}) {
					t.Fatalf("%d periods, segments %v", len(res.Periods), res.Segments)
				}
				var whole [2]time.Time
				for i, got := range res.Periods {
					at, err := period.Parse(got.Period)
					if err != nil {
						t.Fatal(err)
					}
					compare(t, segment+" "+got.Period, got, s.want(t, segment, at.In(zone)))
					if i == 0 {
						whole[0] = at.In(zone).Start()
					}
					whole[1] = at.In(zone).End()
					if over := at.In(zone).End().Before(time.Now()); over != got.Over {
						t.Errorf("%s is over: %t", got.Period, got.Over)
					}
				}
				in, err := period.NewRange(whole[0], whole[1])
				if err != nil {
					t.Fatal(err)
				}
				compare(t, segment+" in total", res.Total, s.want(t, segment, in))
			}
			s.checkCohorts(t, p, segment, zone)
		}
	}
	check()
	// What a restart reads back is the same.
	if err := p.interrupt(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	p = start(t, p.cmd.Args[3:]...)
	check()
}

func compare(t *testing.T, what string, got, want figures) {
	t.Helper()
	want.Period, want.Over = got.Period, got.Over
	tallies := cmp.Comparer(func(a, b nps.Tally) bool { return a == b })
	if diff := cmp.Diff(want, got, tallies, cmp.Comparer(func(a, b csat.Tally) bool { return a == b }), cmp.Comparer(func(a, b ces.Tally) bool { return a == b })); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func (s *sent) checkCohorts(t *testing.T, p *process, segment string, zone *time.Location) {
	t.Helper()
	var active churn.Activity[string]
	for _, e := range s.by[activeEvent] {
		if segment == "" || e.Segment == segment {
			month, err := period.Month.Of(e.At.In(zone))
			if err := errors.Join(err, active.Add(e.Customer, month)); err != nil {
				t.Fatal(err)
			}
		}
	}
	month, err := period.Month.Of(time.Now().In(zone))
	first, err2 := month.Add(-12)
	last, err3 := month.Add(-1)
	table, err4 := active.Bounded(first, last)
	want, err5 := json.Marshal(table)
	if err := errors.Join(err, err2, err3, err4, err5); err != nil {
		t.Fatal(err)
	}
	var got struct{ Cohorts json.RawMessage }
	p.get("/v1/results?segment="+segment).decode(t, &got)
	if string(got.Cohorts) != string(want) || !strings.Contains(string(want), `"size":`) {
		t.Errorf("cohorts of %q:\n%s\nwant\n%s", segment, got.Cohorts, want)
	}
}

// TestNoData: what is undefined is null, and on the page "no data".
func TestNoData(t *testing.T) {
	p := start(t, "-db", filepath.Join(t.TempDir(), "cx.sqlite"))
	res := p.results("")
	for _, f := range append(res.Periods, res.Total) {
		for _, d := range []*decimal.Decimal{
			f.NPS.Score, f.CSAT.Percent, f.CES.Mean, f.Tickets.Resolved, f.Tickets.Reopened,
			f.Tickets.FirstResponse.Mean, f.Tickets.Resolution.Median, f.Tickets.Resolution.P90,
		} {
			if d != nil {
				t.Errorf("%s: %v of no data", f.Period, d)
			}
		}
	}
	if text := string(p.get("/v1/results").body); !strings.Contains(text, `"score":null,"interval":null`) {
		t.Errorf("no null: %.300s", text)
	}
	if text := string(p.get("/metrics").body); strings.Contains(text, "\ncx_nps_score") || !strings.Contains(text, "\ncx_nps_answers 0\n") {
		t.Errorf("a score of no data, or no count of 0")
	}
	page := string(p.get("/").body)
	if n := strings.Count(page, "no data"); n < 50 || strings.Contains(page, "NaN") || !strings.Contains(page, `id="nps-score"><span class="none">no data`) {
		t.Errorf("%d times no data on a page of none", n)
	}
}

// TestOneAnswer: one answer has a score, and no interval where that takes two.
func TestOneAnswer(t *testing.T) {
	p := start(t, "-db", filepath.Join(t.TempDir(), "cx.sqlite"))
	at := time.Now().UTC().Format(time.RFC3339)
	for _, body := range []string{`{"at":"` + at + `","rating":5}`, `[{"at":"` + at + `","rating":5}]`} {
		if a := p.post("/v1/ces", body); a.status != 200 {
			t.Fatalf("%d %s", a.status, a.body)
		}
		if res := p.results("?periods=1").Total.CES; !res.Mean.Equal(decimal.NewFromInt(5)) {
			t.Errorf("mean %v", res.Mean)
		}
	}
	p.get("/?periods=1&unit=day")
}

// TestMetrics compares Prometheus's gauges with the last 28 days of the results.
func TestMetrics(t *testing.T) {
	p := start(t, "-db", filepath.Join(t.TempDir(), "cx.sqlite"))
	s := newSent(4)
	for _, k := range kinds {
		p.keep(k, s.by[k]...)
	}
	p.post("/v1/nps", `{}`)
	f := p.results("?unit=day&periods=28&segment=web").Total
	text := string(p.get("/metrics").body)
	if strings.Contains(text, `segment=""`) || !strings.Contains(text, "cx_commit_seconds_bucket") || !strings.Contains(text, "\ncx_database_bytes ") {
		t.Error("all events among the segments, or no time of commits, or no size")
	}
	for _, want := range []string{
		fmt.Sprintf(`cx_segment_nps_score{segment="web"} %v`, f.NPS.Score.InexactFloat64()),
		fmt.Sprintf(`cx_segment_nps_answers{segment="web"} %d`, f.NPS.Answers),
		fmt.Sprintf(`cx_segment_csat_percent{segment="web"} %v`, f.CSAT.Percent.InexactFloat64()),
		fmt.Sprintf(`cx_segment_ces_mean{segment="web"} %v`, f.CES.Mean.InexactFloat64()),
		fmt.Sprintf(`cx_segment_tickets_open{segment="web"} %d`, f.Tickets.Open),
		fmt.Sprintf(`cx_segment_ticket_median_seconds{segment="web",time="resolution"} %v`, f.Tickets.Resolution.Median.InexactFloat64()),
		`cx_events_total{kind="nps",outcome="accepted"} 700`,
		`cx_refused_requests_total{kind="nps",status="422"} 1`,
		`cx_refused_requests_total{kind="ces",status="422"} 0`,
		`cx_events_total{kind="ces",outcome="duplicate"} 0`,
		`cx_http_request_seconds_count{path="POST /v1/nps",status="4xx"} 1`,
		"cx_database_errors_total 0",
		fmt.Sprintf("cx_nps_answers %d", p.results("?unit=day&periods=28").Total.NPS.Answers),
	} {
		if !strings.Contains(text, want+"\n") {
			t.Errorf("no %s in the metrics", want)
		}
	}
}

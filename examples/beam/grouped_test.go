package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx/churn"
	"github.com/cxmetrics/cx/period"
	"github.com/cxmetrics/cx/tickets"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// writeLines writes each of some values as a line of JSON, spread over two files.
func writeLines[T any](t *testing.T, values []T) []string {
	t.Helper()
	var files []string
	for i, name := range []string{"a.jsonl", "b.ndjson"} {
		var all bytes.Buffer
		for _, v := range values[i*len(values)/2 : (i+1)*len(values)/2] {
			line, err := text(v)
			if err != nil {
				t.Fatal(err)
			}
			all.WriteString(line + "\n")
		}
		files = append(files, filepath.Join(t.TempDir(), name))
		if err := os.WriteFile(files[i], all.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// sampleEvents makes the events of n tickets, in disorder.
func sampleEvents(n int) (events []event) {
	random := rand.New(rand.NewPCG(1, 9))
	for i := range n {
		at := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(random.IntN(366*86400)) * time.Second)
		add := func(e tickets.Event) {
			at = at.Add(time.Duration(1+random.IntN(7200)) * time.Second)
			e.At = at
			events = append(events, event{fmt.Sprint("T", i), "", e})
		}
		add(tickets.Event{Kind: tickets.KindCreated, Actor: tickets.ActorCustomer})
		events[len(events)-1].Segment = string(rune('a' + i%3))
		if i%7 == 0 {
			continue
		}
		add(tickets.Event{Kind: tickets.KindReplied, Actor: tickets.ActorAgent})
		add(tickets.Event{Kind: tickets.KindStatusChanged, Status: tickets.StatusSolved})
		if i%5 == 0 {
			add(tickets.Event{Kind: tickets.KindReopened})
			add(tickets.Event{Kind: tickets.KindStatusChanged, Status: tickets.StatusSolved})
		}
	}
	random.Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
	return events
}

// Events of a ticket that lie in two files make one ticket, under the policy that is given.
func TestEvents(t *testing.T) {
	events := sampleEvents(3000)
	c := defaults(writeLines(t, events)...)
	c.Format.Kind = kindEvents
	var texts [2]string
	for i, policy := range []string{"", policyText(t, tickets.Policy{FirstSolved: true})} {
		c.Format.Tickets = policy
		got, err := both(t, c)
		if err != nil {
			t.Fatal(err)
		}
		texts[i] = got
		// By hand: the first solution or the last.
		created, solved, segment := map[string]time.Time{}, map[string]time.Time{}, map[string]string{}
		for _, e := range events {
			switch e.Kind {
			case tickets.KindCreated:
				created[e.Ticket], segment[e.Ticket] = e.At, e.Segment
			case tickets.KindStatusChanged:
				s, ok := solved[e.Ticket]
				if !ok || (i == 0) == e.At.After(s) {
					solved[e.Ticket] = e.At
				}
			}
		}
		n, sum := map[string]int64{}, map[string]time.Duration{}
		for id, at := range solved {
			key := created[id].Format("2006-01 ") + segment[id]
			n[key]++
			sum[key] += at.Sub(created[id])
		}
		found := 0
		for line := range strings.Lines(got) {
			var r result
			if err := json.Unmarshal([]byte(line), &r); err != nil {
				t.Fatal(err)
			}
			if r.Metric != "resolution" {
				continue
			}
			found++
			key := r.Period + " " + r.Segment
			want := time.Duration((2*int64(sum[key]) + n[key]) / (2 * n[key]))
			if int64(r.N) != n[key] || r.Mean != want.String() {
				t.Errorf("%swant n %d, mean %v", line, n[key], want)
			}
		}
		if found != len(n) {
			t.Errorf("%d groups of %d", found, len(n))
		}
	}
	if texts[0] == texts[1] {
		t.Error("the policy changes nothing")
	}
}

func TestBadEvents(t *testing.T) {
	day := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	good := tickets.Event{Kind: tickets.KindCreated, At: day, Actor: tickets.ActorCustomer}
	reply := tickets.Event{Kind: tickets.KindReplied, At: day.Add(time.Hour), Actor: tickets.ActorAgent}
	for _, test := range []struct {
		bad  event
		want string
	}{
		{event{"b", "", reply}, "ticket b: tickets: "},
		{event{"", "", good}, ": an event without a ticket"},
	} {
		c := defaults(writeLines(t, []event{{"a", "s", good}, {"a", "", reply}, test.bad})...)
		c.Format.Kind = kindEvents
		if _, err := both(t, c); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("got %v, want %s", err, test.want)
		}
		c.Bad = filepath.Join(t.TempDir(), "bad")
		got, err := both(t, c)
		if err != nil || strings.Count(got, "\n") != 1 || !strings.Contains(got, `"mean":"1h0m0s"`) {
			t.Errorf("put aside: %v\n%s", err, got)
		}
		if bad, err := os.ReadFile(c.Bad); err != nil || bytes.Count(bad, []byte("\n")) != 1 {
			t.Errorf("bad rows %s, %v", bad, err)
		}
	}
}

// sampleRecords makes records of five subscriptions for each four of n customers, with
// corrections that may change all of them and sometimes move them to another customer, in
// disorder and with repetitions.
func sampleRecords(n int) (records []record) {
	random := rand.New(rand.NewPCG(5, 6))
	year := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range (5*n + 3) / 4 {
		customer := i
		r := record{ID: fmt.Sprint("S", i), Currency: "EUR"}
		for version := 0; version == 0 || random.IntN(4) == 0; version++ {
			r.Updated = year.AddDate(0, 0, random.IntN(30)) // sometimes the same day
			r.Withdrawn = random.IntN(40) == 0
			if i >= n || version > 0 && random.IntN(5) == 0 {
				customer = random.IntN(n)
			}
			r.Customer = fmt.Sprint("C", customer)
			r.Start, r.End = year.AddDate(0, 0, random.IntN(500)-200), time.Time{}
			if random.IntN(2) == 0 {
				r.End = r.Start.AddDate(0, 0, 1+random.IntN(200))
			}
			r.MRR = decimal.New(int64(random.IntN(5000)), -2)
			records = append(records, r)
			if random.IntN(10) == 0 {
				records = append(records, r)
			}
		}
	}
	random.Shuffle(len(records), func(i, j int) { records[i], records[j] = records[j], records[i] })
	return records
}

// Records that are resolved by ID, then spread by customer, give what one ledger of all
// gives, byte for byte.
func TestSubscriptions(t *testing.T) {
	for _, n := range []int{1, 30, 30_000} {
		records := sampleRecords(n)
		c := defaults(writeLines(t, records)...)
		c.Format.Kind, c.Format.First, c.Format.Last = kindSubscriptions, "2024-Q1", "2024-Q4"
		if n == 30 {
			c.Format.Churn = churn.Policy{Gross: true, GraceDays: 10}
		}
		got, err := both(t, c)
		if err != nil {
			t.Fatal(err)
		}
		ledger := churn.NewLedger[string](c.Format.Churn)
		for _, r := range records {
			if err := ledger.Add(r.subscription()); err != nil {
				t.Fatal(err)
			}
		}
		bounds, err := churn.BoundsOf(time.UTC, period.MustParse("2024-Q1"), period.MustParse("2024-Q4"))
		if err != nil {
			t.Fatal(err)
		}
		windows, err := ledger.Windows(bounds...)
		if err != nil {
			t.Fatal(err)
		}
		customers, revenue, err := ledger.Cohorts(time.UTC, period.MustParse("2024-Q1"), period.MustParse("2024-Q4"))
		if err != nil {
			t.Fatal(err)
		}
		var found []churn.Window
		tables := map[string]string{}
		for line := range strings.Lines(got) {
			var l struct {
				Metric string
				Window churn.Window
				Tally  json.RawMessage
			}
			if err := json.Unmarshal([]byte(line), &l); err != nil {
				t.Fatal(err)
			}
			if l.Metric == "churn" {
				found = append(found, l.Window)
			} else {
				tables[l.Metric] = string(l.Tally)
			}
		}
		slices.SortFunc(found, func(a, b churn.Window) int { return a.From.Compare(b.From) })
		if diff := cmp.Diff(windows, found, cmp.Comparer(churn.Window.Equal)); diff != "" {
			t.Errorf("windows, one ledger - and Beam +:\n%s", diff)
		}
		for metric, table := range map[string]any{"cohorts": customers, "revenue_cohorts": revenue} {
			if want, err := text(table); err != nil || tables[metric] != want {
				t.Errorf("%s %s, want %s, %v", metric, tables[metric], want, err)
			}
		}
		if n > 1 && !strings.Contains(tables["cohorts"], `"size"`) {
			t.Errorf("no cohorts in %s", tables["cohorts"])
		}
	}
}

func TestBadRecords(t *testing.T) {
	day := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	good := record{ID: "a", Updated: day, Customer: "ann", Start: day, MRR: decimal.NewFromInt(9)}
	nameless, ends := good, good
	nameless.ID = ""
	ends.ID, ends.End = "b", day.AddDate(0, 0, -1)
	for want, bad := range map[string]record{"a subscription without an id": nameless, "churn: ": ends} {
		c := defaults(writeLines(t, []record{good, bad})...)
		c.Format.Kind, c.Format.First, c.Format.Last = kindSubscriptions, "2024-01", "2024-01"
		if _, err := both(t, c); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
		c.Bad = filepath.Join(t.TempDir(), "bad")
		if got, err := both(t, c); err != nil || !strings.Contains(got, `"new":1`) {
			t.Errorf("put aside: %v\n%s", err, got)
		}
	}
}

func policyText(t *testing.T, p tickets.Policy) string {
	t.Helper()
	line, err := text(p)
	if err != nil {
		t.Fatal(err)
	}
	return line
}

package tickets_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/cxmetrics/cx/tickets"
	"github.com/shopspring/decimal"
)

// someDurations are log-uniform from seconds to weeks, as ticket times are.
func someDurations(n int) []time.Duration {
	r := rand.New(rand.NewPCG(1, 2))
	list := make([]time.Duration, n)
	for i := range list {
		list[i] = time.Duration(r.Int64N(1<<20)) * time.Second >> r.IntN(20)
	}
	return list
}

func BenchmarkDurationSketchAdd(b *testing.B) {
	list := someDurations(1 << 12)
	var s tickets.DurationSketch
	for i := 0; b.Loop(); i++ {
		_ = s.Add(list[i&(1<<12-1)])
	}
}

func BenchmarkDurationSketchPercentile(b *testing.B) {
	s := sketchOf(b, someDurations(1<<16))
	p := decimal.NewFromInt(90)
	for b.Loop() {
		_, _ = s.Percentile(p)
	}
}

func BenchmarkDurationSketchMerge(b *testing.B) {
	s, o := sketchOf(b, someDurations(1<<16)), sketchOf(b, someDurations(1<<16))
	for b.Loop() {
		_ = s.Merge(o)
	}
}

func BenchmarkDurationSketchMarshal(b *testing.B) {
	s := sketchOf(b, someDurations(1<<16))
	data, _ := s.MarshalBinary()
	b.ReportMetric(float64(len(data)), "bytes")
	for b.Loop() {
		_, _ = s.MarshalBinary()
	}
}

func BenchmarkDurationsMarshal(b *testing.B) {
	d := durationsOf(b, someDurations(1<<16))
	d.Sort()
	data, _ := d.MarshalBinary()
	b.ReportMetric(float64(len(data))/(1<<16), "bytes/duration")
	for b.Loop() {
		_, _ = d.MarshalBinary()
	}
}

func BenchmarkTallyMarshal(b *testing.B) {
	tally := support(b)
	data, _ := tally.MarshalBinary()
	b.ReportMetric(float64(len(data)), "bytes")
	for b.Loop() {
		_, _ = tally.MarshalBinary()
	}
}

func BenchmarkTallyUnmarshal(b *testing.B) {
	data, _ := support(b).MarshalBinary()
	for b.Loop() {
		var tally tickets.Tally
		if err := tally.UnmarshalBinary(data); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDurationsAdd(b *testing.B) {
	list := someDurations(1 << 12)
	var d tickets.Durations
	for i := 0; b.Loop(); i++ {
		_ = d.Add(list[i&(1<<12-1)])
	}
}

func BenchmarkDurationsPercentileUnsorted(b *testing.B) {
	d := durationsOf(b, someDurations(1<<16))
	p := decimal.NewFromInt(90)
	for b.Loop() {
		_, _ = d.Percentile(p)
	}
}

func BenchmarkTallyAddRecord(b *testing.B) {
	record := tickets.Ticket{Created: monday, FirstReply: monday.Add(time.Minute), Resolved: monday.Add(time.Hour)}
	var t tickets.Tally
	for b.Loop() {
		_ = t.Add(record)
	}
}

var benchHistory = tickets.History{
	{Kind: tickets.KindCreated, At: at(0), Actor: tickets.ActorCustomer},
	{Kind: tickets.KindAssigned, At: at(2), Agent: "ana"},
	{Kind: tickets.KindStatusChanged, At: at(2), Status: tickets.StatusOpen},
	{Kind: tickets.KindReplied, At: at(9), Actor: tickets.ActorAgent, Agent: "ana"},
	{Kind: tickets.KindStatusChanged, At: at(9), Status: tickets.StatusPending},
	{Kind: tickets.KindReplied, At: at(50), Actor: tickets.ActorCustomer},
	{Kind: tickets.KindStatusChanged, At: at(50), Status: tickets.StatusOpen},
	{Kind: tickets.KindReplied, At: at(60), Actor: tickets.ActorAgent, Agent: "ana"},
	{Kind: tickets.KindStatusChanged, At: at(60), Status: tickets.StatusSolved},
	{Kind: tickets.KindRated, At: at(70), Rating: 5},
}

// A history of ten events read into the same ticket and added to a tally.
func BenchmarkReadAndAdd(b *testing.B) {
	var ticket tickets.Ticket
	var tally tickets.Tally
	b.ReportAllocs()
	for b.Loop() {
		if err := (tickets.Policy{}).Read(benchHistory, &ticket); err != nil {
			b.Fatal(err)
		}
		if err := tally.Add(ticket); err != nil {
			b.Fatal(err)
		}
	}
}

func TestReadDoesNotAllocate(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	var ticket tickets.Ticket
	var tally tickets.Tally
	read := func() {
		if err := (tickets.Policy{}).Read(benchHistory, &ticket); err != nil {
			t.Fatal(err)
		}
		if err := tally.Add(ticket); err != nil {
			t.Fatal(err)
		}
	}
	read()
	if n := testing.AllocsPerRun(100, read); n != 0 {
		t.Errorf("%v allocations for a history", n)
	}
}

func BenchmarkPolicyTicket(b *testing.B) {
	for b.Loop() {
		if _, err := (tickets.Policy{}).Ticket(benchHistory); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkTallyAddHistory(b *testing.B) {
	ticket, err := (tickets.Policy{}).Ticket(benchHistory)
	if err != nil {
		b.Fatal(err)
	}
	var t tickets.Tally
	for b.Loop() {
		_ = t.Add(ticket)
	}
}

func BenchmarkKaplanMeierMedian(b *testing.B) {
	var d tickets.Durations
	list := someDurations(1 << 12)
	for i, x := range list {
		if i%5 == 0 {
			_ = d.AddWaiting(x)
		} else {
			_ = d.Add(x)
		}
	}
	for b.Loop() {
		_, _ = d.KaplanMeierMedian()
	}
}

func BenchmarkFirstContactWithin(b *testing.B) {
	list := slices.Repeat([]tickets.Ticket{{Created: at(0), Resolved: at(9)}, {Created: at(5), Resolved: at(60)}}, 500)
	seq := func(yield func(int, tickets.Ticket) bool) {
		for i, x := range list {
			if !yield(i%100, x) {
				return
			}
		}
	}
	for b.Loop() {
		_, _ = tickets.FirstContactWithin(seq, time.Hour, at(600))
	}
}

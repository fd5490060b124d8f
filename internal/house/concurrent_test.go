package house

import (
	"errors"
	"math/rand/v2"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/ces"
	"github.com/cxmetrics/cx/churn"
	"github.com/cxmetrics/cx/csat"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/nps"
	"github.com/cxmetrics/cx/period"
	"github.com/cxmetrics/cx/signal"
	"github.com/cxmetrics/cx/tickets"
	"github.com/shopspring/decimal"
)

// Any number of goroutines may read a value of this module at once, and a tally is counted
// in shards, one for each goroutine, which are merged in the end. The race detector looks at
// both for every type: those of subjects, which has them all, and those of filled.

const goroutines = 4

// filled returns values that say more than the zero values of subjects.
func filled(t *testing.T) []any {
	t.Helper()
	hours := must(period.NewSchedule(
		period.Hours{Zone: time.UTC, Week: [7][]period.Shift{time.Monday: {{Open: 9 * time.Hour, Close: 17 * time.Hour}}}},
		period.Hours{Zone: time.FixedZone("east", 3600), Week: [7][]period.Shift{time.Tuesday: {{Open: 22 * time.Hour, Close: 6 * time.Hour}}}},
	))
	at := func(day, hour int) time.Time { return time.Date(2024, 3, day, hour, 0, 0, 0, time.UTC) }
	policy := &tickets.Policy{Clock: hours}
	history := &tickets.History{
		{Kind: tickets.KindCreated, At: at(4, 8), Actor: tickets.ActorCustomer},
		{Kind: tickets.KindReplied, At: at(4, 12), Actor: tickets.ActorAgent, Agent: "ann"},
	}
	ticket := must(policy.Ticket(*history))
	series := period.NewSeries(period.Month, time.UTC, cx.New[estimate.Proportion])
	for i := range 24 {
		*must(series.For(must(period.Month.At(march.Index() + i)))) = estimate.Proportion{Hits: uint64(50 + i%7), Misses: uint64(40 + i%5)}
	}
	chart := must(must(signal.Shares(series, func(p *estimate.Proportion) estimate.Proportion { return *p })).Chart(signal.Options{}))
	activity := fill(new(churn.Activity[int]), func(a *churn.Activity[int]) (err error) {
		for i := range 400 { // more than a buffer takes before it is settled
			err = errors.Join(err, a.Add(i%90, must(period.Month.At(march.Index()+i%7))))
		}
		return err
	})
	spending := fill(new(churn.Spending[int]), func(s *churn.Spending[int]) (err error) {
		for i := range 400 {
			err = errors.Join(err, s.Add(i%90, must(period.Month.At(march.Index()+i%7)), decimal.New(int64(i), -1)))
		}
		return err
	})
	until := must(period.Month.At(march.Index() + 6))
	table, money := must(activity.Bounded(march, until)), must(spending.Cohorts(march, until))
	ledger := churn.NewLedger[int](churn.Policy{})
	purchases, lifetimes := new(churn.Purchases[int]), new(churn.Lifetimes)
	durations, sketch := new(tickets.Durations), new(tickets.DurationSketch)
	var err error
	for i := range 400 {
		err = errors.Join(err,
			ledger.Add(churn.Subscription[int]{Customer: i % 90, Start: at(1+i%28, i%24), MRR: decimal.New(int64(i), 0), Currency: "EUR"}),
			purchases.Add(i%90, at(1+i%28, i%24)), lifetimes.Add(churn.Lifetime{Time: int64(i % 50), Lost: i%3 == 0}),
			durations.Add(time.Duration(i)*time.Minute), sketch.Add(time.Duration(400-i)*time.Second),
		)
	}
	if err != nil {
		t.Fatal(err)
	}
	curve := must(lifetimes.KaplanMeier())
	survey, satisfied, effort := must(nps.CollectSlice([]int{9, 10, 3, 7})), must(csat.CollectSlice(csat.Scale{}, []int{5, 4, 1})), ces.NewTally(ces.MustParseScale("1..7, higher is easier"))
	by := fill(cx.NewBy[string](cx.New[nps.Tally]), func(b *cx.By[string, *nps.Tally]) error {
		return errors.Join(b.At("a").Merge(&survey), b.At("b").Merge(&survey))
	})
	return []any{
		&hours, policy, history, &ticket, series, &chart, activity, spending, &table, &money, ledger, purchases, lifetimes, durations, sketch, &curve,
		&survey, &satisfied, &effort, by,
	}
}

// mutates reports whether a method, by its name, changes its receiver: Add and AddTicket,
// but not Address. What is named in no such way must be safe for many readers.
func mutates(typ, method string) bool {
	for _, word := range []string{"Add", "Merge", "Subtract", "Remove", "Forget", "Delete", "Set", "Sort", "Scan", "Unmarshal"} {
		if rest, ok := strings.CutPrefix(method, word); ok && (rest == "" || rest[0] < 'a') {
			return true
		}
	}
	switch typ + "." + method {
	case "cx.By.At", "period.Series.At", "period.Series.For": // they make a cell
		return true
	}
	return false
}

// TestManyReaders lets goroutines call every method that reads of the same value at once,
// each with its own arguments. What they find in the value is the same after it as before.
func TestManyReaders(t *testing.T) {
	read := 0
	for _, subject := range append(filled(t), subjects...) {
		value := reflect.ValueOf(subject)
		name := nameOf(value.Type().Elem())
		var readers []reflect.Value
		for m := range value.NumMethod() {
			if !mutates(name, value.Type().Method(m).Name) {
				readers = append(readers, value.Method(m))
			}
		}
		read += len(readers)
		before, _ := stateOf(subject)
		inParallel(func(n int) {
			h := &hostile{t: t, random: rand.New(rand.NewPCG(uint64(n), 7))}
			for range 3 {
				for _, i := range h.random.Perm(len(readers)) {
					h.read(name, readers[i])
				}
			}
		})
		if after, _ := stateOf(subject); after != before {
			t.Errorf("%s: %x was read, and is %x", name, before, after)
		}
	}
	if read < 500 {
		t.Errorf("found only %d methods that read", read)
	}
}

// read calls a method for the sake of what it touches. How it answers is the business of
// other tests.
func (h *hostile) read(name string, method reflect.Value) {
	defer func() {
		if r := recover(); r != nil && mayPanic[name] == "" {
			h.t.Errorf("%s panics: %.200v", name, r)
		}
	}()
	for _, v := range method.Call(h.arguments(method.Type())) {
		consume(v)
	}
}

// TestShards counts every tally in shards, one for each goroutine, and merges them: the
// result is that of one goroutine alone.
func TestShards(t *testing.T) {
	tried := 0
	for _, subject := range append(filled(t), subjects...) {
		value := reflect.ValueOf(subject)
		merge := value.MethodByName("Merge")
		if !merge.IsValid() || merge.Type().In(0) != value.Type() {
			continue
		}
		if _, ok := stateOf(subject); !ok {
			continue // an invalid zero value, or one that is not stored
		}
		tried++
		// A shard starts as a copy, takes what it finds in the subject, which all of them
		// read, and is handed over.
		shards := make([]reflect.Value, goroutines)
		inParallel(func(n int) {
			shards[n] = copyOf(value)
			for range 3 {
				check(t, shards[n], value)
			}
		})
		whole, alone := copyOf(value), copyOf(value)
		for _, shard := range shards {
			check(t, whole, shard)
		}
		for range 4 * goroutines {
			check(t, alone, value)
		}
		got, _ := stateOf(whole.Interface())
		want, _ := stateOf(alone.Interface())
		if got != want {
			t.Errorf("%s: shards %x, alone %x", nameOf(value.Type().Elem()), got, want)
		}
	}
	if tried < 40 {
		t.Errorf("found only %d tallies", tried)
	}
}

// check merges, and fails the test where that is refused.
func check(t *testing.T, into, from reflect.Value) {
	t.Helper()
	out := into.MethodByName("Merge").Call([]reflect.Value{from})
	if err, ok := reflect.TypeAssert[error](out[0]); ok && err != nil {
		t.Errorf("%s: %v", nameOf(into.Type().Elem()), err)
	}
}

// copyOf returns a clone, or a copy of what is a value.
func copyOf(p reflect.Value) reflect.Value {
	if clone := p.MethodByName("Clone"); clone.IsValid() {
		return clone.Call(nil)[0]
	}
	c := reflect.New(p.Type().Elem())
	c.Elem().Set(p.Elem())
	return c
}

// inParallel calls do in each of some goroutines, which start together.
func inParallel(do func(n int)) {
	var wg sync.WaitGroup
	start := make(chan struct{})
	for n := range goroutines {
		wg.Go(func() {
			<-start
			do(n)
		})
	}
	close(start)
	wg.Wait()
}

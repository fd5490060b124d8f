package tickets_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/cxmetrics/cx/period"
	"github.com/cxmetrics/cx/tickets"
	"pgregory.net/rapid"
)

// other returns a value of a field that the zero value is not.
func other(t *testing.T, typ reflect.Type) reflect.Value {
	t.Helper()
	v := reflect.New(typ).Elem()
	switch x := v.Addr().Interface().(type) {
	case *time.Time:
		*x = at(1)
	case *tickets.Clock:
		*x = slowClock{}
	default:
		switch v.Kind() {
		case reflect.Bool:
			v.SetBool(true)
		case reflect.Int, reflect.Int64:
			v.SetInt(1)
		case reflect.Struct:
			v.Field(0).SetString("ana")
		case reflect.Uint8, reflect.Uint16, reflect.Uint64:
			v.SetUint(1)
		case reflect.String:
			v.SetString("ana")
		case reflect.Pointer:
			v.Set(reflect.New(typ.Elem()))
		case reflect.Slice:
			v.Set(reflect.Append(v, reflect.Zero(typ.Elem())))
		default:
			t.Fatalf("what is another %v?", typ)
		}
	}
	return v
}

type slowClock struct{}

func (slowClock) Elapsed(from, to time.Time) (time.Duration, error) { return to.Sub(from) / 2, nil }

// No field is forgotten by Equal.
func TestEqualSeesEveryField(t *testing.T) {
	differs := func(typ reflect.Type, equal func(v reflect.Value) bool) {
		for f := range typ.NumField() {
			if name := typ.Field(f).Name; typ.Field(f).IsExported() {
				v := reflect.New(typ).Elem()
				if !equal(v) {
					t.Errorf("two empty %v are not equal", typ)
				}
				v.Field(f).Set(other(t, v.Field(f).Type()))
				if equal(v) {
					t.Errorf("%v: Equal does not look at %s", typ, name)
				}
			}
		}
	}
	differs(reflect.TypeFor[tickets.Ticket](), func(v reflect.Value) bool {
		a, b := v.Interface().(tickets.Ticket), tickets.Ticket{}
		return a.Equal(b) && b.Equal(a)
	})
	differs(reflect.TypeFor[tickets.Details](), func(v reflect.Value) bool {
		d := v.Interface().(tickets.Details)
		a, b := tickets.Ticket{Details: &d}, tickets.Ticket{Details: &tickets.Details{}}
		return a.Equal(b) && b.Equal(a)
	})
	differs(reflect.TypeFor[tickets.Policy](), func(v reflect.Value) bool {
		a, b := v.Interface().(tickets.Policy), tickets.Policy{}
		return a.Equal(b) && b.Equal(a)
	})
	for _, typ := range []reflect.Type{reflect.TypeFor[tickets.Span](), reflect.TypeFor[tickets.StatusChange]()} {
		differs(typ, func(v reflect.Value) bool {
			of := func(v reflect.Value) tickets.Ticket {
				switch x := v.Interface().(type) {
				case tickets.Span:
					return tickets.Ticket{Details: &tickets.Details{NextReplies: []tickets.Span{x}}}
				case tickets.StatusChange:
					return tickets.Ticket{Details: &tickets.Details{StatusChanges: []tickets.StatusChange{x}}}
				}
				panic(v)
			}
			return of(v).Equal(of(reflect.Zero(typ)))
		})
	}
}

func TestEqualOfInstantsAndClocks(t *testing.T) {
	zone := time.FixedZone("", 3600)
	a, b := tickets.Ticket{Created: at(0), Resolved: at(5)}, tickets.Ticket{Created: at(0).In(zone), Resolved: at(5).In(zone)}
	if !a.Equal(b) {
		t.Error("the same instants in two zones are the same ticket")
	}
	if reflect.TypeFor[tickets.Ticket]().Comparable() || reflect.TypeFor[tickets.Policy]().Comparable() {
		t.Error("== compiles")
	}
	hours := func(to int) tickets.Clock {
		shift := period.Shift{Open: 9 * time.Hour, Close: time.Duration(to) * time.Hour}
		s, err := period.NewSchedule(period.Hours{Zone: time.UTC, Week: [7][]period.Shift{time.Monday: {shift}}})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	five, alsoFive, six := tickets.Policy{Clock: hours(17)}, tickets.Policy{Clock: hours(17)}, tickets.Policy{Clock: hours(18)}
	if !five.Equal(alsoFive) || five.Equal(six) || five.Equal(tickets.Policy{}) {
		t.Error("two schedules are the same when their hours are")
	}
}

// What a policy returns shares nothing with its history, and a tally keeps nothing of a
// ticket.
func TestTicketsShareNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h, p := drawHistory(t), drawPolicy(t)
		read := func(h tickets.History) tickets.Ticket {
			ticket, err := p.Ticket(h)
			if err != nil {
				t.Skip(err)
			}
			return ticket
		}
		copied := slices.Clone(h)
		ticket, again, whole := read(h), read(h), read(copied)
		tally, err := tickets.Collect(slices.Values([]tickets.Ticket{ticket}))
		if err != nil {
			t.Fatal(err)
		}
		was := tally
		for i := range h {
			h[i] = tickets.Event{Agent: "nobody"}
		}
		if !ticket.Equal(again) {
			t.Fatalf("the history changed, and the ticket with it: %+v, was %+v", ticket, again)
		}
		d := ticket.Details
		clear(d.Agents)
		clear(d.Ratings)
		clear(d.NextReplies)
		clear(d.Unanswered)
		clear(d.Holds)
		clear(d.StatusChanges)
		if tally != was || !again.Equal(whole) {
			t.Fatal("a ticket changed, and the tally or another ticket with it")
		}
	})
}

// A service that counts tickets as they change takes the old state out and puts the new one
// in: the tally is that of the newest states, to the last byte.
func TestChangingTickets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var live tickets.Tally
		newest := map[int]tickets.Ticket{}
		for range rapid.IntRange(1, 6).Draw(t, "histories") {
			id := rapid.IntRange(0, 2).Draw(t, "id")
			h, p := drawHistory(t), drawPolicy(t)
			var known tickets.History
			for _, e := range h {
				known = append(known, e)
				now, err := p.Ticket(known)
				if err != nil {
					continue // not created yet, or merged
				}
				if old, ok := newest[id]; ok {
					if err := live.Remove(old); err != nil {
						t.Fatal(err)
					}
				}
				if err := live.Add(now); err != nil {
					t.Fatal(err)
				}
				newest[id] = now
			}
		}
		var want tickets.Tally
		for _, ticket := range newest {
			if err := want.Add(ticket); err != nil {
				t.Fatal(err)
			}
		}
		if got := marshal(t, live); live != want || !slices.Equal(got, marshal(t, want)) {
			t.Fatalf("%v, want %v", live, want)
		}
		for id, ticket := range newest {
			if err := live.Remove(ticket); err != nil {
				t.Fatal(id, err)
			}
		}
		if live != (tickets.Tally{}) {
			t.Fatalf("all were taken out, left is %v", live)
		}
		for _, ticket := range newest {
			if err := live.Remove(ticket); err == nil || live != (tickets.Tally{}) {
				t.Fatalf("taken out of nothing: %v, %v", live, err)
			}
			break
		}
	})
}

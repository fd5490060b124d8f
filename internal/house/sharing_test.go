package house

import (
	"encoding"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/churn"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/journey"
	"github.com/cxmetrics/cx/period"
	"github.com/cxmetrics/cx/tickets"
	"github.com/cxmetrics/cx/value"
	"github.com/shopspring/decimal"
)

// No two values share memory that changes: every exported type of the module is either
// without such memory, or a collector, of which shareNothing tries it, or one of the few in
// fixed. A new type that is none of these fails the test.

var march = period.MustParse("2024-03")

// collectors are the types that hold memory and are changed by their methods.
var collectors = map[string]func(*testing.T){
	"cx.By": func(t *testing.T) {
		t.Helper()
		shareNothing(t, func() *cx.By[int, *estimate.Proportion] { return cx.NewBy[int](cx.New[estimate.Proportion]) },
			func(b *cx.By[int, *estimate.Proportion], i int) error { b.At(i).Hits++; return nil }, binary)
	},
	"period.Series": func(t *testing.T) {
		t.Helper()
		shareNothing(t, func() *period.Series[*estimate.Sample] {
			return period.NewSeries(period.Month, time.UTC, cx.New[estimate.Sample])
		}, func(s *period.Series[*estimate.Sample], i int) error {
			cell, err := s.At(time.Date(2024, time.Month(i), 1, 0, 0, 0, 0, time.UTC))
			return errors.Join(err, cell.Add(int64(i)))
		}, binary)
	},
	"estimate.Respondents": func(t *testing.T) {
		t.Helper()
		shareNothing(t, cx.New[estimate.Respondents[int, int]], func(r *estimate.Respondents[int, int], i int) error {
			return r.Add(i, time.Unix(int64(i), 0), i)
		}, func(r *estimate.Respondents[int, int]) string {
			return fmt.Sprint(maps.Collect(r.All()), r.N(), r.Dropped())
		})
	},
	"churn.Activity": func(t *testing.T) {
		t.Helper()
		shareNothing(t, cx.New[churn.Activity[int]], func(a *churn.Activity[int], i int) error { return a.Add(i, march) }, binary)
	},
	"churn.Spending": func(t *testing.T) {
		t.Helper()
		shareNothing(t, cx.New[churn.Spending[int]], func(s *churn.Spending[int], i int) error {
			return s.Add(i, march, decimal.NewFromInt(int64(i)))
		}, binary)
	},
	"churn.Ledger": func(t *testing.T) {
		t.Helper()
		shareNothing(t, cx.New[churn.Ledger[int]], func(l *churn.Ledger[int], i int) error {
			return l.Add(churn.Subscription[int]{Customer: i, Start: time.Date(2024, time.Month(i), 1, 0, 0, 0, 0, time.UTC), MRR: decimal.NewFromInt(9)})
		}, binary)
		shareNothing(t, func() *churn.Ledger[int] { return churn.NewLedger[int](churn.Policy{Snapshots: true}) }, func(l *churn.Ledger[int], i int) error {
			start := time.Date(2024, time.Month(i), 1, 0, 0, 0, 0, time.UTC)
			return l.Add(churn.Subscription[int]{ID: "s", Updated: start, Customer: i, Start: start, Segment: start.String(), Currency: "EUR"})
		}, binary)
	},
	"churn.Purchases": func(t *testing.T) {
		t.Helper()
		shareNothing(t, cx.New[churn.Purchases[int]], func(p *churn.Purchases[int], i int) error {
			return p.Add(1, time.Date(2024, 3, i, 0, 0, 0, 0, time.UTC))
		}, binary)
	},
	"churn.Lifetimes": func(t *testing.T) {
		t.Helper()
		shareNothing(t, cx.New[churn.Lifetimes], func(l *churn.Lifetimes, i int) error {
			return l.Add(churn.Lifetime{Time: int64(i), Lost: true})
		}, binary)
	},
	"tickets.Durations": func(t *testing.T) {
		t.Helper()
		shareNothing(t, cx.New[tickets.Durations], func(d *tickets.Durations, i int) error {
			return errors.Join(d.Add(time.Duration(i)), d.AddWaiting(time.Duration(i)))
		}, binary)
	},
	"tickets.DurationSketch": func(t *testing.T) {
		t.Helper()
		shareNothing(t, cx.New[tickets.DurationSketch], func(s *tickets.DurationSketch, i int) error { return s.Add(time.Duration(i)) }, binary)
	},
	"tickets.Backlog": func(t *testing.T) {
		t.Helper()
		day := func(i int) time.Time { return time.Date(2024, 3, i, 0, 0, 0, 0, time.UTC) }
		empty, err := tickets.NewBacklog([]time.Time{day(10), day(20)}, 48*time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		shareNothing(t, empty.Clone, func(b *tickets.Backlog, i int) error { return b.Add(tickets.Ticket{Created: day(i)}) }, func(b *tickets.Backlog) string {
			return fmt.Sprint(slices.Collect(b.All()))
		})
	},
	"journey.Tally": func(t *testing.T) {
		t.Helper()
		shareNothing(t, cx.New[journey.Tally], func(l *journey.Tally, i int) error { return l.AddN("mail", uint64(i)) }, binary)
		shareNothing(t, func() *journey.Tally { return journey.MustTally("mail", "web") },
			func(l *journey.Tally, i int) error { return l.AddN("web", uint64(i)) }, binary)
	},
	"journey.Tasks": func(t *testing.T) {
		t.Helper()
		shareNothing(t, cx.New[journey.Tasks], func(l *journey.Tasks, i int) error { return l.AddFailed("slow", uint64(i)) }, binary)
	},
	"journey.PerCustomer": func(t *testing.T) {
		t.Helper()
		shareNothing(t, cx.New[journey.PerCustomer[int]], func(p *journey.PerCustomer[int], i int) error { return p.AddN(i%2, uint64(i)) }, binary)
	},
	"value.Payments": func(t *testing.T) {
		t.Helper()
		shareNothing(t, cx.New[value.Payments[int]], func(p *value.Payments[int], i int) error {
			return p.Add(i%2, value.Money{Amount: decimal.NewFromInt(int64(i)), Currency: "EUR"})
		}, binary)
	},
}

// fixed are the types that hold memory which nothing changes once they are made, and those
// that are a user's own to fill.
var fixed = map[string]string{
	"churn.CohortTable":  "a result: Merge gives the receiver new memory, other methods only read",
	"churn.RevenueTable": "a result: Merge gives the receiver new memory, other methods only read",
	"churn.Curve":        "a result: its methods only read",
	"churn.Pooled":       "a result: its methods only read",
	"churn.LogRankTest":  "a result, whose slices are made for the caller",
	"estimate.Margin":    "what a user fills in: Rake only reads it",
	"period.Schedule":    "a schedule keeps a copy of its hours and is never changed",
	"period.Hours":       "what a user fills in: NewSchedule and Schedule.Hours copy it",
	"signal.Chart":       "a result, whose slices are made for the caller",
	"signal.Data":        "a copy of the figures of a series, which nothing changes",
	"signal.Options":     "what a user fills in: Chart keeps nothing of it",
	"tickets.Ticket":     "what a user fills in, or a result of Policy.Ticket: tallies keep nothing of it",
	"tickets.Details":    "part of a Ticket",
	"tickets.History":    "what a user fills in: Policy.Ticket keeps nothing of it",
	"tickets.Policy":     "what a user fills in: its clock is the user's",
	"tickets.Agreement":  "what a user fills in: its methods only read",
	"tickets.Stock":      "a result, whose counts are made for the caller",
	"value.Lag":          "what a user fills in: functions only read it",
}

// collector is what every type in collectors has.
type collector[P any] interface {
	cx.Tally[P]
	comparable
	Clone() P
}

func binary[P encoding.BinaryMarshaler](p P) string {
	data, err := p.MarshalBinary()
	return fmt.Sprintf("%x %v", data, err)
}

// shareNothing changes a source, its clone, what it was merged into, and what rolled and
// keyed containers made of it in turn, and compares the others before and after.
func shareNothing[P collector[P]](t *testing.T, fresh func() P, add func(P, int) error, state func(P) string) {
	t.Helper()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	source := fresh()
	check(errors.Join(add(source, 1), add(source, 2)))
	clone, merged := source.Clone(), fresh()
	check(merged.Merge(source))
	if state(clone) != state(source) || state(merged) != state(source) {
		t.Errorf("%s has the clone %s and is merged into %s", state(source), state(clone), state(merged))
	}

	months := period.NewSeries(period.Month, time.UTC, fresh)
	for i := range 4 {
		cell, err := months.For(period.MustParse(fmt.Sprintf("2024-%02d", i+1)))
		check(err)
		check(add(cell, i+1))
	}
	rolled, err := months.Rolling(2)
	check(err)
	again, err := months.Rolling(2)
	check(err)
	by := cx.NewBy[string](fresh)
	check(by.At("a").Merge(source))
	other := by.Clone()
	check(other.Merge(by))
	total, err := other.Total()
	check(err)

	all := []P{source, clone, merged, by.At("a"), other.At("a"), total}
	for _, series := range []*period.Series[P]{months, rolled, again, months.Clone()} {
		for _, cell := range series.All() {
			all = append(all, cell)
		}
	}
	for i, changed := range all {
		before := make([]string, len(all))
		for j, p := range all {
			before[j] = state(p)
		}
		check(add(changed, 5+i%5))
		for j, p := range all {
			if after := state(p); (after == before[j]) != (i != j) {
				t.Errorf("changing value %d: value %d was %s and is %s", i, j, before[j], after)
			}
		}
	}

	// Nothing, and the value itself, can be merged.
	var none P
	before := state(source)
	check(source.Merge(none))
	if state(source) != before {
		t.Errorf("merged with nil: %s became %s", before, state(source))
	}
	twice := source.Clone()
	check(twice.Merge(source.Clone()))
	check(source.Merge(source))
	if state(source) != state(twice) {
		t.Errorf("merged with itself %s, with a clone %s", state(source), state(twice))
	}
}

func TestNothingIsShared(t *testing.T) {
	known := map[string]bool{}
	for _, p := range load(t) {
		for _, id := range p.types.Scope().Names() {
			obj, ok := p.types.Scope().Lookup(id).(*types.TypeName)
			if !ok || !obj.Exported() || obj.IsAlias() || types.IsInterface(obj.Type()) {
				continue
			}
			name := p.types.Name() + "." + id
			known[name] = true
			if !holdsMemory(obj.Type(), nil) {
				continue // a value, of which an assignment is a copy
			}
			try, isCollector := collectors[name]
			_, isFixed := fixed[name]
			switch {
			case isCollector:
				t.Run(name, func(t *testing.T) {
					marked(t, obj)
					try(t)
				})
			case !isFixed:
				t.Errorf("%s holds memory: put it into collectors or, with the reason, into fixed", name)
			}
		}
	}
	for _, name := range slices.Concat(slices.Collect(maps.Keys(collectors)), slices.Collect(maps.Keys(fixed))) {
		if !known[name] {
			t.Errorf("there is no type %s", name)
		}
	}
}

// holdsMemory reports whether two copies of a value could see changes of each other.
func holdsMemory(typ types.Type, seen []types.Type) bool {
	switch types.TypeString(typ, nil) {
	case "github.com/shopspring/decimal.Decimal", "time.Time", "*time.Location":
		return false // immutable
	}
	for _, s := range seen {
		if types.Identical(s, typ) {
			return false
		}
	}
	seen = append(seen, typ)
	switch u := typ.Underlying().(type) {
	case *types.Struct:
		for f := range u.Fields() {
			if a, ok := f.Type().Underlying().(*types.Array); ok && a.Len() == 0 {
				continue // which only makes a type that == does not take
			}
			if holdsMemory(f.Type(), seen) {
				return true
			}
		}
		return false
	case *types.Array:
		return holdsMemory(u.Elem(), seen)
	case *types.Basic:
		return false
	}
	if _, ok := typ.(*types.TypeParam); ok {
		return false // a user's
	}
	return true
}

// marked checks that go vet reports a copy of a type, and that it has no method by value
// but the one that refuses to encode a copy.
func marked(t *testing.T, obj *types.TypeName) {
	t.Helper()
	st, ok := obj.Type().Underlying().(*types.Struct)
	if !ok {
		t.Fatalf("not a struct")
	}
	found := false
	for f := range st.Fields() {
		found = found || f.Embedded() && strings.HasSuffix(types.TypeString(types.Unalias(f.Type()), nil), "internal/nocopy.Marker")
	}
	if !found {
		t.Errorf("%s does not embed nocopy.Marker", obj.Name())
	}
	for m := range types.NewMethodSet(obj.Type()).Methods() {
		if m.Obj().Exported() && m.Obj().Name() != "MarshalText" {
			t.Errorf("%s has the method %s by value", obj.Name(), m.Obj().Name())
		}
	}
}

// The walk itself: what it takes for memory that two copies share.
func TestHoldsMemory(t *testing.T) {
	const src = `package p
type Value struct { N int; A [3]uint64; _ [0]func() }
type Slice struct { N []int }
type Map map[string]int
type Nested struct { V Value; S Slice }
type Pointer struct { P *Value }
type Func struct { F func() }
`
	p := checked(t, src)
	for name, want := range map[string]bool{"Value": false, "Slice": true, "Map": true, "Nested": true, "Pointer": true, "Func": true} {
		if got := holdsMemory(p.Scope().Lookup(name).Type(), nil); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// checked returns a package of a source without imports.
func checked(t *testing.T, src string) *types.Package {
	t.Helper()
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "p.go", src, 0)
	if err != nil {
		t.Fatal(err)
	}
	p, err := new(types.Config).Check(module+"/p", fset, []*ast.File{f}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

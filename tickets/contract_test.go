package tickets_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/period"
	"github.com/cxmetrics/cx/tickets"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

var (
	_ estimate.Metric[tickets.Attainment]     = tickets.Attainment{}
	_ estimate.Metric[tickets.DurationSample] = tickets.DurationSample{}

	_ cx.Tally[*tickets.Tally]          = (*tickets.Tally)(nil)
	_ cx.Tally[*tickets.Attainment]     = (*tickets.Attainment)(nil)
	_ cx.Tally[*tickets.Flow]           = (*tickets.Flow)(nil)
	_ cx.Tally[*tickets.DurationSample] = (*tickets.DurationSample)(nil)
	_ cx.Tally[*tickets.DurationSketch] = (*tickets.DurationSketch)(nil)
	_ cx.Tally[*tickets.Durations]      = (*tickets.Durations)(nil)
)

// What is added and removed again leaves no trace, and what cannot have been there changes
// nothing.
func TestRemove(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kept, gone := drawTickets(t), drawTickets(t)
		want, err1 := tickets.Collect(slices.Values(kept))
		part, err2 := tickets.Collect(slices.Values(gone))
		all, err3 := tickets.Collect(slices.Values(slices.Concat(kept, gone)))
		if err := errors.Join(err1, err2, err3); err != nil {
			t.Fatal(err)
		}
		one := all
		for _, ticket := range gone {
			if err := one.Remove(ticket); err != nil {
				t.Fatal(err)
			}
		}
		if err := all.Subtract(&part); err != nil || all != want || one != want {
			t.Fatalf("%v and %v, want %v, %v", all, one, want, err)
		}
		double := want
		if err := errors.Join(double.Merge(&double), double.Merge(nil), double.Subtract(&want), double.Subtract(nil)); err != nil || double != want {
			t.Fatalf("doubled and halved %v, want %v, %v", double, want, err)
		}
		if err := one.Merge(&part); err != nil {
			t.Fatal(err)
		}
		whole := one
		if err := part.Subtract(&one); len(kept) > 0 && (!errors.Is(err, cx.ErrOutOfRange) || whole != one) {
			t.Fatalf("more than there was: %v", err)
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		kept, gone := drawDurations(t), drawDurations(t)
		want, all, part := durationsOf(t, kept), durationsOf(t, slices.Concat(gone, kept)), durationsOf(t, gone)
		sample, sampleWant := sampleOf(t, slices.Concat(gone, kept)), sampleOf(t, kept)
		_ = all.AddWaiting(5)
		one := all.Clone()
		for _, x := range gone {
			if err := errors.Join(one.Remove(x), sample.Remove(x)); err != nil {
				t.Fatal(err)
			}
		}
		if err := errors.Join(one.RemoveWaiting(5), part.AddWaiting(5), all.Subtract(part), all.Subtract(nil)); err != nil || sample != sampleWant {
			t.Fatal(err, sample, sampleWant)
		}
		if !bytes.Equal(marshal(t, one), marshal(t, want)) || !bytes.Equal(marshal(t, all), marshal(t, want)) {
			t.Fatalf("%v and %v, want %v", one, all, want)
		}
		if err := errors.Join(one.Remove(math.MaxInt64), one.RemoveWaiting(1)); !errors.Is(err, cx.ErrOutOfRange) {
			t.Fatal(err)
		}
		if err := want.Subtract(durationsOf(t, append(slices.Clone(kept), math.MaxInt64))); !errors.Is(err, cx.ErrOutOfRange) || want.N() != uint64(len(kept)) {
			t.Fatal(err)
		}
	})
	a := tickets.Attainment{Met: 3, Breached: 1}
	if err := a.Subtract(&tickets.Attainment{Running: 1}); !errors.Is(err, cx.ErrOutOfRange) || a.Met != 3 {
		t.Errorf("%v, %v", a, err)
	}
	f := tickets.Flow{Created: 3}
	if err := errors.Join(f.Subtract(&f), f.Merge(nil)); err != nil || f != (tickets.Flow{}) {
		t.Errorf("%v, %v", f, err)
	}
	if err := f.Subtract(&tickets.Flow{Resolved: 1}); !errors.Is(err, cx.ErrOutOfRange) {
		t.Error(err)
	}
}

// A rolled series, a clone and what was merged share nothing with their source, and a
// source whose copy is changed still encodes to what its reader takes.
func TestDurationsShareNothing(t *testing.T) {
	days := period.NewSeries(period.Day, time.UTC, cx.New[tickets.Durations])
	for i := range 4 {
		d, err := days.At(time.Date(2024, 3, 1+i, 0, 0, 0, 0, time.UTC))
		if err == nil {
			err = d.Add(time.Duration(i+1) * time.Hour)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	rolled, err := days.Rolling(2)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range days.All() {
		d.Sort()
		if err := d.Add(time.Minute); err != nil {
			t.Fatal(err)
		}
	}
	for day, d := range rolled.All() {
		if low, err := d.Percentile(decimal.Zero); err != nil || d.N() != 2 || low < time.Hour {
			t.Errorf("%s: %v, %v", day, d, err)
		}
	}
	sketch := sketchOf(t, []time.Duration{1, 5, 1000})
	clone := sketch.Clone()
	if err := errors.Join(clone.Add(time.Hour), clone.Merge(clone), clone.Merge(nil)); err != nil || clone.N() != 8 || sketch.N() != 3 {
		t.Fatal(err, clone, sketch)
	}
	var back tickets.DurationSketch
	if err := back.UnmarshalBinary(marshal(t, sketch)); err != nil || back.N() != 3 {
		t.Errorf("%v, %v", &back, err)
	}
	d := durationsOf(t, []time.Duration{3, 1, 2})
	other := d.Clone()
	other.Sort()
	if err := errors.Join(other.Merge(other), d.Merge(nil)); err != nil || other.N() != 6 || d.N() != 3 {
		t.Error(err, other, d)
	}
	if median, err := other.Median(); err != nil || median != 2 {
		t.Errorf("%v, %v", median, err)
	}
}

// A duration sample has its score, interval and comparison in seconds.
func TestDurationsAsMetric(t *testing.T) {
	a, b := sampleOf(t, []time.Duration{time.Minute, 2 * time.Minute, 3 * time.Minute}), sampleOf(t, []time.Duration{time.Minute, 90 * time.Second})
	score, err1 := a.Score()
	i, err2 := a.Interval(0.95)
	want, err3 := a.Sample().Interval(0.95)
	d, err4 := a.Compare(b, 0.95)
	if err := errors.Join(err1, err2, err3, err4); err != nil || score.String() != "120" || math.Abs(i.High-want.High/1e9) > 1e-6 || i.Low != 0 || d.Estimate != 45 {
		t.Errorf("%v, %v, %v, %v, %v", score, i, want, d, err)
	}
	attained := tickets.Attainment{Met: 3, Breached: 1, Running: 2}
	score, err1 = attained.Score()
	rate, err2 := attained.Interval(0.95)
	wilson, err3 := attained.Rate().Wilson(0.95)
	if err := errors.Join(err1, err2, err3); err != nil || score.String() != "75" || rate != wilson {
		t.Errorf("%v, %v, %v", score, rate, err)
	}
}

// 0.9 is not the 90th percentile, and says so; 99.9 is one.
func TestPercentileOfAShare(t *testing.T) {
	d, s := durationsOf(t, []time.Duration{1, 2}), sketchOf(t, []time.Duration{1, 2})
	_, err1 := d.Percentile(decimal.RequireFromString("0.9"))
	_, err2 := s.Percentile(decimal.RequireFromString("0.9"))
	_, err3 := d.Percentile(decimal.RequireFromString("99.9"))
	if !errors.Is(err1, cx.ErrOutOfRange) || !errors.Is(err2, cx.ErrOutOfRange) || err3 != nil ||
		err1.Error() != "tickets: percentile 0.9 is below 1: percentiles are in percent, write 90" {
		t.Errorf("%v, %v, %v", err1, err2, err3)
	}
	if _, err := tickets.FirstContactWithin(func(yield func(float64, tickets.Ticket) bool) {
		yield(math.NaN(), tickets.Ticket{Created: at(0)})
	}, time.Hour, at(60)); !errors.Is(err, cx.ErrOutOfRange) {
		t.Errorf("NaN: %v", err)
	}
}

// A ticket equals one with the same times in another zone, and no other.
func TestTicketEqual(t *testing.T) {
	if reflect.TypeFor[tickets.Ticket]().Comparable() || reflect.TypeFor[tickets.Policy]().Comparable() {
		t.Error("== compiles for a ticket or a policy")
	}
	zone := time.FixedZone("", 3600)
	full := func() tickets.Ticket {
		return tickets.Ticket{
			Created: at(0).In(zone), FirstReply: at(1), Resolved: at(2), FirstResolved: at(2), ResponseFrom: at(0),
			Details: &tickets.Details{
				Replies: 1, Agents: []string{"ana"}, NextReplies: []tickets.Span{{From: at(1), To: at(2)}}, Unanswered: []tickets.Span{{From: at(1), To: at(2)}},
				Holds: []tickets.Span{{From: at(1), To: at(2)}}, StatusChanges: []tickets.StatusChange{{Status: tickets.StatusNew, At: at(0)}},
			},
		}
	}
	a, b := full(), full()
	a.Created, a.Details.Ratings = at(0), []int{}
	if !a.Equal(b) || !b.Equal(a) || !(tickets.Ticket{}).Equal(tickets.Ticket{}) {
		t.Errorf("%+v is not equal to %+v", a, b)
	}
	hours, err := period.NewSchedule(period.Hours{Zone: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	for i, change := range []func(*tickets.Ticket){
		func(x *tickets.Ticket) { x.Created = at(3) },
		func(x *tickets.Ticket) { x.FirstReply = at(3) },
		func(x *tickets.Ticket) { x.Resolved = at(3) },
		func(x *tickets.Ticket) { x.FirstResolved = at(3) },
		func(x *tickets.Ticket) { x.ResponseFrom = at(3) },
		func(x *tickets.Ticket) { x.NoResponseDue = true },
		func(x *tickets.Ticket) { x.Clock = hours },
		func(x *tickets.Ticket) { x.Details = nil },
		func(x *tickets.Ticket) { x.Details.Replies++ },
		func(x *tickets.Ticket) { x.Details.Contacts++ },
		func(x *tickets.Ticket) { x.Details.Reopens++ },
		func(x *tickets.Ticket) { x.Details.Agents = []string{"bo"} },
		func(x *tickets.Ticket) { x.Details.Ratings = []int{5} },
		func(x *tickets.Ticket) { x.Details.OneTouch = true },
		func(x *tickets.Ticket) { x.Details.FirstContact = true },
		func(x *tickets.Ticket) { x.Details.NextReplies[0].To = at(3) },
		func(x *tickets.Ticket) { x.Details.Unanswered[0].From = at(0) },
		func(x *tickets.Ticket) { x.Details.Holds = nil },
		func(x *tickets.Ticket) { x.Details.StatusChanges[0].Status = tickets.StatusOpen },
		func(x *tickets.Ticket) { x.Details.Stops = tickets.StatusesOf(tickets.StatusPending) },
	} {
		c := full()
		if change(&c); c.Equal(b) || b.Equal(c) {
			t.Errorf("change %d makes no difference", i)
		}
	}
	a.Clock, b.Clock = hours, hours
	if !a.Equal(b) {
		t.Error("the same schedule is not equal to itself")
	}
}

// A copy by value, which go vet reports, has no encoding.
func TestCopiesHaveNoEncoding(t *testing.T) {
	for _, pointer := range []any{new(tickets.Durations), new(tickets.DurationSketch)} {
		if data, err := json.Marshal(reflect.ValueOf(pointer).Elem().Interface()); err == nil {
			t.Errorf("a copy of %T is %s", pointer, data)
		}
		if _, err := json.Marshal(pointer); err != nil {
			t.Error(err)
		}
	}
}

// What a tally tells of tickets that cannot have been in it, beside negative counts.
func TestRemoveLeavesTickets(t *testing.T) {
	var tally tickets.Tally
	if err := tally.Remove(tickets.Ticket{Created: at(0)}); !errors.Is(err, cx.ErrOutOfRange) {
		t.Errorf("of none: %v", err)
	}
	waits, answered := tickets.Ticket{Created: at(0)}, tickets.Ticket{Created: at(0), FirstReply: at(10)}
	if err := errors.Join(tally.Add(waits), tally.Add(answered)); err != nil {
		t.Fatal(err)
	}
	before := tally
	for name, ticket := range map[string]tickets.Ticket{
		"answered later":         {Created: at(0), FirstReply: at(11)},
		"answered sooner":        {Created: at(0), FirstReply: at(9)},
		"nobody waits":           {Created: at(0), NoResponseDue: true}, // leaves one waiting and one answered of one
		"resolved":               {Created: at(0), Resolved: at(1)},
		"with details":           {Created: at(0), Details: &tickets.Details{}},
		"answered, with details": {Created: at(0), FirstReply: at(10), Details: &tickets.Details{Replies: 1}},
		"no ticket":              {},
	} {
		if err := tally.Remove(ticket); !errors.Is(err, cx.ErrOutOfRange) || tally != before {
			t.Errorf("%s: %v, %v", name, tally, err)
		}
	}
	if err := errors.Join(tally.Remove(answered), tally.Remove(waits)); err != nil || tally != (tickets.Tally{}) {
		t.Errorf("%v, %v", tally, err)
	}
}

// A text has the interval that Interval has, which ends at 0, and the standard errors are
// those of the intervals.
func TestIntervalOfText(t *testing.T) {
	s := sampleOf(t, []time.Duration{time.Second, time.Second, time.Minute})
	i, err := s.Interval(0.95)
	if err != nil || i.Low != 0 || !strings.Contains(s.String(), "95% 0s to") {
		t.Errorf("%v, %v, %v", s, i, err)
	}
	e, err := s.StdErr()
	if want := 59. / 3; err != nil || math.Abs(e-want) > 1e-9 { // squares of 59/3, 59/3 and 118/3 over 2 and 3
		t.Errorf("%v, %v, want %v", e, err, want)
	}
	if e, err := (tickets.Attainment{Met: 1, Breached: 1}).StdErr(); err != nil || math.Abs(e-100*math.Sqrt(0.125)) > 1e-9 {
		t.Errorf("%v, %v", e, err)
	}
	for _, f := range []func() error{
		func() error { _, err := (tickets.DurationSample{}).Score(); return err },
		func() error { _, err := (tickets.DurationSample{}).Interval(0.95); return err },
		func() error { _, err := (tickets.DurationSample{}).StdErr(); return err },
		func() error { _, err := s.Compare(tickets.DurationSample{}, 0.95); return err },
		func() error { _, err := (tickets.Attainment{}).Score(); return err },
		func() error { _, err := (tickets.Attainment{Running: 1}).Interval(0.95); return err },
		func() error { _, err := (tickets.Attainment{}).StdErr(); return err },
		func() error {
			_, err := (tickets.Attainment{}).Compare(tickets.Attainment{Met: 1}, 0.95)
			return err
		},
	} {
		if err := f(); !errors.Is(err, cx.ErrNoData) || !strings.HasPrefix(err.Error(), "tickets: ") || strings.Contains(err.Error(), "estimate") {
			t.Errorf("%v, want cx.ErrNoData in the words of tickets", err)
		}
	}
}

// The times of a ticket that has changed are taken out as they were put in.
func TestRemoveTicket(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ticket, instant := drawTicket(t)
		m := tickets.Metric(rapid.Uint8Range(0, 9).Draw(t, "metric"))
		d, want := durationsOf(t, drawDurations(t)), new(tickets.Durations)
		if err := errors.Join(want.Merge(d), d.AddTicket(ticket, m, instant), d.RemoveTicket(ticket, m, instant)); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(marshal(t, d), marshal(t, want)) {
			t.Fatalf("%v, want %v", d, want)
		}
		var none tickets.Durations
		times, err1 := ticket.Measure(m, instant)
		if err := none.RemoveTicket(ticket, m, instant); err1 != nil || errors.Is(err, cx.ErrOutOfRange) != (len(times) > 0) || none.N()+none.Waiting() > 0 {
			t.Fatal(err, err1, times)
		}
	})
}

// A set that was made of something else than states is refused, and does not count as
// fewer states.
func TestStatusesOfWhatIsNone(t *testing.T) {
	created := tickets.Event{Kind: tickets.KindCreated, At: at(0), Actor: tickets.ActorCustomer}
	ticket, err := tickets.Policy{}.Ticket(tickets.History{created})
	if err != nil {
		t.Fatal(err)
	}
	for _, wrong := range []tickets.Statuses{tickets.StatusesOf(0), tickets.StatusesOf(tickets.StatusNew, 64), tickets.StatusesOf(tickets.StatusNew | tickets.StatusOpen), 64} {
		_, err1 := wrong.MarshalText()
		_, err2 := tickets.Policy{Stops: wrong}.Ticket(tickets.History{created})
		_, err3 := ticket.TimeIn(wrong, at(1))
		for _, err := range []error{err1, err2, err3} {
			if !errors.Is(err, cx.ErrOutOfRange) {
				t.Errorf("%v: %v", wrong, err)
			}
		}
	}
	if d, err := ticket.TimeIn(tickets.StatusesOf(), at(1)); err != nil || d != 0 {
		t.Errorf("in no state %v, %v", d, err)
	}
}

package journey_test

import (
	"bytes"
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/wiretest"
	"github.com/cxmetrics/cx/journey"
	"github.com/cxmetrics/cx/period"
	"pgregory.net/rapid"
)

var (
	_ cx.Tally[*journey.Tally]            = (*journey.Tally)(nil)
	_ cx.Tally[*journey.Tasks]            = (*journey.Tasks)(nil)
	_ cx.Tally[*journey.Sentiment]        = (*journey.Sentiment)(nil)
	_ cx.Tally[*journey.Carts]            = (*journey.Carts)(nil)
	_ cx.Tally[*journey.Visits]           = (*journey.Visits)(nil)
	_ cx.Tally[*journey.Articles]         = (*journey.Articles)(nil)
	_ cx.Tally[*journey.PerCustomer[int]] = (*journey.PerCustomer[int])(nil)

	_ estimate.Metric[journey.Sentiment] = journey.Sentiment{}
)

func month(n int) time.Time { return time.Date(2024, time.Month(n), 15, 0, 0, 0, 0, time.UTC) }

// A rolling series leaves its source as it was, however often it is made.
func TestRollingLeavesItsSource(t *testing.T) {
	months := period.NewSeries(period.Month, time.UTC, cx.New[journey.Tally])
	for n := 1; n <= 4; n++ {
		tally, err := months.At(month(n))
		must(t, err)
		must(t, tally.AddN("mail", uint64(n)))
	}
	mails := func(s *period.Series[*journey.Tally]) (counts []uint64) {
		for _, tally := range s.All() {
			counts = append(counts, tally.Count("mail"))
		}
		return counts
	}
	for range 2 {
		rolling, err := months.Rolling(2)
		must(t, err)
		if got := mails(rolling); !slices.Equal(got, []uint64{3, 5, 7}) {
			t.Errorf("rolling %v, want 3, 5, 7", got)
		}
		if got := mails(months); !slices.Equal(got, []uint64{1, 2, 3, 4}) {
			t.Errorf("the source is %v, want 1 to 4", got)
		}
	}
}

// Each month has its own closed set.
func TestClosedSetByMonth(t *testing.T) {
	months := period.NewSeries(period.Month, time.UTC, func() *journey.Tally { return journey.MustTally("phone", "chat") })
	tasks := cx.NewBy[string](func() *journey.Tasks { return reasonsOf(t, "price") })
	for n := 1; n <= 3; n++ {
		tally, err := months.At(month(n))
		must(t, err)
		must(t, tally.AddN("chat", uint64(n)))
		must(t, tasks.At(month(n).String()).AddFailed("price", uint64(n)))
	}
	n := uint64(0)
	for p, tally := range months.All() {
		if n++; tally.Count("chat") != n {
			t.Errorf("%s has %d, want %d", p, tally.Count("chat"), n)
		}
	}
	total, err := tasks.Total()
	must(t, err)
	if got := total.Reasons().Count("price"); got != 6 {
		t.Errorf("%d failed for the price, want 6", got)
	}
}

func TestMustPanics(t *testing.T) {
	for name, f := range map[string]func(){
		"tally": func() { journey.MustTally("a", "a") },
	} {
		func() {
			defer func() {
				if err, _ := recover().(error); err == nil {
					t.Errorf("%s: no panic with an error", name)
				}
			}()
			f()
		}()
	}
}

// What is handed out shares nothing that changes, in either direction.
func TestHandedOutSharesNothing(t *testing.T) {
	var tasks journey.Tasks
	must(t, tasks.AddFailed("price", 2))
	must(t, tasks.Reasons().Add("price"))
	clone := tasks.Clone()
	must(t, clone.AddFailed("price", 5))
	must(t, clone.AddFailed("time", 5))
	if got := tasks.Reasons(); got.N() != 2 || tasks.Completion().Misses != 2 {
		t.Errorf("%v after changing what was handed out", got)
	}
	var p journey.PerCustomer[int]
	must(t, p.Add(1))
	must(t, p.Clone().Add(1))
	tally := journey.MustTally("a")
	must(t, tally.Clone().Add("a"))
	if p.Count(1) != 1 || tally.N() != 0 || tally.Clone().Add("b") == nil {
		t.Errorf("%v and %v after changing clones", &p, tally)
	}
}

func TestACopyHasNoEncoding(t *testing.T) {
	for _, v := range []any{new(journey.Tally), new(journey.Tasks), new(journey.PerCustomer[int])} {
		_, err := json.Marshal(v)
		must(t, err)
		data, err := json.Marshal(reflect.ValueOf(v).Elem().Interface())
		wantErr(t, reflect.TypeOf(v).String(), err, cx.ErrEncoding)
		if err == nil {
			t.Errorf("a copy of %T is written as %s", v, data)
		}
	}
}

func encoded(t *rapid.T, v wiretest.Tally) []byte {
	data, err := v.MarshalBinary()
	ok(t, err)
	return data
}

// What is added and removed again leaves the bytes of never.
func removing(t *rapid.T) {
	same := func(name string, v wiretest.Tally, change ...func() error) {
		before := encoded(t, v)
		for _, f := range change {
			ok(t, f())
		}
		if after := encoded(t, v); !bytes.Equal(before, after) {
			t.Errorf("%s: %x, before %x", name, after, before)
		}
	}
	draw := func(name string) (*journey.Tally, *journey.Tasks, *journey.Sentiment, *journey.Carts) {
		var tally journey.Tally
		var tasks journey.Tasks
		var s journey.Sentiment
		for range rapid.IntRange(0, 8).Draw(t, name) {
			label, n := rapid.SampledFrom(labels).Draw(t, "label"), rapid.Uint64Range(0, 9).Draw(t, "n")
			ok(t, tally.AddN(label, n))
			ok(t, tasks.AddCompleted(n))
			ok(t, tasks.AddFailed(rapid.SampledFrom([]string{"", label}).Draw(t, "reason"), n))
			ok(t, s.Merge(&journey.Sentiment{Positive: n, Negative: n / 2}))
		}
		return &tally, &tasks, &s, &journey.Carts{Purchased: s.Positive, Recovered: tally.N(), Abandoned: 3, Open: s.Negative}
	}
	tally, tasks, s, carts := draw("rows")
	tally2, tasks2, s2, carts2 := draw("more rows")
	label, n := rapid.SampledFrom(labels).Draw(t, "label"), rapid.Uint64Range(0, 9).Draw(t, "n")
	same("tally", tally, func() error { return tally.AddN(label, n) }, func() error { return tally.RemoveN(label, n) })
	same("tasks", tasks, func() error { return tasks.AddFailed(label, n) }, func() error { return tasks.AddFailed("", n) },
		func() error { return tasks.AddCompleted(n) }, func() error { return tasks.RemoveFailed("", n) },
		func() error { return tasks.RemoveCompleted(n) }, func() error { return tasks.RemoveFailed(label, n) })
	same("tally of two", tally, func() error { return tally.Merge(tally2) }, func() error { return tally.Subtract(tally2) })
	same("tasks of two", tasks, func() error { return tasks.Merge(tasks2) }, func() error { return tasks.Subtract(tasks2) })
	same("sentiment of two", s, func() error { return s.Merge(s2) }, func() error { return s.Subtract(s2) })
	same("carts of two", *carts, func() error { return carts.Merge(carts2) }, func() error { return carts.Subtract(carts2) })
	for name, f := range map[string]func() error{
		"tally":     func() error { return tally.RemoveN(label, tally.Count(label)+1) },
		"tasks":     func() error { return tasks.RemoveFailed("", tasks.Completion().Misses-tasks.Reasons().N()+1) },
		"sentiment": func() error { return s.Subtract(&journey.Sentiment{Positive: s.Positive + 1}) },
		"carts":     func() error { return carts.Subtract(&journey.Carts{Open: carts.Open + 1}) },
	} {
		before := [][]byte{encoded(t, tally), encoded(t, tasks), encoded(t, s)}
		wantErr(t, name, f(), cx.ErrOutOfRange)
		if after := [][]byte{encoded(t, tally), encoded(t, tasks), encoded(t, s)}; !slices.EqualFunc(before, after, bytes.Equal) {
			t.Errorf("%s: changed on an error", name)
		}
	}
	// From itself nothing is left.
	ok(t, tally.Subtract(tally))
	ok(t, tasks.Subtract(tasks))
	ok(t, s.Subtract(s))
	ok(t, carts.Subtract(carts))
	if tally.N() != 0 || tasks.Completion() != (estimate.Proportion{}) || *s != (journey.Sentiment{}) || *carts != (journey.Carts{}) {
		t.Errorf("less themselves: %v, %v, %v, %v", tally, tasks, s, carts)
	}
}

// Visits and views know their sums only.
func removingVisits(t *rapid.T) {
	var v, w journey.Visits
	var a, b journey.Articles
	spent := func() time.Duration { return time.Duration(rapid.Int64Range(0, math.MaxInt64).Draw(t, "spent")) }
	for range rapid.IntRange(0, 5).Draw(t, "visits") {
		ok(t, v.Add(spent(), rapid.Uint64Range(0, math.MaxInt64).Draw(t, "actions")))
		ok(t, w.Add(spent(), 1))
		ok(t, a.Add(journey.Reading{}, 500, spent()%1e12))
		ok(t, b.Add(journey.Reading{}, 500, spent()%1e12))
	}
	visits, articles := v, a
	d, n := spent(), rapid.Uint64Range(0, math.MaxInt64).Draw(t, "actions")
	ok(t, v.Add(d, n))
	ok(t, v.Merge(&w))
	ok(t, v.Remove(d, n))
	ok(t, v.Subtract(&w))
	ok(t, v.Subtract(nil))
	ok(t, a.Add(journey.Reading{}, 500, d))
	ok(t, a.Merge(&b))
	ok(t, a.Subtract(&b))
	ok(t, a.Remove(journey.Reading{}, 500, d))
	ok(t, a.Subtract(nil))
	if v != visits || a != articles {
		t.Errorf("%+v and %+v are left, want %+v and %+v", v, a, visits, articles)
	}
	ok(t, v.Subtract(&v))
	ok(t, a.Subtract(&a))
	if v != (journey.Visits{}) || a != (journey.Articles{}) {
		t.Errorf("less themselves %+v and %+v", v, a)
	}
	wantErr(t, "a visit of none", v.Remove(d, n), cx.ErrOutOfRange)
	wantErr(t, "a view of none", a.Remove(journey.Reading{}, 500, d), cx.ErrOutOfRange)
	ok(t, v.Add(5, 5))
	ok(t, v.Add(5, 5))
	ok(t, a.Add(journey.Reading{}, 500, 5))
	ok(t, a.Add(journey.Reading{}, 500, 5))
	visits, articles = v, a
	wantErr(t, "a long visit", v.Remove(11, 5), cx.ErrOutOfRange) // leaves -1
	wantErr(t, "a busy visit", v.Remove(5, 11), cx.ErrOutOfRange)
	wantErr(t, "a negative visit", v.Remove(-5, 5), cx.ErrOutOfRange)
	wantErr(t, "a long view", a.Remove(journey.Reading{}, 500, 11), cx.ErrOutOfRange)
	wantErr(t, "a view of another kind", a.Remove(journey.Reading{}, 500, time.Hour), cx.ErrOutOfRange)
	if v != visits || a != articles {
		t.Errorf("errors left %+v and %+v", v, a)
	}
}

func TestRemovingVisits(t *testing.T) { rapid.Check(t, removingVisits) }

func TestRemoving(t *testing.T) { rapid.Check(t, removing) }

func TestSubtractMismatch(t *testing.T) {
	shut := journey.MustTally("a", "b")
	must(t, shut.Add("a"))
	var open journey.Tally
	must(t, open.Add("a"))
	wantErr(t, "open from closed", shut.Subtract(&open), cx.ErrMismatch)
	wantErr(t, "closed from open", open.Subtract(shut), cx.ErrMismatch)
	wantErr(t, "another set", shut.Subtract(journey.MustTally("a", "c")), cx.ErrMismatch)
	wantErr(t, "outside the set", shut.Remove("c"), cx.ErrOutOfRange)
	must(t, shut.Subtract(nil))
	must(t, shut.Remove("a"))
	if shut.N() != 0 || len(counts(shut)) != 2 {
		t.Errorf("%v is left", counts(shut))
	}
}

func TestPerCustomerRemove(t *testing.T) {
	var p, q journey.PerCustomer[string]
	must(t, p.AddN("ada", 3))
	must(t, q.AddN("ada", 2))
	wantErr(t, "unknown", p.Remove("ben"), cx.ErrOutOfRange)
	must(t, p.Merge(&q))
	must(t, p.Subtract(&q))
	must(t, p.Subtract(nil))
	for range 3 {
		must(t, p.Remove("ada"))
	}
	if p.Sample().N() != 1 || p.Count("ada") != 0 {
		t.Errorf("%v is left, want ada with 0", &p)
	}
	wantErr(t, "more than there are", p.Remove("ada"), cx.ErrOutOfRange)
	wantErr(t, "subtracting more", p.Subtract(&q), cx.ErrOutOfRange)
	must(t, p.Subtract(&p))
	p.Forget("ada")
	p.Forget("eve")
	if p.Sample().N() != 0 {
		t.Errorf("%d customers are left", p.Sample().N())
	}
}

// Estimate, standard error and test by hand; the interval is compared elsewhere.
func TestSentimentCompare(t *testing.T) {
	a, b := journey.Sentiment{Positive: 22, Neutral: 7, Negative: 3}, journey.Sentiment{Positive: 10, Neutral: 10, Negative: 10}
	d, err := a.Compare(b, 0.95)
	must(t, err)
	variance := func(p, d, n float64) float64 { return (p + d - (p-d)*(p-d)/n) / n / n }
	pooled := math.Sqrt((45 - 19.0*19/62) / 62 * (1/32. + 1/30.))
	for name, pair := range map[string][2]float64{
		"estimate":       {d.Estimate, 100 * 19 / 32.},
		"standard error": {d.StdErr, 100 * math.Sqrt(variance(22, 3, 32)+variance(10, 10, 30))},
		"statistic":      {d.Statistic, 19 / 32. / pooled},
	} {
		if math.Abs(pair[0]-pair[1]) > 1e-9 {
			t.Errorf("%s: %v, want %v", name, pair[0], pair[1])
		}
	}
	swapped, err := b.Compare(a, 0.95)
	if err != nil || swapped.Low != -d.High || swapped.P != d.P {
		t.Errorf("swapped %+v, %v of %+v", swapped, err, d)
	}
	_, err = a.Compare(journey.Sentiment{}, 0.95)
	wantErr(t, "nothing", err, cx.ErrNoData)
	_, err = journey.Sentiment{}.StdErr()
	wantErr(t, "nothing", err, cx.ErrNoData)
	same, err := journey.Sentiment{Positive: 3}.Compare(journey.Sentiment{Positive: 5}, 0.95)
	if err != nil || same.P != 1 || same.Statistic != 0 {
		t.Errorf("all positive: %+v, %v", same, err)
	}
	var huge journey.Sentiment
	must(t, huge.Merge(&journey.Sentiment{Neutral: math.MaxUint64}))
	wantErr(t, "too many", huge.Merge(&journey.Sentiment{Positive: 1, Neutral: 1}), cx.ErrOverflow)
	if huge.Positive != 0 {
		t.Error("changed on an error")
	}
}

// The longest time-out: a cart left 9,998 years ago is not open.
func TestCartsLongestTimeout(t *testing.T) {
	events := func(yield func(int, journey.CartEvent) bool) {
		yield(1, journey.CartEvent{Time: time.Date(1, 1, 1, 0, 0, 1, 0, time.UTC)})
	}
	got, err := journey.CollectCarts(events, math.MaxInt64, time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC))
	if want := (journey.Carts{Abandoned: 1}); err != nil || got != want {
		t.Errorf("%+v, %v, want %+v", got, err, want)
	}
}

func reasonsOf(t *testing.T, reasons ...string) *journey.Tasks {
	t.Helper()
	tasks, err := journey.NewTasks(reasons...)
	must(t, err)
	return tasks
}

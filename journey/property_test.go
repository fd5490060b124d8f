package journey_test

import (
	"errors"
	"maps"
	"math"
	"math/big"
	"slices"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/normal"
	"github.com/cxmetrics/cx/journey"
	"github.com/cxmetrics/cx/nps"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func drawLevel(t *rapid.T) float64 {
	return rapid.Float64Range(normal.MinLevel, 0.9999).Draw(t, "level")
}

// ok stops at an error.
func ok(t *rapid.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// split cuts a random permutation of items into three parts.
func split[T any](t *rapid.T, items []T) [3][]T {
	items = rapid.Permutation(items).Draw(t, "order")
	i := rapid.IntRange(0, len(items)).Draw(t, "first split")
	j := rapid.IntRange(i, len(items)).Draw(t, "second split")
	return [3][]T{items[:i], items[i:j], items[j:]}
}

// merging checks that parts merge to the whole in any order, and that an empty one is
// the identity on either side.
func merging[T any, P cx.Tally[P]](t *rapid.T, items []T, collect func([]T) P, tell func(P) any) {
	whole := tell(collect(items))
	parts := split(t, items)
	made := func(order ...int) P {
		sum := collect(nil)
		for _, i := range order {
			ok(t, sum.Merge(collect(parts[i])))
		}
		return sum
	}
	var none P
	right := made(0)
	ok(t, right.Merge(made(1, 2)))
	ok(t, right.Merge(collect(nil)))
	ok(t, right.Merge(none))
	twice := made(0)
	ok(t, twice.Merge(twice))
	if diff := cmp.Diff(tell(made(0, 0)), tell(twice)); diff != "" {
		t.Errorf("merged with itself (-twice +itself):\n%s", diff)
	}
	for name, got := range map[string]P{"left": made(0, 1, 2), "right": right, "turned": made(2, 1, 0)} {
		if diff := cmp.Diff(whole, tell(got)); diff != "" {
			t.Errorf("merged %s (-whole +parts):\n%s", name, diff)
		}
	}
}

var labels = []string{"a", "b", "c", "d"}

func drawLabels(t *rapid.T, least int) []string {
	return rapid.SliceOfN(rapid.SampledFrom(labels), least, 40).Draw(t, "labels")
}

func tallies(t *rapid.T) {
	given := drawLabels(t, 0)
	merging(t, given, func(given []string) *journey.Tally {
		tally, err := journey.Collect(slices.Values(given))
		ok(t, err)
		return tally
	}, func(tally *journey.Tally) any { return counts(tally) })

	shut, err := journey.NewTally(labels...)
	ok(t, err)
	for _, label := range given {
		ok(t, shut.Add(label))
	}
	for _, label := range labels {
		var hits uint64
		for _, g := range given {
			if g == label {
				hits++
			}
		}
		if want := (estimate.Proportion{Hits: hits, Misses: uint64(len(given)) - hits}); shut.Share(label) != want {
			t.Errorf("share of %s: %+v, want %+v", label, shut.Share(label), want)
		}
	}
	if got := slices.Collect(maps.Keys(counts(shut))); len(got) != len(labels) || shut.N() != uint64(len(given)) {
		t.Errorf("%d of %d labels, %d of %d counted", len(got), len(labels), shut.N(), len(given))
	}
	var order []string
	for label := range shut.All() {
		order = append(order, label)
	}
	if !slices.Equal(order, labels) {
		t.Errorf("labels in the order %v", order)
	}
}

// goodmans checks the intervals of all shares against Wilson's of package estimate.
func goodmans(t *rapid.T) {
	var tally journey.Tally
	for i := range rapid.IntRange(1, 30).Draw(t, "labels") {
		most := rapid.SampledFrom([]uint64{3, 1000, journey.MaxCount}).Draw(t, "at most")
		ok(t, tally.AddN(string(rune('A'+i)), rapid.Uint64Range(1, most).Draw(t, "count")))
	}
	level := drawLevel(t)
	goodman, err := tally.Goodman(level)
	ok(t, err)
	intervals := maps.Collect(goodman)
	if len(intervals) != len(counts(&tally)) {
		t.Errorf("%d intervals of %d labels", len(intervals), len(counts(&tally)))
	}
	each := 1 - (1-level)/float64(len(intervals))
	if each > normal.MaxLevel {
		return
	}
	for label, got := range intervals {
		want, err := tally.Share(label).Wilson(each)
		near := func(a, b float64) bool { return math.Abs(a-b) <= 1e-9*math.Max(math.Abs(a), math.Abs(b)) }
		if err != nil || !near(got.Low, want.Low) || !near(got.High, want.High) || got.Level != level {
			t.Errorf("%s at %v: %+v, want %+v, %v", label, level, got, want, err)
		}
	}
}

func tasks(t *rapid.T) {
	// An answer is a reason, or "yes".
	answers := rapid.SliceOfN(rapid.SampledFrom([]string{"yes", "", "a", "b"}), 0, 30).Draw(t, "answers")
	collect := func(answers []string) *journey.Tasks {
		var tasks journey.Tasks
		for _, a := range answers {
			if a == "yes" {
				ok(t, tasks.AddCompleted(1))
			} else {
				ok(t, tasks.AddFailed(a, 1))
			}
		}
		return &tasks
	}
	tell := func(tasks *journey.Tasks) any {
		return map[string]any{"completion": tasks.Completion(), "reasons": counts(tasks.Reasons())}
	}
	merging(t, answers, collect, tell)
	var yes int64
	for _, a := range answers {
		if a == "yes" {
			yes++
		}
	}
	if got, err := collect(answers).Completion().Score(); len(answers) > 0 {
		check(t, "completion", got, err, 100*yes, int64(len(answers)))
	} else {
		wantErr(t, "completion", err, cx.ErrNoData)
	}
}

type cartEvent struct {
	cart, minute int
	purchase     bool
}

// carts replays minute by minute what has become of each cart.
func carts(t *rapid.T) {
	const last = 60
	events := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) cartEvent {
		return cartEvent{
			cart:     rapid.IntRange(0, 3).Draw(t, "cart"),
			minute:   rapid.IntRange(0, last).Draw(t, "minute"),
			purchase: rapid.IntRange(0, 4).Draw(t, "purchase") == 0,
		}
	}), 0, 20).Draw(t, "events")
	patience := rapid.IntRange(1, 20).Draw(t, "time-out")
	at := rapid.IntRange(0, last).Draw(t, "at")

	var want journey.Carts
	for cart := range 4 {
		idle, seen, left, bought := 0, false, false, false
		for m := 0; m <= at && !bought; m++ {
			idle++
			happens := slices.ContainsFunc(events, func(e cartEvent) bool { return e.cart == cart && e.minute == m })
			buys := slices.Contains(events, cartEvent{cart, m, true})
			left = left || seen && idle > patience
			if happens {
				seen, idle = true, 0
			}
			bought = buys
		}
		switch {
		case !seen:
		case bought && left:
			want.Recovered++
		case bought:
			want.Purchased++
		case idle > patience:
			want.Abandoned++
		default:
			want.Open++
		}
	}
	got, err := journey.CollectCarts(func(yield func(int, journey.CartEvent) bool) {
		for _, e := range events {
			if !yield(e.cart, journey.CartEvent{Time: minute(e.minute), Purchase: e.purchase}) {
				return
			}
		}
	}, time.Duration(patience)*time.Minute, minute(at))
	if err != nil || got != want {
		t.Errorf("%+v, %v, want %+v", got, err, want)
	}
	if done := want.Purchased + want.Recovered + want.Abandoned; done > 0 {
		p, err := got.Abandonment()
		ok(t, err)
		percent, err := p.Score()
		check(t, "abandonment", percent, err, int64(100*want.Abandoned), int64(done))
	}
}

type readerEvent struct{ reader, minute int }

// deflections asks for each reader, minute by minute, whether a ticket came.
func deflections(t *rapid.T) {
	draw := func(name string) []readerEvent {
		return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) readerEvent {
			return readerEvent{rapid.IntRange(0, 3).Draw(t, "reader"), rapid.IntRange(0, 60).Draw(t, "minute")}
		}), 0, 12).Draw(t, name)
	}
	views, tickets := draw("views"), draw("tickets")
	window := rapid.IntRange(1, 30).Draw(t, "window")
	until := rapid.IntRange(0, 90).Draw(t, "until")

	var want estimate.Proportion
	for reader := range 4 {
		counts, asked := false, false
		for _, v := range views {
			if v.reader != reader || v.minute+window > until {
				continue
			}
			counts = true
			for m := v.minute; m < v.minute+window; m++ {
				asked = asked || slices.Contains(tickets, readerEvent{reader, m})
			}
		}
		switch {
		case counts && asked:
			want.Misses++
		case counts:
			want.Hits++
		}
	}
	seq := func(events []readerEvent) func(func(int, time.Time) bool) {
		return func(yield func(int, time.Time) bool) {
			for _, e := range events {
				if !yield(e.reader, minute(e.minute)) {
					return
				}
			}
		}
	}
	got, err := journey.Deflection(seq(views), seq(tickets), time.Duration(window)*time.Minute, minute(until))
	if err != nil || got != want {
		t.Errorf("%+v, %v, want %+v", got, err, want)
	}
}

type reading struct {
	words int
	spent time.Duration
}

// articles judges views in rationals, by the definition.
func articles(t *rapid.T) {
	rate := rapid.IntRange(1, 10_000).Draw(t, "words per minute")
	bounced := rapid.IntRange(0, 100).Draw(t, "bounced below")
	read := rapid.IntRange(bounced, 100).Draw(t, "read from")
	policy, err := journey.NewReading(rate, read, bounced)
	ok(t, err)
	views := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) reading {
		words := rapid.IntRange(1, 1e7).Draw(t, "words")
		needed := int64(words) * int64(time.Minute) / int64(rate)
		percent := int64(rapid.SampledFrom([]int{0, bounced, read, 100}).Draw(t, "percent"))
		return reading{words, max(0, time.Duration(needed/100*percent+rapid.Int64Range(-100, 200).Draw(t, "more")))}
	}), 1, 10).Draw(t, "views")
	collect := func(views []reading) *journey.Articles {
		var a journey.Articles
		for _, v := range views {
			ok(t, a.Add(policy, v.words, v.spent))
		}
		return &a
	}
	whole := collect(views)
	merging(t, views, collect, func(a *journey.Articles) any { return *a == *whole })
	var wantRead, wantSkimmed, wantBounced uint64
	sum := new(big.Rat)
	for _, v := range views {
		share := big.NewRat(int64(v.spent), int64(time.Minute)) // minutes
		sum.Add(sum, share)
		share.Mul(share, big.NewRat(int64(rate)*100, int64(v.words))) // percent of the time needed
		switch {
		case share.Cmp(big.NewRat(int64(bounced), 1)) < 0:
			wantBounced++
		case share.Cmp(big.NewRat(int64(read), 1)) < 0:
			wantSkimmed++
		default:
			wantRead++
		}
	}
	if whole.Read().Hits != wantRead || whole.Skimmed().Hits != wantSkimmed || whole.Bounced().Hits != wantBounced {
		t.Errorf("read %+v, skimmed %+v, bounced %+v, want %d, %d, %d",
			whole.Read(), whole.Skimmed(), whole.Bounced(), wantRead, wantSkimmed, wantBounced)
	}
	percent, err := whole.Read().Score()
	check(t, "read", percent, err, int64(100*wantRead), int64(len(views)))
	mean, err := whole.ReadingTime()
	nearest(t, "reading time", mean, err, sum.Mul(sum, big.NewRat(int64(time.Minute), int64(len(views)))))
}

// nearest checks that a time is the whole number of nanoseconds nearest to what it should
// be: half a one from it at most, up from a half.
func nearest(t *rapid.T, name string, got time.Duration, err error, want *big.Rat) {
	ok(t, err)
	off := new(big.Rat).Sub(want, big.NewRat(int64(got), 1))
	if half := big.NewRat(1, 2); off.Cmp(half) >= 0 || off.Cmp(new(big.Rat).Neg(half)) < 0 {
		t.Errorf("%s of %d is %v off", name, got, off)
	}
}

func visits(t *rapid.T) {
	type visit struct {
		onSite  time.Duration
		actions uint64
	}
	given := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) visit {
		return visit{time.Duration(rapid.Int64Range(0, math.MaxInt64).Draw(t, "time")), rapid.Uint64Range(0, 1000).Draw(t, "actions")}
	}), 1, 20).Draw(t, "visits")
	collect := func(given []visit) *journey.Visits {
		var v journey.Visits
		for _, x := range given {
			ok(t, v.Add(x.onSite, x.actions))
		}
		return &v
	}
	merging(t, given, collect, func(v *journey.Visits) any {
		return []string{v.Times().Sum().String(), v.Times().SumOfSquares().String(), v.Actions().Sum().String()}
	})
	var actions int64
	for _, x := range given {
		actions += int64(x.actions)
	}
	mean, err := collect(given).Actions().Score()
	check(t, "actions per visit", mean, err, actions, int64(len(given)))
	spent := new(big.Int)
	for _, x := range given {
		spent.Add(spent, big.NewInt(int64(x.onSite)))
	}
	onSite, err := collect(given).TimeOnSite()
	nearest(t, "time on site", onSite, err, new(big.Rat).SetFrac(spent, big.NewInt(int64(len(given)))))
}

func perCustomer(t *rapid.T) {
	given := rapid.SliceOfN(rapid.IntRange(0, 5), 1, 30).Draw(t, "customers")
	collect := func(given []int) *journey.PerCustomer[int] {
		var p journey.PerCustomer[int]
		for _, c := range given {
			ok(t, p.Add(c))
		}
		return &p
	}
	tell := func(p *journey.PerCustomer[int]) any {
		by := map[int]uint64{}
		for c := range 6 {
			by[c] = p.Count(c)
		}
		return by
	}
	merging(t, given, collect, tell)
	p := collect(given)
	distinct := map[int]bool{}
	for _, c := range given {
		distinct[c] = true
	}
	mean, err := p.Sample().Score()
	check(t, "per customer", mean, err, int64(len(given)), int64(len(distinct)))
	ok(t, p.AddN(100, 0)) // a customer who never did
	mean, err = p.Sample().Score()
	check(t, "with one more customer", mean, err, int64(len(given)), int64(len(distinct)+1))
}

func mentions(t *rapid.T) {
	given := rapid.SliceOfN(rapid.SampledFrom([]string{"+", "0", "-"}), 1, 30).Draw(t, "mentions")
	one := map[string]*journey.Sentiment{"+": {Positive: 1}, "0": {Neutral: 1}, "-": {Negative: 1}}
	collect := func(given []string) *journey.Sentiment {
		var s journey.Sentiment
		for _, tone := range given {
			ok(t, s.Merge(one[tone]))
		}
		return &s
	}
	merging(t, given, collect, func(s *journey.Sentiment) any { return *s })

	sum := collect(given)
	var net int64
	for _, tone := range given {
		net += map[string]int64{"+": 1, "-": -1}[tone]
	}
	got, err := sum.Score()
	check(t, "net", got, err, 100*net, int64(len(given)))
	// The interval and the comparison are those of a Net Promoter Score of the same counts.
	level := drawLevel(t)
	groups := nps.Groups{Promoters: sum.Positive, Passives: sum.Neutral, Detractors: sum.Negative}
	interval, err1 := sum.Interval(level)
	want, err2 := groups.Interval(level)
	other := journey.Sentiment{Positive: 3, Neutral: 1, Negative: 2}
	difference, err3 := sum.Compare(other, level)
	wantDifference, err4 := groups.Compare(nps.Groups{Promoters: 3, Passives: 1, Detractors: 2}, level)
	if err := errors.Join(err1, err2, err3, err4); err != nil || interval != want || difference != wantDifference {
		t.Errorf("%+v: %v and %v, want %v and %v, %v", sum, interval, difference, want, wantDifference, err)
	}
}

// rates are the metrics that are a ratio of two counts.
func rates(t *rapid.T) {
	all := rapid.Uint64Range(1, math.MaxInt64).Draw(t, "all")
	some := rapid.Uint64Range(0, all).Draw(t, "some")
	percent := func(p estimate.Proportion, err error) (decimal.Decimal, error) {
		ok(t, err)
		return p.Score()
	}
	hundredfold := func(n uint64) *big.Rat {
		return new(big.Rat).Mul(big.NewRat(100, int64(all)), new(big.Rat).SetUint64(n))
	}
	same := func(name string, got decimal.Decimal, err error, want *big.Rat) {
		if err != nil || got.StringFixed(16) != want.FloatString(16) {
			t.Errorf("%s of %d and %d: %v, %v, want %s", name, some, all, got, err, want.FloatString(16))
		}
	}
	got, err := journey.ContactRate(some, all)
	same("contacts", got, err, hundredfold(some))
	recovered := rapid.Uint64Range(0, all-some).Draw(t, "recovered")
	carts := journey.Carts{Purchased: all - some - recovered, Recovered: recovered, Abandoned: some, Open: 7}
	got, err = percent(carts.Abandonment())
	same("abandoned", got, err, hundredfold(some))
	got, err = percent(carts.EverAbandoned())
	same("ever abandoned", got, err, hundredfold(some+recovered))
	if left := some + recovered; left > 0 {
		got, err = carts.Recovery().Score()
		same("recovery", got, err, new(big.Rat).Mul(hundredfold(recovered), new(big.Rat).SetFrac(
			new(big.Int).SetUint64(all), new(big.Int).SetUint64(left))))
	}
}

func TestRates(t *testing.T)               { rapid.Check(t, rates) }
func TestTallies(t *testing.T)             { rapid.Check(t, tallies) }
func TestGoodmans(t *testing.T)            { rapid.Check(t, goodmans) }
func TestTasksProperty(t *testing.T)       { rapid.Check(t, tasks) }
func TestCartsProperty(t *testing.T)       { rapid.Check(t, carts) }
func TestDeflectionProperty(t *testing.T)  { rapid.Check(t, deflections) }
func TestArticlesProperty(t *testing.T)    { rapid.Check(t, articles) }
func TestVisitsProperty(t *testing.T)      { rapid.Check(t, visits) }
func TestPerCustomerProperty(t *testing.T) { rapid.Check(t, perCustomer) }
func TestMentionsProperty(t *testing.T)    { rapid.Check(t, mentions) }

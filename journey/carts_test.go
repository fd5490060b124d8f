package journey_test

import (
	"iter"
	"maps"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/journey"
)

const timeout = 30 * time.Minute

// cart yields events of one cart: the minutes of doings, the last one a purchase
// where bought is set.
func cart(bought bool, minutes ...int) iter.Seq2[string, journey.CartEvent] {
	return func(yield func(string, journey.CartEvent) bool) {
		for i, m := range minutes {
			if !yield("c", journey.CartEvent{Time: minute(m), Purchase: bought && i == len(minutes)-1}) {
				return
			}
		}
	}
}

func TestCollectCartsOne(t *testing.T) {
	for _, tt := range []struct {
		name   string
		events iter.Seq2[string, journey.CartEvent]
		at     time.Time
		want   journey.Carts
	}{
		{"just filled", cart(false, 0), minute(1), journey.Carts{Open: 1}},
		{"at the time-out still open", cart(false, 0), minute(30), journey.Carts{Open: 1}},
		{"a nanosecond later abandoned", cart(false, 0), minute(30).Add(1), journey.Carts{Abandoned: 1}},
		{"each event starts the time again", cart(false, 0, 20), minute(45), journey.Carts{Open: 1}},
		{"left and looked at again", cart(false, 0, 100), minute(110), journey.Carts{Open: 1}},
		{"left twice", cart(false, 0, 100), minute(140), journey.Carts{Abandoned: 1}},
		{"bought", cart(true, 0, 30), minute(1000), journey.Carts{Purchased: 1}},
		{"bought at once", cart(true, 0), minute(0), journey.Carts{Purchased: 1}},
		{"bought after the time-out", cart(true, 0, 31), minute(1000), journey.Carts{Recovered: 1}},
		{"left, filled, bought", cart(true, 0, 100, 110), minute(1000), journey.Carts{Recovered: 1}},
		{"as of before the purchase", cart(true, 0, 100), minute(99), journey.Carts{Abandoned: 1}},
		{"as of before everything", cart(true, 5), minute(4), journey.Carts{}},
		{"as of the event", cart(false, 5), minute(5), journey.Carts{Open: 1}},
		{"left ages ago", cart(false, 0), minute(0).AddDate(7000, 0, 0), journey.Carts{Abandoned: 1}},
		{"no events", cart(true), minute(5), journey.Carts{}},
	} {
		got, err := journey.CollectCarts(tt.events, timeout, tt.at)
		if err != nil || got != tt.want {
			t.Errorf("%s: %+v, %v, want %+v", tt.name, got, err, tt.want)
		}
	}
}

func TestCollectCartsIgnoresWhatFollowsAPurchase(t *testing.T) {
	events := maps.All(map[int]journey.CartEvent{}) // none
	got, err := journey.CollectCarts(events, timeout, minute(0))
	if err != nil || got != (journey.Carts{}) {
		t.Errorf("no carts: %+v, %v", got, err)
	}
	after := func(yield func(string, journey.CartEvent) bool) {
		_ = yield("c", journey.CartEvent{Time: minute(500)}) &&
			yield("c", journey.CartEvent{Time: minute(10), Purchase: true}) &&
			yield("c", journey.CartEvent{Time: minute(0)})
	}
	got, err = journey.CollectCarts(after, timeout, minute(1000))
	if want := (journey.Carts{Purchased: 1}); err != nil || got != want {
		t.Errorf("%+v, %v, want %+v", got, err, want)
	}
}

// TestTheLongestTimeout: a duration ends at 292 years, and the years of records do not.
func TestTheLongestTimeout(t *testing.T) {
	year := func(n int) time.Time { return time.Date(n, 1, 1, 0, 0, 0, 0, time.UTC) }
	const longest = time.Duration(math.MaxInt64)
	for _, test := range []struct {
		at   time.Time
		want journey.Carts
	}{
		{year(9999), journey.Carts{Abandoned: 1}},
		{year(1).Add(longest).Add(time.Hour + 1), journey.Carts{Abandoned: 1}},
		{year(1).Add(longest).Add(time.Hour), journey.Carts{Open: 1}},
		{year(200), journey.Carts{Open: 1}},
	} {
		left := maps.All(map[int]journey.CartEvent{1: {Time: year(1).Add(time.Hour)}})
		if got, err := journey.CollectCarts(left, longest, test.at); err != nil || got != test.want {
			t.Errorf("as of %v: %+v, %v, want %+v", test.at, got, err, test.want)
		}
	}
}

func TestCollectCartsRefuses(t *testing.T) {
	for _, timeout := range []time.Duration{0, -1} {
		_, err := journey.CollectCarts(cart(true, 0), timeout, minute(0))
		wantErr(t, timeout.String(), err, cx.ErrOutOfRange)
	}
	_, err := journey.CollectCarts(func(yield func(int, journey.CartEvent) bool) {
		_ = yield(1, journey.CartEvent{Time: minute(0)}) && yield(2, journey.CartEvent{})
	}, timeout, minute(0))
	wantErr(t, "no time", err, cx.ErrOutOfRange)
	if err == nil || !strings.Contains(err.Error(), "index 1") {
		t.Errorf("%v does not name index 1", err)
	}
	_, err = journey.CollectCarts(maps.All(map[float64]journey.CartEvent{math.NaN(): {Time: minute(0)}}), timeout, minute(0))
	wantErr(t, "NaN", err, cx.ErrOutOfRange)
}

func TestCartRates(t *testing.T) {
	c := journey.Carts{Purchased: 5, Recovered: 2, Abandoned: 3, Open: 40}
	if got, err := c.Abandonment(); err != nil || got != (estimate.Proportion{Hits: 3, Misses: 7}) {
		t.Errorf("abandonment %+v, %v", got, err)
	}
	if got, err := c.EverAbandoned(); err != nil || got != (estimate.Proportion{Hits: 5, Misses: 5}) {
		t.Errorf("ever abandoned %+v, %v", got, err)
	}
	if got := c.Recovery(); got != (estimate.Proportion{Hits: 2, Misses: 3}) {
		t.Errorf("recovery %+v", got)
	}
	full := journey.Carts{Purchased: math.MaxUint64, Recovered: 1}
	_, err := full.Abandonment()
	wantErr(t, "abandonment", err, cx.ErrOverflow)
	full = journey.Carts{Abandoned: math.MaxUint64, Recovered: 1}
	_, err = full.EverAbandoned()
	wantErr(t, "ever abandoned", err, cx.ErrOverflow)
	p, err := journey.Carts{Open: 1}.Abandonment()
	must(t, err)
	_, err = p.Score()
	wantErr(t, "only open carts", err, cx.ErrNoData)

	for i, one := range []journey.Carts{{Purchased: 1}, {Recovered: 1}, {Abandoned: 1}, {Open: 1}} {
		sum := journey.Carts{Purchased: math.MaxUint64, Recovered: math.MaxUint64, Abandoned: math.MaxUint64, Open: math.MaxUint64}
		before := sum
		wantErr(t, "merging", sum.Merge(&one), cx.ErrOverflow)
		if sum != before {
			t.Errorf("%d: changed to %+v on an error", i, sum)
		}
		sum = journey.Carts{}
		must(t, sum.Merge(&one))
		must(t, sum.Merge(&one))
		if doubled := (journey.Carts{2 * one.Purchased, 2 * one.Recovered, 2 * one.Abandoned, 2 * one.Open}); sum != doubled {
			t.Errorf("merged %+v, want %+v", sum, doubled)
		}
	}
}

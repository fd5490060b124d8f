package journey_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/journey"
	"github.com/google/go-cmp/cmp"
)

func TestContactRate(t *testing.T) {
	got, err := journey.ContactRate(7, 3)
	check(t, "rate", got, err, 700, 3)
	got, err = journey.ContactRate(0, 3)
	check(t, "no contacts", got, err, 0, 1)
	_, err = journey.ContactRate(7, 0)
	wantErr(t, "no customers", err, cx.ErrNoData)
	got, err = journey.ContactRate(math.MaxUint64, math.MaxUint64)
	check(t, "many", got, err, 100, 1)
}

func TestReferralRate(t *testing.T) {
	got, err := journey.ReferralRate(2, 7)
	if want := (estimate.Proportion{Hits: 2, Misses: 5}); err != nil || got != want {
		t.Errorf("%+v, %v, want %+v", got, err, want)
	}
	_, err = journey.ReferralRate(8, 7)
	wantErr(t, "more referred than new", err, cx.ErrOutOfRange)
}

func TestPerCustomer(t *testing.T) {
	var p journey.PerCustomer[string]
	_, err := p.Sample().Score()
	wantErr(t, "nobody", err, cx.ErrNoData)
	must(t, p.Add("ada"))
	must(t, p.Add("ada"))
	must(t, p.AddN("ben", 0))
	mean, err := p.Sample().Score()
	check(t, "mean", mean, err, 2, 2)
	if p.Customers() != 2 || p.Count("ada") != 2 || p.Count("ben") != 0 || p.Count("eve") != 0 {
		t.Errorf("%d customers, %d of ada", p.Customers(), p.Count("ada"))
	}
	must(t, p.AddN("eve", math.MaxInt64))
	wantErr(t, "one more", p.Add("eve"), cx.ErrOverflow)
	var q journey.PerCustomer[string]
	must(t, q.Add("ada"))
	must(t, q.Add("eve"))
	wantErr(t, "merge", p.Merge(&q), cx.ErrOverflow)
	if p.Count("ada") != 2 {
		t.Errorf("a refused merge left %d of ada", p.Count("ada"))
	}
	var long journey.PerCustomer[string]
	name := strings.Repeat("x", 1<<20)
	must(t, long.AddN(name, math.MaxInt64))
	wantErr(t, "a long name", long.Add(name), cx.ErrOverflow)
	var nan journey.PerCustomer[float64]
	wantErr(t, "NaN", nan.Add(math.NaN()), cx.ErrOutOfRange)
}

func TestPerCustomerMergeCopies(t *testing.T) {
	var from, to journey.PerCustomer[int]
	must(t, from.Add(1))
	must(t, to.Merge(&from))
	must(t, to.Add(1))
	if from.Count(1) != 1 || to.Count(1) != 2 {
		t.Error("a merge shares memory")
	}
}

func TestSentiment(t *testing.T) {
	s := journey.Sentiment{Positive: 80, Neutral: 100, Negative: 20}
	net, err := s.Score()
	check(t, "net", net, err, 30, 1) // 40.0% - 10.0%, the example of Black Box Intelligence
	net, err = journey.Sentiment{Positive: 80, Negative: 20}.Score()
	check(t, "without the neutral", net, err, 60, 1)
	_, err = journey.Sentiment{}.Score()
	wantErr(t, "no mentions", err, cx.ErrNoData)
	_, err = journey.Sentiment{}.Interval(0.95)
	wantErr(t, "no mentions", err, cx.ErrNoData)
	_, err = s.Interval(95)
	wantErr(t, "level 95", err, cx.ErrOutOfRange)
}

func TestMentionsBounds(t *testing.T) {
	var m, full, one journey.Mentions
	wantErr(t, "empty", m.Add("", journey.Sentiment{Neutral: 1}), cx.ErrOutOfRange)
	must(t, m.Add("x", journey.Sentiment{}))
	if got := m.Volume().N(); got != 0 || m.Channel("x") != (journey.Sentiment{}) {
		t.Errorf("no mentions are %d", got)
	}
	for i := range journey.MaxLabels {
		must(t, full.Add(fmt.Sprint(i), journey.Sentiment{Negative: 1}))
	}
	wantErr(t, "one channel too many", full.Add("x", journey.Sentiment{Neutral: 1}), cx.ErrOverflow)
	must(t, one.Add("x", journey.Sentiment{Positive: 1}))
	wantErr(t, "merging one channel too many", full.Merge(&one), cx.ErrOverflow)

	const third = journey.MaxCount / 3 // MaxCount is a multiple of 3
	must(t, m.Add("x", journey.Sentiment{Positive: third, Neutral: third, Negative: third}))
	for _, s := range []journey.Sentiment{{Positive: 1}, {Neutral: 1}, {Negative: 1}, {Positive: math.MaxUint64, Negative: math.MaxUint64}} {
		wantErr(t, "one mention too many", m.Add("x", s), cx.ErrOverflow)
	}
	must(t, one.Add("a", journey.Sentiment{Positive: 1}))
	wantErr(t, "merging one mention too many", m.Merge(&one), cx.ErrOverflow)
	if diff := cmp.Diff(journey.Sentiment{Positive: third, Neutral: third, Negative: third}, m.Total()); diff != "" {
		t.Errorf("changed on an error:\n%s", diff)
	}
}

func TestNoAllocs(t *testing.T) {
	var tally journey.Tally
	var articles journey.Articles
	var visits journey.Visits
	var visitors journey.PerCustomer[int]
	var mentions journey.Mentions
	for name, f := range map[string]func() error{
		"Tally.Add, known label":      func() error { return tally.Add("chat") },
		"Articles.Add":                func() error { return articles.Add(journey.Reading{}, 500, 1e11) },
		"Visits.Add":                  func() error { return visits.Add(1e11, 7) },
		"PerCustomer.Add, known one":  func() error { return visitors.Add(1) },
		"Mentions.Add, known channel": func() error { return mentions.Add("forum", journey.Sentiment{Neutral: 1}) },
	} {
		var err error
		if n := testing.AllocsPerRun(100, func() { err = f() }); n != 0 || err != nil {
			t.Errorf("%s: %v allocations, %v", name, n, err)
		}
	}
}

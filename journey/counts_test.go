package journey_test

import (
	"math"
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/journey"
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

func TestPerCustomer(t *testing.T) {
	var p journey.PerCustomer[string]
	_, err := p.Sample().Score()
	wantErr(t, "nobody", err, cx.ErrNoData)
	must(t, p.Add("ada"))
	must(t, p.Add("ada"))
	must(t, p.AddN("ben", 0))
	mean, err := p.Sample().Score()
	check(t, "mean", mean, err, 2, 2)
	if p.Sample().N() != 2 || p.Count("ada") != 2 || p.Count("ben") != 0 || p.Count("eve") != 0 {
		t.Errorf("%d customers, %d of ada", p.Sample().N(), p.Count("ada"))
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

func TestNoAllocs(t *testing.T) {
	var tally journey.Tally
	var articles journey.Articles
	var visits journey.Visits
	var visitors journey.PerCustomer[int]
	for name, f := range map[string]func() error{
		"Tally.Add, known label":     func() error { return tally.Add("chat") },
		"Articles.Add":               func() error { return articles.Add(journey.Reading{}, 500, 1e11) },
		"Visits.Add":                 func() error { return visits.Add(1e11, 7) },
		"PerCustomer.Add, known one": func() error { return visitors.Add(1) },
	} {
		var err error
		if n := testing.AllocsPerRun(100, func() { err = f() }); n != 0 || err != nil {
			t.Errorf("%s: %v allocations, %v", name, n, err)
		}
	}
}

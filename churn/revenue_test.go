package churn_test

import (
	"errors"
	"math/big"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/churn"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func TestRevenue(t *testing.T) {
	for _, tc := range []struct {
		name                                                             string
		revenue                                                          churn.Revenue
		closing, grossChurn, netChurn, withBack, grr, nrr, growth, quick string
	}{
		// Two months of a published worked example (mrr-playbook), whose GRR and NRR
		// are .8870 and .9739, .9194 and .9597. Each number by hand over 575: 65, 15,
		// 15, 510, 560, 10; quick ratio 75/65.
		{"575 to 585", churn.Revenue{Opening: dec("575"), New: dec("25"), Expansion: dec("50"), Contraction: dec("65")},
			"585", "11.3043478260869565", "2.6086956521739130", "2.6086956521739130", "88.6956521739130435", "97.3913043478260870", "1.7391304347826087", "1.1538461538461538"},
		{"620 to 625", churn.Revenue{Opening: dec("620"), New: dec("30"), Expansion: dec("25"), Churned: dec("50")},
			"625", "8.0645161290322581", "4.0322580645161290", "4.0322580645161290", "91.9354838709677419", "95.9677419354838710", "0.8064516129032258", "1.1"},
		// Reactivation counts in closing, growth and quick ratio, and in net churn only by name.
		{"won back", churn.Revenue{Opening: dec("200"), Reactivated: dec("10"), Expansion: dec("20"), Contraction: dec("4"), Churned: dec("6")},
			"220", "5", "-5", "-10", "95", "105", "10", "3"},
		{"nothing happened", churn.Revenue{Opening: dec("100")},
			"100", "0", "0", "0", "100", "100", "0", "no data"},
		{"first month", churn.Revenue{New: dec("100")},
			"100", "no data", "no data", "no data", "no data", "no data", "no data", "no data"},
		{"no business", churn.Revenue{},
			"0", "no data", "no data", "no data", "no data", "no data", "no data", "no data"},
		{"all lost", churn.Revenue{Opening: dec("0.01"), Churned: dec("0.01")},
			"0", "100", "100", "100", "0", "0", "-100", "0"},
		{"negative", churn.Revenue{Opening: dec("100"), Contraction: dec("-1")},
			"out of range", "out of range", "out of range", "out of range", "out of range", "out of range", "out of range", "out of range"},
		{"lost more than there was", churn.Revenue{Opening: dec("100"), Contraction: dec("60"), Churned: dec("41")},
			"out of range", "out of range", "out of range", "out of range", "out of range", "out of range", "out of range", "out of range"},
		// Who joined for 50, rose to 200 and left is no loss of the 100 at first: 200
		// gained for 200 lost.
		{"joined and left", churn.Revenue{Opening: dec("100"), New: dec("50"), ExpansionJoined: dec("150"), ChurnedJoined: dec("200")},
			"100", "0", "0", "0", "100", "100", "0", "1"},
		// 40 + 60 + 30 - 20 - 50 of those who joined, 20 of 100 lost and 10 gained of the others:
		// growth 50, quick ratio 140 / 90.
		{"joined and stayed", churn.Revenue{Opening: dec("100"), New: dec("40"), Reactivated: dec("60"), Expansion: dec("10"), Contraction: dec("15"), Churned: dec("5"),
			ExpansionJoined: dec("30"), ContractionJoined: dec("20"), ChurnedJoined: dec("50")},
			"150", "20", "10", "-50", "80", "90", "50", "1.5555555555555556"},
		// An opening customer at 100 rose to 150 and left.
		{"lost what had been expansion", churn.Revenue{Opening: dec("100"), Expansion: dec("50"), Churned: dec("150")},
			"0", "out of range", "100", "100", "out of range", "0", "-100", "0.3333333333333333"},
		{"lost new revenue as opening", churn.Revenue{Opening: dec("100"), New: dec("50"), Churned: dec("120")},
			"out of range", "out of range", "out of range", "out of range", "out of range", "out of range", "out of range", "out of range"},
		{"lost more than joined", churn.Revenue{Opening: dec("100"), New: dec("50"), ContractionJoined: dec("20"), ChurnedJoined: dec("31")},
			"out of range", "out of range", "out of range", "out of range", "out of range", "out of range", "out of range", "out of range"},
		{"negative joined", churn.Revenue{Opening: dec("100"), ContractionJoined: dec("-1")},
			"out of range", "out of range", "out of range", "out of range", "out of range", "out of range", "out of range", "out of range"},
		{"hostile", churn.Revenue{Opening: dec("100"), New: decimal.New(1, 1e9)},
			"out of range", "out of range", "out of range", "out of range", "out of range", "out of range", "out of range", "out of range"},
		{"hostile zero", churn.Revenue{Opening: dec("100"), New: decimal.New(0, -1e9)},
			"out of range", "out of range", "out of range", "out of range", "out of range", "out of range", "out of range", "out of range"},
	} {
		r := tc.revenue
		for _, c := range []struct{ name, got, want string }{
			{"closing", result(r.Closing()), tc.closing},
			{"gross churn", result(r.GrossChurn()), tc.grossChurn},
			{"net churn", result(r.NetChurn()), tc.netChurn},
			{"net churn with reactivation", result(r.NetChurnWithReactivation()), tc.withBack},
			{"GRR", result(r.GRR()), tc.grr},
			{"NRR", result(r.NRR()), tc.nrr},
			{"growth", result(r.Growth()), tc.growth},
			{"quick ratio", result(r.QuickRatio()), tc.quick},
		} {
			if want := trim(c.want); c.got != want {
				t.Errorf("%s: %s %s, want %s", tc.name, c.name, c.got, want)
			}
		}
	}
}

// trim writes a number the way decimals print themselves, without final zeros.
func trim(s string) string {
	if d, err := decimal.NewFromString(s); err == nil {
		return d.String()
	}
	return s
}

func TestARPA(t *testing.T) {
	for _, tc := range []struct {
		mrr       string
		customers uint64
		want      string
	}{
		{"100", 3, "33.3333333333333333"},
		{"0", 3, "0"},
		{"100", 0, "no data"},
		{"-1", 3, "out of range"},
	} {
		w := churn.Window{Movement: churn.Movement{New: tc.customers}, Revenue: churn.Revenue{New: dec(tc.mrr)}}
		if got := result(w.ARPA()); got != tc.want {
			t.Errorf("ARPA of %s and %d = %s, want %s", tc.mrr, tc.customers, got, tc.want)
		}
	}
	w := churn.Window{
		Movement: churn.Movement{Opening: 4, New: 1, Lost: 2},
		Revenue:  churn.Revenue{Opening: dec("40"), New: dec("5"), Churned: dec("15")},
	}
	if got := result(w.ARPA()); got != "10" { // 30 of 3 customers
		t.Errorf("ARPA of a window %s, want 10", got)
	}
}

func TestRevenueMerge(t *testing.T) {
	euro := churn.Revenue{Opening: dec("2"), New: dec("2"), Reactivated: dec("3"), Expansion: dec("4"), Contraction: dec("5"), Churned: dec("0.5"),
		ExpansionJoined: dec("6"), ContractionJoined: dec("7"), ChurnedJoined: dec("0.25"), Currency: "EUR"}
	for _, tc := range []struct {
		name    string
		a, b    churn.Revenue
		want    churn.Revenue
		wantErr error
	}{
		{"same currency", euro, euro,
			churn.Revenue{Opening: dec("4"), New: dec("4"), Reactivated: dec("6"), Expansion: dec("8"), Contraction: dec("10"), Churned: dec("1"),
				ExpansionJoined: dec("12"), ContractionJoined: dec("14"), ChurnedJoined: dec("0.5"), Currency: "EUR"}, nil},
		{"zero on the right", euro, churn.Revenue{}, euro, nil},
		{"zero on the left", churn.Revenue{}, euro, euro, nil},
		{"two currencies", euro, churn.Revenue{Currency: "USD"}, euro, cx.ErrMismatch},
		{"amounts without currency", euro, churn.Revenue{New: dec("1")}, euro, cx.ErrMismatch},
		{"a negative amount", euro, churn.Revenue{New: dec("-1"), Currency: "EUR"}, euro, cx.ErrOutOfRange},
		{"too long together", churn.Revenue{Opening: dec("1e64")}, churn.Revenue{Opening: decimal.New(1, -64)}, churn.Revenue{Opening: dec("1e64").Add(decimal.New(1, -64))}, nil},
	} {
		got := tc.a
		if err := got.Merge(&tc.b); !errors.Is(err, tc.wantErr) {
			t.Errorf("%s: %v, want %v", tc.name, err, tc.wantErr)
		}
		if diff := cmp.Diff(tc.want, got); diff != "" {
			t.Errorf("%s:\n%s", tc.name, diff)
		}
	}
}

var revenues = rapid.Custom(func(t *rapid.T) churn.Revenue {
	cents := func(name string, most int64) int64 { return rapid.Int64Range(0, most).Draw(t, name) }
	opening, contraction := cents("opening", 1e12), cents("contraction", 1e12)
	opening += contraction
	churned := cents("churned", opening-contraction)
	amount := func(c int64) decimal.Decimal { return decimal.New(c, -2) }
	return churn.Revenue{
		Opening: amount(opening), Contraction: amount(contraction), Churned: amount(churned),
		New: amount(cents("new", 1e12)), Reactivated: amount(cents("reactivated", 1e12)), Expansion: amount(cents("expansion", 1e12)),
	}
})

func revenueLaws(t *rapid.T) {
	r := revenues.Draw(t, "revenue")
	closing, err := r.Closing()
	if err != nil {
		t.Fatal(err)
	}
	balance := decimal.Sum(r.Opening, r.New, r.Reactivated, r.Expansion, r.Contraction.Neg(), r.Churned.Neg())
	if !closing.Equal(balance) {
		t.Fatalf("closing %v, want %v", closing, balance)
	}
	if r.Opening.IsZero() {
		return
	}
	hundred := big.NewRat(100, 1)
	over := func(parts ...decimal.Decimal) *big.Rat {
		sum := new(big.Rat)
		for _, p := range parts {
			sum.Add(sum, p.Rat())
		}
		return sum.Mul(hundred, sum.Quo(sum, r.Opening.Rat()))
	}
	for _, tc := range []struct {
		name string
		rate func() (decimal.Decimal, error)
		want *big.Rat
	}{
		{"gross churn", r.GrossChurn, over(r.Churned, r.Contraction)},
		{"GRR", r.GRR, new(big.Rat).Sub(hundred, over(r.Churned, r.Contraction))},
		{"net churn", r.NetChurn, over(r.Churned, r.Contraction, r.Expansion.Neg())},
		{"NRR", r.NRR, new(big.Rat).Sub(hundred, over(r.Churned, r.Contraction, r.Expansion.Neg()))},
		{"growth", r.Growth, over(closing, r.Opening.Neg())},
	} {
		got, err := tc.rate()
		if err != nil {
			t.Fatal(err)
		}
		if want := tc.want.FloatString(16); got.StringFixed(16) != want {
			t.Fatalf("%s %v, want %v", tc.name, got, want)
		}
	}
}

func TestRevenueLaws(t *testing.T) { rapid.Check(t, revenueLaws) }

package churn_test

import (
	"math/big"
	"testing"

	"github.com/cxmetrics/cx/churn"
	"github.com/cxmetrics/cx/estimate"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// of reads a rate in percent, and what is done with it, as a result.
func of(percent decimal.Decimal, read func(estimate.Rate) (decimal.Decimal, error)) string {
	return result(read(estimate.RateOfPercent(percent)))
}

func compound(percent decimal.Decimal, periods int) string {
	return of(percent, func(r estimate.Rate) (decimal.Decimal, error) {
		all, err := churn.Compound(r, periods)
		return all.Percent(), err
	})
}

func perPeriod(percent decimal.Decimal, periods int) string {
	return of(percent, func(r estimate.Rate) (decimal.Decimal, error) {
		one, err := churn.PerPeriod(r, periods)
		return one.Percent(), err
	})
}

func TestCompound(t *testing.T) {
	for _, tc := range []struct {
		rate    string
		periods int
		want    string
	}{
		// By Python 3 decimal with 60 digits: 100*(1 - Decimal("0.97")**12) is
		// 30.615763900456199970..., 100*(1 - Decimal("0.99")**365) is 97.448203554770878997...
		{"3", 12, "30.6157639004562"},
		{"50", 3, "87.5"},
		{"10", 1, "10"},
		{"0", 12, "0"},
		{"100", 12, "100"},
		{"-10", 2, "-21"},
		{"1", 365, "97.448203554770879"},
		{"100.0001", 12, "out of range"},
		{"-1000.1", 12, "out of range"},
		{"3", 0, "out of range"},
		{"3", 1001, "out of range"},
	} {
		if got := compound(dec(tc.rate), tc.periods); got != tc.want {
			t.Errorf("Compound(%s, %d) = %s, want %s", tc.rate, tc.periods, got, tc.want)
		}
	}
	for _, hostile := range []decimal.Decimal{decimal.New(1, 1<<30), decimal.New(-1, -1<<30)} {
		if got := compound(hostile, 12); got != "out of range" {
			t.Errorf("Compound of a hostile decimal: %s", got)
		}
	}
}

func TestPerPeriod(t *testing.T) {
	for _, tc := range []struct {
		rate    string
		periods int
		want    string
	}{
		{"87.5", 3, "50"},
		{"-21", 2, "-10"},
		{"0", 12, "0"},
		{"100", 12, "100"},
		{"10", 1, "10"},
		// Exact halves of the last place round away from zero, on either side of it.
		{"0.00000000000000005", 1, "0.0000000000000001"},
		{"0.00000000000000004", 1, "0"},
		{"-0.00000000000000005", 1, "-0.0000000000000001"},
		{"-0.00000000000000004", 1, "0"},
		{"100.1", 12, "out of range"},
		{"3", 0, "out of range"},
	} {
		if got := perPeriod(dec(tc.rate), tc.periods); got != tc.want {
			t.Errorf("PerPeriod(%s, %d) = %s, want %s", tc.rate, tc.periods, got, tc.want)
		}
	}
	// By Python 3 decimal: 100*(1 - Decimal("0.5")**(Decimal(1)/12)) is 5.61256873183065033...
	if got := perPeriod(dec("50"), 12); got != "5.6125687318306503" {
		t.Errorf("50 percent over 12 = %s", got)
	}
}

// perPeriodIsCorrectlyRounded: the rate per period is within half of its last place of the true root: the
// compounded rates of its two neighbours half a place away enclose the rate.
func perPeriodIsCorrectlyRounded(t *rapid.T) {
	rate := decimal.New(rapid.Int64Range(-200_0000, 100_0000).Draw(t, "rate"), -4)
	n := rapid.IntRange(1, 60).Draw(t, "periods")
	per, err := churn.PerPeriod(estimate.RateOfPercent(rate), n)
	if err != nil {
		t.Fatal(err)
	}
	got := per.Percent()
	compound := func(per *big.Rat) *big.Rat {
		kept := new(big.Rat).Sub(big.NewRat(1, 1), new(big.Rat).Quo(per, big.NewRat(100, 1)))
		all := big.NewRat(1, 1)
		for range n {
			all.Mul(all, kept)
		}
		return all.Mul(all.Sub(big.NewRat(1, 1), all), big.NewRat(100, 1))
	}
	half := new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Mul(big.NewInt(2), new(big.Int).Exp(big.NewInt(10), big.NewInt(16), nil)))
	below := new(big.Rat).Sub(got.Rat(), half)
	if above := new(big.Rat).Add(got.Rat(), half); above.Cmp(big.NewRat(100, 1)) <= 0 && compound(above).Cmp(rate.Rat()) < 0 {
		t.Fatalf("PerPeriod(%v, %d) = %v is too low", rate, n, got)
	}
	if compound(below).Cmp(rate.Rat()) > 0 {
		t.Fatalf("PerPeriod(%v, %d) = %v is too high", rate, n, got)
	}
}

func TestPerPeriodIsCorrectlyRounded(t *testing.T) { rapid.Check(t, perPeriodIsCorrectlyRounded) }

package churn_test

import (
	"math"
	"math/big"
	"testing"

	"github.com/cxmetrics/cx/churn"
	"github.com/cxmetrics/cx/estimate"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func FuzzWindows(f *testing.F)   { f.Fuzz(rapid.MakeFuzz(windowsFollowDayByDayReplay)) }
func FuzzLedger(f *testing.F)    { f.Fuzz(rapid.MakeFuzz(correctionsInAnyOrder)) }
func FuzzRollUp(f *testing.F)    { f.Fuzz(rapid.MakeFuzz(nightlyRollUp)) }
func FuzzBridges(f *testing.F)   { f.Fuzz(rapid.MakeFuzz(bridgesBalanceAndChain)) }
func FuzzShards(f *testing.F)    { f.Fuzz(rapid.MakeFuzz(orderAndShardsDoNotMatter)) }
func FuzzLifetimes(f *testing.F) { f.Fuzz(rapid.MakeFuzz(lifetimesFollowTheirDefinition)) }
func FuzzCalendarLifetimes(f *testing.F) {
	f.Fuzz(rapid.MakeFuzz(calendarLifetimesFollowTheirDefinition))
}
func FuzzRevenue(f *testing.F)    { f.Fuzz(rapid.MakeFuzz(revenueLaws)) }
func FuzzActivity(f *testing.F)   { f.Fuzz(rapid.MakeFuzz(activityFollowsItsDefinition)) }
func FuzzSpending(f *testing.F)   { f.Fuzz(rapid.MakeFuzz(spendingFollowsItsDefinition)) }
func FuzzInactivity(f *testing.F) { f.Fuzz(rapid.MakeFuzz(inactivityFollowsItsDefinition)) }
func FuzzPerPeriod(f *testing.F)  { f.Fuzz(rapid.MakeFuzz(perPeriodIsCorrectlyRounded)) }

// Whatever decimal comes in, results come out in time and nothing panics.
func FuzzHostileDecimals(f *testing.F) {
	f.Add([]byte{1}, int32(math.MaxInt32), false)
	f.Add([]byte{255, 255, 255, 255, 255, 255, 255, 255, 255}, int32(-18), true)
	f.Add([]byte{}, int32(math.MinInt32), false)
	f.Fuzz(func(t *testing.T, coefficient []byte, exponent int32, negative bool) {
		z := new(big.Int).SetBytes(coefficient)
		if negative {
			z.Neg(z)
		}
		d := decimal.NewFromBigInt(z, exponent)
		var l churn.Ledger[int]
		var s churn.Spending[int]
		_ = l.Add(churn.Subscription[int]{Start: day(0), MRR: d})
		_ = s.Add(1, month(1), d)
		r := churn.Revenue{Opening: d, New: decimal.New(1, 0), Churned: d}
		_ = r.Merge(&churn.Revenue{Opening: decimal.New(1, 0)})
		_, _ = r.NRR()
		_, _ = r.QuickRatio()
		_, _ = churn.Window{Movement: churn.Movement{New: 3}, Revenue: churn.Revenue{New: d}}.ARPA()
		for _, rate := range []estimate.Rate{estimate.RateOfShare(d), estimate.RateOfPercent(d)} {
			_ = rate.String()
			_, _ = churn.Compound(rate, 12)
			_, _ = churn.PerPeriod(rate, 12)
		}
		if _, mrr, err := l.At(day(0)); err != nil || !mrr.IsZero() && !mrr.Equal(d) {
			t.Errorf("MRR of %v, %v, want what was added", mrr, err)
		}
	})
}

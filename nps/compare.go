package nps

import (
	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/multinomial"
	"github.com/cxmetrics/cx/internal/normal"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// Compare returns the difference of the scores of two independent groups, g minus other, in
// points. With scores s and t and their [Groups.Tango] limits (l, u) and (m, v), its interval
// is
//
//	s - t - sqrt((s-l)^2 + (v-t)^2)  to  s - t + sqrt((u-s)^2 + (t-m)^2)
//
// The test asks whether both groups answer alike, with p and d the shares of promoters and
// detractors in both together:
//
//	z = (s - t)/100 / sqrt((p + d - (p-d)^2) * (1/n1 + 1/n2))
//
// Near the border test and interval may disagree; the interval decides.
//
// Source: Zou and Donner 2008.
func (g Groups) Compare(other Groups, level float64) (estimate.Difference, error) {
	if err := checkBoth(g, other, level); err != nil {
		return estimate.Difference{}, err
	}
	return g.trinomial().CompareTango(other.trinomial(), level), nil
}

// CompareWald returns the difference as the R package NPS does, to reproduce reports: the
// interval is s - t -+ z times the root of the summed squared standard errors. A side of one
// opinion counts as free of error; if both are, it returns [cx.ErrNoData].
//
// Source: R package NPS 1.1, nps.test.
func (g Groups) CompareWald(other Groups, level float64) (estimate.Difference, error) {
	if err := checkBoth(g, other, level); err != nil {
		return estimate.Difference{}, err
	}
	return compare(g.trinomial(), other.trinomial(), level)
}

// CompareAdjustedWald returns [Groups.CompareWald] after adding 3/4 of a promoter, 3/2 of a
// passive and 3/4 of a detractor to each side, to reproduce reports. Use it only for groups of
// similar size: the smaller one is drawn to 0, which can even turn the sign.
func (g Groups) CompareAdjustedWald(other Groups, level float64) (estimate.Difference, error) {
	if err := checkBoth(g, other, level); err != nil {
		return estimate.Difference{}, err
	}
	return compare(g.trinomial().Adjusted(), other.trinomial().Adjusted(), level)
}

func checkBoth(first, second Groups, level float64) error {
	if err := normal.CheckLevel(level); err != nil {
		return sentinel.In("nps", err)
	}
	if err := first.check(level); err != nil {
		return sentinel.In("nps: the first of the two", err)
	}
	if err := second.check(level); err != nil {
		return sentinel.In("nps: the second of the two", err)
	}
	return nil
}

// compare returns the comparison by the normal distribution of the two net shares,
// or [cx.ErrNoData] when neither group varies.
func compare(first, second multinomial.Trinomial, level float64) (estimate.Difference, error) {
	net, _, squaredError := first.Moments()
	otherNet, _, otherSquaredError := second.Moments()
	difference := multinomial.Points(net.Sub(net, otherNet))
	deviation := multinomial.RootPoints(squaredError.Add(squaredError, otherSquaredError))
	if deviation == 0 {
		return estimate.Difference{}, sentinel.Errorf(cx.ErrNoData,
			"nps: all ratings of each side are in one group, so there is no spread to judge a difference of %v points by", difference)
	}
	margin := normal.Quantile(level) * deviation
	z := difference / deviation
	return estimate.Difference{
		Estimate:  difference,
		Low:       max(-200, difference-margin),
		High:      min(200, difference+margin),
		Level:     level,
		StdErr:    deviation,
		Statistic: z,
		P:         normal.P(z),
	}, nil
}

package nps

import (
	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/multinomial"
	"github.com/cxmetrics/cx/internal/normal"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// Compare compares the scores of two independent groups of respondents, receiver minus
// other, in points -200..200: the comparison to take when in doubt. With the scores s and
// t and their [Groups.Tango] limits (l, u) and (m, v), the interval is the hybrid score
// interval
//
//	s - t - sqrt((s-l)^2 + (v-t)^2)  to  s - t + sqrt((u-s)^2 + (t-m)^2)
//
// which has a width even when each side is of one opinion. The test is that of two
// groups that answer alike: with p and d the shares of promoters and detractors in
// both groups together, n1 and n2 respondents,
//
//	z = (s - t)/100 / sqrt((p + d - (p-d)^2) * (1/n1 + 1/n2))
//
// Where all of both groups are in the same one, the scores are equal and nothing
// speaks against it: Statistic is 0 and P is 1. Interval and test are two methods:
// one may see a difference and the other not, close to the border, and where the
// groups differ in how divided they are rather than in their scores. The interval
// says whether the scores differ. A side without respondents returns [cx.ErrNoData], a
// level outside [estimate.MinLevel]..[estimate.MaxLevel] returns [cx.ErrOutOfRange].
//
// Sources: G. Y. Zou and A. Donner, "Construction of Confidence Limits about Effect
// Measures: A General Approach", Statistics in Medicine 27 (2008), 1693-1702, for
// making the interval of a difference of two intervals; [estimate.Proportion.Compare]
// is the same of two shares.
func (g Groups) Compare(other Groups, level float64) (estimate.Difference, error) {
	if err := checkBoth(g, other, level); err != nil {
		return estimate.Difference{}, err
	}
	return g.trinomial().CompareTango(other.trinomial(), level), nil
}

// CompareWald compares the scores of two independent groups of respondents, receiver
// minus other, in points -200..200, as the R package NPS does, but with the sign of
// the difference. With the squared standard errors e = (p + d - (p-d)^2)/n of the two (p
// and d being the shares of promoters and detractors),
//
//	z = (score1 - score2)/100 / sqrt(e1 + e2)
//
// and the interval is score1 - score2 -+ 100 * quantile * sqrt(e1 + e2), cut off at
// -200 and 200. Like [Groups.Wald] it is there to reproduce reports; take
// [Groups.Compare] when in doubt. A side that is of one opinion counts as free of
// error, however few have answered: ten promoters against a large survey give a P
// of next to nothing. A side without respondents, or all of each side in one group
// (there is no spread to judge by), return [cx.ErrNoData], a level outside
// [estimate.MinLevel]..[estimate.MaxLevel] returns [cx.ErrOutOfRange].
//
// Source: B. Rocks, R package NPS 1.1, function nps.test, 2014.
func (g Groups) CompareWald(other Groups, level float64) (estimate.Difference, error) {
	if err := checkBoth(g, other, level); err != nil {
		return estimate.Difference{}, err
	}
	return compare(g.trinomial(), other.trinomial(), level)
}

// CompareAdjustedWald compares the scores of two independent groups of respondents,
// receiver minus other, in points -200..200: what [Groups.CompareWald] does after 3/4 of a
// promoter, 3/2 of a passive and 3/4 of a detractor were added to each side, as for
// [Groups.AdjustedWald]. The estimate is the difference of the adjusted scores,
//
//	n1/(n1+3) * score1 - n2/(n2+3) * score2
//
// which is right for groups of similar size only. The smaller of two groups is drawn
// to 0 more than the larger: ten answers with a score of 90 against ten thousand with
// the same score are estimated as -20.7, and the sign can even be the opposite of
// that of the difference. Take [Groups.Compare], which has neither fault, unless a
// report asks for this one. A side without respondents returns [cx.ErrNoData], a level
// outside [estimate.MinLevel]..[estimate.MaxLevel] returns [cx.ErrOutOfRange].
//
// Source: the adjustment of B. Rocks, The American Statistician 70 (2016), 365-372,
// made to both sides.
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

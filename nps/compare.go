package nps

import (
	"fmt"

	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/multinomial"
	"github.com/cxmetrics/cx/internal/normal"
)

// CompareWald compares the scores of two independent groups of respondents, first
// minus second, in points -200..200, as the R package NPS does. With the squared
// standard errors e = (p + d - (p-d)^2)/n of the two (p and d being the shares of
// promoters and detractors),
//
//	z = (score1 - score2)/100 / sqrt(e1 + e2)
//
// and the interval is score1 - score2 -+ 100 * quantile * sqrt(e1 + e2), cut off at
// -200 and 200. Like [Groups.Wald] it is there to reproduce reports; take
// [CompareAdjustedWald] when in doubt. A side without respondents, or all of each
// side in one group (there is no spread to judge by), give [ErrNoData], a level
// outside [estimate.MinLevel]..[estimate.MaxLevel] gives [ErrOutOfRange].
//
// Source: B. Rocks, R package NPS 1.1, function nps.test, 2014.
func CompareWald(first, second Groups, level float64) (estimate.Difference, error) {
	if err := checkBoth(first, second, level); err != nil {
		return estimate.Difference{}, err
	}
	return compare(first.trinomial(), second.trinomial(), level)
}

// CompareAdjustedWald compares the scores of two independent groups of respondents,
// first minus second, in points -200..200: what [CompareWald] does after 3/4 of a
// promoter, 3/2 of a passive and 3/4 of a detractor were added to each side, as for
// [Groups.AdjustedWald]. The estimate is the difference of the adjusted scores, a
// little nearer to 0 than that of the scores. A side without respondents gives
// [ErrNoData], a level outside [estimate.MinLevel]..[estimate.MaxLevel] gives
// [ErrOutOfRange].
//
// Source: the adjustment of B. Rocks, The American Statistician 70 (2016), 365-372,
// made to both sides.
func CompareAdjustedWald(first, second Groups, level float64) (estimate.Difference, error) {
	if err := checkBoth(first, second, level); err != nil {
		return estimate.Difference{}, err
	}
	return compare(first.trinomial().Adjusted(), second.trinomial().Adjusted(), level)
}

func checkBoth(first, second Groups, level float64) error {
	if err := first.check(level); err != nil {
		return fmt.Errorf("%w (the first of two)", err)
	}
	if err := second.check(level); err != nil {
		return fmt.Errorf("%w (the second of two)", err)
	}
	return nil
}

// compare returns the comparison by the normal distribution of the two net shares,
// or [ErrNoData] when neither group varies.
func compare(first, second multinomial.Trinomial, level float64) (estimate.Difference, error) {
	net, _, squaredError := first.Moments()
	otherNet, _, otherSquaredError := second.Moments()
	difference := multinomial.Points(net.Sub(net, otherNet))
	deviation := multinomial.RootPoints(squaredError.Add(squaredError, otherSquaredError))
	if deviation == 0 {
		return estimate.Difference{}, fmt.Errorf(
			"nps: all ratings of each side are in one group, so there is no spread to judge a difference of %v points by: %w", difference, ErrNoData)
	}
	margin := normal.Quantile(level) * deviation
	z := difference / deviation
	return estimate.Difference{
		Estimate:  difference,
		Low:       max(-200, difference-margin),
		High:      min(200, difference+margin),
		Level:     level,
		Statistic: z,
		P:         normal.P(z),
	}, nil
}

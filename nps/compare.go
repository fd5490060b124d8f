package nps

import (
	"fmt"

	"github.com/cxmetrics/cx/estimate"
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
	return first.trinomial().compare(second.trinomial(), level)
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
	return first.trinomial().adjusted().compare(second.trinomial().adjusted(), level)
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

package nps

import (
	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/multinomial"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// Plan plans a survey: how many responses a margin of error in points takes, and
// what margin so many responses give, for a large population or one of known size;
// see [estimate.Plan]. The groups are those expected, such as the last survey's or
// Groups{Promoters: 50, Passives: 30, Detractors: 20}; only their shares matter.
// Where nothing is known take the worst case, half promoters and half detractors:
// Groups{Promoters: 1, Detractors: 1}. One answer then has the standard deviation
//
//	100 * sqrt(p + d - (p-d)^2)
//
// points, p and d being the expected shares of promoters and detractors. No groups
// return [cx.ErrNoData]; everybody in one group, of which nothing can be planned, and a
// level outside [estimate.MinLevel]..[estimate.MaxLevel] return [cx.ErrOutOfRange].
func Plan(expected Groups, level float64) (estimate.Plan, error) {
	if err := expected.check(level); err != nil {
		return estimate.Plan{}, err
	}
	_, variance, _ := expected.trinomial().Moments()
	if variance.Sign() == 0 {
		return estimate.Plan{}, sentinel.Errorf(cx.ErrOutOfRange, "nps: planning for %d/%d/%d promoters/passives/detractors: they are all alike, so there is no spread to plan with",
			expected.Promoters, expected.Passives, expected.Detractors)
	}
	plan, err := estimate.PlanMean(multinomial.RootPoints(variance), level)
	return plan, sentinel.In("nps", err)
}

package nps

import (
	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/multinomial"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// Plan plans a survey with margins in points; see [estimate.Plan]. Only the shares of the
// expected groups matter, such as the last survey's. If nothing is known, take the worst case,
// Groups{Promoters: 1, Detractors: 1}. Respondents who are all in one group return
// [cx.ErrOutOfRange].
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

package nps

import (
	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/multinomial"
	"github.com/cxmetrics/cx/internal/normal"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// Interval returns the recommended interval, [Groups.Tango].
func (g Groups) Interval(level float64) (estimate.Interval, error) { return g.Tango(level) }

// StdErr returns the standard error of the score in points, 100 * sqrt((p + d - (p-d)^2)/n),
// with the shares p of promoters and d of detractors.
func (g Groups) StdErr() (float64, error) {
	if g == (Groups{}) {
		return 0, sentinel.Errorf(cx.ErrNoData, "nps: the score of no ratings has no standard error")
	}
	_, _, squaredError := g.trinomial().Moments()
	return multinomial.RootPoints(squaredError), nil
}

// Wald returns the textbook interval in points, cut off at -100 and 100: with the shares p of
// promoters and d of detractors, and the normal quantile z,
//
//	100 * (p - d -+ z*sqrt((p + d - (p-d)^2)/n))
//
// Take it only to reproduce reports: it is too narrow for few answers, and has no width when
// all are in one group.
//
// Source: Rocks 2016.
func (g Groups) Wald(level float64) (estimate.Interval, error) {
	if err := g.check(level); err != nil {
		return estimate.Interval{}, err
	}
	return g.trinomial().Interval(level), nil
}

// AdjustedWald returns [Groups.Wald] after adding 3/4 of a promoter, 3/2 of a passive and 3/4
// of a detractor. It can be computed by hand. Its centre is nearer to 0 than the score, so it
// can miss the score of a few answers that agree.
//
// Source: Rocks 2016.
func (g Groups) AdjustedWald(level float64) (estimate.Interval, error) {
	if err := g.check(level); err != nil {
		return estimate.Interval{}, err
	}
	return g.trinomial().Adjusted().Interval(level), nil
}

// Tango returns the score interval in points. It contains the score and is not symmetric. Its
// limits are 100 times the two solutions x of
//
//	n * ((Promoters-Detractors)/n - x)^2 = z^2 * (2*d + x - x^2)
//
// with n respondents, z the normal quantile and d the likeliest share of detractors if the
// score were 100*x.
//
// Source: Tango 1998.
func (g Groups) Tango(level float64) (estimate.Interval, error) {
	if err := g.check(level); err != nil {
		return estimate.Interval{}, err
	}
	return g.trinomial().Tango(level), nil
}

// Shares are the intervals of the three shares, in percent.
type Shares struct {
	Promoters  estimate.Interval `json:"promoters"`  // of the share of promoters
	Passives   estimate.Interval `json:"passives"`   // of the share of passives
	Detractors estimate.Interval `json:"detractors"` // of the share of detractors
}

// Goodman returns intervals of the three shares that are all right with about the probability
// level, such as for a chart of three bars. Each is [estimate.Proportion.Wilson] at the level 1
// - (1-level)/3.
//
// Source: Goodman 1965.
func (g Groups) Goodman(level float64) (Shares, error) {
	if err := g.check(level); err != nil {
		return Shares{}, err
	}
	shares := multinomial.Goodman(level, g.Promoters, g.Passives, g.Detractors)
	return Shares{Promoters: shares[0], Passives: shares[1], Detractors: shares[2]}, nil
}

// check refuses a bad level, and no respondents.
func (g Groups) check(level float64) error {
	if err := normal.CheckLevel(level); err != nil {
		return sentinel.In("nps", err)
	}
	if g == (Groups{}) {
		return sentinel.Errorf(cx.ErrNoData, "nps: no ratings have no interval")
	}
	return nil
}

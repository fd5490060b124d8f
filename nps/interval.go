package nps

import (
	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/multinomial"
	"github.com/cxmetrics/cx/internal/normal"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// Interval returns the interval of the score to take when in doubt: [Groups.Tango].
func (g Groups) Interval(level float64) (estimate.Interval, error) { return g.Tango(level) }

// StdErr returns the standard error of the score in points: with n respondents and p and d
// the shares of promoters and detractors, 100 * sqrt((p + d - (p-d)^2)/n). No respondents
// return [cx.ErrNoData].
func (g Groups) StdErr() (float64, error) {
	if g == (Groups{}) {
		return 0, sentinel.Errorf(cx.ErrNoData, "nps: the score of no ratings has no standard error")
	}
	_, _, squaredError := g.trinomial().Moments()
	return multinomial.RootPoints(squaredError), nil
}

// Wald returns the textbook interval of the score in points. It is here to
// reproduce reports that use it: with few answers, or nearly all of them in one
// group, it covers the true score less often than the level says, and with all in
// one group it has no width at all. With n respondents, p = Promoters/n,
// d = Detractors/n and z the normal quantile of the level its limits are
//
//	100 * (p - d -+ z*sqrt((p + d - (p-d)^2)/n))
//
// cut off at -100 and 100. No respondents return [cx.ErrNoData], a level outside
// [estimate.MinLevel]..[estimate.MaxLevel] returns [cx.ErrOutOfRange].
//
// Source: B. Rocks, "Interval Estimation for the 'Net Promoter Score'", The
// American Statistician 70 (2016), 365-372, which compares it with the others.
func (g Groups) Wald(level float64) (estimate.Interval, error) {
	if err := g.check(level); err != nil {
		return estimate.Interval{}, err
	}
	return g.trinomial().Interval(level), nil
}

// AdjustedWald returns the interval, in points, that is easiest to explain and to compute
// by hand: that of [Groups.Wald] after three answers were added, 3/4 of a promoter, 3/2 of a passive
// and 3/4 of a detractor. From about ten answers on its coverage is near the level
// for most surveys, though not for all (the package documentation has a table), and
// it has a width even when all are in one group. With n respondents,
// p = (Promoters + 3/4)/(n+3), d = (Detractors + 3/4)/(n+3) and z the normal
// quantile of the level its limits are
//
//	100 * (p - d -+ z*sqrt((p + d - (p-d)^2)/(n+3)))
//
// cut off at -100 and 100. Its centre is n/(n+3) of the score, nearer to 0 than the
// score, so it can leave the score itself outside where all agree and the answers are
// few or the level is low: one promoter, a score of 100, has -48.5 to 98.5 at 0.95.
// [Groups.Tango] always contains the score. No respondents return [cx.ErrNoData], a level
// outside [estimate.MinLevel]..[estimate.MaxLevel] returns [cx.ErrOutOfRange].
//
// Source: B. Rocks, "Interval Estimation for the 'Net Promoter Score'", The American
// Statistician 70 (2016), 365-372.
func (g Groups) AdjustedWald(level float64) (estimate.Interval, error) {
	if err := g.check(level); err != nil {
		return estimate.Interval{}, err
	}
	return g.trinomial().Adjusted().Interval(level), nil
}

// Tango returns the score interval in points, which [Groups.Interval] is: all scores that the score test of a
// difference of paired proportions does not reject. It needs no pseudo-answers, is
// not symmetric about the score, contains it at every level and never leaves
// -100..100. Its coverage is near the level from ten answers on except where the
// true score is almost -100 or 100: see the table of the package documentation. With n
// respondents, z the normal quantile of the level and d the most likely share of
// detractors when the score were 100*x, its limits are the two x, times 100, with
//
//	n * ((Promoters-Detractors)/n - x)^2 = z^2 * (2*d + x - x^2)
//
// No respondents return [cx.ErrNoData], a level outside
// [estimate.MinLevel]..[estimate.MaxLevel] returns [cx.ErrOutOfRange].
//
// Sources: T. Tango, "Equivalence Test and Confidence Interval for the Difference
// in Proportions for the Paired-Sample Design", Statistics in Medicine 17 (1998),
// 891-908; B. Rocks, The American Statistician 70 (2016), 365-372.
func (g Groups) Tango(level float64) (estimate.Interval, error) {
	if err := g.check(level); err != nil {
		return estimate.Interval{}, err
	}
	return g.trinomial().Tango(level), nil
}

// Shares are three intervals, one for the share of each group, in percent.
type Shares struct {
	Promoters  estimate.Interval // of the share of promoters
	Passives   estimate.Interval // of the share of passives
	Detractors estimate.Interval // of the share of detractors
}

// Goodman returns simultaneous intervals of the three shares in percent: with
// approximately the probability level all three hold at once, which is what a chart
// with three bars and their whiskers claims. At 0.95 that is 94 to 98 percent of the
// time for groups of a tenth and more, and down to 88 percent where a group is rare. Each is the score interval
// [estimate.Proportion.Wilson] at the level 1 - (1-level)/3; with h of n
// respondents in the group and z the normal quantile of that level its limits are
//
//	100 * (h + z^2/2 -+ z*sqrt(h*(n-h)/n + z^2/4)) / (n + z^2)
//
// It is not an interval of the score: take [Groups.Interval] for that. No
// respondents return [cx.ErrNoData], a level outside
// [estimate.MinLevel]..[estimate.MaxLevel] returns [cx.ErrOutOfRange].
//
// Source: L. A. Goodman, "On Simultaneous Confidence Intervals for Multinomial
// Proportions", Technometrics 7 (1965), 247-254.
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

package estimate

import (
	"math"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/normal"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// Plan says how many responses a survey needs: for a margin of error, or to see a change
// between two surveys. Make it with [PlanProportion] or [PlanMean]: the zero Plan returns
// [cx.ErrOutOfRange]. Populations are large unless [Plan.Of] gives their size, and two surveys
// ask different people unless the plan is [Plan.Paired].
type Plan struct {
	stdDev, level float64
	share, rest   float64 // expected hits and misses, as shares; of a mean both are 0
	paired        bool
	correlation   float64 // of two answers of the same person
	finite        bool
	population    uint64
}

// maxPlanned is the largest standard deviation or margin: far from where products
// of float64 overflow.
const maxPlanned = 1e300

// PlanProportion plans for a share like the one given, such as the last survey's; if nothing is
// known take the worst case, Proportion{Hits: 1, Misses: 1}. Margins are percentage points.
// Only hits or only misses return [cx.ErrOutOfRange].
func PlanProportion(expected Proportion, level float64) (Plan, error) {
	c, err := expected.counts(level)
	if err != nil {
		return Plan{}, err
	}
	if c.hits == 0 || c.misses == 0 {
		return Plan{}, sentinel.Errorf(cx.ErrOutOfRange, "estimate: %d hits and %d misses are all alike: there is no spread to plan with",
			expected.Hits, expected.Misses)
	}
	p, err := PlanMean(100*math.Sqrt(c.hits/c.n()*(c.misses/c.n())), level)
	p.share, p.rest = c.hits/c.n(), c.misses/c.n()
	return p, err
}

// PlanMean plans for a mean of values with the standard deviation. Margins are in their unit. A
// standard deviation that is not above 0 and at most 10^300 returns [cx.ErrOutOfRange].
func PlanMean(stdDev, level float64) (Plan, error) {
	if err := checkLevel(level); err != nil {
		return Plan{}, err
	}
	if !(stdDev > 0 && stdDev <= maxPlanned) {
		return Plan{}, sentinel.Errorf(cx.ErrOutOfRange, "estimate: a standard deviation of %v is not above 0 and at most %v", stdDev, maxPlanned)
	}
	return Plan{stdDev: stdDev, level: level}, nil
}

// Of returns the plan for a population of N people, in each survey: squared standard errors are
// multiplied by (N-n)/(N-1).
//
// Source: Cochran 1977, sections 2.6 and 3.2.
func (p Plan) Of(population uint64) Plan {
	p.finite, p.population = true, population
	return p
}

// Margin returns the margin of error of n responses, z*stdDev/sqrt(n), z being the normal
// quantile of the level; for a share stdDev is 100*sqrt(p*(1-p)). More responses than people
// return [cx.ErrOutOfRange].
func (p Plan) Margin(n uint64) (float64, error) {
	if err := p.check(n); err != nil {
		return 0, err
	}
	return p.margin(n), nil
}

// Responses returns the fewest responses whose [Plan.Margin] is at most the given one. A margin
// that is not above 0, or takes more than 2^64-1 responses, returns [cx.ErrOutOfRange].
func (p Plan) Responses(margin float64) (uint64, error) {
	if err := p.check(p.most()); err != nil {
		return 0, err
	}
	if !(margin > 0 && margin <= maxPlanned) {
		return 0, sentinel.Errorf(cx.ErrOutOfRange, "estimate: a margin of %v is not above 0 and at most %v", margin, maxPlanned)
	}
	if p.margin(p.most()) > margin {
		return 0, sentinel.Errorf(cx.ErrOutOfRange, "estimate: a margin of %v takes more than %d responses", margin, p.most())
	}
	// The margins never rise with n, rounding included, for each operation in them is monotone.
	return fewest(1, p.most(), func(n uint64) bool { return p.margin(n) <= margin }), nil
}

func (p Plan) margin(n uint64) float64 {
	margin := normal.Quantile(p.level) * p.stdDev / math.Sqrt(float64(n))
	switch {
	case !p.finite:
		return margin
	case n == p.population:
		return 0
	}
	return margin * math.Sqrt(float64(p.population-n)/float64(p.population-1))
}

// most returns how many can answer.
func (p Plan) most() uint64 {
	if p.finite {
		return p.population
	}
	return math.MaxUint64
}

// fewest returns the smallest n in low..high for which ok, which high is and which stays so
// once it is.
func fewest(low, high uint64, ok func(uint64) bool) uint64 {
	for low < high {
		if middle := low + (high-low)/2; ok(middle) {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return low
}

// check refuses the zero Plan, no responses, and more than there are people.
func (p Plan) check(n uint64) error {
	switch {
	case p.stdDev == 0:
		return sentinel.Errorf(cx.ErrOutOfRange, "estimate: the zero Plan has no level and no standard deviation: use PlanProportion or PlanMean")
	case n == 0:
		return sentinel.Errorf(cx.ErrNoData, "estimate: no responses have no margin")
	case p.finite && n > p.population:
		return sentinel.Errorf(cx.ErrOutOfRange, "estimate: %d responses are more than the population of %d", n, p.population)
	}
	return nil
}

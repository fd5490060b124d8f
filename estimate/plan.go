package estimate

import (
	"math"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/normal"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// Plan answers the two questions of a survey before it is sent: how many responses
// does a margin of error take, and what margin do so many responses give? It uses
// the normal interval, estimate -+ margin. The zero value has no level and refuses
// to work; [PlanProportion] and [PlanMean] make plans.
type Plan struct {
	stdDev, level float64
}

// maxPlanned is the largest standard deviation or margin: far from where products
// of float64 overflow.
const maxPlanned = 1e300

// PlanProportion plans for a proportion that is expected to be like the one given,
// such as the last survey's or Proportion{Hits: 70, Misses: 30}; only its share
// matters. Where nothing is known take the worst case, Proportion{Hits: 1, Misses: 1}.
// One answer then has the standard deviation
//
//	100 * sqrt(p * (1-p))
//
// percentage points, p being the expected share, and margins are percentage points.
// No hits and no misses give [cx.ErrNoData]; only hits or only misses, of which nothing
// can be planned, and a level outside [MinLevel]..[MaxLevel] give [cx.ErrOutOfRange].
func PlanProportion(expected Proportion, level float64) (Plan, error) {
	c, err := expected.counts(level)
	if err != nil {
		return Plan{}, err
	}
	if c.hits == 0 || c.misses == 0 {
		return Plan{}, sentinel.Errorf(cx.ErrOutOfRange, "estimate: %d hits and %d misses are all alike: there is no spread to plan with",
			expected.Hits, expected.Misses)
	}
	return PlanMean(100*math.Sqrt(c.hits/c.n()*(c.misses/c.n())), level)
}

// PlanMean plans for a mean of values with the given standard deviation, that of the
// population (with the divisor N), for which the one of an earlier survey is taken;
// margins are in the unit of the values. For a few dozen responses and less the
// interval [Sample.StudentT] will be somewhat wider than planned. A standard deviation
// that is not above 0 and at most 10^300, or a level outside [MinLevel]..[MaxLevel],
// gives [cx.ErrOutOfRange].
func PlanMean(stdDev, level float64) (Plan, error) {
	if err := normal.CheckLevel(level); err != nil {
		return Plan{}, sentinel.In("estimate", err)
	}
	if !(stdDev > 0 && stdDev <= maxPlanned) {
		return Plan{}, sentinel.Errorf(cx.ErrOutOfRange, "estimate: a standard deviation of %v is not above 0 and at most %v", stdDev, maxPlanned)
	}
	return Plan{stdDev: stdDev, level: level}, nil
}

// Margin returns the margin of error that n responses from a large population give,
//
//	z * stdDev / sqrt(n)
//
// z being the normal quantile of the level. No responses give [cx.ErrNoData].
func (p Plan) Margin(n uint64) (float64, error) {
	if err := p.check(n); err != nil {
		return 0, err
	}
	return p.margin(n), nil
}

// MarginOf returns the margin of error that n responses from a population of the
// given size give, with the finite population correction:
//
//	z * stdDev / sqrt(n) * sqrt((population-n) / (population-1))
//
// with population-1 because the standard deviation is the population's, with the
// divisor N (with the divisor N-1 it would be (population-n)/population). It is 0 when
// all have answered. More responses than people give [cx.ErrOutOfRange], no responses
// [cx.ErrNoData].
//
// Source: W. G. Cochran, "Sampling Techniques", 3rd ed., Wiley 1977, section 2.6 for
// means, whose S^2 is N/(N-1) times the square of this standard deviation, and 3.2 for
// proportions, which has this form.
func (p Plan) MarginOf(population, n uint64) (float64, error) {
	if err := p.check(n); err != nil {
		return 0, err
	}
	if n > population {
		return 0, sentinel.Errorf(cx.ErrOutOfRange, "estimate: %d responses are more than the population of %d", n, population)
	}
	return p.marginOf(population, n), nil
}

// Responses returns the fewest responses from a large population whose
// [Plan.Margin] does not exceed the margin. A margin that is not above 0 and at most
// 10^300, or so small that 2^64-1 responses do not reach it, gives [cx.ErrOutOfRange].
func (p Plan) Responses(margin float64) (uint64, error) {
	return p.fewest(margin, math.MaxUint64, p.margin)
}

// ResponsesOf returns the fewest responses from a population of the given size
// whose [Plan.MarginOf] does not exceed the margin: at most the population. A
// margin that is not above 0 and at most 10^300 gives [cx.ErrOutOfRange], an empty
// population [cx.ErrNoData].
func (p Plan) ResponsesOf(population uint64, margin float64) (uint64, error) {
	if err := p.check(population); err != nil {
		return 0, err
	}
	return p.fewest(margin, population, func(n uint64) float64 { return p.marginOf(population, n) })
}

func (p Plan) margin(n uint64) float64 {
	return normal.Quantile(p.level) * p.stdDev / math.Sqrt(float64(n))
}

func (p Plan) marginOf(population, n uint64) float64 {
	if n == population {
		return 0
	}
	return p.margin(n) * math.Sqrt(float64(population-n)/float64(population-1))
}

// fewest returns the smallest n in 1..most with marginOf(n) <= margin. The margins
// never rise with n, rounding included, for each operation in them is monotone.
func (p Plan) fewest(margin float64, most uint64, marginOf func(uint64) float64) (uint64, error) {
	if err := p.check(most); err != nil {
		return 0, err
	}
	if !(margin > 0 && margin <= maxPlanned) {
		return 0, sentinel.Errorf(cx.ErrOutOfRange, "estimate: a margin of %v is not above 0 and at most %v", margin, maxPlanned)
	}
	if marginOf(most) > margin {
		return 0, sentinel.Errorf(cx.ErrOutOfRange, "estimate: a margin of %v takes more than %d responses", margin, most)
	}
	low, high := uint64(1), most
	for low < high {
		if middle := low + (high-low)/2; marginOf(middle) <= margin {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return low, nil
}

// check refuses the zero Plan and no responses.
func (p Plan) check(n uint64) error {
	if p == (Plan{}) {
		return sentinel.Errorf(cx.ErrOutOfRange, "estimate: the zero Plan has no level and no standard deviation: use PlanProportion or PlanMean")
	}
	if n == 0 {
		return sentinel.Errorf(cx.ErrNoData, "estimate: no responses have no margin")
	}
	return nil
}

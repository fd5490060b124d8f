package estimate

import (
	"math"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/normal"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// Plan answers the questions of a survey before it is sent. Of one survey: how many
// responses does a margin of error take, and what margin do so many give? It uses the
// normal interval, estimate -+ margin. Of two that will be compared: how many responses
// does it take to see a change ([Plan.ResponsesToSee]), and what change can so many show
// ([Plan.Detectable])? The two are of different people unless [Plan.Paired] says that they
// are of the same, and from large populations unless [Plan.Of] gives the size.
//
// The zero value has no level and refuses to work; [PlanProportion] and [PlanMean] make
// plans. Plans are comparable with ==.
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

// PlanProportion plans for a proportion that is expected to be like the one given,
// such as the last survey's or Proportion{Hits: 70, Misses: 30}; only its share
// matters. Where nothing is known take the worst case, Proportion{Hits: 1, Misses: 1}.
// One answer then has the standard deviation
//
//	100 * sqrt(p * (1-p))
//
// percentage points, p being the expected share, and margins are percentage points.
// No hits and no misses return [cx.ErrNoData]; only hits or only misses, of which nothing
// can be planned, and a level outside [MinLevel]..[MaxLevel] return [cx.ErrOutOfRange].
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

// PlanMean plans for a mean of values with the given standard deviation, that of the
// population (with the divisor N), for which the one of an earlier survey is taken;
// margins are in the unit of the values. For a few dozen responses and less the
// interval [Sample.StudentT] will be somewhat wider than planned. A standard deviation
// that is not above 0 and at most 10^300, or a level outside [MinLevel]..[MaxLevel],
// returns [cx.ErrOutOfRange].
func PlanMean(stdDev, level float64) (Plan, error) {
	if err := checkLevel(level); err != nil {
		return Plan{}, err
	}
	if !(stdDev > 0 && stdDev <= maxPlanned) {
		return Plan{}, sentinel.Errorf(cx.ErrOutOfRange, "estimate: a standard deviation of %v is not above 0 and at most %v", stdDev, maxPlanned)
	}
	return Plan{stdDev: stdDev, level: level}, nil
}

// Of returns the plan for a population of the given size, such as all staff: with few
// people left who have not answered, less is uncertain. Squared standard errors of n
// responses are multiplied by the finite population correction
//
//	(population-n) / (population-1)
//
// with population-1 because the standard deviation is the population's, with the
// divisor N (with the divisor N-1 it would be (population-n)/population). Of two surveys
// that are compared, each has a population of this size.
//
// Source: W. G. Cochran, "Sampling Techniques", 3rd ed., Wiley 1977, section 2.6 for
// means, whose S^2 is N/(N-1) times the square of this standard deviation, and 3.2 for
// proportions, which has this form.
func (p Plan) Of(population uint64) Plan {
	p.finite, p.population = true, population
	return p
}

// Margin returns the margin of error that n responses give,
//
//	z * stdDev / sqrt(n)
//
// z being the normal quantile of the level. In a population of known size ([Plan.Of]) it
// is smaller, and 0 when all have answered. No responses return [cx.ErrNoData], more than
// there are people [cx.ErrOutOfRange].
func (p Plan) Margin(n uint64) (float64, error) {
	if err := p.check(n); err != nil {
		return 0, err
	}
	return p.margin(n), nil
}

// Responses returns the fewest responses whose [Plan.Margin] does not exceed the margin; in
// a population of known size ([Plan.Of]) they are at most all people. A margin that is not
// above 0 and at most 10^300, or so small that 2^64-1 responses do not reach it, returns
// [cx.ErrOutOfRange], an empty population [cx.ErrNoData].
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

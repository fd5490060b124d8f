package estimate

import (
	"math"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/normal"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// Paired returns the plan for asking the same people twice. The correlation of a person's two
// answers is from -1 to below 1, others return [cx.ErrOutOfRange]; if it is unknown take 0.5.
func (p Plan) Paired(correlation float64) (Plan, error) {
	if p.stdDev == 0 {
		return Plan{}, p.check(1)
	}
	if !(correlation >= -1 && correlation < 1) {
		return Plan{}, sentinel.Errorf(cx.ErrOutOfRange, "estimate: a correlation of %v is not from -1 to below 1", correlation)
	}
	p.paired, p.correlation = true, correlation
	return p, nil
}

// Power returns the probability, 0 to 1, that two surveys of n responses each show the change,
// in its direction. It is computed as by R's power.prop.test and power.t.test; see
// docs/estimate-comparisons.md.
//
// Fewer than two responses return [cx.ErrNoData]. More than there are people, or a change that
// is 0 or impossible, return [cx.ErrOutOfRange].
//
// Sources: Fleiss 1981, chapter 3; Connor 1987; Cohen 1988, chapter 2.
func (p Plan) Power(n uint64, change float64) (float64, error) {
	if err := p.checkChange(n, change); err != nil {
		return 0, err
	}
	return p.power(float64(n), p.worth(n), change), nil
}

// ResponsesToSee returns the fewest responses in each survey with at least the given
// [Plan.Power], such as 0.8. A power outside 0.5..0.999999, or out of reach, returns
// [cx.ErrOutOfRange].
func (p Plan) ResponsesToSee(change, power float64) (uint64, error) {
	if err := p.checkChange(p.most(), change); err != nil {
		return 0, err
	}
	if err := checkPower(power); err != nil {
		return 0, err
	}
	enough := func(n uint64) bool { return p.power(float64(n), p.worth(n), change) >= power }
	if !enough(p.most()) {
		return 0, sentinel.Errorf(cx.ErrOutOfRange, "estimate: a change of %v takes more than %d responses", change, p.most())
	}
	high := uint64(2)
	for high < p.most()/2 && !enough(high) {
		high *= 2
	}
	if !enough(high) {
		high = p.most()
	}
	return fewest(2, high, enough), nil
}

// Detectable returns the smallest increase that two surveys of n responses each show with the
// given [Plan.Power]. For the decrease of a share, plan with hits and misses swapped. Where no
// increase has that power, it returns [cx.ErrOutOfRange].
func (p Plan) Detectable(n uint64, power float64) (float64, error) {
	low, high := 0., p.stdDev
	if p.share > 0 {
		high = 100 * p.rest
		if p.paired { // as far as there are shares with this correlation
			high = p.largest(high)
		}
	}
	if err := p.checkChange(n, max(high, math.SmallestNonzeroFloat64)); err != nil {
		return 0, err
	}
	if err := checkPower(power); err != nil {
		return 0, err
	}
	seen := func(change float64) bool { return p.power(float64(n), p.worth(n), change) >= power }
	if p.finite && n == p.population {
		return 0, nil
	}
	for !seen(high) {
		if p.share > 0 || high > maxPlanned/4 {
			return 0, sentinel.Errorf(cx.ErrOutOfRange, "estimate: %d responses find no increase with the power %v", n, power)
		}
		low, high = high, 2*high
	}
	for {
		middle := low + (high-low)/2
		if middle <= low || middle >= high {
			return high, nil
		}
		if seen(middle) {
			high = middle
		} else {
			low = middle
		}
	}
}

// worth returns how many responses from a large population n of the population are worth.
func (p Plan) worth(n uint64) float64 {
	if !p.finite {
		return float64(n)
	}
	return float64(n) * finiteFactor(p.population, n)
}

// power returns the power of n responses that are worth so many of a large population.
func (p Plan) power(n, worth, change float64) float64 {
	switch {
	case p.share == 0 && p.paired:
		return tPower(n-1, p.level, math.Abs(change)/p.stdDev*math.Sqrt(worth/(2*(1-p.correlation))))
	case p.share == 0:
		return tPower(2*(n-1), p.level, math.Abs(change)/p.stdDev*math.Sqrt(worth/2))
	}
	x, z := change/100, normal.Quantile(p.level)
	share, rest := max(0, p.share+x), max(0, p.rest-x)
	null := 2 * ((p.share + share) / 2) * ((p.rest + rest) / 2)
	variance := p.share*p.rest + share*rest
	if p.paired {
		null = p.discordant(x)
		variance = max(0, null-x*x)
	}
	above := math.Abs(x)*math.Sqrt(worth) - z*math.Sqrt(null)
	if variance == 0 { // everybody changes: that is found, or it is not
		return normalBelow(math.Copysign(math.Inf(1), above))
	}
	return normalBelow(above / math.Sqrt(variance))
}

// discordant returns the share of people whose two answers differ when the share changes
// by x.
func (p Plan) discordant(x float64) float64 {
	share, rest := max(0, p.share+x), max(0, p.rest-x)
	return p.share*rest + share*p.rest - 2*p.correlation*math.Sqrt(p.share*p.rest*share*rest)
}

// possible reports whether two shares that differ by x can have the correlation: nobody is
// counted less than not at all.
func (p Plan) possible(x float64) bool {
	share, rest := p.share+x, p.rest-x
	if share < -1e-12 || rest < -1e-12 {
		return false
	}
	if !p.paired {
		return true
	}
	d := p.discordant(x)
	// Changed one way or the other, and those who had it both times or never.
	return d >= math.Abs(x)-1e-12 && p.share >= (d-x)/2-1e-12 && p.rest >= (d+x)/2-1e-12
}

// largest returns the largest possible increase up to high points.
func (p Plan) largest(high float64) float64 {
	if p.possible(high / 100) {
		return high
	}
	low := 0.
	for {
		middle := low + (high-low)/2
		if middle <= low || middle >= high {
			return low
		}
		if p.possible(middle / 100) {
			low = middle
		} else {
			high = middle
		}
	}
}

func (p Plan) checkChange(n uint64, change float64) error {
	if err := p.check(n); err != nil {
		return err
	}
	if n < 2 {
		return sentinel.Errorf(cx.ErrNoData, "estimate: %d response has no spread to judge a change by: at least 2 are needed", n)
	}
	if !(change != 0 && math.Abs(change) <= maxPlanned) {
		return sentinel.Errorf(cx.ErrOutOfRange, "estimate: a change of %v is 0 or not within %v", change, maxPlanned)
	}
	if p.share > 0 && !p.possible(change/100) {
		return sentinel.Errorf(cx.ErrOutOfRange, "estimate: a share of %.4g percent cannot change by %v points in this plan", 100*p.share, change)
	}
	return nil
}

func checkPower(power float64) error {
	if !(power >= 0.5 && power <= normal.MaxLevel) {
		return sentinel.Errorf(cx.ErrOutOfRange, "estimate: a power of %v is not 0.5 to %v", power, normal.MaxLevel)
	}
	return nil
}

// normalBelow returns the probability of a standard normal variable below x.
func normalBelow(x float64) float64 { return math.Erfc(-x/math.Sqrt2) / 2 }

// tPower returns the probability that a noncentral t variable with the degrees of freedom
// passes the quantile that a central one lies within with the probability level.
//
// It is (Z + ncp)/S > t, S^2 being a chi-squared variable over its degrees of freedom: the
// mean of F(ncp - t*S) over S, a trapezoidal sum in u = log(S^2), where the density of u,
// exp(-df/2 * (e^u - 1 - u)), is smooth on the whole line and vanishes at both ends.
func tPower(df, level, ncp float64) float64 {
	t := studentQuantile(df, level)
	deviation := math.Sqrt(2 / df)
	// S is hardly ever above this (B. Laurent and P. Massart, Annals of Statistics 28 (2000),
	// lemma 1): where even then the change is found, it is found.
	if ncp-t*math.Sqrt(1+2*math.Sqrt(46/df)+92/df) > 10 {
		return 1
	}
	// A step of a fifth of the deviation of u, or of half of that of F, leaves no error.
	step := max(min(deviation/5, 1/ncp), deviation/1000)
	var sum, total float64
	for _, side := range []float64{1, -1} {
		for k := range 1 << 20 {
			if side < 0 && k == 0 {
				continue
			}
			u := side * float64(k) * step
			weight := math.Exp(-df / 2 * expm2(u))
			sum += weight * normalBelow(ncp-t*math.Exp(u/2))
			total += weight
			if weight <= 1e-20*total {
				break
			}
		}
	}
	return sum / total
}

// expm2 returns e^u - 1 - u with its digits kept near 0.
func expm2(u float64) float64 {
	if math.Abs(u) > 0.1 {
		return math.Expm1(u) - u
	}
	var sum float64
	for k := 12.; k >= 3; k-- {
		sum = (1 + sum) * u / k
	}
	return u * u / 2 * (1 + sum)
}

package estimate

import (
	"math"
	"math/big"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// StdErr returns StdDev/sqrt(N).
func (s Sample) StdErr() (float64, error) {
	squaredError, err := s.squaredError()
	if err != nil {
		return 0, err
	}
	f, _ := squaredError.Float64()
	return math.Sqrt(f), nil
}

// Interval returns Student's interval, mean -+ t*StdDev/sqrt(N), t being the quantile with N-1
// degrees of freedom at (1+level)/2. It is exact for normal values, and good for others from a
// few dozen on. Values that are all equal return [cx.ErrNoData].
//
// Source: Student 1908.
func (s Sample) Interval(level float64) (Interval, error) {
	if err := checkLevel(level); err != nil {
		return Interval{}, err
	}
	mean, squaredError, err := s.spread()
	if err != nil {
		return Interval{}, err
	}
	return studentT(mean, squaredError, float64(s.n-1), level), nil
}

// spread returns the mean and its squared standard error, if the values are not all equal.
func (s Sample) spread() (mean, squaredError *big.Rat, err error) {
	if squaredError, err = s.squaredError(); err != nil {
		return nil, nil, err
	}
	if squaredError.Sign() == 0 {
		return nil, nil, sentinel.Errorf(cx.ErrNoData, "estimate: %d equal values have no spread to make an interval of", s.n)
	}
	mean, err = s.rat() // a sample with a variance has a mean
	return mean, squaredError, err
}

// squaredError returns the squared standard error of the mean, variance / N.
func (s Sample) squaredError() (*big.Rat, error) {
	num, den, err := s.variance()
	if err != nil {
		return nil, err
	}
	return new(big.Rat).SetFrac(num, den.Mul(den, new(big.Int).SetUint64(s.n))), nil
}

// studentT returns the interval around an estimate with the given squared standard
// error and degrees of freedom.
func studentT(center, squaredError *big.Rat, df, level float64) Interval {
	middle, _ := center.Float64()
	variance, _ := squaredError.Float64()
	margin := studentQuantile(df, level) * math.Sqrt(variance)
	return Interval{Low: middle - margin, High: middle + margin, Level: level}
}

// studentQuantile returns the t for which a variable of Student's distribution
// lies in -t..t with the probability level. With f degrees of freedom,
// T^2/(f+T^2) is a beta variable with the parameters 1/2 and f/2, and T^2 is its
// odds over those of the mode.
func studentQuantile(df, level float64) float64 {
	return math.Exp(newBeta(0.5, df/2).upperQuantile(1-level) / 2)
}

// studentP returns the two-sided p-value of the statistic t.
func studentP(df, t float64) float64 {
	if t == 0 {
		return 1
	}
	return newBeta(0.5, df/2).upper(2 * math.Log(math.Abs(t)))
}

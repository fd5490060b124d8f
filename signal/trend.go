package signal

import (
	"math"
	"slices"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/normal"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// maxTrend bounds the pairs that Mann-Kendall and Sen look at.
const maxTrend = 2048

// Armitage is the result of [CochranArmitage].
type Armitage struct {
	Slope float64 `json:"slope"` // percentage points per unit of the scores
	Z     float64 `json:"z"`     // positive when shares rise; Z*Z is the chi-squared
	P     float64 `json:"p"`     // two-sided p-value of "no trend"
}

// CochranArmitage tests whether shares rise or fall with their scores, by default 1, 2, 3 and
// so on. With p the share and s the mean score of all answers,
//
//	z = sum n_i (p_i - p)(s_i - s) / sqrt(p (1-p) sum n_i (s_i - s)^2)
//
// as R's prop.trend.test. If months vary more than counting explains, use [MannKendall]. Shares
// without data are left out. Fewer than two shares or two scores, and shares that are all 0 or
// all 100, return [cx.ErrNoData], another number of scores [cx.ErrMismatch].
//
// Sources: Cochran 1954; Armitage 1955.
func CochranArmitage(shares []estimate.Proportion, scores []float64) (Armitage, error) {
	if scores != nil && len(scores) != len(shares) {
		return Armitage{}, sentinel.Errorf(cx.ErrMismatch, "signal: %d scores for %d shares", len(scores), len(shares))
	}
	points := make([]datum, len(shares))
	at := make([]float64, len(shares))
	for i, p := range shares {
		at[i] = float64(i + 1)
		if scores != nil {
			at[i] = scores[i]
		}
		if n := float64(p.Hits) + float64(p.Misses); n > 0 {
			points[i] = datum{n: n, value: 100 * (float64(p.Hits) / n)}
		}
	}
	return armitage(points, at)
}

func armitage(points []datum, scores []float64) (Armitage, error) {
	var n, hits, moment float64
	for i, x := range points {
		if !(math.Abs(scores[i]) <= maxValue) {
			return Armitage{}, sentinel.Errorf(cx.ErrOutOfRange, "signal: score %d, %v, is not between -1e100 and 1e100", i, scores[i])
		}
		n += x.n
		hits += x.n * x.value / 100
		moment += x.n * scores[i]
	}
	if n == 0 {
		return Armitage{}, sentinel.Errorf(cx.ErrNoData, "signal: no shares have no trend")
	}
	share, middle := hits/n, moment/n
	var cross, square float64
	for i, x := range points {
		cross += x.n * (x.value/100 - share) * (scores[i] - middle)
		square += x.n * (scores[i] - middle) * (scores[i] - middle)
	}
	if square <= 0 || !(share > 0 && share < 1) {
		return Armitage{}, sentinel.Errorf(cx.ErrNoData, "signal: a trend needs two different scores, and answers of both kinds")
	}
	z := cross / math.Sqrt(share*(1-share)*square)
	return Armitage{Slope: 100 * cross / square, Z: z, P: normal.P(z)}, nil
}

// CochranArmitage tests whether the shares rise or fall over the periods. Other data than
// shares return [cx.ErrMismatch].
func (d Data) CochranArmitage() (Armitage, error) {
	if d.kind != kindP {
		return Armitage{}, sentinel.Errorf(cx.ErrMismatch, "signal: the Cochran-Armitage test is for shares, not for %s data: take MannKendall", d.kind)
	}
	at := make([]float64, len(d.points))
	for i := range at {
		at[i] = float64(i)
	}
	return armitage(d.points, at)
}

// Kendall is the result of [MannKendall].
type Kendall struct {
	S        int64   `json:"s"`        // pairs that rise less pairs that fall
	Variance float64 `json:"variance"` // of S without a trend, corrected for ties
	Tau      float64 `json:"tau"`      // Kendall's tau-b, -1 to 1
	Z        float64 `json:"z"`        // with continuity correction
	P        float64 `json:"p"`        // two-sided p-value of "no trend"
}

// MannKendall tests whether values in time order rise or fall, whatever the shape. S is the
// number of pairs that rise less that of those that fall. With t the sizes of the groups of
// equal values,
//
//	variance = (n (n-1) (2n+5) - sum t (t-1) (2t+5)) / 18
//	z        = (S -+ 1) / sqrt(variance), and 0 where S is 0
//
// P is good from 10 values on; seasons make it too small. Fewer than 3 values, or only equal
// ones, return [cx.ErrNoData], more than 2048 [cx.ErrOverflow], a value outside -1e100..1e100
// [cx.ErrOutOfRange].
//
// Sources: Mann 1945; Kendall 1970.
func MannKendall(values []float64) (Kendall, error) {
	if err := checkTrend(values); err != nil {
		return Kendall{}, err
	}
	n := len(values)
	var k Kendall
	for i, x := range values {
		for _, y := range values[i+1:] {
			k.S += int64(sign(y > x, y < x))
		}
	}
	cubic := func(t float64) float64 { return t * (t - 1) * (2*t + 5) }
	sorted := slices.Sorted(slices.Values(values))
	total, tied := cubic(float64(n)), 0.0
	for i := 0; i < n; {
		j := i
		for j < n && sorted[j] == sorted[i] {
			j++
		}
		t := float64(j - i)
		total -= cubic(t)
		tied += t * (t - 1) / 2
		i = j
	}
	k.Variance = total / 18
	if k.Variance <= 0 {
		return Kendall{}, sentinel.Errorf(cx.ErrNoData, "signal: %d equal values tell nothing about a trend", n)
	}
	pairs := float64(n) * float64(n-1) / 2
	k.Tau = float64(k.S) / math.Sqrt(pairs*(pairs-tied))
	k.Z = float64(k.S-int64(sign(k.S > 0, k.S < 0))) / math.Sqrt(k.Variance)
	k.P = normal.P(k.Z)
	return k, nil
}

func checkTrend(values []float64) error {
	switch n := len(values); {
	case n < 3:
		return sentinel.Errorf(cx.ErrNoData, "signal: %d values have no trend: at least 3 are needed", n)
	case n > maxTrend:
		return sentinel.Errorf(cx.ErrOverflow, "signal: a trend of %d values: at most %d", n, maxTrend)
	}
	for i, x := range values {
		if !(math.Abs(x) <= maxValue) {
			return sentinel.Errorf(cx.ErrOutOfRange, "signal: value %d, %v, is not between -1e100 and 1e100", i, x)
		}
	}
	return nil
}

// SenSlope is a trend line that outliers hardly move.
type SenSlope struct {
	Slope     float64           `json:"slope"`     // per unit of time
	Intercept float64           `json:"intercept"` // median of value - Slope*time
	Interval  estimate.Interval `json:"interval"`  // of Slope
}

// Sen returns the median slope of all pairs of values, at times that are by default 0, 1, 2 and
// so on. Of its M slopes in order, the interval reaches from number (M-C)/2 to (M+C)/2 + 1,
// rounded outwards, with C = z * sqrt(variance of [MannKendall]). Errors are those of
// MannKendall; times that do not rise return [cx.ErrOutOfRange].
//
// Source: Sen 1968.
func Sen(times, values []float64, level float64) (SenSlope, error) {
	if err := normal.CheckLevel(level); err != nil {
		return SenSlope{}, sentinel.In("signal", err)
	}
	if times == nil {
		times = make([]float64, len(values))
		for i := range times {
			times[i] = float64(i)
		}
	}
	if len(times) != len(values) {
		return SenSlope{}, sentinel.Errorf(cx.ErrMismatch, "signal: %d times for %d values", len(times), len(values))
	}
	k, err := MannKendall(values)
	if err != nil {
		return SenSlope{}, err
	}
	for i, x := range times {
		if !(math.Abs(x) <= maxValue) || i > 0 && !(x-times[i-1] >= 1/maxValue) {
			return SenSlope{}, sentinel.Errorf(cx.ErrOutOfRange, "signal: time %d, %v, does not rise, or is not between -1e100 and 1e100", i, x)
		}
	}
	n := len(values)
	slopes := make([]float64, 0, n*(n-1)/2)
	for i := range values {
		for j := i + 1; j < n; j++ {
			slopes = append(slopes, (values[j]-values[i])/(times[j]-times[i]))
		}
	}
	s := SenSlope{Slope: median(slopes)} // and now they are sorted
	rest := make([]float64, n)
	for i := range values {
		rest[i] = values[i] - s.Slope*times[i]
	}
	s.Intercept = median(rest)
	c := normal.Quantile(level) * math.Sqrt(k.Variance)
	pairs := float64(len(slopes))
	low := max(0, int(math.Floor((pairs-c)/2))-1)
	high := min(len(slopes)-1, int(math.Ceil((pairs+c)/2)))
	s.Interval = estimate.Interval{Low: slopes[low], High: slopes[high], Level: level}
	return s, nil
}

func (d Data) observed() (times, values []float64) {
	for i, x := range d.points {
		if x.n > 0 {
			times, values = append(times, float64(i)), append(values, x.value)
		}
	}
	return times, values
}

// MannKendall returns [MannKendall] of the periods that have data.
func (d Data) MannKendall() (Kendall, error) {
	_, values := d.observed()
	return MannKendall(values)
}

// Sen returns [Sen] per period.
func (d Data) Sen(level float64) (SenSlope, error) {
	times, values := d.observed()
	return Sen(times, values, level)
}

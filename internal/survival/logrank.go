package survival

import (
	"math"
	"slices"

	"github.com/cxmetrics/cx/internal/sentinel"
)

// LogRank is the test whether several groups share one survival curve.
type LogRank struct {
	Observed, Expected []float64 // events of each group
	Statistic          float64   // chi-square
	DF                 int
	P                  float64
}

// MaxGroups is how many groups Compare takes: the test costs their number squared for each
// time, and cubed once.
const MaxGroups = 256

// Compare makes the log-rank test of two or more groups.
func Compare(groups []*Tally) (LogRank, error) {
	k := len(groups)
	if k > MaxGroups {
		return LogRank{}, sentinel.Errorf(sentinel.OutOfRange, "the log-rank test of %d groups, more than %d", k, MaxGroups)
	}
	if k < 2 {
		return LogRank{}, sentinel.Errorf(sentinel.NoData, "the log-rank test of %d groups, at least 2 are needed", k)
	}
	var times []int64
	risk := make([]float64, k)
	for i, g := range groups {
		times = append(times, g.times()...)
		risk[i] = float64(g.start())
	}
	slices.Sort(times)
	times = slices.Compact(times)

	r := LogRank{Observed: make([]float64, k), Expected: make([]float64, k)}
	variance := make([][]float64, k)
	for i := range variance {
		variance[i] = make([]float64, k)
	}
	for _, time := range times {
		var n, d float64
		for i, g := range groups {
			n += risk[i]
			d += float64(g.at[time].events)
		}
		for i, g := range groups {
			r.Observed[i] += float64(g.at[time].events)
			if d > 0 {
				r.Expected[i] += d * risk[i] / n
			}
			if d > 0 && n > 1 { // the hypergeometric covariance of the groups' shares of d
				scale := d * (n - d) / (n - 1) * (risk[i] / n)
				variance[i][i] += scale
				for j := range groups {
					variance[i][j] -= scale * (risk[j] / n)
				}
			}
		}
		for i, g := range groups {
			at := g.at[time]
			risk[i] += float64(at.entries) - float64(at.events) - float64(at.censored)
		}
	}
	return r.test(variance)
}

// test fills in the statistic z' V^-1 z, where z is observed less expected. The
// rows of V add up to 0, so one group is left out, and so are those that were
// never at risk when anything happened.
func (r LogRank) test(variance [][]float64) (LogRank, error) {
	var used []int
	for i, e := range r.Expected {
		if e > 0 {
			used = append(used, i)
		}
	}
	if len(used) < 2 {
		return LogRank{}, sentinel.Errorf(sentinel.NoData, "the log-rank test of groups without events in common time")
	}
	used = used[1:]
	r.DF = len(used)
	m := make([][]float64, r.DF) // V, with z as a last column
	for i, g := range used {
		for _, h := range used {
			m[i] = append(m[i], variance[g][h])
		}
		m[i] = append(m[i], r.Observed[g]-r.Expected[g])
	}
	// V is positive semidefinite: elimination needs no pivoting, and with
	// V = L D L' the statistic is the sum of (L^-1 z)^2 / D.
	for i := range m {
		if m[i][i] <= 1e-12*variance[used[i]][used[i]] { // 0, but for rounding
			return LogRank{}, sentinel.Errorf(sentinel.NoData, "the log-rank test of groups that were never at risk together")
		}
		r.Statistic += m[i][r.DF] * m[i][r.DF] / m[i][i]
		for j := i + 1; j < len(m); j++ {
			f := m[j][i] / m[i][i]
			for c := i; c <= r.DF; c++ {
				m[j][c] -= f * m[i][c]
			}
		}
	}
	r.P = chiSquareTail(r.Statistic, r.DF)
	return r, nil
}

// chiSquareTail returns the probability that a chi-square variable passes x:
// erfc(sqrt(x/2)) for 1 degree of freedom and exp(-x/2) for 2, from where the
// recurrence Q(a+1, y) = Q(a, y) + y^a e^-y / Gamma(a+1) climbs.
func chiSquareTail(x float64, df int) float64 {
	y, a := x/2, 0.5
	q := math.Erfc(math.Sqrt(y))
	if df%2 == 0 {
		a, q = 1, math.Exp(-y)
	}
	for ; a < float64(df)/2; a++ {
		gamma, _ := math.Lgamma(a + 1)
		q += math.Exp(a*math.Log(y) - y - gamma)
	}
	return min(q, 1)
}

package estimate

import (
	"math"
	"math/big"
	"math/bits"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/normal"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/cxmetrics/cx/internal/tango"
)

// PairedProportion counts people who were asked twice by whether they had a property.
// [Respondents.Pairs] returns their answers.
type PairedProportion struct {
	Both       uint64 // had the property both times
	FirstOnly  uint64 // had it the first time only
	SecondOnly uint64 // had it the second time only
	Neither    uint64 // never had it
}

// Add records one person.
func (p *PairedProportion) Add(first, second bool) error {
	one := PairedProportion{}
	switch {
	case first && second:
		one.Both = 1
	case first:
		one.FirstOnly = 1
	case second:
		one.SecondOnly = 1
	default:
		one.Neither = 1
	}
	return p.Merge(&one)
}

// Merge adds the counts of q.
func (p *PairedProportion) Merge(q *PairedProportion) error {
	if q == nil {
		return nil
	}
	both, c1 := bits.Add64(p.Both, q.Both, 0)
	first, c2 := bits.Add64(p.FirstOnly, q.FirstOnly, 0)
	second, c3 := bits.Add64(p.SecondOnly, q.SecondOnly, 0)
	neither, c4 := bits.Add64(p.Neither, q.Neither, 0)
	if c1|c2|c3|c4 != 0 {
		return sentinel.Errorf(cx.ErrOverflow, "estimate: merging two counts of pairs passes 2^64-1")
	}
	*p = PairedProportion{Both: both, FirstOnly: first, SecondOnly: second, Neither: neither}
	return nil
}

// Compare returns the second share minus the first in percentage points, with Tango's score
// interval and McNemar's test. With f and s the numbers of FirstOnly and SecondOnly,
//
//	z = (s-f) / sqrt(s+f)
//
// without a correction for continuity. Where nobody changed, Statistic is 0 and P is 1.
//
// Sources: McNemar 1947; Tango 1998.
func (p PairedProportion) Compare(level float64) (Difference, error) {
	if err := checkLevel(level); err != nil {
		return Difference{}, err
	}
	n, err := p.total()
	if err != nil {
		return Difference{}, err
	}
	rat := func(counts ...uint64) *big.Rat { return new(big.Rat).SetInt(exact.Total(counts...)) }
	s := tango.Of(rat(p.SecondOnly), rat(p.Both, p.Neither), rat(p.FirstOnly))
	d := Difference{
		Estimate: 100 * s.Net,
		Low:      max(-100, 100*s.Net-100*s.Mirror().Above(level)),
		High:     min(100, 100*s.Net+100*s.Above(level)),
		Level:    level,
		P:        1,
	}
	changed := rat(p.FirstOnly, p.SecondOnly)
	net := new(big.Rat).Sub(rat(p.SecondOnly), rat(p.FirstOnly))
	people := new(big.Rat).SetInt(n)
	// (f + s)/n - ((s-f)/n)^2, over n.
	variance := new(big.Rat).Quo(changed, people)
	share := new(big.Rat).Quo(net, people)
	variance.Sub(variance, share.Mul(share, share))
	v, _ := variance.Quo(variance, people).Float64()
	d.StdErr = 100 * math.Sqrt(v)
	if changed.Sign() > 0 {
		c, _ := changed.Float64()
		x, _ := net.Float64()
		d.Statistic = x / math.Sqrt(c)
		d.P = normal.P(d.Statistic)
	}
	return d, nil
}

// Exact returns the p-value of McNemar's exact test, for few changes, as R's binom.test does.
// Where nobody changed it is 1.
//
// Source: Mosteller 1952.
func (p PairedProportion) Exact() (float64, error) {
	if _, err := p.total(); err != nil {
		return 0, err
	}
	few, many := float64(min(p.FirstOnly, p.SecondOnly)), float64(max(p.FirstOnly, p.SecondOnly))
	if few == many {
		return 1, nil
	}
	// P(X <= few) of few+many coins is P(B >= 1/2), B being beta with few+1 and many.
	return min(1, 2*newBeta(few+1, many).upper(math.Log(many/(few+1)))), nil
}

func (p PairedProportion) total() (*big.Int, error) {
	if p == (PairedProportion{}) {
		return nil, sentinel.Errorf(cx.ErrNoData, "estimate: no pairs cannot be compared")
	}
	return exact.Total(p.Both, p.FirstOnly, p.SecondOnly, p.Neither), nil
}

// PairedSample holds how much each of several people changed, second value minus first.
// [Respondents.Pairs] returns their answers.
type PairedSample struct {
	differences Sample
}

// Add records one person. A change that passes an int64 returns [cx.ErrOverflow].
func (s *PairedSample) Add(first, second int64) error { return s.AddN(first, second, 1) }

// AddN records n people with the same two values.
func (s *PairedSample) AddN(first, second int64, n uint64) error {
	d := second - first
	if second >= first != (d >= 0) {
		return sentinel.Errorf(cx.ErrOverflow, "estimate: %d less %d passes an int64", second, first)
	}
	return s.differences.AddN(d, n)
}

// Merge adds the people of t.
func (s *PairedSample) Merge(t *PairedSample) error {
	if t == nil {
		return nil
	}
	return s.differences.Merge(&t.differences)
}

// Compare returns the second mean minus the first by the paired t test, with n-1 degrees of
// freedom: t is the mean change over its standard error. Equal changes return [cx.ErrNoData].
//
// Source: Student 1908.
func (s PairedSample) Compare(level float64) (Difference, error) {
	i, err := s.differences.Interval(level)
	if err != nil {
		return Difference{}, err
	}
	mean, _ := s.differences.rat()
	m, _ := mean.Float64()
	deviation, _ := s.differences.StdErr()
	df, t := float64(s.differences.n-1), m/deviation
	return Difference{
		Estimate: m, Low: i.Low, High: i.High, Level: level,
		StdErr: deviation, Statistic: t, DF: df, P: studentP(df, t),
	}, nil
}

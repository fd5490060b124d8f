package signal

import (
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/cxmetrics/cx/nps"
	"github.com/cxmetrics/cx/period"
	"github.com/shopspring/decimal"
)

// The kinds of [Data], as [Chart] names them.
const (
	kindXmR   = "xmr"   // one figure a period: individual values and moving ranges
	kindP     = "p"     // shares in percent
	kindU     = "u"     // counts over exposure
	kindC     = "c"     // counts
	kindNPS   = "nps"   // Net Promoter Scores
	kindMeans = "means" // means
)

// datum is a period and what was counted in it. N is 0 where there is no data.
type datum struct {
	period   period.Period
	value, n float64 // n in the unit that divides the variance
	weight   float64 // n as the user knows it
	spread   float64 // NPS: promoters and detractors; means: (n-1) * variance
}

// Data has a value for each period of a series, for a chart or a test of trend.
type Data struct {
	kind      string
	low, high float64
	loc       *time.Location
	points    []datum
}

// maxValue bounds values, scores and times.
const maxValue = 1e100

func collect[P cx.Tally[P]](s *period.Series[P], kind string, low, high float64, read func(P) (datum, error)) (Data, error) {
	if s == nil {
		return Data{}, sentinel.Errorf(cx.ErrOutOfRange, "signal: the series is nil")
	}
	d := Data{kind: kind, low: low, high: high, loc: s.Location(), points: make([]datum, 0, s.Len())}
	for p, cell := range s.All() {
		x, err := read(cell)
		if errors.Is(err, cx.ErrNoData) {
			x, err = datum{}, nil
		}
		if err != nil {
			return Data{}, fmt.Errorf("%s: %w", p, err)
		}
		// Larger numbers could not be squared.
		if x.n > 0 && !(math.Abs(x.value) <= maxValue && x.n <= maxValue && x.n >= 1/maxValue) {
			return Data{}, sentinel.Errorf(cx.ErrOutOfRange, "signal: %s: a value of %v per %v is not between -1e100 and 1e100", p, x.value, x.n)
		}
		x.period = p
		d.points = append(d.points, x)
	}
	return d, nil
}

// Values returns any figure, one per period, for an XmR chart:
//
//	data, err := signal.Values(months, (*churn.Window).NRR)
//
// [Data.Within] sets bounds. A value outside -1e100..1e100 returns [cx.ErrOutOfRange].
func Values[P cx.Tally[P]](s *period.Series[P], score func(P) (decimal.Decimal, error)) (Data, error) {
	return collect(s, kindXmR, math.Inf(-1), math.Inf(1), func(cell P) (datum, error) {
		x, err := score(cell)
		return datum{value: x.InexactFloat64(), n: 1, weight: 1}, err
	})
}

// Times returns times in a unit, such as time.Hour, for an XmR chart whose limits are cut off
// at 0:
//
//	data, err := signal.Times(months, time.Hour, (*tickets.Durations).Median)
//
// A negative time, or a unit that is not positive, returns [cx.ErrOutOfRange].
func Times[P cx.Tally[P]](s *period.Series[P], unit time.Duration, read func(P) (time.Duration, error)) (Data, error) {
	if unit <= 0 {
		return Data{}, sentinel.Errorf(cx.ErrOutOfRange, "signal: times in units of %v, not of a positive time", unit)
	}
	return collect(s, kindXmR, 0, math.Inf(1), func(cell P) (datum, error) {
		x, err := read(cell)
		if err == nil && x < 0 {
			err = sentinel.Errorf(cx.ErrOutOfRange, "signal: %v is a negative time", x)
		}
		return datum{value: float64(x) / float64(unit), n: 1, weight: 1}, err
	})
}

// Shares returns shares in percent, for a p chart:
//
//	data, err := signal.Shares(months, (*csat.Tally).Satisfied)
func Shares[P cx.Tally[P]](s *period.Series[P], share func(P) estimate.Proportion) (Data, error) {
	return collect(s, kindP, 0, 100, func(cell P) (datum, error) {
		p := share(cell)
		n := float64(p.Hits) + float64(p.Misses)
		if n == 0 {
			return datum{}, nil
		}
		return datum{value: 100 * (float64(p.Hits) / n), n: n, weight: n}, nil
	})
}

// Rates returns counts per so many units of exposure, such as tickets per 100 customers, for a
// u chart. Without exposure a period has no data. A per that is not positive and finite returns
// [cx.ErrOutOfRange].
func Rates[P cx.Tally[P]](s *period.Series[P], per float64, rate func(P) (count, exposure uint64)) (Data, error) {
	if !(per > 0) || math.IsInf(per, 1) {
		return Data{}, sentinel.Errorf(cx.ErrOutOfRange, "signal: a rate per %v is not per a positive number", per)
	}
	return collect(s, kindU, 0, math.Inf(1), func(cell P) (datum, error) {
		count, exposure := rate(cell)
		if exposure == 0 {
			return datum{}, nil
		}
		n := float64(exposure) / per
		return datum{value: float64(count) / n, n: n, weight: float64(exposure)}, nil
	})
}

// Counts returns counts, for a c chart. A count of 0 is a point; return [cx.ErrNoData] for a
// period of which nothing is known. Use [Rates] if exposure differs between periods.
func Counts[P cx.Tally[P]](s *period.Series[P], count func(P) (uint64, error)) (Data, error) {
	return collect(s, kindC, 0, math.Inf(1), func(cell P) (datum, error) {
		c, err := count(cell)
		return datum{value: float64(c), n: 1, weight: 1}, err
	})
}

// NPS returns Net Promoter Scores:
//
//	data, err := signal.NPS(months, (*nps.Tally).Groups)
func NPS[P cx.Tally[P]](s *period.Series[P], groups func(P) nps.Groups) (Data, error) {
	return collect(s, kindNPS, -100, 100, func(cell P) (datum, error) {
		g := groups(cell)
		good, bad := float64(g.Promoters), float64(g.Detractors)
		n := good + bad + float64(g.Passives)
		if n == 0 {
			return datum{}, nil
		}
		return datum{value: 100 * ((good - bad) / n), n: n, weight: n, spread: good + bad}, nil
	})
}

// Means returns means of values within bounds:
//
//	data, err := signal.Means(months, (*ces.Tally).Mean)
func Means[P cx.Tally[P]](s *period.Series[P], mean func(P) estimate.Mean) (Data, error) {
	low, high := math.Inf(-1), math.Inf(1)
	d, err := collect(s, kindMeans, low, high, func(cell P) (datum, error) {
		m := mean(cell)
		x, err := meanDatum(m.Sample().N(), m)
		if err != nil {
			return datum{}, err
		}
		a, b := m.Bounds()
		if math.IsInf(low, -1) {
			low, high = a, b
		} else if a != low || b != high {
			return datum{}, sentinel.Errorf(cx.ErrMismatch, "signal: a mean between %v and %v among means between %v and %v", a, b, low, high)
		}
		return x, nil
	})
	if err == nil {
		d.low, d.high = low, high
	}
	return d, err
}

// Samples returns means of values without bounds:
//
//	data, err := signal.Samples(months, (*journey.PerCustomer[ID]).Sample)
func Samples[P cx.Tally[P]](s *period.Series[P], sample func(P) estimate.Sample) (Data, error) {
	return collect(s, kindMeans, math.Inf(-1), math.Inf(1), func(cell P) (datum, error) {
		x := sample(cell)
		return meanDatum(x.N(), x)
	})
}

type mean interface {
	Score() (decimal.Decimal, error)
	StdErr() (float64, error)
}

func meanDatum(count uint64, m mean) (datum, error) {
	score, err := m.Score()
	if err != nil {
		return datum{}, err
	}
	n := float64(count)
	x := datum{value: score.InexactFloat64(), n: n, weight: n}
	if count > 1 {
		e, err := m.StdErr()
		if err != nil {
			return datum{}, err
		}
		x.spread = e * e * n * (n - 1)
	}
	return x, nil
}

// Within returns the data with bounds, where limits are cut off. A value outside, or a low that
// is not below high, returns [cx.ErrOutOfRange].
func (d Data) Within(low, high float64) (Data, error) {
	if !(low < high) {
		return Data{}, sentinel.Errorf(cx.ErrOutOfRange, "signal: the bounds %v and %v are not a low one and a high one", low, high)
	}
	for _, x := range d.points {
		if x.n > 0 && (x.value < low || x.value > high) {
			return Data{}, sentinel.Errorf(cx.ErrOutOfRange, "signal: %s is %v, not %v to %v", x.period, x.value, low, high)
		}
	}
	d.low, d.high = low, high
	return d, nil
}

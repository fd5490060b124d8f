package estimate

import (
	"fmt"
	"math"
	"math/big"
	"strconv"

	"github.com/shopspring/decimal"
)

// The texts below are for people. Programs read the fields, or the JSON form.

// shownLevel is the confidence level of the interval in a text.
const shownLevel = 0.95

// String returns a text such as "95% 33.1 to 51.9".
func (i Interval) String() string {
	if i == (Interval{}) {
		return "undefined"
	}
	level, places := percentOf(i.Level), shownPlaces(i.High-i.Low)
	return fmt.Sprintf("%s %.*f to %.*f", level, places, i.Low, places, i.High)
}

// String returns a text such as "+3.2 (95% -1.0 to 7.4, p=0.13)".
func (d Difference) String() string {
	if d == (Difference{}) {
		return "undefined"
	}
	interval := Interval{Low: d.Low, High: d.High, Level: d.Level}
	return fmt.Sprintf("%+.*f (%v, p=%.2g)", shownPlaces(d.High-d.Low), d.Estimate, interval, d.P)
}

// String returns a text such as "42.5% (n=200, 95% 35.9 to 49.4)".
func (p Proportion) String() string {
	percent, err := p.Score()
	if err != nil {
		return "undefined (n=0)"
	}
	total, _ := p.total()
	interval, _ := p.Wilson(shownLevel)
	return fmt.Sprintf("%s%% (n=%v, %v)", percent.StringFixed(1), total, interval)
}

// String returns the mean and more, such as "4.25 (n=200, 95% 4.11 to 4.39)".
func (s Sample) String() string {
	mean, err := s.Score()
	if err != nil {
		return "undefined (n=0)"
	}
	text := fmt.Sprintf("%s (n=%d", mean.StringFixed(2), s.n)
	if interval, err := s.Interval(shownLevel); err == nil {
		text += ", " + interval.String()
	}
	return text + ")"
}

// String returns [Weights.N] and [Weights.KishN], such as "n=200, effective 153.2".
func (w Weights) String() string {
	effective, err := w.KishN()
	if err != nil {
		return fmt.Sprintf("n=%d", w.n)
	}
	return fmt.Sprintf("n=%d, effective %s", w.n, effective.StringFixed(1))
}

// String returns a text such as "42.5% (n=200, effective 153.2, 95% 34.9 to 50.4)".
func (p WeightedProportion) String() string {
	n := new(big.Int).Add(new(big.Int).SetUint64(p.Hits.n), new(big.Int).SetUint64(p.Misses.n))
	percent, err := p.Score()
	if err != nil {
		return fmt.Sprintf("undefined (n=%v)", n)
	}
	effective, _ := p.kishN()
	interval, _ := p.Interval(shownLevel)
	return fmt.Sprintf("%s%% (n=%v, effective %s, %v)", percent.StringFixed(1), n, effective.StringFixed(1), interval)
}

// kishN returns the effective sample size of all responses, of whose number it makes no use.
func (p WeightedProportion) kishN() (decimal.Decimal, error) {
	return Weights{sum: p.Hits.sum.Add(p.Misses.sum), squares: p.Hits.squares.Add(p.Misses.squares)}.KishN()
}

// String returns a text such as "4.25 (n=200, effective 153.2, 95% 4.09 to 4.41)".
func (s WeightedSample) String() string {
	mean, err := s.Score()
	if err != nil {
		return fmt.Sprintf("undefined (%v)", s.weights)
	}
	text := fmt.Sprintf("%s (%v", mean.StringFixed(2), s.weights)
	if interval, err := s.Interval(shownLevel); err == nil {
		text += ", " + interval.String()
	}
	return text + ")"
}

// percentOf writes a level such as 0.95 as "95%".
func percentOf(level float64) string {
	return strconv.FormatFloat(math.Round(level*1e10)/1e8, 'g', -1, 64) + "%"
}

// shownPlaces returns the decimals at which a width has two digits that are not zero,
// and one at least.
func shownPlaces(width float64) int {
	if width > 0 && width < 1 {
		return min(1-int(math.Floor(math.Log10(width))), 16)
	}
	return 1
}

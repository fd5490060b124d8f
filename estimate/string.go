package estimate

import (
	"fmt"
	"log/slog"
	"math"
	"math/big"
	"strconv"

	"github.com/shopspring/decimal"
)

// The texts below are for people. Programs read the fields, or the JSON form.

// shownLevel is the confidence level of the interval in a text.
const shownLevel = 0.95

// String returns the level and the bounds, such as "95% 33.1 to 51.9", with as many
// decimals as the interval's width makes sense of. The zero value, which is no result, is
// "undefined".
func (i Interval) String() string {
	if i == (Interval{}) {
		return "undefined"
	}
	level, places := percentOf(i.Level), shownPlaces(i.High-i.Low)
	return fmt.Sprintf("%s %.*f to %.*f", level, places, i.Low, places, i.High)
}

// LogValue implements [slog.LogValuer] with low, high and level; the zero value has none.
func (i Interval) LogValue() slog.Value {
	if i == (Interval{}) {
		return slog.GroupValue()
	}
	return slog.GroupValue(slog.Float64("low", i.Low), slog.Float64("high", i.High), slog.Float64("level", i.Level))
}

// String returns the difference, its interval and p-value, such as
// "+3.2 (95% -1.0 to 7.4, p=0.13)". The zero value, which is no result, is "undefined".
func (d Difference) String() string {
	if d == (Difference{}) {
		return "undefined"
	}
	interval := Interval{Low: d.Low, High: d.High, Level: d.Level}
	return fmt.Sprintf("%+.*f (%v, p=%.2g)", shownPlaces(d.High-d.Low), d.Estimate, interval, d.P)
}

// LogValue implements [slog.LogValuer] with estimate, low, high, level and p; the zero value
// has none.
func (d Difference) LogValue() slog.Value {
	if d == (Difference{}) {
		return slog.GroupValue()
	}
	return slog.GroupValue(slog.Float64("estimate", d.Estimate), slog.Float64("low", d.Low),
		slog.Float64("high", d.High), slog.Float64("level", d.Level), slog.Float64("p", d.P))
}

// String returns the percentage, how many there are in all, and the 95 percent
// [Proportion.Wilson] interval, such as "42.5% (n=200, 95% 35.9 to 49.4)". Of nothing
// it is "undefined (n=0)".
func (p Proportion) String() string {
	percent, err := p.Percent()
	if err != nil {
		return "undefined (n=0)"
	}
	total, _ := p.total()
	interval, _ := p.Wilson(shownLevel)
	return fmt.Sprintf("%s%% (n=%v, %v)", percent.StringFixed(1), total, interval)
}

// LogValue implements [slog.LogValuer] with percent, where there is one, hits and
// misses.
func (p Proportion) LogValue() slog.Value {
	counts := []slog.Attr{slog.Uint64("hits", p.Hits), slog.Uint64("misses", p.Misses)}
	if percent, err := p.Percent(); err == nil {
		counts = append([]slog.Attr{slog.Float64("percent", percent.InexactFloat64())}, counts...)
	}
	return slog.GroupValue(counts...)
}

// String returns the mean, how many values there are, and where there is one the 95
// percent [Sample.StudentT] interval, such as "4.25 (n=200, 95% 4.11 to 4.39)". Of
// nothing it is "undefined (n=0)".
func (s Sample) String() string {
	mean, err := s.Mean()
	if err != nil {
		return "undefined (n=0)"
	}
	text := fmt.Sprintf("%s (n=%d", mean.StringFixed(2), s.n)
	if interval, err := s.StudentT(shownLevel); err == nil {
		text += ", " + interval.String()
	}
	return text + ")"
}

// LogValue implements [slog.LogValuer] with mean, where there is one, and n.
func (s Sample) LogValue() slog.Value {
	mean, err := s.Mean()
	if err != nil {
		return slog.GroupValue(slog.Uint64("n", s.n))
	}
	return slog.GroupValue(slog.Float64("mean", mean.InexactFloat64()), slog.Uint64("n", s.n))
}

// String returns how many weights there are and, where there is one, [Weights.KishN], such
// as "n=200, effective 153.2".
func (w Weights) String() string {
	effective, err := w.KishN()
	if err != nil {
		return fmt.Sprintf("n=%d", w.n)
	}
	return fmt.Sprintf("n=%d, effective %s", w.n, effective.StringFixed(1))
}

// LogValue implements [slog.LogValuer] with n and, where there is one, effective: the
// effective sample size.
func (w Weights) LogValue() slog.Value {
	effective, err := w.KishN()
	if err != nil {
		return slog.GroupValue(slog.Uint64("n", w.n))
	}
	return slog.GroupValue(slog.Uint64("n", w.n), slog.Float64("effective", effective.InexactFloat64()))
}

// String returns the weighted percentage, how many responses there are, how many of equal
// weight would say as much ([Weights.KishN]), and the 95 percent [WeightedProportion.Wilson]
// interval, such as "42.5% (n=200, effective 153.2, 95% 34.9 to 50.4)". Where the weights
// sum to zero it is "undefined (n=0)".
func (p WeightedProportion) String() string {
	n := new(big.Int).Add(new(big.Int).SetUint64(p.Hits.n), new(big.Int).SetUint64(p.Misses.n))
	percent, err := p.Percent()
	if err != nil {
		return fmt.Sprintf("undefined (n=%v)", n)
	}
	effective, _ := p.kishN()
	interval, _ := p.Wilson(shownLevel)
	return fmt.Sprintf("%s%% (n=%v, effective %s, %v)", percent.StringFixed(1), n, effective.StringFixed(1), interval)
}

// LogValue implements [slog.LogValuer] with percent, where there is one, the numbers of
// hits and misses, and effective: the effective sample size, where there is one.
func (p WeightedProportion) LogValue() slog.Value {
	counts := []slog.Attr{slog.Uint64("hits", p.Hits.n), slog.Uint64("misses", p.Misses.n)}
	if percent, err := p.Percent(); err == nil {
		effective, _ := p.kishN()
		counts = append([]slog.Attr{slog.Float64("percent", percent.InexactFloat64())}, counts...)
		counts = append(counts, slog.Float64("effective", effective.InexactFloat64()))
	}
	return slog.GroupValue(counts...)
}

// kishN returns the effective sample size of all responses, of whose number it makes no use.
func (p WeightedProportion) kishN() (decimal.Decimal, error) {
	return Weights{sum: p.Hits.sum.Add(p.Misses.sum), squares: p.Hits.squares.Add(p.Misses.squares)}.KishN()
}

// String returns the weighted mean, the text of its [Weights] and, where there is one, the
// 95 percent [WeightedSample.StudentT] interval, such as
// "4.25 (n=200, effective 153.2, 95% 4.09 to 4.41)". Where the weights sum to zero it is
// "undefined (n=0)".
func (s WeightedSample) String() string {
	mean, err := s.Mean()
	if err != nil {
		return fmt.Sprintf("undefined (%v)", s.weights)
	}
	text := fmt.Sprintf("%s (%v", mean.StringFixed(2), s.weights)
	if interval, err := s.StudentT(shownLevel); err == nil {
		text += ", " + interval.String()
	}
	return text + ")"
}

// LogValue implements [slog.LogValuer] with mean, where there is one, and what
// [Weights.LogValue] has.
func (s WeightedSample) LogValue() slog.Value {
	attrs := s.weights.LogValue().Group()
	if mean, err := s.Mean(); err == nil {
		attrs = append([]slog.Attr{slog.Float64("mean", mean.InexactFloat64())}, attrs...)
	}
	return slog.GroupValue(attrs...)
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

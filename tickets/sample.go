package tickets

import (
	"fmt"
	"math/big"
	"time"

	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/shopspring/decimal"
)

// DurationSample summarises durations in constant memory by how many there were,
// their sum and the sum of their squares, all exact to the nanosecond. No number
// of tickets makes a sum wrap. The zero value is empty; samples are comparable
// with ==. For percentiles see [Durations] and [DurationSketch].
type DurationSample struct {
	s estimate.Sample // in nanoseconds
}

// Add records one duration. It returns [ErrOutOfRange] for a negative one and
// [ErrOverflow] past 2^64-1 durations.
func (s *DurationSample) Add(d time.Duration) error { return s.AddN(d, 1) }

// AddN records the duration n times. It returns [ErrOutOfRange] for a negative
// one and [ErrOverflow] past 2^64-1 durations; the sample is then unchanged.
func (s *DurationSample) AddN(d time.Duration, n uint64) error {
	if d < 0 {
		return fmt.Errorf("tickets: duration %v is negative: %w", d, ErrOutOfRange)
	}
	return wrap(s.s.AddN(int64(d), n))
}

// Merge adds the durations of o. It returns [ErrOverflow], and leaves s as it
// was, past 2^64-1 durations.
func (s *DurationSample) Merge(o DurationSample) error { return wrap(s.s.Merge(o.s)) }

// N returns the number of durations.
func (s DurationSample) N() uint64 { return s.s.N() }

// Sample returns the durations as a sample of nanoseconds.
func (s DurationSample) Sample() estimate.Sample { return s.s }

// Mean returns the mean duration, sum / N, rounded once to the nanosecond, half
// up. No durations give [ErrNoData].
func (s DurationSample) Mean() (time.Duration, error) {
	if s.N() == 0 {
		return 0, noTimes("mean")
	}
	n := exact.Total(s.N())
	twice := new(big.Int).Lsh(s.s.Sum(), 1)
	twice.Add(twice, n)
	twice.Quo(twice, n.Lsh(n, 1))
	return time.Duration(twice.Int64()), nil // a mean of int64s fits in int64
}

// MeanIn returns the mean in a unit, such as [time.Hour], rounded once (from the
// exact mean) to 16 decimal places. No durations give [ErrNoData], a unit that is
// not positive [ErrOutOfRange].
func (s DurationSample) MeanIn(unit time.Duration) (decimal.Decimal, error) {
	if err := checkUnit(unit); err != nil {
		return decimal.Decimal{}, err
	}
	if s.N() == 0 {
		return decimal.Decimal{}, noTimes("mean")
	}
	den := exact.Total(s.N())
	return exact.Ratio(s.s.Sum(), den.Mul(den, big.NewInt(int64(unit)))), nil
}

func checkUnit(unit time.Duration) error {
	if unit <= 0 {
		return fmt.Errorf("tickets: unit %v is not positive: %w", unit, ErrOutOfRange)
	}
	return nil
}

func noTimes(what string) error {
	return fmt.Errorf("tickets: the %s of no durations: %w", what, ErrNoData)
}

func wrap(err error) error {
	if err != nil {
		return fmt.Errorf("tickets: %w", err)
	}
	return nil
}

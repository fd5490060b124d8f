package tickets

import (
	"errors"
	"iter"
	"math/big"
	"slices"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/nocopy"
	"github.com/cxmetrics/cx/internal/normal"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/cxmetrics/cx/internal/survival"
	"github.com/shopspring/decimal"
)

type noCopy = nocopy.Marker

// Durations keeps every duration, in 8 to 16 bytes each. Those that have not ended, such as the
// ages of open tickets, count only in Waiting and KaplanMeierMedian.
type Durations struct {
	noCopy

	sample  DurationSample
	ended   []int64 // nanoseconds
	waiting []int64
	sorted  bool // ended is in order
}

// Add records a duration that has ended.
func (d *Durations) Add(x time.Duration) error {
	if err := d.sample.Add(x); err != nil {
		return err
	}
	d.makeRoom(1)
	d.keep(int64(x))
	return nil
}

// AddSlice is Add for many durations, and faster.
func (d *Durations) AddSlice(durations []time.Duration) error {
	if err := d.sample.addSlice(durations); err != nil {
		return err
	}
	d.makeRoom(len(durations))
	for _, x := range durations {
		d.keep(int64(x))
	}
	return nil
}

func (d *Durations) keep(x int64) {
	d.sorted = len(d.ended) == 0 || d.sorted && d.ended[len(d.ended)-1] <= x
	d.ended = append(d.ended, x)
}

// makeRoom makes room for n more durations. It doubles: append takes a quarter more and
// copies everything thrice as often, and [slices.Grow] more than twice as much.
func (d *Durations) makeRoom(n int) {
	if n += len(d.ended); n > cap(d.ended) {
		d.ended = append(make([]int64, 0, max(8, n, 2*len(d.ended))), d.ended...)
	}
}

// AddWaiting records a duration that has not ended.
func (d *Durations) AddWaiting(x time.Duration) error {
	if x < 0 {
		return negative(x)
	}
	d.waiting = append(d.waiting, int64(x))
	return nil
}

// AddTicket records the times that [Ticket.Measure] returns.
func (d *Durations) AddTicket(ticket Ticket, m Metric, at time.Time) error {
	times, err := ticket.Measure(m, at)
	if err != nil {
		return err
	}
	for _, t := range times {
		if t.Running {
			_ = d.AddWaiting(t.Elapsed) // a clock's time is not negative
		} else {
			_ = d.Add(t.Elapsed)
		}
	}
	return nil
}

// RemoveTicket takes back what AddTicket recorded.
func (d *Durations) RemoveTicket(ticket Ticket, m Metric, at time.Time) error {
	var out Durations
	if err := out.AddTicket(ticket, m, at); err != nil {
		return err
	}
	return d.Subtract(&out)
}

// Merge adds the durations of o.
func (d *Durations) Merge(o *Durations) error {
	if o == nil {
		return nil
	}
	if err := d.sample.Merge(&o.sample); err != nil {
		return err
	}
	d.sorted = d.sorted && len(o.ended) == 0 || o.sorted && len(d.ended) == 0
	d.ended = append(d.ended, o.ended...)
	d.waiting = append(d.waiting, o.waiting...)
	return nil
}

// Clone returns an independent copy.
func (d *Durations) Clone() *Durations {
	return &Durations{sample: d.sample, ended: slices.Clone(d.ended), waiting: slices.Clone(d.waiting), sorted: d.sorted}
}

// Remove takes back one duration that has ended. Subtract is faster for many.
func (d *Durations) Remove(x time.Duration) error {
	i := slices.Index(d.ended, int64(x))
	if i < 0 {
		return missing(x)
	}
	if err := d.sample.Remove(x); err != nil {
		return err
	}
	d.ended = slices.Delete(d.ended, i, i+1)
	return nil
}

// RemoveWaiting takes back one duration that has not ended.
func (d *Durations) RemoveWaiting(x time.Duration) error {
	i := slices.Index(d.waiting, int64(x))
	if i < 0 {
		return missing(x)
	}
	d.waiting = slices.Delete(d.waiting, i, i+1)
	return nil
}

// Subtract takes back the durations of o.
func (d *Durations) Subtract(o *Durations) error {
	if o == nil {
		return nil
	}
	ended, err := without(d.inOrder(), o.inOrder())
	if err != nil {
		return err
	}
	waiting, err := without(slices.Sorted(slices.Values(d.waiting)), slices.Sorted(slices.Values(o.waiting)))
	if err != nil {
		return err
	}
	if err := d.sample.Subtract(&o.sample); err != nil {
		return err
	}
	d.ended, d.waiting, d.sorted = ended, waiting, true
	return nil
}

// without returns what is left of some durations in order when others are taken out.
func without(all, out []int64) ([]int64, error) {
	rest := make([]int64, 0, max(0, len(all)-len(out)))
	for _, x := range all {
		if len(out) > 0 && out[0] == x {
			out = out[1:]
			continue
		}
		rest = append(rest, x)
	}
	if len(out) > 0 {
		return nil, missing(time.Duration(out[0]))
	}
	return rest, nil
}

func missing(x time.Duration) error {
	return sentinel.Errorf(cx.ErrOutOfRange, "tickets: no duration of %v was recorded", x)
}

// Sort makes percentiles faster.
func (d *Durations) Sort() {
	slices.Sort(d.ended)
	d.sorted = true
}

// N returns the number of durations that have ended.
func (d *Durations) N() uint64 { return d.sample.N() }

// Waiting returns the number of durations that have not ended.
func (d *Durations) Waiting() uint64 { return uint64(len(d.waiting)) }

// All yields the durations that have ended, the shortest first.
func (d *Durations) All() iter.Seq[time.Duration] {
	return func(yield func(time.Duration) bool) {
		for _, x := range d.inOrder() {
			if !yield(time.Duration(x)) {
				return
			}
		}
	}
}

// Sample returns the durations that have ended as a sample.
func (d *Durations) Sample() DurationSample { return d.sample }

// Mean returns the mean duration.
func (d *Durations) Mean() (time.Duration, error) { return d.sample.Mean() }

// Percentile returns the p-th percentile by nearest rank: the duration of rank ceil(p/100 * N).
// p is 0 to 100: write 90, since 0.9 is refused.
func (d *Durations) Percentile(p decimal.Decimal) (time.Duration, error) {
	rank, err := nearestRank(p, d.N())
	if err != nil {
		return 0, err
	}
	return time.Duration(d.at(int(rank - 1))), nil
}

// Median returns the middle duration, or the mean of the two in the middle.
func (d *Durations) Median() (time.Duration, error) {
	n := len(d.ended)
	if n == 0 {
		return 0, noTimes("median")
	}
	low := d.at((n - 1) / 2)
	high := low
	if n%2 == 0 {
		high = d.at(n / 2)
	}
	return middle(low, high), nil
}

// middle returns the mean of two durations rounded half up.
func middle(low, high int64) time.Duration {
	gap := high - low // the sum of the two could pass 2^63-1, and so could gap+1
	return time.Duration(low + gap/2 + gap%2)
}

// PercentileType6 interpolates at rank p/100 * (N+1), as R's type 6 and Excel's PERCENTILE.EXC
// do (Hyndman and Fan 1996).
func (d *Durations) PercentileType6(p decimal.Decimal) (time.Duration, error) {
	return d.interpolated(p, func(n int64) (slope, start int64) { return n + 1, 0 })
}

// PercentileType7 interpolates at rank p/100 * (N-1) + 1, as R's type 7 and Excel's
// PERCENTILE.INC do.
func (d *Durations) PercentileType7(p decimal.Decimal) (time.Duration, error) {
	return d.interpolated(p, func(n int64) (slope, start int64) { return n - 1, 1 })
}

// interpolated returns the duration at the rank p/100 * slope + start.
func (d *Durations) interpolated(p decimal.Decimal, line func(n int64) (slope, start int64)) (time.Duration, error) {
	if _, err := nearestRank(p, d.N()); err != nil {
		return 0, err
	}
	n := len(d.ended)
	slope, start := line(int64(n))
	rank := p.Rat() // exact
	rank.Mul(rank, big.NewRat(slope, 100))
	rank.Add(rank, new(big.Rat).SetInt64(start))
	below := new(big.Int).Div(rank.Num(), rank.Denom())
	k := int(below.Int64())
	switch {
	case k < 1:
		return time.Duration(d.at(0)), nil
	case k >= n:
		return time.Duration(d.at(n - 1)), nil
	}
	low, high := d.at(k-1), d.at(k)
	rank.Sub(rank, new(big.Rat).SetInt(below)) // what the rank is past k
	rank.Mul(rank, new(big.Rat).SetInt64(high-low))
	return time.Duration(low + exact.RoundHalfUp(rank.Num(), rank.Denom()).Int64()), nil
}

// MedianInterval returns an interval of the median, in seconds, without assuming a distribution:
// from the r-th shortest to the r-th longest duration (Conover 1999). At the level 0.95, fewer
// than 6 durations return [cx.ErrNoData].
func (d *Durations) MedianInterval(level float64) (estimate.Interval, error) {
	if err := normal.CheckLevel(level); err != nil {
		return estimate.Interval{}, wrap(err)
	}
	n := d.N()
	r, coverage := uint64(0), 0.0
	if n > 0 {
		r, coverage = medianRank(n, level)
	}
	if r == 0 {
		return estimate.Interval{}, sentinel.Errorf(cx.ErrNoData, "tickets: %s too few for an interval of the median at the level %v", plural(n, "1 duration is", "%d durations are"), level)
	}
	return estimate.Interval{Low: float64(d.at(int(r-1))) / 1e9, High: float64(d.at(int(n-r))) / 1e9, Level: coverage}, nil
}

// KaplanMeierMedian returns the median with those that have not ended (Kaplan and Meier 1958).
// If too few have ended, it returns [cx.ErrNoData].
func (d *Durations) KaplanMeierMedian() (time.Duration, error) {
	if len(d.ended)+len(d.waiting) == 0 {
		return 0, noTimes("median")
	}
	var t survival.Tally
	for _, x := range d.ended {
		if err := t.Add(0, x, true, 1); err != nil {
			return 0, wrap(err)
		}
	}
	for _, x := range d.waiting {
		if err := t.Add(0, x, false, 1); err != nil {
			return 0, wrap(err)
		}
	}
	curve, err := t.Curve()
	if err != nil {
		return 0, wrap(err)
	}
	median, err := curve.Quantile(0.5)
	if errors.Is(err, cx.ErrNoData) {
		err = sentinel.Errorf(cx.ErrNoData, "tickets: the median of %d durations is undefined: too few of them have ended", len(d.ended)+len(d.waiting))
	}
	return time.Duration(median), wrap(err)
}

// at returns the duration at an index in order.
func (d *Durations) at(i int) int64 {
	if d.sorted {
		return d.ended[i]
	}
	return nth(d.ended, i)
}

func (d *Durations) inOrder() []int64 {
	if d.sorted {
		return d.ended
	}
	x := slices.Clone(d.ended)
	slices.Sort(x)
	return x
}

// maxDigits bounds the digits and places of a percentile.
const maxDigits = 40

var onePercent, hundred = decimal.NewFromInt(1), decimal.NewFromInt(100)

// nearestRank returns ceil(p/100 * n), at least 1.
func nearestRank(p decimal.Decimal, n uint64) (uint64, error) {
	// The digits first: comparing 1e-1000000 with 100 writes out a million zeros.
	if exp := p.Exponent(); exp < -maxDigits || exp > maxDigits || p.Coefficient().BitLen() > 4*maxDigits {
		return 0, sentinel.Errorf(cx.ErrOutOfRange, "tickets: the percentile has more than %d digits or places", maxDigits)
	}
	if p.IsPositive() && p.LessThan(onePercent) {
		return 0, sentinel.Errorf(cx.ErrOutOfRange, "tickets: percentile %v is below 1: percentiles are in percent, write %v", p, p.Shift(2))
	}
	if p.IsNegative() || p.GreaterThan(hundred) {
		return 0, sentinel.Errorf(cx.ErrOutOfRange, "tickets: percentile %v is outside 0..100", p)
	}
	if n == 0 {
		return 0, noTimes("percentile")
	}
	// p is coefficient * 10^exponent.
	num := new(big.Int).Mul(p.Coefficient(), exact.Total(n))
	den := big.NewInt(100)
	ten := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(p.Exponent(), -p.Exponent()))), nil)
	if p.Exponent() < 0 {
		den.Mul(den, ten)
	} else {
		num.Mul(num, ten)
	}
	num.Add(num, den)
	num.Sub(num, one)
	return max(1, num.Quo(num, den).Uint64()), nil
}

func negative(d time.Duration) error {
	return sentinel.Errorf(cx.ErrOutOfRange, "tickets: duration %v is negative", d)
}

func negativeAt(d time.Duration, i int) error {
	return sentinel.Errorf(cx.ErrOutOfRange, "tickets: duration %v at index %d is negative", d, i)
}

func noTimes(what string) error {
	return sentinel.Errorf(cx.ErrNoData, "tickets: the %s of no durations is undefined", what)
}

// meanOf returns sum/n rounded half up, for n > 0 and a sum that is not negative.
func meanOf(sum *big.Int, n uint64) time.Duration {
	return time.Duration(exact.RoundHalfUp(sum, exact.Total(n)).Int64()) // a mean of int64s fits
}

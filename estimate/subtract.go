package estimate

import (
	"math/bits"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
)

// Remove takes back one value.
func (s *Sample) Remove(x int64) error {
	return s.Subtract(&Sample{n: 1, sum: exact.Mul(x, 1), squares: exact.MulSquare(x, 1)})
}

// Subtract takes back the values of t.
func (s *Sample) Subtract(t *Sample) error {
	if t == nil {
		return nil
	}
	n, borrow := bits.Sub64(s.n, t.n, 0)
	rest := Sample{n: n, sum: s.sum.Sub(t.sum), squares: s.squares.Sub(t.squares)}
	if borrow != 0 || s.squares.Less(t.squares) || !rest.possible() {
		return sentinel.Errorf(cx.ErrOutOfRange, "estimate: %d values with a sum of %v cannot be among %d values with a sum of %v",
			t.n, t.Sum(), s.n, s.Sum())
	}
	*s = rest
	return nil
}

// Remove takes back one response.
func (w *Weights) Remove(weight decimal.Decimal) error {
	var v Weights
	if err := v.Add(weight); err != nil {
		return err
	}
	return w.Subtract(&v)
}

// Subtract takes back the responses of v.
func (w *Weights) Subtract(v *Weights) error {
	if v == nil {
		return nil
	}
	n, borrow := bits.Sub64(w.n, v.n, 0)
	rest := Weights{n: n, sum: w.sum.Sub(v.sum), squares: w.squares.Sub(v.squares)}
	if borrow != 0 || !rest.possible() {
		return sentinel.Errorf(cx.ErrOutOfRange, "estimate: %d responses with weights of %v cannot be among %d with weights of %v",
			v.n, v.Sum(), w.n, w.Sum())
	}
	*w = rest
	return nil
}

// Subtract takes back the responses of q.
func (p *WeightedProportion) Subtract(q *WeightedProportion) error {
	if q == nil {
		return nil
	}
	rest := *p
	if err := rest.Hits.Subtract(&q.Hits); err != nil {
		return err
	}
	if err := rest.Misses.Subtract(&q.Misses); err != nil {
		return err
	}
	*p = rest
	return nil
}

// Remove takes back one value with its weight.
func (s *WeightedSample) Remove(x int64, weight decimal.Decimal) error {
	var t WeightedSample
	if err := t.Add(x, weight); err != nil {
		return err
	}
	return s.Subtract(&t)
}

// Subtract takes back the values of t.
func (s *WeightedSample) Subtract(t *WeightedSample) error {
	if t == nil {
		return nil
	}
	rest := WeightedSample{weights: s.weights, sum: s.sum.Sub(t.sum), squares: s.squares.Sub(t.squares)}
	if err := rest.weights.Subtract(&t.weights); err != nil {
		return err
	}
	if !rest.possible() {
		return sentinel.Errorf(cx.ErrOutOfRange, "estimate: %d weighted values cannot be among %d: their sums leave an impossible rest", t.weights.n, s.weights.n)
	}
	*s = rest
	return nil
}

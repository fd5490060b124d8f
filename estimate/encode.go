package estimate

import (
	"database/sql/driver"
	"math/big"

	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/wire"
)

// The methods below put the values of this package into bytes, JSON and databases.
// The package documentation says in which form, and what each reader refuses.

func (p *Proportion) code(c *wire.Coder) {
	c.Count("hits", &p.Hits)
	c.Count("misses", &p.Misses)
}

func (s *Sample) code(c *wire.Coder) {
	sum, squares := s.sum.Big(), s.squares.Big()
	c.Count("n", &s.n)
	c.Big("sum", sum, 127, true)
	c.Big("squares", squares, 190, false)
	if c.Reading() {
		c.Require(possibleSample(s.n, sum, squares), "no values have this count, sum and sum of squares")
		s.sum, s.squares = exact.Int128FromBig(sum), exact.Uint192FromBig(squares)
	}
}

// possibleSample reports whether n values of int64 can have the sum and the sum of
// squares, as far as these three tell.
func possibleSample(n uint64, sum, squares *big.Int) bool {
	// The square of an integer is odd where the integer is.
	return sumsOf(exact.Total(n), sum, squares) && sum.Bit(0) == squares.Bit(0) &&
		(n != 1 || squares.Cmp(new(big.Int).Mul(sum, sum)) == 0)
}

// possibleWeights reports whether n weights can have the sum and the sum of squares, as
// far as these three tell.
func possibleWeights(n uint64, sum, squares *big.Int) bool {
	if sum.Sign() < 0 || squares.Sign() < 0 {
		return false
	}
	count := exact.Total(n)
	square := new(big.Int).Mul(sum, sum)
	// Weights are not negative, so the square of the sum is at least the sum of squares.
	return sum.Cmp(new(big.Int).Mul(count, weightLimit)) <= 0 && squares.Cmp(square) <= 0 &&
		square.Cmp(count.Mul(count, squares)) <= 0
}

// sumsOf reports whether values of int64 whose weights add up to n can have the weighted
// sum and the weighted sum of squares.
func sumsOf(n, sum, squares *big.Int) bool {
	most := new(big.Int).Lsh(n, 63)
	square := new(big.Int).Mul(sum, sum)
	if n.Sign() == 0 || sum.CmpAbs(most) > 0 || squares.Cmp(most.Lsh(most, 63)) > 0 {
		return n.Sign() == 0 && sum.Sign() == 0 && squares.Sign() == 0
	}
	// Cauchy and Schwarz; and no square of an integer is less than its magnitude.
	cauchy := square.Cmp(new(big.Int).Mul(n, squares))
	return cauchy <= 0 && sum.CmpAbs(squares) <= 0
}

func (w *Weights) code(c *wire.Coder) {
	sum, squares := w.sum.Big(), w.squares.Big()
	c.Count("n", &w.n)
	c.Fixed("sum", sum, exact.AmountPlaces, 164, false)
	c.Fixed("squares", squares, 2*exact.AmountPlaces, 264, false)
	if c.Reading() {
		c.Require(possibleWeights(w.n, sum, squares), "no weights have this count, sum and sum of squares")
		w.sum, w.squares = exact.Int320FromBig(sum), exact.Int320FromBig(squares)
	}
}

// weightLimit is the highest weight, in steps.
var weightLimit = new(big.Int).Sub(new(big.Int).Exp(big.NewInt(10), big.NewInt(exact.AmountDigits+exact.AmountPlaces), nil), big.NewInt(1))

func (p *WeightedProportion) code(c *wire.Coder) {
	c.Nested("hits", &p.Hits)
	c.Nested("misses", &p.Misses)
}

func (s *WeightedSample) code(c *wire.Coder) {
	sum, squares := s.sum.Big(), s.squares.Big()
	c.Nested("weights", &s.weights)
	c.Fixed("sum", sum, exact.AmountPlaces, 227, true)
	c.Fixed("squares", squares, exact.AmountPlaces, 290, false)
	if c.Reading() {
		c.Require(sumsOf(s.weights.sum.Big(), sum, squares), "no values have these weights, weighted sum and weighted sum of squares")
		s.sum, s.squares = exact.Int320FromBig(sum), exact.Int320FromBig(squares)
	}
}

func (p Proportion) write(c wire.Coder) ([]byte, error) {
	p.code(&c)
	return c.Bytes()
}

func (p *Proportion) read(c wire.Coder) error {
	var q Proportion
	q.code(&c)
	if err := c.Err(); err != nil {
		return err
	}
	*p = q
	return nil
}

// AppendBinary appends the binary form to b. The error is always nil.
func (p Proportion) AppendBinary(b []byte) ([]byte, error) {
	return p.write(wire.ToBinary(wire.Proportion, b))
}

// MarshalBinary returns the binary form. The error is always nil.
func (p Proportion) MarshalBinary() ([]byte, error) { return p.AppendBinary(nil) }

// UnmarshalBinary reads the binary form. Anything else gives [cx.ErrEncoding], and p is unchanged.
func (p *Proportion) UnmarshalBinary(data []byte) error {
	return p.read(wire.FromBinary(wire.Proportion, data))
}

// MarshalJSON returns the JSON form. The error is always nil.
func (p Proportion) MarshalJSON() ([]byte, error) { return p.write(wire.ToJSON(wire.Proportion)) }

// UnmarshalJSON reads the JSON form; null is the zero value. Anything else gives
// [cx.ErrEncoding], and p is unchanged.
func (p *Proportion) UnmarshalJSON(data []byte) error {
	return p.read(wire.FromJSON(wire.Proportion, data))
}

// Value implements [driver.Valuer] with the binary form.
func (p Proportion) Value() (driver.Value, error) { return wire.Column(p.MarshalBinary()) }

// Scan implements sql.Scanner: it reads the binary or the JSON form from bytes or
// text, and NULL as the zero value.
func (p *Proportion) Scan(src any) error { return wire.Scan(wire.Proportion, p, src) }

func (s Sample) write(c wire.Coder) ([]byte, error) {
	s.code(&c)
	return c.Bytes()
}

func (s *Sample) read(c wire.Coder) error {
	var t Sample
	t.code(&c)
	if err := c.Err(); err != nil {
		return err
	}
	*s = t
	return nil
}

// AppendBinary appends the binary form to b. The error is always nil.
func (s Sample) AppendBinary(b []byte) ([]byte, error) { return s.write(wire.ToBinary(wire.Sample, b)) }

// MarshalBinary returns the binary form. The error is always nil.
func (s Sample) MarshalBinary() ([]byte, error) { return s.AppendBinary(nil) }

// UnmarshalBinary reads the binary form. Anything else gives [cx.ErrEncoding], and s is unchanged.
func (s *Sample) UnmarshalBinary(data []byte) error {
	return s.read(wire.FromBinary(wire.Sample, data))
}

// MarshalJSON returns the JSON form. The error is always nil.
func (s Sample) MarshalJSON() ([]byte, error) { return s.write(wire.ToJSON(wire.Sample)) }

// UnmarshalJSON reads the JSON form; null is the zero value. Anything else gives
// [cx.ErrEncoding], and s is unchanged.
func (s *Sample) UnmarshalJSON(data []byte) error { return s.read(wire.FromJSON(wire.Sample, data)) }

// Value implements [driver.Valuer] with the binary form.
func (s Sample) Value() (driver.Value, error) { return wire.Column(s.MarshalBinary()) }

// Scan implements sql.Scanner: it reads the binary or the JSON form from bytes or
// text, and NULL as the zero value.
func (s *Sample) Scan(src any) error { return wire.Scan(wire.Sample, s, src) }

func (w Weights) write(c wire.Coder) ([]byte, error) {
	w.code(&c)
	return c.Bytes()
}

func (w *Weights) read(c wire.Coder) error {
	var v Weights
	v.code(&c)
	if err := c.Err(); err != nil {
		return err
	}
	*w = v
	return nil
}

// AppendBinary appends the binary form to b. The error is always nil.
func (w Weights) AppendBinary(b []byte) ([]byte, error) {
	return w.write(wire.ToBinary(wire.Weights, b))
}

// MarshalBinary returns the binary form. The error is always nil.
func (w Weights) MarshalBinary() ([]byte, error) { return w.AppendBinary(nil) }

// UnmarshalBinary reads the binary form. Anything else gives [cx.ErrEncoding], and w is unchanged.
func (w *Weights) UnmarshalBinary(data []byte) error {
	return w.read(wire.FromBinary(wire.Weights, data))
}

// MarshalJSON returns the JSON form. The error is always nil.
func (w Weights) MarshalJSON() ([]byte, error) { return w.write(wire.ToJSON(wire.Weights)) }

// UnmarshalJSON reads the JSON form; null is the zero value. Anything else gives
// [cx.ErrEncoding], and w is unchanged.
func (w *Weights) UnmarshalJSON(data []byte) error { return w.read(wire.FromJSON(wire.Weights, data)) }

// Value implements [driver.Valuer] with the binary form.
func (w Weights) Value() (driver.Value, error) { return wire.Column(w.MarshalBinary()) }

// Scan implements sql.Scanner: it reads the binary or the JSON form from bytes or
// text, and NULL as the zero value.
func (w *Weights) Scan(src any) error { return wire.Scan(wire.Weights, w, src) }

func (p WeightedProportion) write(c wire.Coder) ([]byte, error) {
	p.code(&c)
	return c.Bytes()
}

func (p *WeightedProportion) read(c wire.Coder) error {
	var q WeightedProportion
	q.code(&c)
	if err := c.Err(); err != nil {
		return err
	}
	*p = q
	return nil
}

// AppendBinary appends the binary form to b. The error is always nil.
func (p WeightedProportion) AppendBinary(b []byte) ([]byte, error) {
	return p.write(wire.ToBinary(wire.WeightedProportion, b))
}

// MarshalBinary returns the binary form. The error is always nil.
func (p WeightedProportion) MarshalBinary() ([]byte, error) { return p.AppendBinary(nil) }

// UnmarshalBinary reads the binary form. Anything else gives [cx.ErrEncoding], and p is unchanged.
func (p *WeightedProportion) UnmarshalBinary(data []byte) error {
	return p.read(wire.FromBinary(wire.WeightedProportion, data))
}

// MarshalJSON returns the JSON form. The error is always nil.
func (p WeightedProportion) MarshalJSON() ([]byte, error) {
	return p.write(wire.ToJSON(wire.WeightedProportion))
}

// UnmarshalJSON reads the JSON form; null is the zero value. Anything else gives
// [cx.ErrEncoding], and p is unchanged.
func (p *WeightedProportion) UnmarshalJSON(data []byte) error {
	return p.read(wire.FromJSON(wire.WeightedProportion, data))
}

// Value implements [driver.Valuer] with the binary form.
func (p WeightedProportion) Value() (driver.Value, error) { return wire.Column(p.MarshalBinary()) }

// Scan implements sql.Scanner: it reads the binary or the JSON form from bytes or
// text, and NULL as the zero value.
func (p *WeightedProportion) Scan(src any) error { return wire.Scan(wire.WeightedProportion, p, src) }

func (s WeightedSample) write(c wire.Coder) ([]byte, error) {
	s.code(&c)
	return c.Bytes()
}

func (s *WeightedSample) read(c wire.Coder) error {
	var t WeightedSample
	t.code(&c)
	if err := c.Err(); err != nil {
		return err
	}
	*s = t
	return nil
}

// AppendBinary appends the binary form to b. The error is always nil.
func (s WeightedSample) AppendBinary(b []byte) ([]byte, error) {
	return s.write(wire.ToBinary(wire.WeightedSample, b))
}

// MarshalBinary returns the binary form. The error is always nil.
func (s WeightedSample) MarshalBinary() ([]byte, error) { return s.AppendBinary(nil) }

// UnmarshalBinary reads the binary form. Anything else gives [cx.ErrEncoding], and s is unchanged.
func (s *WeightedSample) UnmarshalBinary(data []byte) error {
	return s.read(wire.FromBinary(wire.WeightedSample, data))
}

// MarshalJSON returns the JSON form. The error is always nil.
func (s WeightedSample) MarshalJSON() ([]byte, error) {
	return s.write(wire.ToJSON(wire.WeightedSample))
}

// UnmarshalJSON reads the JSON form; null is the zero value. Anything else gives
// [cx.ErrEncoding], and s is unchanged.
func (s *WeightedSample) UnmarshalJSON(data []byte) error {
	return s.read(wire.FromJSON(wire.WeightedSample, data))
}

// Value implements [driver.Valuer] with the binary form.
func (s WeightedSample) Value() (driver.Value, error) { return wire.Column(s.MarshalBinary()) }

// Scan implements sql.Scanner: it reads the binary or the JSON form from bytes or
// text, and NULL as the zero value.
func (s *WeightedSample) Scan(src any) error { return wire.Scan(wire.WeightedSample, s, src) }

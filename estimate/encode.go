package estimate

import (
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/wire"
)

//go:generate go run ../internal/encodings

//cx:encode 0x10
func (p *Proportion) code(c *wire.Coder) {
	c.Count("hits", &p.Hits)
	c.Count("misses", &p.Misses)
}

//cx:encode 0x11
func (s *Sample) code(c *wire.Coder) {
	c.Count("n", &s.n)
	c.Big("sum", &s.sum, 0, 127)
	c.Big("squares", &s.squares, 0, 190)
	c.Check(s.possible, "no values have this count, sum and sum of squares")
}

//cx:encode 0x12
func (w *Weights) code(c *wire.Coder) {
	c.Count("n", &w.n)
	c.Big("sum", &w.sum, exact.AmountPlaces, 164)
	c.Big("squares", &w.squares, 2*exact.AmountPlaces, 264)
	c.Check(w.possible, "no weights have this count, sum and sum of squares")
}

//cx:encode 0x13
func (p *WeightedProportion) code(c *wire.Coder) {
	c.Nested("hits", &p.Hits)
	c.Nested("misses", &p.Misses)
}

//cx:encode 0x14
func (s *WeightedSample) code(c *wire.Coder) {
	c.Nested("weights", &s.weights)
	c.Big("sum", &s.sum, exact.AmountPlaces, 227)
	c.Big("squares", &s.squares, exact.AmountPlaces, 290)
	c.Check(s.possible, "no values have these weights, weighted sum and weighted sum of squares")
}

// code has the parts of Interval. A bound that is not finite returns [cx.ErrEncoding].
//
//cx:encode json
func (i *Interval) code(c *wire.Coder) {
	if !c.None(*i == (Interval{})) {
		c.Float("low", &i.Low)
		c.Float("high", &i.High)
		c.Float("level", &i.Level)
	}
}

// code has the parts of Difference. A bound that is not finite returns [cx.ErrEncoding].
//
//cx:encode json
func (d *Difference) code(c *wire.Coder) {
	if c.None(*d == (Difference{})) {
		return
	}
	c.Float("estimate", &d.Estimate)
	c.Float("low", &d.Low)
	c.Float("high", &d.High)
	c.Float("level", &d.Level)
	c.Float("stderr", &d.StdErr)
	c.Float("statistic", &d.Statistic)
	c.Float("df", &d.DF)
	c.Float("p", &d.P)
}

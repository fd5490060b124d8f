package estimate

import "github.com/cxmetrics/cx/internal/wire"

// code has the parts of Interval. A bound that is not finite returns [cx.ErrEncoding].
//
//cx:encode Interval json
func (i *Interval) code(c *wire.Coder) {
	if c.None(*i == (Interval{})) {
		return
	}
	c.Float("low", &i.Low)
	c.Float("high", &i.High)
	c.Float("level", &i.Level)
}

// code has the parts of Difference. A bound that is not finite returns [cx.ErrEncoding].
//
//cx:encode Difference json
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

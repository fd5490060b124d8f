package estimate

import "github.com/cxmetrics/cx/internal/wire"

func (i *Interval) code(c *wire.Coder) {
	c.Float("low", &i.Low)
	c.Float("high", &i.High)
	c.Float("level", &i.Level)
}

func (d *Difference) code(c *wire.Coder) {
	c.Float("estimate", &d.Estimate)
	c.Float("low", &d.Low)
	c.Float("high", &d.High)
	c.Float("level", &d.Level)
	c.Float("stderr", &d.StdErr)
	c.Float("statistic", &d.Statistic)
	c.Float("df", &d.DF)
	c.Float("p", &d.P)
}

// MarshalJSON returns an object with low, high and level. The zero Interval is
// null: it is no result. A bound that is not finite gives [cx.ErrEncoding].
func (i Interval) MarshalJSON() ([]byte, error) {
	if i == (Interval{}) {
		return []byte("null"), nil
	}
	c := wire.ToJSON(wire.Interval)
	i.code(&c)
	return c.Bytes()
}

// UnmarshalJSON reads what MarshalJSON writes. Anything else gives [cx.ErrEncoding], and
// i is unchanged.
func (i *Interval) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalJSON(wire.Interval, data, i, (*Interval).code)
}

// MarshalJSON returns an object with the names of the fields in lower case. The zero Difference is
// null: it is no result. A bound that is not finite gives [cx.ErrEncoding].
func (d Difference) MarshalJSON() ([]byte, error) {
	if d == (Difference{}) {
		return []byte("null"), nil
	}
	c := wire.ToJSON(wire.Difference)
	d.code(&c)
	return c.Bytes()
}

// UnmarshalJSON reads what MarshalJSON writes. Anything else gives [cx.ErrEncoding], and
// d is unchanged.
func (d *Difference) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalJSON(wire.Difference, data, d, (*Difference).code)
}

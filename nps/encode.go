package nps

import (
	"database/sql/driver"

	"github.com/cxmetrics/cx/internal/likert"
	"github.com/cxmetrics/cx/internal/wire"
)

// The methods below put the values of this package into bytes, JSON and databases.
// The package documentation says in which form, and what each reader refuses.

func (g *Groups) code(c *wire.Coder) {
	c.Count("promoters", &g.Promoters)
	c.Count("passives", &g.Passives)
	c.Count("detractors", &g.Detractors)
}

func (s *Shares) code(c *wire.Coder) {
	c.NestedJSON("promoters", &s.Promoters)
	c.NestedJSON("passives", &s.Passives)
	c.NestedJSON("detractors", &s.Detractors)
}

func (t Tally) write(c wire.Coder) ([]byte, error) {
	t.counts.Code(&c, 0, likert.Highest)
	return c.Bytes()
}

func (t *Tally) read(c wire.Coder) error {
	var u Tally
	u.counts.Code(&c, 0, likert.Highest)
	err := c.Err()
	if err == nil {
		*t = u
	}
	return err
}

// AppendBinary appends the binary form to b. The error is always nil.
func (t Tally) AppendBinary(b []byte) ([]byte, error) {
	return t.write(wire.ToBinary(wire.NPSTally, b))
}

// MarshalBinary returns the binary form. The error is always nil.
func (t Tally) MarshalBinary() ([]byte, error) { return t.AppendBinary(nil) }

// UnmarshalBinary reads the binary form. Anything else gives [cx.ErrEncoding], and t is unchanged.
func (t *Tally) UnmarshalBinary(data []byte) error {
	return t.read(wire.FromBinary(wire.NPSTally, data))
}

// MarshalJSON returns the JSON form. The error is always nil.
func (t Tally) MarshalJSON() ([]byte, error) { return t.write(wire.ToJSON(wire.NPSTally)) }

// UnmarshalJSON reads the JSON form; null is the zero value. Anything else gives
// [cx.ErrEncoding], and t is unchanged.
func (t *Tally) UnmarshalJSON(data []byte) error { return t.read(wire.FromJSON(wire.NPSTally, data)) }

// Value implements [driver.Valuer] with the binary form.
func (t Tally) Value() (driver.Value, error) { return wire.Column(t.MarshalBinary()) }

// Scan implements sql.Scanner: it reads the binary or the JSON form from bytes or
// text, and NULL as the zero value.
func (t *Tally) Scan(src any) error { return wire.Scan(wire.NPSTally, t, src) }

func (g Groups) write(c wire.Coder) ([]byte, error) {
	g.code(&c)
	return c.Bytes()
}

func (g *Groups) read(c wire.Coder) error {
	var u Groups
	u.code(&c)
	err := c.Err()
	if err == nil {
		*g = u
	}
	return err
}

// AppendBinary appends the binary form to b. The error is always nil.
func (g Groups) AppendBinary(b []byte) ([]byte, error) {
	return g.write(wire.ToBinary(wire.NPSGroups, b))
}

// MarshalBinary returns the binary form. The error is always nil.
func (g Groups) MarshalBinary() ([]byte, error) { return g.AppendBinary(nil) }

// UnmarshalBinary reads the binary form. Anything else gives [cx.ErrEncoding], and g is unchanged.
func (g *Groups) UnmarshalBinary(data []byte) error {
	return g.read(wire.FromBinary(wire.NPSGroups, data))
}

// MarshalJSON returns the JSON form. The error is always nil.
func (g Groups) MarshalJSON() ([]byte, error) { return g.write(wire.ToJSON(wire.NPSGroups)) }

// UnmarshalJSON reads the JSON form; null is the zero value. Anything else gives
// [cx.ErrEncoding], and g is unchanged.
func (g *Groups) UnmarshalJSON(data []byte) error { return g.read(wire.FromJSON(wire.NPSGroups, data)) }

// Value implements [driver.Valuer] with the binary form.
func (g Groups) Value() (driver.Value, error) { return wire.Column(g.MarshalBinary()) }

// Scan implements sql.Scanner: it reads the binary or the JSON form from bytes or
// text, and NULL as the zero value.
func (g *Groups) Scan(src any) error { return wire.Scan(wire.NPSGroups, g, src) }

func (t WeightedTally) write(c wire.Coder) ([]byte, error) {
	t.weights.Code(&c, 0, likert.Highest)
	return c.Bytes()
}

func (t *WeightedTally) read(c wire.Coder) error {
	var u WeightedTally
	u.weights.Code(&c, 0, likert.Highest)
	err := c.Err()
	if err == nil {
		*t = u
	}
	return err
}

// AppendBinary appends the binary form to b. The error is always nil.
func (t WeightedTally) AppendBinary(b []byte) ([]byte, error) {
	return t.write(wire.ToBinary(wire.NPSWeightedTally, b))
}

// MarshalBinary returns the binary form. The error is always nil.
func (t WeightedTally) MarshalBinary() ([]byte, error) { return t.AppendBinary(nil) }

// UnmarshalBinary reads the binary form. Anything else gives [cx.ErrEncoding], and t is unchanged.
func (t *WeightedTally) UnmarshalBinary(data []byte) error {
	return t.read(wire.FromBinary(wire.NPSWeightedTally, data))
}

// MarshalJSON returns the JSON form. The error is always nil.
func (t WeightedTally) MarshalJSON() ([]byte, error) {
	return t.write(wire.ToJSON(wire.NPSWeightedTally))
}

// UnmarshalJSON reads the JSON form; null is the zero value. Anything else gives
// [cx.ErrEncoding], and t is unchanged.
func (t *WeightedTally) UnmarshalJSON(data []byte) error {
	return t.read(wire.FromJSON(wire.NPSWeightedTally, data))
}

// Value implements [driver.Valuer] with the binary form.
func (t WeightedTally) Value() (driver.Value, error) { return wire.Column(t.MarshalBinary()) }

// Scan implements sql.Scanner: it reads the binary or the JSON form from bytes or
// text, and NULL as the zero value.
func (t *WeightedTally) Scan(src any) error { return wire.Scan(wire.NPSWeightedTally, t, src) }

// MarshalJSON returns an object with the three intervals. The zero Shares is null: it
// is no result.
func (s Shares) MarshalJSON() ([]byte, error) {
	if s == (Shares{}) {
		return []byte("null"), nil
	}
	c := wire.ToJSON(wire.NPSShares)
	s.code(&c)
	return c.Bytes()
}

// UnmarshalJSON reads what MarshalJSON writes. Anything else gives [cx.ErrEncoding], and
// s is unchanged.
func (s *Shares) UnmarshalJSON(data []byte) error {
	c := wire.FromJSON(wire.NPSShares, data)
	var u Shares
	u.code(&c)
	err := c.Err()
	if err == nil {
		*s = u
	}
	return err
}

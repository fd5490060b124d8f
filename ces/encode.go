package ces

import (
	"database/sql/driver"

	"github.com/cxmetrics/cx/internal/likert"
	"github.com/cxmetrics/cx/internal/wire"
)

// The methods below put the values of this package into bytes, JSON and databases.
// The package documentation says in which form, and what each reader refuses.

// text is the text of a scale.
func text(s likert.Scale) string { return Scale{s}.String() }

// ParseScale reads a scale from the text of [Scale.String], such as
// "1..5, higher is easier". A scale that there is not gives [cx.ErrOutOfRange], any other
// text [cx.ErrEncoding].
func ParseScale(scale string) (Scale, error) {
	s, err := likert.ParseScale(scale, text)
	return Scale{s}, wrap(err)
}

// MustParseScale is [ParseScale] for texts that a program holds itself: it panics with the
// error.
func MustParseScale(scale string) Scale {
	s, err := ParseScale(scale)
	if err != nil {
		panic(err)
	}
	return s
}

// MarshalText returns the text of [Scale.String].
func (s Scale) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the text as [ParseScale] does. On an error s is unchanged.
func (s *Scale) UnmarshalText(data []byte) error {
	read, err := ParseScale(string(data))
	if err == nil {
		*s = read
	}
	return err
}

func (t Tally) write(c wire.Coder) ([]byte, error) {
	return t.t.Write(c, text)
}

func (t *Tally) read(c wire.Coder) error {
	read, err := likert.ReadTally(c, text)
	u := Tally{read}
	if err == nil {
		*t = u
	}
	return err
}

// AppendBinary appends the binary form to b. The error is always nil.
func (t Tally) AppendBinary(b []byte) ([]byte, error) {
	return t.write(wire.ToBinary(wire.CESTally, b))
}

// MarshalBinary returns the binary form. The error is always nil.
func (t Tally) MarshalBinary() ([]byte, error) { return t.AppendBinary(nil) }

// UnmarshalBinary reads the binary form. Anything else gives [cx.ErrEncoding], and t is unchanged.
func (t *Tally) UnmarshalBinary(data []byte) error {
	return t.read(wire.FromBinary(wire.CESTally, data))
}

// MarshalJSON returns the JSON form. The error is always nil.
func (t Tally) MarshalJSON() ([]byte, error) { return t.write(wire.ToJSON(wire.CESTally)) }

// UnmarshalJSON reads the JSON form; null is the zero value. Anything else gives
// [cx.ErrEncoding], and t is unchanged.
func (t *Tally) UnmarshalJSON(data []byte) error { return t.read(wire.FromJSON(wire.CESTally, data)) }

// Value implements [driver.Valuer] with the binary form.
func (t Tally) Value() (driver.Value, error) { return wire.Column(t.MarshalBinary()) }

// Scan implements sql.Scanner: it reads the binary or the JSON form from bytes or
// text, and NULL as the zero value.
func (t *Tally) Scan(src any) error { return wire.Scan(wire.CESTally, t, src) }

func (t WeightedTally) write(c wire.Coder) ([]byte, error) {
	return t.t.Write(c, text)
}

func (t *WeightedTally) read(c wire.Coder) error {
	read, err := likert.ReadWeightedTally(c, text)
	u := WeightedTally{read}
	if err == nil {
		*t = u
	}
	return err
}

// AppendBinary appends the binary form to b. The error is always nil.
func (t WeightedTally) AppendBinary(b []byte) ([]byte, error) {
	return t.write(wire.ToBinary(wire.CESWeightedTally, b))
}

// MarshalBinary returns the binary form. The error is always nil.
func (t WeightedTally) MarshalBinary() ([]byte, error) { return t.AppendBinary(nil) }

// UnmarshalBinary reads the binary form. Anything else gives [cx.ErrEncoding], and t is unchanged.
func (t *WeightedTally) UnmarshalBinary(data []byte) error {
	return t.read(wire.FromBinary(wire.CESWeightedTally, data))
}

// MarshalJSON returns the JSON form. The error is always nil.
func (t WeightedTally) MarshalJSON() ([]byte, error) {
	return t.write(wire.ToJSON(wire.CESWeightedTally))
}

// UnmarshalJSON reads the JSON form; null is the zero value. Anything else gives
// [cx.ErrEncoding], and t is unchanged.
func (t *WeightedTally) UnmarshalJSON(data []byte) error {
	return t.read(wire.FromJSON(wire.CESWeightedTally, data))
}

// Value implements [driver.Valuer] with the binary form.
func (t WeightedTally) Value() (driver.Value, error) { return wire.Column(t.MarshalBinary()) }

// Scan implements sql.Scanner: it reads the binary or the JSON form from bytes or
// text, and NULL as the zero value.
func (t *WeightedTally) Scan(src any) error { return wire.Scan(wire.CESWeightedTally, t, src) }

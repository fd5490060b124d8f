package cx

import (
	"database/sql/driver"
	"errors"

	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/cxmetrics/cx/internal/wire"
)

func (b *By[K, P]) code(c *wire.Coder) {
	wire.Map(c, "keys", &b.cells, func(c *wire.Coder, name string, p *P) {
		if !c.Reading() {
			wire.Cell(c, name, *p)
			return
		}
		// Merged into a fresh one, so that what was made for other tallies is refused.
		read := b.fresh.Scratch("By")
		*p = b.fresh.Make("By")
		wire.Cell(c, name, read)
		if c.Reading() {
			c.Part(name, (*p).Merge(read))
		}
	})
}

func (b *By[K, P]) read(read func(kind wire.Kind, v *By[K, P]) error) error {
	if err := b.check(); err != nil {
		return err
	}
	u := NewBy[K](b.fresh.New)
	if err := read(wire.By, u); err != nil {
		if !errors.Is(err, sentinel.Encoding) {
			err = sentinel.Errorf(sentinel.Encoding, "%w", err)
		}
		return err
	}
	b.fresh, b.cells = u.fresh, u.cells
	return nil
}

// MarshalBinary returns the binary form: the keys in rising order, each with the binary
// form of its tally. Tallies without one return [ErrEncoding].
func (b *By[K, P]) MarshalBinary() ([]byte, error) {
	c := wire.ToBinary(wire.By)
	b.code(&c)
	return c.Bytes()
}

// UnmarshalBinary reads the binary form into a By of [NewBy], and replaces its keys. Other
// bytes return [ErrEncoding], and b is unchanged.
func (b *By[K, P]) UnmarshalBinary(data []byte) error {
	return b.read(func(kind wire.Kind, u *By[K, P]) error {
		c := wire.FromBinary(kind, data)
		u.code(&c)
		return c.Err()
	})
}

// MarshalJSON returns {"keys":{"mail":...,"web":...}}: each key with what encoding/json
// makes of its tally.
func (b *By[K, P]) MarshalJSON() ([]byte, error) {
	c := wire.ToJSON(wire.By)
	b.code(&c)
	return c.Bytes()
}

// UnmarshalJSON reads the JSON form into a By of [NewBy], and replaces its keys; null
// leaves none. Other text returns [ErrEncoding], and b is unchanged.
func (b *By[K, P]) UnmarshalJSON(data []byte) error {
	return b.read(func(kind wire.Kind, u *By[K, P]) error {
		c := wire.FromJSON(kind, data)
		u.code(&c)
		return c.Err()
	})
}

// Value implements [driver.Valuer] with the binary form.
func (b *By[K, P]) Value() (driver.Value, error) { return wire.Column(b.MarshalBinary()) }

// Scan implements sql.Scanner: it reads the binary or the JSON form from bytes or text;
// NULL leaves no keys.
func (b *By[K, P]) Scan(src any) error { return wire.Scan(wire.By, b, src) }

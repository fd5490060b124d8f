package wire

import (
	"database/sql/driver"
	"encoding"
	"encoding/json"

	"github.com/cxmetrics/cx/internal/sentinel"
)

// Column is what MarshalBinary returned, for a database column: nothing beside an error.
func Column(data []byte, err error) (driver.Value, error) {
	if err != nil {
		return nil, err
	}
	return data, nil
}

// Scan reads what a database column holds into v: the binary form or, where the text begins
// with a brace or is null, the JSON form. NULL is the zero value.
func Scan(what string, v JSON, src any) error {
	var data []byte
	switch src := src.(type) {
	case nil:
		data = []byte("null")
	case []byte:
		data = src
	case string:
		data = []byte(src)
	default:
		return sentinel.Errorf(sentinel.Encoding, "%s: a database value of type %T, not bytes, text or NULL", what, src)
	}
	if text := trim(data); len(text) > 0 && text[0] == '{' || string(text) == "null" {
		return v.UnmarshalJSON(data)
	}
	return unmarshalBinary(data, v)
}

func marshalBinary(v any) ([]byte, error) {
	if m, ok := v.(encoding.BinaryMarshaler); ok {
		return m.MarshalBinary()
	}
	return nil, sentinel.Errorf(sentinel.Encoding, "%T has no MarshalBinary: use JSON", v)
}

func unmarshalBinary(data []byte, v any) error {
	if m, ok := v.(encoding.BinaryUnmarshaler); ok {
		return m.UnmarshalBinary(data)
	}
	return sentinel.Errorf(sentinel.Encoding, "%T has no UnmarshalBinary: use JSON", v)
}

// Cell is a tally of this module or of its user, behind a pointer, as it is nested in a
// container: with the binary form that it has, and with the JSON of encoding/json.
type Cell struct{ Pointer any }

// MarshalBinary returns what the tally's own method returns.
func (t Cell) MarshalBinary() ([]byte, error) { return marshalBinary(t.Pointer) }

// UnmarshalBinary reads with the tally's own method.
func (t Cell) UnmarshalBinary(data []byte) error { return unmarshalBinary(data, t.Pointer) }

// MarshalJSON writes the tally with encoding/json.
func (t Cell) MarshalJSON() ([]byte, error) {
	data, err := json.Marshal(t.Pointer)
	return data, shortened(err)
}

// UnmarshalJSON reads into the tally with encoding/json.
func (t Cell) UnmarshalJSON(data []byte) error {
	if string(trim(data)) == "null" {
		return sentinel.Errorf(sentinel.Encoding, "null is no tally")
	}
	return shortened(json.Unmarshal(data, t.Pointer))
}

// shortened cuts what encoding/json tells of a hostile text.
func shortened(err error) error {
	if err == nil {
		return nil
	}
	return sentinel.Errorf(sentinel.Encoding, "%.200s", err.Error())
}

// Cells is the part of a container that is its tallies by key, read into fresh ones.
func Cells[K comparable, P any](c *Coder, name string, cells *map[K]P, fresh func() P) { //nolint:gocritic // it is the map that is read
	Map(c, name, cells, func(c *Coder, name string, p *P) {
		if c.Reading() {
			*p = fresh()
		}
		c.Nested(name, Cell{*p})
	})
}

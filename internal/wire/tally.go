package wire

import (
	"encoding"
	"encoding/json"

	"github.com/cxmetrics/cx/internal/sentinel"
)

// Cell is a part that is a tally, behind a pointer.
func Cell(c *Coder, name string, pointer any) {
	if !c.IsJSON() {
		name = "tally" // in an error: the binary form has no names
	}
	c.Nested(name, Tally{Pointer: pointer})
}

// Tally gives a tally, of this module or of its user, the encodings that it has: for JSON
// those of encoding/json.
type Tally struct{ Pointer any }

// MarshalBinary returns what the tally's own method returns.
func (t Tally) MarshalBinary() ([]byte, error) {
	if m, ok := t.Pointer.(encoding.BinaryMarshaler); ok {
		return m.MarshalBinary()
	}
	return nil, sentinel.Errorf(sentinel.Encoding, "%T has no MarshalBinary: use JSON", t.Pointer)
}

// UnmarshalBinary reads with the tally's own method.
func (t Tally) UnmarshalBinary(data []byte) error {
	if m, ok := t.Pointer.(encoding.BinaryUnmarshaler); ok {
		return m.UnmarshalBinary(data)
	}
	return sentinel.Errorf(sentinel.Encoding, "%T has no UnmarshalBinary: use JSON", t.Pointer)
}

// MarshalJSON writes the tally with encoding/json.
func (t Tally) MarshalJSON() ([]byte, error) {
	data, err := json.Marshal(t.Pointer)
	return data, jsonError(err)
}

// UnmarshalJSON reads into the tally with encoding/json.
func (t Tally) UnmarshalJSON(data []byte) error {
	if string(trim(data)) == "null" {
		return sentinel.Errorf(sentinel.Encoding, "null is no tally")
	}
	return jsonError(json.Unmarshal(data, t.Pointer))
}

// jsonError shortens what encoding/json tells of a hostile text.
func jsonError(err error) error {
	if err == nil {
		return nil
	}
	return sentinel.Errorf(sentinel.Encoding, "%.200s", err.Error())
}

package wire

import (
	"database/sql/driver"
	"encoding"

	"github.com/cxmetrics/cx/internal/sentinel"
)

// Column is what MarshalBinary returned, for a database column: nothing beside an error.
func Column(data []byte, err error) (driver.Value, error) {
	if err != nil {
		return nil, err
	}
	return data, nil
}

// Scan reads what a database column holds into v: the binary form or, where the text
// begins with a brace or is null, the JSON form. NULL is the zero value.
func Scan(kind Kind, v interface {
	encoding.BinaryUnmarshaler
	UnmarshalJSON(data []byte) error
}, src any) error {
	var data []byte
	switch src := src.(type) {
	case nil:
		data = []byte("null")
		return v.UnmarshalJSON(data)
	case []byte:
		data = src
	case string:
		data = []byte(src)
	default:
		return sentinel.Errorf(sentinel.Encoding, "%v: a database value of type %T, not bytes, text or NULL", kind, src)
	}
	if text := trim(data); len(text) > 0 && text[0] == '{' || string(text) == "null" {
		return v.UnmarshalJSON(data)
	}
	return v.UnmarshalBinary(data)
}

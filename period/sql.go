package period

import (
	"database/sql/driver"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// Value implements [driver.Valuer] with the text of String, so that a Period can be a
// key column of a table: make it a column of text, in which the periods of a unit sort
// as they follow each other. The zero Period is NULL.
func (p Period) Value() (driver.Value, error) {
	if p.IsZero() {
		return nil, nil
	}
	return p.String(), nil
}

// Scan implements sql.Scanner: it reads what Value writes, as text or bytes, and NULL as the zero
// Period. Values of another type, such as the dates and numbers that a column of another type
// makes of the text, return [cx.ErrEncoding]. On error p stays as it was.
func (p *Period) Scan(src any) error {
	switch src := src.(type) {
	case nil:
		*p = Period{}
		return nil
	case string:
		return p.UnmarshalText([]byte(src))
	case []byte:
		return p.UnmarshalText(src)
	}
	return sentinel.Errorf(cx.ErrEncoding, "period: a database value of type %T, not text, bytes or NULL", src)
}

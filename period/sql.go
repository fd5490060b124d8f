package period

import (
	"database/sql/driver"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// Value returns the text of String, or NULL for the zero Period.
func (p Period) Value() (driver.Value, error) {
	if p.IsZero() {
		return nil, nil
	}
	return p.String(), nil
}

// Scan reads what Value returns.
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
	return sentinel.Errorf(cx.ErrEncoding, "period: a database value of type %T is not text, bytes or NULL", src)
}

package value

import "github.com/cxmetrics/cx/internal/sentinel"

// The errors of this package, shared with the module's other packages.
var (
	// ErrNoData means that a result is undefined for what was given: growth from
	// nothing, the cost of no customers, the value of customers who never leave.
	ErrNoData = sentinel.NoData
	// ErrOutOfRange means that an amount, a percentage or a level is outside its bounds.
	ErrOutOfRange = sentinel.OutOfRange
	// ErrOverflow means that a sum would pass its documented limit.
	ErrOverflow = sentinel.Overflow
	// ErrMismatch means that two currencies met.
	ErrMismatch = sentinel.Mismatch
	// ErrEncoding means that bytes or text are not an encoding that this package makes.
	ErrEncoding = sentinel.Encoding
)

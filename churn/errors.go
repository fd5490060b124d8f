package churn

import "github.com/cxmetrics/cx/internal/sentinel"

// The errors of this package, shared with the module's other packages.
var (
	// ErrNoData means that a rate has no customers, no revenue or no records to be a rate of.
	ErrNoData = sentinel.NoData
	// ErrOutOfRange means that a count, an amount, a time or a level is outside its bounds.
	ErrOutOfRange = sentinel.OutOfRange
	// ErrOverflow means that a count would pass its documented limit.
	ErrOverflow = sentinel.Overflow
	// ErrMismatch means that two things that cannot be combined met, such as two currencies.
	ErrMismatch = sentinel.Mismatch
	// ErrEncoding means that bytes or a text are not the encoding of what they are read
	// as, or that a value has no encoding.
	ErrEncoding = sentinel.Encoding
)

package cx

import "github.com/cxmetrics/cx/internal/sentinel"

// The errors of this module. Every error that a package returns wraps one: use errors.Is.
var (
	// ErrNoData means that a result is undefined or not known, such as a mean of nothing.
	ErrNoData = sentinel.NoData
	// ErrOutOfRange means that a value is outside its bounds.
	ErrOutOfRange = sentinel.OutOfRange
	// ErrOverflow means that a count or a sum would pass its limit.
	ErrOverflow = sentinel.Overflow
	// ErrMismatch means that two things do not go together, such as different scales.
	ErrMismatch = sentinel.Mismatch
	// ErrEncoding means that text or bytes are malformed.
	ErrEncoding = sentinel.Encoding
)

package cx

import "github.com/cxmetrics/cx/internal/sentinel"

// The errors of this module. Every error that a package returns wraps one of them, so
// errors.Is tells what happened.
var (
	// ErrNoData means that the result is undefined: a mean of nothing, a rate of an empty
	// group, a figure that the data do not tell.
	ErrNoData = sentinel.NoData
	// ErrOutOfRange means that a value lies outside its documented bounds.
	ErrOutOfRange = sentinel.OutOfRange
	// ErrOverflow means that a count or a sum would pass its documented limit.
	ErrOverflow = sentinel.Overflow
	// ErrMismatch means that two things cannot be combined, such as different scales.
	ErrMismatch = sentinel.Mismatch
	// ErrEncoding means that text or bytes do not follow the documented form.
	ErrEncoding = sentinel.Encoding
)

package estimate

import "github.com/cxmetrics/cx/internal/sentinel"

// The errors that every package of this module wraps. The other packages export
// the ones they return under their own name; the values are the same.
var (
	// ErrNoData means that a result is undefined for the data given: a mean of
	// nothing, a rate of an empty group, a variance of a single value.
	ErrNoData = sentinel.NoData
	// ErrOutOfRange means that a value lies outside its documented bounds.
	ErrOutOfRange = sentinel.OutOfRange
	// ErrOverflow means that a count or a sum would pass its documented limit.
	ErrOverflow = sentinel.Overflow
	// ErrMismatch means that two things that cannot be combined met.
	ErrMismatch = sentinel.Mismatch
	// ErrEncoding means that text or bytes do not follow their documented form.
	ErrEncoding = sentinel.Encoding
)

// Package sentinel holds the errors that every package of this module wraps.
// Each package exports them under its own name (cx.ErrNoData is
// cx.ErrNoData), so errors.Is works whichever package made the error.
package sentinel

import "errors"

var (
	// NoData: the result is undefined for what was given (a mean of nothing, a rate of an empty group).
	NoData = errors.New("no data")
	// OutOfRange: a value lies outside its documented bounds.
	OutOfRange = errors.New("out of range")
	// Overflow: a count or a sum would pass its documented limit.
	Overflow = errors.New("overflow")
	// Mismatch: two things that cannot be combined (scales, currencies, zones) met.
	Mismatch = errors.New("mismatch")
	// Encoding: text or bytes do not follow the documented form.
	Encoding = errors.New("malformed encoding")
)

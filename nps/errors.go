package nps

import "github.com/cxmetrics/cx/internal/sentinel"

// The errors of this package, shared with the module's other packages.
var (
	// ErrNoData means that the result of no answers is undefined.
	ErrNoData = sentinel.NoData
	// ErrOutOfRange means that a rating, a count or a level is outside its bounds.
	ErrOutOfRange = sentinel.OutOfRange
	// ErrOverflow means that more answers were added than a tally can hold.
	ErrOverflow = sentinel.Overflow
	// ErrEncoding means that a text is not a rating.
	ErrEncoding = sentinel.Encoding
)

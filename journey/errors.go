package journey

import "github.com/cxmetrics/cx/internal/sentinel"

// The errors of this package, shared with the module's other packages.
var (
	// ErrNoData means that a result has nothing to be a rate or a mean of.
	ErrNoData = sentinel.NoData
	// ErrOutOfRange means that a count, a time, a label or a level is outside its bounds.
	ErrOutOfRange = sentinel.OutOfRange
	// ErrOverflow means that a count, or the number of labels, would pass its documented limit.
	ErrOverflow = sentinel.Overflow
	// ErrMismatch means that tallies over different sets of labels were to be combined.
	ErrMismatch = sentinel.Mismatch
	// ErrEncoding means that bytes or text are not an encoding that this package makes.
	ErrEncoding = sentinel.Encoding
)

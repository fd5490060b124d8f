package tickets

import "github.com/cxmetrics/cx/internal/sentinel"

// The errors of this package, shared with the module's other packages.
var (
	// ErrNoData means that a result is undefined for what was given: the mean of
	// no times, the resolution rate of no tickets.
	ErrNoData = sentinel.NoData
	// ErrOutOfRange means that a value is outside its bounds: a time before the
	// ticket's creation, a negative duration, a percentile above 100.
	ErrOutOfRange = sentinel.OutOfRange
	// ErrOverflow means that a count or a duration would pass its limit.
	ErrOverflow = sentinel.Overflow
	// ErrEncoding means that bytes do not follow their documented form.
	ErrEncoding = sentinel.Encoding
)

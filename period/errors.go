package period

import "github.com/cxmetrics/cx/internal/sentinel"

// The errors of this package. Each is wrapped with the value, the bound and
// the place; test for them with errors.Is.
var (
	// ErrNoData reports a result that does not exist: the weekly schedule has no
	// next opening, the year before has no February 29.
	ErrNoData = sentinel.NoData
	// ErrOutOfRange reports a date outside the years 1 to 9999, an invalid unit,
	// an end before its start, and other values outside their documented bounds.
	ErrOutOfRange = sentinel.OutOfRange
	// ErrOverflow reports a duration longer than a time.Duration holds (292
	// years) and a Series longer than MaxSeries.
	ErrOverflow = sentinel.Overflow
	// ErrMismatch reports what does not go together: periods of different units, a
	// period that is no day among dates, shifts that overlap, series of different
	// units or zones.
	ErrMismatch = sentinel.Mismatch
	// ErrEncoding reports text that does not follow its documented form.
	ErrEncoding = sentinel.Encoding
)

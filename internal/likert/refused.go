package likert

import (
	"fmt"

	"github.com/cxmetrics/cx/internal/sentinel"
)

// Refused is the error of one answer that a tally did not take. It is a value with
// the text made when asked for, because a call that makes the text would keep the
// Add of every survey package from being inlined.
type Refused struct {
	Package string
	Scale   Scale
	Rating  int
}

// Error names the rating and the bound it broke.
func (e *Refused) Error() string {
	if e.Scale.Contains(e.Rating) {
		return fmt.Sprintf("%s: one more answer of rating %d passes %d", e.Package, e.Rating, uint64(MaxCount))
	}
	return fmt.Sprintf("%s: rating %d is not on the scale %s", e.Package, e.Rating, e.Scale.Range())
}

// Unwrap returns the shared error: a rating that is on the scale can only have been
// refused because its count was full.
func (e *Refused) Unwrap() error {
	if e.Scale.Contains(e.Rating) {
		return sentinel.Overflow
	}
	return sentinel.OutOfRange
}

// Package ids holds what every package does with the IDs of customers, which may be
// of any comparable type.
package ids

import (
	"fmt"

	"github.com/cxmetrics/cx/internal/sentinel"
)

// Check refuses NaN, which no map can find again.
func Check[ID comparable](id ID) error {
	if id != id { //nolint:gocritic // true for NaN
		return sentinel.Errorf(sentinel.OutOfRange, "the ID %v does not equal itself, so it could not be found again", id)
	}
	return nil
}

// Quote returns an ID for an error message, short whatever it is.
func Quote(id any) string { return fmt.Sprintf("%.40q", fmt.Sprint(id)) }

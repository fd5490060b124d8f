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
		return fmt.Errorf("an ID that does not equal itself: %w", sentinel.OutOfRange)
	}
	return nil
}

// Quote returns an ID for an error message, short whatever it is.
func Quote(id any) string { return fmt.Sprintf("%.40q", fmt.Sprint(id)) }

package csat

import (
	"github.com/cxmetrics/cx/internal/likert"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// Rating is one answer, a whole number; which numbers are possible is the
// [Scale]'s to say.
type Rating int

// The two answers on the scale of [YesNo].
const (
	No  Rating = 0
	Yes Rating = 1
)

// ParseRating reads a rating from ASCII digits, such as "4" or "04", at most 20 of
// them. A number outside 0..10, such as "11" or "-1", returns [cx.ErrOutOfRange]; "3.5",
// "", "+5", "-0", a blank, a digit of another script or a longer text gives
// [cx.ErrEncoding]. Whether the rating is on the scale is
// checked when it is added to a [Tally].
func ParseRating(text string) (Rating, error) {
	n, err := likert.Parse(text)
	if err != nil {
		return 0, sentinel.In("csat", err)
	}
	return Rating(n), nil
}

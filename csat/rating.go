package csat

import (
	"github.com/cxmetrics/cx/internal/likert"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// Rating is an answer: a whole number on a [Scale].
type Rating int

// The two answers on the scale of [YesNo].
const (
	No  Rating = 0
	Yes Rating = 1
)

// ParseRating reads a rating from 1 to 20 ASCII digits, such as "4" or "04". A number outside
// 0..10 returns [cx.ErrOutOfRange], other text such as "3.5" or "+5" [cx.ErrEncoding].
// [Tally.Add] checks whether it is on the scale.
func ParseRating(text string) (Rating, error) {
	n, err := likert.Parse(text)
	if err != nil {
		return 0, sentinel.In("csat", err)
	}
	return Rating(n), nil
}

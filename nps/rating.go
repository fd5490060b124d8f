package nps

import (
	"fmt"

	"github.com/cxmetrics/cx/internal/likert"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// Rating is an answer, 0 to 10.
type Rating int

// The bounds of a [Rating].
const lowest, highest = 0, 10

var scale, _ = likert.NewScale(lowest, highest)

// ParseRating reads a rating from 1 to 20 ASCII digits, such as "9" or "09". Other text, such
// as "6.5" or "+5", returns [cx.ErrEncoding].
func ParseRating(text string) (Rating, error) {
	n, err := likert.Parse(text)
	if err != nil {
		return 0, sentinel.In("nps", err)
	}
	return Rating(n), nil
}

// Group returns the group of the rating, or 0 for a rating outside 0..10.
func (r Rating) Group() Group {
	switch {
	case !r.valid():
		return 0
	case r <= 6:
		return Detractor
	case r <= 8:
		return Passive
	}
	return Promoter
}

func (r Rating) valid() bool { return lowest <= r && r <= highest }

// Group is a group of respondents (Reichheld 2003).
type Group uint8

// The three groups of the Net Promoter method.
const (
	Detractor Group = iota + 1 // ratings 0 to 6
	Passive                    // ratings 7 and 8
	Promoter                   // ratings 9 and 10
)

// String returns "detractor", "passive" or "promoter".
func (g Group) String() string {
	switch g {
	case Detractor:
		return "detractor"
	case Passive:
		return "passive"
	case Promoter:
		return "promoter"
	}
	return fmt.Sprintf("Group(%d)", uint8(g))
}

// refused is the error of one rating that was not taken: outside 0..10,
// or of a count that is full.
func refused(n int) error {
	return &likert.Refused{Package: "nps", Scale: scale, Rating: n}
}

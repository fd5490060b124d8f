package likert

import (
	"math/bits"
	"strconv"

	"github.com/cxmetrics/cx/internal/sentinel"
)

// Scale is a range of whole ratings with a good end. The zero value is 1..5 with
// 5 the best; scales are comparable with ==.
type Scale struct {
	// A bit for each rating, inverted where the default scale has it, so that the
	// zero value is the default scale. One bit to look at keeps Add short.
	ratings   uint32
	lowIsGood bool
}

// defaults has the bits 1 to 5.
const defaults = 1<<6 - 1<<1

// NewScale returns the scale lowest..highest, with the highest rating the best.
func NewScale(lowest, highest int) (Scale, error) {
	if lowest < 0 || highest > Highest || lowest >= highest {
		return Scale{}, sentinel.Errorf(sentinel.OutOfRange, "scale %d..%d is not within 0..%d with at least two ratings",
			lowest, highest, Highest)
	}
	return Scale{ratings: (1<<(highest+1) - 1<<lowest) ^ defaults}, nil
}

// Min returns the lowest rating.
func (s Scale) Min() int { return bits.TrailingZeros32(s.ratings ^ defaults) }

// Max returns the highest rating.
func (s Scale) Max() int { return bits.Len32(s.ratings^defaults) - 1 }

// Size returns the number of ratings.
func (s Scale) Size() int { return s.Max() - s.Min() + 1 }

// LowIsGood reports whether the lowest rating is the best.
func (s Scale) LowIsGood() bool { return s.lowIsGood }

// Inverted returns the scale with its good end at the other side.
func (s Scale) Inverted() Scale {
	s.lowIsGood = !s.lowIsGood
	return s
}

// Contains reports whether the rating is on the scale.
func (s Scale) Contains(rating int) bool {
	return uint(rating) <= Highest && (s.ratings^defaults)&(1<<rating) != 0
}

// Best returns the best rating.
func (s Scale) Best() int {
	if s.lowIsGood {
		return s.Min()
	}
	return s.Max()
}

// Check returns an error for a rating that is not on the scale.
func (s Scale) Check(rating int) error {
	if !s.Contains(rating) {
		return sentinel.Errorf(sentinel.OutOfRange, "rating %d is not on the scale %d..%d", rating, s.Min(), s.Max())
	}
	return nil
}

// CheckBox returns an error unless the k best (or worst) ratings are some of the
// scale, but not all.
func (s Scale) CheckBox(k int) error {
	if k < 1 || k >= s.Size() {
		return sentinel.Errorf(sentinel.OutOfRange, "a box of %d ratings does not fit the scale %s: 1 to %d do", k, s.Range(), s.Size()-1)
	}
	return nil
}

// boxFrom returns how many ratings are the cut-off or better.
func (s Scale) boxFrom(cutoff int) (int, error) {
	k := s.Max() - cutoff + 1
	if s.lowIsGood {
		k = cutoff - s.Min() + 1
	}
	if err := s.Check(cutoff); err != nil {
		return 0, err
	}
	if k == s.Size() {
		return 0, sentinel.Errorf(sentinel.OutOfRange, "rating %d is no cut-off: every answer on the scale %s would pass it", cutoff, s.Range())
	}
	return k, nil
}

// Matches returns an error unless answers on the two scales can be put together.
func (s Scale) Matches(o Scale) error {
	if s != o {
		return sentinel.Errorf(sentinel.Mismatch, "answers on the scale %v, and on the scale %v, cannot be combined", s, o)
	}
	return nil
}

// Range returns the scale as "1..5".
func (s Scale) Range() string { return strconv.Itoa(s.Min()) + ".." + strconv.Itoa(s.Max()) }

// String returns the scale and its good end: "1..5, 5 is best".
func (s Scale) String() string { return s.Range() + ", " + strconv.Itoa(s.Best()) + " is best" }

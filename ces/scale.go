package ces

import "github.com/cxmetrics/cx/internal/likert"

// Scale is a range of whole ratings, of ease or of effort. The zero value is ease on 1..5.
type Scale struct {
	s likert.Scale
}

// Ease returns a scale on which the highest rating is the easiest. It returns
// [cx.ErrOutOfRange] unless 0 <= lowest < highest <= 10.
func Ease(lowest, highest int) (Scale, error) {
	s, err := likert.NewScale(lowest, highest)
	return Scale{s}, wrap(err)
}

// Effort returns a scale on which the highest rating is the greatest effort. Its bounds are
// those of [Ease].
func Effort(lowest, highest int) (Scale, error) {
	s, err := likert.NewScale(lowest, highest)
	if err != nil {
		return Scale{}, wrap(err)
	}
	return Scale{s.Inverted()}, nil
}

// Min returns the lowest rating.
func (s Scale) Min() Rating { return Rating(s.s.Min()) }

// Max returns the highest rating.
func (s Scale) Max() Rating { return Rating(s.s.Max()) }

// LowIsEasy reports whether the lowest rating is the easiest: a scale of effort.
func (s Scale) LowIsEasy() bool { return s.s.LowIsGood() }

// String returns a text such as "1..5, higher is easier".
func (s Scale) String() string {
	if s.LowIsEasy() {
		return s.s.Range() + ", higher is harder"
	}
	return s.s.Range() + ", higher is easier"
}

// easy returns how many of the best ratings are on the easy side of the middle.
func (s Scale) easy() int { return s.s.Size() / 2 }

// text is the text of a scale.
func text(s likert.Scale) string { return Scale{s}.String() }

// ParseScale reads the text of [Scale.String]. An impossible scale returns [cx.ErrOutOfRange],
// other text [cx.ErrEncoding].
func ParseScale(scale string) (Scale, error) {
	s, err := likert.ParseScale(scale, text)
	return Scale{s}, wrap(err)
}

// MustParseScale is [ParseScale] for text in the program itself. It panics on an error.
func MustParseScale(scale string) Scale {
	s, err := ParseScale(scale)
	if err != nil {
		panic(err)
	}
	return s
}

// MarshalText returns [Scale.String].
func (s Scale) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads text as [ParseScale] does.
func (s *Scale) UnmarshalText(data []byte) error {
	read, err := ParseScale(string(data))
	if err == nil {
		*s = read
	}
	return err
}

package csat

import "github.com/cxmetrics/cx/internal/likert"

// Scale is a range of whole ratings with a good end. The zero value is 1..5, 5 is best.
type Scale struct {
	s likert.Scale
}

// NewScale returns the scale from lowest to highest, the highest rating being the best. It
// returns [cx.ErrOutOfRange] unless 0 <= lowest < highest <= 10.
func NewScale(lowest, highest int) (Scale, error) {
	s, err := likert.NewScale(lowest, highest)
	return Scale{s}, wrap(err)
}

// YesNo returns the scale of [Yes] and [No], yes being better.
func YesNo() Scale {
	s, _ := likert.NewScale(int(No), int(Yes))
	return Scale{s}
}

// Inverted returns the scale with the other good end, such as for school grades with 1 the
// best.
func (s Scale) Inverted() Scale { return Scale{s.s.Inverted()} }

// Min returns the lowest rating.
func (s Scale) Min() Rating { return Rating(s.s.Min()) }

// Max returns the highest rating.
func (s Scale) Max() Rating { return Rating(s.s.Max()) }

// LowIsGood reports whether the lowest rating is the best.
func (s Scale) LowIsGood() bool { return s.s.LowIsGood() }

// String returns a text such as "1..5, 5 is best".
func (s Scale) String() string { return s.s.String() }

// satisfied returns how many of the best ratings count as satisfied. Two of three
// would take the neutral middle in, two of two everybody.
func (s Scale) satisfied() int {
	if s.s.Size() <= 3 {
		return 1
	}
	return 2
}

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

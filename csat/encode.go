package csat

import (
	"github.com/cxmetrics/cx/internal/likert"
	"github.com/cxmetrics/cx/internal/wire"
)

//go:generate go run ../internal/encodings

// text is the text of a scale.
func text(s likert.Scale) string { return Scale{s}.String() }

// ParseScale reads a scale from the text of [Scale.String], such as
// "1..5, 5 is best". A scale that there is not returns [cx.ErrOutOfRange], any other
// text [cx.ErrEncoding].
func ParseScale(scale string) (Scale, error) {
	s, err := likert.ParseScale(scale, text)
	return Scale{s}, wrap(err)
}

// MustParseScale is [ParseScale] for texts that a program holds itself: it panics with the
// error.
func MustParseScale(scale string) Scale {
	s, err := ParseScale(scale)
	if err != nil {
		panic(err)
	}
	return s
}

// MarshalText returns the text of [Scale.String].
func (s Scale) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the text as [ParseScale] does. On an error s is unchanged.
func (s *Scale) UnmarshalText(data []byte) error {
	read, err := ParseScale(string(data))
	if err == nil {
		*s = read
	}
	return err
}

//cx:encode CSATTally
func (t *Tally) code(c *wire.Coder) { t.t.Code(c, text) }

//cx:encode CSATWeightedTally
func (t *WeightedTally) code(c *wire.Coder) { t.t.Code(c, text) }

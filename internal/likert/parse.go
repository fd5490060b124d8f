package likert

import (
	"errors"
	"strings"

	"github.com/cxmetrics/cx/internal/sentinel"
)

// maxText is the longest text of a rating that is read: room for any padding
// with zeros that a fixed-width export makes.
const maxText = 20

// Parse reads a rating from text: ASCII digits only, leading zeros allowed, at most
// maxText characters. A fraction, a plus sign, a minus before nothing or zeros, a
// blank or a digit of another script is not a rating's text; a number below 0 is one,
// out of range.
func Parse(text string) (int, error) {
	digits := strings.TrimPrefix(text, "-")
	negative := len(digits) < len(text)
	if digits == "" || len(text) > maxText || strings.Trim(digits, "0123456789") != "" || negative && strings.Trim(digits, "0") == "" {
		return 0, sentinel.Errorf(sentinel.Encoding, "rating %.40q is not a whole number such as 9, without blanks and signs", text)
	}
	rating := 0
	for i := 0; i < len(digits) && rating <= Highest; i++ {
		rating = rating*10 + int(digits[i]-'0')
	}
	if rating > Highest || negative {
		return 0, sentinel.Errorf(sentinel.OutOfRange, "rating %s is outside 0..%d", text, Highest)
	}
	return rating, nil
}

// ParseScale reads what text writes for one of the scales.
func ParseScale(read string, text func(Scale) string) (Scale, error) {
	span, _, _ := strings.Cut(read, ", ")
	low, high, _ := strings.Cut(span, "..")
	from, err1 := Parse(low)
	to, err2 := Parse(high)
	err := errors.Join(err1, err2)
	if errors.Is(err, sentinel.Encoding) {
		return Scale{}, sentinel.Errorf(sentinel.Encoding, "scale %.40q is not written as in %q", read, text(Scale{}))
	}
	s := Scale{}
	if err == nil {
		s, err = NewScale(from, to)
	}
	if err != nil {
		return Scale{}, sentinel.Errorf(sentinel.OutOfRange, "scale %.40q is not within 0..%d with at least two ratings", read, Highest)
	}
	if text(s) == read {
		return s, nil
	}
	if text(s.Inverted()) == read {
		return s.Inverted(), nil
	}
	return Scale{}, sentinel.Errorf(sentinel.Encoding, "scale %.40q is not written as %q or %q", read, text(s), text(s.Inverted()))
}

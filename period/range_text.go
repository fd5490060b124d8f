package period

import (
	"fmt"
	"strings"
	"time"
)

// String returns the text of MarshalText, or for a range that has none the same
// with years as they are.
func (r Range) String() string {
	return rangeZone(r.start).Format(time.RFC3339Nano) + "/" + rangeZone(r.end).Format(time.RFC3339Nano)
}

// rangeZone returns t in UTC where its offset has seconds, as those of local mean time
// have: the text has no place for them, and leaving them out would be another instant.
func rangeZone(t time.Time) time.Time {
	if _, offset := t.Zone(); offset%60 != 0 {
		return t.UTC()
	}
	return t
}

// MarshalText implements encoding.TextMarshaler: an ISO 8601 interval of two
// RFC 3339 times, as 2024-03-01T00:00:00+01:00/2024-04-01T00:00:00+02:00, with
// a fraction of a second where there is one. The text keeps the instants and their
// offsets, not the name of the zone. A year outside 0 to 9999 in either time is
// ErrOutOfRange, since four digits cannot write it; so is an offset of 24 hours or more.
func (r Range) MarshalText() ([]byte, error) {
	var b []byte
	for _, t := range [2]time.Time{r.start, r.end} {
		text, err := rangeZone(t).MarshalText()
		if err != nil {
			return nil, fmt.Errorf("period: range from %s to %s has no text: years go from 0 to 9999, offsets to 23:59: %w", quote(r.start), quote(r.end), ErrOutOfRange)
		}
		b = append(append(b, text...), '/')
	}
	return b[:len(b)-1], nil
}

// UnmarshalText implements encoding.TextUnmarshaler with ParseRange. On error r
// stays as it was.
func (r *Range) UnmarshalText(text []byte) error {
	s, err := ParseRange(string(text))
	if err == nil {
		*r = s
	}
	return err
}

// ParseRange reads two RFC 3339 times with a slash between them, to the
// nanosecond. Other text is ErrEncoding; an end before the start is ErrOutOfRange.
func ParseRange(text string) (Range, error) {
	start, end, ok := strings.Cut(text, "/")
	if !ok {
		return Range{}, fmt.Errorf("period: range %.80q has no slash between two times: %w", text, ErrEncoding)
	}
	var r Range
	for _, side := range [2]struct {
		text string
		t    *time.Time
	}{{start, &r.start}, {end, &r.end}} {
		// The time package drops the digits of a fraction after the ninth.
		_, fraction, _ := strings.Cut(side.text, ".")
		if digits := len(fraction) - len(strings.TrimLeft(fraction, "0123456789")); digits > 9 {
			return Range{}, fmt.Errorf("period: range: %.40q has more than 9 digits of a second: %w", side.text, ErrEncoding)
		}
		if err := side.t.UnmarshalText([]byte(side.text)); err != nil {
			return Range{}, fmt.Errorf("period: range: %.40q is not an RFC 3339 time such as 2024-03-01T00:00:00+01:00: %w", side.text, ErrEncoding)
		}
	}
	return NewRange(r.start, r.end)
}

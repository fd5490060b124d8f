package period

import (
	"strings"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// String returns two RFC 3339 times with a slash between them.
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

// MarshalText implements [encoding.TextMarshaler].
func (r Range) MarshalText() ([]byte, error) {
	var b []byte
	for _, t := range [2]time.Time{r.start, r.end} {
		text, err := rangeZone(t).MarshalText()
		if err != nil {
			return nil, sentinel.Errorf(cx.ErrOutOfRange, "period: range from %s to %s has no text: years go from 0 to 9999, offsets to 23:59", quote(r.start), quote(r.end))
		}
		b = append(append(b, text...), '/')
	}
	return b[:len(b)-1], nil
}

// UnmarshalText implements [encoding.TextUnmarshaler].
func (r *Range) UnmarshalText(text []byte) error {
	s, err := ParseRange(string(text))
	if err == nil {
		*r = s
	}
	return err
}

// ParseRange reads the text of [Range.String].
func ParseRange(text string) (Range, error) {
	start, end, ok := strings.Cut(text, "/")
	if !ok {
		return Range{}, sentinel.Errorf(cx.ErrEncoding, "period: range %.80q has no slash between two times", text)
	}
	var r Range
	for _, side := range [2]struct {
		text string
		t    *time.Time
	}{{start, &r.start}, {end, &r.end}} {
		// In UTC, as otherwise an offset that the machine has turns into its zone.
		t, err := time.ParseInLocation(time.RFC3339, side.text, time.UTC)
		if err != nil || !isRFC3339(side.text) {
			return Range{}, sentinel.Errorf(cx.ErrEncoding, "period: range: %.40q is not an RFC 3339 time such as 2024-03-01T00:00:00+01:00", side.text)
		}
		*side.t = t
	}
	return NewRange(r.start, r.end)
}

// isRFC3339 reports whether a text has the form of an RFC 3339 time with up to nine
// digits of a second. The time package also reads hours of one digit, commas
// and offsets of a day, and drops further digits.
func isRFC3339(text string) bool {
	const form = "0000-00-00T00:00:00"
	var v [3]int
	if len(text) <= len(form) || !match(text[:len(form)], form, &v) {
		return false
	}
	text = text[len(form):]
	if text[0] == '.' {
		rest := strings.TrimLeft(text[1:], "0123456789")
		if digits := len(text) - 1 - len(rest); digits < 1 || digits > 9 {
			return false
		}
		text = rest
	}
	return text == "Z" || (match(text, "+00:00", &v) || match(text, "-00:00", &v)) && v[0] < 24 && v[1] < 60
}

package period

import (
	"fmt"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// A Shift is when the business opens and closes by the local clock, in whole seconds since
// 00:00. If Close is not after Open, it closes on the next day. All day is {0, 24 * time.Hour}:
// a last shift until 23:59 leaves a gap every night, and is refused.
type Shift struct{ Open, Close time.Duration }

const day24 = 24 * time.Hour

// check returns why s is not a shift.
func (s Shift) check() error {
	switch {
	case s.Open < 0 || s.Open >= day24 || s.Open%time.Second != 0:
		return sentinel.Errorf(cx.ErrOutOfRange, "open: %v is not a whole second from 00:00:00 to 23:59:59", s.Open)
	case s.Close < 0 || s.Close > day24 || s.Close%time.Second != 0:
		return sentinel.Errorf(cx.ErrOutOfRange, "close: %v is not a whole second from 00:00:00 to 24:00:00", s.Close)
	case s.Open == s.Close:
		return sentinel.Errorf(cx.ErrOutOfRange, "close: %v is the same as open (all day is 00:00-24:00)", s.Close)
	}
	return nil
}

// gap returns an error if s ends the day a minute or a second too early.
func (s Shift) gap() error {
	if s.Close == day24-time.Minute || s.Close == day24-time.Second {
		return sentinel.Errorf(cx.ErrOutOfRange, "close: %s leaves a gap before midnight, the end of the day is 24:00", clock(s.Close))
	}
	return nil
}

// text returns a text such as "09:00-17:30" or "09:00:00-17:30:15".
func (s Shift) text() string { return clock(s.Open) + "-" + clock(s.Close) }

func clock(d time.Duration) string {
	h, m, sec := d/time.Hour, d/time.Minute%60, d/time.Second%60
	if sec == 0 {
		return fmt.Sprintf("%02d:%02d", h, m)
	}
	return fmt.Sprintf("%02d:%02d:%02d", h, m, sec)
}

// parseShift reads the text of a shift. Its errors name the field.
func parseShift(text string) (Shift, error) {
	var s Shift
	for i := range len(text) {
		if text[i] != '-' {
			continue
		}
		var ok bool
		if s.Open, ok = parseClock(text[:i]); !ok {
			return Shift{}, sentinel.Errorf(cx.ErrEncoding, "open: %.20q is not a time such as 09:00 or 09:00:30", text[:i])
		}
		if s.Close, ok = parseClock(text[i+1:]); !ok {
			return Shift{}, sentinel.Errorf(cx.ErrEncoding, "close: %.20q is not a time such as 17:00 or 24:00", text[i+1:])
		}
		return s, s.check()
	}
	return Shift{}, sentinel.Errorf(cx.ErrEncoding, "%.20q is not a shift such as 09:00-17:00", text)
}

func parseClock(text string) (time.Duration, bool) {
	var v [3]int
	if !match(text, "00:00", &v) && !match(text, "00:00:00", &v) || v[1] > 59 || v[2] > 59 {
		return 0, false
	}
	return time.Duration(v[0])*time.Hour + time.Duration(v[1])*time.Minute + time.Duration(v[2])*time.Second, true
}

package period

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// A day is the shifts that open on one day, in seconds of the clock since midnight.
type day struct {
	spans []span
	// Up to where the last of them goes on, on the day after.
	overnight int64
}

// A span is a stretch of a day. Spans are in order and do not touch.
type span struct {
	open, close int64
	before      int64 // seconds of the spans before this one
}

// noShifts is a day that is closed.
var noShifts = new(day)

// newDay checks the shifts of one day, of which there may be any number.
func newDay(shifts []Shift) (*day, error) {
	order := make([]int, len(shifts))
	for i, s := range shifts {
		if err := s.check(); err != nil {
			return nil, fmt.Errorf("shift %d: %w", i, err)
		}
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int {
		return cmp.Or(cmp.Compare(shifts[i].Open, shifts[j].Open), cmp.Compare(i, j))
	})
	d := new(day)
	if n := len(order); n > 0 {
		if i := order[n-1]; shifts[i].Close-shifts[i].Open > time.Minute {
			if err := shifts[i].gap(); err != nil {
				return nil, fmt.Errorf("shift %d: %w", i, err)
			}
		}
	}
	var end, sum int64
	for k, i := range order {
		open, closing := int64(shifts[i].Open/time.Second), int64(shifts[i].Close/time.Second)
		if closing < open {
			closing += secondsADay
		}
		if open < end {
			i, j := max(i, order[k-1]), min(i, order[k-1])
			return nil, sentinel.Errorf(cx.ErrMismatch, "shift %d: open: %s overlaps shift %d, %s", i, shifts[i].text(), j, shifts[j].text())
		}
		end = closing
		closing = min(closing, secondsADay)
		if n := len(d.spans); n > 0 && d.spans[n-1].close == open {
			d.spans[n-1].close = closing
		} else {
			d.spans = append(d.spans, span{open, closing, sum})
		}
		sum += closing - open
	}
	d.overnight = max(end-secondsADay, 0)
	return d, nil
}

// find returns the first span that closes after a reading of the clock.
func (d *day) find(at int64) int {
	return sort.Search(len(d.spans), func(i int) bool { return d.spans[i].close > at })
}

// sum returns the seconds of d's spans up to a reading of the clock, before midnight
// or at it.
func (d *day) sum(at int64) int64 {
	if at <= 0 || len(d.spans) == 0 {
		return 0
	}
	i := len(d.spans) - 1
	if at < d.spans[i].close {
		i = d.find(at)
	}
	s := d.spans[i]
	return s.before + min(max(at, s.open), s.close) - s.open
}

// reach returns the first reading of the clock up to which d's spans have as many seconds, at
// least one, which they must have.
func (d *day) reach(seconds int64) int64 {
	i := sort.Search(len(d.spans), func(i int) bool { return d.spans[i].before >= seconds }) - 1
	return d.spans[i].open + seconds - d.spans[i].before
}

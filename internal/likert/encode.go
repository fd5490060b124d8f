package likert

import (
	"errors"
	"strings"

	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/cxmetrics/cx/internal/wire"
)

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

// code has the scale as three bytes, lowest, highest, and 1 where the lowest rating is
// the best; in JSON as the text.
func (s *Scale) code(c *wire.Coder, text func(Scale) string) {
	if c.IsJSON() {
		words := text(*s)
		c.Text("scale", &words)
		if c.Reading() {
			read, err := ParseScale(words, text)
			c.Part("scale", err)
			*s = read
		}
		return
	}
	low, high, best := uint8(s.Min()), uint8(s.Max()), uint8(0)
	if s.lowIsGood {
		best = 1
	}
	c.Byte(&low)
	c.Byte(&high)
	c.Byte(&best)
	if c.Reading() {
		read, err := NewScale(int(low), int(high))
		c.Part("scale", err)
		c.Require(best <= 1, "the good end of the scale is neither 0 nor 1")
		read.lowIsGood = best == 1
		*s = read
	}
}

// Code has the counts of the ratings low..high.
func (h *Histogram) Code(c *wire.Coder, low, high int) {
	counts := h.counts[low : high+1]
	c.Counts("counts", counts)
	if c.Reading() {
		for _, n := range counts {
			if n > MaxCount {
				c.Fail("a count of %d passes %d", n, uint64(MaxCount))
			}
		}
	}
}

// Code has the scale and the counts of its ratings.
func (t *Tally) Code(c *wire.Coder, text func(Scale) string) {
	t.scale.code(c, text)
	t.counts.Code(c, t.scale.Min(), t.scale.Max())
}

// Code has the weights of the ratings low..high.
func (h *WeightedHistogram) Code(c *wire.Coder, low, high int) {
	c.Open("weights")
	for rating := low; rating <= high; rating++ {
		w := &h.weights[rating]
		c.Nested(names[rating], w)
		if c.Reading() {
			c.Part(names[rating], h.all.Merge(w))
		}
	}
	c.Close()
}

var names = [Highest + 1]string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"}

// Code has the scale and the weights of its ratings.
func (t *WeightedTally) Code(c *wire.Coder, text func(Scale) string) {
	t.scale.code(c, text)
	t.weights.Code(c, t.scale.Min(), t.scale.Max())
}

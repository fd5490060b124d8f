package likert

import (
	"strconv"

	"github.com/cxmetrics/cx/internal/wire"
)

// code has the scale as three bytes, lowest, highest, and 1 where the lowest rating is the
// best; in JSON as the text.
func (s *Scale) code(c *wire.Coder, text func(Scale) string) {
	if c.IsJSON() {
		scale := *s
		if c.Text("scale", scaleText{&scale, text}); c.Reading() {
			*s = scale
		}
		return
	}
	best := 0
	if s.lowIsGood {
		best = 1
	}
	ends := []byte{byte(s.Min()), byte(s.Max()), byte(best)}
	if c.Raw("scale", ends); c.Reading() {
		read, err := NewScale(int(ends[0]), int(ends[1]))
		c.Part("scale", err)
		c.Require(ends[2] <= 1, "the good end of the scale is neither 0 nor 1")
		read.lowIsGood = ends[2] == 1
		*s = read
	}
}

// scaleText is a scale with the text that its package gives it.
type scaleText struct {
	scale *Scale
	text  func(Scale) string
}

// MarshalText returns the scale as its package writes it.
func (s scaleText) MarshalText() ([]byte, error) { return []byte(s.text(*s.scale)), nil }

// UnmarshalText reads what MarshalText returns.
func (s scaleText) UnmarshalText(data []byte) (err error) {
	*s.scale, err = ParseScale(string(data), s.text)
	return err
}

// Code has the counts of the ratings low..high.
func (h *Histogram) Code(c *wire.Coder, low, high int) {
	counts := h.counts[low : high+1]
	c.Counts("counts", counts)
	for _, n := range counts {
		c.Require(n <= MaxCount, "a count passes 2^60-1")
	}
}

// Code has the scale and the counts of its ratings.
func (t *Tally) Code(c *wire.Coder, text func(Scale) string) {
	t.scale.code(c, text)
	t.counts.Code(c, t.scale.Min(), t.scale.Max())
}

// Code has the weights of the ratings low..high.
func (h *WeightedHistogram) Code(c *wire.Coder, low, high int) {
	c.Object("weights", func(c *wire.Coder) {
		for rating := low; rating <= high; rating++ {
			name := strconv.Itoa(rating)
			if c.Nested(name, &h.weights[rating]); c.Reading() {
				c.Part(name, h.all.Merge(&h.weights[rating]))
			}
		}
	})
}

// Code has the scale and the weights of its ratings.
func (t *WeightedTally) Code(c *wire.Coder, text func(Scale) string) {
	t.scale.code(c, text)
	t.weights.Code(c, t.scale.Min(), t.scale.Max())
}

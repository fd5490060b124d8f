package draw

import (
	"fmt"
	"html/template"
	"math"
)

// Spark is a line as small as a word, without axes. Values are NaN where there are none.
type Spark struct {
	Values  []float64
	Signals []bool // of the values, which a process chart marks; nil for none
}

// The size of a spark.
const (
	sparkWidth  = 120
	sparkHeight = 28
)

// SVG draws the line, and its last point. Without any data it returns "". It is for the eye
// only: what it shows stands beside it.
func (k Spark) SVG() template.HTML {
	low, high := math.Inf(1), math.Inf(-1)
	last := -1
	for i, v := range k.Values {
		if !math.IsNaN(v) {
			low, high, last = min(low, v), max(high, v), i
		}
	}
	if last < 0 {
		return ""
	}
	x := func(i int) float64 { return 4 + (sparkWidth-8)*float64(i)/float64(max(1, len(k.Values)-1)) }
	y := func(v float64) float64 {
		if low == high {
			return sparkHeight / 2
		}
		return sparkHeight - 4 - (sparkHeight-8)*(v-low)/(high-low)
	}
	var s svg
	s.f("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"cx-spark\" viewBox=\"0 0 %d %d\" aria-hidden=\"true\">\n", sparkWidth, sparkHeight)
	d, run := "", ""
	points := 0
	end := func() {
		if points > 1 {
			d += run
		}
		run, points = "", 0
	}
	for i, v := range k.Values {
		if math.IsNaN(v) {
			end()
			continue
		}
		run += fmt.Sprintf("%c%.1f %.1f", "ML"[min(points, 1)], x(i), y(v))
		points++
	}
	end()
	s.path("cx-line", d)
	for i, v := range k.Values {
		switch {
		case math.IsNaN(v):
		case i < len(k.Signals) && k.Signals[i]:
			s.f("<path class=\"cx-spot\" d=\"M%.1f %.1fl4 4l-4 4l-4-4z\"/>\n", x(i), y(v)-4)
		case i == last:
			s.f("<circle class=\"cx-dot\" cx=\"%.1f\" cy=\"%.1f\" r=\"2.5\"/>\n", x(i), y(v))
		}
	}
	return s.close()
}

package draw

import (
	"html/template"
	"math"
)

// Bar is a share of 1, with its interval. It is for the eye only: what it shows stands
// beside it.
type Bar struct{ Share, Low, High float64 }

// SVG draws the bar, and its interval where it has one.
func (b Bar) SVG() template.HTML {
	if math.IsNaN(b.Share) {
		return ""
	}
	x := func(share float64) float64 { return 1 + 126*min(1, max(0, share)) }
	var s svg
	s.f("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"cx-bar\" viewBox=\"0 0 128 12\" aria-hidden=\"true\">\n")
	s.f("<rect class=\"cx-share\" x=\"1\" y=\"1\" width=\"%.1f\" height=\"10\"/>\n", x(b.Share)-1)
	if b.Low < b.High {
		s.rule("cx-whisker", x(b.Low), 6, x(b.High), 6)
	}
	return s.close()
}

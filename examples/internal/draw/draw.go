// Package draw draws the charts of the examples as SVG that stands in a page: a line with
// its intervals over periods, a curve of survival, and a table of cohorts as a heat map.
//
// A drawing has no scripts, no style attributes and no ids. Its classes begin with cx-, and
// [Style] is their style sheet, which a page holds once. Colors follow the light or dark
// scheme of the reader, and print is light. The units are about the pixels of a phone, so
// that the text of a chart is readable there. A point says its figure when the mouse is over
// it, when it is touched, and when it has the focus; only signals are stops of the Tab key.
package draw

import (
	_ "embed"
	"encoding/xml"
	"fmt"
	"html/template"
	"math"
	"strings"
)

// Style is the style sheet of all drawings.
//
//go:embed style.css
var Style string

// The size of a chart and of the plot in it.
const (
	width      = 360
	plotLeft   = 46
	plotRight  = 352
	plotTop    = 22 // below the line that says the figure of a point
	plotBottom = 160

	titleHeight = 40 // above a drawing that is alone
)

// svg is a drawing that is being written.
type svg struct{ strings.Builder }

func (s *svg) f(format string, a ...any) { fmt.Fprintf(s, format, a...) }

// open begins a chart with its name for who cannot see it. One that is alone is a file of
// its own: it has its size, style, paper and title.
func (s *svg) open(height int, title, text string, alone bool) {
	size, top := "", 0
	if alone {
		top, height = -titleHeight, height+titleHeight
		size = fmt.Sprintf(" width=\"%d\" height=\"%d\"", 2*width, 2*height)
	}
	s.f("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"cx-chart\"%s viewBox=\"0 %d %d %d\" role=\"group\" aria-label=\"%s\">\n",
		size, top, width, height, escape(strings.TrimSuffix(title+". "+text, ". ")))
	if alone {
		s.f("<style>%s</style>\n<rect class=\"cx-paper\" y=\"%d\" width=\"%d\" height=\"%d\"/>\n", Style, top, width, height)
		s.text("cx-title", 8, float64(top)+18, "start", title)
		s.text("cx-label", 8, float64(top)+35, "start", text)
	}
}

// escape returns text fit for XML, in which not every character can stand.
func escape(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a builder takes everything
	return b.String()
}

func (s *svg) text(class string, x, y float64, anchor, text string) {
	s.f("<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n", class, x, y, anchor, escape(text))
}

func (s *svg) rule(class string, x1, y1, x2, y2 float64) {
	s.f("<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n", class, x1, y1, x2, y2)
}

func (s *svg) path(class, data string) {
	if data != "" {
		s.f("<path class=\"%s\" d=\"%s\"/>\n", class, data)
	}
}

// mark draws a point that says its figure.
func (s *svg) mark(class string, x, y float64, figure string) {
	stop := -1 // it takes the focus when it is touched
	shape := fmt.Sprintf("<circle class=\"cx-dot\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"/>", x, y)
	if class == "cx-signal" {
		stop = 0
		shape = fmt.Sprintf("<path class=\"cx-dot\" d=\"M%.1f %.1fl6 6l-6 6l-6-6z\"/>", x, y-6)
	}
	s.f("<g class=\"cx-mark %s\" tabindex=\"%d\" role=\"img\" aria-label=\"%s\"><circle class=\"cx-hit\" cx=\"%.1f\" cy=\"%.1f\" r=\"11\"/>%s<text class=\"cx-tip\" x=\"%d\" y=\"12\">%[3]s</text></g>\n",
		class, stop, escape(figure), x, y, shape, plotLeft)
}

func (s *svg) close() template.HTML {
	s.f("</svg>\n")
	return template.HTML(s.String()) //nolint:gosec // all text in it was escaped
}

// scale is an axis: the values at which it has rules, and the decimals that they need.
type scale struct {
	low, high, step float64
	digits          int
}

// newScale returns an axis with round numbers over the values, inside of the bounds.
func newScale(low, high, least, most float64) scale {
	span := high - low
	if !(span > 0) {
		span = max(math.Abs(high), 1)
	}
	power := math.Floor(math.Log10(span / 3))
	a := scale{step: math.Pow(10, power), digits: int(max(0, -power))}
	for _, times := range []float64{5, 2} {
		if span/(a.step*times) >= 3 {
			a.step *= times
			break
		}
	}
	a.low, a.high = max(least, a.step*math.Floor(low/a.step)), min(most, a.step*math.Ceil(high/a.step))
	if !(a.low < a.high) {
		a.low, a.high = max(least, low-a.step), min(most, high+a.step)
	}
	return a
}

// y returns the place of a value.
func (a scale) y(v float64) float64 {
	return plotBottom - (plotBottom-plotTop)*(v-a.low)/(a.high-a.low)
}

// rules draws a rule with its number at each step.
func (a scale) rules(s *svg) {
	for n := math.Ceil(a.low/a.step - 1e-9); n*a.step <= a.high+a.step*1e-9; n++ {
		v := n*a.step + 0 // and not -0
		s.rule("cx-rule", plotLeft, a.y(v), plotRight, a.y(v))
		s.text("cx-number", plotLeft-5, a.y(v)+4, "end", Grouped(fmt.Sprintf("%.*f", a.digits, v)))
	}
}

// Grouped returns a number, which may have a sign and a fraction, with a comma before every
// three digits of its whole part.
func Grouped(number string) string {
	whole, fraction, found := strings.Cut(number, ".")
	sign := whole[:len(whole)-len(strings.TrimLeft(whole, "+-"))]
	whole = whole[len(sign):]
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if found {
		whole += "." + fraction
	}
	return sign + whole
}

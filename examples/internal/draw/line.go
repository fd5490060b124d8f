package draw

import (
	"fmt"
	"html/template"
	"math"
)

// Line is a figure over periods, with a band of its intervals. It breaks where there is no
// data.
type Line struct {
	Title string
	Text  string // what the chart shows, in words
	// Least and Most are values that the figure cannot pass; equal ones are no bounds.
	Least, Most float64
	Points      []Point
}

// Point is the figure of a period. Its numbers are NaN where there are none: see [Empty].
type Point struct {
	Label                string  // the period
	Figure               string  // the figure as text
	Value, Low, High     float64 // the figure and its interval
	Center, Lower, Upper float64 // the center and the natural limits of a process chart
	Signal               string  // what a process chart says of the point, "" for nothing
	Running              bool    // the period is not over
}

// Empty returns the point of a period without data.
func Empty(label string) Point {
	none := math.NaN()
	return Point{label, "", none, none, none, none, none, none, "", false}
}

// SVG draws the line. Without any data it returns "".
func (l Line) SVG() template.HTML {
	least, most := math.Inf(-1), math.Inf(1)
	if l.Least < l.Most {
		least, most = l.Least, l.Most
	}
	low, high := math.Inf(1), math.Inf(-1)
	known := false
	for _, p := range l.Points {
		known = known || !math.IsNaN(p.Value)
		for _, v := range []float64{p.Value, p.Low, p.High, p.Lower, p.Upper} {
			if v = min(most, max(least, v)); !math.IsNaN(v) {
				low, high = min(low, v), max(high, v)
			}
		}
	}
	if !known {
		return ""
	}
	a := newScale(low, high, least, most)
	x := func(i float64) float64 {
		return plotLeft + 8 + (plotRight-plotLeft-16)*i/float64(max(1, len(l.Points)-1))
	}
	y := func(v float64) float64 { return a.y(min(a.high, max(a.low, v))) }

	var s svg
	s.open(plotBottom+24, l.Title, l.Text, false)
	a.rules(&s)
	l.labels(&s, x)
	s.path("cx-band", l.band(x, y))
	s.path("cx-center", l.level(x, y, func(p Point) float64 { return p.Center }))
	s.path("cx-limit", l.level(x, y, func(p Point) float64 { return p.Lower }))
	s.path("cx-limit", l.level(x, y, func(p Point) float64 { return p.Upper }))
	s.path("cx-line", l.line(x, y))
	for i, p := range l.Points {
		if math.IsNaN(p.Value) {
			continue
		}
		class, figure := "cx-point", p.Label+": "+p.Figure
		if p.Running {
			class, figure = "cx-running", figure+", so far"
		}
		if p.Signal != "" {
			class, figure = "cx-signal", figure+"; "+p.Signal
		}
		s.mark(class, x(float64(i)), y(p.Value), figure)
	}
	return s.close()
}

// labels writes the first, the middle and the last period below the plot.
func (l Line) labels(s *svg, x func(float64) float64) {
	last := len(l.Points) - 1
	s.text("cx-label", plotLeft, plotBottom+18, "start", l.Points[0].Label)
	if last > 0 {
		s.text("cx-label", plotRight, plotBottom+18, "end", l.Points[last].Label)
	}
	if last > 3 {
		s.text("cx-label", x(float64(last/2)), plotBottom+18, "middle", l.Points[last/2].Label)
	}
}

// line returns the path through the values.
func (l Line) line(x, y func(float64) float64) (d string) {
	pen := 'M'
	for i, p := range l.Points {
		if math.IsNaN(p.Value) {
			pen = 'M'
			continue
		}
		d += fmt.Sprintf("%c%.1f %.1f", pen, x(float64(i)), y(p.Value))
		pen = 'L'
	}
	return d
}

// level returns a path that is flat at each point, as limits are.
func (l Line) level(x, y func(float64) float64, of func(Point) float64) (d string) {
	pen := 'M'
	for i, p := range l.Points {
		v := of(p)
		if math.IsNaN(v) {
			pen = 'M'
			continue
		}
		d += fmt.Sprintf("%c%.1f %.1fH%.1f", pen, max(plotLeft, x(float64(i)-0.5)), y(v), min(plotRight, x(float64(i)+0.5)))
		pen = 'L'
	}
	return d
}

// band returns the areas of the intervals. That of each point has a width, so that one
// alone is seen, too.
func (l Line) band(x, y func(float64) float64) (d string) {
	upper, lower := "", ""
	end := func() {
		if upper != "" {
			d += "M" + upper[1:] + lower + "Z"
		}
		upper, lower = "", ""
	}
	for i, p := range l.Points {
		if math.IsNaN(p.Value) || math.IsNaN(p.Low) || math.IsNaN(p.High) {
			end()
			continue
		}
		at := x(float64(i))
		upper += fmt.Sprintf("L%.1f %.1fL%.1f %.1[2]f", at-3, y(p.High), at+3)
		lower = fmt.Sprintf("L%.1f %.1fL%.1f %.1[2]f", at+3, y(p.Low), at-3) + lower
	}
	end()
	return d
}

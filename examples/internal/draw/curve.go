package draw

import (
	"fmt"
	"html/template"
	"slices"
	"strings"
)

// Curve is the share that is left of all as time goes on, as steps down from 1, with a band
// of its intervals.
type Curve struct {
	Title string
	Text  string // what the curve shows, in words
	Axis  string // what the time is, such as "days as a customer"
	End   float64
	Steps []Step // by rising time
	Ticks []Tick
	Alone bool // the drawing is a file and not part of a page: it has its style, paper and title
}

// Step is the share that is left from a time on, with its interval: from 0 to 1.
type Step struct{ Time, Share, Low, High float64 }

// Tick is a number on the axis of time.
type Tick struct {
	Time   float64
	Text   string
	Below  string // a number below it, such as how many were at risk
	Figure string // the share at the time, as text
}

// SVG draws the curve.
func (c Curve) SVG() template.HTML {
	a := scale{0, 1, 0.25, 2}
	x := func(t float64) float64 { return plotLeft + (plotRight-plotLeft-8)*t/max(1, c.End) }
	var s svg
	const high = plotBottom + 58
	s.open(high, c.Title, c.Text, c.Alone)
	for n := range 5 {
		share := float64(n) / 4
		s.rule("cx-rule", plotLeft, a.y(share), plotRight, a.y(share))
		s.text("cx-number", plotLeft-5, a.y(share)+4, "end", fmt.Sprintf("%.0f%%", 100*share))
	}
	s.path("cx-band", c.band(x, a.y))
	s.path("cx-line", steps(c.Steps, x, a.y, func(p Step) float64 { return p.Share })+fmt.Sprintf("H%.1f", x(c.End)))
	below := false
	for _, t := range c.Ticks {
		at := x(t.Time)
		s.rule("cx-axis", at, plotBottom, at, plotBottom+4)
		s.text("cx-label", at, plotBottom+17, "middle", t.Text)
		if t.Below != "" {
			if at > plotLeft {
				s.text("cx-label", at, plotBottom+32, "middle", t.Below)
			} else { // the words are left of it
				s.text("cx-label", at-4, plotBottom+32, "start", t.Below)
			}
			below = true
		}
		s.mark("cx-point", at, a.y(c.at(t.Time)), t.Figure)
	}
	if below {
		s.text("cx-label", 0, plotBottom+32, "start", "at risk")
	}
	s.text("cx-label", (plotLeft+plotRight)/2, plotBottom+50, "middle", c.Axis)
	return s.close()
}

// at returns the share at a time.
func (c Curve) at(t float64) float64 {
	share := 1.0
	for _, p := range c.Steps {
		if p.Time > t {
			break
		}
		share = p.Share
	}
	return share
}

// steps returns a path that goes down at each step.
func steps(all []Step, x, y func(float64) float64, of func(Step) float64) string {
	var d strings.Builder
	fmt.Fprintf(&d, "M%.1f %.1f", x(0), y(1))
	for _, p := range all {
		fmt.Fprintf(&d, "H%.1fV%.1f", x(p.Time), y(of(p)))
	}
	return d.String()
}

func (c Curve) band(x, y func(float64) float64) string {
	var back strings.Builder
	for _, p := range slices.Backward(c.Steps) {
		fmt.Fprintf(&back, "V%.1fH%.1f", y(p.Low), x(p.Time))
	}
	return steps(c.Steps, x, y, func(p Step) float64 { return p.High }) + fmt.Sprintf("H%.1f%sV%.1fZ", x(c.End), back.String(), y(1))
}

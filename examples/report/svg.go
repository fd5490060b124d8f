package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/cxmetrics/cx/examples/internal/draw"
)

var errNoCurve = errors.New("-svg: there are no customers to draw the survival of")

// writeSVG writes the survival curve of the report into a file.
func writeSVG(name string, r report) error {
	for _, s := range r.Sections {
		for _, f := range s.Figures {
			if v, ok := f.(survival); ok && v.customers > 0 {
				return os.WriteFile(name, []byte(v.svg(s.File, true)), 0o666)
			}
		}
	}
	return errNoCurve
}

// svg draws the curve with its band of intervals, in a page or alone.
func (v survival) svg(source string, alone bool) string {
	c := draw.Curve{
		Title: shorten(survivalTitle + ", " + source), Text: v.summary(), Axis: "days as a customer",
		End: float64(v.span), Alone: alone,
	}
	for _, s := range v.steps {
		c.Steps = append(c.Steps, draw.Step{Time: float64(s.Time), Share: s.Survival, Low: s.low, High: s.high})
	}
	for _, t := range ticks(v.span) {
		s := v.at(t)
		c.Ticks = append(c.Ticks, draw.Tick{
			Time: float64(t), Text: thousands(uint64(t)), Below: thousands(v.atRisk(t)),
			Figure: fmt.Sprintf("%s days: %s%%, %s to %s", thousands(uint64(t)), percentOf(s.Survival).text(), percentOf(s.low).text(), percentOf(s.high).text()),
		})
	}
	return string(c.SVG())
}

package main

import (
	"encoding/xml"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
)

// The size of the drawing and the place of its axes in it.
const (
	svgWidth, svgHeight                  = 800, 420
	svgLeft, svgRight, svgTop, svgBottom = 70, 24, 76, 64
	svgInnerWidth, svgInnerHeight        = svgWidth - svgLeft - svgRight, svgHeight - svgTop - svgBottom
	svgStyle                             = `
    svg { font: 14px system-ui, sans-serif; color-scheme: light dark; }
    .paper { fill: #ffffff; } text { fill: #24292f; } .title { font-size: 18px; font-weight: 600; } .quiet { fill: #57606a; }
    .grid { stroke: #d8dee4; } .axis { stroke: #57606a; } .band { fill: #0969da; fill-opacity: 0.15; }
    .curve { fill: none; stroke: #0969da; stroke-width: 2.5; stroke-linejoin: round; }
    @media (prefers-color-scheme: dark) {
      .paper { fill: #0d1117; } text { fill: #e6edf3; } .quiet { fill: #9198a1; }
      .grid { stroke: #30363d; } .axis { stroke: #9198a1; } .band { fill: #4493f8; fill-opacity: 0.25; } .curve { stroke: #4493f8; }
    }`
)

var errNoCurve = errors.New("-svg: there are no customers to draw the survival of")

// writeSVG writes the survival curve of the report into a file.
func writeSVG(name string, r report) error {
	for _, s := range r.Sections {
		for _, f := range s.Figures {
			if v, ok := f.(survival); ok && v.customers > 0 {
				return os.WriteFile(name, []byte(v.svg(s.File)), 0o666)
			}
		}
	}
	return errNoCurve
}

// svg draws the curve with its band of confidence, readable on light and dark.
func (v survival) svg(source string) string {
	var b strings.Builder
	title := survivalTitle + ", " + source
	x := func(t int64) float64 { return svgLeft + svgInnerWidth*float64(t)/float64(max(1, v.span)) }
	y := func(share float64) float64 { return svgTop + svgInnerHeight*(1-share) }
	fmt.Fprintf(&b, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%[1]d\" height=\"%[2]d\" role=\"img\" aria-labelledby=\"title desc\">\n",
		svgWidth, svgHeight)
	fmt.Fprintf(&b, "  <title id=\"title\">%s</title>\n  <desc id=\"desc\">%s</desc>\n  <style>%s\n  </style>\n", escape(title), escape(v.summary()), svgStyle)
	fmt.Fprintf(&b, "  <rect class=\"paper\" width=\"%d\" height=\"%d\"/>\n", svgWidth, svgHeight)
	fmt.Fprintf(&b, "  <text class=\"title\" x=\"%d\" y=\"32\">%s</text>\n", svgLeft, escape(shorten(title)))
	fmt.Fprintf(&b, "  <text class=\"quiet\" x=\"%d\" y=\"54\">%s</text>\n", svgLeft, escape(v.summary()))
	fmt.Fprintf(&b, "  <text class=\"quiet\" x=\"%d\" y=\"54\" text-anchor=\"end\">shaded: %s %% interval</text>\n", svgWidth-svgRight, percentText(v.level))

	for percent := 0; percent <= 100; percent += 25 {
		at := y(float64(percent) / 100)
		fmt.Fprintf(&b, "  <line class=\"grid\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%[2]f\"/>\n", svgLeft, at, svgWidth-svgRight)
		fmt.Fprintf(&b, "  <text class=\"quiet\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%d %%</text>\n", svgLeft-10, at+5, percent)
	}
	bottom := y(0)
	for _, t := range ticks(v.span) {
		fmt.Fprintf(&b, "  <line class=\"axis\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%[1]f\" y2=\"%.1f\"/>\n", x(t), bottom, bottom+5)
		fmt.Fprintf(&b, "  <text class=\"quiet\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%s</text>\n", x(t), bottom+22, thousands(uint64(t)))
	}
	fmt.Fprintf(&b, "  <line class=\"axis\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%[2]f\"/>\n", svgLeft, bottom, svgWidth-svgRight)
	fmt.Fprintf(&b, "  <text x=\"%d\" y=\"%d\" text-anchor=\"middle\">days as a customer</text>\n", svgLeft+svgInnerWidth/2, svgHeight-16)
	fmt.Fprintf(&b, "  <text transform=\"translate(20 %d) rotate(-90)\" text-anchor=\"middle\">still customers</text>\n", svgTop+svgInnerHeight/2)

	var curve, low, high strings.Builder
	fmt.Fprintf(&curve, "M%.1f %.1f", x(0), y(1))
	fmt.Fprintf(&high, "M%.1f %.1f", x(0), y(1))
	for _, s := range v.steps {
		fmt.Fprintf(&curve, "H%.1fV%.1f", x(s.Time), y(s.Survival))
		fmt.Fprintf(&high, "H%.1fV%.1f", x(s.Time), y(s.high))
	}
	fmt.Fprintf(&curve, "H%.1f", x(v.span))
	fmt.Fprintf(&high, "H%.1f", x(v.span))
	for _, s := range slices.Backward(v.steps) {
		fmt.Fprintf(&low, "V%.1fH%.1f", y(s.low), x(s.Time))
	}
	fmt.Fprintf(&low, "V%.1f", y(1))
	fmt.Fprintf(&b, "  <path class=\"band\" d=\"%s%sZ\"/>\n  <path class=\"curve\" d=\"%s\"/>\n</svg>\n", high.String(), low.String(), curve.String())
	return b.String()
}

func escape(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a builder takes everything
	return b.String()
}

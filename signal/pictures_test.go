package signal_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cxmetrics/cx/period"
	"github.com/cxmetrics/cx/signal"
)

var update = flag.Bool("update", false, "write the pictures of docs/signal.md")

// The pictures of docs/signal.md are drawn here and are never edited:
//
//	go test ./signal -run TestPictures -update
func TestPictures(t *testing.T) {
	hits := []uint64{164, 158, 167, 161, 170, 155, 163, 168, 160, 166, 159, 165, 162, 157, 168, 160, 134, 164, 173, 171, 175, 170, 174, 172, 176, 171}
	n := repeat(200, len(hits))
	first := must(shares(hits, n).Chart(signal.Options{Better: signal.Higher, Baseline: signal.FirstPoints(12)}))
	again := must(shares(hits, n).Chart(signal.Options{Better: signal.Higher, Rephase: signal.Run(8), Exclude: []period.Period{first.Signals[0].First}}))
	for name, svg := range map[string]string{
		"signal-arrows.svg": draw(first, arrows),
		"signal-limits.svg": draw(first, limits),
		"signal-phases.svg": draw(again, limits),
	} {
		path := filepath.Join("..", "docs", name)
		if *update {
			if err := os.WriteFile(path, []byte(svg), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		have, err := os.ReadFile(path)
		if err != nil || string(have) != svg {
			t.Errorf("%s is not what is drawn (%v): run with -update", path, err)
		}
	}
	t.Log(first, again)
}

const width, height, left, top = 760.0, 300.0, 40.0, 30.0

type canvas struct {
	strings.Builder
	chart signal.Chart
}

func (c *canvas) x(i int) float64 {
	return left + float64(i)*(width-left-70)/float64(len(c.chart.Points)-1)
}
func (c *canvas) y(v float64) float64 { return top + (95-v)/(95-60)*(height-top-40) }

func (c *canvas) line(x1, y1, x2, y2 float64, style string) {
	fmt.Fprintf(c, `<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" %s/>`+"\n", x1, y1, x2, y2, style)
}

func (c *canvas) text(x, y float64, style, format string, args ...any) {
	fmt.Fprintf(c, `<text x="%.1f" y="%.1f" %s>%s</text>`+"\n", x, y, style, fmt.Sprintf(format, args...))
}

func draw(chart signal.Chart, how func(*canvas)) string {
	c := &canvas{chart: chart}
	fmt.Fprintf(c, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %v %v" font-family="sans-serif" font-size="11" role="img">`+"\n", width, height)
	fmt.Fprintf(c, `<title>CSAT by month</title><rect width="%v" height="%v" fill="#fff"/>`+"\n", width, height)
	for v := 60.0; v <= 95; v += 5 {
		c.line(left, c.y(v), width-70, c.y(v), `stroke="#eee"`)
		c.text(left-6, c.y(v)+4, `text-anchor="end" fill="#555"`, "%.0f", v)
	}
	for i, p := range chart.Points {
		if i%3 == 0 {
			c.text(c.x(i), height-18, `text-anchor="middle" fill="#555"`, "%s", p.Period)
		}
	}
	how(c)
	for i := 1; i < len(chart.Points); i++ {
		c.line(c.x(i-1), c.y(chart.Points[i-1].Value), c.x(i), c.y(chart.Points[i].Value), `stroke="#888"`)
	}
	for i, p := range chart.Points {
		fill := "#555"
		if p.Signal {
			fill = map[int]string{1: "#0072b2", -1: "#d55e00", 0: "#000"}[chart.At(p.Period)[0].Verdict]
		}
		fmt.Fprintf(c, `<circle cx="%.1f" cy="%.1f" r="3.5" fill="%s"/>`+"\n", c.x(i), c.y(p.Value), fill)
	}
	c.WriteString("</svg>\n")
	return c.String()
}

// arrows reads the months as dashboards do: green and red for higher and lower than before.
func arrows(c *canvas) {
	c.chart.Points = slices.Clone(c.chart.Points)
	for i := range c.chart.Points {
		c.chart.Points[i].Signal = false
		if i == 0 {
			continue
		}
		text, fill := "▲", "#009e73"
		if c.chart.Points[i].Value < c.chart.Points[i-1].Value {
			text, fill = "▼", "#cc0000"
		}
		c.text(c.x(i), c.y(c.chart.Points[i].Value)-9, `text-anchor="middle" fill="`+fill+`"`, "%s", text)
	}
}

func limits(c *canvas) {
	points := c.chart.Points
	for i, p := range points {
		if i == 0 || points[i-1].Phase != p.Phase {
			continue
		}
		c.line(c.x(i-1), c.y(p.Centre), c.x(i), c.y(p.Centre), `stroke="#0072b2"`)
		c.line(c.x(i-1), c.y(p.Upper), c.x(i), c.y(p.Upper), `stroke="#555" stroke-dasharray="4 3"`)
		c.line(c.x(i-1), c.y(p.Lower), c.x(i), c.y(p.Lower), `stroke="#555" stroke-dasharray="4 3"`)
	}
	last := points[len(points)-1]
	c.text(width-64, c.y(last.Centre)+4, `fill="#0072b2"`, "%.1f", last.Centre)
	c.text(width-64, c.y(last.Upper)+4, `fill="#555"`, "%.1f", last.Upper)
	c.text(width-64, c.y(last.Lower)+4, `fill="#555"`, "%.1f", last.Lower)
}

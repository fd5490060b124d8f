package draw

import (
	"encoding/xml"
	"errors"
	"fmt"
	"html/template"
	"io"
	"math"
	"strings"
	"testing"
)

// wellFormed fails for markup that is no XML, which all drawings are.
func wellFormed(t *testing.T, markup template.HTML) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(string(markup)))
	for {
		_, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("%v in %s", err, markup)
		}
	}
}

func point(label string, value, low, high float64) Point {
	p := Empty(label)
	p.Figure, p.Value, p.Low, p.High = label+" figure", value, low, high
	return p
}

func TestLine(t *testing.T) {
	first, last := point("2025-01", 10, 5, 15), point("2025-04", 40, 30, 50)
	first.Center, first.Lower, first.Upper = 20, 0, 30
	last.Signal = "above <the limits>"
	running := point("2025-05", 20, 10, 30)
	running.Running = true
	got := Line{Title: "NPS & more", Text: "5 periods", Points: []Point{first, point("2025-02", 20, math.NaN(), math.NaN()), Empty("2025-03"), last, running}}.SVG()
	wellFormed(t, got)
	for text, n := range map[string]int{
		`aria-label="NPS &amp; more. 5 periods"`:                                  1,
		`class="cx-mark cx-point"`:                                                2,
		`class="cx-mark cx-running"`:                                              1,
		`class="cx-mark cx-signal" tabindex="0"`:                                  1,
		`tabindex="-1"`:                                                           3,
		"2025-04: 2025-04 figure; above &lt;the limits&gt;</text>":                1,
		"2025-05: 2025-05 figure, so far</text>":                                  1,
		`<path class="cx-band" d="M51.0 118.6L57.0 118.6L57.0 146.2L51.0 146.2ZM`: 1,
		`class="cx-limit"`:                                                        2,
		`class="cx-center"`:                                                       1,
		">0</text>":                                                               1,
		">50</text>":                                                              1,
		`text-anchor="start">2025-01`:                                             1,
		`text-anchor="middle">2025-03`:                                            1,
		`text-anchor="end">2025-05`:                                               1,
		`<path class="cx-line" d="M54.0 132.4L126.5 104.8M271.5 49.6L344.0 `: 1,
	} {
		if strings.Count(string(got), text) != n {
			t.Errorf("%d times %s, want %d, in %s", strings.Count(string(got), text), text, n, got)
		}
	}
	for _, none := range []string{"NaN", "Inf", "%!", "style=", "<script", " id="} {
		if strings.Contains(string(got), none) {
			t.Errorf("%s in %s", none, got)
		}
	}
}

func TestLineBounds(t *testing.T) {
	low := point("a", 0.5, -3, 4)
	got := string(Line{Least: 0, Most: 100, Points: []Point{low, point("b", 2, 1, 3)}}.SVG())
	if strings.Contains(got, ">-") || !strings.Contains(got, ">0</text>") {
		t.Errorf("an axis below its bound: %s", got)
	}
	for _, same := range []float64{0, 7, -100, 1e9, 1e-9} {
		got := Line{Points: []Point{point("a", same, same, same)}}.SVG()
		wellFormed(t, got)
		if strings.Contains(string(got), "NaN") || !strings.Contains(string(got), "cx-number") {
			t.Errorf("one value %v: %s", same, got)
		}
	}
	if got := (Line{Points: []Point{Empty("a")}}).SVG(); got != "" {
		t.Errorf("nothing drew %s", got)
	}
}

func TestScale(t *testing.T) {
	for _, c := range []struct{ low, high, least, most, wantLow, wantHigh, wantStep float64 }{
		{5, 50, math.Inf(-1), math.Inf(1), 0, 50, 10},
		{-28.8, 43.3, -100, 100, -40, 60, 20},
		{73.2, 99.7, 0, 100, 70, 100, 5},
		{99.951, 100, 0, 100, 99.95, 100, 0.01},
		{1, 1, 1, 5, 0.8, 1.2, 0.2},
	} {
		a := newScale(c.low, c.high, c.least, c.most)
		if c.low == c.high {
			if !(a.low < a.high) || a.low < c.least {
				t.Errorf("%v: %+v", c, a)
			}
			continue
		}
		if math.Abs(a.low-c.wantLow) > 1e-9 || math.Abs(a.high-c.wantHigh) > 1e-9 || math.Abs(a.step-c.wantStep) > 1e-9 {
			t.Errorf("%v: %+v", c, a)
		}
	}
}

func TestCurve(t *testing.T) {
	c := Curve{
		Title: "Survival", Text: "3 customers", Axis: "days", End: 10,
		Steps: []Step{{2, 2. / 3, 0.1, 0.9}, {5, 1. / 3, 0.02, 0.8}},
		Ticks: []Tick{{0, "0", "3", "0 days: 100%"}, {5, "5", "2", "5 days: 33%"}},
	}
	got := c.SVG()
	wellFormed(t, got)
	for _, text := range []string{"cx-band", `d="M46.0 22.0H105.6V68.0H195.0V114.0H344.0"`, ">at risk<", "5 days: 33%</text>", `cx="195.0" cy="114.0"`} {
		if !strings.Contains(string(got), text) {
			t.Errorf("no %s in %s", text, got)
		}
	}
	if strings.Contains(string(got), "<style>") {
		t.Error("a drawing in a page has a style sheet")
	}
	c.Alone = true
	got = c.SVG()
	wellFormed(t, got)
	for _, text := range []string{"<style>", `class="cx-paper"`, `width="720"`, ">Survival</text>"} {
		if !strings.Contains(string(got), text) {
			t.Errorf("no %s in %s", text, got)
		}
	}
}

func TestHeat(t *testing.T) {
	got := Heat{
		Caption: "by <age>", Cohort: "cohort", Size: "customers",
		Rows: []HeatRow{
			{"2025-01", "1,234", []HeatCell{{1, "100.0"}, {0.5, "50.0"}}},
			{"2025-02", "0", []HeatCell{{math.NaN(), "–"}}},
		},
		Foot: []HeatRow{{"all", "1,234", []HeatCell{{1, "100.0"}, {0.5, "50.0"}}}},
	}.HTML()
	wellFormed(t, got)
	for _, text := range []string{"by &lt;age&gt;", `<td class="cx-h5">100.0</td><td class="cx-h3">50.0</td>`, "<td>–</td>", "<tfoot>", `<th scope="col">1</th>`} {
		if !strings.Contains(string(got), text) {
			t.Errorf("no %s in %s", text, got)
		}
	}
	for share, want := range map[float64]int{-1: 0, 0: 0, 0.17: 1, 0.5: 3, 0.99: 5, 1: 5, 2: 5} {
		if shade(share) != want {
			t.Errorf("shade(%v) = %d", share, shade(share))
		}
	}
}

func TestGrouped(t *testing.T) {
	for _, c := range []struct {
		v      float64
		digits int
		want   string
	}{{0, 0, "0"}, {-1234.5, 1, "-1,234.5"}, {999, 0, "999"}, {1e6, 0, "1,000,000"}, {-12, 2, "-12.00"}} {
		if got := Grouped(fmt.Sprintf("%.*f", c.digits, c.v)); got != c.want {
			t.Errorf("Grouped(%v, %d) = %s", c.v, c.digits, got)
		}
	}
}

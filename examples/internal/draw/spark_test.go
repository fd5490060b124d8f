package draw

import (
	"math"
	"strings"
	"testing"
)

func TestSpark(t *testing.T) {
	none := math.NaN()
	for _, tc := range []struct {
		spark        Spark
		lines, spots int
		dots         int
	}{
		{Spark{}, 0, 0, 0},
		{Spark{Values: []float64{none, none}}, 0, 0, 0},
		{Spark{Values: []float64{5}}, 0, 0, 1}, // no line of one point
		{Spark{Values: []float64{1, 1, 1}}, 1, 0, 1},
		{Spark{Values: []float64{1, none, 2, 3, none}}, 1, 0, 1},
		{Spark{Values: []float64{1, 2, none, 2, 3}, Signals: []bool{false, true, false, false, true}}, 1, 2, 0},
		{Spark{Values: []float64{1, 2}, Signals: []bool{true}}, 1, 1, 1},
	} {
		got := string(tc.spark.SVG())
		if n := strings.Count(got, "cx-line"); n != tc.lines {
			t.Errorf("%v: %d lines in %s", tc.spark, n, got)
		}
		if n := strings.Count(got, "cx-spot"); n != tc.spots {
			t.Errorf("%v: %d signals in %s", tc.spark, n, got)
		}
		if n := strings.Count(got, "cx-dot"); n != tc.dots {
			t.Errorf("%v: %d dots in %s", tc.spark, n, got)
		}
		if strings.Contains(got, "NaN") || strings.Contains(got, "Inf") {
			t.Error(got)
		}
	}
}

func TestBar(t *testing.T) {
	none := math.NaN()
	for _, tc := range []struct {
		bar        Bar
		rect, line int
	}{
		{Bar{none, none, none}, 0, 0}, {Bar{0.5, none, none}, 1, 0}, {Bar{0.5, 0.25, 1.5}, 1, 1}, {Bar{}, 1, 0},
	} {
		got := string(tc.bar.SVG())
		if strings.Count(got, "<rect") != tc.rect || strings.Count(got, "<line") != tc.line || strings.Contains(got, "NaN") {
			t.Errorf("%v: %s", tc.bar, got)
		}
	}
	if got := string(Bar{0.5, 0.25, 2}.SVG()); !strings.Contains(got, `width="63.0"`) || !strings.Contains(got, `x2="127.0"`) {
		t.Error(got)
	}
}

package main

import (
	"fmt"
	"math"
	"strings"

	"github.com/cxmetrics/cx/churn"
	"github.com/cxmetrics/cx/nps"
	"github.com/cxmetrics/cx/period"
)

// The drawings are computed here and written by the templates of page.html. Their
// units are about a pixel of a phone, so that their text can be read there.
const (
	chartWidth, chartHeight = 360, 190
	plotLeft, plotRight     = 42, 352
	plotTop, plotBottom     = 12, 160
)

// mark is a value of a trend with its interval, NaN where there is none.
type mark struct {
	Label            string
	Value, Low, High float64
	Over             bool // the period is over
}

// trend is a line over periods with a band of intervals. It breaks where there is no
// data.
type trend struct {
	ID, Title, Text     string
	Width, Height       int
	Left, Right, Bottom int
	Ticks, Labels       []tick
	Bands, Lines        []string // path data
	Dots                []dot
}

type tick struct {
	At           float64
	Text, Anchor string
}

type dot struct {
	X, Y float64
	Over bool
}

// drawTrend draws marks between limits that the metric cannot pass. The format is
// for its values, and the unit is added in the text.
func drawTrend(id, title, unit, format string, least, most float64, marks []mark) trend {
	t := trend{
		ID: id, Title: title, Width: chartWidth, Height: chartHeight,
		Left: plotLeft, Right: plotRight, Bottom: plotBottom,
	}
	low, high := math.Inf(1), math.Inf(-1)
	var latest mark
	known := 0
	for i := range marks {
		m := &marks[i]
		m.Low, m.High = max(least, m.Low), min(most, m.High) // NaN stays NaN
		for _, v := range []float64{m.Value, m.Low, m.High} {
			if !math.IsNaN(v) {
				low, high = min(low, v), max(high, v)
			}
		}
		if !math.IsNaN(m.Value) {
			latest = *m
			known++
		}
	}
	first, last := marks[0].Label, marks[len(marks)-1].Label
	if known == 0 {
		t.Text = fmt.Sprintf("%s to %s: no data.", first, last)
		return t
	}
	number := func(v float64) string { return fmt.Sprintf(format, v) + unit }
	t.Text = fmt.Sprintf("%s to %s, %d of %d periods with data. Latest, %s: %s", first, last, known, len(marks), latest.Label, number(latest.Value))
	if !math.IsNaN(latest.Low) {
		t.Text += fmt.Sprintf(", interval %s to %s", number(latest.Low), number(latest.High))
	}
	t.Text += "."

	step := niceStep((high - low) / 3.5)
	low, high = max(least, step*math.Floor(low/step)), min(most, step*math.Ceil(high/step))
	if low == high {
		low, high = max(least, low-step), min(most, high+step)
	}
	y := func(v float64) float64 { return plotBottom - (plotBottom-plotTop)*(v-low)/(high-low) }
	x := func(i int) float64 {
		return plotLeft + 8 + (plotRight-plotLeft-16)*float64(i)/float64(max(1, len(marks)-1))
	}
	places := int(max(0, -math.Floor(math.Log10(step))))
	for n := math.Ceil(low / step); n*step <= high+step/1e6; n++ {
		t.Ticks = append(t.Ticks, tick{At: y(n * step), Text: fmt.Sprintf("%.*f", places, n*step+0)}) // +0: not -0
	}
	t.Labels = []tick{{plotLeft, first, "start"}}
	if len(marks) > 1 {
		t.Labels = append(t.Labels, tick{plotRight, last, "end"})
	}
	if len(marks) > 4 {
		t.Labels = append(t.Labels, tick{x(len(marks) / 2), marks[len(marks)/2].Label, "middle"})
	}

	var line, upper []string
	var lower string
	end := func() {
		if len(line) > 1 {
			t.Lines = append(t.Lines, "M"+strings.Join(line, "L"))
		}
		if len(upper) > 0 {
			t.Bands = append(t.Bands, "M"+strings.Join(upper, "L")+lower+"Z")
		}
		line, upper, lower = nil, nil, ""
	}
	for i, m := range marks {
		if math.IsNaN(m.Value) {
			end()
			continue
		}
		line = append(line, fmt.Sprintf("%.1f %.1f", x(i), y(m.Value)))
		t.Dots = append(t.Dots, dot{x(i), y(m.Value), m.Over})
		if math.IsNaN(m.Low) {
			continue
		}
		// Each mark's band has a width, so that one alone is seen too.
		for _, dx := range []float64{-3, 3} {
			upper = append(upper, fmt.Sprintf("%.1f %.1f", x(i)+dx, y(m.High)))
			lower = fmt.Sprintf("L%.1f %.1f", x(i)+dx, y(m.Low)) + lower
		}
	}
	end()
	return t
}

// niceStep returns the 1, 2 or 5 times a power of ten at or above x.
func niceStep(x float64) float64 {
	if x <= 0 {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(x)))
	for _, m := range []float64{1, 2, 5} {
		if m*power >= x {
			return m * power
		}
	}
	return 10 * power
}

// distribution is the answers of each rating as columns, and the three groups as one
// bar.
type distribution struct {
	Text          string
	Width, Height int
	Base          float64
	Columns       []column
	Groups        []share
}

type column struct {
	X, Y, Width, Height float64
	Group, Text         string
	Count               uint64
}

type share struct {
	X, Width    float64
	Group, Text string
	Percent     string
	Wide        bool // has room for the text
}

func drawDistribution(tally nps.Tally) distribution {
	d := distribution{Width: chartWidth, Height: 190, Base: 122, Text: "no data."}
	if tally.N() == 0 {
		return d
	}
	most := uint64(1)
	for _, n := range tally.All() {
		most = max(most, n)
	}
	const wide = chartWidth / 11.0
	for r, n := range tally.All() {
		h := 104 * float64(n) / float64(most)
		d.Columns = append(d.Columns, column{
			X: float64(r)*wide + 2, Width: wide - 4, Y: d.Base - h, Height: h,
			Group: r.Group().String(), Text: fmt.Sprint(int(r)), Count: n,
		})
	}
	g := tally.Groups()
	var texts []string
	x := 0.0
	for _, part := range []struct {
		group nps.Group
		n     uint64
	}{{nps.Detractor, g.Detractors}, {nps.Passive, g.Passives}, {nps.Promoter, g.Promoters}} {
		width := chartWidth * float64(part.n) / float64(tally.N())
		s := share{X: x, Width: width, Group: part.group.String(), Wide: width > 44, Percent: fmt.Sprintf("%.0f%%", 100*float64(part.n)/float64(tally.N()))}
		s.Text = fmt.Sprintf("%ss %s", s.Group, s.Percent)
		d.Groups = append(d.Groups, s)
		texts = append(texts, s.Text)
		x += width
	}
	d.Text = fmt.Sprintf("%d answers: %s.", tally.N(), strings.Join(texts, ", "))
	return d
}

// heatMap is the share of each cohort that was active again, by age.
type heatMap struct {
	Text                string
	Width, Height       int
	Ages                []tick
	Rows                []heatRow
	CellWidth, CellHigh int
	Customers           uint64
}

type heatRow struct {
	Y     int
	Label string
	Size  uint64
	Cells []heatCell
}

type heatCell struct {
	X       int
	Percent string // "" of a cohort without customers
	Exact   string
	Shade   int // 0 to 4, darker with the share
}

func drawHeatMap(table churn.CohortTable) (heatMap, error) {
	const left, top, width, high = 104, 24, 40, 26
	first, last := table.Periods()
	if first.IsZero() {
		return heatMap{}, nil
	}
	n := last.Index() - first.Index() + 1
	h := heatMap{CellWidth: width - 2, CellHigh: high - 2, Width: left + width*n, Height: top + high*n}
	for age := range n {
		h.Ages = append(h.Ages, tick{At: float64(left+width*age) + width/2.0, Text: fmt.Sprint(age)})
	}
	cohorts, err := period.Between(first, last)
	if err != nil {
		return h, err
	}
	for cohort := range cohorts {
		size, err := table.Size(cohort)
		if err != nil {
			return h, err
		}
		h.Customers += size
		row := heatRow{Y: top + high*len(h.Rows), Label: cohort.String(), Size: size}
		for age := range n - len(h.Rows) {
			cell := heatCell{X: left + width*age}
			share, err := table.Retention(cohort, age)
			if err != nil {
				return h, err
			}
			if percent, err := share.Percent(); err == nil {
				cell.Exact, cell.Percent = percent.String(), percent.StringFixed(0)
				cell.Shade = min(4, int(percent.IntPart()/20))
			}
			row.Cells = append(row.Cells, cell)
		}
		h.Rows = append(h.Rows, row)
	}
	h.Text = fmt.Sprintf("%d customers first seen from %s to %s.", h.Customers, first, last)
	if again, err := table.RetentionAt(1); err == nil {
		if percent, err := again.Percent(); err == nil {
			h.Text += fmt.Sprintf(" Active again a month later: %s percent.", percent.StringFixed(0))
		}
	}
	return h, nil
}

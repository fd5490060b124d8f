package main

import (
	"fmt"
	"html/template"
	"math"
	"strings"

	"github.com/cxmetrics/cx/churn"
	"github.com/cxmetrics/cx/examples/internal/draw"
	"github.com/cxmetrics/cx/nps"
	"github.com/cxmetrics/cx/period"
)

// The drawings are computed here and written by the templates of page.html. Their
// units are about a pixel of a phone, so that their text can be read there.
const chartWidth = 360

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

// drawHeatMap draws the share of each cohort that was active again, by age.
func drawHeatMap(table churn.CohortTable) (template.HTML, error) {
	first, last := table.Periods()
	if first.IsZero() {
		return "", nil
	}
	cohorts, err := period.Between(first, last)
	if err != nil {
		return "", err
	}
	ages := last.Index() - first.Index() + 1
	h := draw.Heat{Caption: "Percent of each cohort that was active so many months after its first.", Cohort: "Cohort", Size: "Customers"}
	customers := uint64(0)
	for cohort := range cohorts {
		size, err := table.Size(cohort)
		if err != nil {
			return "", err
		}
		customers += size
		row := draw.HeatRow{Label: cohort.String(), Size: grouped(size)}
		for age := range ages - len(h.Rows) {
			share, err := table.Retention(cohort, age)
			if err != nil {
				return "", err
			}
			cell := draw.HeatCell{Share: math.NaN(), Text: "no data"}
			if percent, err := share.Score(); err == nil {
				cell = draw.HeatCell{Share: percent.InexactFloat64() / 100, Text: percent.StringFixed(0)}
			}
			row.Cells = append(row.Cells, cell)
		}
		h.Rows = append(h.Rows, row)
	}
	if customers == 0 {
		return "", nil
	}
	return h.HTML(), nil
}

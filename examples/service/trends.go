package main

import (
	"cmp"
	"errors"
	"fmt"
	"html/template"
	"slices"
	"strings"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/ces"
	"github.com/cxmetrics/cx/csat"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/examples/internal/draw"
	"github.com/cxmetrics/cx/nps"
	"github.com/cxmetrics/cx/period"
	"github.com/cxmetrics/cx/signal"
	"github.com/shopspring/decimal"
)

// trend is a chart over the periods of the results, and what its process chart says.
type trend struct {
	Title   string
	SVG     template.HTML // "" without data
	Signals []string
	Note    string
}

// series collects a tally of each period of results.
func series[P cx.Tally[P]](res results, fresh func() P, of func(figures) P) (*period.Series[P], error) {
	s := period.NewSeries(res.Unit, res.AsOf.Location(), fresh)
	for _, f := range res.Periods {
		p, err := period.Parse(f.Period)
		if err != nil {
			return nil, err
		}
		cell, err := s.For(p)
		if err == nil {
			err = cell.Merge(of(f))
		}
		if err != nil {
			return nil, err
		}
	}
	return s, nil
}

// value is a figure as a tally, for the process chart of a figure that nothing else is
// known of.
type value struct{ d *decimal.Decimal }

// Merge takes the value of o over. Two values have no sum.
func (v *value) Merge(o *value) error {
	switch {
	case o == nil || o.d == nil:
		return nil
	case v.d != nil:
		return errors.New("two figures of one period")
	}
	v.d = o.d
	return nil
}

func (v *value) score() (decimal.Decimal, error) {
	if v.d == nil {
		return decimal.Decimal{}, cx.ErrNoData
	}
	return *v.d, nil
}

func npsSignals(res results) (signal.Data, error) {
	s, err := series(res, cx.New[nps.Tally], func(f figures) *nps.Tally { return &f.NPS.Tally })
	if err != nil {
		return signal.Data{}, err
	}
	return signal.NPS(s, func(t *nps.Tally) nps.Groups { return t.Groups() })
}

func csatSignals(res results) (signal.Data, error) {
	s, err := series(res, cx.New[csat.Tally], func(f figures) *csat.Tally { return &f.CSAT.Tally })
	if err != nil {
		return signal.Data{}, err
	}
	return signal.Shares(s, func(t *csat.Tally) estimate.Proportion { return t.Satisfied() })
}

func cesSignals(res results) (signal.Data, error) {
	s, err := series(res, cx.New[ces.Tally], func(f figures) *ces.Tally { return &f.CES.Tally })
	if err != nil {
		return signal.Data{}, err
	}
	return signal.Means(s, func(t *ces.Tally) estimate.Mean { return t.Mean() })
}

// valueSignals is of figures from 0 to most.
func valueSignals(res results, of func(figures) *decimal.Decimal, most float64) (signal.Data, error) {
	s, err := series(res, cx.New[value], func(f figures) *value { return &value{of(f)} })
	if err != nil {
		return signal.Data{}, err
	}
	data, err := signal.Values(s, (*value).score)
	if err != nil {
		return signal.Data{}, err
	}
	return data.Within(0, most)
}

// plot is how a trend is drawn.
type plot struct {
	title       string
	least, most float64
	better      signal.Better
	scale       float64 // that values are divided by
	format      string
	value       func(figures) (*decimal.Decimal, estimate.Interval)
	data        func(results) (signal.Data, error) // nil without a process chart
}

// draw draws a trend with natural limits and signals, as far as there are any.
func (p plot) draw(res results) (trend, error) {
	t := trend{Title: p.title}
	p.scale = cmp.Or(p.scale, 1)
	line := draw.Line{Title: p.title, Least: p.least / p.scale, Most: p.most / p.scale}
	known := 0
	latest := ""
	for _, f := range res.Periods {
		d, in := p.value(f)
		m := draw.Empty(f.Period)
		m.Running = !f.Over
		if d != nil {
			m.Value = d.InexactFloat64() / p.scale
			m.Figure = fmt.Sprintf(p.format, m.Value)
			if in != (estimate.Interval{}) {
				m.Low, m.High = in.Low/p.scale, in.High/p.scale
				m.Figure += fmt.Sprintf(" (95%% "+p.format+" to "+p.format+")", m.Low, m.High)
			}
			known++
			latest = fmt.Sprintf(" Latest, %s: %s.", m.Label, m.Figure)
		}
		line.Points = append(line.Points, m)
	}
	if known == 0 {
		return t, nil
	}
	line.Text = fmt.Sprintf("%s to %s, %d of %d periods with data.%s", line.Points[0].Label, line.Points[len(line.Points)-1].Label, known, len(line.Points), latest)
	if p.data != nil {
		if err := p.limits(res, &t, line.Points); err != nil {
			return t, err
		}
		line.Text += " " + t.Note
	}
	t.SVG = line.SVG()
	return t, nil
}

func (p plot) limits(res results, t *trend, points []draw.Point) error {
	data, err := p.data(res)
	var chart signal.Chart
	if err == nil {
		chart, err = data.Chart(signal.Options{Better: p.better, AsOf: res.AsOf})
	}
	if errors.Is(err, cx.ErrNoData) {
		t.Note = "Too few periods for natural limits."
		return nil
	}
	if err != nil {
		return fmt.Errorf("%s: %w", p.title, err)
	}
	qualified, firm := false, false
	for _, phase := range chart.Phases {
		qualified, firm = qualified || phase.Qualified, firm || phase.Firm
	}
	if !qualified {
		t.Note = "Too few periods for natural limits."
		return nil
	}
	for _, at := range chart.Points {
		i := slices.IndexFunc(points, func(m draw.Point) bool { return m.Label == at.Period.String() })
		if i < 0 || (at.Empty || at.Running) {
			continue
		}
		if at.Sigma > 0 {
			points[i].Center, points[i].Lower, points[i].Upper = at.Centre/p.scale, at.Lower/p.scale, at.Upper/p.scale
		}
		var said []string
		for _, s := range chart.At(at.Period) {
			said = append(said, s.String())
		}
		points[i].Signal = strings.Join(said, "; ")
	}
	for _, s := range chart.Signals {
		t.Signals = append(t.Signals, s.String())
	}
	t.Note = "Dashed: natural limits."
	if !firm {
		t.Note = "Dashed: natural limits, provisional below 12 periods."
	}
	return nil
}

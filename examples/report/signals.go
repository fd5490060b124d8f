package main

import (
	"math"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/nps"
	"github.com/cxmetrics/cx/period"
	"github.com/cxmetrics/cx/signal"
	"github.com/shopspring/decimal"
)

// held is the value of a period in a series that a process chart is made of, nil in a gap.
type held[T any] struct{ value *T }

// Merge implements [cx.Tally]. A series of values is read as it is, so that only a fresh
// one takes another.
func (h *held[T]) Merge(o *held[T]) error { //nolint:unparam // cx.Tally has an error
	if h.value == nil {
		h.value = o.value
	}
	return nil
}

type series[T any] = *period.Series[*held[T]]

// judged says what a process chart of the measure is made of. Without it the chart is that
// of the figures.
func (m measure[T]) judged(of func(series[T]) (signal.Data, error)) measure[T] {
	m.data = of
	return m
}

// asStock leaves out the process chart of a measure whose periods are not apart from each
// other: its limits would signal by themselves.
func (m measure[T]) asStock() measure[T] {
	m.stock = true
	return m
}

// whole reads a figure of what is held, which in a gap is that of nothing.
func whole[T, V any](of func(*T) V) func(*held[T]) V {
	return func(h *held[T]) (none V) {
		if h.value == nil {
			return none
		}
		return of(h.value)
	}
}

func asShares[T any](of func(*T) estimate.Proportion) func(series[T]) (signal.Data, error) {
	return func(s series[T]) (signal.Data, error) { return signal.Shares(s, whole(of)) }
}

func asNPS[T any](of func(*T) nps.Groups) func(series[T]) (signal.Data, error) {
	return func(s series[T]) (signal.Data, error) { return signal.NPS(s, whole(of)) }
}

func asMeans[T any](of func(*T) estimate.Mean) func(series[T]) (signal.Data, error) {
	return func(s series[T]) (signal.Data, error) { return signal.Means(s, whole(of)) }
}

// asFigures takes the figures as they are. Where none is below 0, limits are not either.
func (m measure[T]) asFigures(s series[T]) (signal.Data, error) {
	d, err := signal.Values(s, func(h *held[T]) (decimal.Decimal, error) {
		if h.value == nil {
			return decimal.Decimal{}, cx.ErrNoData
		}
		if d, ok := (row{Cells: []cell{m.cell(h.value, nil)}}).figure(0); ok {
			return d, nil
		}
		return decimal.Decimal{}, cx.ErrNoData
	})
	if err != nil {
		return d, err
	}
	if positive, err := d.Within(0, math.Inf(1)); err == nil {
		return positive, nil
	}
	return d, nil
}

// chart returns the process chart of a measure over the periods. Too few periods have
// none.
func (m measure[T]) chart(cfg config, lines []line[T]) (signal.Chart, bool) {
	s := period.NewSeries(cfg.per, cfg.zone, cx.New[held[T]])
	for _, l := range lines {
		if l.gap > 0 {
			continue
		}
		h, err := s.For(l.period)
		if err != nil {
			return signal.Chart{}, false // a series of more than 65,536 periods
		}
		h.value = l.value
	}
	read := m.data
	if read == nil {
		read = m.asFigures
	}
	data, err := read(s)
	if err != nil {
		return signal.Chart{}, false
	}
	c, err := data.Chart(signal.Options{Better: m.Better, AsOf: cfg.asOf})
	return c, err == nil
}

// charts adds the process charts of the measures that are shown at a glance.
func charts[T any](t *table, cfg config, m metric[T], lines []line[T]) {
	for i, measure := range m.Measures {
		if measure.Glance == "" || measure.stock {
			continue
		}
		if c, ok := measure.chart(cfg, lines); ok {
			if t.Charts == nil {
				t.Charts = map[int]signal.Chart{}
			}
			t.Charts[i] = c
		}
	}
}

// point returns the point of a process chart for a row, if it is one.
func (t table) point(r row, column int) (signal.Point, bool) {
	for _, p := range t.Charts[column].Points {
		if p.Period == r.Period && !p.Empty && !p.Running {
			return p, true
		}
	}
	return signal.Point{}, false
}

// signaled reports whether the figure of a row is part of a signal.
func (t table) signaled(r row, column int) bool {
	p, ok := t.point(r, column)
	return ok && p.Signal
}

// open returns the period that was not over when the file was exported, if there is one.
func (t table) open() (name string, ok bool) {
	for _, r := range t.Periods {
		if r.Open {
			return r.Name, true
		}
	}
	return "", false
}

// footnotes are the signals of a table, and which of its periods is not over.
func (t table) footnotes() []string {
	notes := t.signals()
	for i := range notes {
		notes[i] = signalMark + " " + notes[i]
	}
	if name, ok := t.open(); ok {
		notes = append(notes, name+" was not over: its figures are provisional.")
	}
	return notes
}

// signals returns the signals of a table in words, by figure. Periods next to each other of
// which each is one are told together. The limits of few periods are provisional.
func (t table) signals() (all []string) {
	for i, h := range t.Heads {
		basis := ""
		if phases := t.Charts[i].Phases; len(phases) > 0 && phases[0].Qualified && !phases[0].Firm {
			basis = ", provisional"
		}
		var joined []signal.Signal
		for _, s := range t.Charts[i].Signals {
			if k := len(joined) - 1; k >= 0 && s.Rule == joined[k].Rule && s.Direction == joined[k].Direction && s.First.Index() == joined[k].Last.Index()+1 {
				joined[k].Last = s.Last
				continue
			}
			joined = append(joined, s)
		}
		for _, s := range joined {
			all = append(all, h.Glance+": "+s.String()+basis)
		}
	}
	return all
}

package main

import (
	"slices"
	"time"

	"github.com/cxmetrics/cx/churn"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/examples/internal/draw"
	"github.com/cxmetrics/cx/period"
	"github.com/cxmetrics/cx/signal"
	"github.com/shopspring/decimal"
)

// moves are how customers and their revenue moved in a period.
type moves struct {
	churn.Window
	customers churn.Customers
}

func movesOf(w churn.Window) (*moves, error) {
	c, err := w.Movement.OpeningCustomers()
	return &moves{w, c}, err
}

// viewOf returns the windows of the periods, and for all of them and for segments that
// of the whole span. There is a ledger for each column of segments.
func viewOf(ledgers []*churn.Ledger[string], cfg config, periods []period.Period, columns, by int) (v view[moves], err error) {
	v.total, v.segments = new(moves), make([][]line[moves], columns)
	if len(periods) == 0 {
		return v, nil
	}
	first, last := periods[0], periods[len(periods)-1]
	bounds, err := churn.BoundsOf(cfg.zone, first, last)
	if err != nil {
		return v, err
	}
	windows, err := ledgers[0].Windows(bounds...)
	if err != nil {
		return v, err
	}
	for i, p := range periods {
		m, err := movesOf(windows[i])
		if err != nil {
			return v, err
		}
		v.periods = append(v.periods, line[moves]{name: p.String(), period: p, value: m})
	}
	start, end := bounds[0], bounds[len(bounds)-1]
	whole, err := ledgers[0].Window(start, end)
	if err != nil {
		return v, err
	}
	if v.total, err = movesOf(whole); err != nil {
		return v, err
	}
	for i := range columns {
		if v.segments[i], err = segmentsOf(ledgers[i], start, end); err != nil {
			return v, err
		}
	}
	if by >= 0 {
		v.by, err = segmentsByPeriod(ledgers[by], cfg, periods, bounds, v.segments[by])
	}
	return v, err
}

// segmentsOf returns the windows of the segments between two instants.
func segmentsOf(ledger *churn.Ledger[string], start, end time.Time) (lines []line[moves], err error) {
	windows, err := ledger.SegmentWindows(start, end)
	if err != nil {
		return nil, err
	}
	for name, w := range windows[0].All() {
		m, err := movesOf(*w)
		if err != nil {
			return nil, err
		}
		lines = append(lines, line[moves]{name: name, value: m})
	}
	return lines, nil
}

// segmentsByPeriod returns the windows of the periods by the segments of the column of -by.
func segmentsByPeriod(ledger *churn.Ledger[string], cfg config, periods []period.Period, bounds []time.Time, segments []line[moves]) (all []segmentView[moves], err error) {
	windows, err := ledger.SegmentWindows(bounds...)
	if err != nil {
		return nil, err
	}
	for _, l := range segments {
		s := segmentView[moves]{column: cfg.by, name: l.name, view: view[moves]{total: l.value}}
		for i, p := range periods {
			m, err := movesOf(*windows[i].At(l.name)) // each has all segments of the ledger
			if err != nil {
				return nil, err
			}
			s.periods = append(s.periods, line[moves]{name: p.String(), period: p, value: m})
		}
		all = append(all, s)
	}
	return all, nil
}

// moved are customers or revenue that changed their segment. The text has no room for them.
func moved(in, out measure[moves]) []measure[moves] {
	in.SegmentsOnly, out.SegmentsOnly = true, true
	return []measure[moves]{in, out}
}

func churnMetric(level float64) metric[moves] {
	opening := func(m *moves) uint64 { return m.customers.Kept + m.customers.Lost }
	m := metric[moves]{
		Key:   "churn",
		Title: "Customer churn",
		Notes: []string{
			"Percent of the customers at the period's start who were none at its end. Who joined",
			"or came back and left within the period is gone again. The lines of segments and of",
			"all are of the whole span. Who moves to another segment is not lost, and counts in",
			"the one of the start. Interval: Wilson. Comparison: Newcombe.",
		},
		N: opening,
		Measures: slices.Concat(
			[]measure[moves]{
				counted("opening", "at start", opening),
				counted("new", "new", func(m *moves) uint64 { return m.Movement.New }),
				counted("reactivated", "back", func(m *moves) uint64 { return m.Movement.Reactivated }),
				counted("lost_joined", "gone", func(m *moves) uint64 { return m.Movement.LostJoined }),
				counted("lost", "lost", func(m *moves) uint64 { return m.customers.Lost }),
			},
			moved(counted("moved_in", "", func(m *moves) uint64 { return m.Movement.MovedIn }),
				counted("moved_out", "", func(m *moves) uint64 { return m.Movement.MovedOut })),
			rate("churn", "churn %", "Customer churn, %", signal.Lower, 2, level, func(m *moves) estimate.Proportion { return m.customers.Churn() }),
			[]measure[moves]{
				value("retention", "", 2, func(m *moves) (decimal.Decimal, error) { return m.customers.Retention().Score() }),
			},
		),
	}
	return m
}

func revenueMetric(currency string) metric[moves] {
	in := "Monthly recurring revenue (MRR)"
	if currency != "" {
		in += " in " + currency
	}
	amount := func(key, text string, of func(churn.Revenue) decimal.Decimal) measure[moves] {
		return measure[moves]{head: head{Key: key, Text: text}, cell: func(now, _ *moves) cell {
			d := of(now.Revenue)
			return cell{Text: draw.Grouped(d.StringFixed(0)), Value: d}
		}}
	}
	result := func(key, text string, of func(churn.Revenue) (decimal.Decimal, error)) measure[moves] {
		return value(key, text, 1, func(m *moves) (decimal.Decimal, error) { return of(m.Revenue) })
	}
	nrr := func(m *moves) (decimal.Decimal, error) { return m.Revenue.NRR() }
	closing := result("closing", "", churn.Revenue.Closing)
	return metric[moves]{
		Key:   "revenue",
		Title: "Revenue churn",
		Notes: []string{
			in + " at the period's start; that of",
			"new customers and of those who came back; what those of the start pay more, pay",
			"less and no longer pay. In percent of the start: churn = less + lost, gross revenue",
			"retention GRR = 100 - churn, net revenue retention NRR = 100 + more - churn. The",
			"lines of segments and of all are of the whole span, from the start of its first",
			"period. Who moves to another segment counts in the one of the start.",
		},
		N: func(m *moves) uint64 { return uint64(m.Revenue.Opening.Sign()) },
		Measures: slices.Concat([]measure[moves]{
			amount("opening", "at start", func(r churn.Revenue) decimal.Decimal { return r.Opening }),
			amount("new", "new", func(r churn.Revenue) decimal.Decimal { return r.New }),
			amount("reactivated", "back", func(r churn.Revenue) decimal.Decimal { return r.Reactivated }),
			amount("expansion", "more", func(r churn.Revenue) decimal.Decimal { return r.Expansion }),
			amount("contraction", "less", func(r churn.Revenue) decimal.Decimal { return r.Contraction }),
			amount("churned_joined", "gone", func(r churn.Revenue) decimal.Decimal { return r.ChurnedJoined }),
			amount("churned", "lost", func(r churn.Revenue) decimal.Decimal { return r.Churned }),
			amount("expansion_joined", "", func(r churn.Revenue) decimal.Decimal { return r.ExpansionJoined }),
			amount("contraction_joined", "", func(r churn.Revenue) decimal.Decimal { return r.ContractionJoined }),
		}, moved(amount("moved_in", "", func(r churn.Revenue) decimal.Decimal { return r.MovedIn }),
			amount("moved_out", "", func(r churn.Revenue) decimal.Decimal { return r.MovedOut })), []measure[moves]{
			closing,
			result("churn", "churn %", churn.Revenue.GrossChurn).glance("Gross revenue churn, %", signal.Lower),
			result("grr", "GRR %", churn.Revenue.GRR),
			result("nrr", "NRR %", churn.Revenue.NRR).glance("Net revenue retention, %", signal.Higher),
			change(1, nrr),
			result("net_churn", "", churn.Revenue.NetChurn),
		}),
	}
}

package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/examples/internal/draw"
	"github.com/cxmetrics/cx/period"
	"github.com/cxmetrics/cx/signal"
	"github.com/shopspring/decimal"
)

// report is what the program has to say, once: as text and as JSON it is the same.
type report struct {
	Sampled  bool   // of the program's own sample
	Per      string // the length of a period, such as "month"
	From, To string // the first and last period asked for, "" for as far as the data goes
	Zone     string
	Level    float64 // of intervals and comparisons
	Sections []section
	Problems *problems

	Comparisons int // that are judged together
}

// section is what one file says.
type section struct {
	Key     string // its name in JSON
	File    string
	Rows    uint64   // rows of the file, header not counted
	Outside uint64   // those before -from or after -to
	Notes   []string // what was guessed of the file, or left aside
	Tables  []table
	Figures []figure

	filtered []string // the columns of -where that the file has
}

// figure is what is not a table of metrics.
type figure interface {
	key() string // its name in JSON
	object() object
	write(w io.Writer)
}

// metric says how a metric is shown: a measure is a column.
type metric[T any] struct {
	Key, Title string
	Notes      []string        // its conventions: formula, what counts
	N          func(*T) uint64 // of how many its figures are made; a period with none is compared with no other
	Measures   []measure[T]
}

type measure[T any] struct {
	head
	// cell returns the figure of a value; before is the value of the last period
	// before that has data, nil where there is none.
	cell func(now, before *T) cell
	data func(series[T]) (signal.Data, error) // for its process chart, nil for the figures

	stock bool // it has no process chart: a stock goes on from the one before
}

type head struct {
	Key, Text    string        // for JSON, and for the text, which leaves out a figure that has none
	Group        string        // heading over the columns next to each other that share it
	Glance       string        // its name at a glance, if it is shown there
	Better       signal.Better // of the figures
	Time         bool          // the figures are hours, shown as times
	PeriodsOnly  bool          // segments and the total have no such figure
	NoSegments   bool          // segments have no such figure
	SegmentsOnly bool          // nothing else has such a figure
}

// in reports whether rows of the kind have the figure.
func (h head) in(k kind) bool {
	switch k {
	case ofPeriod:
		return !h.SegmentsOnly
	case ofSegment:
		return !h.PeriodsOnly && !h.NoSegments
	default:
		return !h.PeriodsOnly && !h.SegmentsOnly
	}
}

// kind says what a row stands for.
type kind int

const (
	ofPeriod kind = iota
	ofSegment
	ofAll
)

// cell is one figure as the text and as JSON show it. The zero cell is undefined:
// a figure made of no data.
type cell struct {
	Text       string
	Value      any
	difference *estimate.Difference // of a comparison that is not judged yet
}

// table is a metric with its figures: a row for each period, each segment, and all.
type table struct {
	Key, Title string
	Segment    string // of -by, where the table is that of one
	Notes      []string
	Heads      []head
	Periods    []row
	Segments   []segmentRows
	Total      row
	By         []table              // of each segment of -by
	Charts     map[int]signal.Chart // by column
}

// segmentRows are the rows of the segments that a column makes.
type segmentRows struct {
	Column string
	Rows   []row
}

// row has a cell for each head, or stands for a gap of periods without data.
type row struct {
	Name   string
	Period period.Period // of a period
	Open   bool          // the period was not over when the file was exported
	Gap    int
	Cells  []cell
}

func tabulate[T any](cfg config, m metric[T], segments []column, v view[T]) table {
	if len(segments) == 0 {
		m.Measures = slices.DeleteFunc(slices.Clone(m.Measures), func(m measure[T]) bool { return m.SegmentsOnly })
	}
	t := table{Key: m.Key, Title: m.Title, Notes: m.Notes}
	for _, m := range m.Measures {
		t.Heads = append(t.Heads, m.head)
	}
	cells := func(now, before *T) (cells []cell) {
		for _, m := range m.Measures {
			cells = append(cells, m.cell(now, before))
		}
		return cells
	}
	var before *T
	for _, line := range v.periods {
		if line.gap > 0 {
			t.Periods = append(t.Periods, row{Gap: line.gap})
			continue
		}
		open := line.period.In(cfg.zone).End().After(cfg.asOf)
		t.Periods = append(t.Periods, row{Name: line.name, Period: line.period, Open: open, Cells: cells(line.value, before)})
		if m.N(line.value) > 0 {
			before = line.value
		}
	}
	for i, c := range segments {
		s := segmentRows{Column: c.name}
		for _, line := range v.segments[i] {
			s.Rows = append(s.Rows, row{Name: line.name, Cells: cells(line.value, nil)})
		}
		t.Segments = append(t.Segments, s)
	}
	t.Total = row{Name: "all", Cells: cells(v.total, nil)}
	charts(&t, cfg, m, v.periods)
	ofSegments := m
	ofSegments.Measures = slices.DeleteFunc(slices.Clone(m.Measures), func(m measure[T]) bool { return m.NoSegments })
	for i := range ofSegments.Measures {
		ofSegments.Measures[i].SegmentsOnly = false
	}
	for _, s := range v.by {
		part := tabulate(cfg, ofSegments, nil, s.view)
		part.Title = fmt.Sprintf("%s, %s %s", m.Title, s.column, nameOf(row{Name: s.name}))
		part.Notes, part.Segment = nil, s.name
		t.By = append(t.By, part)
	}
	return t
}

// inCurrency has the names of a metric say which currency it is in, where there are several.
func (m *metric[T]) inCurrency(currency string) {
	m.Key += "_" + strings.ToLower(currency)
	currency = cmp.Or(currency, "no currency")
	m.Title += " in " + currency
	for i := range m.Measures {
		if m.Measures[i].Glance != "" {
			m.Measures[i].Glance += ", " + currency
		}
	}
}

// glance has the measure shown at a glance, by a name of its own, and judged by a process
// chart, of which one direction may be good.
func (m measure[T]) glance(name string, better signal.Better) measure[T] {
	m.Glance, m.Better = name, better
	return m
}

// under groups measures under a heading.
func under[T any](group string, measures ...measure[T]) []measure[T] {
	for i := range measures {
		measures[i].Group = group
	}
	return measures
}

// counted is a measure that is a whole number.
func counted[T any](key, text string, n func(*T) uint64) measure[T] {
	return measure[T]{head: head{Key: key, Text: text}, cell: func(now, _ *T) cell {
		return cell{Text: thousands(n(now)), Value: n(now)}
	}}
}

// value is a measure that the library computes. The error that its methods return
// is no data: the cell is undefined. The text has so many decimal places, JSON all.
func value[T any](key, text string, places int32, of func(*T) (decimal.Decimal, error)) measure[T] {
	return measure[T]{head: head{Key: key, Text: text}, cell: func(now, _ *T) cell {
		d, err := of(now)
		if err != nil {
			return cell{}
		}
		return cell{Text: draw.Grouped(d.StringFixed(places)), Value: d}
	}}
}

// signed is value with a plus sign for positive values.
func signed[T any](key, text string, places int32, of func(*T) (decimal.Decimal, error)) measure[T] {
	return measure[T]{head: head{Key: key, Text: text}, cell: func(now, _ *T) cell {
		d, err := of(now)
		return signedCell(d, err, places)
	}}
}

// change is the value of a period less that of the last one before that has data.
func change[T any](places int32, of func(*T) (decimal.Decimal, error)) measure[T] {
	return measure[T]{head: head{Key: "change", Text: "change", PeriodsOnly: true}, cell: func(now, before *T) cell {
		if before == nil {
			return cell{}
		}
		d, err := of(now)
		if err != nil {
			return cell{}
		}
		was, err := of(before)
		return signedCell(d.Sub(was), err, places)
	}}
}

func signedCell(d decimal.Decimal, err error, places int32) cell {
	if err != nil {
		return cell{}
	}
	text := d.StringFixed(places)
	switch rounded := d.Round(places); {
	case rounded.IsZero():
		text = strings.TrimPrefix(text, "-")
	case rounded.IsPositive():
		text = "+" + text
	}
	return cell{Text: draw.Grouped(text), Value: d}
}

// countOf returns "1 row" or "2,000 rows".
func countOf(n uint64, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return thousands(n) + " " + thing
}

// verb returns the form of a verb that goes with so many things.
func verb(n uint64, word string) string {
	switch {
	case word == "be" && n == 1:
		return "is"
	case word == "be":
		return "are"
	case word == "have" && n == 1:
		return "has"
	case n == 1:
		return word + "s"
	}
	return word
}

// thousands returns n in digits with a comma before every three.
func thousands(n uint64) string { return draw.Grouped(strconv.FormatUint(n, 10)) }

package main

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/journey"
)

// shares says how often each label was counted, and its part of all, with intervals
// that hold for all labels at once.
type shares struct {
	part, title, label, counted string // its names: in JSON, of the table, of its columns
	notes                       []string
	labels                      *labels
	level                       float64
}

// labels counts labels until there are too many of them to be a table of shares, as of
// a column of free text.
type labels struct {
	tally    *journey.Tally
	overflow bool
}

func newLabels() *labels { return &labels{tally: new(journey.Tally)} }

func (l *labels) add(label string, n uint64) error {
	if l.overflow {
		return nil
	}
	err := l.tally.AddN(label, n)
	if errors.Is(err, cx.ErrOverflow) {
		*l = labels{tally: new(journey.Tally), overflow: true}
		return nil
	}
	return err
}

// all is how many were counted.
func (l *labels) all() cell {
	if l.overflow {
		return cell{}
	}
	return cell{Text: thousands(l.tally.N()), Value: l.tally.N()}
}

func (s shares) key() string { return s.part }

// rows gives count, share, and the bounds of the share.
func (s shares) rows(row func(label string, count, percent, low, high cell)) {
	intervals, err := s.labels.tally.Goodman(s.level)
	for label, n := range s.labels.tally.All() {
		var percent, low, high cell
		if d, err := s.labels.tally.Share(label).Score(); err == nil {
			percent = cell{Text: d.StringFixed(1), Value: d}
		}
		if err == nil {
			l, h := inferred(intervals[0].Interval.Low), inferred(intervals[0].Interval.High)
			intervals = intervals[1:] // they are in the order of the labels
			low, high = cell{Text: l.StringFixed(1), Value: l}, cell{Text: h.StringFixed(1), Value: h}
		}
		row(label, cell{Text: thousands(n), Value: n}, percent, low, high)
	}
}

func (s shares) allNotes() []string {
	last := "Intervals: simultaneous, after Goodman."
	if s.labels.overflow {
		last = fmt.Sprintf("Left out: more than %s different ones.", "1,000")
	}
	return append(slices.Clip(s.notes), last)
}

func (s shares) object() object {
	rows := []object{}
	s.rows(func(label string, count, percent, low, high cell) {
		rows = append(rows, object{
			{"label", label}, {"count", count.json()}, {"percent", percent.json()}, {"low", low.json()}, {"high", high.json()},
		})
	})
	return object{{"title", s.title}, {"convention", s.allNotes()}, {"all", s.labels.all().json()}, {"shares", rows}}
}

func (s shares) write(w io.Writer) {
	fmt.Fprintf(w, "\n%s\n", s.title)
	for _, note := range s.allNotes() {
		fmt.Fprintf(w, "  %s\n", note)
	}
	if s.labels.overflow {
		return
	}
	names := width(s.label)
	for label := range s.labels.tally.All() {
		names = max(names, width(label))
	}
	line := func(label, count, percent, bounds string) {
		fmt.Fprintf(w, "  %s%s%s%s\n", padRight(label, names+2), padLeft(count, max(cellWidth, width(s.counted)+2)), padLeft(percent, cellWidth), padLeft(bounds, 16))
	}
	fmt.Fprintln(w)
	line(s.label, s.counted, "%", percentText(s.level)+"%")
	s.rows(func(label string, count, percent, low, high cell) {
		bounds := ""
		if low.Value != nil {
			bounds = low.text() + " to " + high.text()
		}
		line(label, count.text(), percent.text(), bounds)
	})
}

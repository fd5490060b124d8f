package main

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/period"
)

// groups has a tally for each period, and one for each segment of each column that
// segments are taken from.
type groups[T any, P tally[T, P]] struct {
	fresh    func() P
	periods  map[period.Period]P
	segments []*cx.By[string, P] // by column
	by       int                 // the index of the column of -by, -1 for none
	column   string              // and its name
	crossed  map[string]map[period.Period]P
	size     int
	buf      []*T
}

// tally is a pointer to a T that merges.
type tally[T, P any] interface {
	*T
	cx.Tally[P]
}

func newGroups[T any, P tally[T, P]](cfg config, segments []column, fresh func() P) *groups[T, P] {
	g := &groups[T, P]{
		fresh: fresh, periods: map[period.Period]P{},
		by: indexOf(cfg.by, segments), column: cfg.by, crossed: map[string]map[period.Period]P{},
	}
	for range segments {
		g.segments = append(g.segments, cx.NewBy[string](fresh))
	}
	return g
}

// indexOf returns the index of the column of -by, -1 for none.
func indexOf(by string, segments []column) int {
	return slices.IndexFunc(segments, func(c column) bool { return by != "" && c.name == by })
}

// maxGroups bounds the memory of a report, however large its file is.
const maxGroups = 10_000

var errTooManyGroups = errors.New("more than 10,000 periods and segments: choose longer periods (-per), " +
	"a shorter range (-from, -to) or other columns (-segment)")

// of returns the groups of a row, for the row to be added to each: that of its
// period, unless it is zero, and of its segments, one of each column. They are to
// be used before the next call.
func (g *groups[T, P]) of(p period.Period, segments []string) ([]*T, error) {
	g.buf = g.buf[:0]
	if !p.IsZero() {
		into, ok := g.periods[p]
		if !ok {
			if err := g.more(); err != nil {
				return nil, err
			}
			into = g.fresh()
			g.periods[p] = into
		}
		g.buf = append(g.buf, into)
	}
	for i, name := range segments {
		into, ok := g.segments[i].Lookup(name)
		if !ok {
			if err := g.more(); err != nil {
				return nil, err
			}
			into = g.segments[i].At(strings.Clone(name)) // a clone, since name is part of a whole row
		}
		g.buf = append(g.buf, into)
	}
	if g.by >= 0 && !p.IsZero() {
		into, ok := g.crossed[segments[g.by]][p]
		if !ok {
			if err := g.more(); err != nil {
				return nil, err
			}
			into = g.fresh()
			name := strings.Clone(segments[g.by])
			if g.crossed[name] == nil {
				g.crossed[name] = map[period.Period]P{}
			}
			g.crossed[name][p] = into
		}
		g.buf = append(g.buf, into)
	}
	return g.buf, nil
}

// more counts one more group, if there may be one.
func (g *groups[T, P]) more() error {
	if g.size++; g.size > maxGroups {
		return errTooManyGroups
	}
	return nil
}

// view is what a table shows.
type view[T any] struct {
	periods  []line[T]
	segments [][]line[T] // by column
	total    *T
	by       []segmentView[T] // of the segments of -by
}

// segmentView is a segment by period.
type segmentView[T any] struct {
	column, name string
	view[T]
}

// line is a line of a table: a period or a segment with its value, or a gap of
// more than maxGap periods without data.
type line[T any] struct {
	name   string
	period period.Period // of a period
	value  *T
	gap    int
}

// maxGap is the longest run of periods without data whose lines are shown.
const maxGap = 12

// view returns the groups in order. The periods from and to, where set, are shown
// in any case, and those without data in between.
func (g *groups[T, P]) view(from, to period.Period) (v view[T], err error) {
	total := g.fresh()
	for _, p := range slices.SortedFunc(maps.Keys(g.periods), period.Period.Compare) {
		if err := total.Merge(g.periods[p]); err != nil {
			return v, err
		}
	}
	v.total = total
	for _, p := range []period.Period{from, to} {
		if _, ok := g.periods[p]; !ok && !p.IsZero() {
			g.periods[p] = g.fresh()
		}
	}
	for _, by := range g.segments {
		var lines []line[T]
		for name, value := range by.All() {
			lines = append(lines, line[T]{name: name, value: value})
		}
		v.segments = append(v.segments, lines)
	}
	if v.periods, err = timeline(g.periods, g.fresh); err != nil || g.by < 0 || len(v.periods) == 0 {
		return v, err
	}
	ends := []period.Period{v.periods[0].period, v.periods[len(v.periods)-1].period}
	for name, all := range g.segments[g.by].All() {
		cells := g.crossed[name]
		if cells == nil {
			cells = map[period.Period]P{}
		}
		for _, p := range ends {
			if cells[p] == nil {
				cells[p] = g.fresh()
			}
		}
		s := segmentView[T]{column: g.column, name: name}
		if s.periods, err = timeline(cells, g.fresh); err != nil {
			return v, err
		}
		s.total = all
		v.by = append(v.by, s)
	}
	return v, nil
}

// timeline returns the periods in order, with those that are missing between them.
func timeline[T any, P tally[T, P]](m map[period.Period]P, fresh func() P) (lines []line[T], err error) {
	var last period.Period
	for i, p := range slices.SortedFunc(maps.Keys(m), period.Period.Compare) {
		if i > 0 {
			missing := p.Index() - last.Index() - 1
			if missing > maxGap {
				lines = append(lines, line[T]{gap: missing})
				missing = 0
			}
			for range missing {
				if last, err = last.Add(1); err != nil {
					return nil, err
				}
				lines = append(lines, line[T]{name: last.String(), period: last, value: fresh()})
			}
		}
		lines = append(lines, line[T]{name: p.String(), period: p, value: m[p]})
		last = p
	}
	return lines, nil
}

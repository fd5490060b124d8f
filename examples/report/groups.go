package main

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/cxmetrics/cx/period"
)

// groups holds one T for each period, and one for each segment of each column that
// segments are taken from.
type groups[T any] struct {
	merge    func(into *T, from T) error
	periods  map[period.Period]*T
	segments []map[string]*T // by column
	size     int
	buf      []*T
}

func newGroups[T any](segments []column, merge func(into *T, from T) error) *groups[T] {
	g := &groups[T]{merge: merge, periods: map[period.Period]*T{}}
	for range segments {
		g.segments = append(g.segments, map[string]*T{})
	}
	return g
}

// maxGroups bounds the memory of a report, however large its file is.
const maxGroups = 10_000

var errTooManyGroups = errors.New("more than 10,000 periods and segments: choose longer periods (-per), " +
	"a shorter range (-from, -to) or other columns (-segment)")

// of returns the groups of a row, for the row to be added to each: that of its
// period, unless it is zero, and of its segments, one of each column. They are to
// be used before the next call.
func (g *groups[T]) of(p period.Period, segments []string) (_ []*T, err error) {
	g.buf = g.buf[:0]
	if !p.IsZero() {
		into, ok := g.periods[p]
		if !ok {
			if into, err = g.one(); err != nil {
				return nil, err
			}
			g.periods[p] = into
		}
		g.buf = append(g.buf, into)
	}
	for i, name := range segments {
		into, ok := g.segments[i][name]
		if !ok {
			if into, err = g.one(); err != nil {
				return nil, err
			}
			g.segments[i][strings.Clone(name)] = into // a clone, since name is part of a whole row
		}
		g.buf = append(g.buf, into)
	}
	return g.buf, nil
}

// one returns a new group, if there may be one more.
func (g *groups[T]) one() (*T, error) {
	if g.size++; g.size > maxGroups {
		return nil, errTooManyGroups
	}
	return new(T), nil
}

// view is what a table shows.
type view[T any] struct {
	periods  []line[T]
	segments [][]line[T] // by column
	total    T
}

// line is a line of a table: a period or a segment with its value, or a gap of
// more than maxGap periods without data.
type line[T any] struct {
	name   string
	period period.Period // of a period
	value  T
	gap    int
}

// maxGap is the longest run of periods without data whose lines are shown.
const maxGap = 12

// view returns the groups in order. The periods from and to, where set, are shown
// in any case, and those without data in between.
func (g *groups[T]) view(from, to period.Period) (v view[T], err error) {
	for _, value := range g.periods {
		if err := g.merge(&v.total, *value); err != nil {
			return v, err
		}
	}
	for _, p := range []period.Period{from, to} {
		if _, ok := g.periods[p]; !ok && !p.IsZero() {
			g.periods[p] = new(T)
		}
	}
	for _, m := range g.segments {
		v.segments = append(v.segments, sortedLines(m))
	}
	v.periods, err = timeline(g.periods)
	return v, err
}

func sortedLines[T any](m map[string]*T) (lines []line[T]) {
	for _, name := range slices.Sorted(maps.Keys(m)) {
		lines = append(lines, line[T]{name: name, value: *m[name]})
	}
	return lines
}

// timeline returns the periods in order, with those that are missing between them.
func timeline[T any](m map[period.Period]*T) (lines []line[T], err error) {
	var last period.Period
	for i, p := range slices.SortedFunc(maps.Keys(m), period.Period.Compare) {
		if i > 0 {
			span, err := period.Between(last, p)
			if err != nil {
				return nil, err
			}
			missing := -2 // Between includes both ends
			for range span {
				missing++
			}
			if missing > maxGap {
				lines = append(lines, line[T]{gap: missing})
				missing = 0
			}
			for q := range span {
				if missing > 0 && q != last && q != p {
					lines = append(lines, line[T]{name: q.String(), period: q})
				}
			}
		}
		lines = append(lines, line[T]{name: p.String(), period: p, value: *m[p]})
		last = p
	}
	return lines, nil
}

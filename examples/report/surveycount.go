package main

import (
	"errors"
	"strings"

	"github.com/shopspring/decimal"
)

// A surveyCounter counts the rows of a part of a file of answers. A row costs no memory,
// and no look into a map where its texts came before: columns remember what their
// texts stand for, periods and segments their groups.
type surveyCounter struct {
	*source
	file   *surveyFile
	cfg    *config
	groups *groups[answers, *answers]
	one    *respondents // of -answers

	unanswered bool // some surveys are
	ratings    [surveyKinds]memo[int]
	names      []memo[*segment] // by column
	periods    []*answers       // groups by the number of the period
	in         []*segment       // the segments of the current row
	into       []*answers       // its groups
}

// segment is one that a column has, with its groups once there are some.
type segment struct {
	name      string
	printable bool
	into      *answers
	periods   []*answers // with -by, by the number of the period
}

// row counts the current row.
func (c *surveyCounter) row() error {
	in, err := c.boundedIn(c.file.answered)
	if err != nil {
		return err
	}
	for i, column := range c.file.segments {
		if c.in[i], err = c.segmentIn(column, &c.names[i]); err != nil {
			return err
		}
	}
	given := rated{unansweredWord, unansweredWord, unansweredWord}
	answered := false
	for i := range c.file.surveys {
		v := &c.file.surveys[i]
		r, err := c.ratingIn(v)
		if err != nil {
			return err
		}
		given[v.kind] = r
		answered = answered || r != unansweredWord
	}
	var weight decimal.Decimal
	if c.file.weight.index >= 0 {
		if weight, err = c.weightIn(c.file.weight); err != nil {
			return err
		}
	}
	if !in.covered {
		c.outside++
		return nil
	}
	c.unanswered = c.unanswered || !answered
	if c.cfg.answersOf != "all" {
		if err := c.keep(in, &given, weight); err != nil {
			return err
		}
	}
	if err := c.findGroups(in); err != nil {
		return err
	}
	for _, a := range c.into {
		if err := a.add(&given, weight); err != nil {
			return err
		}
		if answered {
			a.sent.Hits++
		} else {
			a.sent.Misses++
		}
	}
	return nil
}

// ratingIn returns the current row's rating, unansweredWord for none.
func (c *surveyCounter) ratingIn(v *survey) (int, error) {
	m, raw := &c.ratings[v.kind], c.raw(v.column)
	if r, ok := m.of(raw); ok {
		return r, nil
	}
	r, text := unansweredWord, c.meaning(raw)
	if text != "" {
		var err error
		if r, err = v.rating(text, c.cfg, c.file.blank); err != nil {
			return 0, v.column.wrong(text, err)
		}
	}
	m.keep(raw, r)
	return r, nil
}

// segmentIn returns the current row's segment in a column. What cannot be printed costs
// the segment, and not the row.
func (c *surveyCounter) segmentIn(column column, m *memo[*segment]) (*segment, error) {
	raw := c.raw(column)
	s, ok := m.of(raw)
	if !ok {
		name, err := c.nameIn(column)
		if errors.As(err, new(contradiction)) {
			return nil, err
		}
		s = &segment{name: strings.Clone(name), printable: err == nil}
		m.keep(raw, s)
	}
	if !s.printable {
		c.unprinted++
	}
	return s, nil
}

// keep keeps the ratings of a respondent for later, and takes them from the row. Who is not
// known is somebody else each time.
func (c *surveyCounter) keep(in *bounded, given *rated, weight decimal.Decimal) error {
	name, err := c.nameIn(c.file.who)
	if err != nil || name == "" {
		return err
	}
	at, err := c.requiredTimeIn(c.file.answered)
	if err != nil {
		return err
	}
	var segments []string
	for _, s := range c.in {
		segments = append(segments, s.name)
	}
	for kind, r := range given {
		if r != unansweredWord {
			c.one.keep(respondent{name, in.period, kind}, answer{at, r, weight, segments})
			given[kind] = unansweredWord
		}
	}
	return nil
}

// findGroups finds the groups of the current row, in the order in which groups.of
// makes them.
func (c *surveyCounter) findGroups(in *bounded) error {
	c.into = c.into[:0]
	a, err := c.inPeriod(&c.periods, in, groupID{period: in.period, column: -1})
	if err != nil {
		return err
	}
	c.into = append(c.into, a)
	for i, s := range c.in {
		if s.into == nil {
			if s.into, err = c.groups.group(groupID{column: i, segment: s.name}); err != nil {
				return err
			}
		}
		c.into = append(c.into, s.into)
	}
	if by := c.groups.by; by >= 0 {
		s := c.in[by]
		if a, err = c.inPeriod(&s.periods, in, groupID{period: in.period, column: by, segment: s.name}); err != nil {
			return err
		}
		c.into = append(c.into, a)
	}
	return nil
}

// inPeriod returns the group of a period, which groups has by its number if it was there
// before.
func (c *surveyCounter) inPeriod(groups *[]*answers, in *bounded, id groupID) (*answers, error) {
	if in.number < 0 {
		return c.groups.group(id)
	}
	for len(*groups) <= in.number {
		*groups = append(*groups, nil)
	}
	a := &(*groups)[in.number]
	if *a == nil {
		var err error
		if *a, err = c.groups.group(id); err != nil {
			return nil, err
		}
	}
	return *a, nil
}

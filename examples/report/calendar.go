package main

import (
	"slices"
	"sort"
	"time"

	"github.com/cxmetrics/cx/period"
)

// A calendar finds the period of the report that holds an instant. It remembers the
// periods that it has met, and of each day in UTC the period that holds all of it.
type calendar struct {
	met  []*bounded // in order
	days []*bounded // from 1970 on
}

// bounded is a period with the seconds at which it begins and ends.
type bounded struct {
	start, end int64
	period     period.Period
	covered    bool // it is one to report
	number     int  // in the order in which they were met, -1 for one that is not remembered
}

const (
	secondsPerDay = 24 * 3600
	calendarDays  = 1 << 15 // to the year 2059
)

// find returns the period of an instant if it was met before, nil if not.
func (c *calendar) find(unix int64) *bounded {
	day := unix / secondsPerDay
	inDays := unix >= 0 && day < int64(len(c.days))
	if inDays && c.days[day] != nil {
		return c.days[day]
	}
	i := sort.Search(len(c.met), func(i int) bool { return c.met[i].end > unix })
	if i == len(c.met) || c.met[i].start > unix {
		return nil
	}
	s := c.met[i]
	if inDays && s.start <= day*secondsPerDay && (day+1)*secondsPerDay <= s.end {
		c.days[day] = s
	}
	return s
}

// at returns the period of an instant.
func (c *calendar) at(t time.Time, cfg *config) (*bounded, error) {
	if s := c.find(t.Unix()); s != nil {
		return s, nil
	}
	p, err := cfg.per.Of(t)
	if err != nil {
		return nil, err
	}
	s := &bounded{period: p, covered: cfg.covers(p), number: -1}
	in := p.In(cfg.zone)
	if len(c.met) >= maxGroups || in.IsEmpty() {
		return s, nil
	}
	if c.days == nil {
		c.days = make([]*bounded, calendarDays)
	}
	s.start, s.end, s.number = in.Start().Unix(), in.End().Unix(), len(c.met)
	i := sort.Search(len(c.met), func(i int) bool { return c.met[i].end > s.start })
	c.met = slices.Insert(c.met, i, s)
	return s, nil
}

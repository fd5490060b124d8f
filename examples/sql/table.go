package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/cxmetrics/cx/period"
)

// table has the measures of periods and segments.
type table map[key]*measures

type key struct {
	period  period.Period
	segment string
}

// at returns the measures of a period and segment, to be changed.
func (t table) at(p period.Period, segment string) *measures {
	k := key{p, segment}
	if t[k] == nil {
		t[k] = new(measures)
	}
	return t[k]
}

func (t table) keys() []key {
	return slices.SortedFunc(maps.Keys(t), func(a, b key) int {
		return cmp.Or(a.period.Compare(b.period), strings.Compare(a.segment, b.segment))
	})
}

// mustEqual returns an error where the tables differ in a single byte.
func (t table) mustEqual(o table) error {
	if a, b := t.keys(), o.keys(); !slices.Equal(a, b) {
		return fmt.Errorf("%v are not %v", a, b)
	}
	for k, m := range t {
		same, err := m.equal(o[k])
		if err != nil {
			return err
		}
		if !same {
			return fmt.Errorf("%v differ: %+v and %+v", k, m, o[k])
		}
	}
	return nil
}

func (t table) print(w io.Writer) error {
	for _, k := range t.keys() {
		m := t[k]
		_, err := fmt.Fprintf(w, "%v %s\n  %v\n  %v\n  %v\n  first reply: %v\n", k.period, k.segment, m.nps, m.csat, m.ces, m.firstReply)
		if err != nil {
			return err
		}
	}
	return nil
}

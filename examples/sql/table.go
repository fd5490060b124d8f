package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/period"
)

// table has the measures of periods and segments.
type table = *period.Series[segments]

type segments = *cx.By[string, *measures]

func (s store) newTable(unit period.Unit) table {
	return period.NewSeries(unit, s.zone, func() segments { return cx.NewBy[string](cx.New[measures]) })
}

// at returns the measures of a segment in the period that holds an instant, to be changed.
func at(t table, instant time.Time, segment string) (*measures, error) {
	all, err := t.At(instant)
	if err != nil {
		return nil, err
	}
	return all.At(segment), nil
}

// mustEqual returns an error where the tables differ in a single byte.
func mustEqual(a, b table) error {
	left, err := a.MarshalBinary()
	right, err2 := b.MarshalBinary()
	if err := errors.Join(err, err2); err != nil {
		return err
	}
	if !bytes.Equal(left, right) {
		var texts [2]bytes.Buffer
		err := errors.Join(show(&texts[0], a), show(&texts[1], b))
		return errors.Join(fmt.Errorf("the tables differ:\n%s\n%s", &texts[0], &texts[1]), err)
	}
	return nil
}

func show(w io.Writer, t table) error {
	for p, all := range t.All() {
		for segment, m := range all.All() {
			_, err := fmt.Fprintf(w, "%v %s\n  %v\n  %v\n  %v\n  first reply: %v\n", p, segment, m.nps, m.csat, m.ces, &m.firstReply)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

package main

import (
	"encoding"
	"errors"
	"fmt"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/ces"
	"github.com/cxmetrics/cx/csat"
	"github.com/cxmetrics/cx/nps"
	"github.com/cxmetrics/cx/tickets"
)

// measures are the tallies of a segment in a period.
type measures struct {
	nps        nps.Tally
	csat       csat.Tally
	ces        ces.Tally
	firstReply tickets.DurationSketch
}

// add counts n answers to a survey.
func (m *measures) add(survey string, rating int, n uint64) error {
	switch survey {
	case "nps":
		return m.nps.AddN(nps.Rating(rating), n)
	case "csat":
		return m.csat.AddN(csat.Rating(rating), n)
	case "ces":
		return m.ces.AddN(ces.Rating(rating), n)
	}
	return fmt.Errorf("no survey %q", survey)
}

// addTicket counts the time to a ticket's first reply, where there has been one.
func (m *measures) addTicket(ticket tickets.Ticket) error {
	wait, err := ticket.FirstResponse()
	switch {
	case errors.Is(err, cx.ErrNoData):
		return nil
	case err != nil:
		return err
	}
	return m.firstReply.Add(wait)
}

// Merge makes measures a tally.
func (m *measures) Merge(o *measures) error {
	return errors.Join(m.nps.Merge(&o.nps), m.csat.Merge(&o.csat), m.ces.Merge(&o.ces), m.firstReply.Merge(&o.firstReply))
}

// MarshalBinary returns all that the tallies hold, one after the other.
func (m *measures) MarshalBinary() (b []byte, err error) {
	for _, tally := range []encoding.BinaryMarshaler{m.nps, m.csat, m.ces, &m.firstReply} {
		part, err := tally.MarshalBinary()
		if err != nil {
			return nil, err
		}
		b = append(b, part...)
	}
	return b, nil
}

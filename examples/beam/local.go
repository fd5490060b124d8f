package main

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/cxmetrics/cx/ces"
	"github.com/cxmetrics/cx/churn"
	"github.com/cxmetrics/cx/csat"
	"github.com/cxmetrics/cx/nps"
	"github.com/cxmetrics/cx/tickets"
)

// tallies are what the plain loop keeps of a group.
type tallies struct {
	nps                       nps.Tally
	csat                      csat.Tally
	ces                       ces.Tally
	firstResponse, resolution tickets.DurationSketch
}

func (t *tallies) add(r row) error {
	for i, v := range r.values {
		if !v.given {
			continue
		}
		var err error
		switch metrics[i] {
		case "nps":
			err = t.nps.Add(nps.Rating(v.value))
		case "csat":
			err = t.csat.Add(csat.Rating(v.value))
		case "ces":
			err = t.ces.Add(ces.Rating(v.value))
		case "first_response":
			err = t.firstResponse.Add(time.Duration(v.value))
		case "resolution":
			err = t.resolution.Add(time.Duration(v.value))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// local does what the pipeline does, in one loop and without Beam.
func local(c config) error {
	groups := map[group]*tallies{}
	count := func(r row) error {
		t := groups[r.group]
		if t == nil {
			t = &tallies{csat: csat.NewTally(c.Format.CSAT), ces: ces.NewTally(c.Format.CES)}
			groups[r.group] = t
		}
		return t.add(r)
	}
	var bad []string
	putAside := func(b badRow) error {
		if c.Bad == "" {
			return b
		}
		line, err := text(b)
		bad = append(bad, line)
		return err
	}
	if err := c.Format.load(); err != nil {
		return err
	}
	var all history
	readOne := func(file string) error { return readFile(&c.Format, file, count, putAside) }
	if c.Format.Kind != kindSurveys {
		all = newHistory(&c.Format)
		readOne = func(file string) error { return readGroupedFile(&c.Format, file, all.add, putAside) }
	}
	read := map[string]bool{}
	for _, pattern := range c.Input {
		files, err := filepath.Glob(pattern)
		if err == nil && len(files) == 0 {
			err = fmt.Errorf("no files match %q", pattern)
		}
		if err != nil {
			return err
		}
		for _, file := range files {
			if read[file] { // by another pattern
				continue
			}
			read[file] = true
			if err := readOne(file); err != nil {
				return err
			}
		}
	}
	lines, badTickets, err := all.finish(count, c.Bad != "")
	if err != nil {
		return err
	}
	bad = append(bad, badTickets...)
	for g, t := range groups {
		for i, tally := range []interface{ N() uint64 }{&t.nps, &t.csat, &t.ces, &t.firstResponse, &t.resolution} {
			if tally.N() == 0 {
				continue
			}
			f, err := figuresOf(tally)
			if err != nil {
				return err
			}
			line, err := text(result{g.period.String(), g.segment, metrics[i], f})
			if err != nil {
				return err
			}
			lines = append(lines, line)
		}
	}
	if c.Bad != "" {
		if err := os.WriteFile(c.Bad, inOrder(bad), 0o644); err != nil {
			return err
		}
	}
	return os.WriteFile(c.Output, inOrder(lines), 0o644)
}

// A history is what the loop keeps of events and subscriptions: the lines of each ticket,
// or a ledger of all.
type history struct {
	format *format
	lines  map[string][]string
	ledger *churn.Ledger[string]
}

func newHistory(f *format) history {
	return history{f, map[string][]string{}, churn.NewLedger[string](f.Churn)}
}

func (h history) add(key, line string) error {
	if h.format.Kind == kindEvents {
		h.lines[key] = append(h.lines[key], line)
		return nil
	}
	var r record
	if err := json.Unmarshal([]byte(line), &r); err != nil {
		return err
	}
	return h.ledger.Add(r.subscription())
}

// finish counts the tickets, or returns the lines of the movements.
func (h history) finish(count func(row) error, aside bool) (lines, bad []string, _ error) {
	switch {
	case h.format == nil:
		return nil, nil, nil
	case h.format.Kind == kindSubscriptions && h.ledger.Customers() > 0:
		m, err := h.format.movementsOf(h.ledger)
		if err != nil {
			return nil, nil, err
		}
		lines, err := m.lines()
		return lines, nil, err
	}
	for id, events := range h.lines {
		slices.Sort(events)
		r, ok, err := h.format.ticketOf(id, events)
		if b := (badTicket{}); errors.As(err, &b) && aside {
			line, err := text(b)
			if err != nil {
				return nil, nil, err
			}
			bad = append(bad, line)
			continue
		}
		if err == nil && ok {
			err = count(r)
		}
		if err != nil {
			return nil, nil, err
		}
	}
	return nil, bad, nil
}

func readGroupedFile(f *format, file string, take func(key, line string) error, bad func(badRow) error) error {
	return withFile(file, func(in io.Reader) error { return f.readGrouped(file, in, take, bad) })
}

func readFile(f *format, file string, take func(row) error, bad func(badRow) error) error {
	return withFile(file, func(in io.Reader) error { return f.read(file, in, take, bad) })
}

func withFile(file string, read func(io.Reader) error) error {
	opened, err := os.Open(file)
	if err != nil {
		return err
	}
	defer func() { _ = opened.Close() }() // it is only read
	var in io.Reader = opened
	if strings.HasSuffix(file, ".gz") {
		if in, err = gzip.NewReader(in); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	return read(in)
}

package main

import (
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/cxmetrics/cx/ces"
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
			if err := readFile(&c.Format, file, count, putAside); err != nil {
				return err
			}
		}
	}
	var lines []string
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

func readFile(f *format, file string, take func(row) error, bad func(badRow) error) error {
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
	return f.read(file, in, take, bad)
}

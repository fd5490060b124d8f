package main

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"sync"
)

// How the rows of a file are read
//
// A splitter (csv.go) cuts the file into blocks of whole records. Each part of the
// program takes one block after the other, and adds up its rows for itself:
//
//	splitter -> block -> part -> events -> source
//	         -> block -> part -> events ->
//
// With one processor there is one part, and everything happens in turn. With more, the
// splitter, each part, and the source are at work at the same time. What the rows add up
// to may be merged in any order, since counts and sums are exact. What depends on the
// order of the file (bad rows, the first row of each group, what ends the reading) is an
// event. The source takes them block by block, as the file has them: so the report, its
// errors and their lines are the same however many parts there are.
//
// A few blocks are in memory at a time, however long the file is.

// maxParts bounds the parts of a program: one splitter does not keep more of them busy.
const maxParts = 8

// A part reads blocks on its own: it has a source for what changes from row to row, and
// counts its rows there.
type part struct {
	*source
	fields []string
	use    func() error     // takes the current row
	made   func() []groupID // the groups that were made since the last call; nil for none
}

// An event is what a part met in a row that matters in the order of the file.
type event struct {
	line   int
	err    error     // what is wrong with the row
	times  int       // with how many rows, this one and later ones
	header bool      // the row is the header again
	groups []groupID // the groups that the row is the first in
}

// errFileEnds ends the reading of a file that was read to its end.
var errFileEnds = errors.New("the file ends")

// each hands row after row to use. A row that is malformed, or that use refuses
// with a rowError, goes to bad; what bad or use return otherwise ends the reading.
func (s *source) each(use func() error, bad func(*rowError) error) error {
	return s.share([]part{{source: s, use: use}}, nil, bad)
}

// share shares the rows out to several parts, whose new groups go to grow. When it
// returns, s has what the parts have counted.
func (s *source) share(parts []part, grow func(groupID) error, bad func(*rowError) error) error {
	if s.cfg.dryRun {
		return errDryRun
	}
	for more := true; more; {
		for i := range parts {
			p := &parts[i]
			p.guess, p.places, p.json = s.guess, s.places, s.json
		}
		err := s.readBlocks(parts, func(b block, events []event) error {
			for _, e := range events {
				if err := s.take(e, grow, bad); err != nil {
					return err
				}
			}
			if errors.Is(b.err, io.EOF) {
				return errFileEnds
			}
			return nil
		})
		if !errors.Is(err, errFileEnds) {
			return err
		}
		if more, err = s.nextFile(); err != nil {
			return err
		}
	}
	for _, p := range parts {
		if p.source != s {
			s.addCounts(p.counts)
		}
	}
	return nil
}

// fork returns a source for a part: it reads the same file, and counts for itself.
func (s *source) fork() *source {
	f := *s
	f.counts, f.calendar, f.printable = counts{}, calendar{}, nil
	f.cells, f.placed, f.segments = nil, nil, nil
	return &f
}

// counts are the numbers of rows that have been read, and what became of them.
type counts struct {
	rows      uint64 // the bad ones included
	outside   uint64 // before -from or after -to
	without   uint64 // that -where leaves out
	unprinted uint64 // cells of segments that cannot be printed
}

func (c *counts) addCounts(o counts) {
	c.rows += o.rows
	c.outside += o.outside
	c.without += o.without
	c.unprinted += o.unprinted
}

// take takes an event, in the order of the file.
func (s *source) take(e event, grow func(groupID) error, bad func(*rowError) error) error {
	if e.header {
		s.note("the header comes again in line %d, and is no row", e.line)
		return nil
	}
	for _, id := range e.groups {
		if err := grow(id); err != nil {
			return fmt.Errorf("%s:%d: %w", s.name, e.line, err)
		}
	}
	var wrong *rowError
	var syntax syntaxError
	switch {
	case e.err == nil:
		return nil
	case errors.As(e.err, &wrong):
	case errors.As(e.err, &syntax):
		wrong = &rowError{Err: syntax}
	default:
		return fmt.Errorf("%s:%d: %w", s.name, e.line, e.err)
	}
	wrong.File, wrong.Line = s.name, e.line
	if errors.As(wrong.Err, new(contradiction)) {
		return wrong
	}
	for range e.times {
		s.bad++
		if err := bad(wrong); err != nil {
			return err
		}
	}
	return nil
}

// read reads the rows of a block.
func (p *part) read(b block) (events []event) {
	if errors.Is(b.err, io.EOF) {
		return nil
	}
	if b.err != nil {
		p.rows++
		return []event{{line: b.line, err: b.err, times: 1}}
	}
	bad, last := 0, 0 // events of bad rows, and the last of them
	for {
		var line int
		var ok bool
		if p.fields, line, ok = b.record(p.fields[:0]); !ok {
			return events
		}
		header, err := p.row(p.fields, p.use)
		if header {
			events = append(events, event{line: line, header: true})
			continue
		}
		p.rows++
		e := event{line: line, err: err, times: 1}
		if p.made != nil {
			e.groups = p.made()
		}
		if err == nil && len(e.groups) == 0 {
			continue
		}
		if wrong := new(rowError); errors.As(err, &wrong) && !errors.As(err, new(contradiction)) {
			if bad++; bad > maxListed { // which nobody will look at
				events[last].times++
				continue
			}
			wrong.Value = strings.Clone(shorten(wrong.Value)) // it is part of the block, which need not be kept
			last = len(events)
		} else if err != nil { // which ends the reading
			return append(events, e)
		}
		events = append(events, e)
	}
}

// row has use take a record, unless it is the header again.
func (s *source) row(cells []string, use func() error) (header bool, err error) {
	if s.isBadObject(cells) {
		why := strings.Clone(cells[0][len(badObject):]) // it is part of the block, which need not be kept
		return false, &rowError{Err: errors.New(why)}
	}
	if s.places != nil {
		cells = s.place(cells)
	}
	if len(cells) > len(s.header) {
		if err := s.checkLength(cells); err != nil {
			return false, err
		}
	}
	if slices.Equal(cells, s.header) {
		return true, nil
	}
	s.cells = cells
	if s.leftOut() {
		s.without++
		if s.left != nil {
			return false, s.left()
		}
		return false, nil
	}
	return false, use()
}

// job is a block on its way.
type job struct {
	block
	events []event
	done   chan struct{} // closed when a part has read it
}

// readBlocks has the parts read the blocks of a file, and hands them to take, in order,
// until it returns an error.
func (s *source) readBlocks(parts []part, take func(block, []event) error) error {
	if runtime.GOMAXPROCS(0) == 1 {
		for {
			b := s.scan.nextBlock()
			if err := take(b, parts[0].read(b)); err != nil {
				return err
			}
		}
	}
	work, order := make(chan *job, len(parts)), make(chan *job, 2*len(parts))
	stop := make(chan struct{})
	go func() { // nobody waits for it, since its file may be a pipe without an end
		defer close(work)
		for more := true; more; {
			j := &job{block: s.scan.nextBlock(), done: make(chan struct{})}
			more = j.err == nil || errors.As(j.err, new(syntaxError))
			for _, to := range []chan *job{order, work} {
				select {
				case to <- j:
				case <-stop:
					return
				}
			}
		}
	}()
	var reading sync.WaitGroup
	for i := range parts {
		p := &parts[i]
		reading.Go(func() {
			for {
				select {
				case j, more := <-work:
					if !more {
						return
					}
					j.events = p.read(j.block)
					close(j.done)
				case <-stop:
					return
				}
			}
		})
	}
	defer reading.Wait()
	defer close(stop)
	for {
		j := <-order
		<-j.done
		if err := take(j.block, j.events); err != nil {
			return err
		}
	}
}

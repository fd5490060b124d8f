package main

import (
	"errors"
	"runtime"
)

// records are the records of a file, one after the other: those of a scanner, or the same
// read ahead by another thread.
type records interface {
	next() (fields []string, line int, err error)
	close() // stops reading
}

// A batch has so many records, or so many bytes of them.
const (
	batchRecords = 512
	batchBytes   = 64 << 10
)

// readAhead reads records on another thread, where there is one. Records and errors are
// those of the scanner, in their order.
type readAhead struct {
	batches chan []record
	stop    chan struct{}
	batch   []record
}

type record struct {
	fields []string
	line   int
	err    error
}

// recordsOf returns the records that a scanner has still to read.
func recordsOf(s *scanner) records {
	if runtime.GOMAXPROCS(0) == 1 {
		return direct{s}
	}
	r := &readAhead{batches: make(chan []record, 2), stop: make(chan struct{})}
	go r.read(s)
	return r
}

// read reads until the file ends or nobody wants more.
func (r *readAhead) read(s *scanner) {
	defer close(r.batches)
	size := 0 // of the last batch
	for more := true; more; {
		batch, fields, bytes := make([]record, 0, batchRecords), make([]string, 0, size), 0
		for more && len(batch) < batchRecords && bytes < batchBytes {
			row, err := s.next()
			first := len(fields)
			fields = append(fields, row...) // the scanner uses its own again
			for _, f := range row {
				bytes += len(f)
			}
			batch = append(batch, record{fields[first:len(fields):len(fields)], s.line, err})
			more = err == nil || errors.As(err, new(syntaxError))
		}
		size = len(fields)
		select {
		case r.batches <- batch:
		case <-r.stop:
			return
		}
	}
}

func (r *readAhead) next() ([]string, int, error) {
	if len(r.batch) == 0 {
		r.batch = <-r.batches // never closed before the error that ends it was taken
	}
	one := r.batch[0]
	r.batch = r.batch[1:]
	return one.fields, one.line, one.err
}

func (r *readAhead) close() { close(r.stop) }

// direct reads on the same thread.
type direct struct{ *scanner }

func (d direct) next() ([]string, int, error) {
	fields, err := d.scanner.next()
	return fields, d.line, err
}

func (d direct) close() {}

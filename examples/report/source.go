package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/cxmetrics/cx/period"
)

// source is a CSV file whose first line names its columns.
type source struct {
	name    string
	null    string // text that means the same as an empty cell
	scan    *scanner
	header  []string
	rows    uint64 // rows read, the bad ones included
	outside uint64 // rows before -from or after -to

	cells, segments []string // of the current row
}

// column is a column of a source by its name; one that the file does not have
// reads as empty.
type column struct {
	name  string
	index int
}

// maxShown is how many characters of a bad value an error shows.
const maxShown = 40

var errEmpty = errors.New("empty")

// rowError says what is wrong with a row, and where.
type rowError struct {
	File   string
	Line   int
	Column string // "" where the row as a whole is malformed
	Value  string
	Err    error
}

func (e *rowError) Error() string {
	text := fmt.Sprintf("%s:%d: ", e.File, e.Line)
	switch {
	case e.Column != "" && e.Value != "":
		text += fmt.Sprintf("column %.60q, value %q: ", e.Column, shorten(e.Value))
	case e.Column != "":
		text += fmt.Sprintf("column %.60q: ", e.Column)
	}
	return text + e.Err.Error()
}

// shorten cuts a value that is too long to be listed.
func shorten(text string) string {
	n := 0
	for i := range text {
		if n++; n > maxShown {
			return text[:i] + "..."
		}
	}
	return text
}

// section returns the head of the report's section on the file.
func (s *source) section(key string) section {
	return section{Key: key, File: s.name, Rows: s.rows, Outside: s.outside}
}

// wrong returns the error of a row whose value in this column is not acceptable.
func (c column) wrong(value string, err error) error {
	return &rowError{Column: c.name, Value: value, Err: err}
}

// openSource reads the header.
func openSource(name string, in io.Reader, cfg config) (*source, error) {
	s := &source{name: name, null: cfg.null, scan: newScanner(in, cfg.comma)}
	header, err := s.scan.next()
	if errors.Is(err, io.EOF) {
		err = errors.New("the file is empty, where its first line should name the columns")
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	s.header = slices.Clone(header)
	if strings.Contains(s.header[0], "\x00") {
		return nil, fmt.Errorf("%s: the first line, %q, is not UTF-8 text; was it saved as Unicode (UTF-16)?", name, shorten(s.header[0]))
	}
	return s, nil
}

// optional finds a column that the file may lack, or that was named "" to do
// without it.
func (s *source) optional(name string) (column, error) {
	c := column{name, slices.Index(s.header, name)}
	if name == "" {
		c.index = -1
	}
	if c.index >= 0 && slices.Contains(s.header[c.index+1:], name) {
		return c, s.badHeader(name, "two columns have this name")
	}
	return c, nil
}

// required finds a column that the file must have.
func (s *source) required(name string) (column, error) {
	c, err := s.optional(name)
	if err == nil && c.index < 0 {
		err = s.badHeader(name, fmt.Sprintf("there is no such column; the file has %.300q", s.header))
	}
	return c, err
}

func (s *source) badHeader(name, why string) error {
	return &rowError{File: s.name, Line: 1, Column: name, Err: errors.New(why)}
}

// find finds the column of a flag: required if the flag was given, else optional.
func (s *source) find(cfg config, flag, name string) (column, error) {
	if cfg.given[flag] && name != "" {
		return s.required(name)
	}
	return s.optional(name)
}

// findSegments finds those columns of -segment that the file has.
func (s *source) findSegments(cfg config) (columns []column, err error) {
	for _, name := range cfg.segments {
		c, err := s.optional(name)
		if err != nil {
			return nil, err
		}
		if c.index >= 0 {
			columns = append(columns, c)
		}
	}
	return columns, nil
}

// cell returns the current row's text in a column, "" for the null text.
func (s *source) cell(c column) string {
	if c.index < 0 || s.cells[c.index] == s.null {
		return ""
	}
	return s.cells[c.index]
}

// timeIn returns the current row's time in a column, zero for an empty cell.
func (s *source) timeIn(c column, cfg config) (time.Time, error) {
	text := s.cell(c)
	if text == "" {
		return time.Time{}, nil
	}
	t, err := cfg.times.parse(text)
	if err == nil && t.IsZero() {
		err = errors.New("the zero time, which stands for no time at all")
	}
	if err != nil {
		return time.Time{}, c.wrong(text, err)
	}
	return t, nil
}

// requiredTimeIn returns the current row's time in a column that must have one.
func (s *source) requiredTimeIn(c column, cfg config) (time.Time, error) {
	t, err := s.timeIn(c, cfg)
	if err == nil && t.IsZero() {
		err = c.wrong("", errEmpty)
	}
	return t, err
}

// periodOf returns the report's period that holds the time in a column.
func (s *source) periodOf(c column, t time.Time, cfg config) (period.Period, error) {
	p, err := cfg.per.Of(t)
	if err != nil {
		return p, c.wrong(s.cell(c), err)
	}
	return p, nil
}

// maxName bounds the names that are kept in memory: of segments, customers, tickets.
const maxName = 200

// nameIn returns the current row's text in a column, which must be fit to keep and
// to print.
func (s *source) nameIn(c column) (string, error) {
	text := s.cell(c)
	switch {
	case len(text) > maxName:
		return "", c.wrong(text, fmt.Errorf("longer than %d bytes", maxName))
	case !utf8.ValidString(text):
		return "", c.wrong(text, errors.New("not UTF-8"))
	case strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }):
		return "", c.wrong(text, errors.New("characters that cannot be printed"))
	}
	return text, nil
}

// idIn returns the current row's name in a column that must have one.
func (s *source) idIn(c column) (string, error) {
	id, err := s.nameIn(c)
	if err == nil && id == "" {
		err = c.wrong("", errEmpty)
	}
	return id, err
}

// segmentsIn returns the current row's segments, to be used before the next row.
func (s *source) segmentsIn(columns []column) ([]string, error) {
	s.segments = s.segments[:0]
	for _, c := range columns {
		name, err := s.nameIn(c)
		if err != nil {
			return nil, err
		}
		s.segments = append(s.segments, name)
	}
	return s.segments, nil
}

// each hands row after row to use. A row that is malformed, or that use refuses
// with a rowError, goes to bad; what bad or use return otherwise ends the reading.
func (s *source) each(use func() error, bad func(*rowError) error) error {
	for {
		cells, err := s.scan.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = s.checkLength(cells)
		}
		if err == nil {
			s.cells = cells
			err = use()
		}
		s.rows++
		if err == nil {
			continue
		}
		var wrong *rowError
		var syntax syntaxError
		switch {
		case errors.As(err, &wrong):
		case errors.As(err, &syntax):
			wrong = &rowError{Err: syntax}
		default:
			return fmt.Errorf("%s:%d: %w", s.name, s.scan.line, err)
		}
		wrong.File, wrong.Line = s.name, s.scan.line
		if err := bad(wrong); err != nil {
			return err
		}
	}
}

func (s *source) checkLength(cells []string) error {
	switch n, want := len(cells), len(s.header); {
	case n < want:
		return &rowError{Column: s.header[n], Err: fmt.Errorf("missing: the row has %d fields, the header %d", n, want)}
	case n > want:
		return &rowError{Column: fmt.Sprint("field ", want+1), Value: cells[want],
			Err: fmt.Errorf("one too many: the row has %d fields, the header %d", n, want)}
	}
	return nil
}

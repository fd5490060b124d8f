package main

import (
	"bytes"
	"errors"
	"io"
	"strings"
)

// maxRecord bounds what one record may hold, so that a file without line ends, or
// with a quote that is never closed, cannot fill the memory.
const maxRecord = 1 << 20

// syntaxError is a record that is not CSV.
type syntaxError string

func (e syntaxError) Error() string { return string(e) }

const (
	errLongLine  = syntaxError("the line is longer than 1 MiB")
	errBareQuote = syntaxError(`a quote (") inside a field that does not begin with one`)
	errAfter     = syntaxError(`text after the closing quote (") of a field`)
	errOpenQuote = syntaxError(`a quoted field without its closing quote (")`)
)

// A block is a part of a file: whole records, to be read apart from the rest of it, or
// the error that is in their place.
type block struct {
	text   string
	comma  byte  // divides fields
	line   int   // that it begins at
	quoted bool  // whether fields may be quoted
	err    error // a syntaxError of that line, or what ends the file
}

// blockBytes is how long a block is, give or take a record.
const blockBytes = 128 << 10

// splitter reads CSV as RFC 4180 has it, and splits it into blocks: fields may be
// quoted, a quoted field may hold line ends, lines end with LF or CRLF. It is not
// encoding/csv because that keeps a whole record in memory however long it is, and because
// there a quote that is never closed swallows the rest of the file. Here a record that
// goes wrong costs one line, its first, and reading goes on with the next.
//
// Where a file has no quotes, each line is a record, and a block ends with the last
// line end that was read. Only records with a quote are looked at one by one.
type splitter struct {
	in    io.Reader
	comma byte
	size  int // of a block, most at most
	most  int // bytes of a line, and of a quoted field after its first line
	buf   []byte
	from  int   // where in buf begins what is no part of a block yet
	err   error // what ended the file after buf
	line  int   // the line at from
}

func splitCSV(r io.Reader, comma byte) *splitter {
	s := &splitter{in: r, comma: comma, size: blockBytes, most: maxRecord, line: 1}
	const byteOrderMark = "\ufeff" // which Excel writes
	s.fill(len(byteOrderMark))
	if bytes.HasPrefix(s.rest(), []byte(byteOrderMark)) {
		s.from += len(byteOrderMark)
	}
	return s
}

// rest is what was read and is no part of a block yet.
func (s *splitter) rest() []byte { return s.buf[s.from:] }

// fill reads until there are n bytes, or no more of them.
func (s *splitter) fill(n int) {
	if len(s.rest()) >= n || s.err != nil {
		return
	}
	rest := len(s.rest())
	if n > cap(s.buf) {
		larger := make([]byte, rest, max(n, s.size+s.size/4))
		copy(larger, s.rest())
		s.buf = larger
	} else {
		copy(s.buf[:rest], s.rest())
	}
	s.from, s.buf = 0, s.buf[:rest]
	for len(s.buf) < n && s.err == nil {
		var k int
		k, s.err = s.in.Read(s.buf[len(s.buf):cap(s.buf)])
		s.buf = s.buf[:len(s.buf)+k]
	}
}

// next returns the next block. Syntax errors leave the splitter ready to go on; io.EOF
// and errors of the reader end the file.
func (s *splitter) next() block {
	s.fill(s.size)
	b := block{comma: s.comma, line: s.line}
	n := 0
	for n < s.size {
		lines, quote := s.plainLines(n)
		if n += lines; n > 0 && !quote {
			break
		}
		length, err := s.record(n)
		if err != nil && n == 0 {
			return s.skip(err)
		}
		if err != nil {
			break // the error is the next block
		}
		n, b.quoted = n+length, true
	}
	b.text = string(s.rest()[:n])
	s.from += n
	s.line += strings.Count(b.text, "\n")
	return b
}

// plainLines returns how long the lines without quotes are that follow n bytes of the
// block, and whether a quote ended them.
func (s *splitter) plainLines(n int) (length int, quote bool) {
	text := s.rest()[n:min(s.size, len(s.rest()))]
	if i := bytes.IndexByte(text, '"'); i >= 0 {
		text, quote = text[:i], true
	}
	return bytes.LastIndexByte(text, '\n') + 1, quote
}

// record returns the length of the record that follows n bytes.
func (s *splitter) record(n int) (length int, err error) {
	line, length, err := s.lineAfter(n)
	if err != nil {
		return 0, err
	}
	open, err := s.checkLine(line, false)
	more := 0
	for open && err == nil {
		line, lineLength, errLine := s.lineAfter(n + length)
		if errLine != nil {
			return 0, errOpenQuote
		}
		open, err = s.checkLine(line, true)
		if more += len(line) + 1; err == nil && more > s.most {
			err = errOpenQuote
		}
		length += lineLength
	}
	return length, err
}

// lineAfter returns the line that follows n bytes, and its length with its end.
func (s *splitter) lineAfter(n int) (line []byte, length int, err error) {
	for {
		text := s.rest()[n:]
		i := bytes.IndexByte(text[:min(s.most, len(text))], '\n')
		switch {
		case i >= 0:
			return bytes.TrimSuffix(text[:i], []byte("\r")), i + 1, nil
		case len(text) >= s.most:
			return nil, 0, errLongLine
		case errors.Is(s.err, io.EOF) && len(text) > 0:
			return bytes.TrimSuffix(text, []byte("\r")), len(text), nil
		case s.err != nil:
			return nil, 0, s.err
		}
		s.fill(len(s.rest()) + s.size)
	}
}

// checkLine checks the quotes of a line, within a quoted field that is still open or
// not, and reports whether a field is open at its end.
func (s *splitter) checkLine(line []byte, open bool) (bool, error) {
	for {
		if !open {
			quote := bytes.IndexByte(line, '"')
			switch {
			case quote < 0:
				return false, nil
			case quote > 0 && line[quote-1] != s.comma:
				return false, errBareQuote
			}
			line = line[quote+1:]
		}
		quote := bytes.IndexByte(line, '"')
		if quote < 0 {
			return true, nil
		}
		line = line[quote+1:]
		open = len(line) > 0 && line[0] == '"'
		switch {
		case open:
			line = line[1:]
		case len(line) == 0:
			return false, nil
		case line[0] != s.comma:
			return false, errAfter
		}
	}
}

// skip returns an error as a block, and goes on after the line that has it.
func (s *splitter) skip(err error) block {
	if !errors.As(err, new(syntaxError)) {
		return block{line: s.line - 1, err: err}
	}
	end := bytes.IndexByte(s.rest(), '\n')
	for ; end < 0 && s.err == nil; end = bytes.IndexByte(s.rest(), '\n') { // a line that is too long
		s.from = len(s.buf)
		s.fill(1)
	}
	s.from += end + 1
	if end < 0 {
		s.from = len(s.buf)
		if !errors.Is(s.err, io.EOF) {
			return s.skip(s.err)
		}
	}
	s.line++
	return block{line: s.line - 1, err: err}
}

// record takes the first record off the block, and appends its fields. Empty lines are no
// records.
func (b *block) record(fields []string) (_ []string, line int, ok bool) {
	for b.text != "" {
		text, rest := b.text, ""
		if i := strings.IndexByte(text, '\n'); i >= 0 {
			text, rest = text[:i], text[i+1:]
		}
		line = b.line
		if b.quoted && strings.IndexByte(text, '"') >= 0 {
			return b.quotedRecord(fields), line, true
		}
		b.text = rest
		b.line++
		if text = strings.TrimSuffix(text, "\r"); text == "" {
			continue
		}
		for {
			i := strings.IndexByte(text, b.comma)
			if i < 0 {
				return append(fields, text), line, true
			}
			fields = append(fields, text[:i])
			text = text[i+1:]
		}
	}
	return fields, 0, false
}

// quotedRecord is record for one with quotes, which the splitter has checked.
func (b *block) quotedRecord(fields []string) []string {
	for {
		var field string
		if strings.HasPrefix(b.text, `"`) {
			field = b.quotedField()
		} else {
			end := strings.IndexByte(b.text, '\n')
			if end < 0 {
				end = len(b.text)
			}
			if i := strings.IndexByte(b.text[:end], b.comma); i >= 0 {
				end = i
			} else {
				end = len(strings.TrimSuffix(b.text[:end], "\r"))
			}
			field, b.text = b.text[:end], b.text[end:]
		}
		fields = append(fields, field)
		if b.text == "" || b.text[0] != b.comma {
			b.text = strings.TrimPrefix(strings.TrimPrefix(b.text, "\r"), "\n")
			b.line++
			return fields
		}
		b.text = b.text[1:]
	}
}

// quotedField takes a quoted field off the block.
func (b *block) quotedField() string {
	end, doubled := 1, false
	for {
		end += strings.IndexByte(b.text[end:], '"')
		if !strings.HasPrefix(b.text[end+1:], `"`) {
			break
		}
		end, doubled = end+2, true
	}
	field := b.text[1:end]
	b.text = b.text[end+1:]
	if doubled {
		field = strings.ReplaceAll(field, `""`, `"`)
	}
	if strings.IndexByte(field, '\n') >= 0 {
		b.line += strings.Count(field, "\n")
		field = strings.ReplaceAll(field, "\r\n", "\n")
	}
	return field
}

// scanner reads a file record by record.
type scanner struct {
	*splitter
	line   int // that the current record begins at
	block  block
	fields []string
}

func newScanner(r io.Reader, comma byte) *scanner { return &scanner{splitter: splitCSV(r, comma)} }

// next returns the fields of the next record, to be used before the next call. Errors are
// those of the splitter.
func (s *scanner) next() (fields []string, err error) {
	for {
		var ok bool
		if s.fields, s.line, ok = s.block.record(s.fields[:0]); ok {
			return s.fields, nil
		}
		if s.block = s.splitter.next(); s.block.err != nil {
			s.line = s.block.line
			return nil, s.block.err
		}
	}
}

// nextBlock returns the records that follow the last one.
func (s *scanner) nextBlock() block {
	if b := s.block; b.text != "" {
		s.block = block{}
		return b
	}
	return s.splitter.next()
}

package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/cxmetrics/cx/period"
	"github.com/shopspring/decimal"
)

// plainScanner reads what scanner reads, the plain way: line by line. It is what the tests
// compare scanner with.
type plainScanner struct {
	in    *bufio.Reader
	comma byte
	most  int // bytes of a line, and of a quoted field after its first line
	line  int // the line that the current record begins at

	lines  int      // lines read so far
	text   []byte   // the fields of the record, one after the other,
	ends   []int    // and where each of them ends
	fields []string // the same, as handed out
	more   []byte   // the lines of the record after its first
	back   []byte   // lines to be read again, since the record around them went wrong,
	after  error    // and the error that comes after them
}

func newPlainScanner(r io.Reader, comma byte, most int) *plainScanner {
	in := bufio.NewReaderSize(r, most)
	const byteOrderMark = "\ufeff" // which Excel writes
	if start, _ := in.Peek(len(byteOrderMark)); string(start) == byteOrderMark {
		_, _ = in.Discard(len(start)) // they are in the buffer
	}
	return &plainScanner{in: in, comma: comma, most: most}
}

// next returns the fields of the next record, to be used before the next call.
// Errors of the text leave the scanner ready to go on; io.EOF and errors of the
// reader end the file.
func (s *plainScanner) next() ([]string, error) {
	s.text, s.ends = s.text[:0], s.ends[:0]
	line, err := s.readLine()
	for err == nil && len(line) == 0 {
		line, err = s.readLine()
	}
	s.line = s.lines
	if err != nil {
		return nil, err
	}
	if bytes.IndexByte(line, '"') < 0 {
		return s.plain(string(line)), nil
	}
	open, err := s.split(line, false)
	if open {
		err = s.readOpenField()
	}
	if err != nil {
		return nil, err
	}
	return s.record(), nil
}

// plain returns the fields of a line without quotes, as parts of it.
func (s *plainScanner) plain(line string) []string {
	s.fields = s.fields[:0]
	for {
		i := strings.IndexByte(line, s.comma)
		if i < 0 {
			s.fields = append(s.fields, line)
			return s.fields
		}
		s.fields = append(s.fields, line[:i])
		line = line[i+1:]
	}
}

// readOpenField reads on, line by line, to the end of a record whose first line
// ends within a quoted field.
func (s *plainScanner) readOpenField() error {
	for open := true; open; {
		line, err := s.readLine()
		if err != nil {
			s.after, err = err, errOpenQuote
		} else {
			s.more = append(append(s.more, line...), '\n')
			open, err = s.split(line, true)
		}
		if err == nil && len(s.more) > s.most {
			err = errOpenQuote
		}
		if err != nil {
			s.back, s.more, s.lines = append(s.more, s.back...), nil, s.line
			return err
		}
	}
	s.more = s.more[:0]
	return nil
}

// readLine returns the next line without its end.
func (s *plainScanner) readLine() (line []byte, err error) {
	switch {
	case len(s.back) > 0:
		line, s.back, _ = bytes.Cut(s.back, []byte("\n"))
	case s.after != nil:
		err, s.after = s.after, nil
	default:
		line, err = s.in.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			for errors.Is(err, bufio.ErrBufferFull) {
				_, err = s.in.ReadSlice('\n')
			}
			if err == nil || errors.Is(err, io.EOF) {
				err = errLongLine
			}
			line = nil
		}
		if errors.Is(err, io.EOF) && len(line) > 0 {
			err = nil
		}
		line = bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r"))
	}
	if err == nil || errors.Is(err, errLongLine) {
		s.lines++
	}
	return line, err
}

// split appends the fields of one line, or what the line adds to a quoted field
// that is still open, and reports whether a field is open at its end.
func (s *plainScanner) split(line []byte, open bool) (bool, error) {
	for {
		if !open {
			if len(line) == 0 || line[0] != '"' {
				i := bytes.IndexByte(line, s.comma)
				field := line
				if i >= 0 {
					field, line = line[:i], line[i+1:]
				}
				if bytes.IndexByte(field, '"') >= 0 {
					return false, errBareQuote
				}
				s.endField(field)
				if i < 0 {
					return false, nil
				}
				continue
			}
			line, open = line[1:], true
		}
		i := bytes.IndexByte(line, '"')
		if i < 0 {
			s.text = append(append(s.text, line...), '\n')
			return true, nil
		}
		part, rest := line[:i], line[i+1:]
		switch {
		case len(rest) == 0:
			s.endField(part)
			return false, nil
		case rest[0] == '"':
			s.text = append(append(s.text, part...), '"')
			line = rest[1:]
		case rest[0] == s.comma:
			s.endField(part)
			line, open = rest[1:], false
		default:
			return false, errAfter
		}
	}
}

func (s *plainScanner) endField(text []byte) {
	s.text = append(s.text, text...)
	s.ends = append(s.ends, len(s.text))
}

// record returns the fields as parts of one string: one allocation a record.
func (s *plainScanner) record() []string {
	text, start := string(s.text), 0
	s.fields = s.fields[:0]
	for _, end := range s.ends {
		s.fields = append(s.fields, text[start:end])
		start = end
	}
	return s.fields
}

// plainSurveys is readSurveys, the plain way: one record after the other, each cell read
// from its text, each time by package time, each group looked up.
func plainSurveys(s *source, scan *plainScanner, cfg config, bad func(*rowError) error) (section, error) {
	f, err := s.surveyColumns(&cfg)
	if err != nil {
		return section{}, err
	}
	all := f.newGroups(&cfg)
	one := respondents{last: cfg.answersOf == "last", kept: map[respondent]answer{}}
	unanswered := false
	for {
		cells, err := scan.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = s.checkLength(cells)
		}
		if err == nil && slices.Equal(cells, s.header) {
			s.note("the header comes again in line %d, and is no row", scan.line)
			continue
		}
		s.rows++
		if err == nil {
			s.cells = cells
			if s.leftOut() {
				s.without++
				continue
			}
			err = plainRow(s, &f, &cfg, all, &one, &unanswered)
		}
		var wrong *rowError
		var syntax syntaxError
		switch {
		case err == nil:
			continue
		case errors.As(err, &wrong):
		case errors.As(err, &syntax):
			wrong = &rowError{Err: syntax}
		default:
			return section{}, fmt.Errorf("%s:%d: %w", s.name, scan.line, err)
		}
		wrong.File, wrong.Line = s.name, scan.line
		if errors.As(wrong.Err, new(contradiction)) {
			return section{}, wrong
		}
		s.bad++
		if err := bad(wrong); err != nil {
			return section{}, err
		}
	}
	if err := one.count(all); err != nil {
		return section{}, err
	}
	return f.section(s, cfg, all, unanswered)
}

func plainRow(s *source, f *surveyFile, cfg *config, all *groups[answers, *answers], one *respondents, unanswered *bool) error {
	at, p, err := plainTime(s, f.answered, cfg)
	if err != nil {
		return err
	}
	var names []string
	for _, c := range f.segments {
		name, err := plainNameIn(s, c)
		if errors.As(err, new(contradiction)) {
			return err
		}
		if err != nil {
			s.unprinted++
			name = ""
		}
		names = append(names, strings.Clone(name))
	}
	given := rated{unansweredWord, unansweredWord, unansweredWord}
	answered := false
	for i := range f.surveys {
		v := &f.surveys[i]
		text := plainCell(s, v.column)
		if text == "" {
			continue
		}
		if given[v.kind], err = v.rating(text, cfg, f.blank); err != nil {
			return v.column.wrong(text, err)
		}
		answered = answered || given[v.kind] != unansweredWord
	}
	weight := decimal.NewFromInt(1)
	if f.weight.index >= 0 {
		if weight, err = s.weightIn(f.weight); err != nil {
			return err
		}
	}
	if !cfg.covers(p) {
		s.outside++
		return nil
	}
	*unanswered = *unanswered || !answered
	if cfg.answersOf != "all" {
		name, err := plainNameIn(s, f.who)
		if err != nil {
			return err
		}
		for kind, r := range given {
			if r != unansweredWord && name != "" {
				one.keep(respondent{name, p, kind}, answer{at, r, weight, names})
				given[kind] = unansweredWord
			}
		}
	}
	into, err := all.of(p, names)
	if err != nil {
		return err
	}
	for _, a := range into {
		if err := a.add(&given, weight); err != nil {
			return err
		}
		if answered {
			a.sent.Hits++
		} else {
			a.sent.Misses++
		}
	}
	return nil
}

func plainCell(s *source, c column) string {
	if c.index < 0 || c.index >= len(s.cells) {
		return ""
	}
	text := strings.TrimSpace(s.cells[c.index])
	if slices.Contains([]string{s.null, "NULL", "null", `\N`}, text) {
		return ""
	}
	return text
}

func plainTime(s *source, c column, cfg *config) (time.Time, period.Period, error) {
	text := plainCell(s, c)
	if text == "" || never(text) {
		return time.Time{}, period.Period{}, c.wrong("", errEmpty)
	}
	at, err := s.times.parse(text)
	if err == nil && at.IsZero() {
		err = errors.New("the zero time, which stands for no time at all")
	}
	if err != nil {
		return at, period.Period{}, c.wrong(text, err)
	}
	p, err := cfg.per.Of(at)
	if err != nil {
		err = c.wrong(text, err)
	}
	return at, p, err
}

func plainNameIn(s *source, c column) (string, error) {
	text := plainCell(s, c)
	switch {
	case len(text) > maxName:
		return "", c.wrong(text, fmt.Errorf("longer than %d bytes", maxName))
	case !utf8.ValidString(text) && s.guess.strict():
		return "", c.wrong(text, contradiction{errors.New("not UTF-8, as the first rows are: give -encoding utf-8 or latin1")})
	case !utf8.ValidString(text):
		return "", c.wrong(text, errors.New("not UTF-8"))
	case strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }):
		return "", c.wrong(text, errors.New("characters that cannot be printed"))
	}
	return text, nil
}

package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/cxmetrics/cx/period"
)

// source is a CSV file whose first line names its columns.
type source struct {
	name   string
	null   string // text that means the same as an empty cell
	scan   *scanner
	header []string
	counts
	bad uint64 // rows

	json      *jsonReader // nil for CSV
	cfg       config
	more      []string // the files to be read after this one
	closeFile func()   // what the later ones need
	stderr    io.Writer
	places    []int // where a later file has the columns of the first; nil for as it has them
	placed    []string

	filters          []column
	filtered         []filter     // of -where, one of each of the filters
	left             func() error // told of each row that they leave out, nil for nobody
	used             []column     // the columns found
	isTime, isNumber map[int]bool
	means            map[int]func(text string) string // in a dry run, where it is neither

	guess   encodingGuess
	sample  [][]string // the first rows
	times   timeReader
	numbers numberReader
	symbol  string   // the currency of amounts that stand without one
	notes   []string // what was guessed or left aside

	calendar  calendar
	printable map[string]bool // names met that can be printed
	cells     []string
	segments  []string // of the current row
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
	return text + e.why()
}

// why is the reason without the name of a package before it.
func (e *rowError) why() string {
	text := e.Err.Error()
	if name, rest, ok := strings.Cut(text, ": "); ok && slices.Contains([]string{"nps", "csat", "ces", "churn", "tickets", "value", "journey", "period"}, name) {
		return rest
	}
	return text
}

// Unwrap returns the cause.
func (e *rowError) Unwrap() error { return e.Err }

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
	s.noteLate()
	if n := s.unprinted; n > 0 {
		s.note("%s of segments cannot be printed, and %s as (none)", countOf(n, "cell"), verb(n, "count"))
	}
	if n := s.without; n > 0 {
		s.note("%s %s left out by -where", countOf(n, "row"), verb(n, "be"))
	}
	return section{Key: key, File: s.name, Rows: s.rows, Outside: s.outside, Notes: s.notes}
}

// wrong returns the error of a row whose value in this column is not acceptable.
func (c column) wrong(value string, err error) error {
	return &rowError{Column: c.name, Value: value, Err: err}
}

// openSource guesses what the file is like, and reads the header.
func openSource(name string, in io.Reader, cfg config) (*source, error) {
	s := &source{
		name: name, cfg: cfg, null: cfg.null, times: cfg.times, numbers: cfg.numbers,
		isTime: map[int]bool{}, isNumber: map[int]bool{}, means: map[int]func(string) string{},
	}
	text, guess, err := decode(in, cfg.encoding)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	s.guess = guess
	s.understood(guess)
	b := bufio.NewReaderSize(text, maxRecord)
	if start, _ := b.Peek(guessBytes); isJSON(start) {
		if s.json, err = newJSONReader(b, start); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		b, cfg.comma = bufio.NewReaderSize(s.json, maxRecord), ','
	}
	start, _ := b.Peek(guessBytes) // an error comes again when it is read
	if i := bytes.LastIndexByte(start, '\n'); len(start) == guessBytes && i >= 0 {
		start = start[:i+1]
	}
	sample, comma, skipped := string(start), cfg.comma, 0
	if mark, ok := separatorOf(sample); ok {
		line := strings.IndexByte(sample, '\n') + 1
		_, _ = b.Discard(line) // it is in the buffer
		sample, skipped = sample[line:], 1
		if comma == 0 {
			comma = mark
		}
	}
	if comma == 0 {
		if comma, err = guessDelimiter(sample); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if comma != ',' {
			s.note("fields are divided by %q (-delimiter)", delimiterName(comma))
		}
	}
	s.scan = newScanner(b, comma)
	s.scan.splitter.line += skipped
	if s.json != nil {
		s.scan.splitter.line = 0 // the first line is none of the file
	}
	header, err := s.scan.next()
	if errors.Is(err, io.EOF) {
		err = errors.New("the file is empty, where its first line should name the columns")
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	for _, name := range header {
		s.header = append(s.header, strings.TrimSpace(strings.Clone(name)))
	}
	if records := readSample(sample, comma); len(records) > 0 {
		s.sample = slices.DeleteFunc(records[min(len(records), 1+cfg.skip):], s.isBadObject)
	}
	for range cfg.skip {
		if _, err := s.scan.next(); err != nil && !errors.Is(err, io.EOF) && !errors.As(err, new(syntaxError)) {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	if err := s.findFilters(); err != nil {
		return nil, err
	}
	return s, nil
}

// separatorOf returns what the first line of a file says that divides its fields: sep=;
// which spreadsheets read and write.
func separatorOf(text string) (byte, bool) {
	line, _, ok := strings.Cut(text, "\n")
	mark, found := strings.CutPrefix(strings.Trim(line, "\"\r"), "sep=")
	if !ok || !found || len(mark) != 1 {
		return 0, false
	}
	return mark[0], true
}

// plainName returns the name of a column in the form in which names are compared: in
// any case, with blanks, hyphens or underscores.
func plainName(name string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return unicode.IsSpace(r) || r == '_' || r == '-' }), "_")
}

// optional finds a column that the file may lack, or that was named "" to do
// without it. The second column of a name is found as NAME#2.
func (s *source) optional(name string) (column, error) {
	c, err := s.lookup(name)
	if err == nil && c.index >= 0 && !slices.Contains(s.used, c) {
		s.used = append(s.used, c)
	}
	return c, err
}

func (s *source) lookup(name string) (column, error) {
	c := column{name, -1}
	if name == "" {
		return c, nil
	}
	for _, same := range []func(string) bool{
		func(have string) bool { return have == name },
		func(have string) bool { return plainName(have) == plainName(name) },
	} {
		var found []int
		for i, have := range s.header {
			if same(have) {
				found = append(found, i)
			}
		}
		if len(found) == 0 {
			continue
		}
		c.index = found[0]
		for _, other := range found[1:] {
			if one, two := s.cellsOf(c), s.cellsOf(column{name, other}); !slices.Equal(one, two) || len(one) == 0 {
				return c, s.badHeader(name, fmt.Sprintf("two columns have this name, one with %.60q and one with %.60q: name the first %q or the second %q",
					firstOf(one), firstOf(two), name+"#1", name+"#2"))
			}
		}
		return c, nil
	}
	if base, number, ok := strings.Cut(name, "#"); ok {
		n, _ := strconv.Atoi(number)
		for i, have := range s.header {
			if plainName(have) == plainName(base) {
				if n--; n == 0 {
					c.index = i
				}
			}
		}
	}
	return c, nil
}

func firstOf(cells []string) []string {
	short := []string{}
	for _, cell := range cells[:min(3, len(cells))] {
		short = append(short, shorten(cell))
	}
	return short
}

// required finds a column that the file must have.
func (s *source) required(name string) (column, error) {
	c, err := s.optional(name)
	if err == nil && c.index < 0 {
		err = s.badHeader(name, "there is no such column"+s.namedBy(name)+"; the file has "+s.columns())
	}
	return c, err
}

// columns lists the columns of the file. One column that has other delimiters in its
// name is told how it might become several.
func (s *source) columns() string {
	text := fmt.Sprintf("%.300q", s.header)
	if len(s.header) == 1 {
		if i := strings.IndexAny(s.header[0], delimiters); i >= 0 {
			text += fmt.Sprintf("; fields may be divided by %q: see -delimiter", delimiterName(s.header[0][i]))
		}
	}
	if s.json != nil && len(s.sample) == 1 {
		if i := slices.IndexFunc(s.sample[0], func(cell string) bool { return strings.HasPrefix(cell, "[{") }); i >= 0 {
			name := s.header[i]
			text += fmt.Sprintf("; the objects may stand within %.60q: take them out, as by jq -c '.%.60s[]'", name, name)
		}
	}
	return text
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

// raw returns the current row's text in a column as the file has it.
func (s *source) raw(c column) string {
	if uint(c.index) >= uint(len(s.cells)) {
		return ""
	}
	return s.cells[c.index]
}

// cell returns the current row's text in a column, "" for the null text.
func (s *source) cell(c column) string { return s.meaning(s.raw(c)) }

// meaning returns the text of a cell without blanks around it, "" where the text says
// that there is none.
func (s *source) meaning(text string) string {
	if text == "" {
		return ""
	}
	if first, last := text[0], text[len(text)-1]; first <= ' ' || first >= utf8.RuneSelf || last <= ' ' || last >= utf8.RuneSelf {
		text = strings.TrimSpace(text)
	}
	switch text {
	case s.null, "NULL", "null", `\N`:
		return ""
	}
	return text
}

// never reports whether a time stands for none: databases export open ends so.
func never(text string) bool {
	for _, date := range []string{"0000-00-00", "9999-12-31", "31.12.9999", "31/12/9999", "12/31/9999"} {
		if strings.HasPrefix(text, date) {
			return true
		}
	}
	return false
}

// timeIn returns the current row's time in a column, zero for an empty cell.
func (s *source) timeIn(c column) (time.Time, error) {
	text := s.cell(c)
	if t, ok := s.times.fast(text); ok {
		return t, nil
	}
	if text == "" || never(text) {
		return time.Time{}, nil
	}
	t, err := s.times.parse(text)
	if err == nil && t.IsZero() {
		err = errors.New("the zero time, which stands for no time at all")
	}
	if err != nil {
		return time.Time{}, c.wrong(text, err)
	}
	return t, nil
}

// requiredTimeIn returns the current row's time in a column that must have one.
func (s *source) requiredTimeIn(c column) (time.Time, error) {
	t, err := s.timeIn(c)
	if err == nil && t.IsZero() {
		err = c.wrong("", errEmpty)
	}
	return t, err
}

// periodOf returns the report's period that holds the time in a column.
func (s *source) periodOf(c column, t time.Time) (period.Period, error) {
	in, err := s.calendar.at(t, &s.cfg)
	if err != nil {
		return period.Period{}, c.wrong(s.cell(c), err)
	}
	return in.period, nil
}

// boundedIn returns the report's period that holds the current row's time in a column that
// must have one.
func (s *source) boundedIn(c column) (*bounded, error) {
	if unix, _, ok := s.times.instantOf(s.cell(c)); ok {
		if in := s.calendar.find(unix); in != nil {
			return in, nil
		}
	}
	at, err := s.requiredTimeIn(c)
	if err != nil {
		return nil, err
	}
	in, err := s.calendar.at(at, &s.cfg)
	if err != nil {
		return nil, c.wrong(s.cell(c), err)
	}
	return in, nil
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
	case !utf8.ValidString(text) && s.guess.strict():
		return "", c.wrong(text, contradiction{errors.New("not UTF-8, as the first rows are: give -encoding utf-8 or latin1")})
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
		if name := s.cell(c); s.printable[name] {
			s.segments = append(s.segments, name)
			continue
		}
		name, err := s.nameIn(c)
		if errors.As(err, new(contradiction)) {
			return nil, err
		}
		if err != nil { // which costs the segment, and not the row
			name = ""
			s.unprinted++
		}
		if s.printable == nil {
			s.printable = map[string]bool{}
		}
		if len(s.printable) < maxGroups {
			s.printable[strings.Clone(name)] = true
		}
		s.segments = append(s.segments, name)
	}
	return s.segments, nil
}

// checkLength returns an error for a row with more fields than the header, unless they
// are blank. Fields that a row lacks at its end are blank, too.
func (s *source) checkLength(cells []string) error {
	for _, extra := range cells[min(len(cells), len(s.header)):] {
		if strings.TrimSpace(extra) != "" {
			return &rowError{Column: fmt.Sprint("field ", len(s.header)+1), Value: cells[len(s.header)],
				Err: fmt.Errorf("one too many: the row has %d fields, the header %d", len(cells), len(s.header))}
		}
	}
	return nil
}

// isBadObject reports whether a row stands for what is no JSON object.
func (s *source) isBadObject(cells []string) bool {
	return s.json != nil && strings.HasPrefix(cells[0], badObject)
}

// checkBad returns an error when more of the rows are bad than may be.
func (s *source) checkBad(cfg config, first *rowError) error {
	if s.bad == 0 || s.bad < s.rows && float64(s.bad)*100 <= cfg.maxBad*float64(s.rows) {
		return nil
	}
	if s.bad == s.rows {
		return fmt.Errorf("every row of %s is bad; the first: %w", s.name, first)
	}
	return fmt.Errorf("%s of %s rows of %s are bad, more than the %v%% that -max-bad allows; the first: %w",
		thousands(s.bad), thousands(s.rows), s.name, cfg.maxBad, first)
}

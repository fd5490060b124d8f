package main

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// isJSON reports whether text is JSON objects, one after the other or in one array.
func isJSON(start []byte) bool {
	start = bytes.TrimLeft(start, " \t\r\n")
	if rest, ok := bytes.CutPrefix(start, []byte("[")); ok {
		start = bytes.TrimLeft(rest, " \t\r\n")
	}
	return bytes.HasPrefix(start, []byte("{"))
}

// jsonReader reads JSON objects as CSV: a row for each, and a column for each name in the
// first thousand of them. A name within an object within is a.b. An array is its text.
// Where each object has a line, one that is no JSON is a bad row and costs its line.
type jsonReader struct {
	split objectSplitter
	names []string
	known map[string]bool
	ahead []jsonRow // read for their names
	text  bytes.Buffer
	out   *csv.Writer
	err   error
	row   int      // rows written: the line of the file where each object has one
	late  []string // names that come first after the first thousand objects, and where
}

// jsonRow is an object by its names, or why a line is none.
type jsonRow struct {
	blank  bool
	values map[string]string
	bad    error
}

// badObject begins a row that stands for what is no JSON object; the reason follows. No
// text of a file has it.
const badObject = "\x00"

// maxLate bounds the names that the report says it ignores.
const maxLate = 10

// newJSONReader reads objects whose text begins with start.
func newJSONReader(in *bufio.Reader, start []byte) (*jsonReader, error) {
	r := &jsonReader{split: newObjectSplitter(in, start), known: map[string]bool{}}
	r.out = csv.NewWriter(&r.text)
	var first error
	for len(r.ahead) < guessRows && r.err == nil {
		var row jsonRow
		if row, r.err = r.next(); r.err != nil {
			break
		}
		r.ahead = append(r.ahead, row)
		for name := range row.values {
			r.known[name] = true
		}
		if first == nil {
			first = row.bad
		}
	}
	if len(r.known) == 0 {
		if r.err != nil && !errors.Is(r.err, io.EOF) {
			return nil, r.err
		}
		return nil, cmp.Or(first, errors.New("its objects have no fields"))
	}
	r.names = slices.Sorted(maps.Keys(r.known))
	r.write(r.names)
	return r, nil
}

// next reads an object.
func (r *jsonReader) next() (row jsonRow, err error) {
	text, bad, err := r.split.next()
	switch {
	case err != nil || bad != nil:
		return jsonRow{bad: bad}, err
	case len(text) == 0:
		return jsonRow{blank: true}, nil
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var o map[string]any
	if err := d.Decode(&o); err != nil {
		return jsonRow{bad: notJSON(err)}, nil
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return jsonRow{bad: errors.New("more on the line than one JSON object")}, nil
	}
	if o == nil {
		return jsonRow{bad: errNoObject}, nil
	}
	row.values = map[string]string{}
	flatten(row.values, "", o)
	return row, nil
}

// notJSON says of the error of a decoder what is wrong with the text.
func notJSON(err error) error {
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &kind):
		return errNoObject
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("not JSON: it ends within the object")
	}
	return fmt.Errorf("not JSON: %w", err)
}

// flatten adds the values of an object by their names.
func flatten(into map[string]string, prefix string, o map[string]any) {
	for name, value := range o {
		switch value := value.(type) {
		case nil:
			into[prefix+name] = ""
		case string:
			into[prefix+name] = value
		case map[string]any:
			flatten(into, prefix+name+".", value)
		case []any:
			into[prefix+name] = listText(value)
		default:
			into[prefix+name] = fmt.Sprint(value)
		}
	}
}

// listText returns an array as JSON.
func listText(list []any) string {
	text, err := json.Marshal(list)
	if err != nil {
		return fmt.Sprint(list) // it came as JSON
	}
	return string(text)
}

// write writes a record as one line, so that lines count objects.
func (r *jsonReader) write(cells []string) {
	for i, cell := range cells {
		cells[i] = strings.Join(strings.FieldsFunc(cell, func(c rune) bool { return c == '\n' || c == '\r' }), " ")
	}
	_ = r.out.Write(cells) // a buffer takes everything
	r.out.Flush()
}

func (r *jsonReader) Read(b []byte) (int, error) {
	for r.text.Len() == 0 {
		var row jsonRow
		switch {
		case len(r.ahead) > 0:
			row, r.ahead = r.ahead[0], r.ahead[1:]
		case r.err == nil:
			if row, r.err = r.next(); r.err != nil {
				return 0, r.err
			}
		default:
			return 0, r.err
		}
		r.row++
		switch {
		case row.blank:
			r.text.WriteByte('\n') // which is skipped, and counted
			continue
		case row.bad != nil:
			r.write([]string{badObject + row.bad.Error()})
			continue
		}
		cells := make([]string, len(r.names))
		for i, name := range r.names {
			cells[i] = strings.TrimLeft(row.values[name], badObject)
		}
		r.write(cells)
		r.note(row)
	}
	return r.text.Read(b)
}

// note keeps the names of an object that are no columns.
func (r *jsonReader) note(row jsonRow) {
	if len(r.late) == maxLate {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(row.values)) {
		if !r.known[name] && len(r.late) < maxLate {
			r.known[name] = true
			r.late = append(r.late, fmt.Sprintf("the field %.60q appears first in %s %s and is ignored: the columns are the names in the first thousand objects",
				name, r.split.unit(), thousands(uint64(r.row))))
		}
	}
}

// objectSplitter splits a text into objects: lines, or whatever stands between the brackets
// of one.
type objectSplitter struct {
	in    *bufio.Reader
	lines bool // one for each line
	list  bool // in an array, whose bracket was read
	text  []byte
}

// newObjectSplitter says by how a text begins how its objects are divided. One without
// indentation that is the whole of its line tells that all are.
func newObjectSplitter(in *bufio.Reader, start []byte) objectSplitter {
	s := objectSplitter{in: in}
	if trimmed := bytes.TrimLeft(start, " \t\r\n"); bytes.HasPrefix(trimmed, []byte("[")) {
		s.list = true
		_, _ = in.Discard(len(start) - len(trimmed) + 1) // they are in the buffer
		return s
	}
	for line := range bytes.Lines(start) {
		if bytes.HasPrefix(line, []byte("{")) && json.Valid(line) {
			s.lines = true
			return s
		}
	}
	return s
}

// unit is what rows are counted in.
func (s objectSplitter) unit() string {
	if s.lines {
		return "line"
	}
	return "object"
}

// next returns the text of an object, no text for a blank line, or why there is none. It is
// good until the next call.
func (s *objectSplitter) next() (text []byte, bad, err error) {
	if s.lines {
		return s.nextLine()
	}
	return s.nextObject()
}

var (
	errLongObject = errors.New("the object is longer than 1 MiB")
	errNoObject   = errors.New("not a JSON object")
)

func (s *objectSplitter) nextLine() (text []byte, bad, err error) {
	line, err := s.in.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		for errors.Is(err, bufio.ErrBufferFull) {
			_, err = s.in.ReadSlice('\n')
		}
		if err == nil || errors.Is(err, io.EOF) {
			return nil, errLongObject, nil
		}
	}
	if err != nil && (len(line) == 0 || !errors.Is(err, io.EOF)) {
		return nil, nil, err
	}
	return bytes.TrimSpace(line), nil, nil
}

// nextObject reads on to the bracket that closes the object.
func (s *objectSplitter) nextObject() (text []byte, bad, err error) {
	s.text = s.text[:0]
	depth, long := 0, false
	quoted, escaped := false, false
	for {
		b, err := s.in.ReadByte()
		switch {
		case errors.Is(err, io.EOF) && len(s.text) > 0 && s.text[0] != '{':
			return nil, errNoObject, nil
		case errors.Is(err, io.EOF) && len(s.text) > 0:
			return nil, nil, errors.New("the file ends within an object: it is cut off, or not JSON")
		case err != nil:
			return nil, nil, err
		case len(s.text) == 0 && (b == ' ' || b == '\t' || b == '\r' || b == '\n' || s.list && (b == ',' || b == ']')):
			continue
		}
		if long = long || len(s.text) == maxRecord; !long {
			s.text = append(s.text, b)
		}
		switch {
		case escaped:
			escaped = false
		case quoted:
			escaped, quoted = b == '\\', b != '"'
		case b == '"':
			quoted = true
		case b == '{' || b == '[':
			depth++
		case b == '}' || b == ']':
			depth--
		}
		object := s.text[0] == '{'
		switch {
		case depth > 0 || quoted || !object && b != ',' && b != ']' && b != '\n':
			continue
		case !object:
			return nil, errNoObject, nil
		case long:
			return nil, errLongObject, nil
		}
		return s.text, nil, nil
	}
}

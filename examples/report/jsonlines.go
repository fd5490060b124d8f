package main

import (
	"bytes"
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
type jsonReader struct {
	limit  *io.LimitedReader // so that one object cannot fill the memory
	in     *json.Decoder
	names  []string
	ahead  []map[string]string // read for their names
	text   bytes.Buffer
	out    *csv.Writer
	object int
	err    error
}

func newJSONReader(in io.Reader) (*jsonReader, error) {
	r := &jsonReader{limit: &io.LimitedReader{R: in, N: maxRecord}}
	start := make([]byte, 1)
	for {
		if _, err := io.ReadFull(r.limit, start); err != nil {
			return nil, err
		}
		if strings.TrimSpace(string(start)) != "" {
			break
		}
	}
	text := io.Reader(r.limit)
	if start[0] != '[' {
		text = io.MultiReader(bytes.NewReader(start), text)
	} else {
		text = &listReader{in: text}
	}
	r.in = json.NewDecoder(text)
	r.in.UseNumber()
	r.out = csv.NewWriter(&r.text)
	names := map[string]bool{}
	for len(r.ahead) < guessRows && r.err == nil {
		var o map[string]string
		if o, r.err = r.next(); r.err == nil {
			r.ahead = append(r.ahead, o)
			for name := range o {
				names[name] = true
			}
		}
	}
	if len(r.ahead) == 0 {
		return nil, r.err
	}
	r.names = slices.Sorted(maps.Keys(names))
	r.write(r.names)
	return r, nil
}

// next reads an object.
func (r *jsonReader) next() (map[string]string, error) {
	r.limit.N = maxRecord
	r.object++
	var o map[string]any
	err := r.in.Decode(&o)
	switch {
	case err != nil && r.limit.N <= 0:
		return nil, fmt.Errorf("object %d is longer than 1 MiB", r.object)
	case errors.Is(err, io.EOF):
		return nil, io.EOF
	case err != nil:
		return nil, fmt.Errorf("object %d is not JSON: %w", r.object, err)
	}
	flat := map[string]string{}
	flatten(flat, "", o)
	return flat, nil
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
		var o map[string]string
		switch {
		case len(r.ahead) > 0:
			o, r.ahead = r.ahead[0], r.ahead[1:]
		case r.err == nil:
			if o, r.err = r.next(); r.err != nil {
				return 0, r.err
			}
		default:
			return 0, r.err
		}
		cells := make([]string, len(r.names))
		for i, name := range r.names {
			cells[i] = o[name]
		}
		r.write(cells)
	}
	return r.text.Read(b)
}

// listReader reads the elements of an array, whose first bracket was read, as one after
// the other: it leaves out the commas between them and the bracket at its end.
type listReader struct {
	in            io.Reader
	depth         int
	quoted, after bool // within a string, and after a backslash in it
}

func (r *listReader) Read(b []byte) (int, error) {
	n, err := r.in.Read(b)
	for i, c := range b[:n] {
		switch {
		case r.quoted && r.after:
			r.after = false
		case r.quoted:
			r.after, r.quoted = c == '\\', c != '"'
		case c == '"':
			r.quoted = true
		case c == '{', c == '[':
			r.depth++
		case r.depth > 0 && (c == '}' || c == ']'):
			r.depth--
		case r.depth == 0 && (c == ',' || c == ']'):
			b[i] = ' '
		}
	}
	return n, err
}

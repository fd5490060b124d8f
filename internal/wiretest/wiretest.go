// Package wiretest has the tests that every encoding of this module must pass. Only
// tests import it.
package wiretest

import (
	"bytes"
	"database/sql"
	"database/sql/driver"
	"encoding"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden encodings of this package to testdata")

// Result is a value with a JSON form.
type Result interface{ json.Marshaler }

// Tally is a value with a binary form too.
type Tally interface {
	Result
	driver.Valuer
	encoding.BinaryMarshaler
}

// ResultPointer reads a Result.
type ResultPointer[T any] interface {
	*T
	json.Unmarshaler
}

// TallyPointer reads a Tally.
type TallyPointer[T any] interface {
	ResultPointer[T]
	sql.Scanner
	encoding.BinaryUnmarshaler
}

// TB is what *testing.T and *rapid.T have in common.
type TB interface {
	Helper()
	Fatalf(format string, args ...any)
}

// Tallies checks the encodings of the examples, among which the zero value need not
// be, and compares them with those in testdata/NAME.golden: a line of the binary
// form in hexadecimal and the JSON form for each.
func Tallies[T Tally, P TallyPointer[T]](t *testing.T, name string, examples ...T) {
	t.Helper()
	var lines []string
	for _, v := range examples {
		lines = append(lines, fmt.Sprintf("%x %s\n", mustBinary(t, v), mustJSON(t, v)))
	}
	golden := golden(t, name, lines)
	for i, v := range examples {
		binary, text, ok := strings.Cut(strings.TrimSuffix(golden[i], "\n"), " ")
		data, err := hex.DecodeString(binary)
		if !ok || err != nil {
			t.Fatalf("%s: line %d is not hexadecimal, a blank and JSON: %v", name, i+1, err)
		}
		var old T
		if err := P(&old).UnmarshalBinary(data); err != nil || !same(old, v) {
			t.Errorf("%s: line %d reads as %+v, %v; want %+v", name, i+1, old, err, v)
		}
		old = *new(T)
		if err := P(&old).UnmarshalJSON([]byte(text)); err != nil || !same(old, v) {
			t.Errorf("%s: line %d reads as %+v, %v; want %+v", name, i+1, old, err, v)
		}
	}
	for _, v := range append(examples, *new(T)) {
		RoundTrip[T, P](t, v)
		hostileBinary[T, P](t, v, examples[0])
		hostileJSON[T, P](t, v, examples[0])
	}
	var v T
	for _, src := range []any{nil, 7, 1.5, true, "", []byte(nil)} {
		v = examples[0]
		err := P(&v).Scan(src)
		if src == nil && (err != nil || !same(v, *new(T))) {
			t.Errorf("%T: NULL is read as %+v, %v; want the zero value", v, v, err)
		}
		if src != nil && (!errors.Is(err, sentinel.Encoding) || !same(v, examples[0])) {
			t.Errorf("%T: %T %v is read as %+v, %v; want ErrEncoding and no change", v, src, src, v, err)
		}
	}
}

// Results checks the JSON forms of the examples, as Tallies does, and compares them
// with the lines of testdata/NAME.golden.
func Results[T Result, P ResultPointer[T]](t *testing.T, name string, examples ...T) {
	t.Helper()
	var lines []string
	for _, v := range examples {
		lines = append(lines, string(mustJSON(t, v))+"\n")
	}
	golden := golden(t, name, lines)
	for i, v := range examples {
		var old T
		if err := P(&old).UnmarshalJSON([]byte(golden[i])); err != nil || !same(old, v) {
			t.Errorf("%s: line %d reads as %+v, %v; want %+v", name, i+1, old, err, v)
		}
		RoundTripJSON[T, P](t, v)
		hostileJSON[T, P](t, v, examples[0])
	}
}

// golden returns the lines of the golden file, which are to be these.
func golden(t *testing.T, name string, lines []string) []string {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(path, []byte(strings.Join(lines, "")), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	golden := strings.SplitAfter(strings.TrimSuffix(string(data), "\n"), "\n")
	if len(golden) != len(lines) {
		t.Fatalf("%s has %d lines for %d values", path, len(golden), len(lines))
	}
	for i := range lines {
		if strings.TrimSuffix(golden[i], "\n") != strings.TrimSuffix(lines[i], "\n") {
			t.Errorf("%s: line %d is\n%s\nand now\n%s", path, i+1, golden[i], lines[i])
		}
	}
	return golden
}

// Same is what a test gives a value that has more than one form in memory, such as a
// hash table: whether the other, of the same type, holds the same.
type Same interface{ Same(other any) bool }

func same(a, b any) bool {
	if s, ok := a.(Same); ok {
		return s.Same(b)
	}
	// Decimals that are equal have more than one form too, wherever they are.
	return reflect.DeepEqual(a, b) || cmp.Equal(a, b, cmp.Exporter(func(reflect.Type) bool { return true }))
}

// RoundTrip checks that a value survives each of its encodings.
func RoundTrip[T Tally, P TallyPointer[T]](t TB, v T) {
	t.Helper()
	data := mustBinary(t, v)
	column, err := v.Value()
	if got, ok := column.([]byte); err != nil || !ok || !bytes.Equal(got, data) {
		t.Fatalf("%T: the database gets %v, %v; want %x", v, column, err, data)
	}
	for _, src := range []any{data, string(data), mustJSON(t, v), " " + string(mustJSON(t, v))} {
		var back T
		if err := P(&back).Scan(src); err != nil || !same(back, v) {
			t.Fatalf("%T: %q is scanned as %+v, %v; want %+v", v, src, back, err, v)
		}
	}
	RoundTripJSON[T, P](t, v)
}

// RoundTripJSON checks that a value survives encoding/json, as a value, behind a
// pointer and within others.
func RoundTripJSON[T Result, P ResultPointer[T]](t TB, v T) {
	t.Helper()
	for _, codec := range codecs {
		type outer struct {
			Value   T  `json:"value"`
			Pointer *T `json:"pointer"`
			Map     map[string]T
		}
		in := outer{v, &v, map[string]T{"a": v}}
		data, err := codec.marshal(in)
		if err != nil {
			t.Fatalf("%s: %T: %v", codec.name, v, err)
		}
		// A codec may escape what our texts have as it is, such as <.
		text, err := codec.marshal(json.RawMessage(mustJSON(t, v)))
		if err != nil {
			t.Fatalf("%s: %T: %v", codec.name, v, err)
		}
		if want := fmt.Sprintf(`{"value":%[1]s,"pointer":%[1]s,"Map":{"a":%[1]s}}`, text); string(data) != want {
			t.Fatalf("%s: %T: %s\nwant %s", codec.name, v, data, want)
		}
		out := outer{Value: v} // what is there before must not shine through
		if err := codec.unmarshal(data, &out); err != nil || !same(out.Value, v) || !same(out.Map["a"], v) {
			t.Fatalf("%s: %T: %s reads as %+v, %v; want %+v", codec.name, v, data, out, err, in)
		}
		if err := codec.unmarshal([]byte(`{"value":null}`), &out); err != nil || !same(out.Value, *new(T)) {
			t.Fatalf("%s: %T: null reads as %+v, %v", codec.name, v, out.Value, err)
		}
	}
}

type codec struct {
	name      string
	marshal   func(any) ([]byte, error)
	unmarshal func([]byte, any) error
}

// refused checks that an error says what it must, without repeating a long input.
func refused(t TB, what string, input []byte, err error) {
	t.Helper()
	if err == nil || !errors.Is(err, sentinel.Encoding) && !errors.Is(err, sentinel.OutOfRange) {
		t.Fatalf("%s: %.200q gives %v, want ErrEncoding", what, input, err)
	}
	if len(err.Error()) > 500 {
		t.Fatalf("%s: an error of %d bytes", what, len(err.Error()))
	}
}

// hostileBinary feeds what is nearly the encoding of v into a copy of before.
func hostileBinary[T Tally, P TallyPointer[T]](t TB, v, before T) {
	t.Helper()
	data := mustBinary(t, v)
	for i := range data {
		read := before
		err := P(&read).UnmarshalBinary(data[:i])
		refused(t, fmt.Sprintf("%T cut at %d", v, i), data[:i], err)
		if !same(read, before) {
			t.Fatalf("%T: cut at %d, it is %+v, was %+v", v, i, read, before)
		}
	}
	for _, tail := range []string{"\x00", "\x01", "{}", string(data)} {
		read := before
		longer := append(bytes.Clone(data), tail...)
		refused(t, fmt.Sprintf("%T with a tail", v), longer, P(&read).UnmarshalBinary(longer))
	}
	for i := range data {
		for _, instead := range []string{
			"\x00", "\x01", "\xff", "\x7f", string(data[i] ^ 1), string(data[i] ^ 0x80),
			string([]byte{data[i] | 0x80, 0}),                  // not the shortest varint
			"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",         // 2^64-1
			"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02",         // 2^64 and more
			"\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", // 12 bytes
			"\x80\x80\x80\x80\x08",                             // 2^31
		} {
			Binary[T, P](t, append(append(bytes.Clone(data[:i]), instead...), data[i+1:]...))
		}
	}
}

// Binary checks that bytes are either refused with nothing changed, or are the one
// encoding of what they are read as.
func Binary[T Tally, P TallyPointer[T]](t TB, data []byte) {
	t.Helper()
	var read T
	if err := P(&read).UnmarshalBinary(data); err != nil {
		refused(t, "bytes", data, err)
		if !same(read, *new(T)) {
			t.Fatalf("%T: %x is refused and leaves %+v", read, data, read)
		}
		return
	}
	if again := mustBinary(t, read); !bytes.Equal(again, data) {
		t.Fatalf("%T: %x reads as the value of %x", read, data, again)
	}
	RoundTrip[T, P](t, read)
}

// JSON checks that a text is either refused with nothing changed, or read as a value
// that survives its encodings.
func JSON[T Result, P ResultPointer[T]](t TB, data []byte) {
	t.Helper()
	var read T
	err := P(&read).UnmarshalJSON(data)
	if err == nil && !json.Valid(data) {
		t.Fatalf("%T: %q is no JSON, and reads as %+v", read, data, read)
	}
	if err != nil {
		refused(t, "text", data, err)
		if !same(read, *new(T)) {
			t.Fatalf("%T: %q is refused and leaves %+v", read, data, read)
		}
		return
	}
	var again T
	if err := P(&again).UnmarshalJSON(mustJSON(t, read)); err != nil || !same(again, read) {
		t.Fatalf("%T: %q reads as %+v, and its encoding as %+v, %v", read, data, read, again, err)
	}
}

// open are the members that are any text, or have any names: what begins like a good
// value may be one.
var open = map[string]bool{"currency": true, "labels": true, "channels": true, "customers": true}

// hostileJSON feeds what is nearly the JSON form of v into a copy of before.
func hostileJSON[T Result, P ResultPointer[T]](t TB, v, before T) {
	t.Helper()
	text := string(mustJSON(t, v))
	refuse := func(what, text string) {
		t.Helper()
		read := before
		refused(t, fmt.Sprintf("%T, %s", v, what), []byte(text), P(&read).UnmarshalJSON([]byte(text)))
		if !same(read, before) {
			t.Fatalf("%T, %s: it is %+v, was %+v", v, what, read, before)
		}
	}
	for _, bad := range []string{"", "nul", "{}", "[]", "0", `"x"`, "{", text + "x", text + text, `{"x":` + strings.Repeat("[", 1<<16)} {
		refuse("another value", bad)
	}
	if text == "null" {
		return
	}
	for i := range len(text) {
		refuse("cut", text[:i])
	}
	refuse("an unknown member", strings.TrimSuffix(text, "}")+`,"unknown":1}`)
	first, _, _ := strings.Cut(text, ":")
	var members map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text), &members); err != nil {
		t.Fatalf("%T: %s: %v", v, text, err)
	}
	name := strings.Trim(first, `{"`)
	refuse("a member given twice", strings.TrimSuffix(text, "}")+fmt.Sprintf(",%q:%s}", name, members[name]))
	refuse("a member in capitals", strings.Replace(text, name, strings.ToUpper(name), 1))
	for name, good := range members {
		for _, bad := range []string{
			`{"x":1}`, `[[]]`, "true", `"x"`, `"`, "0x1", "1_0", "+1", ".5", "01", "1.", "1e", "nan", `"-"`, `"."`, `" 1"`, "1 1",
			strings.Repeat("9", 1<<18), `"` + strings.Repeat("9", 1<<18) + `"`, "1e999999999", strings.Repeat("[", 1<<16),
		} {
			if value := string(members[name]); bad == "true" && (value == "true" || value == "false") {
				continue
			}
			changed := map[string]json.RawMessage{}
			var b strings.Builder
			for other, value := range members {
				if changed[other] = value; other == name {
					changed[other] = json.RawMessage(bad)
				}
				fmt.Fprintf(&b, `,"%s":%s`, other, changed[other])
			}
			if open[name] && (bad[0] == good[0] || string(good) == "null") || string(good) == "false" && bad == "true" || string(good) == bad {
				JSON[T, P](t, []byte("{"+b.String()[1:]+"}"))
				continue
			}
			refuse(fmt.Sprintf("%s = %.10s", name, bad), "{"+b.String()[1:]+"}")
		}
		// Escapes, blanks and another order say the same.
		var b strings.Builder
		fmt.Fprintf(&b, "{ \"\\u00%x%s\"\t:\r%s\n", name[0], name[1:], members[name])
		for other, value := range members {
			if other != name {
				fmt.Fprintf(&b, " , %q : %s", other, value)
			}
		}
		read := before
		if err := P(&read).UnmarshalJSON([]byte(b.String() + "}\n")); err != nil || !same(read, v) {
			t.Fatalf("%T: %s} reads as %+v, %v; want %+v", v, b.String(), read, err, v)
		}
	}
}

func mustBinary(t TB, v Tally) []byte {
	t.Helper()
	data, err := v.MarshalBinary()
	if err != nil {
		t.Fatalf("%T %+v: %v", v, v, err)
	}
	return data
}

func mustJSON(t TB, v Result) []byte {
	t.Helper()
	data, err := v.MarshalJSON()
	if err != nil {
		t.Fatalf("%T %+v: %v", v, v, err)
	}
	return data
}

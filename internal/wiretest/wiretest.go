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
	typeOf[T]().tallies(t, name, anys(examples))
}

// Results checks the JSON forms of the examples, as Tallies does, and compares them
// with the lines of testdata/NAME.golden.
func Results[T Result, P ResultPointer[T]](t *testing.T, name string, examples ...T) {
	t.Helper()
	typeOf[T]().results(t, name, anys(examples))
}

// RoundTrip checks that a value survives each of its encodings.
func RoundTrip[T Tally, P TallyPointer[T]](t TB, v T) {
	t.Helper()
	typeOf[T]().roundTrip(t, v)
}

// RoundTripJSON checks that a value survives encoding/json, as a value, behind a
// pointer and within others.
func RoundTripJSON[T Result, P ResultPointer[T]](t TB, v T) {
	t.Helper()
	typeOf[T]().roundTripJSON(t, v)
}

// Binary checks that bytes are either refused with nothing changed, or are the one
// encoding of what they are read as.
func Binary[T Tally, P TallyPointer[T]](t TB, data []byte) {
	t.Helper()
	typeOf[T]().binary(t, data)
}

// JSON checks that a text is either refused with nothing changed, or read as a value
// that survives its encodings.
func JSON[T Result, P ResultPointer[T]](t TB, data []byte) {
	t.Helper()
	typeOf[T]().json(t, data)
}

// valueType is the type of the values under test, a Result or a Tally by value that is read
// through its pointer. All below is written once for it, and not as generic functions: those
// would be compiled again for each of a hundred types.
type valueType struct{ reflect.Type }

func typeOf[T any]() valueType { return valueType{reflect.TypeFor[T]()} }

func anys[T any](list []T) []any {
	all := make([]any, len(list))
	for i, v := range list {
		all[i] = v
	}
	return all
}

// as returns a value as what the constraints of the exported functions say it is.
func as[I any](v any) I {
	i, ok := v.(I)
	if !ok {
		panic(fmt.Sprintf("wiretest: a %T is no %v", v, reflect.TypeFor[I]()))
	}
	return i
}

func (typ valueType) zero() any { return reflect.Zero(typ.Type).Interface() }

// read returns what a copy of before is after a reading.
func (typ valueType) read(before any, read func(pointer any) error) (any, error) {
	p := reflect.New(typ.Type)
	p.Elem().Set(reflect.ValueOf(before))
	err := read(p.Interface())
	return p.Elem().Interface(), err
}

func (typ valueType) readBinary(before any, data []byte) (any, error) {
	return typ.read(before, func(p any) error { return as[encoding.BinaryUnmarshaler](p).UnmarshalBinary(data) })
}

func (typ valueType) readJSON(before any, text []byte) (any, error) {
	return typ.read(before, func(p any) error { return as[json.Unmarshaler](p).UnmarshalJSON(text) })
}

func (typ valueType) scan(before, src any) (any, error) {
	return typ.read(before, func(p any) error { return as[sql.Scanner](p).Scan(src) })
}

func (typ valueType) tallies(t *testing.T, name string, examples []any) {
	t.Helper()
	var lines []string
	for _, v := range examples {
		lines = append(lines, fmt.Sprintf("%x %s\n", mustBinary(t, v), mustJSON(t, v)))
	}
	golden := golden(t, name, lines)
	zero := typ.zero()
	for i, v := range examples {
		binary, text, ok := strings.Cut(strings.TrimSuffix(golden[i], "\n"), " ")
		data, err := hex.DecodeString(binary)
		if !ok || err != nil {
			t.Fatalf("%s: line %d is not hexadecimal, a blank and JSON: %v", name, i+1, err)
		}
		if old, err := typ.readBinary(zero, data); err != nil || !same(old, v) {
			t.Errorf("%s: line %d reads as %+v, %v; want %+v", name, i+1, old, err, v)
		}
		if old, err := typ.readJSON(zero, []byte(text)); err != nil || !same(old, v) {
			t.Errorf("%s: line %d reads as %+v, %v; want %+v", name, i+1, old, err, v)
		}
	}
	for _, v := range append(examples, zero) {
		typ.roundTrip(t, v)
		typ.hostileBinary(t, v, examples[0])
		typ.hostileJSON(t, v, examples[0])
	}
	for _, src := range []any{nil, 7, 1.5, true, "", []byte(nil)} {
		v, err := typ.scan(examples[0], src)
		if src == nil && (err != nil || !same(v, zero)) {
			t.Errorf("%v: NULL is read as %+v, %v; want the zero value", typ, v, err)
		}
		if src != nil && (!errors.Is(err, sentinel.Encoding) || !same(v, examples[0])) {
			t.Errorf("%v: %T %v is read as %+v, %v; want ErrEncoding and no change", typ, src, src, v, err)
		}
	}
}

func (typ valueType) results(t *testing.T, name string, examples []any) {
	t.Helper()
	var lines []string
	for _, v := range examples {
		lines = append(lines, string(mustJSON(t, v))+"\n")
	}
	golden := golden(t, name, lines)
	for i, v := range examples {
		if old, err := typ.readJSON(typ.zero(), []byte(golden[i])); err != nil || !same(old, v) {
			t.Errorf("%s: line %d reads as %+v, %v; want %+v", name, i+1, old, err, v)
		}
		typ.roundTripJSON(t, v)
		typ.hostileJSON(t, v, examples[0])
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

func (typ valueType) roundTrip(t TB, v any) {
	t.Helper()
	data := mustBinary(t, v)
	column, err := as[driver.Valuer](v).Value()
	if got, ok := column.([]byte); err != nil || !ok || !bytes.Equal(got, data) {
		t.Fatalf("%v: the database gets %v, %v; want %x", typ, column, err, data)
	}
	text := mustJSON(t, v)
	for _, src := range []any{data, string(data), text, " " + string(text)} {
		if back, err := typ.scan(typ.zero(), src); err != nil || !same(back, v) {
			t.Fatalf("%v: %q is scanned as %+v, %v; want %+v", typ, src, back, err, v)
		}
	}
	typ.roundTripJSON(t, v)
}

// outer returns the type of a struct that has a value, a pointer to one and a map of them.
func (typ valueType) outer() reflect.Type {
	return reflect.StructOf([]reflect.StructField{
		{Name: "Value", Type: typ.Type, Tag: `json:"value"`},
		{Name: "Pointer", Type: reflect.PointerTo(typ.Type), Tag: `json:"pointer"`},
		{Name: "Map", Type: reflect.MapOf(reflect.TypeFor[string](), typ.Type)},
	})
}

func (typ valueType) roundTripJSON(t TB, v any) {
	t.Helper()
	of := reflect.ValueOf(v)
	for _, codec := range codecs {
		in := reflect.New(typ.outer()).Elem()
		in.Field(0).Set(of)
		in.Field(1).Set(reflect.New(typ.Type))
		in.Field(1).Elem().Set(of)
		in.Field(2).Set(reflect.MakeMap(in.Field(2).Type()))
		in.Field(2).SetMapIndex(reflect.ValueOf("a"), of)
		data, err := codec.marshal(in.Interface())
		if err != nil {
			t.Fatalf("%s: %v: %v", codec.name, typ, err)
		}
		// A codec may escape what our texts have as it is, such as <.
		text, err := codec.marshal(json.RawMessage(mustJSON(t, v)))
		if err != nil {
			t.Fatalf("%s: %v: %v", codec.name, typ, err)
		}
		if want := fmt.Sprintf(`{"value":%[1]s,"pointer":%[1]s,"Map":{"a":%[1]s}}`, text); string(data) != want {
			t.Fatalf("%s: %v: %s\nwant %s", codec.name, typ, data, want)
		}
		out := reflect.New(in.Type())
		out.Elem().Field(0).Set(of) // what is there before must not shine through
		value := func() any { return out.Elem().Field(0).Interface() }
		err = codec.unmarshal(data, out.Interface())
		if err != nil || !same(value(), v) || !same(out.Elem().Field(2).MapIndex(reflect.ValueOf("a")).Interface(), v) {
			t.Fatalf("%s: %v: %s reads as %+v, %v; want %+v", codec.name, typ, data, out, err, in)
		}
		if err := codec.unmarshal([]byte(`{"value":null}`), out.Interface()); err != nil || !same(value(), typ.zero()) {
			t.Fatalf("%s: %v: null reads as %+v, %v", codec.name, typ, value(), err)
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
func (typ valueType) hostileBinary(t TB, v, before any) {
	t.Helper()
	data := mustBinary(t, v)
	for i := range data {
		read, err := typ.readBinary(before, data[:i])
		refused(t, fmt.Sprintf("%v cut at %d", typ, i), data[:i], err)
		if !same(read, before) {
			t.Fatalf("%v: cut at %d, it is %+v, was %+v", typ, i, read, before)
		}
	}
	for _, tail := range []string{"\x00", "\x01", "{}", string(data)} {
		longer := append(bytes.Clone(data), tail...)
		_, err := typ.readBinary(before, longer)
		refused(t, fmt.Sprintf("%v with a tail", typ), longer, err)
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
			typ.binary(t, append(append(bytes.Clone(data[:i]), instead...), data[i+1:]...))
		}
	}
}

func (typ valueType) binary(t TB, data []byte) {
	t.Helper()
	read, err := typ.readBinary(typ.zero(), data)
	if err != nil {
		refused(t, "bytes", data, err)
		if !same(read, typ.zero()) {
			t.Fatalf("%v: %x is refused and leaves %+v", typ, data, read)
		}
		return
	}
	if again := mustBinary(t, read); !bytes.Equal(again, data) {
		t.Fatalf("%v: %x reads as the value of %x", typ, data, again)
	}
	typ.roundTrip(t, read)
}

func (typ valueType) json(t TB, data []byte) {
	t.Helper()
	read, err := typ.readJSON(typ.zero(), data)
	if err == nil && !json.Valid(data) {
		t.Fatalf("%v: %q is no JSON, and reads as %+v", typ, data, read)
	}
	if err != nil {
		refused(t, "text", data, err)
		if !same(read, typ.zero()) {
			t.Fatalf("%v: %q is refused and leaves %+v", typ, data, read)
		}
		return
	}
	if again, err := typ.readJSON(typ.zero(), mustJSON(t, read)); err != nil || !same(again, read) {
		t.Fatalf("%v: %q reads as %+v, and its encoding as %+v, %v", typ, data, read, again, err)
	}
}

// open are the members that are any text, or have any names: what begins like a good
// value may be one.
var open = map[string]bool{"currency": true, "labels": true, "channels": true, "customers": true}

// hostileJSON feeds what is nearly the JSON form of v into a copy of before.
func (typ valueType) hostileJSON(t TB, v, before any) {
	t.Helper()
	text := string(mustJSON(t, v))
	refuse := func(what, text string) {
		t.Helper()
		read, err := typ.readJSON(before, []byte(text))
		refused(t, fmt.Sprintf("%v, %s", typ, what), []byte(text), err)
		if !same(read, before) {
			t.Fatalf("%v, %s: it is %+v, was %+v", typ, what, read, before)
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
		t.Fatalf("%v: %s: %v", typ, text, err)
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
				typ.json(t, []byte("{"+b.String()[1:]+"}"))
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
		if read, err := typ.readJSON(before, []byte(b.String()+"}\n")); err != nil || !same(read, v) {
			t.Fatalf("%v: %s} reads as %+v, %v; want %+v", typ, b.String(), read, err, v)
		}
	}
}

func mustBinary(t TB, v any) []byte {
	t.Helper()
	data, err := as[encoding.BinaryMarshaler](v).MarshalBinary()
	if err != nil {
		t.Fatalf("%T %+v: %v", v, v, err)
	}
	return data
}

func mustJSON(t TB, v any) []byte {
	t.Helper()
	data, err := as[json.Marshaler](v).MarshalJSON()
	if err != nil {
		t.Fatalf("%T %+v: %v", v, v, err)
	}
	return data
}

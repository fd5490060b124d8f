package wire_test

import (
	"encoding/json"
	"errors"
	"maps"
	"math"
	"net/netip"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/cxmetrics/cx/internal/wire"
	"pgregory.net/rapid"
)

func writeMap[ID comparable](c wire.Coder, rows map[ID]uint64) ([]byte, error) {
	wire.Map(&c, "rows", &rows, (*wire.Coder).Count)
	return c.Bytes()
}

func readMap[ID comparable](c wire.Coder) (rows map[ID]uint64, err error) {
	wire.Map(&c, "rows", &rows, (*wire.Coder).Count)
	return rows, done(&c)
}

// both checks that rows survive both forms, and that the JSON form is what
// encoding/json makes of a map of texts or integers.
func both[ID comparable](t interface {
	Helper()
	Fatalf(string, ...any)
}, rows map[ID]uint64) {
	t.Helper()
	data, err := writeMap(wire.ToBinary(what, number), rows)
	if err != nil {
		t.Fatalf("%v: %v", rows, err)
	}
	if back, err := readMap[ID](wire.FromBinary(what, number, data)); err != nil || !maps.Equal(back, rows) {
		t.Fatalf("%x reads as %v, %v; want %v", data, back, err, rows)
	}
	text, err := writeMap(wire.ToJSON(what), rows)
	if err != nil {
		t.Fatalf("%v: %v", rows, err)
	}
	if back, err := readMap[ID](wire.FromJSON(what, text)); err != nil || !maps.Equal(back, rows) {
		t.Fatalf("%s reads as %v, %v; want %v", text, back, err, rows)
	}
	var other struct{ Rows map[ID]uint64 }
	if err := json.Unmarshal(text, &other); err != nil || !maps.Equal(other.Rows, rows) {
		t.Fatalf("%s reads in encoding/json as %v, %v; want %v", text, other.Rows, err, rows)
	}
	// What encoding/json writes is read, too.
	theirs, err := json.Marshal(map[string]any{"rows": rows})
	if back, readErr := readMap[ID](wire.FromJSON(what, theirs)); len(rows) > 0 && (err != nil || readErr != nil || !maps.Equal(back, rows)) {
		t.Fatalf("%s reads as %v, %v; want %v", theirs, back, readErr, rows)
	}
}

type plan string

func TestMaps(t *testing.T) {
	both(t, map[string]uint64{})
	both(t, map[string]uint64{"": 1, "a": 2, "b": 0, "ab": 3, "\"\\/\b\f\n\r\t\x00\x1f\x7f<&>\u2028é😀\ufffd": 4})
	both(t, map[plan]uint64{"basic": 7})
	both(t, map[int]uint64{0: 1, -1: 2, 1: 3, math.MinInt: 4, math.MaxInt: 5})
	both(t, map[int8]uint64{-128: 4, 127: 5})
	both(t, map[uint64]uint64{0: 1, math.MaxUint64: 2})
	both(t, map[netip.Addr]uint64{netip.MustParseAddr("::1"): 1, netip.MustParseAddr("10.0.0.2"): 2})
}

func TestMapsSurvive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		both(t, rapid.MapOf(rapid.String(), rapid.Uint64Max(1<<53)).Draw(t, "texts"))
		both(t, rapid.MapOf(rapid.Int16(), rapid.Uint64Max(1<<53)).Draw(t, "integers"))
		both(t, rapid.MapOf(rapid.Uint64(), rapid.Uint64Max(1<<53)).Draw(t, "unsigned"))
	})
}

func TestMapBytes(t *testing.T) {
	for _, tt := range []struct {
		rows any
		want string
	}{
		{map[string]uint64{"b": 300, "": 1}, "\x01\x11\x00\x02\x00\x01\x01b\xac\x02"},
		{map[int]uint64{5: 1, -300: 2, 0: 3, -1: 4}, "\x01\x11\x01\x04\x05\x01\x2c\x02\x03\x01\x04\x00\x03\x02\x05\x01"},
	} {
		var data []byte
		var err error
		switch rows := tt.rows.(type) {
		case map[string]uint64:
			data, err = writeMap(wire.ToBinary(what, number), rows)
		case map[int]uint64:
			data, err = writeMap(wire.ToBinary(what, number), rows)
		}
		if err != nil || string(data) != tt.want {
			t.Errorf("%v: %q, %v; want %q", tt.rows, data, err, tt.want)
		}
	}
}

// cased has texts that are not its own: all read as the lower-case one.
type cased struct{ text string }

func (c cased) MarshalText() ([]byte, error) {
	if c.text == "" {
		return nil, errors.New("none")
	}
	return []byte(c.text), nil
}

func (c *cased) UnmarshalText(text []byte) error {
	c.text = strings.ToLower(string(text))
	return nil
}

func TestIDsWithoutAnEncoding(t *testing.T) {
	refuse := func(what string, err error) {
		t.Helper()
		if !errors.Is(err, sentinel.Encoding) || len(err.Error()) > 300 {
			t.Errorf("%s: %v", what, err)
		}
	}
	_, err := writeMap(wire.ToBinary(what, number), map[any]uint64{"a": 1})
	refuse("an interface", err)
	_, err = readMap[any](wire.FromBinary(what, number, []byte("\x01\x11\x00\x00")))
	refuse("an interface", err)
	_, err = writeMap(wire.ToJSON(what), map[struct{ A, B int }]uint64{})
	refuse("a struct", err)
	_, err = writeMap(wire.ToJSON(what), map[float64]uint64{1: 1})
	refuse("a float", err)
	_, err = writeMap(wire.ToBinary(what, number), map[cased]uint64{{"A"}: 1})
	refuse("an ID that reads as another", err)
	_, err = writeMap(wire.ToBinary(what, number), map[cased]uint64{{}: 1})
	refuse("an ID that cannot be written", err)
	_, err = readMap[cased](wire.FromBinary(what, number, []byte("\x01\x11\x00\x01\x01A\x05")))
	refuse("a text that is not canonical", err)
	_, err = writeMap(wire.ToJSON(what), map[string]uint64{"\xff": 1})
	refuse("a text that is not UTF-8 in JSON", err)
	_, err = writeMap(wire.ToBinary(what, number), map[string]uint64{"\xff": 1})
	refuse("a text that is not UTF-8 in binary", err)
	_, err = readMap[string](wire.FromBinary(what, number, []byte("\x01\x11\x00\x01\x01\xff\x01")))
	refuse("bytes that are not UTF-8", err)
}

func TestMapsThatAreNone(t *testing.T) {
	for what, data := range map[string]string{
		"texts":                        "\x00\x00",
		"another form":                 "\x02\x00",
		"out of order":                 "\x01\x02\x02\x05\x01\x02\x04\x01",
		"twice":                        "\x01\x02\x02\x05\x01\x02\x05\x01",
		"negative after positive":      "\x01\x02\x02\x05\x01\x03\x05\x01",
		"beyond the type":              "\x01\x01\x04\x01\x00\x01",
		"beyond 64 bits":               "\x01\x01\x12\x01\x00\x00\x00\x00\x00\x00\x00\x00\x01",
		"more rows than bytes":         "\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x02\x05\x01",
		"a row without value":          "\x01\x01\x02\x05",
		"more bytes than rows":         "\x01\x01\x02\x05\x01\x00",
		"an integer that is not short": "\x01\x01\x04\x00\x05\x01",
	} {
		if rows, err := readMap[int8](wire.FromBinary(what, number, []byte("\x01\x11"+data))); !errors.Is(err, sentinel.Encoding) {
			t.Errorf("%s is read as %v, %v", what, rows, err)
		}
	}
	for _, data := range []string{"\x01\x01\x03\x01\x01", "\x01\x01\x04\x01\x00\x01"} { // -1 and 256
		if rows, err := readMap[uint8](wire.FromBinary(what, number, []byte("\x01\x11"+data))); !errors.Is(err, sentinel.Encoding) {
			t.Errorf("%x is read as %v, %v", data, rows, err)
		}
	}
	long := strings.Repeat("1", 1<<16)
	for _, text := range []string{
		`[]`, `null`, `"x"`, `{"5":1,"5":1}`, `{"5":1,"\u0035":1}`, `{"05":1}`, `{"+5":1}`, `{"-0":1}`, `{"5.0":1}`, `{"":1}`, `{"128":1}`,
		`{"18446744073709551616":1}`, `{"` + long + `":1}`, `{"5":"x"}`, `{"5":1,}`, `{"5"}`, `{5:1}`, `{"5":` + long + `}`, `{"5":null}`,
	} {
		rows, err := readMap[int8](wire.FromJSON(what, []byte(`{"rows":`+text+`}`)))
		if !errors.Is(err, sentinel.Encoding) || len(err.Error()) > 300 {
			t.Errorf("%.40s is read as %v, %.300v", text, rows, err)
		}
	}
	for _, name := range []string{
		"\xff", "a\nb", `\x`, `\`, `\u12`, `\u12g4`, `\ud800`, `\ud800x`, `\ud800\u0041`, `\udc00`, `\u-001`, "\\u\x10000", `\'`,
	} {
		if rows, err := readMap[string](wire.FromJSON(what, []byte(`{"rows":{"`+name+`":1}}`))); !errors.Is(err, sentinel.Encoding) {
			t.Errorf("%q is read as %v, %v", name, rows, err)
		}
	}
}

// FuzzTexts reads names as encoding/json does, except that it replaces what is not
// UTF-8 and halves of surrogates, and that a name twice is the last.
func FuzzTexts(f *testing.F) {
	for _, name := range []string{"a", `\u00e9`, `\ud83d\ude00`, `\ud800`, `\"\\\/\b\f\n\r\t`, "\xff", "😀", `\uD83D\uDE00`, `\u0000`} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		text := []byte(`{"rows":{"` + name + `":1}}`)
		rows, err := readMap[string](wire.FromJSON(what, text))
		var theirs struct{ Rows map[string]uint64 }
		theirErr := json.Unmarshal(text, &theirs)
		// Quotes end the name, and what follows may be a second one.
		skip := !utf8.ValidString(name) || strings.Count(name, `"`) > strings.Count(name, `\"`)
		for id := range theirs.Rows {
			skip = skip || strings.ContainsRune(id, utf8.RuneError)
		}
		if !skip && theirErr == nil && (err != nil || !maps.Equal(rows, theirs.Rows)) {
			t.Fatalf("%q reads as %v, %v; encoding/json has %v", text, rows, err, theirs.Rows)
		}
		if err == nil && theirErr != nil {
			t.Fatalf("%q reads as %v, and is no JSON: %v", text, rows, theirErr)
		}
	})
}

package survival

import (
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/cxmetrics/cx/internal/wire"
	"pgregory.net/rapid"
)

const what, kind = "churn: lifetimes", 0x64

func binaryOf(t *Tally) ([]byte, error) {
	c := wire.ToBinary(what, kind)
	t.Code(&c)
	return c.Bytes()
}

func jsonOf(t *Tally) ([]byte, error) {
	c := wire.ToJSON(what)
	t.Code(&c)
	return c.Bytes()
}

func unmarshalBinary(data []byte, t *Tally) error {
	c, read := wire.FromBinary(what, kind, data), new(Tally)
	read.Code(&c)
	return wire.Done(&c, t, read)
}

func unmarshalJSON(text []byte, t *Tally) error {
	c, read := wire.FromJSON(what, text), new(Tally)
	read.Code(&c)
	return wire.Done(&c, t, read)
}

// Worked out by hand from docs/FORMAT.md: each time as the distance from the one before,
// the first from -1.
func TestEncodedByHand(t *testing.T) {
	for _, tc := range []struct {
		subjects     []subject
		binary, json string
	}{
		{nil, "00", `{"times":[]}`},
		{[]subject{{0, 0, true}}, "01" + "01000100", `{"times":[{"time":0,"entered":0,"lost":1,"censored":0}]}`},
		{
			[]subject{{0, math.MaxInt64, true}}, "01" + "80808080808080808001000100",
			`{"times":[{"time":"9223372036854775807","entered":0,"lost":1,"censored":0}]}`,
		},
		{
			[]subject{{0, 5, true}, {0, 8, false}, {3, 8, true}, {3, 300, false}},
			"04" + "04020000" + "02000100" + "03000101" + "a402000001",
			`{"times":[{"time":3,"entered":2,"lost":0,"censored":0},{"time":5,"entered":0,"lost":1,"censored":0},` +
				`{"time":8,"entered":0,"lost":1,"censored":1},{"time":300,"entered":0,"lost":0,"censored":1}]}`,
		},
	} {
		tally := tallyOf(t, tc.subjects)
		data, err1 := binaryOf(tally)
		text, err2 := jsonOf(tally)
		want := fmt.Sprintf("01%02x", uint8(kind)) + tc.binary
		if err := errors.Join(err1, err2); err != nil || hex.EncodeToString(data) != want || string(text) != tc.json {
			t.Errorf("%v: %x and %s, %v; want %s and %s", tc.subjects, data, text, err, want, tc.json)
		}
	}
}

// What was written is read again, and shards that are merged are written as the whole.
func TestEncodingsRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := subjects.Draw(t, "subjects")
		if rapid.Bool().Draw(t, "far") {
			all = append(all, subject{exit: math.MaxInt64, event: true}, subject{entry: math.MaxInt64 - 1, exit: math.MaxInt64})
		}
		cut := rapid.IntRange(0, len(all)).Draw(t, "cut")
		tally, left, right := tallyOf(t, all), tallyOf(t, all[:cut]), tallyOf(t, all[cut:])
		if err := right.Merge(left); err != nil {
			t.Fatal(err)
		}
		data, err1 := binaryOf(tally)
		text, err2 := jsonOf(tally)
		merged, err3 := binaryOf(right)
		var a, b Tally
		err4 := unmarshalBinary(data, &a)
		err5 := unmarshalJSON(text, &b)
		if err := errors.Join(err1, err2, err3, err4, err5); err != nil || !same(&a, tally) || !same(&b, tally) || !slices.Equal(data, merged) {
			t.Fatalf("%+v is read as %+v and %+v, %v; merged %x, whole %x", tally, a, b, err, merged, data)
		}
	})
}

// What no subjects have is refused in both forms, and the receiver stays.
func TestEncodingsRefuse(t *testing.T) {
	const most = "80808080808080" + "10" // the varint of 2^53
	const huge = "ffffffffffffffffff01"  // of 2^64-1
	for name, tc := range map[string]struct{ binary, json string }{
		"nobody at a time":        {"01" + "01000000", `[0,0,0,0]`},
		"an entry at 0":           {"02" + "01010000" + "01000100", `[0,1,0,0],[1,0,1,0]`},
		"more entered than left":  {"02" + "02020000" + "01000100", `[1,2,0,0],[2,0,1,0]`},
		"lost before the entry":   {"02" + "02000100" + "01010000", `[1,0,1,0],[2,1,0,0]`},
		"times that do not rise":  {"02" + "02000100" + "00000100", `[1,0,1,0],[1,0,1,0]`},
		"times that fall":         {"", `[2,0,1,0],[1,0,1,0]`},
		"a time below 0":          {"01" + "00000100", `[-1,0,1,0]`},
		"a time past 2^63-1":      {"02" + "02000100" + "ffffffffffffffff7f000100", `[9223372036854775808,0,1,0]`},
		"more than 2^53 at once":  {"01" + "0100" + "81808080808080" + "10" + "00", `[0,0,"9007199254740993",0]`},
		"more than 2^53 together": {"02" + "0100" + most + "00" + "01000001", `[0,0,"9007199254740992",0],[1,0,0,1]`},
		"lost that wrap":          {"01" + "01" + "00" + huge + "02", `[0,0,"18446744073709551615",2]`},
		"censored that wrap":      {"01" + "01" + "00" + "02" + huge, `[0,0,2,"18446744073709551615"]`},
		"entries that wrap":       {"03" + "02020000" + "01" + huge + "0000" + "01000100", `[1,2,0,0],[2,"18446744073709551615",0,0],[3,0,1,0]`},
		"a row too few":           {"02" + "01000100", ""},
		"something left over":     {"01" + "01000100" + "00", ""},
	} {
		tally := tallyOf(t, late)
		before := tally.Clone()
		if tc.binary != "" {
			data, err := hex.DecodeString(fmt.Sprintf("01%02x", uint8(kind)) + tc.binary)
			if err != nil {
				t.Fatal(err)
			}
			if err := unmarshalBinary(data, tally); !errors.Is(err, sentinel.Encoding) || !same(tally, before) {
				t.Errorf("%s: binary: %v, %+v", name, err, tally)
			}
		}
		if tc.json != "" {
			var rows []string
			for row := range strings.SplitSeq(strings.Trim(tc.json, "[]"), "],[") {
				v := strings.Split(row, ",")
				rows = append(rows, fmt.Sprintf(`{"time":%s,"entered":%s,"lost":%s,"censored":%s}`, v[0], v[1], v[2], v[3]))
			}
			text := `{"times":[` + strings.Join(rows, ",") + `]}`
			if err := unmarshalJSON([]byte(text), tally); !errors.Is(err, sentinel.Encoding) || !same(tally, before) {
				t.Errorf("%s: JSON: %v, %+v", name, err, tally)
			}
		}
	}
	// Entries of which each is in bounds, and whose sum is 2^64.
	var wrapped []row
	for time := range int64(2048) {
		wrapped = append(wrapped, row{time + 1, counts{entries: MaxSubjects}})
	}
	if wrapped = append(wrapped, row{4000, counts{events: 1}}); new(Tally).fill(wrapped) {
		t.Error("2^64 entries are taken for none")
	}
	// The most there may be.
	var full, got Tally
	if err := errors.Join(full.Add(0, 0, true, MaxSubjects-1), full.Add(0, 1, false, 1)); err != nil {
		t.Fatal(err)
	}
	data, err1 := binaryOf(&full)
	if err := errors.Join(err1, unmarshalBinary(data, &got)); err != nil || !same(&got, &full) {
		t.Errorf("2^53 subjects: %v, %+v", err, got)
	}
}

package wire_test

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/cxmetrics/cx/internal/wire"
)

// kinds must never change: they are in every byte string that was ever stored.
func TestKindsHaveNames(t *testing.T) {
	seen := map[string]wire.Kind{}
	for k := range wire.Kind(255) {
		name := k.String()
		if strings.HasPrefix(name, "cx: unknown") {
			continue
		}
		if other, ok := seen[name]; ok {
			t.Errorf("%#02x and %#02x are both %q", byte(other), byte(k), name)
		}
		seen[name] = k
	}
	if len(seen) < 10 {
		t.Errorf("only %d kinds have a name", len(seen))
	}
}

func readFloat(text string) (v float64, err error) {
	c := wire.FromJSON(wire.Interval, []byte(`{"x":`+text+`}`))
	c.Float("x", &v)
	return v, c.Err()
}

func TestNumbersAsJSONHasThem(t *testing.T) {
	for _, text := range []string{"0", "-0", "-0.5", "10", "1e3", "1E-3", "0e5", "1.25e+2", "123456789.5"} {
		if _, err := readFloat(text); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
	for _, text := range []string{
		"", "-", "+1", ".5", "1.", "01", "-01", "1.e5", "1e", "1e+", "0x10", "1_0", "inf", "NaN", "1e400", "1e5.5", "--1", `"1"`, "null",
		strings.Repeat("1", 1<<16),
	} {
		if v, err := readFloat(text); err == nil {
			t.Errorf("%.40q is read as %v", text, v)
		}
	}
}

func TestCountsAsJSONHasThem(t *testing.T) {
	read := func(text string) (v uint64, err error) {
		c := wire.FromJSON(wire.Proportion, []byte(`{"x":`+text+`}`))
		c.Count("x", &v)
		return v, c.Err()
	}
	for text, want := range map[string]uint64{
		"0": 0, `"0"`: 0, "9007199254740993": 1<<53 + 1, "18446744073709551615": 1<<64 - 1, `"18446744073709551615"`: 1<<64 - 1,
	} {
		if v, err := read(text); err != nil || v != want {
			t.Errorf("%s is read as %d, %v", text, v, err)
		}
	}
	for _, text := range []string{
		"18446744073709551616", "18446744073709551620", "99999999999999999999", "-1", "1.0", "1e2", "00", "01", `""`, `"`, `" 1"`, "true", "null",
	} {
		if v, err := read(text); err == nil {
			t.Errorf("%s is read as %d", text, v)
		}
	}
}

func TestWideIntegers(t *testing.T) {
	for _, bits := range []int{1, 7, 8, 9, 64, 127, 300} {
		high := new(big.Int).Lsh(big.NewInt(1), uint(bits))
		for _, x := range []*big.Int{big.NewInt(0), big.NewInt(1), new(big.Int).Sub(high, big.NewInt(1)), high} {
			for _, sign := range []int64{1, -1} {
				v := new(big.Int).Mul(x, big.NewInt(sign))
				fits := v.BitLen() <= bits
				for _, c := range forms(v, bits) {
					var back big.Int
					c.Big("x", &back, bits, true)
					if err := c.Err(); (err == nil) != fits || fits && back.Cmp(v) != 0 {
						t.Errorf("%v in %d bits reads as %v, %v", v, bits, &back, err)
					}
				}
				for _, c := range forms(v, bits) {
					var back big.Int
					c.Big("x", &back, bits, false)
					if err := c.Err(); (err == nil) != (fits && v.Sign() >= 0) {
						t.Errorf("%v in %d bits, not negative, reads as %v, %v", v, bits, &back, err)
					}
				}
			}
		}
	}
}

// forms returns readers of the binary and the JSON form of v.
func forms(v *big.Int, bits int) []wire.Coder {
	b, j := wire.ToBinary(wire.Sample), wire.ToJSON(wire.Sample)
	b.Big("x", v, bits, true)
	j.Big("x", v, bits, true)
	data, _ := b.Bytes()
	text, _ := j.Bytes()
	return []wire.Coder{wire.FromBinary(wire.Sample, data), wire.FromJSON(wire.Sample, text)}
}

func TestRisingIntegers(t *testing.T) {
	for _, list := range [][]int64{nil, {0}, {5, 5, 5}, {0, 1, 300, 1 << 53, 1<<53 + 1, math.MaxInt64}} {
		b, j := wire.ToBinary(wire.Sample), wire.ToJSON(wire.Sample)
		b.Rising("x", &list)
		j.Rising("x", &list)
		data, _ := b.Bytes()
		text, _ := j.Bytes()
		for _, c := range []wire.Coder{wire.FromBinary(wire.Sample, data), wire.FromJSON(wire.Sample, text)} {
			var back []int64
			c.Rising("x", &back)
			if err := c.Err(); err != nil || !slices.Equal(back, list) || (back == nil) != (list == nil) {
				t.Errorf("%v, as %x or %s, reads as %v, %v", list, data, text, back, err)
			}
		}
	}
	refused := func(c wire.Coder, what string) {
		var back []int64
		if c.Rising("x", &back); c.Err() == nil {
			t.Errorf("%s reads as %v", what, back)
		}
	}
	for _, data := range []string{
		"", "\x01", "\x02\x01", "\x01\x80\x00", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", // too short for their number
		"\x01\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01",     // 2^63
		"\x02\x01\xff\xff\xff\xff\xff\xff\xff\xff\x7f",     // 1 and 2^63
		"\x02\x02\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", // 2 and, wrapped, 1
		"\x00\x00", "\x01\x00\x00",
	} {
		refused(wire.FromBinary(wire.Sample, []byte("\x01\x11"+data)), fmt.Sprintf("%x", data))
	}
	for _, text := range []string{`[2,1]`, `["9223372036854775808"]`, `[-1]`, `[1,]`, `[1.0]`, `[[1]]`, `1`, `null`, `{}`} {
		refused(wire.FromJSON(wire.Sample, []byte(`{"x":`+text+`}`)), text)
	}
}

func TestPartsThatMayBeMissing(t *testing.T) {
	for text, want := range map[string]string{`{}`: "", `{"a":true}`: "a", `{"b":false}`: "", `{"b":true,"a":true}`: "ab", `null`: ""} {
		c, got := wire.FromJSON(wire.TicketsTarget, []byte(text)), ""
		for _, name := range []string{"a", "b"} {
			var is bool
			if c.Has(name) {
				c.Flag(name, &is)
			}
			if is {
				got += name
			}
		}
		if err := c.Err(); err != nil || got != want {
			t.Errorf("%s reads as %q, %v", text, got, err)
		}
	}
	for _, text := range []string{`{"a":1}`, `{"a":"true"}`, `{"a":null}`, `{"a":True}`, `{"a":true,"a":true}`, `{"c":true}`} {
		c := wire.FromJSON(wire.TicketsTarget, []byte(text))
		var is bool
		if c.Has("a") {
			c.Flag("a", &is)
		}
		if c.Err() == nil {
			t.Errorf("%s reads as %v", text, is)
		}
	}
}

func marshalBinary[T any](kind wire.Kind, v T, parts func(*T, *wire.Coder)) ([]byte, error) {
	c := wire.ToBinary(kind)
	parts(&v, &c)
	return c.Bytes()
}

func marshalJSON[T any](kind wire.Kind, v T, parts func(*T, *wire.Coder)) ([]byte, error) {
	c := wire.ToJSON(kind)
	parts(&v, &c)
	return c.Bytes()
}

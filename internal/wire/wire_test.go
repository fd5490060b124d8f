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

// The type that the tests write and read.
const (
	what   = "estimate: sample"
	number = 0x11
)

func readFloat(text string) (v float64, err error) {
	c := wire.FromJSON(what, []byte(`{"x":`+text+`}`))
	c.Float("x", &v)
	return v, done(&c)
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
		c := wire.FromJSON(what, []byte(`{"x":`+text+`}`))
		c.Count("x", &v)
		return v, done(&c)
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
					c.Big("x", wide{&back, true}, 0, bits)
					if err := done(&c); (err == nil) != fits || fits && back.Cmp(v) != 0 {
						t.Errorf("%v in %d bits reads as %v, %v", v, bits, &back, err)
					}
				}
				for _, c := range forms(v, bits) {
					var back big.Int
					c.Big("x", wide{&back, false}, 0, bits)
					if err := done(&c); (err == nil) != (fits && v.Sign() >= 0) {
						t.Errorf("%v in %d bits, not negative, reads as %v, %v", v, bits, &back, err)
					}
				}
			}
		}
	}
}

// wide is an integer of any length.
type wide struct {
	z      *big.Int
	signed bool
}

func (w wide) Big() *big.Int { return new(big.Int).Set(w.z) }

func (w wide) SetBig(z *big.Int) bool {
	w.z.Set(z)
	return w.signed || z.Sign() >= 0
}

// forms returns readers of the binary and the JSON form of v.
func forms(v *big.Int, bits int) []wire.Coder {
	b, j := wire.ToBinary(what, number), wire.ToJSON(what)
	b.Big("x", wide{v, true}, 0, v.BitLen())
	j.Big("x", wide{v, true}, 0, bits)
	data, _ := b.Bytes()
	text, _ := j.Bytes()
	return []wire.Coder{wire.FromBinary(what, number, data), wire.FromJSON(what, text)}
}

func TestRisingIntegers(t *testing.T) {
	for _, list := range [][]int64{nil, {0}, {5, 5, 5}, {0, 1, 300, 1 << 53, 1<<53 + 1, math.MaxInt64}} {
		b, j := wire.ToBinary(what, number), wire.ToJSON(what)
		b.Rising("x", &list)
		j.Rising("x", &list)
		data, _ := b.Bytes()
		text, _ := j.Bytes()
		for _, c := range []wire.Coder{wire.FromBinary(what, number, data), wire.FromJSON(what, text)} {
			var back []int64
			c.Rising("x", &back)
			if err := done(&c); err != nil || !slices.Equal(back, list) || (back == nil) != (list == nil) {
				t.Errorf("%v, as %x or %s, reads as %v, %v", list, data, text, back, err)
			}
		}
	}
	refused := func(c wire.Coder, what string) {
		var back []int64
		if c.Rising("x", &back); done(&c) == nil {
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
		refused(wire.FromBinary(what, number, []byte("\x01\x11"+data)), fmt.Sprintf("%x", data))
	}
	for _, text := range []string{`[2,1]`, `["9223372036854775808"]`, `[-1]`, `[1,]`, `[1.0]`, `[[1]]`, `1`, `null`, `{}`} {
		refused(wire.FromJSON(what, []byte(`{"x":`+text+`}`)), text)
	}
}

func TestPartsThatMayBeMissing(t *testing.T) {
	for text, want := range map[string]string{`{}`: "", `{"a":true}`: "a", `{"b":false}`: "", `{"b":true,"a":true}`: "ab", `null`: ""} {
		c, got := wire.FromJSON(what, []byte(text)), ""
		for _, name := range []string{"a", "b"} {
			var is bool
			if !c.Omitted(name, false) {
				c.Flag(name, &is)
			}
			if is {
				got += name
			}
		}
		if err := done(&c); err != nil || got != want {
			t.Errorf("%s reads as %q, %v", text, got, err)
		}
	}
	for _, text := range []string{`{"a":1}`, `{"a":"true"}`, `{"a":null}`, `{"a":True}`, `{"a":true,"a":true}`, `{"c":true}`} {
		c := wire.FromJSON(what, []byte(text))
		var is bool
		if !c.Omitted("a", false) {
			c.Flag("a", &is)
		}
		if done(&c) == nil {
			t.Errorf("%s reads as %v", text, is)
		}
	}
}

func marshalBinary[T any](v T, parts func(*T, *wire.Coder)) ([]byte, error) {
	c := wire.ToBinary(what, number)
	parts(&v, &c)
	return c.Bytes()
}

func marshalJSON[T any](v T, parts func(*T, *wire.Coder)) ([]byte, error) {
	c := wire.ToJSON(what)
	parts(&v, &c)
	return c.Bytes()
}

func unmarshalBinary[T any](data []byte, v *T, parts func(*T, *wire.Coder)) error {
	c := wire.FromBinary(what, number, data)
	read := new(T)
	parts(read, &c)
	return wire.Done(&c, v, read)
}

func unmarshalJSON[T any](data []byte, v *T, parts func(*T, *wire.Coder)) error {
	c := wire.FromJSON(what, data)
	read := new(T)
	parts(read, &c)
	return wire.Done(&c, v, read)
}

// done ends a reading.
func done(c *wire.Coder) error {
	var v, read struct{}
	return wire.Done(c, &v, &read)
}

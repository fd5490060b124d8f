package wire_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/big"
	"testing"

	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/cxmetrics/cx/internal/wire"
)

// Int and Amount have the bytes of Big and the JSON of Big and Fixed, and refuse what
// passes their bits.
func TestIntegersAreThoseOfBig(t *testing.T) {
	codeInt := func(v *int64, c *wire.Coder) { c.Int("x", v) }
	codeAmount := func(v *exact.Int128, c *wire.Coder) { c.Amount("x", v) }
	codeBig := func(v *big.Int, c *wire.Coder) { c.Big("x", wide{v, true}, 0, 200) }
	codeFixed := func(v *big.Int, c *wire.Coder) { c.Big("x", wide{v, true}, exact.AmountPlaces, 200) }
	for bits := range 130 {
		for _, near := range []int64{-1, 0, 1} {
			for _, sign := range []int64{1, -1} {
				z := new(big.Int).Lsh(big.NewInt(1), uint(bits))
				z.Mul(z.Add(z, big.NewInt(near)), big.NewInt(sign))
				data, err1 := marshalBinary(*z, codeBig)
				text, err2 := marshalJSON(*z, codeBig)
				decimals, err3 := marshalJSON(*z, codeFixed)
				if err := errors.Join(err1, err2, err3); err != nil {
					t.Fatal(err)
				}
				var a, b int64
				err1, err2 = unmarshalBinary(data, &a, codeInt), unmarshalJSON(text, &b, codeInt)
				if z.IsInt64() {
					again, err := marshalBinary(a, codeInt)
					if err := errors.Join(err1, err2, err); err != nil || a != z.Int64() || b != a || !bytes.Equal(again, data) {
						t.Errorf("%v reads as %d and %d, and %x is written as %x, %v", z, a, b, data, again, err)
					}
				} else if !errors.Is(err1, sentinel.Encoding) || !errors.Is(err2, sentinel.Encoding) {
					t.Errorf("%v reads as %d and %d, %v, %v", z, a, b, err1, err2)
				}
				var v, w exact.Int128
				err1, err2 = unmarshalBinary(data, &v, codeAmount), unmarshalJSON(decimals, &w, codeAmount)
				if z.BitLen() <= 120 {
					again, err := marshalBinary(v, codeAmount)
					if err := errors.Join(err1, err2, err); err != nil || v.Big().Cmp(z) != 0 || w != v || !bytes.Equal(again, data) {
						t.Errorf("%v reads as %v and %v, and %x is written as %x, %v", z, v.Big(), w.Big(), data, again, err)
					}
				} else if !errors.Is(err1, sentinel.Encoding) || !errors.Is(err2, sentinel.Encoding) {
					t.Errorf("%v reads as %v and %v, %v, %v", z, v.Big(), w.Big(), err1, err2)
				}
			}
		}
	}
	for _, bad := range []string{"\x01", "\x02", "\x02\x00", "\x04\x00\x01", "\x03\x00", "\x05\x01", "\x23\x01", "\x22" + fmt.Sprintf("%017d", 1), "\x80\x00"} {
		var x int64
		var v exact.Int128
		err1 := unmarshalBinary([]byte("\x01\x11"+bad), &x, codeInt)
		err2 := unmarshalBinary([]byte("\x01\x11"+bad), &v, codeAmount)
		if !errors.Is(err1, sentinel.Encoding) || !errors.Is(err2, sentinel.Encoding) {
			t.Errorf("%x reads as %d and %v, %v, %v", bad, x, v.Big(), err1, err2)
		}
	}
}

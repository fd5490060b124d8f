package exact

import (
	"math/big"
	"math/bits"
)

// Int320 is a signed 320-bit integer in two's complement; the zero value is 0.
// It is for sums of weighted values, whose bounds the caller works out: Add and
// Mul wrap.
type Int320 struct {
	w [5]uint64 // least significant word first
}

// Int320From returns x.
func Int320From(x int64) Int320 {
	sign := uint64(x >> 63)
	return Int320{w: [5]uint64{uint64(x), sign, sign, sign, sign}}
}

// Int320FromUint returns x.
func Int320FromUint(x uint64) Int320 { return Int320{w: [5]uint64{x}} }

// Wide returns a.
func (a Int128) Wide() Int320 {
	sign := uint64(a.hi >> 63)
	return Int320{w: [5]uint64{a.lo, uint64(a.hi), sign, sign, sign}}
}

// Add returns a + b modulo 2^320.
func (a Int320) Add(b Int320) Int320 {
	var c uint64
	for i := range a.w {
		a.w[i], c = bits.Add64(a.w[i], b.w[i], c)
	}
	return a
}

// Mul returns a * b modulo 2^320, which in two's complement is right for either
// sign.
func (a Int320) Mul(b Int320) Int320 {
	var z Int320
	for i, x := range a.w {
		if x == 0 {
			continue
		}
		var carry uint64
		for j := 0; i+j < len(z.w); j++ {
			hi, lo := bits.Mul64(x, b.w[j])
			var c uint64
			lo, c = bits.Add64(lo, carry, 0)
			hi += c
			z.w[i+j], c = bits.Add64(z.w[i+j], lo, 0)
			carry = hi + c
		}
	}
	return z
}

// Big returns a as a big integer.
func (a Int320) Big() *big.Int {
	z := big.NewInt(int64(a.w[len(a.w)-1]))
	for i := len(a.w) - 2; i >= 0; i-- {
		z.Lsh(z, 64)
		z.Add(z, new(big.Int).SetUint64(a.w[i]))
	}
	return z
}

// Int320FromBig returns z, which lies in the range of an Int320.
func Int320FromBig(z *big.Int) (a Int320) {
	words(new(big.Int).Abs(z), a.w[:])
	if z.Sign() < 0 {
		return a.Mul(Int320From(-1))
	}
	return a
}

// Sub returns a - b modulo 2^320.
func (a Int320) Sub(b Int320) Int320 {
	var c uint64
	for i := range a.w {
		a.w[i], c = bits.Sub64(a.w[i], b.w[i], c)
	}
	return a
}

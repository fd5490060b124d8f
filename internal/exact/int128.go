package exact

import (
	"encoding/binary"
	"math/big"
	"math/bits"
)

// Int128 is a signed 128-bit integer in two's complement; the zero value is 0.
// It holds any sum of up to 2^64-1 values of int64: such a sum stays within
// (2^64-1) * 2^63 < 2^127, so a caller that keeps its count in a uint64 and
// refuses to let the count overflow can never make the sum wrap.
type Int128 struct {
	hi int64
	lo uint64
}

// Add returns a + b, wrapping beyond 2^127.
func (a Int128) Add(b Int128) Int128 {
	lo, carry := bits.Add64(a.lo, b.lo, 0)
	hi, _ := bits.Add64(uint64(a.hi), uint64(b.hi), carry)
	return Int128{hi: int64(hi), lo: lo}
}

// Mul returns x * n, which always fits.
func Mul(x int64, n uint64) Int128 {
	hi, lo := bits.Mul64(magnitude(x), n)
	if x < 0 {
		var borrow uint64
		lo, borrow = bits.Sub64(0, lo, 0)
		hi, _ = bits.Sub64(0, hi, borrow)
	}
	return Int128{hi: int64(hi), lo: lo}
}

// Int128From returns x.
func Int128From(x int64) Int128 { return Int128{hi: x >> 63, lo: uint64(x)} }

// Sign returns -1, 0 or 1.
func (a Int128) Sign() int {
	switch {
	case a.hi < 0:
		return -1
	case a.hi == 0 && a.lo == 0:
		return 0
	}
	return 1
}

// Big returns a as a big integer.
func (a Int128) Big() *big.Int {
	var magnitude [16]byte
	hi, lo := a.Abs().Words()
	binary.BigEndian.PutUint64(magnitude[:], uint64(hi))
	binary.BigEndian.PutUint64(magnitude[8:], lo)
	z := new(big.Int).SetBytes(magnitude[:])
	if a.hi < 0 {
		z.Neg(z)
	}
	return z
}

func magnitude(x int64) uint64 {
	if x < 0 {
		return -uint64(x)
	}
	return uint64(x)
}

// Sub returns a - b, wrapping beyond 2^127.
func (a Int128) Sub(b Int128) Int128 {
	lo, borrow := bits.Sub64(a.lo, b.lo, 0)
	hi, _ := bits.Sub64(uint64(a.hi), uint64(b.hi), borrow)
	return Int128{hi: int64(hi), lo: lo}
}

// Abs returns the magnitude of a, which is not -2^127.
func (a Int128) Abs() Int128 {
	if a.hi < 0 {
		return Int128{}.Sub(a)
	}
	return a
}

// Words returns the upper and the lower 64 bits of a.
func (a Int128) Words() (hi int64, lo uint64) { return a.hi, a.lo }

// Int128FromWords returns the integer of the upper and lower 64 bits.
func Int128FromWords(hi int64, lo uint64) Int128 { return Int128{hi: hi, lo: lo} }

// Int128FromBig returns z, which lies in the range of an Int128.
func Int128FromBig(z *big.Int) Int128 {
	magnitude := new(big.Int).Abs(z)
	a := Int128{
		hi: int64(new(big.Int).Rsh(magnitude, 64).Uint64()),
		lo: new(big.Int).And(magnitude, new(big.Int).SetUint64(1<<64-1)).Uint64(),
	}
	if z.Sign() < 0 {
		return Int128{}.Sub(a)
	}
	return a
}

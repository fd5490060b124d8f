package exact

import (
	"encoding/binary"
	"math/big"
	"math/bits"
)

// Uint192 is an unsigned 192-bit integer; the zero value is 0. It holds any sum
// of up to 2^64-1 squares of int64: such a sum is at most (2^64-1) * 2^126.
type Uint192 struct {
	w [3]uint64 // least significant word first
}

// Add returns a + b, wrapping beyond 2^192.
func (a Uint192) Add(b Uint192) Uint192 {
	var c uint64
	a.w[0], c = bits.Add64(a.w[0], b.w[0], 0)
	a.w[1], c = bits.Add64(a.w[1], b.w[1], c)
	a.w[2], _ = bits.Add64(a.w[2], b.w[2], c)
	return a
}

// MulSquare returns x*x * n, which always fits.
func MulSquare(x int64, n uint64) Uint192 {
	m := magnitude(x)
	hi, lo := bits.Mul64(m, m)
	if n == 1 {
		return Uint192{w: [3]uint64{lo, hi, 0}}
	}
	var r Uint192
	carryHi, low := bits.Mul64(lo, n)
	top, mid := bits.Mul64(hi, n)
	r.w[0] = low
	var c uint64
	r.w[1], c = bits.Add64(mid, carryHi, 0)
	r.w[2] = top + c
	return r
}

// Big returns a as a big integer.
func (a Uint192) Big() *big.Int {
	z := new(big.Int)
	for i := len(a.w) - 1; i >= 0; i-- {
		z.Lsh(z, 64)
		z.Or(z, new(big.Int).SetUint64(a.w[i]))
	}
	return z
}

// Uint192FromBig returns z, which lies in the range of a Uint192.
func Uint192FromBig(z *big.Int) (a Uint192) {
	words(z, a.w[:])
	return a
}

// words sets w, the least significant word first, to the bits of z >= 0.
func words(z *big.Int, w []uint64) {
	b := make([]byte, 8*len(w))
	z.FillBytes(b)
	for i := range w {
		w[i] = binary.BigEndian.Uint64(b[len(b)-8*(i+1):])
	}
}

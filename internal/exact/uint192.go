package exact

import (
	"encoding/binary"
	"math/big"
	"math/bits"
)

// Uint192 is an unsigned 192-bit integer; the zero value is 0. It holds any sum
// of up to 2^64-1 squares of int64: such a sum is at most (2^64-1) * 2^126.
type Uint192 struct {
	hi, mid, lo uint64 // three fields, which the compiler keeps in registers, where an array would not be
}

// Add returns a + b, wrapping beyond 2^192.
func (a Uint192) Add(b Uint192) Uint192 {
	var c uint64
	a.lo, c = bits.Add64(a.lo, b.lo, 0)
	a.mid, c = bits.Add64(a.mid, b.mid, c)
	a.hi, _ = bits.Add64(a.hi, b.hi, c)
	return a
}

// Square returns x*x.
func Square(x int64) Uint192 {
	m := magnitude(x)
	hi, lo := bits.Mul64(m, m)
	return Uint192{mid: hi, lo: lo}
}

// MulSquare returns x*x * n, which always fits.
func MulSquare(x int64, n uint64) Uint192 {
	s := Square(x)
	carry, lo := bits.Mul64(s.lo, n)
	hi, mid := bits.Mul64(s.mid, n)
	mid, c := bits.Add64(mid, carry, 0)
	return Uint192{hi: hi + c, mid: mid, lo: lo}
}

// Big returns a as a big integer.
func (a Uint192) Big() *big.Int {
	var bytes [24]byte
	for i, w := range [...]uint64{a.hi, a.mid, a.lo} {
		binary.BigEndian.PutUint64(bytes[8*i:], w)
	}
	return new(big.Int).SetBytes(bytes[:])
}

// Uint192FromBig returns z, which lies in the range of a Uint192.
func Uint192FromBig(z *big.Int) Uint192 {
	var w [3]uint64
	words(z, w[:])
	return Uint192{hi: w[2], mid: w[1], lo: w[0]}
}

// words sets w, the least significant word first, to the bits of z >= 0.
func words(z *big.Int, w []uint64) {
	b := make([]byte, 8*len(w))
	z.FillBytes(b)
	for i := range w {
		w[i] = binary.BigEndian.Uint64(b[len(b)-8*(i+1):])
	}
}

// Sub returns a - b, wrapping below 0.
func (a Uint192) Sub(b Uint192) Uint192 {
	var c uint64
	a.lo, c = bits.Sub64(a.lo, b.lo, 0)
	a.mid, c = bits.Sub64(a.mid, b.mid, c)
	a.hi, _ = bits.Sub64(a.hi, b.hi, c)
	return a
}

// Less reports whether a < b.
func (a Uint192) Less(b Uint192) bool {
	_, c := bits.Sub64(a.lo, b.lo, 0)
	_, c = bits.Sub64(a.mid, b.mid, c)
	_, c = bits.Sub64(a.hi, b.hi, c)
	return c != 0
}

package wire

import (
	"math/big"
	"math/bits"

	"github.com/cxmetrics/cx/internal/exact"
)

// The parts below are those of [Coder.Big] for integers of up to 128 bits, of which a
// collector may have millions: in binary nothing is allocated.

// Int is a part that is a signed integer.
func (c *Coder) Int(name string, v *int64) {
	switch c.mode {
	case toBinary:
		magnitude := uint64(*v)
		if *v < 0 {
			magnitude = -magnitude
		}
		c.appendInteger(*v < 0, 0, magnitude)
	case fromBinary:
		negative, hi, lo := c.integer(name)
		x := int64(lo)
		if negative {
			x = -x
		}
		if hi != 0 || x < 0 != negative && lo != 0 {
			c.Fail("%s: an integer beyond 64 bits", name)
			return
		}
		*v = x
	default:
		z := big.NewInt(*v)
		c.Big(name, z, 64, true)
		if c.Reading() {
			c.Require(z.IsInt64(), name+": an integer beyond 64 bits")
			*v = z.Int64()
		}
	}
}

// amountBits are enough for 10^18 in steps of 10^-18.
const amountBits = 120

// Amount is a part that is a number of steps of 10^-18, as of [exact.Amount], and in JSON
// a decimal: what [Coder.Fixed] has.
func (c *Coder) Amount(name string, v *exact.Int128) {
	switch c.mode {
	case toBinary:
		hi, lo := v.Abs().Words()
		c.appendInteger(v.Sign() < 0, uint64(hi), lo)
	case fromBinary:
		negative, hi, lo := c.integer(name)
		if bits.Len64(hi) > amountBits-64 {
			c.Fail("%s: an amount of more than %d bits", name, amountBits)
			return
		}
		if *v = exact.Int128FromWords(int64(hi), lo); negative {
			*v = exact.Int128{}.Sub(*v)
		}
	default:
		z := v.Big()
		c.Fixed(name, z, exact.AmountPlaces, amountBits, true)
		if c.Reading() {
			*v = exact.Int128FromBig(z)
		}
	}
}

func (c *Coder) appendInteger(negative bool, hi, lo uint64) {
	n := (bits.Len64(lo) + 7) / 8
	if hi != 0 {
		n = 8 + (bits.Len64(hi)+7)/8
	}
	head := byte(2 * n)
	if negative {
		head++
	}
	c.b = append(c.b, head)
	for i := n - 1; i >= 0; i-- {
		word := lo
		if i >= 8 {
			word = hi
		}
		c.b = append(c.b, byte(word>>(i%8*8)))
	}
}

func (c *Coder) integer(name string) (negative bool, hi, lo uint64) {
	head := c.uvarint()
	n := head / 2
	if !c.Reading() {
		return false, 0, 0
	}
	if n > 16 || n > uint64(len(c.b)) || n == 0 && head > 0 || n > 0 && c.b[0] == 0 {
		c.Fail("%s: not the shortest integer of at most 128 bits", name)
		return false, 0, 0
	}
	for _, b := range c.b[:n] {
		hi, lo = hi<<8|lo>>56, lo<<8|uint64(b)
	}
	c.b = c.b[n:]
	return head%2 == 1, hi, lo
}

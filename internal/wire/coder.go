// Package wire is the one place where values become bytes and bytes become values.
// A type describes its parts once, in a method that hands each to a [Coder]; the
// Coder writes or reads them, in binary or as JSON.
//
// # Binary
//
// Every encoding begins with the version byte [Version] and the [Kind] of the type.
// The parts follow in order, and nothing follows the last:
//
//	count     an unsigned varint of encoding/binary, the shortest there is
//	integer   a varint of 2*length, plus 1 where it is negative, and the magnitude
//	          in length bytes, the first not zero, most significant first
//	decimal   a varint of the places, no more than it needs, and the integer that is
//	          so many places longer
//	list      a varint of the number of elements, and each of them
//	rising    a varint of how many integers there are, of the first, and of how much
//	          each of the others is more than the one before; none is negative
//	nested    a varint of the length, and an encoding with its own version and kind
//	label     a varint of the length, and the bytes of any text in UTF-8
//	map       a byte for the form of the IDs, a count of rows, and for each by rising
//	          ID the ID, a label (0) or an integer (1), and the parts of its value
//
// Each value has one encoding, and a decoder reads no other, so equal values have
// equal bytes. What a decoder allocates is bounded by what it was given.
//
// # JSON
//
// A value is an object. Each of its members must be there once, in any order, and no
// other may be: a member that is not known could be part of the truth. (Only of a
// configuration may members be missing.) A count is a number of digits only up to
// 2^53, which every reader of JSON knows exactly, and a string of digits beyond; both
// are read for either. A decimal is a string. The undefined is null, and null is read
// as the zero value. A map is an object with any names.
//
// Nothing here depends on settings of other packages.
package wire

import (
	"encoding"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/big"
	"slices"

	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
)

// Version is the first byte of every binary encoding.
const Version = 1

type mode uint8

const (
	toBinary mode = iota
	toJSON
	fromBinary
	fromJSON
)

// Coder writes or reads the parts of a value. The first error sticks: what follows
// it does nothing, and [Coder.Err] returns it.
type Coder struct {
	mode mode
	kind Kind
	null bool // reading null: every part stays zero; writing JSON: null is all there is

	b    []byte // written so far, or still to be read
	size int    // of all that is to be read

	comma   bool // writing JSON: something stands before in this object or array
	element bool // writing JSON: the next part is an element of an array, which has no name

	frames [][]member // reading JSON: the objects that are open, the innermost last

	err error
}

// ToBinary returns a Coder that writes the binary form.
func ToBinary(kind Kind) Coder {
	return Coder{mode: toBinary, kind: kind, b: append(make([]byte, 0, 64), Version, byte(kind))}
}

// ToJSON returns a Coder that writes the JSON form.
func ToJSON(kind Kind) Coder {
	return Coder{mode: toJSON, kind: kind, b: append(make([]byte, 0, 64), '{')}
}

// FromBinary returns a Coder that reads the binary form.
func FromBinary(kind Kind, data []byte) Coder {
	c := Coder{mode: fromBinary, kind: kind, b: data, size: len(data)}
	switch {
	case len(data) < 2:
		c.Fail("%d bytes are too short to have a version and a kind", len(data))
	case data[0] != Version:
		c.Fail("not the bytes of one: the version is %#02x, not %#02x", data[0], Version)
	case Kind(data[1]) != kind:
		c.Fail("the encoding is of kind %#02x, not %#02x", data[1], byte(kind))
	default:
		c.b = data[2:]
	}
	return c
}

// FromJSON returns a Coder that reads the JSON form.
func FromJSON(kind Kind, data []byte) Coder {
	c := Coder{mode: fromJSON, kind: kind, size: len(data)}
	if data = trim(data); string(data) == "null" {
		c.null = true
	} else {
		c.push(data)
	}
	return c
}

// Bytes ends the value and returns what was written.
func (c *Coder) Bytes() ([]byte, error) {
	if c.err != nil {
		return nil, c.err
	}
	if c.mode == toJSON {
		if c.null {
			return []byte("null"), nil
		}
		c.b = append(c.b, '}')
	}
	return c.b, nil
}

// None makes the JSON form null where there is nothing to write, and reports whether: for
// results, whose zero value is no result. Nothing else may be written then.
func (c *Coder) None(nothing bool) bool {
	if c.mode == toJSON && nothing {
		c.null = true
	}
	return c.mode == toJSON && nothing
}

// Err ends the value that is read: nothing may be left of the input.
func (c *Coder) Err() error {
	if c.Reading() {
		if c.mode == fromJSON {
			c.pop()
		} else if len(c.b) > 0 {
			c.Fail("%d bytes follow the end", len(c.b))
		}
	}
	return c.err
}

// Reading reports whether parts were read that are to be checked.
func (c *Coder) Reading() bool { return c.mode >= fromBinary && c.err == nil && !c.null }

// Require makes the value that is read malformed unless ok.
func (c *Coder) Require(ok bool, what string) {
	if !ok {
		c.Fail("%s", what)
	}
}

// Fail makes the value malformed, unless it is already.
func (c *Coder) Fail(format string, args ...any) {
	if c.err != nil {
		return
	}
	where := ""
	if c.mode == fromBinary {
		where = fmt.Sprintf("byte %d of %d: ", c.size-len(c.b), c.size)
	}
	c.err = sentinel.Errorf(sentinel.Encoding, "%v: %s%w", c.kind, where, fmt.Errorf(format, args...))
}

// Count is a part that is a count.
func (c *Coder) Count(name string, v *uint64) {
	switch c.mode {
	case toBinary:
		c.b = binary.AppendUvarint(c.b, *v)
	case toJSON:
		c.name(name)
		c.b = appendCount(c.b, *v)
	case fromBinary:
		*v = c.uvarint()
	case fromJSON:
		if data := c.member(name); c.Reading() {
			var ok bool
			if *v, ok = readCount(data); !ok {
				c.Fail("%s: %.40q is not a count", name, data)
			}
		}
	}
}

// Counts are as many counts as v has elements; in JSON an array.
func (c *Coder) Counts(name string, v []uint64) {
	switch c.mode {
	case toBinary:
		for _, x := range v {
			c.b = binary.AppendUvarint(c.b, x)
		}
	case toJSON:
		c.name(name)
		c.b = append(c.b, '[')
		for i, x := range v {
			if i > 0 {
				c.b = append(c.b, ',')
			}
			c.b = appendCount(c.b, x)
		}
		c.b = append(c.b, ']')
	case fromBinary:
		for i := range v {
			v[i] = c.uvarint()
		}
	case fromJSON:
		data := c.member(name)
		if !c.Reading() {
			return
		}
		n := 0
		ok := eachElement(data, func(data []byte) bool {
			var ok bool
			if n < len(v) {
				v[n], ok = readCount(data)
			}
			n++
			return ok
		})
		if !ok || n != len(v) {
			c.Fail("%s: %.40q is not an array of %d counts", name, data, len(v))
		}
	}
}

// Rising is a part that is any number of integers, none of them negative or less than
// the one before; in JSON an array.
func (c *Coder) Rising(name string, v *[]int64) {
	switch c.mode {
	case toBinary:
		c.b = binary.AppendUvarint(c.b, uint64(len(*v)))
		last := int64(0)
		for _, x := range *v {
			c.b = binary.AppendUvarint(c.b, uint64(x-last))
			last = x
		}
	case toJSON:
		c.name(name)
		c.b = append(c.b, '[')
		for i, x := range *v {
			if i > 0 {
				c.b = append(c.b, ',')
			}
			c.b = appendCount(c.b, uint64(x))
		}
		c.b = append(c.b, ']')
	case fromBinary:
		n := c.uvarint()
		// Each takes a byte at least, so no more is allocated than eight times what is there.
		if n > uint64(len(c.b)) {
			c.Fail("%s: %d bytes are too short for %d integers", name, len(c.b), n)
		}
		if n == 0 || !c.Reading() {
			return
		}
		*v = make([]int64, n)
		last := uint64(0)
		for i := range *v {
			step := c.uvarint()
			if step > math.MaxInt64-last {
				c.Fail("%s: an integer passes 2^63-1", name)
				return
			}
			last += step
			(*v)[i] = int64(last)
		}
	case fromJSON:
		data := c.member(name)
		if !c.Reading() {
			return
		}
		last := uint64(0)
		ok := eachElement(data, func(data []byte) bool {
			x, ok := readCount(data)
			ok = ok && last <= x && x <= math.MaxInt64
			if last = x; ok {
				*v = append(*v, int64(x))
			}
			return ok
		})
		c.Require(ok, name+": not an array of integers up to 2^63-1 in rising order")
	}
}

// Big is a part that is an integer of at most so many bits and, unless signed, not
// negative. Nobody else may hold v.
func (c *Coder) Big(name string, v *big.Int, bits int, signed bool) {
	switch c.mode {
	case toBinary:
		head := uint64(v.BitLen()+7) / 8 * 2
		if v.Sign() < 0 {
			head++
		}
		c.b = binary.AppendUvarint(c.b, head)
		c.b = append(c.b, v.Bytes()...)
	case toJSON:
		c.name(name)
		c.b = appendBig(c.b, v)
	case fromBinary:
		head := c.uvarint()
		n := head / 2
		if !c.Reading() {
			return
		}
		if n > uint64(bits+7)/8 || n > uint64(len(c.b)) || n == 0 && head > 0 || n > 0 && c.b[0] == 0 {
			c.Fail("%s: not the shortest integer of at most %d bits", name, bits)
			return
		}
		v.SetBytes(c.b[:n])
		c.b = c.b[n:]
		if head%2 == 1 {
			v.Neg(v)
		}
		c.checkBig(name, v, bits, signed)
	case fromJSON:
		if data := c.member(name); c.Reading() {
			if !readBig(v, data, bits) {
				c.Fail("%s: %.40q is not an integer of at most %d bits", name, data, bits)
				return
			}
			c.checkBig(name, v, bits, signed)
		}
	}
}

func (c *Coder) checkBig(name string, v *big.Int, bits int, signed bool) {
	if v.BitLen() > bits {
		c.Fail("%s: an integer of %d bits, more than %d", name, v.BitLen(), bits)
	} else if v.Sign() < 0 && !signed {
		c.Fail("%s: %.40s is negative", name, v.String()) // a precision does not shorten a big.Int
	}
}

// Fixed is a part that is a number of steps of 10^-places, with the bounds of
// [Coder.Big], and in JSON a decimal.
func (c *Coder) Fixed(name string, v *big.Int, places, bits int, signed bool) {
	switch c.mode {
	case toJSON:
		c.name(name)
		c.b = appendText(c.b, decimal.NewFromBigInt(v, int32(-places)).String())
	case fromJSON:
		if data := c.member(name); c.Reading() {
			coefficient, have, ok := readDecimal(data)
			if !ok || have > places {
				c.Fail("%s: %.40q is not a decimal with at most %d places", name, data, places)
				return
			}
			v.Mul(coefficient, tenTo(places-have))
			c.checkBig(name, v, bits, signed)
		}
	default:
		c.Big(name, v, bits, signed)
	}
}

// Decimal is a part that is a decimal of at most 64 places on either side of the point
// and 512 bits.
func (c *Coder) Decimal(name string, v *decimal.Decimal) {
	var coefficient *big.Int
	var places int
	switch c.mode {
	case toBinary, toJSON:
		var err error
		if coefficient, places, err = exact.Shortest(*v); err != nil {
			c.Part(name, err)
			return
		}
		if c.mode == toBinary {
			c.b = binary.AppendUvarint(c.b, uint64(places))
			c.Big(name, coefficient, exact.ShortestBits, true)
			return
		}
		c.name(name)
		c.b = appendText(c.b, decimal.NewFromBigInt(coefficient, int32(-places)).String())
		return
	case fromBinary:
		n := c.uvarint()
		coefficient, places = new(big.Int), int(min(n, maxDecimal))
		c.Big(name, coefficient, exact.ShortestBits, true)
	case fromJSON:
		data := c.member(name)
		if !c.Reading() {
			return
		}
		var ok bool
		if coefficient, places, ok = readDecimal(data); !ok {
			c.Fail("%s: %.40q is not a decimal", name, data)
			return
		}
		if places > 0 { // "1.50" is 1.5
			var err error
			coefficient, places, err = exact.Shortest(decimal.NewFromBigInt(coefficient, int32(-places)))
			c.Part(name, err)
		}
	}
	if !c.Reading() {
		return
	}
	d, err := exact.FromShortest(coefficient, places)
	c.Part(name, err)
	*v = d
}

func tenTo(n int) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil) }

// Text is a part that is a short text in JSON, and absent from the binary form.
func (c *Coder) Text(name string, v *string) {
	switch c.mode {
	case toJSON:
		c.name(name)
		c.b = appendText(c.b, *v)
	case fromJSON:
		if data := c.member(name); c.Reading() {
			var ok bool
			if *v, ok = readText(data); !ok {
				c.Fail("%s: %.40q is not a string", name, data)
			}
		}
	default:
	}
}

// Float is a part of a result that has a JSON form only. There is no JSON number for
// what is not finite.
func (c *Coder) Float(name string, v *float64) {
	switch c.mode {
	case toJSON:
		c.name(name)
		var ok bool
		if c.b, ok = appendFloat(c.b, *v); !ok {
			c.Fail("%s: %v has no JSON form", name, *v)
		}
	case fromJSON:
		if data := c.member(name); c.Reading() {
			var ok bool
			if *v, ok = readFloat(data); !ok {
				c.Fail("%s: %.40q is not a number", name, data)
			}
		}
	default:
	}
}

// Has reports whether there is a part of that name: for one that may be missing from
// the JSON form.
func (c *Coder) Has(name string) bool {
	if c.mode != fromJSON {
		return true
	}
	if !c.Reading() {
		return false
	}
	return slices.ContainsFunc(c.frames[len(c.frames)-1], func(m member) bool {
		return m.value != nil && string(m.name) == name
	})
}

// IsJSON reports whether the form is JSON, for what is told in another way there.
func (c *Coder) IsJSON() bool { return c.mode == toJSON || c.mode == fromJSON }

// Byte is a part of the binary form that is a small number, absent from JSON.
func (c *Coder) Byte(v *uint8) {
	switch c.mode {
	case toBinary:
		c.b = append(c.b, *v)
	case fromBinary:
		if c.Reading() {
			if len(c.b) == 0 {
				c.Fail("the end is missing")
				return
			}
			*v, c.b = c.b[0], c.b[1:]
		}
	default:
	}
}

// Open begins a part that is an object in JSON; in binary its parts just follow.
func (c *Coder) Open(name string) {
	switch c.mode {
	case toJSON:
		c.name(name)
		c.b = append(c.b, '{')
		c.comma = false
	case fromJSON:
		if data := c.member(name); c.Reading() {
			c.push(data)
		}
	default:
	}
}

// Close ends the part that Open began.
func (c *Coder) Close() {
	switch c.mode {
	case toJSON:
		c.b = append(c.b, '}')
		c.comma = true
	case fromJSON:
		if c.Reading() {
			c.pop()
		}
	default:
	}
}

// Encoding is what a type of another package has that can be nested in this one's.
type Encoding interface {
	encoding.BinaryMarshaler
	encoding.BinaryUnmarshaler
	JSON
}

// JSON is what a result of another package has that can be nested in this one's.
type JSON interface {
	MarshalJSON() ([]byte, error)
	UnmarshalJSON(data []byte) error
}

// NestedJSON is a part of a result that has a JSON form of its own.
func (c *Coder) NestedJSON(name string, v JSON) {
	switch {
	case c.err != nil:
	case c.mode == toJSON:
		c.name(name)
		data, err := v.MarshalJSON()
		c.b = append(c.b, data...)
		c.Part(name, err)
	case c.mode == fromJSON:
		if data := c.member(name); c.Reading() {
			c.Part(name, v.UnmarshalJSON(data))
		}
	}
}

// Nested is a part that has an encoding of its own.
func (c *Coder) Nested(name string, v Encoding) {
	if c.err != nil {
		return
	}
	switch c.mode {
	case toBinary:
		data, err := v.MarshalBinary()
		c.b = binary.AppendUvarint(c.b, uint64(len(data)))
		c.b = append(c.b, data...)
		c.Part(name, err)
	case fromBinary:
		n := c.uvarint()
		if !c.Reading() {
			return
		}
		if n > uint64(len(c.b)) {
			c.Fail("%s: %d bytes of %d are there", name, len(c.b), n)
			return
		}
		data := c.b[:n]
		c.b = c.b[n:]
		c.Part(name, v.UnmarshalBinary(data))
	default:
		c.NestedJSON(name, v)
	}
}

// Part makes the value malformed when err says so of one of its parts, which null has not.
func (c *Coder) Part(name string, err error) {
	if err != nil && c.err == nil && !c.null {
		c.err = fmt.Errorf("%v: %s: %w", c.kind, name, err)
		if c.mode >= fromBinary && !errors.Is(err, sentinel.Encoding) {
			c.err = sentinel.Errorf(sentinel.Encoding, "%w", c.err)
		}
	}
}

var errVarint = errors.New("truncated or not the shortest varint")

func (c *Coder) uvarint() uint64 {
	if c.err != nil {
		return 0
	}
	// Most counts are short.
	if len(c.b) > 0 && c.b[0] < 0x80 {
		v := uint64(c.b[0])
		c.b = c.b[1:]
		return v
	}
	v, rest, err := Uvarint(c.b)
	if err != nil {
		c.Fail("%w", err)
		return 0
	}
	c.b = rest
	return v
}

// Uvarint reads a varint from the front of b, and refuses one that could be shorter.
func Uvarint(b []byte) (v uint64, rest []byte, err error) {
	v, n := binary.Uvarint(b)
	if n <= 0 || n > 1 && b[n-1] == 0 {
		return 0, b, errVarint
	}
	return v, b[n:], nil
}

package wire

import (
	"bytes"
	"encoding"
	"encoding/binary"
	"encoding/json"
	"math"
	"math/big"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
)

// Count is a part that is a count: a varint, and digits in JSON.
func (c *Coder) Count(name string, v *uint64) {
	switch c.mode {
	case toBinary:
		c.b = binary.AppendUvarint(c.b, *v)
	case fromBinary:
		*v = c.uvarint()
	case toJSON:
		c.name(name)
		c.b = appendCount(c.b, *v)
	case fromJSON:
		if data := c.value(name); data != nil {
			var ok bool
			if *v, ok = readCount(data); !ok {
				c.malformed(name, data, "a count")
			}
		}
	}
}

// Step is a part that is an integer from before up to limit: in binary the count that it is
// more than before, and in JSON the integer.
func (c *Coder) Step(name string, v *int64, before, limit int64) {
	if c.IsJSON() {
		c.Int(name, v)
	} else {
		step := uint64(*v) - uint64(before)
		if c.Count(name, &step); c.Reading() {
			*v = before + int64(min(step, uint64(limit)-uint64(before)+1))
		}
	}
	c.Require(before <= *v && *v <= limit, name, "out of range or out of order")
}

// Int is a part that is an integer: in binary its sign and its bytes, see [Coder.magnitude].
func (c *Coder) Int(name string, v *int64) {
	switch c.mode {
	case toJSON:
		if c.name(name); -exactly <= *v && *v <= exactly {
			c.b = strconv.AppendInt(c.b, *v, 10)
		} else {
			c.b = append(strconv.AppendInt(append(c.b, '"'), *v, 10), '"')
		}
	case fromJSON:
		if data := c.value(name); data != nil {
			var digits [20]byte
			x, err := strconv.ParseInt(string(unquoted(data)), 10, 64)
			if *v = x; err != nil || !bytes.Equal(strconv.AppendInt(digits[:0], x, 10), unquoted(data)) {
				c.malformed(name, data, "an integer of 64 bits")
			}
		}
	default:
		z := exact.Int128From(*v)
		if c.int128(name, &z, 64); c.Reading() {
			_, lo := z.Words()
			*v = int64(lo)
			c.Require(exact.Int128From(*v) == z, name, "an integer beyond 64 bits")
		}
	}
}

// Amount is a part that is a number of steps of 10^-18, in JSON the decimal: see [exact.Amount].
func (c *Coder) Amount(name string, v *exact.Int128) {
	const bits = 120 // 10^18 and more
	if !c.IsJSON() {
		c.int128(name, v, bits)
		return
	}
	z := *v
	if c.Big(name, &z, exact.AmountPlaces, bits); c.Reading() {
		*v = z
	}
}

// int128 is the binary form of an integer of up to so many bits, for which nothing is
// allocated: a collector may have millions.
func (c *Coder) int128(name string, v *exact.Int128, bits int) {
	var words [16]byte
	if c.mode == toBinary {
		hi, lo := v.Abs().Words()
		binary.BigEndian.PutUint64(words[:], uint64(hi))
		binary.BigEndian.PutUint64(words[8:], lo)
		c.putInteger(v.Sign() < 0, words[:])
		return
	}
	negative, magnitude := c.integer(name, bits/8)
	copy(words[len(words)-len(magnitude):], magnitude)
	if *v = exact.Int128FromWords(int64(binary.BigEndian.Uint64(words[:])), binary.BigEndian.Uint64(words[8:])); negative {
		*v = exact.Int128{}.Sub(*v)
	}
}

// putInteger writes an integer in binary: the varint of twice its length in bytes, plus 1
// where it is negative, and the bytes, the first not zero.
func (c *Coder) putInteger(negative bool, magnitude []byte) {
	magnitude = bytes.TrimLeft(magnitude, "\x00")
	head := 2 * uint64(len(magnitude))
	if negative {
		head++
	}
	c.b = append(binary.AppendUvarint(c.b, head), magnitude...)
}

// integer reads what putInteger writes.
func (c *Coder) integer(name string, most int) (negative bool, magnitude []byte) {
	head := c.uvarint()
	magnitude = c.take(name, head/2)
	if len(magnitude) > most || len(magnitude) == 0 && head > 0 || len(magnitude) > 0 && magnitude[0] == 0 {
		c.fail("%s: not the shortest integer of at most %d bytes", name, most)
		return false, nil
	}
	return head&1 == 1, magnitude
}

// big reads a wide integer in binary.
func (c *Coder) big(name string, bits int) *big.Int {
	negative, magnitude := c.integer(name, (bits+7)/8)
	z := new(big.Int).SetBytes(magnitude)
	if negative {
		z.Neg(z)
	}
	return z
}

// Wide is an integer of package exact.
type Wide interface {
	Big() *big.Int
	SetBig(z *big.Int) bool
}

// Big is a part that is an integer of up to so many bits. It may be a number of steps of
// 10^-places, and is a decimal in JSON then.
func (c *Coder) Big(name string, v Wide, places, bits int) {
	var z *big.Int
	switch c.mode {
	case toBinary:
		z = v.Big()
		c.putInteger(z.Sign() < 0, z.Bytes())
	case fromBinary:
		z = c.big(name, bits)
	case toJSON:
		c.name(name)
		z = v.Big()
		if places > 0 {
			c.b = appendText(c.b, decimal.NewFromBigInt(z, int32(-places)).String())
		} else if z.IsInt64() && -exactly <= z.Int64() && z.Int64() <= exactly {
			c.b = z.Append(c.b, 10)
		} else {
			c.b = appendText(c.b, z.String())
		}
	case fromJSON:
		data := c.value(name)
		coefficient, have, ok := readDecimal(data)
		if data == nil {
			return
		} else if !ok || have > places {
			c.malformed(name, data, "an integer, or a decimal of "+strconv.Itoa(places)+" places")
			return
		}
		z = coefficient.Mul(coefficient, tenTo(places-have))
	}
	if c.Reading() {
		c.Require(z.BitLen() <= bits && v.SetBig(z), name, "too long, or negative")
	}
}

func tenTo(n int) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil) }

// Decimal is a part that is a decimal: in binary the count of its places, as few as it
// takes, and the integer that it is without its point.
func (c *Coder) Decimal(name string, v *decimal.Decimal) {
	var z *big.Int
	var places int
	var err error
	switch c.mode {
	case toBinary, toJSON:
		if z, places, err = exact.Shortest(*v); err != nil {
			c.Part(name, err)
		} else if c.mode == toJSON {
			c.name(name)
			c.b = appendText(c.b, decimal.NewFromBigInt(z, int32(-places)).String())
		} else {
			c.b = binary.AppendUvarint(c.b, uint64(places))
			c.putInteger(z.Sign() < 0, z.Bytes())
		}
		return
	case fromBinary:
		places = int(min(c.uvarint(), maxDecimal))
		z = c.big(name, exact.ShortestBits)
	case fromJSON:
		data := c.value(name)
		var ok bool
		if z, places, ok = readDecimal(data); !ok && data != nil {
			c.malformed(name, data, "a decimal")
		} else if places > 0 { // "1.50" is 1.5
			z, places, err = exact.Shortest(decimal.NewFromBigInt(z, int32(-places)))
			c.Part(name, err)
		}
	}
	if c.Reading() {
		*v, err = exact.FromShortest(z, places)
		c.Part(name, err)
	}
}

// Float is a part of a JSON form that is a number. What is not finite has no such number.
func (c *Coder) Float(name string, v *float64) {
	if c.mode == fromJSON {
		if data := c.value(name); data != nil && (string(data) == "null" || json.Unmarshal(data, v) != nil) {
			c.malformed(name, data, "a number")
		}
		return
	}
	format := byte('f')
	if x := math.Abs(*v); x != 0 && (x < 1e-6 || x >= 1e21) {
		format = 'e'
	}
	if c.name(name); math.IsInf(*v, 0) || math.IsNaN(*v) {
		c.fail("%s: %v has no JSON form", name, *v)
	}
	c.b = strconv.AppendFloat(c.b, *v, format, -1, 64)
}

// Flag is a part that is true or false: in binary the byte 1 or 0.
func (c *Coder) Flag(name string, v *bool) {
	switch c.mode {
	case toJSON:
		c.name(name)
		c.b = strconv.AppendBool(c.b, *v)
	case fromJSON:
		if data := c.value(name); data != nil && string(data) != "true" && string(data) != "false" {
			c.malformed(name, data, "true or false")
		} else if data != nil {
			*v = string(data) == "true"
		}
	default:
		b := [1]uint8{}
		if *v {
			b[0] = 1
		}
		c.Raw(name, b[:])
		if c.Reading() {
			c.Require(b[0] <= 1, name, "neither 0 nor 1")
			*v = b[0] == 1
		}
	}
}

// Raw is a part of the binary form that is so many bytes.
func (c *Coder) Raw(name string, v []byte) {
	if c.mode == toBinary {
		c.b = append(c.b, v...)
	} else {
		copy(v, c.take(name, uint64(len(v))))
	}
}

// Label is a part that is a text of UTF-8: in binary the varint of its length, and its bytes.
func (c *Coder) Label(name string, v *string) {
	switch c.mode {
	case toBinary:
		c.b = append(binary.AppendUvarint(c.b, uint64(len(*v))), *v...)
	case fromBinary:
		*v = string(c.take(name, c.uvarint()))
	case toJSON:
		c.name(name)
		c.b = appendText(c.b, *v)
	case fromJSON:
		if data := c.value(name); data != nil {
			var ok bool
			if *v, ok = readText(data); !ok {
				c.malformed(name, data, "a string of UTF-8")
			}
		}
	}
	if !utf8.ValidString(*v) {
		c.fail("%s: %.40q is not UTF-8", name, *v)
	}
}

// Textual is what has a text of its own.
type Textual interface {
	encoding.TextMarshaler
	encoding.TextUnmarshaler
}

// Text is a part that is the text of a value.
func (c *Coder) Text(name string, v Textual) {
	text := ""
	if c.mode < fromBinary {
		data, err := v.MarshalText()
		c.Part(name, err)
		text = string(data)
	}
	c.Label(name, &text)
	c.Require(len(text) <= maxText, name, "too long a text")
	if c.Reading() {
		c.Part(name, v.UnmarshalText([]byte(text)))
	}
}

// TextOrNone is a Text that is empty in binary, and null in JSON, for none.
func (c *Coder) TextOrNone(name string, v Textual, none bool) {
	switch empty := ""; {
	case c.IsJSON() && c.Null(name, none):
	case c.mode == toBinary && none, c.mode == fromBinary && len(c.b) > 0 && c.b[0] == 0:
		c.Label(name, &empty)
	default:
		c.Text(name, v)
	}
}

// maxText is longer than any text of ours.
const maxText = 1024

// Duration is a time.Duration with a text such as 1h30m.
type Duration time.Duration

// MarshalText returns the text of time.Duration.String in ASCII.
func (d *Duration) MarshalText() ([]byte, error) {
	return bytes.Replace([]byte(time.Duration(*d).String()), []byte("µ"), []byte("u"), 1), nil
}

// UnmarshalText reads what time.ParseDuration does.
func (d *Duration) UnmarshalText(text []byte) error {
	v, err := time.ParseDuration(string(text))
	if err != nil {
		return sentinel.Errorf(sentinel.Encoding, "%.40q is not a duration such as 1h30m", text)
	}
	*d = Duration(v)
	return nil
}

// Object is a part that is an object in JSON. In binary its parts just follow.
func (c *Coder) Object(name string, parts func(*Coder)) {
	switch c.mode {
	case toJSON:
		c.name(name)
		c.b = append(c.b, '{')
		c.comma = false
		parts(c)
		c.b = append(c.b, '}')
		c.comma = true
	case fromJSON:
		if data := c.value(name); data != nil {
			c.open(data)
			parts(c)
			c.close()
		}
	default:
		parts(c)
	}
}

// JSON is what can be nested: it has a JSON form of its own, and mostly a binary one.
type JSON interface {
	json.Marshaler
	json.Unmarshaler
}

// Nested is a part that has an encoding of its own: in binary after the varint of its length.
func (c *Coder) Nested(name string, v JSON) {
	if c.err != nil {
		return
	}
	var data []byte
	var err error
	switch c.mode {
	case toBinary:
		data, err = marshalBinary(v)
		c.b = append(binary.AppendUvarint(c.b, uint64(len(data))), data...)
	case toJSON:
		c.name(name)
		data, err = v.MarshalJSON()
		c.b = append(c.b, data...)
	case fromBinary:
		if data = c.take(name, c.uvarint()); c.err == nil {
			err = unmarshalBinary(data, v)
		}
	case fromJSON:
		if data = c.value(name); data != nil {
			err = v.UnmarshalJSON(data)
		}
	}
	c.Part(name, err)
}

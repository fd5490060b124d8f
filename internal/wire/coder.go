// Package wire is the one place where values become bytes and bytes become values. A type
// describes its parts once, in a method code that hands each to a [Coder]; the Coder writes
// or reads them, in binary or as JSON. docs/FORMAT.md has both forms.
//
// Each value has one binary form, and a reader takes no other. JSON is read more freely:
// members come in any order, and numbers with or without quotes. What is read takes no more
// memory than a multiple of what was given. A type need not check what its parts have
// checked; what no value of it can hold it says with [Coder.Require] and [Coder.Part].
package wire

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"

	"github.com/cxmetrics/cx/internal/sentinel"
)

// Version is the first byte of every binary form. A byte for the type follows.
const Version = 1

type mode uint8

const (
	toBinary mode = iota
	toJSON
	fromBinary
	fromJSON
)

// Coder writes or reads the parts of a value. The first error sticks: what follows it does
// nothing, and the Coder returns it at the end.
type Coder struct {
	mode mode
	what string // is written or read, for errors
	null bool   // the JSON is null: no part is written, and every part read stays zero

	b    []byte // written so far, or binary that is still to be read
	size int    // of all the binary

	comma    bool       // writing JSON: something stands before in this object or array
	nameless bool       // the next part of JSON is an element of an array
	element  []byte     // and this is what is read
	objects  [][]member // reading JSON: those that are open, the innermost last

	err error
}

// member of an object: the value is nil when it was read.
type member struct{ name, value []byte }

// ToBinary returns a Coder that writes the binary form of a type, which has a number.
func ToBinary(what string, number byte) Coder {
	return Coder{mode: toBinary, what: what, b: append(make([]byte, 0, 64), Version, number)}
}

// ToJSON returns a Coder that writes the JSON form.
func ToJSON(what string) Coder {
	return Coder{mode: toJSON, what: what, b: append(make([]byte, 0, 64), '{')}
}

// FromBinary returns a Coder that reads the binary form.
func FromBinary(what string, number byte, data []byte) Coder {
	c := Coder{mode: fromBinary, what: what, b: data, size: len(data)}
	switch {
	case len(data) < 2:
		c.fail("%d bytes are too short to have a version and a type", len(data))
	case data[0] != Version:
		c.fail("not the bytes of one: the version is %#02x, not %#02x", data[0], Version)
	case data[1] != number:
		c.fail("the type is %#02x, not %#02x", data[1], number)
	default:
		c.b = data[2:]
	}
	return c
}

// FromJSON returns a Coder that reads the JSON form.
func FromJSON(what string, data []byte) Coder {
	c := Coder{mode: fromJSON, what: what}
	if data = trim(data); string(data) == "null" {
		c.null = true
	} else {
		c.open(data)
	}
	return c
}

// Bytes ends what is written and returns it.
func (c *Coder) Bytes() ([]byte, error) {
	switch {
	case c.err != nil:
		return nil, c.err
	case c.null:
		return []byte("null"), nil
	case c.mode == toJSON:
		c.b = append(c.b, '}')
	}
	return c.b, nil
}

// Done ends what is read: nothing may be left of the input. Without an error it sets v.
func Done[T any](c *Coder, v, read *T) error {
	if c.mode == fromJSON {
		c.close()
	} else if len(c.b) > 0 {
		c.fail("%d bytes follow the end", len(c.b))
	}
	if c.err == nil {
		*v = *read
	}
	return c.err
}

// Reading reports whether parts were read: there is no error, and they are not those of null.
func (c *Coder) Reading() bool { return c.mode >= fromBinary && c.err == nil && !c.null }

// IsJSON reports whether the form is JSON, for what it tells in another way.
func (c *Coder) IsJSON() bool { return c.mode == toJSON || c.mode == fromJSON }

// None makes null the JSON of a value that is none, as a result that is zero, and reports
// whether it did. Nothing else may be written then.
func (c *Coder) None(none bool) bool {
	c.null = c.null || c.mode == toJSON && none
	return c.mode == toJSON && none
}

// Require makes what was read malformed unless ok. What is wrong begins with the name of a
// part, or is said of the whole.
func (c *Coder) Require(ok bool, what ...string) {
	if !ok && c.Reading() {
		c.fail("%s", strings.Join(what, ": "))
	}
}

// Check makes what was read malformed unless it is possible: for a check that takes time.
func (c *Coder) Check(possible func() bool, what string) {
	if c.Reading() && !possible() {
		c.fail("%s", what)
	}
}

// Part makes the value malformed for an error of one of its parts, which null has not.
func (c *Coder) Part(name string, err error) {
	if err != nil && !c.null {
		c.Stop(sentinel.In(c.what+": "+name, err))
	}
}

// Stop ends with an error that says all there is to say.
func (c *Coder) Stop(err error) {
	if c.err == nil && err != nil {
		if c.err = err; c.mode >= fromBinary && !errors.Is(err, sentinel.Encoding) {
			c.err = sentinel.Errorf(sentinel.Encoding, "%w", err)
		}
	}
}

func (c *Coder) fail(format string, args ...any) {
	if c.err == nil {
		where := ""
		if c.mode == fromBinary {
			where = fmt.Sprintf("byte %d of %d: ", c.size-len(c.b), c.size)
		}
		c.err = sentinel.Errorf(sentinel.Encoding, "%s: %s%s", c.what, where, fmt.Sprintf(format, args...))
	}
}

// malformed refuses the JSON of a part.
func (c *Coder) malformed(name string, data []byte, want string) {
	c.fail("%s: %.40q is not %s", name, data, want)
}

func (c *Coder) uvarint() uint64 {
	if c.err != nil {
		return 0
	}
	if len(c.b) > 0 && c.b[0] < 0x80 { // most are short
		v := uint64(c.b[0])
		c.b = c.b[1:]
		return v
	}
	v, n := binary.Uvarint(c.b)
	if n <= 0 || c.b[n-1] == 0 {
		c.fail("truncated or not the shortest varint")
		return 0
	}
	c.b = c.b[n:]
	return v
}

// take returns so many bytes of the binary form.
func (c *Coder) take(name string, n uint64) []byte {
	if n > uint64(len(c.b)) {
		c.fail("%s: %d bytes of %d are there", name, len(c.b), n)
	}
	if c.err != nil {
		return nil
	}
	data := c.b[:n]
	c.b = c.b[n:]
	return data
}

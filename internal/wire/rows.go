package wire

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/ids"
)

// Part is what describes an element of a list or the value of a row: one part.
type Part[T any] func(c *Coder, name string, v *T)

// List is a part that is a list: in binary the number of elements and each, in JSON an array.
// It is read into an empty one.
func List[T any](c *Coder, name string, list *[]T, part Part[T]) {
	element := func(i int) {
		if i == len(*list) {
			var zero T
			*list = append(*list, zero)
		}
		part(c, name, &(*list)[i])
	}
	if c.IsJSON() {
		c.array(name, len(*list), element)
		return
	}
	n := uint64(len(*list))
	if c.Count(name, &n); c.Reading() { // room for them, but not for what cannot be there
		*list = slices.Grow(*list, int(min(n, uint64(len(c.b)-c.at)/8)))
	}
	for i := 0; uint64(i) < n && c.err == nil; i++ {
		element(i)
	}
}

// array is a JSON array, whose elements are parts without a name.
func (c *Coder) array(name string, n int, element func(i int)) {
	if c.mode == toJSON {
		c.name(name)
		c.b = append(c.b, '[')
		c.comma = false
		for i := range n {
			c.nameless = true
			element(i)
		}
		c.b = append(c.b, ']')
		c.comma = true
		return
	}
	data, i := c.value(name), 0
	if data != nil && !each(data, "[]", func(_, value []byte) bool {
		c.element = value
		element(i)
		i++
		return c.err == nil
	}) {
		c.malformed(name, data, "an array")
	}
}

// Counts are as many counts as v has elements: in JSON an array.
func (c *Coder) Counts(name string, v []uint64) {
	if !c.IsJSON() {
		for i := range v {
			c.Count(name, &v[i])
		}
		return
	}
	n := 0
	c.array(name, len(v), func(i int) {
		if n++; i < len(v) {
			c.Count(name, &v[i])
		} else {
			c.element = nil
		}
	})
	c.Require(n == len(v), "not as many counts as there should be")
}

// Rising is a list of integers from 0 up, none less than the one before: see [Coder.Step].
func (c *Coder) Rising(name string, v *[]int64) {
	last := int64(0)
	List(c, name, v, func(c *Coder, name string, x *int64) {
		c.Step(name, x, last, 1<<63-1)
		last = *x
	})
}

// Optional makes of a part of the JSON form one that may be null, and then is nil.
func Optional[T any](part Part[T]) Part[*T] {
	return func(c *Coder, name string, v **T) {
		if c.Null(name, *v == nil) {
			return
		}
		if *v == nil {
			*v = new(T)
		}
		part(c, name, *v)
	}
}

// An ID is written if it can be read back as the same one. It is of a type that encoding/json
// takes for the keys of a map: it has a MarshalText and an UnmarshalText, or is a string of
// UTF-8, or an integer. Any other type (a struct, an interface, a float, a pointer) has no
// encoding, and says so in an error of writer and reader alike.

// key is an ID as it is written: a text, or else an integer.
type key struct {
	text    string
	integer exact.Int128
}

func (k key) compare(l key) int {
	return cmp.Or(k.integer.Sub(l.integer).Sign(), strings.Compare(k.text, l.text))
}

// form is how the IDs of a type are written.
type form uint8

const (
	texts form = iota
	integers
	methods // texts of MarshalText
)

func formOf[ID comparable](c *Coder, name string) form {
	switch kind := reflect.TypeFor[ID]().Kind(); {
	case reflect.TypeFor[*ID]().Implements(reflect.TypeFor[Textual]()):
		return methods
	case kind == reflect.String:
		return texts
	case kind >= reflect.Int && kind <= reflect.Uint64:
		return integers
	}
	c.fail("%s: an ID of type %v is neither text nor integer, and has no MarshalText and UnmarshalText", name, reflect.TypeFor[ID]())
	return texts
}

// textual returns the methods of an ID of the form that is left.
func textual[ID comparable](id *ID) Textual {
	methods, _ := any(id).(Textual)
	return methods
}

// keyOf returns what an ID is written as.
func keyOf[ID comparable](c *Coder, f form, id ID) (k key) {
	switch v := reflect.ValueOf(&id).Elem(); {
	case f == texts:
		k.text = v.String()
	case f == integers && v.CanInt():
		k.integer = exact.Int128From(v.Int())
	case f == integers:
		k.integer = exact.Int128FromWords(0, v.Uint())
	default:
		data, err := textual(&id).MarshalText()
		if k.text = string(data); err != nil {
			c.fail("ID %s: %v", ids.Quote(id), err)
		} else if idOf[ID](c, f, k) != id && c.err == nil {
			c.fail("ID %s is written as %.40q, which reads as another", ids.Quote(id), data)
		}
	}
	return k
}

// idOf returns the ID that is written as a key.
func idOf[ID comparable](c *Coder, f form, k key) (id ID) {
	fits := true
	hi, lo := k.integer.Words()
	switch v := reflect.ValueOf(&id).Elem(); {
	case f == texts:
		v.SetString(k.text)
	case f == integers && v.CanInt():
		v.SetInt(int64(lo))
		fits = k.integer == exact.Int128From(v.Int())
	case f == integers:
		v.SetUint(lo)
		fits = hi == 0 && v.Uint() == lo
	default:
		methods := textual(&id)
		c.Part("ID", methods.UnmarshalText([]byte(k.text)))
		again, err := methods.MarshalText()
		fits = err == nil && string(again) == k.text && ids.Check(id) == nil || c.err != nil
	}
	if !fits {
		c.fail("%.40q is not what any ID of type %T is written as", k.text+k.integer.Big().String(), id)
	}
	return id
}

// part has the key as a part of a name.
func (k *key) part(c *Coder, name string, f form) {
	switch {
	case f != integers:
		c.Label(name, &k.text)
	case c.IsJSON():
		z := k.integer
		c.Big(name, &z, 0, 64)
		k.integer = z
	default:
		c.int128(name, &k.integer, 64)
	}
}

// ID is a part that is the ID of a customer: a label or an integer.
func ID[ID comparable](c *Coder, name string, id *ID) {
	f := formOf[ID](c, name)
	var k key
	if c.mode < fromBinary && c.err == nil {
		k = keyOf(c, f, *id)
	}
	if k.part(c, name, f); c.Reading() {
		*id = idOf[ID](c, f, k)
	}
}

// Map is a part with a row for each ID, by rising ID, the value of which has one part: in
// binary a byte for the form of the IDs, 0 texts and 1 integers, the number of rows, and of
// each the ID and the value; in JSON an object. No rows are read as a nil map.
func Map[ID comparable, V any](c *Coder, name string, rows *map[ID]V, part Part[V]) { //nolint:gocritic // it is the map that is read
	f := formOf[ID](c, name)
	if integer := f == integers; !c.IsJSON() {
		c.Flag(name, &integer)
		c.Require(integer == (f == integers), "the IDs are not of the form that the type has, texts or integers")
	}
	if c.mode < fromBinary {
		writeRows(c, f, name, *rows, part)
	} else if read := readRows[ID](c, f, name, part); c.Reading() && len(read) > 0 {
		*rows = read
	}
}

func writeRows[ID comparable, V any](c *Coder, f form, name string, rows map[ID]V, part Part[V]) {
	type row struct {
		key key
		id  ID
	}
	sorted := make([]row, 0, len(rows))
	for id := range rows {
		sorted = append(sorted, row{keyOf(c, f, id), id})
	}
	slices.SortFunc(sorted, func(a, b row) int { return a.key.compare(b.key) })
	if n := uint64(len(sorted)); !c.IsJSON() {
		c.Count(name, &n)
	}
	var value V
	c.Object(name, func(c *Coder) {
		for _, row := range sorted {
			if c.IsJSON() {
				if f == integers {
					row.key.text = row.key.integer.Big().String()
				}
				c.nameless = true
				c.Label(name, &row.key.text)
				c.b = append(c.b, ':')
				c.comma, c.nameless = false, true
			} else {
				row.key.part(c, name, f)
			}
			value = rows[row.id]
			part(c, name, &value)
		}
	})
}

func readRows[ID comparable, V any](c *Coder, f form, name string, part Part[V]) map[ID]V {
	rows := make(map[ID]V)
	var before key
	var value V
	row := func(after []byte) {
		var k, none = key{}, *new(V)
		if k.part(c, name, f); c.err != nil {
			return
		}
		id := idOf[ID](c, f, k)
		_, twice := rows[id]
		c.Require(!twice && (len(rows) == 0 || c.IsJSON() || before.compare(k) < 0), "an ID is there twice, or out of order")
		before, c.element, value = k, after, none
		part(c, name, &value)
		if rows[id] = value; c.err != nil {
			c.err = fmt.Errorf("%w (of %s)", c.err, ids.Quote(cmp.Or(k.text, k.integer.Big().String())))
		}
	}
	if c.mode == fromBinary {
		var n uint64
		for c.Count(name, &n); n > 0 && c.err == nil; n-- {
			row(nil)
		}
	} else if data := c.value(name); data != nil && !each(data, "{}", func(name, value []byte) bool {
		c.element = name
		row(value)
		return c.err == nil
	}) {
		c.malformed(name, data, "an object")
	}
	return rows
}

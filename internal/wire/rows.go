package wire

import (
	"cmp"
	"encoding"
	"math/big"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/cxmetrics/cx/internal/ids"
)

// IDs of customers may be of any comparable type, but not every value can be written
// and read back as the same one. What can are the types that encoding/json takes for
// the keys of a map:
//
//	MarshalText and UnmarshalText  the text of MarshalText
//	a string                       its text, which must be UTF-8
//	an integer, signed or not      the integer
//
// Any other type (a struct, an interface, a float, a pointer) has no encoding, and
// says so in an error of writer and reader alike.

// form is how IDs are written.
type form uint8

const (
	unwritable form = iota
	textMethods
	text
	signed
	unsigned
)

// The byte for the form of IDs in the binary form, so that nobody reads integers as texts.
const (
	textIDs    = 0
	integerIDs = 1
)

// textID is an ID that says how it is written.
type textID interface {
	encoding.TextMarshaler
	encoding.TextUnmarshaler
}

// texts returns the methods of an ID, nil for one that does not have both.
func texts[ID comparable](id *ID) textID {
	methods, _ := any(id).(textID)
	return methods
}

func formOf[ID comparable]() form {
	switch kind := reflect.TypeFor[ID]().Kind(); {
	case texts(new(ID)) != nil:
		return textMethods
	case kind == reflect.String:
		return text
	case kind >= reflect.Int && kind <= reflect.Int64:
		return signed
	case kind >= reflect.Uint && kind <= reflect.Uint64:
		return unsigned
	}
	return unwritable
}

// code returns the byte for the form.
func (f form) code() uint8 {
	if f == signed || f == unsigned {
		return integerIDs
	}
	return textIDs
}

// key is an ID as it is written: a text, or else an integer.
type key struct {
	text      string
	negative  bool
	magnitude uint64
}

func (k key) compare(l key) int {
	if k.negative != l.negative {
		if k.negative {
			return -1
		}
		return 1
	}
	byMagnitude := cmp.Compare(k.magnitude, l.magnitude)
	if k.negative {
		byMagnitude = -byMagnitude
	}
	return cmp.Or(byMagnitude, strings.Compare(k.text, l.text))
}

// big returns an integer key.
func (k key) big() *big.Int {
	z := new(big.Int).SetUint64(k.magnitude)
	if k.negative {
		z.Neg(z)
	}
	return z
}

func integerKey(z *big.Int) key {
	return key{negative: z.Sign() < 0, magnitude: new(big.Int).Abs(z).Uint64()}
}

// keyOf returns what an ID is written as. An ID that does not come back from it is
// malformed.
func keyOf[ID comparable](c *Coder, f form, id ID) key {
	switch v := reflect.ValueOf(&id).Elem(); f {
	case textMethods:
		data, err := texts(&id).MarshalText()
		if err != nil {
			c.Fail("ID %s: %w", ids.Quote(id), err)
		}
		k := key{text: string(data)}
		if c.err == nil && idOf[ID](c, f, k) != id {
			c.Fail("ID %s is written as %.40q, which reads as another", ids.Quote(id), data)
		}
		return k
	case text:
		return key{text: v.String()}
	case signed:
		return integerKey(big.NewInt(v.Int()))
	case unsigned:
		return key{magnitude: v.Uint()}
	}
	return key{}
}

// idOf returns the ID that is written as a key. One that is written otherwise is
// malformed.
func idOf[ID comparable](c *Coder, f form, k key) (id ID) {
	fits := true
	switch v := reflect.ValueOf(&id).Elem(); f {
	case textMethods:
		c.Part("ID", texts(&id).UnmarshalText([]byte(k.text)))
		if c.err == nil {
			again, err := texts(&id).MarshalText()
			fits = err == nil && string(again) == k.text && ids.Check(id) == nil
		}
	case text:
		v.SetString(k.text)
	case signed:
		z := k.big()
		if fits = z.IsInt64() && !v.OverflowInt(z.Int64()); fits {
			v.SetInt(z.Int64())
		}
	case unsigned:
		if fits = !k.negative && !v.OverflowUint(k.magnitude); fits {
			v.SetUint(k.magnitude)
		}
	}
	if !fits {
		c.Fail("%.40q is not what any ID of type %T is written as", k.name(), id)
	}
	return id
}

// name returns the key as the name of a member of a JSON object, without escapes.
func (k key) name() string {
	if k.text == "" && k.magnitude > 0 {
		return k.big().String()
	}
	return k.text
}

// Map is a part with a row for each ID, whose value has the one part that part
// describes. In binary it is a byte for the form of the IDs (0 texts, 1 integers), the
// number of rows, and by rising ID each ID, a label or an integer, and its value; in
// JSON an object with a member for each. No rows are read as a nil map. An ID that is
// there twice, or not in order, is malformed.
func Map[ID comparable, V any](c *Coder, name string, rows *map[ID]V, part func(c *Coder, name string, v *V)) { //nolint:gocritic // it is the map that is read
	f := formOf[ID]()
	if f == unwritable {
		c.Fail("%s: an ID of type %v is neither text nor integer, and has no MarshalText and UnmarshalText", name, reflect.TypeFor[ID]())
		return
	}
	if c.mode == toBinary || c.mode == toJSON {
		writeMap(c, f, name, *rows, part)
		return
	}
	read := make(map[ID]V)
	if c.mode == fromBinary {
		readBinaryMap(c, f, name, read, part)
	} else if data := c.member(name); c.Reading() && !eachMember(data, func(escaped, value []byte) bool {
		readJSONRow(c, f, escaped, value, read, part)
		return c.err == nil
	}) {
		c.Fail("%s: %.40q is not an object with a member for each ID", name, data)
	}
	if len(read) > 0 {
		*rows = read
	}
}

func writeMap[ID comparable, V any](c *Coder, f form, name string, rows map[ID]V, part func(c *Coder, name string, v *V)) {
	type row struct {
		key key
		id  ID
	}
	sorted := make([]row, 0, len(rows))
	for id := range rows {
		sorted = append(sorted, row{keyOf(c, f, id), id})
	}
	slices.SortFunc(sorted, func(a, b row) int { return a.key.compare(b.key) })
	if c.mode == toBinary {
		n, code := uint64(len(sorted)), f.code()
		c.Byte(&code)
		c.Count("", &n)
	}
	c.Open(name)
	for _, row := range sorted {
		value := rows[row.id]
		if c.mode == toBinary {
			if f.code() == integerIDs {
				c.Big("", row.key.big(), 64, true)
			} else {
				c.Label("", &row.key.text)
			}
			part(c, "", &value)
			continue
		}
		if f.code() == integerIDs {
			row.key.text = row.key.big().String()
		}
		part(c, c.escaped(row.key.text), &value)
	}
	c.Close()
}

func readBinaryMap[ID comparable, V any](c *Coder, f form, name string, rows map[ID]V, part func(c *Coder, name string, v *V)) {
	var code uint8
	var n uint64
	c.Byte(&code)
	c.Require(code == f.code(), name+": the IDs are not of the form that the type has, texts or integers")
	c.Count(name, &n)
	var before key
	for i := uint64(0); i < n && c.Reading(); i++ {
		var k key
		if f.code() == integerIDs {
			z := new(big.Int)
			c.Big("ID", z, 64, true)
			k = integerKey(z)
		} else {
			c.Label("ID", &k.text)
		}
		c.Require(i == 0 || before.compare(k) < 0, name+": the IDs do not rise")
		addRow(c, f, name, k, rows, part)
		before = k
	}
}

// addRow reads the value of a key and puts it into the rows.
func addRow[ID comparable, V any](c *Coder, f form, name string, k key, rows map[ID]V, part func(c *Coder, name string, v *V)) {
	if c.err != nil {
		return
	}
	id := idOf[ID](c, f, k)
	var value V
	part(c, name, &value)
	if c.err != nil {
		return
	}
	if _, ok := rows[id]; ok {
		c.Fail("ID %s is there twice", ids.Quote(id))
		return
	}
	rows[id] = value
}

func readJSONRow[ID comparable, V any](c *Coder, f form, escaped, value []byte, rows map[ID]V, part func(c *Coder, name string, v *V)) {
	plain, ok := unescapedText(escaped)
	k := key{text: plain}
	if ok && f.code() == integerIDs {
		var z big.Int
		ok = readBig(&z, []byte(plain), 64) && z.BitLen() <= 64
		k = integerKey(&z)
	}
	if !ok {
		c.Fail("%.40q is not the name of an ID", escaped)
		return
	}
	// The value is the only member of an object whose name is for messages.
	name := ids.Quote(plain)
	c.frames = append(c.frames, []member{{[]byte(name), value}})
	addRow(c, f, name, k, rows, part)
	if c.err == nil {
		c.pop()
	}
}

// Label is a part that is any text of UTF-8, which is what JSON can hold: in binary the
// varint of its length and its bytes.
func (c *Coder) Label(name string, v *string) {
	switch c.mode {
	case toBinary:
		c.checkUTF8(*v)
		n := uint64(len(*v))
		c.Count(name, &n)
		c.b = append(c.b, *v...)
	case toJSON:
		c.name(name)
		c.b = append(append(append(c.b, '"'), c.escaped(*v)...), '"')
	case fromBinary:
		n := c.uvarint()
		if !c.Reading() {
			return
		}
		if n > uint64(len(c.b)) {
			c.Fail("%s: %d bytes of %d are there", name, len(c.b), n)
			return
		}
		*v, c.b = string(c.b[:n]), c.b[n:]
		c.checkUTF8(*v)
	case fromJSON:
		data := c.member(name)
		if !c.Reading() {
			return
		}
		ok := len(data) >= 2 && data[0] == '"'
		if ok {
			*v, ok = unescapedText(data[1 : len(data)-1])
		}
		if !ok {
			c.Fail("%s: %.40q is not a string of UTF-8", name, data)
		}
	}
}

// Flag is a part that is true or false: in binary the byte 1 or 0.
func (c *Coder) Flag(name string, v *bool) {
	switch c.mode {
	case toJSON:
		c.name(name)
		c.b = strconv.AppendBool(c.b, *v)
	case fromJSON:
		if data := string(c.member(name)); c.Reading() {
			c.Require(data == "true" || data == "false", name+": neither true nor false")
			*v = data == "true"
		}
	default:
		var b uint8
		if *v {
			b = 1
		}
		c.Byte(&b)
		if c.Reading() {
			c.Require(b <= 1, name+": neither 0 nor 1")
			*v = b == 1
		}
	}
}

func (c *Coder) checkUTF8(text string) {
	if !utf8.ValidString(text) {
		c.Fail("%.40q is not UTF-8", text)
	}
}

// escaped returns a text with the escapes that a JSON string needs.
func (c *Coder) escaped(text string) string {
	c.checkUTF8(text)
	if !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == '"' || r == '\\' }) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		switch r {
		case '"', '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case '\b':
			b.WriteString(`\b`)
		case '\f':
			b.WriteString(`\f`)
		case '\n':
			b.WriteString(`\n`)
		case '\r':
			b.WriteString(`\r`)
		case '\t':
			b.WriteString(`\t`)
		default:
			if r < ' ' {
				b.WriteString(`\u00`)
				b.WriteByte("01"[r>>4])
				b.WriteString(strconv.FormatInt(int64(r&15), 16))
			} else {
				b.WriteRune(r)
			}
		}
	}
	return b.String()
}

// ID is a part that is the ID of a customer, as the rows of [Map] have it: a label or an
// integer.
func ID[ID comparable](c *Coder, name string, id *ID) {
	f := formOf[ID]()
	if f == unwritable {
		c.Fail("%s: an ID of type %v is neither text nor integer, and has no MarshalText and UnmarshalText", name, reflect.TypeFor[ID]())
		return
	}
	reading := c.mode == fromBinary || c.mode == fromJSON
	var k key
	if !reading {
		k = keyOf(c, f, *id)
	}
	if f.code() == integerIDs {
		z := k.big()
		c.Big(name, z, 64, true)
		k = integerKey(z)
	} else {
		c.Label(name, &k.text)
	}
	if reading && c.Reading() {
		*id = idOf[ID](c, f, k)
	}
}

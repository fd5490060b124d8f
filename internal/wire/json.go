package wire

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The reader finds where values begin and end, and reads strictly each one that is asked
// for. It is not encoding/json: that takes a member given twice, and needs longer to read
// bare counts, and as long only to say whether a text is valid, as this for a tally with all
// checks. See BenchmarkEncoding of package nps.

func space(ch byte) bool { return ch == ' ' || ch == '\t' || ch == '\n' || ch == '\r' }

func trimLeft(b []byte) []byte {
	for len(b) > 0 && space(b[0]) {
		b = b[1:]
	}
	return b
}

func trim(b []byte) []byte {
	for len(b) > 0 && space(b[len(b)-1]) {
		b = b[:len(b)-1]
	}
	return trimLeft(b)
}

// cut returns the value at the front of b, empty where there is none, and what follows it.
func cut(b []byte) (value, rest []byte) {
	b = trimLeft(b)
	depth := 0
	for i := 0; i < len(b); i++ {
		switch ch := b[i]; ch {
		case '"':
			for i++; i < len(b) && b[i] != '"'; i++ {
				if b[i] == '\\' {
					i++
				}
			}
			if i < len(b) && depth == 0 {
				return b[:i+1], trimLeft(b[i+1:])
			}
		case '{', '[':
			depth++
		case '}', ']', ',', ':', ' ', '\t', '\n', '\r':
			if depth == 0 {
				return b[:i], trimLeft(b[i:])
			}
			if ch == '}' || ch == ']' {
				if depth--; depth == 0 {
					return b[:i+1], trimLeft(b[i+1:])
				}
			}
		}
	}
	return nil, nil
}

// each calls do for each element of an array, or with its name for each member of an object,
// whichever the brackets say. It ends with false where the text is something else.
func each(data []byte, brackets string, do func(name, value []byte) bool) bool {
	if len(data) < 2 || data[0] != brackets[0] || data[len(data)-1] != brackets[1] {
		return false
	}
	rest := trimLeft(data[1:])
	for first := true; len(rest) > 1; first = false {
		var name, value []byte
		if !first {
			if rest[0] != ',' {
				return false
			}
			rest = rest[1:]
		}
		if brackets == "{}" {
			if name, rest = cut(rest); len(name) == 0 || name[0] != '"' || len(rest) == 0 || rest[0] != ':' {
				return false
			}
			rest = rest[1:]
		}
		if value, rest = cut(rest); len(value) == 0 || len(rest) == 0 || !do(name, value) {
			return false
		}
	}
	return len(rest) == 1
}

// maxMembers is more than any object of ours has members.
const maxMembers = 64

// open begins to read an object.
func (c *Coder) open(data []byte) {
	var members []member
	if !each(data, "{}", func(name, value []byte) bool {
		if members == nil {
			members = make([]member, 0, 8)
		}
		if bytes.IndexByte(name, '\\') >= 0 {
			text, _ := readText(name)
			name = []byte(`"` + text + `"`)
		}
		members = append(members, member{name, value})
		return len(members) <= maxMembers
	}) {
		c.fail("%.40q is not a JSON object", data)
	}
	c.objects = append(c.objects, members)
}

// close ends the innermost object, all members of which are to be read.
func (c *Coder) close() {
	if c.err != nil || c.null {
		return
	}
	last := len(c.objects) - 1
	for _, m := range c.objects[last] {
		if m.value != nil {
			c.fail("%.40s is unknown or given twice", m.name)
		}
	}
	c.objects = c.objects[:last]
}

// find returns the member of a name of the innermost object that is still to be read.
func (c *Coder) find(name string) *member {
	if c.Reading() {
		members := c.objects[len(c.objects)-1]
		for i := range members {
			m := &members[i]
			if m.value != nil && len(m.name) == len(name)+2 && string(m.name[1:len(m.name)-1]) == name {
				return m
			}
		}
	}
	return nil
}

// value returns the JSON of a part, or nil after an error.
func (c *Coder) value(name string) (value []byte) {
	if c.element != nil {
		value, c.element = c.element, nil
	} else if m := c.find(name); m != nil {
		value, m.value = m.value, nil
	} else if c.Reading() {
		c.fail("%s is missing", name)
	}
	return value
}

// Omitted reports whether a part of the JSON form is left out: it is written where it is not
// the default, and need not be there to be read.
func (c *Coder) Omitted(name string, isDefault bool) bool {
	return c.mode == toJSON && isDefault || c.mode == fromJSON && c.find(name) == nil
}

// Null is a part of the JSON form that is null where it is undefined, and then is all there
// is of it; Null reports whether it is.
func (c *Coder) Null(name string, undefined bool) bool {
	if c.mode == toJSON && undefined {
		c.name(name)
		c.b = append(c.b, "null"...)
		return true
	}
	if c.mode != fromJSON {
		return false
	}
	if c.element != nil {
		undefined = string(c.element) == "null"
	} else {
		m := c.find(name)
		undefined = m != nil && string(m.value) == "null"
	}
	return undefined && c.value(name) != nil
}

// name writes the name of the next part, which an element of an array has not.
func (c *Coder) name(name string) {
	if c.comma {
		c.b = append(c.b, ',')
	}
	if c.comma = true; c.nameless {
		c.nameless = false
		return
	}
	c.b = append(append(append(c.b, '"'), name...), '"', ':')
}

// exactly is the highest count that is a number in JSON: up to it float64, and so every
// reader of JSON, knows each integer. Beyond it is a string.
const exactly = 1 << 53

func appendCount(b []byte, v uint64) []byte {
	if v <= exactly {
		return strconv.AppendUint(b, v, 10)
	}
	return append(strconv.AppendUint(append(b, '"'), v, 10), '"')
}

func readCount(data []byte) (uint64, bool) {
	data = unquoted(data)
	v, err := strconv.ParseUint(string(data), 10, 64)
	return v, err == nil && (data[0] != '0' || len(data) == 1)
}

// unquoted returns what is between the quotes of a string, and anything else as it is.
// Digits have no use for an escape.
func unquoted(data []byte) []byte {
	if len(data) >= 2 && data[0] == '"' {
		return data[1 : len(data)-1]
	}
	return data
}

// maxDecimal is more than the text of any number here takes: 512 bits, 64 zeros, a sign and
// a point.
const maxDecimal = 256

// readDecimal reads an optional minus, digits, and optionally a point and digits, as
// coefficient / 10^places.
func readDecimal(data []byte) (coefficient *big.Int, places int, ok bool) {
	if data = unquoted(data); len(data) > maxDecimal {
		return nil, 0, false
	}
	digits, negative := strings.CutPrefix(string(data), "-")
	whole, fraction, point := strings.Cut(digits, ".")
	if point == (fraction == "") || whole == "" || whole[0] == '0' && whole != "0" || strings.Trim(whole+fraction, "0123456789") != "" || string(data) == "-0" {
		return nil, 0, false
	}
	coefficient, ok = new(big.Int).SetString(whole+fraction, 10)
	if negative {
		coefficient.Neg(coefficient)
	}
	return coefficient, len(fraction), ok
}

// appendText writes a string, with no more escapes than it needs.
func appendText(b []byte, text string) []byte {
	b = append(b, '"')
	for i := range len(text) {
		switch ch := text[i]; {
		case ch >= ' ' && ch != '"' && ch != '\\':
			b = append(b, ch)
		case strings.IndexByte("\"\\\b\f\n\r\t", ch) >= 0:
			b = append(b, '\\', `"\bfnrt`[strings.IndexByte("\"\\\b\f\n\r\t", ch)])
		default:
			b = fmt.Appendf(b, `\u%04x`, ch)
		}
	}
	return append(b, '"')
}

// readText reads a string of UTF-8. encoding/json knows the escapes, but puts U+FFFD in the
// place of half a pair of surrogates.
func readText(data []byte) (text string, ok bool) {
	if len(data) < 2 || data[0] != '"' || !utf8.Valid(data) {
		return "", false
	}
	if bytes.IndexFunc(data, func(r rune) bool { return r < ' ' || r == '\\' }) < 0 {
		return string(data[1 : len(data)-1]), true
	}
	err := json.Unmarshal(data, &text)
	return text, err == nil && strings.Count(text, "\ufffd") == bytes.Count(data, []byte("\ufffd"))
}

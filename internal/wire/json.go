package wire

import (
	"bytes"
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// maxFloat is more than the text of any float64 takes.
const maxFloat = 400

// maxDecimal is more than the text of any decimal here takes: 512 bits, 64 zeros, a
// sign and a point.
const maxDecimal = 256

// maxMembers is more than any object of ours has members.
const maxMembers = 64

// exactly is the highest count that is written as a JSON number: up to it float64,
// and so every reader of JSON, knows each integer.
const exactly = 1 << 53

// member is one name of an object with its value; a nil value was read already.
type member struct{ name, value []byte }

// name writes the name of the next member, which an element of an array has not.
func (c *Coder) name(name string) {
	if c.comma {
		c.b = append(c.b, ',')
	}
	c.comma = true
	if c.element {
		c.element = false
		return
	}
	c.b = append(c.b, '"')
	c.b = append(c.b, name...)
	c.b = append(c.b, '"', ':')
}

// push opens the object in data.
func (c *Coder) push(data []byte) {
	members, ok := readObject(data)
	if !ok {
		c.Fail("%.40q is not a JSON object", data)
		return
	}
	c.frames = append(c.frames, members)
}

// pop ends the innermost object.
func (c *Coder) pop() {
	last := len(c.frames) - 1
	for _, m := range c.frames[last] {
		if m.value != nil {
			c.Fail("%.40q is unknown or given twice", m.name)
		}
	}
	c.frames = c.frames[:last]
}

// member takes the value of a name from the innermost object.
func (c *Coder) member(name string) []byte {
	if !c.Reading() {
		return nil
	}
	members := c.frames[len(c.frames)-1]
	for i := range members {
		if m := &members[i]; m.value != nil && string(m.name) == name {
			value := m.value
			m.value = nil
			return value
		}
	}
	c.Fail("%s is missing", name)
	return nil
}

func appendCount(b []byte, v uint64) []byte {
	if v <= exactly {
		return strconv.AppendUint(b, v, 10)
	}
	b = strconv.AppendUint(append(b, '"'), v, 10)
	return append(b, '"')
}

// readCount reads digits, with or without quotes.
func readCount(data []byte) (v uint64, ok bool) {
	data = unquoted(data)
	if len(data) == 0 || len(data) > 20 || data[0] == '0' && len(data) > 1 {
		return 0, false
	}
	for _, d := range data {
		d -= '0'
		if d > 9 || v > math.MaxUint64/10 || v == math.MaxUint64/10 && d > math.MaxUint64%10 {
			return 0, false
		}
		v = 10*v + uint64(d)
	}
	return v, true
}

func appendBig(b []byte, v *big.Int) []byte {
	if v.IsInt64() && -exactly <= v.Int64() && v.Int64() <= exactly {
		return v.Append(b, 10)
	}
	return append(v.Append(append(b, '"'), 10), '"')
}

// readBig reads an integer that may have so many bits.
func readBig(v *big.Int, data []byte, bits int) bool {
	data = unquoted(data)
	digits := data
	if len(digits) > 0 && digits[0] == '-' {
		digits = digits[1:]
	}
	// A bit is less than a third of a digit.
	if len(digits) == 0 || len(digits) > bits/3+1 || digits[0] == '0' && len(data) > 1 || !allDigits(digits) {
		return false
	}
	_, ok := v.SetString(string(data), 10)
	return ok
}

// readDecimal reads an optional minus, digits, and optionally a point and digits, as
// coefficient / 10^places.
func readDecimal(data []byte) (coefficient *big.Int, places int, ok bool) {
	data = unquoted(data)
	if len(data) > maxDecimal {
		return nil, 0, false
	}
	digits, negative := strings.CutPrefix(string(data), "-")
	whole, fraction, point := strings.Cut(digits, ".")
	if whole == "" || point && fraction == "" || whole[0] == '0' && len(whole) > 1 || !allDigits([]byte(whole+fraction)) {
		return nil, 0, false
	}
	coefficient, ok = new(big.Int).SetString(whole+fraction, 10)
	if negative {
		coefficient.Neg(coefficient)
	}
	return coefficient, len(fraction), ok
}

func allDigits(data []byte) bool {
	for _, d := range data {
		if d < '0' || d > '9' {
			return false
		}
	}
	return true
}

// unquoted returns the text between the quotes of a string, and anything else as it is.
// Digits have no use for an escape.
func unquoted(data []byte) []byte {
	if len(data) >= 2 && data[0] == '"' && data[len(data)-1] == '"' {
		return data[1 : len(data)-1]
	}
	return data
}

// appendFloat writes the shortest number that reads back the same.
func appendFloat(b []byte, v float64) ([]byte, bool) {
	format := byte('f')
	if x := math.Abs(v); x != 0 && (x < 1e-6 || x >= 1e21) {
		format = 'e'
	}
	return strconv.AppendFloat(b, v, format, -1, 64), !math.IsInf(v, 0) && !math.IsNaN(v)
}

func readFloat(data []byte) (float64, bool) {
	// A number as JSON has it: -0.5e-7, not +.5, 0x1p-2, 1_000 or inf.
	text := strings.TrimPrefix(string(data[:min(len(data), maxFloat)]), "-")
	whole, fraction, _ := strings.Cut(text, ".")
	if len(data) > maxFloat || text == "" || text[0] < '0' || text[0] > '9' || strings.Trim(text, "0123456789.eE+-") != "" ||
		len(whole) > 1 && whole[0] == '0' && whole[1] != 'e' && whole[1] != 'E' ||
		strings.Contains(text, ".") && (fraction == "" || fraction[0] < '0' || fraction[0] > '9') {
		return 0, false
	}
	v, err := strconv.ParseFloat(string(data), 64)
	return v, err == nil
}

// appendText quotes a text of ours, which is printable ASCII.
func appendText(b []byte, text string) []byte {
	return append(append(append(b, '"'), text...), '"')
}

// maxText is longer than any text of ours, escaped as it may be.
const maxText = 1024

// readText reads a string. What is not ASCII or not a valid escape is replaced, since no
// text of ours has it.
func readText(data []byte) (string, bool) {
	if len(data) < 2 || len(data) > maxText || data[0] != '"' {
		return "", false
	}
	return string(unescaped(data[1 : len(data)-1])), true
}

// unescaped resolves the escapes of a string without its quotes.
func unescaped(text []byte) []byte {
	const replacement = 0x1a // the control character SUB
	if bytes.IndexByte(text, '\\') < 0 {
		return text
	}
	var plain []byte
	for i := 0; i < len(text); i++ {
		ch := text[i]
		if ch == '\\' && i+1 < len(text) {
			i++
			switch ch = text[i]; {
			case ch == 'u' && i+4 < len(text):
				v, err := strconv.ParseUint(string(text[i+1:i+5]), 16, 16)
				if ch = byte(v); err != nil || v >= 0x80 {
					ch = replacement
				}
				i += 4
			case ch != '"' && ch != '\\' && ch != '/':
				ch = replacement
			}
		}
		plain = append(plain, ch)
	}
	return plain
}

// unescapedText resolves the escapes of any string, without its quotes, and refuses
// what is no JSON or no UTF-8.
func unescapedText(escaped []byte) (string, bool) {
	if !utf8.Valid(escaped) {
		return "", false
	}
	if bytes.IndexFunc(escaped, func(r rune) bool { return r < ' ' || r == '\\' || r == '"' }) < 0 {
		return string(escaped), true
	}
	var plain []byte
	for i := 0; i < len(escaped); i++ {
		ch := escaped[i]
		if ch < ' ' || ch == '"' || ch == '\\' && i+1 == len(escaped) {
			return "", false
		}
		if ch != '\\' {
			plain = append(plain, ch)
			continue
		}
		i++
		if escaped[i] == 'u' {
			r, n := unescapedRune(escaped[i-1:])
			if n == 0 {
				return "", false
			}
			plain = utf8.AppendRune(plain, r)
			i += n - 2
			continue
		}
		j := strings.IndexByte(`"\/bfnrt`, escaped[i])
		if j < 0 {
			return "", false
		}
		plain = append(plain, "\"\\/\b\f\n\r\t"[j])
	}
	return string(plain), true
}

// unescapedRune reads one \uXXXX, or two that are a pair of surrogates, from the front
// of b, and how many bytes it took: 0 for half a pair and what is no escape.
func unescapedRune(b []byte) (r rune, n int) {
	unit := func(b []byte) rune {
		if len(b) < 6 || b[0] != '\\' || b[1] != 'u' {
			return -1
		}
		var v rune
		for _, ch := range b[2:6] {
			digit := strings.IndexByte("0123456789abcdef", ch|0x20)
			if digit < 0 || ch < '0' {
				return -1
			}
			v = v<<4 | rune(digit)
		}
		return v
	}
	switch r = unit(b); {
	case r < 0:
		return 0, 0
	case !utf16.IsSurrogate(r):
		return r, 6
	}
	if r = utf16.DecodeRune(r, unit(b[6:])); r == utf8.RuneError {
		return 0, 0
	}
	return r, 12
}

// The scanner below finds where values begin and end. It need not know whether a
// value is well formed: each one that it finds is read strictly, or refused as unknown.
// It is not encoding/json, which takes a member that is given twice, and longer for bare
// counts alone than this for a tally with its checks: see BenchmarkEncoding of package nps.

func space(ch byte) bool { return ch == ' ' || ch == '\t' || ch == '\n' || ch == '\r' }

func skipSpace(b []byte, i int) int {
	for i < len(b) && space(b[i]) {
		i++
	}
	return i
}

func trim(b []byte) []byte {
	b = b[skipSpace(b, 0):]
	for len(b) > 0 && space(b[len(b)-1]) {
		b = b[:len(b)-1]
	}
	return b
}

// skipString returns the index after the string that begins at i, or 0.
func skipString(b []byte, i int) int {
	for i++; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return 0
}

// skipValue returns the index after the value that begins at i, or 0.
func skipValue(b []byte, i int) int {
	depth := 0
	for start := i; i < len(b); {
		switch ch := b[i]; ch {
		case '"':
			if i = skipString(b, i); i == 0 || depth == 0 {
				return i
			}
			continue
		case '{', '[':
			depth++
		case '}', ']', ',', ' ', '\t', '\n', '\r':
			if depth == 0 {
				if i == start {
					return 0
				}
				return i
			}
			if ch == '}' || ch == ']' {
				if depth--; depth == 0 {
					return i + 1
				}
			}
		}
		i++
	}
	if depth > 0 {
		return 0
	}
	return i
}

// eachElement calls do for each element of an array until one is refused.
func eachElement(data []byte, do func(element []byte) bool) bool {
	return each(data, '[', ']', func(i int) int {
		end := skipValue(data, i)
		if end == 0 || !do(data[i:end]) {
			return 0
		}
		return end
	})
}

// readObject returns the members of an object.
func readObject(data []byte) (members []member, ok bool) {
	ok = eachMember(data, func(name, value []byte) bool {
		switch len(members) {
		case 0:
			members = make([]member, 0, 8)
		case maxMembers:
			return false
		}
		members = append(members, member{unescaped(name), value})
		return true
	})
	return members, ok
}

// eachMember calls do for each member of an object, its name without the quotes and
// with its escapes, until one is refused.
func eachMember(data []byte, do func(name, value []byte) bool) bool {
	return each(data, '{', '}', func(i int) int {
		if data[i] != '"' {
			return 0
		}
		end := skipString(data, i)
		if end == 0 {
			return 0
		}
		name := data[i+1 : end-1]
		i = skipSpace(data, end)
		if i == len(data) || data[i] != ':' {
			return 0
		}
		i = skipSpace(data, i+1)
		if end = skipValue(data, i); end == 0 || end == i || !do(name, data[i:end]) {
			return 0
		}
		return end
	})
}

// each calls item with the index of each item between the brackets; item returns
// the index after it, or 0 to end with false.
func each(data []byte, first, last byte, item func(i int) int) bool {
	if len(data) < 2 || data[0] != first {
		return false
	}
	i := skipSpace(data, 1)
	for more := i < len(data) && data[i] != last; more; {
		if i = skipSpace(data, i); i == len(data) {
			return false
		}
		if i = item(i); i == 0 {
			return false
		}
		i = skipSpace(data, i)
		if more = i < len(data) && data[i] == ','; more {
			i++
		}
	}
	return i == len(data)-1 && data[i] == last
}

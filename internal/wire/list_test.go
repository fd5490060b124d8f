package wire_test

import (
	"errors"
	"fmt"
	"math/big"
	"reflect"
	"strings"
	"testing"

	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/cxmetrics/cx/internal/wire"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// shelf has each kind of list: of numbers, of objects, of lists.
type shelf struct {
	Numbers []uint64
	Boxes   []box
	Lists   [][]uint64
}

type box struct {
	Label string
	Count uint64
}

func (s *shelf) code(c *wire.Coder) {
	wire.List(c, "numbers", &s.Numbers, (*wire.Coder).Count)
	wire.List(c, "boxes", &s.Boxes, func(c *wire.Coder, name string, b *box) {
		c.Object(name, func(c *wire.Coder) {
			c.Label("label", &b.Label)
			c.Count("count", &b.Count)
		})
	})
	wire.List(c, "lists", &s.Lists, func(c *wire.Coder, name string, l *[]uint64) { wire.List(c, name, l, (*wire.Coder).Count) })
}

func TestLists(t *testing.T) {
	for _, tt := range []struct {
		shelf        shelf
		binary, text string
	}{
		{shelf{}, "0111000000", `{"numbers":[],"boxes":[],"lists":[]}`},
		{
			shelf{[]uint64{1, 300}, []box{{"a", 2}, {"", 0}}, [][]uint64{nil, {7}}},
			"01110201ac0202016102000002000107", `{"numbers":[1,300],"boxes":[{"label":"a","count":2},{"label":"","count":0}],"lists":[[],[7]]}`,
		},
	} {
		data, err1 := marshalBinary(tt.shelf, (*shelf).code)
		text, err2 := marshalJSON(tt.shelf, (*shelf).code)
		if err := errors.Join(err1, err2); err != nil || fmt.Sprintf("%x", data) != tt.binary || string(text) != tt.text {
			t.Errorf("%v is written as %x and %s, %v; want %s and %s", tt.shelf, data, text, err, tt.binary, tt.text)
		}
		var fromBinary, fromJSON shelf
		err1 = unmarshalBinary(data, &fromBinary, (*shelf).code)
		err2 = unmarshalJSON([]byte(strings.ReplaceAll(tt.text, ",", " ,\n")), &fromJSON, (*shelf).code)
		if err := errors.Join(err1, err2); err != nil || !reflect.DeepEqual(fromBinary, tt.shelf) || !reflect.DeepEqual(fromJSON, tt.shelf) {
			t.Errorf("%v is read as %v and %v, %v", tt.shelf, fromBinary, fromJSON, err)
		}
	}
	before := shelf{Numbers: []uint64{9}}
	for _, data := range []string{
		"\x01\x11\x02\x01", "\x01\x11\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x00\x00", "\x01\x11\x01\x00\x00\x00\x00", "\x01\x11\x00\x01\x05a\x00\x00",
	} {
		read := before
		if err := unmarshalBinary([]byte(data), &read, (*shelf).code); !errors.Is(err, sentinel.Encoding) || !reflect.DeepEqual(read, before) {
			t.Errorf("%x is read as %v, %v", data, read, err)
		}
	}
	for _, numbers := range []string{`[1,]`, `[,1]`, `[1 2]`, `[1`, `1`, `{}`, `[{}]`, `[null]`, `[[1]]`, `["a"]`, `[1],[2]`, `null`} {
		read := before
		text := `{"numbers":` + numbers + `,"boxes":[],"lists":[]}`
		if err := unmarshalJSON([]byte(text), &read, (*shelf).code); !errors.Is(err, sentinel.Encoding) || !reflect.DeepEqual(read, before) {
			t.Errorf("%s is read as %v, %v", text, read, err)
		}
	}
	for _, boxes := range []string{`[{"label":"a"}]`, `[{"label":"a","count":1,"x":1}]`, `[1]`, `[{"label":"a","count":1}{}]`, `[null]`} {
		read := before
		text := `{"numbers":[],"boxes":` + boxes + `,"lists":[]}`
		if err := unmarshalJSON([]byte(text), &read, (*shelf).code); !errors.Is(err, sentinel.Encoding) {
			t.Errorf("%s is read as %v, %v", text, read, err)
		}
	}
	if err := unmarshalJSON([]byte("null"), &before, (*shelf).code); err != nil || before.Numbers != nil {
		t.Errorf("null is read as %v, %v", before, err)
	}
}

// A list takes memory for the elements that are there, not for those it says.
func TestListsTakeWhatIsThere(t *testing.T) {
	data := append([]byte("\x01\x11\xff\xff\xff\xff\x0f"), make([]byte, 100)...)
	if n := testing.AllocsPerRun(10, func() {
		var s shelf
		if unmarshalBinary(data, &s, (*shelf).code) == nil {
			t.Fatal("read")
		}
	}); n > 30 {
		t.Errorf("%v allocations for 100 bytes", n)
	}
}

func TestOptionalParts(t *testing.T) {
	code := func(v *[]*uint64, c *wire.Coder) {
		wire.List(c, "x", v, wire.Optional((*wire.Coder).Count))
	}
	one := uint64(1)
	text, err := marshalJSON([]*uint64{nil, &one, nil}, code)
	var back []*uint64
	if err := errors.Join(err, unmarshalJSON(text, &back, code)); err != nil || string(text) != `{"x":[null,1,null]}` ||
		!reflect.DeepEqual(back, []*uint64{nil, &one, nil}) {
		t.Errorf("%s, %v, %v", text, back, err)
	}
	for _, bad := range []string{`{"x":[nul]}`, `{"x":[Null]}`, `{"x":["null"]}`, `{"x":[nullnull]}`, `{"x":null}`} {
		if err := unmarshalJSON([]byte(bad), &back, code); !errors.Is(err, sentinel.Encoding) {
			t.Errorf("%s is read as %v, %v", bad, back, err)
		}
	}
}

func TestDecimals(t *testing.T) {
	code := func(d *decimal.Decimal, c *wire.Coder) { c.Decimal("x", d) }
	for _, tt := range []struct{ in, binary, text string }{
		{"0", "01110000", `{"x":"0"}`},
		{"-0.00", "01110000", `{"x":"0"}`},
		{"12.50", "011101027d", `{"x":"12.5"}`},
		{"-1.28", "0111020380", `{"x":"-1.28"}`},
		{"1000", "01110004" + "03e8", `{"x":"1000"}`},
		{"1e3", "01110004" + "03e8", `{"x":"1000"}`},
	} {
		d := decimal.RequireFromString(tt.in)
		data, err1 := marshalBinary(d, code)
		text, err2 := marshalJSON(d, code)
		if err := errors.Join(err1, err2); err != nil || fmt.Sprintf("%x", data) != tt.binary || string(text) != tt.text {
			t.Errorf("%s is written as %x and %s, %v; want %s and %s", tt.in, data, text, err, tt.binary, tt.text)
		}
		var a, b decimal.Decimal
		if err := errors.Join(unmarshalBinary(data, &a, code), unmarshalJSON(text, &b, code)); err != nil || !a.Equal(d) || !b.Equal(d) {
			t.Errorf("%s is read as %v and %v, %v", tt.in, a, b, err)
		}
	}
	d := decimal.RequireFromString("7")
	for _, data := range []string{
		"\x01\x11\x01\x02\x0a", // 1.0
		"\x01\x11\x01\x00",     // 0.0
		"\x01\x11\x41\x02\x01", // 65 places
		"\x01\x11\xff\xff\x03\x02\x01",
		"\x01\x11\x00\x01",         // minus zero
		"\x01\x11\x00\x04\x00\x01", // a leading zero
		"\x01\x11\x00\xb6\x01\xff" + strings.Repeat("\xff", 90),
	} {
		if err := unmarshalBinary([]byte(data), &d, code); !errors.Is(err, sentinel.Encoding) || d.String() != "7" {
			t.Errorf("%x is read as %v, %v", data, d, err)
		}
	}
	for _, text := range []string{`"1e3"`, `".5"`, `"5."`, `"+5"`, `"0.` + strings.Repeat("0", 64) + `1"`, `"1` + strings.Repeat("1", 200) + `"`, `"1` + strings.Repeat("0", 300) + `"`} {
		if err := unmarshalJSON([]byte(`{"x":`+text+`}`), &d, code); !errors.Is(err, sentinel.Encoding) || d.String() != "7" {
			t.Errorf("%s is read as %v, %v", text, d, err)
		}
	}
	for _, d := range []decimal.Decimal{decimal.New(1, 65), decimal.New(1, -65), decimal.NewFromBigInt(new(big.Int).Lsh(big.NewInt(1), 512), 0)} {
		data, err := marshalBinary(d, code)
		text, err2 := marshalJSON(d, code)
		if !errors.Is(err, sentinel.OutOfRange) || !errors.Is(err2, sentinel.OutOfRange) {
			t.Errorf("written as %x and %s, %v, %v", data, text, err, err2)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		z := new(big.Int).SetBytes(rapid.SliceOfN(rapid.Byte(), 0, 64).Draw(t, "coefficient"))
		d := decimal.NewFromBigInt(z, rapid.Int32Range(-64, 64).Draw(t, "exponent"))
		data, err1 := marshalBinary(d, code)
		text, err2 := marshalJSON(d, code)
		var a, b decimal.Decimal
		err := errors.Join(err1, err2, unmarshalBinary(data, &a, code), unmarshalJSON(text, &b, code))
		if err != nil || !a.Equal(d) || !b.Equal(d) {
			t.Fatalf("%v is read as %v and %v, %v", d, a, b, err)
		}
	})
}

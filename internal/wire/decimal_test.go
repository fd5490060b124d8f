package wire_test

import (
	"errors"
	"math/big"
	"strings"
	"testing"

	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/cxmetrics/cx/internal/wire"
	"github.com/shopspring/decimal"
)

// The largest decimals there are come back from both forms, and one more in the last place
// is refused by both.
func TestLargestDecimals(t *testing.T) {
	code := func(d *decimal.Decimal, c *wire.Coder) { c.Decimal("x", d) }
	largest := new(big.Int).Lsh(big.NewInt(1), 512)
	largest.Sub(largest, big.NewInt(1))
	for _, sign := range []int64{1, -1} {
		z := new(big.Int).Mul(largest, big.NewInt(sign))
		for _, exponent := range []int32{64, 63, 1, 0, -1, -63, -64} {
			d := decimal.NewFromBigInt(z, exponent)
			data, err1 := marshalBinary(d, code)
			text, err2 := marshalJSON(d, code)
			var a, b decimal.Decimal
			err3 := unmarshalBinary(data, &a, code)
			err4 := unmarshalJSON(text, &b, code)
			if err := errors.Join(err1, err2, err3, err4); err != nil || !a.Equal(d) || !b.Equal(d) {
				t.Errorf("%d * (2^512-1) * 10^%d is written as %x and %s and read as %v and %v, %v", sign, exponent, data, text, a, b, err)
			}
			// All digits, as the text of the integer has them.
			digits := strings.NewReplacer(".", "", "-", "").Replace(strings.Trim(string(text), `{"x:}`))
			if want := largest.String() + strings.Repeat("0", int(max(exponent, 0))); strings.TrimLeft(digits, "0") != want {
				t.Errorf("10^%d: the digits are %s, want %s", exponent, digits, want)
			}
		}
		past := decimal.NewFromBigInt(new(big.Int).Add(z, big.NewInt(sign)), 64)
		_, err1 := marshalBinary(past, code)
		_, err2 := marshalJSON(past, code)
		if !errors.Is(err1, sentinel.OutOfRange) || !errors.Is(err2, sentinel.OutOfRange) {
			t.Errorf("%d * 2^512 * 10^64: %v and %v, want out of range", sign, err1, err2)
		}
		// 2^512 itself is even, and its text is read no better than its bytes.
		d, text := decimal.New(7, 0), new(big.Int).Add(z, big.NewInt(sign)).String()
		if err := unmarshalJSON([]byte(`{"x":"`+text+`"}`), &d, code); !errors.Is(err, sentinel.Encoding) || d.String() != "7" {
			t.Errorf("%s is read as %v, %v", text, d, err)
		}
	}
}

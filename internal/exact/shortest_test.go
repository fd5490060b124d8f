package exact

import (
	"errors"
	"math/big"
	"testing"

	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func TestShortest(t *testing.T) {
	for _, tc := range []struct {
		coefficient int64
		exponent    int32
		want        string
		places      int
	}{
		{0, 0, "0", 0},
		{0, -64, "0", 0},
		{0, 64, "0", 0},
		{1500, -3, "15", 1},
		{-1000, -3, "-1", 0},
		{7, 3, "7000", 0},
		{-16, -1, "-16", 1}, // even, and no multiple of 10
	} {
		got, places, err := Shortest(decimal.New(tc.coefficient, tc.exponent))
		if err != nil || got.String() != tc.want || places != tc.places {
			t.Errorf("%d * 10^%d is %v / 10^%d, %v; want %s / 10^%d", tc.coefficient, tc.exponent, got, places, err, tc.want, tc.places)
		}
	}
	for _, d := range []decimal.Decimal{decimal.New(1, 65), decimal.New(1, -65), decimal.NewFromBigInt(power(200), 0)} {
		if got, places, err := Shortest(d); !errors.Is(err, sentinel.OutOfRange) {
			t.Errorf("%d bits are %v / 10^%d, %v", d.Coefficient().BitLen(), got, places, err)
		}
	}
	for _, tc := range []struct {
		coefficient *big.Int
		places      int
	}{
		{big.NewInt(0), 1}, {big.NewInt(10), 1}, {big.NewInt(-20), 64}, {big.NewInt(1), 65}, {big.NewInt(1), -65},
		{new(big.Int).Add(power(200), big.NewInt(1)), 0}, {power(300), 0}, {new(big.Int).Lsh(big.NewInt(1), 513), 3},
	} {
		if got, err := FromShortest(tc.coefficient, tc.places); !errors.Is(err, sentinel.OutOfRange) {
			t.Errorf("%.20v / 10^%d is %.20v, %v", tc.coefficient, tc.places, got, err)
		}
	}
	if places := int64(1) << 32; int64(int(places)) == places { // which an int32 does not hold
		if got, err := FromShortest(big.NewInt(1), int(places)); !errors.Is(err, sentinel.OutOfRange) {
			t.Errorf("1 / 10^%d is %v, %v", places, got, err)
		}
	}
}

// Every decimal that passes Check is taken apart and comes back, and those that are
// equal are taken apart alike.
func TestShortestIsTheValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		coefficient := new(big.Int).SetBytes(rapid.SliceOfN(rapid.Byte(), 0, 64).Draw(t, "bytes"))
		zeros := rapid.IntRange(0, 70).Draw(t, "zeros")
		if z := new(big.Int).Mul(coefficient, power(zeros)); z.BitLen() <= 512 {
			coefficient = z
		}
		if rapid.Bool().Draw(t, "negative") {
			coefficient.Neg(coefficient)
		}
		exponent := rapid.Int32Range(-64, 64).Draw(t, "exponent")
		d := decimal.NewFromBigInt(coefficient, exponent)
		short, places, err := Shortest(d)
		if err != nil {
			t.Fatal(err)
		}
		if places < 0 || short.BitLen() > ShortestBits || decimal.NewFromBigInt(short, int32(-places)).Cmp(d) != 0 {
			t.Fatalf("%v is taken for %v / 10^%d", d, short, places)
		}
		if places > 0 && new(big.Int).Rem(short, big.NewInt(10)).Sign() == 0 {
			t.Fatalf("%v / 10^%d has a place too many", short, places)
		}
		back, err := FromShortest(short, places)
		if err != nil || !back.Equal(d) {
			t.Fatalf("%v comes back as %v, %v", d, back, err)
		}
	})
}

package exact

import (
	"math"
	"math/big"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// units returns d * 10^Places, which must be a whole number.
func units(t interface{ Fatalf(string, ...any) }, d decimal.Decimal) *big.Int {
	r := new(big.Rat).Mul(d.Rat(), new(big.Rat).SetInt(tenTo(Places)))
	if !r.IsInt() {
		t.Fatalf("%v has more than %d places", d, Places)
	}
	return r.Num()
}

func tenTo(n int64) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(n), nil) }

// roundedHalfAway rounds by the definition: the nearest whole number, and of two
// equally near ones that farther from zero.
func roundedHalfAway(r *big.Rat) *big.Int {
	magnitude := new(big.Rat).Abs(r)
	magnitude.Add(magnitude, big.NewRat(1, 2))
	n := new(big.Int).Quo(magnitude.Num(), magnitude.Denom())
	if r.Sign() < 0 {
		n.Neg(n)
	}
	return n
}

func anyBig(bits int) *rapid.Generator[*big.Int] {
	return rapid.Custom(func(t *rapid.T) *big.Int {
		b := rapid.SliceOfN(rapid.Byte(), 0, rapid.IntRange(0, bits/8).Draw(t, "bytes")).Draw(t, "big")
		return new(big.Int).SetBytes(b)
	})
}

func TestRatio(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		num, den := anyBig(320).Draw(t, "num"), anyBig(320).Draw(t, "den")
		if rapid.Bool().Draw(t, "negative") {
			num.Neg(num)
		}
		if den.Sign() == 0 {
			den.SetInt64(3)
		}
		if rapid.Bool().Draw(t, "near a half unit") {
			// (2k+1) / (2 * 10^Places), exactly or nearly, lies between two results.
			num = new(big.Int).Add(new(big.Int).Lsh(num, 1), big.NewInt(1))
			num.Mul(num, tenTo(20))
			num.Add(num, big.NewInt(rapid.Int64Range(-1, 1).Draw(t, "off")))
			den = new(big.Int).Lsh(tenTo(Places+20), 1)
		}
		r := new(big.Rat).SetFrac(num, den)
		scaled := new(big.Rat).Mul(r, new(big.Rat).SetInt(tenTo(Places)))
		want := roundedHalfAway(scaled)
		if got := units(t, Ratio(num, den)); got.Cmp(want) != 0 {
			t.Fatalf("Ratio(%v, %v) = %v units, want %v", num, den, got, want)
		}
		if got := units(t, FromRat(r)); got.Cmp(want) != 0 {
			t.Fatalf("FromRat(%v) = %v units, want %v", r, got, want)
		}
		want = roundedHalfAway(scaled.Mul(scaled, big.NewRat(100, 1)))
		if got := units(t, Percent(num, den)); got.Cmp(want) != 0 {
			t.Fatalf("Percent(%v, %v) = %v units, want %v", num, den, got, want)
		}
	})
}

func TestSqrtRatio(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		num, den := anyBig(320).Draw(t, "num"), anyBig(320).Draw(t, "den")
		if den.Sign() == 0 {
			den.SetInt64(7)
		}
		if rapid.Bool().Draw(t, "near a half unit") {
			// The square of (2k+1) / (2 * 10^Places), exactly or nearly.
			num = new(big.Int).Add(new(big.Int).Lsh(num, 1), big.NewInt(1))
			num.Mul(num, num)
			num.Mul(num, tenTo(10))
			num.Add(num, big.NewInt(rapid.Int64Range(-1, 1).Draw(t, "off")))
			den = new(big.Int).Lsh(tenTo(2*Places+10), 2)
		}
		// The result s has to satisfy (s-1/2)^2 <= x < (s+1/2)^2 in units of 10^-Places.
		s := new(big.Rat).SetInt(units(t, SqrtRatio(num, den)))
		x := new(big.Rat).SetFrac(num, den)
		x.Mul(x, new(big.Rat).SetInt(tenTo(2*Places)))
		half := big.NewRat(1, 2)
		above, below := new(big.Rat).Add(s, half), new(big.Rat).Sub(s, half)
		if above.Mul(above, above).Cmp(x) <= 0 || (s.Sign() > 0 && below.Mul(below, below).Cmp(x) > 0) || s.Sign() < 0 {
			t.Fatalf("SqrtRatio(%v, %v) = %v units", num, den, s)
		}
	})
}

func TestRoundingByHand(t *testing.T) {
	e := tenTo(Places)
	for _, tc := range []struct {
		name string
		got  decimal.Decimal
		want string
	}{
		{"1/3", Ratio(big.NewInt(1), big.NewInt(3)), "0.3333333333333333"},
		{"-2/3", Ratio(big.NewInt(-2), big.NewInt(3)), "-0.6666666666666667"},
		{"half a unit", Ratio(big.NewInt(1), new(big.Int).Lsh(e, 1)), "0.0000000000000001"},
		{"minus half a unit", Ratio(big.NewInt(-1), new(big.Int).Lsh(e, 1)), "-0.0000000000000001"},
		{"2/3 percent", Percent(big.NewInt(2), big.NewInt(3)), "66.6666666666666667"},
		{"root of 2", SqrtRatio(big.NewInt(2), big.NewInt(1)), "1.4142135623730950"}, // 1.41421356237309504880...
		{"root of 1/4", SqrtRatio(big.NewInt(1), big.NewInt(4)), "0.5"},
		{"root of 0", SqrtRatio(big.NewInt(0), big.NewInt(9)), "0"},
	} {
		if !tc.got.Equal(decimal.RequireFromString(tc.want)) {
			t.Errorf("%s = %v, want %s", tc.name, tc.got, tc.want)
		}
	}
}

// The settings of the decimal package are the program's, not ours.
func TestDecimalSettingsDoNotMatter(t *testing.T) {
	results := func() []string {
		return []string{
			Ratio(big.NewInt(2), big.NewInt(3)).String(),
			Percent(big.NewInt(2), big.NewInt(3)).String(),
			FromRat(big.NewRat(2, 3)).String(),
			SqrtRatio(big.NewInt(2), big.NewInt(3)).String(),
		}
	}
	want := results()
	precision, negative := decimal.DivisionPrecision, decimal.PowPrecisionNegativeExponent
	defer func() { decimal.DivisionPrecision, decimal.PowPrecisionNegativeExponent = precision, negative }()
	decimal.DivisionPrecision, decimal.PowPrecisionNegativeExponent = 1, 1
	for i, got := range results() {
		if got != want[i] {
			t.Errorf("result %d is %s with other settings, %s without", i, got, want[i])
		}
	}
}

func TestRoundHalfUp(t *testing.T) {
	for _, c := range []struct{ num, den, want int64 }{
		{0, 7, 0}, {3, 7, 0}, {4, 7, 1}, {1, 2, 1}, {3, 2, 2}, {5, 2, 3}, {7, 1, 7},
		{-1, 2, 0}, {-3, 2, -1}, {-4, 7, -1}, {-3, 7, 0},
	} {
		num, den := big.NewInt(c.num), big.NewInt(c.den)
		if got := RoundHalfUp(num, den); got.Cmp(big.NewInt(c.want)) != 0 {
			t.Errorf("%d/%d rounded to %v, want %d", c.num, c.den, got, c.want)
		}
		if num.Int64() != c.num || den.Int64() != c.den {
			t.Errorf("%d/%d changed to %v/%v", c.num, c.den, num, den)
		}
	}
}

// The short division gives what the long one does, to the representation.
func quickIsSlow(t *rapid.T) {
	num, den := rapid.Int64().Draw(t, "num"), rapid.Uint64Min(1).Draw(t, "den")
	if rapid.Bool().Draw(t, "fraction") && den <= math.MaxInt64 {
		num %= int64(den)
	}
	scale := rapid.SampledFrom([]uint64{1e16, 1e18}).Draw(t, "scale")
	if rapid.Bool().Draw(t, "half a unit") { // num / den = (2k+1) / (2 * scale), or one step of den away
		num = 2*rapid.Int64Range(-4, 4).Draw(t, "k") + 1
		den = 2*scale + uint64(rapid.IntRange(-1, 1).Draw(t, "off"))
	}
	got, ok := quick(num, den, scale)
	product := new(big.Int).Mul(big.NewInt(num), new(big.Int).SetUint64(scale))
	wide := new(big.Int).SetUint64(den)
	if !ok {
		if product.Quo(product, wide).BitLen() < 63 {
			t.Fatalf("quick(%d, %d, %d) gave up on what fits 63 bits", num, den, scale)
		}
		return
	}
	want := slowRatio(product.Quo(product, big.NewInt(1e16)), wide)
	if got.Coefficient().Cmp(want.Coefficient()) != 0 || got.Exponent() != want.Exponent() {
		t.Fatalf("quick(%d, %d, %d) = %v, want %v", num, den, scale, got, want)
	}
}

func TestQuickIsSlow(t *testing.T) { rapid.Check(t, quickIsSlow) }
func FuzzQuickIsSlow(f *testing.F) { f.Fuzz(rapid.MakeFuzz(quickIsSlow)) }

func TestQuickRefuses(t *testing.T) {
	for _, tc := range []struct {
		num int64
		den uint64
	}{{1, 0}, {0, 0}, {1000, 1}, {-1000, 1}, {math.MinInt64, 2}, {math.MaxInt64, 100}} {
		if got, ok := quick(tc.num, tc.den, 1e16); ok {
			t.Errorf("quick(%d, %d) = %v, which cannot be", tc.num, tc.den, got)
		}
	}
}

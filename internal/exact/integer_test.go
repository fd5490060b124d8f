package exact

import (
	"math"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// edges are the values where a carry, a borrow or a sign goes wrong first.
var (
	signed   = []int64{0, 1, -1, 2, -2, 1 << 31, 1<<32 - 1, -1 << 32, math.MaxInt64, math.MinInt64, math.MinInt64 + 1, math.MaxInt64 / 3, 0x123456789abcdeff}
	unsigned = []uint64{0, 1, 2, 1<<32 - 1, 1 << 32, 1 << 63, math.MaxUint64 - 1, math.MaxUint64}
)

func anyInt64() *rapid.Generator[int64] { return rapid.OneOf(rapid.SampledFrom(signed), rapid.Int64()) }

func anyUint64() *rapid.Generator[uint64] {
	return rapid.OneOf(rapid.SampledFrom(unsigned), rapid.Uint64())
}

func bigUint(x uint64) *big.Int { return new(big.Int).SetUint64(x) }

func product(factors ...*big.Int) *big.Int {
	p := big.NewInt(1)
	for _, f := range factors {
		p.Mul(p, f)
	}
	return p
}

func TestProductsAtTheEdges(t *testing.T) {
	for _, x := range signed {
		if got := Int320From(x).Big(); got.Cmp(big.NewInt(x)) != 0 {
			t.Errorf("Int320From(%d) = %v", x, got)
		}
		for _, n := range unsigned {
			a := Mul(x, n)
			want := product(big.NewInt(x), bigUint(n))
			if a.Big().Cmp(want) != 0 || a.Sign() != want.Sign() || a.Wide().Big().Cmp(want) != 0 {
				t.Errorf("%d * %d = %v, sign %d, wide %v, want %v", x, n, a.Big(), a.Sign(), a.Wide().Big(), want)
			}
			if back := Int128FromBig(want); back != a {
				t.Errorf("Int128FromBig(%v) = %v", want, back.Big())
			}
			square := product(big.NewInt(x), big.NewInt(x), bigUint(n))
			if got := MulSquare(x, n).Big(); got.Cmp(square) != 0 {
				t.Errorf("%d^2 * %d = %v, want %v", x, n, got, square)
			}
		}
	}
}

func TestSetBigAtTheEdges(t *testing.T) {
	for _, bits := range []uint{0, 1, 63, 64, 126, 127, 128, 129, 191, 192, 193, 318, 319, 320, 321} {
		for _, less := range []int64{0, 1} {
			for _, sign := range []int64{1, -1} {
				z := product(big.NewInt(sign), new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), bits), big.NewInt(less)))
				var a Int128
				if ok := a.SetBig(z); ok != (z.BitLen() < 128) || ok && a.Big().Cmp(z) != 0 {
					t.Errorf("Int128 %v: %v, %v", z, a.Big(), ok)
				}
				var b Uint192
				if ok := b.SetBig(z); ok != (z.Sign() >= 0 && z.BitLen() <= 192) || ok && b.Big().Cmp(z) != 0 {
					t.Errorf("Uint192 %v: %v, %v", z, b.Big(), ok)
				}
				var c Int320
				if ok := c.SetBig(z); ok != (z.BitLen() < 320) || ok && c.Big().Cmp(z) != 0 {
					t.Errorf("Int320 %v: %v, %v", z, c.Big(), ok)
				}
			}
		}
	}
}

// The largest sums that a sample of 2^64-1 values can reach still fit.
func TestSumsDoNotWrap(t *testing.T) {
	most := uint64(math.MaxUint64)
	half := most / 2
	lowest := Mul(math.MinInt64, half).Add(Mul(math.MinInt64, most-half))
	if want := product(big.NewInt(math.MinInt64), bigUint(most)); lowest.Big().Cmp(want) != 0 {
		t.Errorf("the lowest sum is %v, want %v", lowest.Big(), want)
	}
	squares := MulSquare(math.MinInt64, half).Add(MulSquare(math.MinInt64, most-half))
	if want := product(bigUint(1<<63), bigUint(1<<63), bigUint(most)); squares.Big().Cmp(want) != 0 {
		t.Errorf("the largest sum of squares is %v, want %v", squares.Big(), want)
	}
}

func TestInt128AndUint192Sums(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		xs := rapid.SliceOfN(anyInt64(), 0, 20).Draw(t, "xs")
		n := rapid.Uint64Range(0, 1<<58).Draw(t, "n")
		var sum Int128
		var squares Uint192
		wantSum, wantSquares := new(big.Int), new(big.Int)
		for _, x := range xs {
			sum, squares = sum.Add(Mul(x, n)), squares.Add(MulSquare(x, n))
			wantSum.Add(wantSum, product(big.NewInt(x), bigUint(n)))
			wantSquares.Add(wantSquares, product(big.NewInt(x), big.NewInt(x), bigUint(n)))
		}
		if sum.Big().Cmp(wantSum) != 0 || sum.Sign() != wantSum.Sign() {
			t.Fatalf("sum %v with sign %d, want %v", sum.Big(), sum.Sign(), wantSum)
		}
		if squares.Big().Cmp(wantSquares) != 0 {
			t.Fatalf("sum of squares %v, want %v", squares.Big(), wantSquares)
		}
	})
}

func TestInt320(t *testing.T) {
	// Products of a few factors of either sign, each of up to 64 bits, and their sums.
	factor := func(t *rapid.T) (Int320, *big.Int) {
		if rapid.Bool().Draw(t, "signed") {
			x := anyInt64().Draw(t, "x")
			return Int320From(x), big.NewInt(x)
		}
		x := anyUint64().Draw(t, "x")
		return Int320FromUint(x), bigUint(x)
	}
	term := func(t *rapid.T) (Int320, *big.Int) {
		z, want := Int320From(1), big.NewInt(1)
		for range rapid.IntRange(0, 4).Draw(t, "factors") {
			f, g := factor(t)
			if rapid.Bool().Draw(t, "from the left") {
				z = f.Mul(z)
			} else {
				z = z.Mul(f)
			}
			want.Mul(want, g)
		}
		return z, want
	}
	rapid.Check(t, func(t *rapid.T) {
		var sum Int320
		want := new(big.Int)
		for range rapid.IntRange(0, 8).Draw(t, "terms") {
			z, w := term(t)
			if z.Big().Cmp(w) != 0 {
				t.Fatalf("product %v, want %v", z.Big(), w)
			}
			sum, want = sum.Add(z), want.Add(want, w)
		}
		if got := sum.Big(); got.Cmp(want) != 0 {
			t.Fatalf("sum %v, want %v", got, want)
		}
	})
}

// Sums are comparable values: the same number has the same bits, whichever way it
// was reached.
func TestOneRepresentation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		xs := rapid.SliceOfN(anyInt64(), 0, 10).Draw(t, "xs")
		sums := func(xs []int64) (a Int128, b Uint192, c Int320) {
			for _, x := range xs {
				a, b, c = a.Add(Mul(x, 1)), b.Add(MulSquare(x, 1)), c.Add(Int320From(x).Mul(Int320From(x)))
			}
			return a, b, c
		}
		a, b, c := sums(xs)
		shuffled := rapid.Permutation(slices.Clone(xs)).Draw(t, "shuffled")
		if a2, b2, c2 := sums(shuffled); a != a2 || b != b2 || c != c2 {
			t.Fatal("the sum depends on the order")
		}
		if b.Big().Cmp(c.Big()) != 0 {
			t.Fatalf("two sums of squares: %v and %v", b.Big(), c.Big())
		}
	})
}

func TestTotal(t *testing.T) {
	if got := Total(); got.Sign() != 0 {
		t.Errorf("Total() = %v", got)
	}
	want := product(big.NewInt(3), bigUint(math.MaxUint64))
	if got := Total(math.MaxUint64, math.MaxUint64, math.MaxUint64); got.Cmp(want) != 0 {
		t.Errorf("Total of three times 2^64-1 = %v, want %v", got, want)
	}
}

func TestNoAllocs(t *testing.T) {
	var a Int128
	var b Uint192
	var c Int320
	if n := testing.AllocsPerRun(100, func() {
		a = a.Add(Mul(-7, 3)).Sub(Mul(5, 1))
		b = b.Add(MulSquare(-7, 3))
		c = c.Add(Int320From(-7).Mul(Int320FromUint(3))).Add(a.Wide())
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// The whole width of each integer comes from a big integer and goes back to one; differences
// wrap as sums do, and the order is that of numbers.
func TestWideIntegers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		wide := func(words int, label string) *big.Int {
			z := new(big.Int)
			for range rapid.IntRange(0, words).Draw(t, "words of "+label) {
				z.Lsh(z, 64)
				z.Or(z, bigUint(anyUint64().Draw(t, label)))
			}
			return z
		}
		modulo := func(z *big.Int, bits uint) *big.Int { return z.Mod(z, new(big.Int).Lsh(big.NewInt(1), bits)) }

		a, b := wide(3, "a"), wide(3, "b")
		x, y := Uint192FromBig(a), Uint192FromBig(b)
		if x.Big().Cmp(a) != 0 {
			t.Fatalf("%v comes back as %v", a, x.Big())
		}
		if got, want := x.Sub(y).Big(), modulo(new(big.Int).Sub(a, b), 192); got.Cmp(want) != 0 {
			t.Fatalf("%v - %v = %v, want %v", a, b, got, want)
		}
		if got := x.Less(y); got != (a.Cmp(b) < 0) || x.Less(x) {
			t.Fatalf("%v < %v: %v, and less than itself: %v", a, b, got, x.Less(x))
		}

		signed := func(words int, label string) *big.Int {
			z := wide(words, label)
			z.Rsh(z, 1)
			if rapid.Bool().Draw(t, "negative "+label) {
				z.Neg(z)
			}
			return z
		}
		c, d := signed(5, "c"), signed(5, "d")
		v, w := Int320FromBig(c), Int320FromBig(d)
		if v.Big().Cmp(c) != 0 {
			t.Fatalf("%v comes back as %v", c, v.Big())
		}
		if got, want := v.Sub(w), new(big.Int).Sub(c, d); modulo(got.Big(), 320).Cmp(modulo(want, 320)) != 0 {
			t.Fatalf("%v - %v = %v, want %v", c, d, got.Big(), want)
		}
		e := signed(2, "e")
		if got := Int128FromBig(e); got.Big().Cmp(e) != 0 || got.Abs().Big().Cmp(new(big.Int).Abs(e)) != 0 || got.Sign() != e.Sign() || got.Wide().Big().Cmp(e) != 0 {
			t.Fatalf("%v comes back as %v, its magnitude as %v", e, got.Big(), got.Abs().Big())
		}
	})
}

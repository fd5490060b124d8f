// Package exact holds the arithmetic that never rounds before a result is read:
// integer sums too wide to wrap, and the one correctly rounded division that
// turns a ratio of integers into a decimal.
package exact

import (
	"math"
	"math/big"
	"math/bits"

	"github.com/shopspring/decimal"
)

// Places is the number of decimal places of every result of this module.
const Places = 16

var (
	one     = big.NewInt(1)
	four    = big.NewInt(4)
	hundred = big.NewInt(100)
	scale2  = new(big.Int).Exp(big.NewInt(10), big.NewInt(2*Places), nil)
)

// Ratio returns num/den rounded once to Places places, half away from zero.
// It panics when den is zero; callers have turned that case into an error.
func Ratio(num, den *big.Int) decimal.Decimal {
	if num.IsInt64() && den.IsUint64() {
		if d, ok := quick(num.Int64(), den.Uint64(), 1e16); ok {
			return d
		}
	}
	return slowRatio(num, den)
}

// slowRatio is Ratio for all numbers.
func slowRatio(num, den *big.Int) decimal.Decimal {
	return decimal.NewFromBigInt(num, 0).DivRound(decimal.NewFromBigInt(den, 0), Places)
}

// quick returns num * scale / den rounded to a whole number of 10^-Places, half
// away from zero, or false where that does not fit the division of 128 by 64 bits
// that processors have. It takes a fraction of the time of one of big integers.
func quick(num int64, den, scale uint64) (decimal.Decimal, bool) {
	hi, lo := bits.Mul64(magnitude(num), scale)
	if hi >= den {
		return decimal.Decimal{}, false
	}
	q, r := bits.Div64(hi, lo, den)
	if r >= den-r {
		q++
	}
	if q > math.MaxInt64 {
		return decimal.Decimal{}, false
	}
	if num < 0 {
		return decimal.New(-int64(q), -Places), true
	}
	return decimal.New(int64(q), -Places), true
}

// PercentInt64 is Percent for numbers that fit in 64 bits.
func PercentInt64(num int64, den uint64) decimal.Decimal {
	if d, ok := quick(num, den, 1e18); ok {
		return d
	}
	return slowRatio(new(big.Int).Mul(big.NewInt(num), hundred), new(big.Int).SetUint64(den))
}

// Percent returns 100 * num/den rounded once to Places places.
func Percent(num, den *big.Int) decimal.Decimal {
	if num.IsInt64() && den.IsUint64() {
		return PercentInt64(num.Int64(), den.Uint64())
	}
	return slowRatio(new(big.Int).Mul(num, hundred), den)
}

// FromRat returns r rounded once to Places places, half away from zero.
func FromRat(r *big.Rat) decimal.Decimal { return Ratio(r.Num(), r.Denom()) }

// SqrtRatio returns the square root of num/den (num >= 0, den > 0) rounded once
// to Places places, half up.
func SqrtRatio(num, den *big.Int) decimal.Decimal {
	// round(y) = floor((floor(2y) + 1) / 2), and with y = 10^Places * sqrt(num/den)
	// floor(2y) is the integer square root of floor(4 * 10^(2*Places) * num / den).
	z := new(big.Int).Mul(num, scale2)
	z.Mul(z, four)
	z.Quo(z, den)
	z.Sqrt(z)
	z.Add(z, one)
	z.Rsh(z, 1)
	return decimal.NewFromBigInt(z, -Places)
}

// RoundHalfUp returns the whole number nearest to num/den (den > 0), of two equally
// near ones the higher.
func RoundHalfUp(num, den *big.Int) *big.Int {
	z := new(big.Int).Lsh(num, 1)
	z.Add(z, den)
	return z.Div(z, new(big.Int).Lsh(den, 1))
}

// Total returns the sum of counts as a big integer.
func Total(counts ...uint64) *big.Int {
	sum, word := new(big.Int), new(big.Int)
	for _, c := range counts {
		sum.Add(sum, word.SetUint64(c))
	}
	return sum
}

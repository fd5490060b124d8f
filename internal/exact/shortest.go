package exact

import (
	"math/big"

	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
)

// ShortestBits is how many bits a coefficient of [Shortest] has at most: those of a
// decimal that passes [Check], and of its 10^64.
const ShortestBits = maxBits + 213

// Shortest returns d as coefficient/10^places with the fewest places, so that decimals
// that are equal have the same. It refuses what [Check] refuses.
func Shortest(d decimal.Decimal) (coefficient *big.Int, places int, err error) {
	if coefficient, err = checked(d); err != nil {
		return nil, 0, err
	}
	if e := int(d.Exponent()); e >= 0 {
		return coefficient.Mul(coefficient, power(e)), 0, nil
	}
	coefficient, dropped := withoutZeros(coefficient, -int(d.Exponent()))
	return coefficient, -int(d.Exponent()) - dropped, nil
}

// FromShortest returns the decimal that Shortest takes apart, and the zero value for 0.
// It refuses places that could be fewer, and what Shortest refuses.
func FromShortest(coefficient *big.Int, places int) (decimal.Decimal, error) {
	if coefficient.Sign() == 0 && places == 0 {
		return decimal.Decimal{}, nil
	}
	if places == 0 && coefficient.BitLen() > maxBits {
		var dropped int
		coefficient, dropped = withoutZeros(coefficient, maxExponent)
		places -= dropped
	}
	if places < -maxExponent || places > maxExponent {
		return decimal.Decimal{}, sentinel.Errorf(sentinel.OutOfRange, "a decimal of %d places, more than %d", places, maxExponent)
	}
	if places > 0 && new(big.Int).Rem(coefficient, power(1)).Sign() == 0 {
		return decimal.Decimal{}, sentinel.Errorf(sentinel.OutOfRange, "a decimal of %d places that could have fewer", places)
	}
	d := decimal.NewFromBigInt(coefficient, int32(-places))
	return d, Check(d)
}

// withoutZeros returns z without the zeros at its end, of which it drops so many at most.
func withoutZeros(z *big.Int, most int) (rest *big.Int, dropped int) {
	if z.Sign() == 0 {
		return z, most
	}
	remainder := new(big.Int)
	for n := 64; n > 0; n /= 2 {
		// What 10^n divides, 2^n divides.
		for dropped+n <= most && z.TrailingZeroBits() >= uint(n) {
			quotient, remainder := new(big.Int).QuoRem(z, power(n), remainder)
			if remainder.Sign() != 0 {
				break
			}
			z, dropped = quotient, dropped+n
		}
	}
	return z, dropped
}

func power(n int) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil) }

package exact

import (
	"math"
	"math/big"

	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
)

// The bounds of what [Amount] accepts: fewer than 10^AmountDigits units, in steps of
// 10^-AmountPlaces. Any 2^27 amounts add up to less than 2^127 steps.
const (
	AmountDigits = 12
	AmountPlaces = 18
)

// Decimals from outside may have an exponent or a length that keeps arithmetic
// busy for minutes. These bounds are checked before any arithmetic.
const (
	maxExponent = 64
	maxBits     = 512
)

var (
	amountLimit    = new(big.Int).Exp(big.NewInt(10), big.NewInt(AmountDigits+AmountPlaces), nil)
	amountLimit128 = Int128FromBig(amountLimit)
)

// pow10 holds the powers of ten that fit in 64 bits.
var pow10 = func() (p [20]uint64) {
	p[0] = 1
	for i := 1; i < len(p); i++ {
		p[i] = 10 * p[i-1]
	}
	return p
}()

// int64s holds, by exponent plus AmountPlaces, the decimals with the least and the
// greatest coefficient of 64 bits.
var int64s = func() (p [AmountPlaces + 1]struct{ least, most decimal.Decimal }) {
	for shift := range p {
		e := int32(shift) - AmountPlaces
		p[shift].least, p[shift].most = decimal.New(math.MinInt64, e), decimal.New(math.MaxInt64, e)
	}
	return p
}()

// Check returns an error for a decimal whose exponent or length passes what
// arithmetic is safe with: 64 places on either side, 512 bits.
func Check(d decimal.Decimal) error {
	_, err := checked(d)
	return err
}

// checked returns the coefficient of d after Check.
func checked(d decimal.Decimal) (*big.Int, error) {
	if e := d.Exponent(); e < -maxExponent || e > maxExponent {
		return nil, sentinel.Errorf(sentinel.OutOfRange, "a decimal with the exponent %d, beyond %d", e, maxExponent)
	}
	coefficient := d.Coefficient()
	if n := coefficient.BitLen(); n > maxBits {
		return nil, sentinel.Errorf(sentinel.OutOfRange, "a decimal of %d bits, more than %d", n, maxBits)
	}
	return coefficient, nil
}

// Amount returns d as a number of steps of 10^-AmountPlaces. A decimal that is
// no whole number of steps or is not below 10^AmountDigits is out of range.
func Amount(d decimal.Decimal) (Int128, error) {
	shift := int(d.Exponent()) + AmountPlaces
	if shift >= 0 && shift <= AmountPlaces && d.Cmp(int64s[shift].least) >= 0 && d.Cmp(int64s[shift].most) <= 0 {
		// This does not copy the coefficient. 63 bits times at most 10^18 may pass the
		// limit, but not wrap.
		if a := Mul(d.CoefficientInt64(), pow10[shift]); a.IsAmount() {
			return a, nil
		}
	} else if coefficient, err := checked(d); err != nil {
		return Int128{}, err
	} else if steps, ok := shifted(coefficient, shift); ok && steps.CmpAbs(amountLimit) < 0 {
		return Int128FromBig(steps), nil
	}
	return Int128{}, sentinel.Errorf(sentinel.OutOfRange, "%.40s is not an amount below 10^%d with at most %d decimal places",
		d, AmountDigits, AmountPlaces)
}

// IsAmount reports whether a is what [Amount] returns for some decimal.
func (a Int128) IsAmount() bool { return a.Abs().Sub(amountLimit128).Sign() < 0 }

// shifted returns z * 10^shift, if that is a whole number.
func shifted(z *big.Int, shift int) (*big.Int, bool) {
	if shift >= 0 {
		return z.Mul(z, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(shift)), nil)), true
	}
	rest := new(big.Int)
	z.QuoRem(z, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(-shift)), nil), rest)
	return z, rest.Sign() == 0
}

// Decimal returns a number of steps of 10^-AmountPlaces as a decimal.
func (a Int128) Decimal() decimal.Decimal {
	return decimal.NewFromBigInt(a.Big(), -AmountPlaces)
}

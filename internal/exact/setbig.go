package exact

import "math/big"

// SetBig sets a to z, and reports whether it fits.
func (a *Int128) SetBig(z *big.Int) bool {
	*a = Int128FromBig(z)
	return a.Big().Cmp(z) == 0
}

// SetBig sets a to z, and reports whether it fits.
func (a *Uint192) SetBig(z *big.Int) bool {
	if z.Sign() < 0 || z.BitLen() > 192 {
		return false
	}
	*a = Uint192FromBig(z)
	return true
}

// SetBig sets a to z, and reports whether it fits.
func (a *Int320) SetBig(z *big.Int) bool {
	if z.BitLen() >= 320 {
		return false
	}
	*a = Int320FromBig(z)
	return true
}

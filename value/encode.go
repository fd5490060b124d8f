package value

import (
	"math/big"

	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/wire"
)

//go:generate go run ../internal/encodings

// code has the parts of Money. An amount out of bounds returns [cx.ErrOutOfRange], a currency
// that is not UTF-8 [cx.ErrEncoding].
//
//cx:encode ValueMoney
func (m *Money) code(c *wire.Coder) {
	c.Decimal("amount", &m.Amount)
	c.Label("currency", &m.Currency)
}

// code has the parts of Account. An amount out of bounds returns [cx.ErrOutOfRange], a
// currency that is not UTF-8 [cx.ErrEncoding].
//
//cx:encode ValueAccount
func (a *Account) code(c *wire.Coder) {
	c.Open("arpa")
	a.ARPA.code(c)
	c.Close()
	codeRate(c, "margin", &a.Margin)
	codeRate(c, "discount", &a.Discount)
	c.Flag("paid_at_end", &a.PaidAtEnd)
}

// codeRate has the percent of a rate.
func codeRate(c *wire.Coder, name string, r *estimate.Rate) {
	percent := r.Percent()
	c.Decimal(name, &percent)
	if c.Reading() {
		*r = estimate.RateOfPercent(percent)
	}
}

// code has the parts of Payments. An ID without a form returns [cx.ErrEncoding].
//
//cx:encode ValuePayments
func (p *Payments[ID]) code(c *wire.Coder) {
	c.Label("currency", &p.currency)
	wire.Map(c, "customers", &p.paid, codeSteps)
	if c.Reading() {
		c.Require(p.paid != nil || p.currency == "", "a currency without payments")
	}
}

// codeSteps has an amount in steps of 10^-places.
func codeSteps(c *wire.Coder, name string, paid *int64) {
	z := big.NewInt(*paid)
	c.Fixed(name, z, places, 64, true)
	if c.Reading() {
		c.Require(z.IsInt64(), name+": payments beyond 9.2 * 10^12")
		*paid = z.Int64()
	}
}

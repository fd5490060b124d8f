package value

import (
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/wire"
)

//go:generate go run ../internal/encodings

//cx:encode 0x81
func (m *Money) code(c *wire.Coder) {
	c.Decimal("amount", &m.Amount)
	c.Label("currency", &m.Currency)
}

//cx:encode 0x82
func (a *Account) code(c *wire.Coder) {
	c.Object("arpa", a.ARPA.code)
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

//cx:encode 0x80
func (p *Payments[ID]) code(c *wire.Coder) {
	c.Label("currency", &p.currency)
	wire.Map(c, "customers", &p.paid, func(c *wire.Coder, name string, paid *int64) {
		steps := exact.Int128From(*paid)
		if c.Big(name, &steps, places, 64); c.Reading() {
			_, lo := steps.Words()
			*paid = int64(lo)
			c.Require(exact.Int128From(*paid) == steps, "payments beyond 9.2 * 10^12")
		}
	})
	c.Require(p.paid != nil || p.currency == "", "a currency without payments")
}

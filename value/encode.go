package value

import (
	"database/sql/driver"
	"math/big"

	"github.com/cxmetrics/cx/internal/wire"
)

// The methods below put the values of this package into bytes, JSON and databases.
// The package documentation says in which form, and what each reader refuses.

func (m *Money) code(c *wire.Coder) {
	c.Decimal("amount", &m.Amount)
	c.Label("currency", &m.Currency)
}

func (a *Account) code(c *wire.Coder) {
	c.Open("arpa")
	a.ARPA.code(c)
	c.Close()
	c.Decimal("margin", &a.Margin.d)
	c.Decimal("discount", &a.Discount.d)
	c.Flag("paid_at_end", &a.PaidAtEnd)
}

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

// AppendBinary appends the binary form to b. An amount out of bounds returns
// [cx.ErrOutOfRange], a currency that is not UTF-8 [cx.ErrEncoding].
func (m Money) AppendBinary(b []byte) ([]byte, error) {
	return wire.AppendBinary(wire.ValueMoney, b, m, (*Money).code)
}

// MarshalBinary returns the binary form. An amount out of bounds returns
// [cx.ErrOutOfRange], a currency that is not UTF-8 [cx.ErrEncoding].
func (m Money) MarshalBinary() ([]byte, error) { return m.AppendBinary(nil) }

// UnmarshalBinary reads the binary form. Anything else is [cx.ErrEncoding], and m is unchanged.
func (m *Money) UnmarshalBinary(data []byte) error {
	return wire.UnmarshalBinary(wire.ValueMoney, data, m, (*Money).code)
}

// MarshalJSON returns the JSON form. An amount out of bounds returns
// [cx.ErrOutOfRange], a currency that is not UTF-8 [cx.ErrEncoding].
func (m Money) MarshalJSON() ([]byte, error) {
	return wire.MarshalJSON(wire.ValueMoney, m, (*Money).code)
}

// UnmarshalJSON reads the JSON form; null is the zero value. Anything else returns
// [cx.ErrEncoding], and m is unchanged.
func (m *Money) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalJSON(wire.ValueMoney, data, m, (*Money).code)
}

// Value implements [driver.Valuer] with the binary form.
func (m Money) Value() (driver.Value, error) { return wire.Column(m.MarshalBinary()) }

// Scan implements sql.Scanner: it reads the binary or the JSON form from bytes or
// text, and NULL as the zero value.
func (m *Money) Scan(src any) error { return wire.Scan(wire.ValueMoney, m, src) }

// AppendBinary appends the binary form to b. An amount out of bounds returns
// [cx.ErrOutOfRange], a currency that is not UTF-8 [cx.ErrEncoding].
func (a Account) AppendBinary(b []byte) ([]byte, error) {
	return wire.AppendBinary(wire.ValueAccount, b, a, (*Account).code)
}

// MarshalBinary returns the binary form. An amount out of bounds returns
// [cx.ErrOutOfRange], a currency that is not UTF-8 [cx.ErrEncoding].
func (a Account) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary reads the binary form. Anything else is [cx.ErrEncoding], and a is unchanged.
func (a *Account) UnmarshalBinary(data []byte) error {
	return wire.UnmarshalBinary(wire.ValueAccount, data, a, (*Account).code)
}

// MarshalJSON returns the JSON form. An amount out of bounds returns
// [cx.ErrOutOfRange], a currency that is not UTF-8 [cx.ErrEncoding].
func (a Account) MarshalJSON() ([]byte, error) {
	return wire.MarshalJSON(wire.ValueAccount, a, (*Account).code)
}

// UnmarshalJSON reads the JSON form; null is the zero value. Anything else returns
// [cx.ErrEncoding], and a is unchanged.
func (a *Account) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalJSON(wire.ValueAccount, data, a, (*Account).code)
}

// Value implements [driver.Valuer] with the binary form.
func (a Account) Value() (driver.Value, error) { return wire.Column(a.MarshalBinary()) }

// Scan implements sql.Scanner: it reads the binary or the JSON form from bytes or
// text, and NULL as the zero value.
func (a *Account) Scan(src any) error { return wire.Scan(wire.ValueAccount, a, src) }

// AppendBinary appends the binary form to b. An ID without a form returns [cx.ErrEncoding].
func (p *Payments[ID]) AppendBinary(b []byte) ([]byte, error) {
	c := wire.ToBinary(wire.ValuePayments, b)
	p.code(&c)
	return c.Bytes()
}

// MarshalBinary returns the binary form. An ID without a form returns [cx.ErrEncoding].
func (p *Payments[ID]) MarshalBinary() ([]byte, error) { return p.AppendBinary(nil) }

// UnmarshalBinary reads the binary form. Anything else is [cx.ErrEncoding], and p is unchanged.
func (p *Payments[ID]) UnmarshalBinary(data []byte) error {
	return wire.UnmarshalBinary(wire.ValuePayments, data, p, (*Payments[ID]).code)
}

// MarshalJSON returns the JSON form. An ID without a form returns [cx.ErrEncoding].
func (p *Payments[ID]) MarshalJSON() ([]byte, error) {
	c := wire.ToJSON(wire.ValuePayments)
	p.code(&c)
	return c.Bytes()
}

// UnmarshalJSON reads the JSON form; null is the zero value. Anything else returns
// [cx.ErrEncoding], and p is unchanged.
func (p *Payments[ID]) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalJSON(wire.ValuePayments, data, p, (*Payments[ID]).code)
}

// Value implements [driver.Valuer] with the binary form.
func (p *Payments[ID]) Value() (driver.Value, error) { return wire.Column(p.MarshalBinary()) }

// Scan implements sql.Scanner: it reads the binary or the JSON form from bytes or
// text, and NULL as the zero value.
func (p *Payments[ID]) Scan(src any) error { return wire.Scan(wire.ValuePayments, p, src) }

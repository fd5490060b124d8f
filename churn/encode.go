package churn

import (
	"database/sql/driver"
	"time"

	"github.com/cxmetrics/cx/internal/wire"
	"github.com/shopspring/decimal"
)

// The methods below put the tallies of counts and amounts into bytes, JSON and
// databases. docs/FORMAT.md says in which form, and what each reader
// refuses.

func (c *Customers) code(w *wire.Coder) {
	w.Count("kept", &c.Kept)
	w.Count("lost", &c.Lost)
}

// movementPart is a count with its name in JSON.
type movementPart struct {
	name string
	n    *uint64
}

func (m *Movement) counts() [7]movementPart {
	return [...]movementPart{
		{"opening", &m.Opening}, {"new", &m.New}, {"reactivated", &m.Reactivated}, {"lost", &m.Lost},
		{"lost_joined", &m.LostJoined}, {"moved_in", &m.MovedIn}, {"moved_out", &m.MovedOut},
	}
}

func (m *Movement) code(c *wire.Coder) {
	for _, count := range m.counts() {
		c.Count(count.name, count.n)
	}
}

// revenuePart is an amount with its name in JSON.
type revenuePart struct {
	name   string
	amount *decimal.Decimal
}

func (r *Revenue) parts() [11]revenuePart {
	return [...]revenuePart{
		{"opening", &r.Opening}, {"new", &r.New}, {"reactivated", &r.Reactivated},
		{"expansion", &r.Expansion}, {"contraction", &r.Contraction}, {"churned", &r.Churned},
		{"expansion_joined", &r.ExpansionJoined}, {"contraction_joined", &r.ContractionJoined}, {"churned_joined", &r.ChurnedJoined},
		{"moved_in", &r.MovedIn}, {"moved_out", &r.MovedOut},
	}
}

func (r *Revenue) code(c *wire.Coder) {
	for _, part := range r.parts() {
		c.Decimal(part.name, part.amount)
	}
	r.Currency = currencyCode(r.Currency)
	read := r.Currency
	c.Label("currency", &read)
	if c.Reading() {
		c.Require(read == currencyCode(read), "a currency in lower case")
		r.Currency = read
	}
}

func (w *Window) code(c *wire.Coder) {
	bounded := !w.From.IsZero() || !w.To.IsZero()
	if c.IsJSON() {
		none := c.Null("from", !bounded)
		if c.Null("to", !bounded) != none {
			c.Fail("a window with one bound")
		}
		bounded = !none
	} else {
		c.Flag("bounded", &bounded)
	}
	if bounded && (c.Reading() || !w.From.IsZero() || !w.To.IsZero()) {
		from, to := codeBound(c, "from", &w.From), codeBound(c, "to", &w.To)
		if from > to {
			c.Fail("a window to %v that is before from", w.To)
		}
	}
	c.Open("movement")
	w.Movement.code(c)
	c.Close()
	c.Open("revenue")
	w.Revenue.code(c)
	c.Close()
}

// codeBound has a bound of a window.
func codeBound(c *wire.Coder, name string, t *time.Time) (at int64) {
	if !c.Reading() {
		var err error
		at, err = instant(*t)
		c.Part(name, err)
	}
	if c.IsJSON() {
		codeInstant(c, name, &at)
	} else {
		c.Int(name, &at)
	}
	if c.Reading() {
		*t = time.Unix(0, at).UTC()
		_, err := instant(*t)
		c.Part(name, err)
	}
	return at
}

// appendBinary appends the binary form of what must not be copied.
func appendBinary(kind wire.Kind, b []byte, code func(*wire.Coder)) ([]byte, error) {
	c := wire.ToBinary(kind, b)
	code(&c)
	return c.Bytes()
}

// marshalJSON returns the JSON form of what must not be copied.
func marshalJSON(kind wire.Kind, code func(*wire.Coder)) ([]byte, error) {
	c := wire.ToJSON(kind)
	code(&c)
	return c.Bytes()
}

func (l *Lifetimes) code(c *wire.Coder) { l.tally.Code(c) }

// AppendBinary appends the binary form to b. The error is always nil.
func (c Customers) AppendBinary(b []byte) ([]byte, error) {
	return wire.AppendBinary(wire.ChurnCustomers, b, c, (*Customers).code)
}

// MarshalBinary returns the binary form. The error is always nil.
func (c Customers) MarshalBinary() ([]byte, error) { return c.AppendBinary(nil) }

// UnmarshalBinary reads the binary form. Anything else returns [cx.ErrEncoding], and c is unchanged.
func (c *Customers) UnmarshalBinary(data []byte) error {
	return wire.UnmarshalBinary(wire.ChurnCustomers, data, c, (*Customers).code)
}

// MarshalJSON returns the JSON form. The error is always nil.
func (c Customers) MarshalJSON() ([]byte, error) {
	return wire.MarshalJSON(wire.ChurnCustomers, c, (*Customers).code)
}

// UnmarshalJSON reads the JSON form; null is the zero value. Anything else returns
// [cx.ErrEncoding], and c is unchanged.
func (c *Customers) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalJSON(wire.ChurnCustomers, data, c, (*Customers).code)
}

// Value implements [driver.Valuer] with the binary form.
func (c Customers) Value() (driver.Value, error) { return wire.Column(c.MarshalBinary()) }

// Scan implements sql.Scanner: it reads the binary or the JSON form from bytes or
// text, and NULL as the zero value.
func (c *Customers) Scan(src any) error { return wire.Scan(wire.ChurnCustomers, c, src) }

// AppendBinary appends the binary form to b. The error is always nil.
func (m Movement) AppendBinary(b []byte) ([]byte, error) {
	return wire.AppendBinary(wire.ChurnMovement, b, m, (*Movement).code)
}

// MarshalBinary returns the binary form. The error is always nil.
func (m Movement) MarshalBinary() ([]byte, error) { return m.AppendBinary(nil) }

// UnmarshalBinary reads the binary form. Anything else returns [cx.ErrEncoding], and m is unchanged.
func (m *Movement) UnmarshalBinary(data []byte) error {
	return wire.UnmarshalBinary(wire.ChurnMovement, data, m, (*Movement).code)
}

// MarshalJSON returns the JSON form. The error is always nil.
func (m Movement) MarshalJSON() ([]byte, error) {
	return wire.MarshalJSON(wire.ChurnMovement, m, (*Movement).code)
}

// UnmarshalJSON reads the JSON form; null is the zero value. Anything else returns
// [cx.ErrEncoding], and m is unchanged.
func (m *Movement) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalJSON(wire.ChurnMovement, data, m, (*Movement).code)
}

// Value implements [driver.Valuer] with the binary form.
func (m Movement) Value() (driver.Value, error) { return wire.Column(m.MarshalBinary()) }

// Scan implements sql.Scanner: it reads the binary or the JSON form from bytes or
// text, and NULL as the zero value.
func (m *Movement) Scan(src any) error { return wire.Scan(wire.ChurnMovement, m, src) }

// AppendBinary appends the binary form to b. An amount of more than 64 places
// or 512 bits returns [cx.ErrOutOfRange], a currency that is not UTF-8 [cx.ErrEncoding].
func (r Revenue) AppendBinary(b []byte) ([]byte, error) {
	return wire.AppendBinary(wire.ChurnRevenue, b, r, (*Revenue).code)
}

// MarshalBinary returns the binary form, with the errors of [Revenue.AppendBinary].
func (r Revenue) MarshalBinary() ([]byte, error) { return r.AppendBinary(nil) }

// UnmarshalBinary reads the binary form. Anything else returns [cx.ErrEncoding], and r is unchanged.
func (r *Revenue) UnmarshalBinary(data []byte) error {
	return wire.UnmarshalBinary(wire.ChurnRevenue, data, r, (*Revenue).code)
}

// MarshalJSON returns the JSON form, with the errors of [Revenue.AppendBinary].
func (r Revenue) MarshalJSON() ([]byte, error) {
	return wire.MarshalJSON(wire.ChurnRevenue, r, (*Revenue).code)
}

// UnmarshalJSON reads the JSON form; null is the zero value. Anything else returns
// [cx.ErrEncoding], and r is unchanged.
func (r *Revenue) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalJSON(wire.ChurnRevenue, data, r, (*Revenue).code)
}

// Value implements [driver.Valuer] with the binary form.
func (r Revenue) Value() (driver.Value, error) { return wire.Column(r.MarshalBinary()) }

// Scan implements sql.Scanner: it reads the binary or the JSON form from bytes or
// text, and NULL as the zero value.
func (r *Revenue) Scan(src any) error { return wire.Scan(wire.ChurnRevenue, r, src) }

// AppendBinary appends the binary form to b. An amount of more than 64 places
// or 512 bits returns [cx.ErrOutOfRange], a currency that is not UTF-8 [cx.ErrEncoding].
func (w Window) AppendBinary(b []byte) ([]byte, error) {
	return wire.AppendBinary(wire.ChurnWindow, b, w, (*Window).code)
}

// MarshalBinary returns the binary form, with the errors of [Window.AppendBinary].
func (w Window) MarshalBinary() ([]byte, error) { return w.AppendBinary(nil) }

// UnmarshalBinary reads the binary form. Anything else returns [cx.ErrEncoding], and w is unchanged.
func (w *Window) UnmarshalBinary(data []byte) error {
	return wire.UnmarshalBinary(wire.ChurnWindow, data, w, (*Window).code)
}

// MarshalJSON returns the JSON form, with the errors of [Window.AppendBinary].
func (w Window) MarshalJSON() ([]byte, error) {
	return wire.MarshalJSON(wire.ChurnWindow, w, (*Window).code)
}

// UnmarshalJSON reads the JSON form; null is the zero value. Anything else returns
// [cx.ErrEncoding], and w is unchanged.
func (w *Window) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalJSON(wire.ChurnWindow, data, w, (*Window).code)
}

// Value implements [driver.Valuer] with the binary form.
func (w Window) Value() (driver.Value, error) { return wire.Column(w.MarshalBinary()) }

// Scan implements sql.Scanner: it reads the binary or the JSON form from bytes or
// text, and NULL as the zero value.
func (w *Window) Scan(src any) error { return wire.Scan(wire.ChurnWindow, w, src) }

// AppendBinary appends the binary form to b. The error is always nil.
func (l *Lifetimes) AppendBinary(b []byte) ([]byte, error) {
	return appendBinary(wire.ChurnLifetimes, b, l.code)
}

// MarshalBinary returns the binary form. The error is always nil.
func (l *Lifetimes) MarshalBinary() ([]byte, error) { return l.AppendBinary(nil) }

// UnmarshalBinary reads the binary form. Anything else returns [cx.ErrEncoding], and l is unchanged.
func (l *Lifetimes) UnmarshalBinary(data []byte) error {
	return wire.UnmarshalBinary(wire.ChurnLifetimes, data, l, (*Lifetimes).code)
}

// MarshalJSON returns the JSON form. The error is always nil.
func (l *Lifetimes) MarshalJSON() ([]byte, error) {
	return marshalJSON(wire.ChurnLifetimes, l.code)
}

// UnmarshalJSON reads the JSON form; null is the zero value. Anything else returns
// [cx.ErrEncoding], and l is unchanged.
func (l *Lifetimes) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalJSON(wire.ChurnLifetimes, data, l, (*Lifetimes).code)
}

// Value implements [driver.Valuer] with the binary form.
func (l *Lifetimes) Value() (driver.Value, error) { return wire.Column(l.MarshalBinary()) }

// Scan implements sql.Scanner: it reads the binary or the JSON form from bytes or
// text, and NULL as the zero value.
func (l *Lifetimes) Scan(src any) error { return wire.Scan(wire.ChurnLifetimes, l, src) }

// AppendBinary appends the binary form to b. Customers that have no encoding, and a
// currency that is not UTF-8, return [cx.ErrEncoding].
func (l *Ledger[ID]) AppendBinary(b []byte) ([]byte, error) {
	return appendBinary(wire.ChurnLedger, b, l.code)
}

// MarshalBinary returns the binary form, with the errors of [Ledger.AppendBinary].
func (l *Ledger[ID]) MarshalBinary() ([]byte, error) { return l.AppendBinary(nil) }

// UnmarshalBinary reads the binary form. Anything else returns [cx.ErrEncoding], and l is unchanged.
func (l *Ledger[ID]) UnmarshalBinary(data []byte) error {
	return wire.UnmarshalBinary(wire.ChurnLedger, data, l, (*Ledger[ID]).code)
}

// MarshalJSON returns the JSON form, with the errors of [Ledger.AppendBinary].
func (l *Ledger[ID]) MarshalJSON() ([]byte, error) {
	return marshalJSON(wire.ChurnLedger, l.code)
}

// UnmarshalJSON reads the JSON form; null is the zero value. Anything else returns
// [cx.ErrEncoding], and l is unchanged.
func (l *Ledger[ID]) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalJSON(wire.ChurnLedger, data, l, (*Ledger[ID]).code)
}

// Value implements [driver.Valuer] with the binary form.
func (l *Ledger[ID]) Value() (driver.Value, error) { return wire.Column(l.MarshalBinary()) }

// Scan implements sql.Scanner: it reads the binary or the JSON form from bytes or
// text, and NULL as the zero value.
func (l *Ledger[ID]) Scan(src any) error { return wire.Scan(wire.ChurnLedger, l, src) }

// AppendBinary appends the binary form to b. Customers that have no encoding return
// [cx.ErrEncoding].
func (p *Purchases[ID]) AppendBinary(b []byte) ([]byte, error) {
	return appendBinary(wire.ChurnPurchases, b, p.code)
}

// MarshalBinary returns the binary form, with the errors of [Purchases.AppendBinary].
func (p *Purchases[ID]) MarshalBinary() ([]byte, error) { return p.AppendBinary(nil) }

// UnmarshalBinary reads the binary form. Anything else returns [cx.ErrEncoding], and p is unchanged.
func (p *Purchases[ID]) UnmarshalBinary(data []byte) error {
	return wire.UnmarshalBinary(wire.ChurnPurchases, data, p, (*Purchases[ID]).code)
}

// MarshalJSON returns the JSON form, with the errors of [Purchases.AppendBinary].
func (p *Purchases[ID]) MarshalJSON() ([]byte, error) {
	return marshalJSON(wire.ChurnPurchases, p.code)
}

// UnmarshalJSON reads the JSON form; null is the zero value. Anything else returns
// [cx.ErrEncoding], and p is unchanged.
func (p *Purchases[ID]) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalJSON(wire.ChurnPurchases, data, p, (*Purchases[ID]).code)
}

// Value implements [driver.Valuer] with the binary form.
func (p *Purchases[ID]) Value() (driver.Value, error) { return wire.Column(p.MarshalBinary()) }

// Scan implements sql.Scanner: it reads the binary or the JSON form from bytes or
// text, and NULL as the zero value.
func (p *Purchases[ID]) Scan(src any) error { return wire.Scan(wire.ChurnPurchases, p, src) }

// AppendBinary appends the binary form to b. Customers that have no encoding return
// [cx.ErrEncoding].
func (a *Activity[ID]) AppendBinary(b []byte) ([]byte, error) {
	return appendBinary(wire.ChurnActivity, b, a.code)
}

// MarshalBinary returns the binary form, with the errors of [Activity.AppendBinary].
func (a *Activity[ID]) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary reads the binary form. Anything else returns [cx.ErrEncoding], and a is unchanged.
func (a *Activity[ID]) UnmarshalBinary(data []byte) error {
	return wire.UnmarshalBinary(wire.ChurnActivity, data, a, (*Activity[ID]).code)
}

// MarshalJSON returns the JSON form, with the errors of [Activity.AppendBinary].
func (a *Activity[ID]) MarshalJSON() ([]byte, error) {
	return marshalJSON(wire.ChurnActivity, a.code)
}

// UnmarshalJSON reads the JSON form; null is the zero value. Anything else returns
// [cx.ErrEncoding], and a is unchanged.
func (a *Activity[ID]) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalJSON(wire.ChurnActivity, data, a, (*Activity[ID]).code)
}

// Value implements [driver.Valuer] with the binary form.
func (a *Activity[ID]) Value() (driver.Value, error) { return wire.Column(a.MarshalBinary()) }

// Scan implements sql.Scanner: it reads the binary or the JSON form from bytes or
// text, and NULL as the zero value.
func (a *Activity[ID]) Scan(src any) error { return wire.Scan(wire.ChurnActivity, a, src) }

// AppendBinary appends the binary form to b. Customers that have no encoding return
// [cx.ErrEncoding].
func (s *Spending[ID]) AppendBinary(b []byte) ([]byte, error) {
	return appendBinary(wire.ChurnSpending, b, s.code)
}

// MarshalBinary returns the binary form, with the errors of [Spending.AppendBinary].
func (s *Spending[ID]) MarshalBinary() ([]byte, error) { return s.AppendBinary(nil) }

// UnmarshalBinary reads the binary form. Anything else returns [cx.ErrEncoding], and s is unchanged.
func (s *Spending[ID]) UnmarshalBinary(data []byte) error {
	return wire.UnmarshalBinary(wire.ChurnSpending, data, s, (*Spending[ID]).code)
}

// MarshalJSON returns the JSON form, with the errors of [Spending.AppendBinary].
func (s *Spending[ID]) MarshalJSON() ([]byte, error) {
	return marshalJSON(wire.ChurnSpending, s.code)
}

// UnmarshalJSON reads the JSON form; null is the zero value. Anything else returns
// [cx.ErrEncoding], and s is unchanged.
func (s *Spending[ID]) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalJSON(wire.ChurnSpending, data, s, (*Spending[ID]).code)
}

// Value implements [driver.Valuer] with the binary form.
func (s *Spending[ID]) Value() (driver.Value, error) { return wire.Column(s.MarshalBinary()) }

// Scan implements sql.Scanner: it reads the binary or the JSON form from bytes or
// text, and NULL as the zero value.
func (s *Spending[ID]) Scan(src any) error { return wire.Scan(wire.ChurnSpending, s, src) }

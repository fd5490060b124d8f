package churn

import (
	"time"

	"github.com/cxmetrics/cx/internal/wire"
	"github.com/shopspring/decimal"
)

//go:generate go run ../internal/encodings

//cx:encode ChurnCustomers
func (c *Customers) code(w *wire.Coder) {
	w.Count("kept", &c.Kept)
	w.Count("lost", &c.Lost)
}

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

//cx:encode ChurnMovement
func (m *Movement) code(c *wire.Coder) {
	for _, count := range m.counts() {
		c.Count(count.name, count.n)
	}
}

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

// code has the parts of Revenue. An amount of more than 64 places or 512 bits returns
// [cx.ErrOutOfRange], a currency that is not UTF-8 [cx.ErrEncoding].
//
//cx:encode ChurnRevenue
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

// code has the parts of Window. An amount of more than 64 places or 512 bits returns
// [cx.ErrOutOfRange], a currency that is not UTF-8 [cx.ErrEncoding].
//
//cx:encode ChurnWindow
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

//cx:encode ChurnLifetimes
func (l *Lifetimes) code(c *wire.Coder) { l.tally.Code(c) }

package value

import (
	"fmt"
	"log/slog"
	"strings"
)

// The texts below are for people. Programs read the fields, or the JSON form.

// String returns the amount and the currency, such as "1250.5 EUR". An amount outside
// the bounds of [Money] is not written out.
func (m Money) String() string { return strings.TrimSuffix(m.amount()+" "+m.Currency, " ") }

// amount writes out the amount unless it is so long that this would take minutes.
func (m Money) amount() string {
	if checkMoney("amount", m) != nil {
		return "amount out of bounds"
	}
	return m.Amount.String()
}

// LogValue implements [slog.LogValuer] with the amount, as text, and the currency.
func (m Money) LogValue() slog.Value {
	return slog.GroupValue(slog.String("amount", m.amount()), slog.String("currency", m.Currency))
}

// String returns the historic value, how many customers there are, and where there is
// one the 95 percent [History.StudentT] interval, such as
// "historic CLV 812.50 EUR (n=200, 95% 760.2 to 864.8)". Of nobody it is
// "historic CLV undefined (n=0)".
func (h History[ID]) String() string {
	clv, err := h.CLV()
	if err != nil {
		return "historic CLV undefined (n=0)"
	}
	text := strings.TrimSuffix("historic CLV "+clv.Amount.StringFixed(2)+" "+clv.Currency, " ")
	text += fmt.Sprintf(" (n=%d", h.Customers())
	if interval, err := h.StudentT(0.95); err == nil {
		text += ", " + interval.String()
	}
	return text + ")"
}

// LogValue implements [slog.LogValuer] with clv, as text and where there is one, the
// currency, and n, the number of customers.
func (h History[ID]) LogValue() slog.Value {
	attrs := []slog.Attr{slog.String("currency", h.currency), slog.Int("n", h.Customers())}
	if clv, err := h.CLV(); err == nil {
		attrs = append([]slog.Attr{slog.String("clv", clv.Amount.String())}, attrs...)
	}
	return slog.GroupValue(attrs...)
}

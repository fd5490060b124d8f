package value

import (
	"fmt"
	"log/slog"
	"strings"
)

// The texts below are for people. Programs read the fields, or the JSON form.

// String returns text such as "1250.5 EUR".
func (m Money) String() string { return strings.TrimSuffix(m.amount()+" "+m.Currency, " ") }

// amount writes out the amount unless it is so long that this would take minutes.
func (m Money) amount() string {
	if checkMoney("amount", m) != nil {
		return "amount out of bounds"
	}
	return m.Amount.String()
}

// String returns text such as "historic CLV 812.50 EUR (n=200, 95% 760.2 to 864.8)".
func (p *Payments[ID]) String() string {
	clv, err := p.CLV()
	if err != nil {
		return "historic CLV undefined (n=0)"
	}
	text := strings.TrimSuffix("historic CLV "+clv.Amount.StringFixed(2)+" "+clv.Currency, " ")
	text += fmt.Sprintf(" (n=%d", p.Customers())
	if interval, err := p.Interval(0.95); err == nil {
		text += ", " + interval.String()
	}
	return text + ")"
}

// LogValue returns String, so that logs get no customer IDs.
func (p *Payments[ID]) LogValue() slog.Value { return slog.StringValue(p.String()) }

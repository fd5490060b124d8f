package churn

import (
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/cxmetrics/cx/period"
	"github.com/shopspring/decimal"
)

// The texts below are for people. Programs read the fields, or the JSON form.

const shownLevel = 0.95

// String returns text such as "churn 4.0% (n=200, 95% 2.0 to 7.7)".
func (c Customers) String() string { return "churn " + c.Churn().String() }

// term is a part of a sum.
type term struct{ sign, value, name string }

// sumOf writes a sum without the terms that are 0.
func sumOf(opening string, terms ...term) string {
	var b strings.Builder
	b.WriteString(opening)
	for _, t := range terms {
		if t.value != "0" {
			fmt.Fprintf(&b, " %s %s %s", t.sign, t.value, t.name)
		}
	}
	return b.String()
}

func counted(sign string, n uint64, name string) term {
	return term{sign, strconv.FormatUint(n, 10), name}
}

// String returns text such as "1000 customers + 50 new - 30 lost = 1020".
func (m Movement) String() string {
	sum := sumOf(strconv.FormatUint(m.Opening, 10)+" customers", counted("+", m.New, "new"),
		counted("+", m.Reactivated, "reactivated"), counted("-", m.Lost, "lost"), counted("-", m.LostJoined, "lost of the joined"),
		counted("+", m.MovedIn, "moved in"), counted("-", m.MovedOut, "moved out"))
	closing, err := m.closing()
	if err != nil {
		return sum + " = undefined"
	}
	return sum + " = " + closing.String()
}

// String returns text such as "MRR 1000 + 50 new - 30 churned = 1020 EUR (GRR 97.0%, NRR 97.0%)".
func (r Revenue) String() string {
	if err := r.check(); err != nil {
		return err.Error()
	}
	text := "MRR " + sumOf(r.Opening.String(),
		term{"+", r.New.String(), "new"}, term{"+", r.Reactivated.String(), "reactivated"},
		term{"+", r.Expansion.String(), "expansion"}, term{"-", r.Contraction.String(), "contraction"},
		term{"-", r.Churned.String(), "churned"}, term{"+", r.ExpansionJoined.String(), "expansion of the joined"},
		term{"-", r.ContractionJoined.String(), "contraction of the joined"}, term{"-", r.ChurnedJoined.String(), "churned of the joined"},
		term{"+", r.MovedIn.String(), "moved in"}, term{"-", r.MovedOut.String(), "moved out"})
	text += " = " + r.closing().String()
	if r.Currency != "" {
		text += " " + r.Currency
	}
	var rates []string
	for _, rate := range r.rates() {
		rates = append(rates, rate.name+" "+rate.amount.StringFixed(1)+"%")
	}
	if rates != nil {
		text += " (" + strings.Join(rates, ", ") + ")"
	}
	return text
}

// rates returns gross and net retention, as far as there are such rates.
func (r Revenue) rates() (rates []named) {
	if grr, err := r.GRR(); err == nil {
		rates = append(rates, named{"GRR", grr})
	}
	if nrr, err := r.NRR(); err == nil {
		rates = append(rates, named{"NRR", nrr})
	}
	return rates
}

// String returns [Movement.String] and [Revenue.String].
func (w Window) String() string { return w.Movement.String() + "; " + w.Revenue.String() }

// String returns the six rates.
func (p Pooled) String() string {
	text := func(rate decimal.Decimal, err error) string {
		if err != nil {
			return "undefined"
		}
		return rate.StringFixed(1) + "%"
	}
	return fmt.Sprintf("%d windows: churn %s per period, %s compounded; GRR %s, %s; NRR %s, %s", len(p.windows),
		text(p.ChurnPerPeriod()), text(p.ChurnCompounded()), text(p.GRRPerPeriod()), text(p.GRRCompounded()), text(p.NRRPerPeriod()), text(p.NRRCompounded()))
}

// String returns the survival at the last time observed, with its interval, and the median.
func (c Curve) String() string {
	last, n := c.summary()
	if n == 0 {
		return "undefined (n=0)"
	}
	text := fmt.Sprintf("%.1f%% stay longer than %d (n=%d", 100*last.Survival, last.Time, n)
	if i, err := c.Interval(last.Time, shownLevel); err == nil {
		i.Low, i.High = 100*i.Low, 100*i.High
		text += ", " + i.String()
	}
	text += ")"
	if median, err := c.Median(); err == nil {
		text += ", median " + strconv.FormatInt(median, 10)
	}
	return text
}

// summary returns the last step and the number of customers.
func (c Curve) summary() (last Step, n uint64) {
	for s := range c.Steps() {
		last = s
		n += s.Lost + s.Censored
	}
	return last, n
}

// String returns [Curve.String] of their curve.
func (l *Lifetimes) String() string {
	c, _ := l.KaplanMeier()
	return c.String()
}

// String returns the numbers of customers and subscriptions, when they began, the currency
// and the policy.
func (l *Ledger[ID]) String() string {
	text := fmt.Sprintf("%d customers, %d subscriptions", l.Customers(), l.subscriptions())
	if first, last, ok := l.starts(); ok {
		text += fmt.Sprintf(" begun %s to %s", first.Format(time.DateOnly), last.Format(time.DateOnly))
	}
	if currency := l.currencies(); currency != "" {
		text += " in " + currency
	}
	if l.policy != (Policy{}) {
		text += " (" + l.policy.text() + ")"
	}
	return text
}

// LogValue returns String, without customer IDs.
func (l *Ledger[ID]) LogValue() slog.Value { return slog.StringValue(l.String()) }

// starts returns the first and the last start of a subscription, if there is one.
func (l *Ledger[ID]) starts() (first, last time.Time, ok bool) {
	low, high := l.spans.bounds(func(s span) int64 { return s.start })
	for _, root := range l.named.roots {
		if r := l.named.newest(root); !r.withdrawn {
			low, high = min(low, r.start), max(high, r.start)
		}
	}
	if low > high {
		return time.Time{}, time.Time{}, false
	}
	return time.Unix(0, low).UTC(), time.Unix(0, high).UTC(), true
}

// subscriptions returns how many subscriptions there are, without those withdrawn.
func (l *Ledger[ID]) subscriptions() int {
	n := l.spans.n
	for _, root := range l.named.roots {
		if !l.named.newest(root).withdrawn {
			n++
		}
	}
	return n
}

// currencies returns the names of the currencies, with commas between them.
func (l *Ledger[ID]) currencies() string {
	var names []string
	for i, used := range l.used(false) {
		if name := l.tags.list[i].currency; used && name != "" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return strings.Join(slices.Compact(names), ", ")
}

// String returns the numbers of customers and purchases, and their first and last day.
func (p *Purchases[ID]) String() string {
	text := fmt.Sprintf("%d customers, %d purchases", p.Customers(), p.days.n)
	if p.refunds.n > 0 {
		text += fmt.Sprintf(" and %d refunds", p.refunds.n)
	}
	if first, last, ok := p.dates(); ok {
		text += fmt.Sprintf(" from %s to %s", first, last)
	}
	return text
}

// LogValue returns String, without customer IDs.
func (p *Purchases[ID]) LogValue() slog.Value { return slog.StringValue(p.String()) }

// dates returns the first and the last day of a purchase, if there is one.
func (p *Purchases[ID]) dates() (first, last string, ok bool) {
	if p.days.n == 0 {
		return "", "", false
	}
	low, high := p.days.bounds(func(day int32) int64 { return int64(day) })
	return dateOf(low), dateOf(high), true
}

// String returns the number of customers and the periods.
func (a *Activity[ID]) String() string {
	return fmt.Sprintf("%d customers active%s", a.Customers(), during(a.Periods()))
}

// LogValue returns String, without customer IDs.
func (a *Activity[ID]) LogValue() slog.Value { return slog.StringValue(a.String()) }

func during(first, last period.Period) string {
	if first.IsZero() {
		return ""
	}
	return fmt.Sprintf(" in %v to %v", first, last)
}

// String returns the number of customers, the periods and the turnover.
func (s *Spending[ID]) String() string {
	return fmt.Sprintf("%d customers paid%s, turnover %v", s.Customers(), during(s.Periods()), s.turnover.Decimal())
}

// LogValue returns String, without customer IDs.
func (s *Spending[ID]) LogValue() slog.Value { return slog.StringValue(s.String()) }

// text returns the day, such as "lost at day 90".
func (i Inactivity) text() string { return lostAt + strconv.Itoa(i.days) }

const lostAt = "lost at day "

// MarshalText returns a text such as "lost at day 90".
func (i Inactivity) MarshalText() ([]byte, error) {
	if err := i.check(); err != nil {
		return nil, err
	}
	return []byte(i.text()), nil
}

// UnmarshalText reads what MarshalText writes. Other text returns [cx.ErrEncoding].
func (i *Inactivity) UnmarshalText(text []byte) error {
	days, ok := strings.CutPrefix(string(text), lostAt)
	n, err := strconv.Atoi(days)
	read := LostAt(n)
	if !ok || err != nil || read.text() != string(text) {
		return sentinel.Errorf(cx.ErrEncoding, "churn: %.40q is no inactivity, such as %q", text, LostAt(90).text())
	}
	if err := read.check(); err != nil {
		return err
	}
	*i = read
	return nil
}

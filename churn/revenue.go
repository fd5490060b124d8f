package churn

import (
	"math/big"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
)

// Revenue is how monthly recurring revenue (MRR) went from a window's opening to its closing:
//
//	closing = Opening + Expansion - Contraction - Churned
//	        + New + Reactivated + ExpansionJoined - ContractionJoined - ChurnedJoined
//	        + MovedIn - MovedOut
//
// The first line is of the opening customers, the second of those who joined. Churn, GRR and
// NRR read the first line only. Losses are positive numbers too; losses above the rest of
// their line return [cx.ErrOutOfRange], as do negative amounts and those of more than 64
// decimal places or 512 bits. Compare with [Revenue.Equal], not ==.
type Revenue struct {
	_ [0]func() // no ==

	Opening     decimal.Decimal // MRR just before the window
	New         decimal.Decimal // of new customers
	Reactivated decimal.Decimal // of customers won back
	Expansion   decimal.Decimal // paid more by opening customers
	Contraction decimal.Decimal // paid less by opening customers who stay
	Churned     decimal.Decimal // no longer paid by opening customers lost
	// Of customers who joined during the window: what they then paid more, less and no longer.
	ExpansionJoined, ContractionJoined, ChurnedJoined decimal.Decimal
	MovedIn, MovedOut                                 decimal.Decimal // of customers who changed segments
	Currency                                          string          // such as "EUR", in any case; may be empty
}

// Closing returns the closing MRR.
func (r Revenue) Closing() (decimal.Decimal, error) {
	if err := r.check(); err != nil {
		return decimal.Decimal{}, err
	}
	return r.closing(), nil
}

// GrossChurn returns gross MRR churn, 100 less [Revenue.GRR]:
//
//	100 * (Churned + Contraction) / Opening
func (r Revenue) GrossChurn() (decimal.Decimal, error) {
	if err := r.checkLosses(); err != nil {
		return decimal.Decimal{}, err
	}
	return r.overOpening("gross churn", r.Churned, r.Contraction)
}

// NetChurn returns net MRR churn, 100 less [Revenue.NRR]:
//
//	100 * (Churned + Contraction - Expansion) / Opening
func (r Revenue) NetChurn() (decimal.Decimal, error) {
	return r.overOpening("net churn", r.Churned, r.Contraction, r.Expansion.Neg())
}

// NetChurnWithReactivation returns net MRR churn that credits customers won back:
//
//	100 * (Churned + Contraction - Expansion - Reactivated) / Opening
func (r Revenue) NetChurnWithReactivation() (decimal.Decimal, error) {
	return r.overOpening("net churn", r.Churned, r.Contraction, r.Expansion.Neg(), r.Reactivated.Neg())
}

// GRR returns gross revenue retention, 0 to 100:
//
//	100 * (Opening - Contraction - Churned) / Opening
//
// Losses above Opening, which [Policy.Gross] allows, return [cx.ErrOutOfRange].
func (r Revenue) GRR() (decimal.Decimal, error) {
	if err := r.checkLosses(); err != nil {
		return decimal.Decimal{}, err
	}
	return r.overOpening("gross revenue retention", r.Opening, r.Contraction.Neg(), r.Churned.Neg())
}

// NRR returns net revenue retention, above 100 if expansion outweighs the losses:
//
//	100 * (Opening + Expansion - Contraction - Churned) / Opening
func (r Revenue) NRR() (decimal.Decimal, error) {
	return r.overOpening("net revenue retention", r.Opening, r.Expansion, r.Contraction.Neg(), r.Churned.Neg())
}

// Growth returns 100 * (closing - Opening) / Opening.
func (r Revenue) Growth() (decimal.Decimal, error) {
	return r.overOpening("growth", r.New, r.Reactivated, r.Expansion, r.ExpansionJoined,
		r.Contraction.Neg(), r.Churned.Neg(), r.ContractionJoined.Neg(), r.ChurnedJoined.Neg(), r.MovedIn, r.MovedOut.Neg())
}

// QuickRatio returns the revenue gained per unit lost, joined customers included:
//
//	(New + Reactivated + Expansion) / (Contraction + Churned)
//
// No loss returns [cx.ErrNoData].
func (r Revenue) QuickRatio() (decimal.Decimal, error) {
	if err := r.check(); err != nil {
		return decimal.Decimal{}, err
	}
	gained := decimal.Sum(r.New, r.Reactivated, r.Expansion, r.ExpansionJoined)
	return ratio("quick ratio", gained, decimal.Sum(r.Contraction, r.Churned, r.ContractionJoined, r.ChurnedJoined))
}

// Merge adds another group in the same window.
func (r *Revenue) Merge(s *Revenue) error {
	if s == nil {
		return nil
	}
	if err := r.check(); err != nil {
		return err
	}
	if err := s.check(); err != nil {
		return err
	}
	if s.isZero() {
		return nil
	}
	if r.isZero() {
		*r = *s
		r.Currency = currencyCode(s.Currency)
		return nil
	}
	if currencyCode(r.Currency) != currencyCode(s.Currency) {
		return sentinel.Errorf(cx.ErrMismatch, "churn: merging revenue in %.40q into revenue in %.40q", s.Currency, r.Currency)
	}
	sum, add := *r, *s
	sum.Currency = currencyCode(r.Currency)
	more := add.parts()
	for i, part := range sum.parts() {
		*part.amount = part.amount.Add(*more[i].amount)
	}
	if err := sum.check(); err != nil {
		return err
	}
	*r = sum
	return nil
}

// Subtract takes back a merged group.
func (r *Revenue) Subtract(s *Revenue) error {
	if s == nil {
		return nil
	}
	if err := r.check(); err != nil {
		return err
	}
	if err := s.check(); err != nil {
		return err
	}
	if s.isZero() {
		return nil
	}
	if currencyCode(r.Currency) != currencyCode(s.Currency) {
		return sentinel.Errorf(cx.ErrMismatch, "churn: subtracting revenue in %.40q from revenue in %.40q", s.Currency, r.Currency)
	}
	rest := *r
	less := *s
	from := rest.parts()
	for i, part := range less.parts() {
		*from[i].amount = from[i].amount.Sub(*part.amount)
	}
	if err := rest.check(); err != nil {
		return own("subtracting", err)
	}
	*r = rest
	return nil
}

// Equal reports whether both have the same amounts and currency.
func (r Revenue) Equal(s Revenue) bool {
	a, b := r.amounts(), s.amounts()
	for i := range a {
		if exact.Check(a[i].amount) != nil || exact.Check(b[i].amount) != nil {
			// Of decimals that no result is made of, it is only known whether they look the same.
			if a[i].amount.Exponent() != b[i].amount.Exponent() || a[i].amount.Coefficient().Cmp(b[i].amount.Coefficient()) != 0 {
				return false
			}
		} else if !a[i].amount.Equal(b[i].amount) {
			return false
		}
	}
	return currencyCode(r.Currency) == currencyCode(s.Currency)
}

func (r Revenue) isZero() bool {
	for _, a := range r.amounts() {
		if !a.amount.IsZero() {
			return false
		}
	}
	return r.Currency == ""
}

type named struct {
	name   string
	amount decimal.Decimal
}

func (r Revenue) amounts() [11]named {
	return [...]named{
		{"opening", r.Opening}, {"new", r.New}, {"reactivated", r.Reactivated},
		{"expansion", r.Expansion}, {"contraction", r.Contraction}, {"churned", r.Churned},
		{"joined expansion", r.ExpansionJoined}, {"joined contraction", r.ContractionJoined}, {"joined churned", r.ChurnedJoined},
		{"moved in", r.MovedIn}, {"moved out", r.MovedOut},
	}
}

func (r Revenue) check() error {
	for _, a := range r.amounts() {
		if err := checkAmount(a.name+" revenue", a.amount); err != nil {
			return err
		}
	}
	if rest := r.ofOpening(); rest.IsNegative() {
		return sentinel.Errorf(cx.ErrOutOfRange, "churn: opening customers closing with a revenue of %v, contraction and churn exceed opening and expansion", rest)
	}
	if rest := r.ofJoined(); rest.IsNegative() {
		return sentinel.Errorf(cx.ErrOutOfRange, "churn: joined customers closing with a revenue of %v, contraction and churn exceed all they paid", rest)
	}
	if rest := r.ofOpening().Add(r.ofJoined()); r.MovedOut.GreaterThan(rest) {
		return sentinel.Errorf(cx.ErrOutOfRange, "churn: a revenue of %v moved out of %v that had not left", r.MovedOut, rest)
	}
	return nil
}

// checkLosses returns an error when more was lost than the window opened with.
func (r Revenue) checkLosses() error {
	if err := r.check(); err != nil {
		return err
	}
	if lost := r.Contraction.Add(r.Churned); lost.GreaterThan(r.Opening) {
		return sentinel.Errorf(cx.ErrOutOfRange, "churn: contraction and churn of %v exceed the opening revenue of %v", lost, r.Opening)
	}
	return nil
}

func (r Revenue) closing() decimal.Decimal {
	return r.ofOpening().Add(r.ofJoined()).Add(r.MovedIn).Sub(r.MovedOut)
}

// ofOpening returns what the opening customers pay until they leave.
func (r Revenue) ofOpening() decimal.Decimal {
	return r.Opening.Add(r.Expansion).Sub(r.Contraction).Sub(r.Churned)
}

// ofJoined returns what those pay who joined during the window.
func (r Revenue) ofJoined() decimal.Decimal {
	return decimal.Sum(r.New, r.Reactivated, r.ExpansionJoined).Sub(r.ContractionJoined).Sub(r.ChurnedJoined)
}

// overOpening returns 100 * sum(parts) / Opening.
func (r Revenue) overOpening(rate string, parts ...decimal.Decimal) (decimal.Decimal, error) {
	if err := r.check(); err != nil {
		return decimal.Decimal{}, err
	}
	return ratio(rate, decimal.Sum(decimal.Zero, parts...).Shift(2), r.Opening)
}

func checkAmount(name string, d decimal.Decimal) error {
	if err := exact.Check(d); err != nil {
		return own(name, err)
	}
	if d.IsNegative() {
		return sentinel.Errorf(cx.ErrOutOfRange, "churn: %s of %.40s is negative", name, d)
	}
	return nil
}

// ratio returns num/den, rounded once; a den of 0 is no data for what is named.
func ratio(name string, num, den decimal.Decimal) (decimal.Decimal, error) {
	if den.IsZero() {
		return decimal.Decimal{}, sentinel.Errorf(cx.ErrNoData, "churn: %s of nothing", name)
	}
	n, d := num.Rat(), den.Rat()
	return exact.FromRat(new(big.Rat).Quo(n, d)), nil
}

package churn

import (
	"math/big"
	"slices"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
)

// Pooled has the rates of consecutive windows together: per period, weighted by what each
// window opened with, or compounded.
type Pooled struct{ windows []Window }

// Pool returns consecutive windows together. No windows return [cx.ErrNoData]. A window that
// does not follow the one before, or has another currency, returns [cx.ErrMismatch].
func Pool(windows ...Window) (Pooled, error) {
	if len(windows) == 0 {
		return Pooled{}, sentinel.Errorf(cx.ErrNoData, "churn: pooling no windows")
	}
	currency := ""
	for i := range windows {
		w := &windows[i]
		if i > 0 && !w.From.Equal(windows[i-1].To) || w.From.IsZero() || w.To.IsZero() {
			return Pooled{}, sentinel.Errorf(cx.ErrMismatch, "churn: pooling window %d, %s: it does not follow the one before", i, w.bounds())
		}
		if err := w.Movement.check(); err != nil {
			return Pooled{}, err
		}
		if err := w.Revenue.check(); err != nil {
			return Pooled{}, err
		}
		if w.Revenue.isZero() {
			continue
		}
		if c := currencyCode(w.Revenue.Currency); currency == "" {
			currency = c
		} else if c != currency {
			return Pooled{}, sentinel.Errorf(cx.ErrMismatch, "churn: pooling revenue in %.40q with revenue in %.40q", c, currency)
		}
	}
	return Pooled{slices.Clone(windows)}, nil
}

// kept is the rest of what a window opened with.
type kept struct{ rest, opening *big.Rat }

func (p Pooled) customers() (all []kept) {
	for _, w := range p.windows {
		opening, lost := exact.Total(w.Movement.Opening), exact.Total(w.Movement.Lost)
		all = append(all, kept{new(big.Rat).SetInt(lost.Sub(opening, lost)), new(big.Rat).SetInt(opening)})
	}
	return all
}

func (p Pooled) revenue(net bool) (all []kept, err error) {
	for _, w := range p.windows {
		r := w.Revenue
		if !net {
			if err := r.checkLosses(); err != nil {
				return nil, err
			}
			r.Expansion = decimal.Zero
		}
		all = append(all, kept{r.ofOpening().Rat(), r.Opening.Rat()})
	}
	return all, nil
}

// perPeriod returns 100 * the sum of what is kept / the sum of the openings.
func perPeriod(rate string, all []kept, err error) (decimal.Decimal, error) {
	if err != nil {
		return decimal.Decimal{}, err
	}
	rest, opening := new(big.Rat), new(big.Rat)
	for _, k := range all {
		rest.Add(rest, k.rest)
		opening.Add(opening, k.opening)
	}
	if opening.Sign() == 0 {
		return decimal.Decimal{}, sentinel.Errorf(cx.ErrNoData, "churn: %s of nothing", rate)
	}
	return exact.FromRat(rest.Mul(rest.Quo(rest, opening), big.NewRat(100, 1))), nil
}

// compounded returns 100 * the product of what is kept / opening.
func compounded(rate string, all []kept, err error) (decimal.Decimal, error) {
	if err != nil {
		return decimal.Decimal{}, err
	}
	// Whole numbers, since to reduce a fraction at each step would take long.
	num, den := big.NewInt(100), big.NewInt(1)
	for _, k := range all {
		if k.opening.Sign() == 0 {
			return decimal.Decimal{}, sentinel.Errorf(cx.ErrNoData, "churn: %s of a window that opened with nothing", rate)
		}
		share := new(big.Rat).Quo(k.rest, k.opening)
		num.Mul(num, share.Num())
		den.Mul(den, share.Denom())
	}
	if len(all) == 0 {
		return decimal.Decimal{}, sentinel.Errorf(cx.ErrNoData, "churn: %s of no windows", rate)
	}
	return exact.FromRat(new(big.Rat).SetFrac(num, den)), nil
}

func complement(kept decimal.Decimal, err error) (decimal.Decimal, error) {
	if err != nil {
		return decimal.Decimal{}, err
	}
	return decimal.NewFromInt(100).Sub(kept), nil
}

// ChurnPerPeriod returns 100 * sum of Lost / sum of Opening customers.
func (p Pooled) ChurnPerPeriod() (decimal.Decimal, error) {
	return complement(perPeriod("churn per period", p.customers(), nil))
}

// ChurnCompounded returns 100 * (1 - product of (Opening - Lost) / Opening).
func (p Pooled) ChurnCompounded() (decimal.Decimal, error) {
	return complement(compounded("compounded churn", p.customers(), nil))
}

// GRRPerPeriod returns 100 * sum of (Opening - Contraction - Churned) / sum of Opening.
func (p Pooled) GRRPerPeriod() (decimal.Decimal, error) {
	all, err := p.revenue(false)
	return perPeriod("gross revenue retention per period", all, err)
}

// GRRCompounded returns the product of the windows' GRR.
func (p Pooled) GRRCompounded() (decimal.Decimal, error) {
	all, err := p.revenue(false)
	return compounded("compounded gross revenue retention", all, err)
}

// NRRPerPeriod returns 100 * sum of (Opening + Expansion - Contraction - Churned) / sum of
// Opening.
func (p Pooled) NRRPerPeriod() (decimal.Decimal, error) {
	all, err := p.revenue(true)
	return perPeriod("net revenue retention per period", all, err)
}

// NRRCompounded returns the product of the windows' NRR.
func (p Pooled) NRRCompounded() (decimal.Decimal, error) {
	all, err := p.revenue(true)
	return compounded("compounded net revenue retention", all, err)
}

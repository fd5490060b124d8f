package churn

import (
	"math/bits"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
)

// Customers are the customers of a period's start, by what became of them. Their score is the
// churn rate; no customers return [cx.ErrNoData]. Whoever counts the lost and all customers of
// the start has the churn by [estimate.ProportionOf].
type Customers struct {
	Kept uint64 // still customers when the period closed
	Lost uint64 // no longer
}

// Churn returns the churn rate as a proportion, Lost / (Kept + Lost) (Reichheld and Sasser
// 1990).
func (c Customers) Churn() estimate.Proportion {
	return estimate.Proportion{Hits: c.Lost, Misses: c.Kept}
}

// Retention returns the complement of the churn rate, Kept / (Kept + Lost).
func (c Customers) Retention() estimate.Proportion {
	churn := c.Churn()
	return estimate.Proportion{Hits: churn.Misses, Misses: churn.Hits}
}

// Score returns the churn rate, 0 to 100.
func (c Customers) Score() (decimal.Decimal, error) {
	if err := c.check(""); err != nil {
		return decimal.Decimal{}, err
	}
	score, err := c.Churn().Score()
	return score, own("", err)
}

// Interval returns Wilson's interval of the churn rate.
func (c Customers) Interval(level float64) (estimate.Interval, error) {
	if err := c.check(""); err != nil {
		return estimate.Interval{}, err
	}
	i, err := c.Churn().Interval(level)
	return i, own("", err)
}

// StdErr returns the standard error of the churn rate, in percentage points.
func (c Customers) StdErr() (float64, error) {
	if err := c.check(""); err != nil {
		return 0, err
	}
	e, err := c.Churn().StdErr()
	return e, own("", err)
}

// Compare returns receiver minus other in percentage points ([estimate.Proportion.Compare]).
// It takes the two as independent, which consecutive periods are not quite.
func (c Customers) Compare(other Customers, level float64) (estimate.Difference, error) {
	if err := c.check(" of the first"); err != nil {
		return estimate.Difference{}, err
	}
	if err := other.check(" of the second"); err != nil {
		return estimate.Difference{}, err
	}
	d, err := c.Churn().Compare(other.Churn(), level)
	return d, own("", err)
}

func (c Customers) check(of string) error {
	if c == (Customers{}) {
		return sentinel.Errorf(cx.ErrNoData, "churn: no customers at the start: the churn rate%s is undefined", of)
	}
	return nil
}

// Merge adds another group.
func (c *Customers) Merge(d *Customers) error {
	if d == nil {
		return nil
	}
	kept, c1 := bits.Add64(c.Kept, d.Kept, 0)
	lost, c2 := bits.Add64(c.Lost, d.Lost, 0)
	if c1|c2 != 0 {
		return sentinel.Errorf(cx.ErrOverflow, "churn: merging %d kept and %d lost into %d and %d passes 2^64-1", d.Kept, d.Lost, c.Kept, c.Lost)
	}
	*c = Customers{Kept: kept, Lost: lost}
	return nil
}

// Subtract takes back a merged group.
func (c *Customers) Subtract(d *Customers) error {
	if d == nil {
		return nil
	}
	if d.Kept > c.Kept || d.Lost > c.Lost {
		return sentinel.Errorf(cx.ErrOutOfRange, "churn: %d kept and %d lost customers cannot be taken from %d and %d", d.Kept, d.Lost, c.Kept, c.Lost)
	}
	*c = Customers{Kept: c.Kept - d.Kept, Lost: c.Lost - d.Lost}
	return nil
}

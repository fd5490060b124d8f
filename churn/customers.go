package churn

import (
	"math/bits"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
)

// Customers are the customers a period opened with, split by what became of
// them. Customers who joined during the period are in neither count. Every pair
// of counts is valid; the zero value is "no customers". The churn rate is its score; it is
// comparable with ==.
type Customers struct {
	Kept uint64 // still customers when the period closed
	Lost uint64 // no longer
}

// CustomersOf returns the split of opening customers of whom lost were lost. It
// returns [cx.ErrOutOfRange] when more were lost than there were: a count of all
// who left, those who joined during the period included, is not what churn is
// made of.
func CustomersOf(opening, lost uint64) (Customers, error) {
	if lost > opening {
		return Customers{}, sentinel.Errorf(cx.ErrOutOfRange, "churn: %d lost of %d opening customers", lost, opening)
	}
	return Customers{Kept: opening - lost, Lost: lost}, nil
}

// Opening returns how many customers the period opened with, or [cx.ErrOverflow]
// when that passes 2^64-1.
func (c Customers) Opening() (uint64, error) {
	n, carry := bits.Add64(c.Kept, c.Lost, 0)
	if carry != 0 {
		return 0, sentinel.Errorf(cx.ErrOverflow, "churn: %d kept and %d lost customers pass 2^64-1", c.Kept, c.Lost)
	}
	return n, nil
}

// Churn returns the churn rate as a proportion,
//
//	Lost / (Kept + Lost)
//
// whose Percent is between 0 and 100. A period that opened without customers
// has no churn rate: [cx.ErrNoData] when the proportion is read.
//
// Source: the customers lost over the customers at the start is the definition
// of F. Reichheld and W. E. Sasser, "Zero Defections: Quality Comes to
// Services", Harvard Business Review 68(5), 1990.
func (c Customers) Churn() estimate.Proportion {
	return estimate.Proportion{Hits: c.Lost, Misses: c.Kept}
}

// Retention returns the complement of [Customers.Churn]: Kept / (Kept + Lost).
// The two add up to 100 percent.
func (c Customers) Retention() estimate.Proportion {
	churn := c.Churn()
	return estimate.Proportion{Hits: churn.Misses, Misses: churn.Hits}
}

// Score returns the churn rate in percent, that of [Customers.Churn]: 0 to 100. A period
// that opened without customers returns [cx.ErrNoData].
func (c Customers) Score() (decimal.Decimal, error) {
	if err := c.check(""); err != nil {
		return decimal.Decimal{}, err
	}
	score, err := c.Churn().Score()
	return score, own("", err)
}

// Interval returns the confidence interval of the churn rate in percent, that of
// [estimate.Proportion.Wilson]. A period that opened without customers returns
// [cx.ErrNoData], a level outside [estimate.MinLevel]..[estimate.MaxLevel]
// [cx.ErrOutOfRange].
func (c Customers) Interval(level float64) (estimate.Interval, error) {
	if err := c.check(""); err != nil {
		return estimate.Interval{}, err
	}
	i, err := c.Churn().Interval(level)
	return i, own("", err)
}

// StdErr returns the standard error of the churn rate in percentage points. A period that
// opened without customers returns [cx.ErrNoData].
func (c Customers) StdErr() (float64, error) {
	if err := c.check(""); err != nil {
		return 0, err
	}
	e, err := c.Churn().StdErr()
	return e, own("", err)
}

// Compare compares two churn rates, receiver minus other, in percentage points: a positive
// estimate means that the receiver loses more. It is [estimate.Proportion.Compare], which
// takes the two groups as independent. Two periods in a row share most of their customers:
// of these take it as a guide. No customers on one side return [cx.ErrNoData], a level
// outside [estimate.MinLevel]..[estimate.MaxLevel] [cx.ErrOutOfRange].
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

// Merge adds the counts of d, another group of customers of the same period. It
// returns [cx.ErrOverflow], and leaves c as it was, when a count would pass 2^64-1.
// Merging nil changes nothing.
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

// Subtract takes the counts of d back, as if they had never been merged into c. It returns
// [cx.ErrOutOfRange], and leaves c as it was, when d has more kept or more lost customers.
// Subtracting nil changes nothing.
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

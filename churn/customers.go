package churn

import (
	"fmt"
	"math/bits"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
)

// Customers are the customers a period opened with, split by what became of
// them. Customers who joined during the period are in neither count. Every pair
// of counts is valid; the zero value is "no customers".
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
		return Customers{}, fmt.Errorf("churn: %d lost of %d opening customers: %w", lost, opening, cx.ErrOutOfRange)
	}
	return Customers{Kept: opening - lost, Lost: lost}, nil
}

// Opening returns how many customers the period opened with, or [cx.ErrOverflow]
// when that passes 2^64-1.
func (c Customers) Opening() (uint64, error) {
	n, carry := bits.Add64(c.Kept, c.Lost, 0)
	if carry != 0 {
		return 0, fmt.Errorf("churn: %d kept and %d lost customers pass 2^64-1: %w", c.Kept, c.Lost, cx.ErrOverflow)
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
func (c Customers) Retention() estimate.Proportion { return c.Churn().Complement() }

// Merge adds the counts of d, another group of customers of the same period. It
// returns [cx.ErrOverflow], and leaves c as it was, when a count would pass 2^64-1.
func (c *Customers) Merge(d Customers) error {
	kept, c1 := bits.Add64(c.Kept, d.Kept, 0)
	lost, c2 := bits.Add64(c.Lost, d.Lost, 0)
	if c1|c2 != 0 {
		return fmt.Errorf("churn: merging %d kept and %d lost into %d and %d passes 2^64-1: %w", d.Kept, d.Lost, c.Kept, c.Lost, cx.ErrOverflow)
	}
	*c = Customers{Kept: kept, Lost: lost}
	return nil
}

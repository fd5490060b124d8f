package journey

import (
	"fmt"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/periods"
	"github.com/shopspring/decimal"
)

// MaxDays is how many consecutive days [ActiveDays] span at most: 11 years.
const MaxDays = periods.Max

// ActiveDays collects on which days which customers were active, and tells how many
// there were in any range of days: the daily, weekly and monthly active customers (DAU,
// WAU, MAU), and the stickiness. Events come in any order and as often as they like: a
// day is one on which a customer was active at all. What counts as active (logged in,
// bought, did something of value) is what the numbers mean; say it with them.
//
// A day is any whole number that goes up by one from day to day, such as the days since
// 1970-01-01 in the zone of the report. Customers are any comparable type; an ID of
// interface type must hold values fit for a map key.
//
// The zero value is empty and ready to use. It takes 18 to 47 bytes a customer for
// integer IDs in the 64 days from 32 before the first one added to 31 after it, and again
// in each further 64 that the customer was active in, besides some 30 KiB; reading may
// copy all of it, a part at a time. ActiveDays must not be changed by two goroutines at
// once: give each its own and [ActiveDays.Merge]. Reading changes nothing. A copy shares
// memory with the original: after either is changed, the other must not be used; to copy,
// merge into an empty one.
//
// Source: Facebook, Inc., Form S-1, 2012, which defines daily and monthly active users.
type ActiveDays[ID comparable] struct{ core periods.Activity[ID] }

// Add records that a customer was active on a day. It returns [cx.ErrOutOfRange], and
// records nothing, for a day beyond 10^9, for one that makes the days span more than
// [MaxDays], and for a customer that does not equal itself, such as NaN.
func (a *ActiveDays[ID]) Add(customer ID, day int) error {
	if err := a.core.Add(customer, day); err != nil {
		return fmt.Errorf("journey: active day: %w", err)
	}
	return nil
}

// Merge adds the active days of b. It returns [cx.ErrOutOfRange], and leaves a as it was,
// when the days of both span more than [MaxDays].
func (a *ActiveDays[ID]) Merge(b *ActiveDays[ID]) error {
	if err := a.core.Merge(&b.core); err != nil {
		return fmt.Errorf("journey: active days: %w", err)
	}
	return nil
}

// Between returns who was active from the day first to the day last: a day, a calendar
// week or month, or the trailing 28 days that others call a month. A last before first,
// or more than [MaxDays], gives [cx.ErrOutOfRange].
func (a ActiveDays[ID]) Between(first, last int) (Active, error) {
	if err := periods.CheckRange(first, last); err != nil {
		return Active{}, fmt.Errorf("journey: active days: %w", err)
	}
	active := Active{days: last - first + 1}
	a.core.Each(func(_ ID, s periods.Set) {
		if n := s.Count(first, last); n > 0 {
			_ = active.perCustomer.Add(int64(n)) // fewer customers than 2^64
		}
	})
	return active, nil
}

// Active is who was active in a range of days. [ActiveDays.Between] makes it; the zero
// value has no days and nobody. It is comparable with ==.
type Active struct {
	days        int
	perCustomer estimate.Sample // days on which each active customer was active
}

// Days returns the number of days in the range.
func (a Active) Days() int { return a.days }

// Customers returns how many different customers were active: the DAU of one day, the
// WAU of a week, the MAU of a month.
func (a Active) Customers() uint64 { return a.perCustomer.N() }

// DaysPerCustomer returns on how many days of the range each active customer was
// active, as a sample: its mean is the active days per customer.
func (a Active) DaysPerCustomer() estimate.Sample { return a.perCustomer }

// MeanDaily returns the average DAU over the days of the range,
//
//	sum of the customers active on each day / days
//
// It is 0 where nobody was active; the zero value, which has no days, gives
// [cx.ErrNoData]. It comes without an interval: mostly the same customers are active on
// one day and the next, so the days are not independent answers.
func (a Active) MeanDaily() (decimal.Decimal, error) {
	if a.days == 0 {
		return decimal.Decimal{}, fmt.Errorf("journey: the daily active customers of no days: %w", cx.ErrNoData)
	}
	return exact.Ratio(a.perCustomer.Sum(), exact.Total(uint64(a.days))), nil
}

// Stickiness returns the average DAU in percent of the customers active in the range:
// of a month DAU/MAU, of a week DAU/WAU,
//
//	100 * (sum of the customers active on each day / days) / Customers
//
// which is the share of the days on which an active customer is active, on average:
// above 0 to 100. It does not matter how long the month is, but a range that is not over
// reads low. Nobody active gives [cx.ErrNoData].
//
// Source: Facebook, Inc., Form S-1, 2012, "DAUs as a percentage of MAUs".
func (a Active) Stickiness() (decimal.Decimal, error) {
	if a.Customers() == 0 {
		return decimal.Decimal{}, fmt.Errorf("journey: the stickiness of nobody: %w", cx.ErrNoData)
	}
	customerDays := exact.Total(uint64(a.days))
	return exact.Percent(a.perCustomer.Sum(), customerDays.Mul(customerDays, exact.Total(a.Customers()))), nil
}

// StudentT returns the interval of [Active.Stickiness] in percent, over customers: see
// [estimate.Sample.StudentT] of their active days. It is cut off at 0 and 100. The days
// of one customer go together, so that an interval of a proportion would claim too much.
// Fewer than two active customers give [cx.ErrNoData], a level outside
// [estimate.MinLevel]..[estimate.MaxLevel] [cx.ErrOutOfRange].
func (a Active) StudentT(level float64) (estimate.Interval, error) {
	i, err := a.perCustomer.StudentT(level)
	if err != nil {
		return estimate.Interval{}, fmt.Errorf("journey: %w", err)
	}
	percent := 100 / float64(a.days)
	return estimate.Interval{Low: max(0, i.Low*percent), High: min(100, i.High*percent), Level: level}, nil
}

// Merge adds the active customers of another group in the same range, none of whom is
// in both. On an error a is as it was: [cx.ErrMismatch] for ranges of different length,
// where only the zero value joins any, and [cx.ErrOverflow] past 2^64-1 customers.
func (a *Active) Merge(b Active) error {
	if b == (Active{}) {
		return nil
	}
	if *a != (Active{}) && a.days != b.days {
		return fmt.Errorf("journey: merging who was active in %d days into %d days: %w", b.days, a.days, cx.ErrMismatch)
	}
	if err := a.perCustomer.Merge(b.perCustomer); err != nil {
		return fmt.Errorf("journey: %w", err)
	}
	a.days = b.days
	return nil
}

package churn

import (
	"github.com/cxmetrics/cx/internal/survival"
)

// Lifetime is how long one customer stayed, in any unit of time that the caller
// keeps to: days, months of tenure.
type Lifetime struct {
	// Time is the customer's age when last seen: when lost, or when observation
	// ended with the customer still there. 0 or more.
	Time int64
	// Lost tells the two apart. A customer who is still there is censored: known to
	// have stayed at least this long.
	Lost bool
	// Entry is the age at which observation began, for customers who joined before
	// the records do (left truncation): they count from after that age on. 0 means
	// observed from the start; otherwise Entry is less than Time.
	Entry int64
}

// Lifetimes counts lifetimes, up to 2^53 of them. The zero value is empty and
// ready to use. It takes memory for each distinct time, not for each customer. Lifetimes
// hold memory: do not copy them, use [Lifetimes.Clone].
type Lifetimes struct {
	noCopy

	tally survival.Tally
}

// Add counts a lifetime. It returns [cx.ErrOutOfRange] for a negative time and for
// an entry that is not before it, and [cx.ErrOverflow] for more than 2^53 lifetimes;
// the tally is then unchanged.
func (l *Lifetimes) Add(t Lifetime) error { return l.AddN(t, 1) }

// AddN counts the same lifetime n times, such as one row of a GROUP BY. Its
// errors are those of [Lifetimes.Add].
func (l *Lifetimes) AddN(t Lifetime, n uint64) error {
	if err := l.tally.Add(t.Entry, t.Time, t.Lost, n); err != nil {
		return own("lifetime", err)
	}
	return nil
}

// Remove takes back a lifetime that was added, as if it never had been. It returns
// [cx.ErrOutOfRange], and changes nothing, for what cannot have been added: when no
// lifetime ended like this, or none entered at its entry, or more customers would be left
// that had been lost by some time than had entered. It cannot tell which entry belongs to
// which end.
func (l *Lifetimes) Remove(t Lifetime) error { return l.RemoveN(t, 1) }

// RemoveN takes back what [Lifetimes.AddN] added. Its errors are those of
// [Lifetimes.Remove].
func (l *Lifetimes) RemoveN(t Lifetime, n uint64) error {
	return own("removing a lifetime", l.tally.Remove(t.Entry, t.Time, t.Lost, n))
}

// Merge adds the lifetimes of m. It returns [cx.ErrOverflow], and leaves l as it
// was, when there would be more than 2^53. Merging nil changes nothing.
func (l *Lifetimes) Merge(m *Lifetimes) error {
	if m == nil {
		return nil
	}
	return own("merging lifetimes", l.tally.Merge(&m.tally))
}

// Subtract takes back what [Lifetimes.Merge] added. Its errors are those of
// [Lifetimes.Remove]. Subtracting nil changes nothing.
func (l *Lifetimes) Subtract(m *Lifetimes) error {
	if m == nil {
		return nil
	}
	return own("subtracting lifetimes", l.tally.Subtract(&m.tally))
}

// Clone returns a copy that shares nothing with l.
func (l *Lifetimes) Clone() *Lifetimes { return &Lifetimes{tally: *l.tally.Clone()} }

// N returns the number of lifetimes.
func (l *Lifetimes) N() uint64 { return l.tally.N() }

// KaplanMeier returns the survival curve of the lifetimes. No lifetimes return
// [cx.ErrNoData].
//
// Source: E. L. Kaplan and P. Meier, "Nonparametric Estimation from Incomplete
// Observations", Journal of the American Statistical Association 53, 1958.
func (l *Lifetimes) KaplanMeier() (Curve, error) {
	c, err := l.tally.Curve()
	if err != nil {
		return Curve{}, own("", err)
	}
	return Curve{curve: c}, nil
}

// LogRankTest is the outcome of [LogRank].
type LogRankTest struct {
	Observed  []float64 // customers lost, by group
	Expected  []float64 // customers lost if all groups had the same curve
	Statistic float64   // chi-square
	DF        int       // its degrees of freedom: groups with an expectation, less one
	P         float64   // probability of such a statistic, or a larger one, if they had
}

// LogRank tests whether two or more groups of customers share one survival
// curve, with equal weight for every time. Groups that were never at risk when a
// customer was lost do not take part. Fewer than two others, or groups that were
// never at risk together, return [cx.ErrNoData]; more than 256 groups return
// [cx.ErrOutOfRange]. A nil group is an empty one.
//
// Source: N. Mantel, "Evaluation of Survival Data and Two New Rank Order
// Statistics Arising in Its Consideration", Cancer Chemotherapy Reports 50, 1966.
func LogRank(groups ...*Lifetimes) (LogRankTest, error) {
	tallies := make([]*survival.Tally, len(groups))
	for i, g := range groups {
		if g == nil {
			g = new(Lifetimes)
		}
		tallies[i] = &g.tally
	}
	r, err := survival.Compare(tallies)
	if err != nil {
		return LogRankTest{}, own("", err)
	}
	return LogRankTest(r), nil
}

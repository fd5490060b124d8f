package churn

import (
	"github.com/cxmetrics/cx/internal/survival"
)

// Lifetime is how long one customer stayed, in a unit of your choice.
type Lifetime struct {
	Time int64 // the age when lost or last seen; 0 or more
	Lost bool  // false: still there (censored)
	// Entry is the age at which observation began, below Time: above 0 for customers who joined
	// before the records begin (left truncation).
	Entry int64
}

// Lifetimes counts up to 2^53 lifetimes.
type Lifetimes struct {
	noCopy

	tally survival.Tally
}

// Add counts a lifetime.
func (l *Lifetimes) Add(t Lifetime) error { return l.AddN(t, 1) }

// AddN counts the same lifetime n times.
func (l *Lifetimes) AddN(t Lifetime, n uint64) error {
	if err := l.tally.Add(t.Entry, t.Time, t.Lost, n); err != nil {
		return own("lifetime", err)
	}
	return nil
}

// Remove takes back a lifetime. It cannot tell which entry belongs to which end.
func (l *Lifetimes) Remove(t Lifetime) error {
	return own("removing a lifetime", l.tally.Remove(t.Entry, t.Time, t.Lost, 1))
}

// Merge adds the lifetimes of m.
func (l *Lifetimes) Merge(m *Lifetimes) error {
	if m == nil {
		return nil
	}
	return own("merging lifetimes", l.tally.Merge(&m.tally))
}

// Subtract takes back the lifetimes of m.
func (l *Lifetimes) Subtract(m *Lifetimes) error {
	if m == nil {
		return nil
	}
	return own("subtracting lifetimes", l.tally.Subtract(&m.tally))
}

// Clone returns an independent copy.
func (l *Lifetimes) Clone() *Lifetimes { return &Lifetimes{tally: *l.tally.Clone()} }

// N returns the number of lifetimes.
func (l *Lifetimes) N() uint64 { return l.tally.N() }

// KaplanMeier returns the survival curve (Kaplan and Meier 1958). No lifetimes return
// [cx.ErrNoData].
func (l *Lifetimes) KaplanMeier() (Curve, error) {
	c, err := l.tally.Curve()
	if err != nil {
		return Curve{}, own("", err)
	}
	return Curve{curve: c}, nil
}

// LogRankTest is the outcome of [LogRank].
type LogRankTest struct {
	Observed  []float64 `json:"observed"`  // customers lost, by group
	Expected  []float64 `json:"expected"`  // if all had one curve
	Statistic float64   `json:"statistic"` // chi-square
	DF        int       `json:"df"`        // degrees of freedom
	P         float64   `json:"p"`         // p-value
}

// LogRank tests whether up to 256 groups share one survival curve (Mantel 1966). Groups never
// at risk when a customer was lost do not take part. Fewer than two others, or groups never
// at risk together, return [cx.ErrNoData].
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

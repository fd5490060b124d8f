package churn

import (
	"math/big"
	"math/bits"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
)

// Movement is how the number of customers went from a window's opening to its closing:
//
//	closing = Opening + New + Reactivated - Lost - LostJoined + MovedIn - MovedOut
//
// More customers lost, or moved out, than were there return [cx.ErrOutOfRange].
type Movement struct {
	Opening     uint64 // customers just before the window
	New         uint64 // joined, and had never been customers
	Reactivated uint64 // joined, and had been customers before
	Lost        uint64 // of the opening customers, each once
	LostJoined  uint64 // departures of customers who joined during the window
	// MovedIn and MovedOut changed segments: see [Ledger.SegmentWindows].
	MovedIn, MovedOut uint64
}

// OpeningCustomers returns the opening customers, kept and lost: churn in its usual meaning.
func (m Movement) OpeningCustomers() (Customers, error) {
	if m.Lost > m.Opening {
		return Customers{}, sentinel.Errorf(cx.ErrOutOfRange, "churn: %d lost of %d opening customers", m.Lost, m.Opening)
	}
	return Customers{Kept: m.Opening - m.Lost, Lost: m.Lost}, nil
}

// Closing returns how many customers the window closed with.
func (m Movement) Closing() (uint64, error) {
	closing, err := m.closing()
	if err != nil {
		return 0, err
	}
	if !closing.IsUint64() {
		return 0, sentinel.Errorf(cx.ErrOverflow, "churn: %v closing customers pass 2^64-1", closing)
	}
	return closing.Uint64(), nil
}

// Growth returns 100 * (closing - Opening) / Opening.
func (m Movement) Growth() (decimal.Decimal, error) {
	net, err := m.net()
	if err != nil {
		return decimal.Decimal{}, err
	}
	return percent("growth", net, exact.Total(m.Opening))
}

// ChurnOverAverage returns 100 * (Lost + LostJoined) / ((Opening + closing) / 2).
func (m Movement) ChurnOverAverage() (decimal.Decimal, error) {
	closing, err := m.closing()
	if err != nil {
		return decimal.Decimal{}, err
	}
	lost := m.departures()
	return percent("churn over the average", lost.Lsh(lost, 1), closing.Add(closing, exact.Total(m.Opening)))
}

// ChurnOverOpeningAndJoined returns 100 * (Lost + LostJoined) / (Opening + New + Reactivated
// + MovedIn).
func (m Movement) ChurnOverOpeningAndJoined() (decimal.Decimal, error) {
	if err := m.check(); err != nil {
		return decimal.Decimal{}, err
	}
	return percent("churn over opening and joined", m.departures(), exact.Total(m.Opening, m.New, m.Reactivated, m.MovedIn))
}

// ChurnOverClosing returns 100 * (Lost + LostJoined) / closing.
func (m Movement) ChurnOverClosing() (decimal.Decimal, error) {
	closing, err := m.closing()
	if err != nil {
		return decimal.Decimal{}, err
	}
	return percent("churn over the closing customers", m.departures(), closing)
}

// ChurnOverNew returns 100 * (Lost + LostJoined) / New.
func (m Movement) ChurnOverNew() (decimal.Decimal, error) {
	if err := m.check(); err != nil {
		return decimal.Decimal{}, err
	}
	return percent("churn over the new customers", m.departures(), exact.Total(m.New))
}

// Merge adds another group in the same window.
func (m *Movement) Merge(n *Movement) error {
	if n == nil {
		return nil
	}
	sum, add := *m, *n
	more := add.counts()
	for i, count := range sum.counts() {
		total, carry := bits.Add64(*count.n, *more[i].n, 0)
		if carry != 0 {
			return sentinel.Errorf(cx.ErrOverflow, "churn: merging the movement %v into %v passes 2^64-1", *n, *m)
		}
		*count.n = total
	}
	*m = sum
	return nil
}

// Subtract takes back a merged group.
func (m *Movement) Subtract(n *Movement) error {
	if n == nil {
		return nil
	}
	rest, take := *m, *n
	less := take.counts()
	for i, count := range rest.counts() {
		if *less[i].n > *count.n {
			return sentinel.Errorf(cx.ErrOutOfRange, "churn: subtracting the movement %v from %v leaves a count below 0", *n, *m)
		}
		*count.n -= *less[i].n
	}
	*m = rest
	return nil
}

func (m Movement) check() error {
	if m.Lost > m.Opening {
		return sentinel.Errorf(cx.ErrOutOfRange, "churn: %d lost of %d opening customers", m.Lost, m.Opening)
	}
	if joined := exact.Total(m.New, m.Reactivated); exact.Total(m.LostJoined).Cmp(joined) > 0 {
		return sentinel.Errorf(cx.ErrOutOfRange, "churn: %d lost of %v who joined", m.LostJoined, joined)
	}
	left := exact.Total(m.Opening, m.New, m.Reactivated)
	if left.Sub(left, m.departures()); exact.Total(m.MovedOut).Cmp(left) > 0 {
		return sentinel.Errorf(cx.ErrOutOfRange, "churn: %d moved out of %v who had not left", m.MovedOut, left)
	}
	return nil
}

func (m Movement) departures() *big.Int { return exact.Total(m.Lost, m.LostJoined) }

func (m Movement) net() (*big.Int, error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	net := exact.Total(m.New, m.Reactivated, m.MovedIn)
	return net.Sub(net, exact.Total(m.Lost, m.LostJoined, m.MovedOut)), nil
}

func (m Movement) closing() (*big.Int, error) {
	net, err := m.net()
	if err != nil {
		return nil, err
	}
	return net.Add(net, exact.Total(m.Opening)), nil
}

// percent returns 100 * num/den, where a den of 0 is no data for the rate named.
func percent(rate string, num, den *big.Int) (decimal.Decimal, error) {
	if den.Sign() == 0 {
		return decimal.Decimal{}, sentinel.Errorf(cx.ErrNoData, "churn: %s of nothing", rate)
	}
	return exact.Percent(num, den), nil
}

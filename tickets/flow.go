package tickets

import (
	"math/big"
	"math/bits"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
)

// Flow is how many tickets came into a window and how many left it. The two are
// different tickets: those resolved may have been created long before. [Ticket.Flow]
// makes one, [Flow.Merge] adds it and [Flow.Subtract] takes it back.
type Flow struct {
	Created  uint64 // created in the window
	Resolved uint64 // resolved in the window, whenever created
}

// Flow returns the ticket's part in the half-open window [from, to).
func (t Ticket) Flow(from, to time.Time) Flow {
	var f Flow
	if t.CreatedIn(from, to) {
		f.Created = 1
	}
	if t.ResolvedIn(from, to) {
		f.Resolved = 1
	}
	return f
}

// Merge adds the counts of g. It returns [cx.ErrOverflow], and leaves f as it was,
// when one would pass 2^64-1. Merging nil changes nothing.
func (f *Flow) Merge(g *Flow) error {
	if g == nil {
		return nil
	}
	created, c1 := bits.Add64(f.Created, g.Created, 0)
	resolved, c2 := bits.Add64(f.Resolved, g.Resolved, 0)
	if c1|c2 != 0 {
		return sentinel.Errorf(cx.ErrOverflow, "tickets: merging %d tickets created and %d resolved into %d and %d passes 2^64-1", g.Created, g.Resolved, f.Created, f.Resolved)
	}
	*f = Flow{Created: created, Resolved: resolved}
	return nil
}

// Subtract takes the counts of g back, as if it had never been merged into f. It returns
// [cx.ErrOutOfRange], and leaves f as it was, when g has more of one than f. Subtracting nil
// changes nothing.
func (f *Flow) Subtract(g *Flow) error {
	if g == nil {
		return nil
	}
	if g.Created > f.Created || g.Resolved > f.Resolved {
		return sentinel.Errorf(cx.ErrOutOfRange, "tickets: %d tickets created and %d resolved cannot be taken from %d and %d",
			g.Created, g.Resolved, f.Created, f.Resolved)
	}
	*f = Flow{Created: f.Created - g.Created, Resolved: f.Resolved - g.Resolved}
	return nil
}

// Score returns the resolution rate by flow in percent, 100 * Resolved / Created, rounded
// once to 16 decimal places. It is not a proportion: it passes 100 when a backlog
// is worked off. It has no interval: the two counts are of all tickets that there were, not
// of a sample, and of different ones. No tickets created return [cx.ErrNoData].
func (f Flow) Score() (decimal.Decimal, error) {
	if f.Created == 0 {
		return decimal.Decimal{}, sentinel.Errorf(cx.ErrNoData, "tickets: %d tickets resolved and none created have no resolution rate", f.Resolved)
	}
	return exact.Percent(new(big.Int).SetUint64(f.Resolved), exact.Total(f.Created)), nil
}

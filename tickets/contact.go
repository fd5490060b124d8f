package tickets

import (
	"iter"
	"slices"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/ids"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// FirstContactWithin returns the first-contact resolution rate by requester (the key): the share
// of the resolved tickets that were not reopened, and after which the requester opened no other
// within the window. Tickets whose window ends after until, the end of the records, are left
// out.
func FirstContactWithin[K comparable](tickets iter.Seq2[K, Ticket], window time.Duration, until time.Time) (Known[estimate.Proportion], error) {
	none := Known[estimate.Proportion]{}
	if window < 0 {
		return none, sentinel.Errorf(cx.ErrOutOfRange, "tickets: the window %v is negative", window)
	}
	if until.IsZero() {
		return none, sentinel.Errorf(cx.ErrOutOfRange, "tickets: first contacts within %v need the instant at which the records end: it is zero", window)
	}
	type life struct {
		created, resolved time.Time
		reopened          bool
	}
	p := Known[estimate.Proportion]{why: reason{"first-contact resolution rate", "resolved tickets whose window is over", ends}}
	by := make(map[K][]life)
	i := 0
	for requester, t := range tickets {
		if err := t.validate(); err != nil {
			return none, atIndex(i, err)
		}
		if err := ids.Check(requester); err != nil {
			return none, atIndex(i, sentinel.In("tickets: requester", err))
		}
		if t.known()&figResolved == 0 || t.Records != 0 && t.Records.tell()&figReopens == 0 {
			t.Resolved = time.Time{} // not known: it is a contact, and no resolution
			p.Unknown++
		}
		by[requester] = append(by[requester], life{t.Created, t.Resolved, t.Details.reopened()})
		i++
	}
	for _, lives := range by {
		slices.SortFunc(lives, func(a, b life) int { return b.created.Compare(a.created) })
		var next time.Time        // the earliest creation after this one's; zero: none
		for i, l := range lives { // from the last created to the first
			if i > 0 && l.created.Before(lives[i-1].created) {
				next = lives[i-1].created
			}
			end := l.resolved.Add(window)
			switch {
			case l.resolved.IsZero() || end.After(until):
			case l.reopened || !next.IsZero() && next.Before(end):
				p.Value.Misses++
			default:
				p.Value.Hits++
			}
		}
	}
	return p, nil
}

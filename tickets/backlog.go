package tickets

import (
	"iter"
	"math"
	"math/bits"
	"slices"
	"sort"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// Backlog counts the open tickets at each of some instants, such as the end of each day, by
// state and age, and the tickets that came and went in between. It keeps no tickets and has no
// encoding.
type Backlog struct {
	noCopy

	instants []time.Time
	bands    []time.Duration
	n        uint64
	flows    []Flow
	// Of each instant, state and band: how many more tickets there are than at the instant
	// before, modulo 2^64.
	more []uint64
}

// openStates are the states that a backlog tells apart: one that is not known comes first.
const openStates = 5

// NewBacklog returns an empty backlog. The bands are lower bounds of ages: 24h and 72h make
// three bands. Instants and bands must rise, and bands be positive.
func NewBacklog(instants []time.Time, bands ...time.Duration) (*Backlog, error) {
	b := &Backlog{instants: make([]time.Time, len(instants)), bands: slices.Clone(bands)}
	for i, at := range instants {
		b.instants[i] = at.Round(0)
		if at.IsZero() || i > 0 && !at.Round(0).After(b.instants[i-1]) {
			return nil, sentinel.Errorf(cx.ErrOutOfRange, "tickets: instant %d of the backlog, %s, is zero or not after the one before", i, stamp(at))
		}
	}
	var last time.Duration
	for i, band := range bands {
		if band <= last {
			return nil, sentinel.Errorf(cx.ErrOutOfRange, "tickets: age band %d of the backlog begins at %v, which is not more than %v", i, band, last)
		}
		last = band
	}
	b.flows = make([]Flow, len(instants))
	b.more = make([]uint64, len(instants)*b.cells())
	return b, nil
}

// cells returns how many counts there are at an instant.
func (b *Backlog) cells() int { return openStates * (len(b.bands) + 1) }

// Add counts a ticket.
func (b *Backlog) Add(ticket Ticket) error {
	if err := ticket.validate(); err != nil {
		return err
	}
	if b.n == math.MaxUint64 {
		return sentinel.Errorf(cx.ErrOverflow, "tickets: adding a ticket to %d passes 2^64-1", b.n)
	}
	if err := ticket.tells("resolution", figResolved); err != nil {
		return err
	}
	if len(b.bands) > 0 {
		if err := ticket.ages(); err != nil {
			return err
		}
	}
	states := ticket.known()&figStates != 0
	// The first instants at which the ticket is so old.
	var room [16]int
	older := room[:0]
	for _, band := range b.bands {
		i, err := b.reaches(&ticket, band)
		if err != nil {
			return err
		}
		older = append(older, i)
	}
	b.n++
	const out = -1
	from, state := 0, out
	ticket.turns(func(at time.Time, what turn, status Status) {
		at = at.Round(0)
		i := b.after(at)
		if 0 < i && i < len(b.instants) {
			b.flows[i].count(what)
		}
		if state != out {
			b.stay(state, from, i, older)
		}
		from = i
		switch {
		case what == turnResolved || what == turnEnded:
			state = out
		case status == 0 || !states:
			state = 0
		default:
			state = 1 + bits.TrailingZeros8(uint8(status))
		}
	})
	if state != out {
		b.stay(state, from, len(b.instants), older)
	}
	return nil
}

// after returns the first instant after another: the first at which it has happened.
func (b *Backlog) after(at time.Time) int {
	return sort.Search(len(b.instants), func(i int) bool { return b.instants[i].After(at) })
}

// reaches returns the first instant at which the ticket is so old.
func (b *Backlog) reaches(t *Ticket, age time.Duration) (int, error) {
	var failed error
	first := b.after(t.Created)
	last := len(b.instants)
	return first + sort.Search(last-first, func(i int) bool {
		at := b.instants[first+i]
		if t.Clock == nil {
			return at.Sub(t.Created.Round(0)) >= age // Sub saturates, which no age passes
		}
		d, err := elapsed(t.Clock, t.Created, at)
		if err != nil && failed == nil {
			failed = err
		}
		return d >= age
	}), failed
}

// stay counts a ticket in a state at the instants from..to-1, in the bands of its age.
func (b *Backlog) stay(state, from, to int, older []int) {
	for band := 0; band <= len(older) && from < to; band++ {
		end := to
		if band < len(older) {
			end = min(max(older[band], from), to)
		}
		if from < end {
			cell := state*(len(b.bands)+1) + band
			b.more[from*b.cells()+cell]++
			if end < len(b.instants) {
				b.more[end*b.cells()+cell]--
			}
		}
		from = end
	}
}

// Merge adds the tickets of o, a backlog of the same instants and bands.
func (b *Backlog) Merge(o *Backlog) error {
	if o == nil {
		return nil
	}
	if err := b.matches(o); err != nil {
		return err
	}
	n, carry := bits.Add64(b.n, o.n, 0)
	if carry != 0 {
		return sentinel.Errorf(cx.ErrOverflow, "tickets: adding %s to %d passes 2^64-1", plural(o.n, "1 ticket", "%d tickets"), b.n)
	}
	flows := slices.Clone(b.flows)
	for i := range flows {
		if err := flows[i].Merge(&o.flows[i]); err != nil {
			return err
		}
	}
	for i := range b.more {
		b.more[i] += o.more[i]
	}
	b.n, b.flows = n, flows
	return nil
}

// Remove takes back a ticket that was added.
func (b *Backlog) Remove(ticket Ticket) error {
	one, err := NewBacklog(b.instants, b.bands...)
	if err == nil {
		err = one.Add(ticket)
	}
	if err != nil {
		return err
	}
	return b.Subtract(one)
}

// Subtract takes back the tickets of o.
func (b *Backlog) Subtract(o *Backlog) error {
	if o == nil {
		return nil
	}
	if err := b.matches(o); err != nil {
		return err
	}
	impossible := sentinel.Errorf(cx.ErrOutOfRange, "tickets: these tickets cannot be taken back: they were not all added to the backlog")
	if o.n > b.n {
		return impossible
	}
	rest := b.Clone()
	rest.n -= o.n
	for i := range rest.flows {
		if err := rest.flows[i].Subtract(&o.flows[i]); err != nil {
			return err
		}
	}
	counts := make([]uint64, b.cells())
	for i := range rest.more {
		rest.more[i] -= o.more[i]
		c := &counts[i%len(counts)]
		if *c += rest.more[i]; *c > rest.n { // below zero is far above it
			return impossible
		}
	}
	b.n, b.flows, b.more = rest.n, rest.flows, rest.more
	return nil
}

// matches returns an error unless the two are of the same instants and bands.
func (b *Backlog) matches(o *Backlog) error {
	if slices.EqualFunc(b.instants, o.instants, time.Time.Equal) && slices.Equal(b.bands, o.bands) {
		return nil
	}
	return sentinel.Errorf(cx.ErrMismatch, "tickets: a backlog at %d instants with %d age bands meets one at %d with %d: they must be the same instants and bands",
		len(o.instants), len(o.bands), len(b.instants), len(b.bands))
}

// Clone returns an independent copy.
func (b *Backlog) Clone() *Backlog {
	return &Backlog{
		instants: slices.Clone(b.instants), bands: slices.Clone(b.bands),
		n: b.n, flows: slices.Clone(b.flows), more: slices.Clone(b.more),
	}
}

// All yields the backlog at each instant, in order.
func (b *Backlog) All() iter.Seq[Stock] {
	return func(yield func(Stock) bool) {
		counts := make([]uint64, b.cells())
		for i, at := range b.instants {
			s := Stock{At: at, Flow: b.flows[i]}
			for c, more := range b.more[i*len(counts) : (i+1)*len(counts)] {
				counts[c] += more
				s.Open += counts[c]
			}
			s.counts = slices.Clone(counts)
			if !yield(s) {
				return
			}
		}
	}
}

// Stock is the backlog at one instant, At.
type Stock struct {
	At   time.Time
	Open uint64 // open tickets
	Flow Flow   // from the instant before up to At; zero for the first

	counts []uint64 // by state and band
}

// In returns the number of open tickets in these states.
func (s Stock) In(states ...Status) (n uint64) {
	if len(states) == 0 {
		return 0
	}
	for _, c := range s.Ages(states...) {
		n += c
	}
	return n
}

// Ages returns the number of open tickets in each age band: of these states, or of all if none
// is given.
func (s Stock) Ages(states ...Status) []uint64 {
	set := StatusesOf(states...)
	bands := len(s.counts) / openStates
	ages := make([]uint64, bands)
	for i, c := range s.counts {
		if state := i / bands; len(states) == 0 || state > 0 && set.has(Status(1)<<(state-1)) {
			ages[i%bands] += c
		}
	}
	return ages
}

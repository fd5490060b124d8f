package period

import (
	"slices"
	"sort"
)

// A table holds the opening times of the compiled years, in seconds since its start.
type table struct {
	start, end int64
	bits       uint8
	index      []uint32 // for each 2^bits seconds, the first piece that closes after they begin
	pieces     []piece  // in order and not touching; the last is beyond all instants
}

type piece struct {
	open, close uint32
	before      uint32 // open seconds before this piece
}

// maxPieces bounds a table to 30 MB.
const maxPieces = 1 << 20

func (h *hours) compile() table {
	var t table
	t.start, t.end = h.compiled()
	var sum uint32
	for w := h.walkFrom(t.start); ; {
		p, ok := w.next(t.end)
		if !ok {
			break
		}
		if len(t.pieces)+1+len(p.spans) >= maxPieces {
			t.end = p.from
			break
		}
		p.to = min(p.to, t.end)
		for at := p.from; ; {
			open, closing, ok := p.open(at)
			if !ok {
				break
			}
			at = closing
			from, to := uint32(open-t.start), uint32(closing-t.start)
			if n := len(t.pieces); n > 0 && t.pieces[n-1].close == from {
				t.pieces[n-1].close = to
			} else {
				t.pieces = append(t.pieces, piece{from, to, sum})
			}
			sum += to - from
		}
	}
	t.pieces = slices.Clone(append(t.pieces, piece{1<<32 - 1, 1<<32 - 1, sum})) // without spare capacity
	// Two to four steps of the index for each piece, so that a step seldom holds two closings.
	length := t.end - t.start
	for t.bits = 16; t.bits > 0 && length>>t.bits < 2*int64(len(t.pieces)); t.bits-- {
	}
	i := 0
	for at := int64(0); at <= length; at += 1 << t.bits {
		for t.pieces[i].close <= uint32(at) {
			i++
		}
		t.index = append(t.index, uint32(i))
	}
	t.index = slices.Clone(t.index)
	return t
}

func (t *table) holds(unix int64) bool { return uint64(unix-t.start) < uint64(t.end-t.start) }

// find returns the first piece that closes after an instant of the table or its end.
func (t *table) find(at uint32) uint32 {
	i := t.index[at>>(t.bits&31)]
	// Whether the first step is due is anybody's guess: to take it without a branch
	// spares the processor from guessing. Further ones are rare.
	i += uint32(uint64(int64(t.pieces[i].close)-1-int64(at)) >> 63)
	for t.pieces[i].close <= at {
		i++
	}
	return i
}

// sum returns the open seconds before an instant of the table or its end, and whether
// the schedule is open there.
func (t *table) sum(unix int64) (seconds uint32, open bool) {
	at := uint32(unix - t.start)
	p := &t.pieces[t.find(at)]
	return max(at, p.open) - p.open + p.before, at >= p.open
}

// reach returns the first instant up to which there are as many open seconds since the start
// of the table, at least one, or false if there are not as many in it.
func (t *table) reach(seconds int64) (unix int64, ok bool) {
	n := len(t.pieces) - 1
	i := sort.Search(n, func(i int) bool {
		p := t.pieces[i]
		return int64(p.before)+int64(p.close-p.open) >= seconds
	})
	if i == n {
		return 0, false
	}
	p := t.pieces[i]
	return t.start + int64(p.open) + seconds - int64(p.before), true
}

package period

import (
	"slices"
	"sort"
	"time"
)

// A table holds the opening times of the compiled years. Instants are seconds
// since the table's start, which 32 bits hold for 136 years.
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

func (h *hours) compile() table {
	t := table{
		bits:  15,
		start: time.Date(h.firstYear, time.January, 1, 0, 0, 0, 0, time.UTC).Unix(),
		end:   time.Date(h.lastYear+1, time.January, 1, 0, 0, 0, 0, time.UTC).Unix(),
	}
	var sum uint32
	for w := h.walkFrom(t.start); ; {
		open, closing, ok := w.next(dayAfter(t.end))
		if !ok || open >= t.end {
			break
		}
		from, to := uint32(open-t.start), uint32(min(closing, t.end)-t.start)
		if n := len(t.pieces); n > 0 && t.pieces[n-1].close == from {
			t.pieces[n-1].close = to
		} else {
			t.pieces = append(t.pieces, piece{from, to, sum})
		}
		sum += to - from
	}
	t.pieces = slices.Clone(append(t.pieces, piece{1<<32 - 1, 1<<32 - 1, sum})) // without spare capacity
	i := 0
	for at := int64(0); at <= t.end-t.start; at += 1 << t.bits {
		for t.pieces[i].close <= uint32(at) {
			i++
		}
		t.index = append(t.index, uint32(i))
	}
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

// reach returns the first instant before which there are as many open seconds and
// nanoseconds, or false if there are not as many in the table.
func (t *table) reach(seconds, nanoseconds int64) (unix int64, ok bool) {
	n := len(t.pieces) - 1
	i := sort.Search(n, func(i int) bool {
		p := t.pieces[i]
		sum := int64(p.before) + int64(p.close-p.open)
		return sum > seconds || sum == seconds && nanoseconds == 0
	})
	if i == n {
		return 0, false
	}
	p := t.pieces[i]
	return t.start + int64(p.open) + seconds - int64(p.before), true
}

package likert

import (
	"encoding/binary"

	"github.com/cxmetrics/cx/estimate"
)

// A count that is incremented for each rating waits for the increment before, the more
// so the more ratings are the same. Here a word holds ten counts of six bits, those of
// the ratings 1 to 10, and each rating adds a one to its own: nothing waits for memory,
// and no branch depends on which rating it is. Zeros are those that are left.

const (
	block     = 64 // ratings counted at a time, in two words that hold 32 of them at most
	fill      = 63 // blocks until a count of twelve bits may be full
	many      = 32 // ratings for which it pays
	countBits = 6

	// A word of counts is below tooMuch. With a value that is no rating it is not: nor with
	// sixteen pairs of them, whose sum wraps.
	tooMuch  = 1 << (Highest * countBits)
	noRating = tooMuch | tooMuch>>4
)

// ones has a one in the count of each rating.
var ones = func() (ones [Highest + 1]uint64) {
	for rating := 1; rating <= Highest; rating++ {
		ones[rating] = 1 << ((rating - 1) * countBits)
	}
	return ones
}()

// pairOnes has the ones of the two ratings in a byte, four bits each.
var pairOnes = func() (pairs [1 << 8]uint64) {
	for pair := range pairs {
		if a, b := pair&0xF, pair>>4; a > Highest || b > Highest {
			pairs[pair] = noRating
		} else {
			pairs[pair] = ones[a] + ones[b]
		}
	}
	return pairs
}()

// countMany counts ratings in an empty histogram. It reports false, and has counted some
// of them, when one is outside low..high.
func countMany[R estimate.Integer](h *Histogram, low, high int, ratings []R) bool {
	counted := 0
	if len(ratings) >= block {
		counted = countBlocks(h, ratings)
		if counted == 0 || h.Total(low, high) != uint64(counted) {
			return false
		}
	}
	least, span := uint64(low), uint64(high-low)
	var sum uint64
	for _, r := range ratings[counted:] {
		if outside(r, least, span) {
			return false
		}
		sum += ones[r]
	}
	var t subtotals
	t.add(sum, 0, uint64(len(ratings)-counted))
	h.addSubtotals(&t)
	return true
}

// countBlocks counts the full blocks of ratings in an empty histogram and returns how
// many ratings that was, or nothing when one of them is outside 0..Highest.
func countBlocks[R estimate.Integer](h *Histogram, ratings []R) int {
	if bytes, ok := asBytes(ratings); ok {
		return countByteBlocks(h, bytes)
	}
	// Blocks are taken in turn from several parts of the slice: memory is read faster
	// as eight streams than as one, of which a processor knows less what comes next.
	const streams = 8
	blocks := len(ratings) / block
	apart := (blocks + streams - 1) / streams
	var t subtotals
	for i := range apart {
		for j := i; j < blocks; j += apart {
			a, b := sums((*[block]R)(ratings[j*block:]))
			if a >= tooMuch {
				*h = Histogram{}
				return 0
			}
			if t.add(a, b, block); t.n == fill*block {
				h.addSubtotals(&t)
			}
		}
	}
	h.addSubtotals(&t)
	return blocks * block
}

// sums returns the counts of each half of the ratings, side by side in a word; or
// noRating and nothing.
func sums[R estimate.Integer](r *[block]R) (a, b uint64) {
	const half = block / 2
	for i := 0; i < half; i += 4 {
		a0, a1, a2, a3 := uint64(r[i]), uint64(r[i+1]), uint64(r[i+2]), uint64(r[i+3])
		b0, b1, b2, b3 := uint64(r[half+i]), uint64(r[half+i+1]), uint64(r[half+i+2]), uint64(r[half+i+3])
		if a0 > Highest || a1 > Highest || a2 > Highest || a3 > Highest || b0 > Highest || b1 > Highest || b2 > Highest || b3 > Highest {
			return noRating, 0
		}
		a += ones[a0] + ones[a1] + ones[a2] + ones[a3]
		b += ones[b0] + ones[b1] + ones[b2] + ones[b3]
	}
	return a, b
}

// countByteBlocks is countBlocks for ratings of a byte, which it takes in pairs.
func countByteBlocks(h *Histogram, ratings []byte) int {
	const upper = 0xF0F0F0F0F0F0F0F0
	var pairs [block / 2]byte // in memory, from where each is read faster than cut from a word
	n := 0
	var t subtotals
	for ; len(ratings)-n >= block; n += block {
		r := (*[block]byte)(ratings[n:])
		w0, w1, w2, w3 := word(r[0:]), word(r[8:]), word(r[16:]), word(r[24:])
		w4, w5, w6, w7 := word(r[32:]), word(r[40:]), word(r[48:]), word(r[56:])
		if (w0|w1|w2|w3|w4|w5|w6|w7)&upper != 0 {
			*h = Histogram{}
			return 0
		}
		p0, p1, p2, p3 := (*[8]byte)(pairs[0:]), (*[8]byte)(pairs[8:]), (*[8]byte)(pairs[16:]), (*[8]byte)(pairs[24:])
		binary.LittleEndian.PutUint64(p0[:], w0|w1<<4)
		binary.LittleEndian.PutUint64(p1[:], w2|w3<<4)
		binary.LittleEndian.PutUint64(p2[:], w4|w5<<4)
		binary.LittleEndian.PutUint64(p3[:], w6|w7<<4)
		a, b := sumPairs(p0)+sumPairs(p1), sumPairs(p2)+sumPairs(p3)
		if a|b >= tooMuch {
			*h = Histogram{}
			return 0
		}
		if t.add(a, b, block); t.n == fill*block {
			h.addSubtotals(&t)
		}
	}
	h.addSubtotals(&t)
	return n
}

func word(r []byte) uint64 { return binary.LittleEndian.Uint64(r) }

// sumPairs returns the counts of the ratings in eight bytes, a pair in each.
func sumPairs(p *[8]byte) uint64 {
	return pairOnes[p[0]] + pairOnes[p[1]] + pairOnes[p[2]] + pairOnes[p[3]] +
		pairOnes[p[4]] + pairOnes[p[5]] + pairOnes[p[6]] + pairOnes[p[7]]
}

// subtotals holds the counts of up to fill blocks in twelve bits each: odd of the
// ratings 1, 3, 5, 7, 9 and even of 2, 4, 6, 8, 10.
type subtotals struct{ odd, even, n uint64 }

// add adds the two words of n ratings.
func (t *subtotals) add(a, b, n uint64) {
	const every2nd = 0x3F | 0x3F<<12 | 0x3F<<24 | 0x3F<<36 | 0x3F<<48
	t.odd += a&every2nd + b&every2nd
	t.even += a>>countBits&every2nd + b>>countBits&every2nd
	t.n += n
}

// addSubtotals adds the counts of the ratings, and empties them.
func (h *Histogram) addSubtotals(t *subtotals) {
	const count = 0xFFF
	c1, c3, c5, c7, c9 := t.odd&count, t.odd>>12&count, t.odd>>24&count, t.odd>>36&count, t.odd>>48
	c2, c4, c6, c8, c10 := t.even&count, t.even>>12&count, t.even>>24&count, t.even>>36&count, t.even>>48
	c := &h.counts
	c[0] += t.n - c1 - c2 - c3 - c4 - c5 - c6 - c7 - c8 - c9 - c10
	c[1] += c1
	c[2] += c2
	c[3] += c3
	c[4] += c4
	c[5] += c5
	c[6] += c6
	c[7] += c7
	c[8] += c8
	c[9] += c9
	c[10] += c10
	*t = subtotals{}
}

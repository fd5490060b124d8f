package likert

import (
	"encoding/binary"
	"math/bits"

	"github.com/cxmetrics/cx/estimate"
)

// block is how many ratings are counted at a time, one for each bit of a word.
const block = 64

// countBlocks counts the full blocks of ratings up to the first one that holds a
// value outside 0..Highest, and returns how many ratings that was.
func countBlocks[R estimate.Integer](h *Histogram, ratings []R) int {
	if bytes, ok := asBytes(ratings); ok {
		return countByteBlocks(h, bytes)
	}
	var words [8]uint64
	n := 0
	for ; len(ratings)-n >= block; n += block {
		var all uint64
		for i := range words {
			r := ratings[n+8*i : n+8*i+8 : n+8*i+8]
			a, b, c, d, e, f, g, h := uint64(r[0]), uint64(r[1]), uint64(r[2]), uint64(r[3]), uint64(r[4]), uint64(r[5]), uint64(r[6]), uint64(r[7])
			words[i] = a | b<<8 | c<<16 | d<<24 | e<<32 | f<<40 | g<<48 | h<<56
			all |= a | b | c | d | e | f | g | h
		}
		if all > 0xFF || !h.countWords(words[0], words[1], words[2], words[3], words[4], words[5], words[6], words[7]) {
			break
		}
	}
	return n
}

func countByteBlocks(h *Histogram, ratings []byte) int {
	word := binary.LittleEndian.Uint64
	n := 0
	for ; len(ratings)-n >= block; n += block {
		b := ratings[n : n+block]
		if !h.countWords(word(b), word(b[8:]), word(b[16:]), word(b[24:]), word(b[32:]), word(b[40:]), word(b[48:]), word(b[56:])) {
			break
		}
	}
	return n
}

// countWords counts one block, a rating a byte, unless one is outside 0..Highest.
//
// A count that is incremented for each rating waits for the increment before,
// the more so the more ratings are the same. Here the four binary digits of the
// ratings are gathered in four words, a rating a bit; logic makes of them one
// word for each possible rating that tells where it stands, and its ones are
// counted. Nothing waits, and nothing branches on a rating.
func (h *Histogram) countWords(w0, w1, w2, w3, w4, w5, w6, w7 uint64) bool {
	const nibbles, odd, pairs = 0x0F0F0F0F0F0F0F0F, 0x5555555555555555, 0x3333333333333333
	if (w0|w1|w2|w3|w4|w5|w6|w7)&^nibbles != 0 {
		return false
	}
	// Two ratings a byte.
	a, b, c, d := w0|w1<<4, w2|w3<<4, w4|w5<<4, w6|w7<<4
	// Digits 0 and 2, and 1 and 3, of a with b and of c with d.
	ab02, ab13 := a&odd|b&odd<<1, a>>1&odd|b&^odd
	cd02, cd13 := c&odd|d&odd<<1, c>>1&odd|d&^odd
	// Each digit of all.
	d0, d2 := ab02&pairs|cd02&pairs<<2, ab02>>2&pairs|cd02&^pairs
	d1, d3 := ab13&pairs|cd13&pairs<<2, ab13>>2&pairs|cd13&^pairs

	// Where the lower two digits are 1, 2 and 3, and where all the ratings are 0 to 3.
	low1, low2, low3, high0 := d0&^d1, d1&^d0, d0&d1, ^(d2 | d3)
	if d3&(d2|low3) != 0 { // 11 to 15
		return false
	}
	n1 := bits.OnesCount64(low1 & high0)
	n2 := bits.OnesCount64(low2 & high0)
	n3 := bits.OnesCount64(low3 & high0)
	n4 := bits.OnesCount64(d2 &^ (d0 | d1))
	n5 := bits.OnesCount64(low1 & d2)
	n6 := bits.OnesCount64(low2 & d2)
	n7 := bits.OnesCount64(low3 & d2)
	n8 := bits.OnesCount64(d3 &^ (d0 | d1))
	n9 := bits.OnesCount64(low1 & d3)
	n10 := bits.OnesCount64(low2 & d3)
	h.counts[0] += uint64(block - n1 - n2 - n3 - n4 - n5 - n6 - n7 - n8 - n9 - n10)
	h.counts[1] += uint64(n1)
	h.counts[2] += uint64(n2)
	h.counts[3] += uint64(n3)
	h.counts[4] += uint64(n4)
	h.counts[5] += uint64(n5)
	h.counts[6] += uint64(n6)
	h.counts[7] += uint64(n7)
	h.counts[8] += uint64(n8)
	h.counts[9] += uint64(n9)
	h.counts[10] += uint64(n10)
	return true
}

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
		if all > 0xFF || !h.countWords(&words) {
			break
		}
	}
	return n
}

func countByteBlocks(h *Histogram, ratings []byte) int {
	var words [8]uint64
	n := 0
	for ; len(ratings)-n >= block; n += block {
		b := ratings[n : n+block]
		for i := range words {
			words[i] = binary.LittleEndian.Uint64(b[8*i:])
		}
		if !h.countWords(&words) {
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
func (h *Histogram) countWords(w *[8]uint64) bool {
	const nibbles, odd, pairs = 0x0F0F0F0F0F0F0F0F, 0x5555555555555555, 0x3333333333333333
	if (w[0]|w[1]|w[2]|w[3]|w[4]|w[5]|w[6]|w[7])&^nibbles != 0 {
		return false
	}
	// Two ratings a byte; then digits 0 and 2, and 1 and 3, of two such words.
	a, b := w[0]|w[1]<<4, w[2]|w[3]<<4
	ab02, ab13 := a&odd|b&odd<<1, a>>1&odd|b&^odd
	a, b = w[4]|w[5]<<4, w[6]|w[7]<<4
	cd02, cd13 := a&odd|b&odd<<1, a>>1&odd|b&^odd
	// Each digit of all.
	d0, d2 := ab02&pairs|cd02&pairs<<2, ab02>>2&pairs|cd02&^pairs
	d1, d3 := ab13&pairs|cd13&pairs<<2, ab13>>2&pairs|cd13&^pairs

	// Where the lower two digits are 1, 2 and 3.
	low1, low2, low3 := d0&^d1, d1&^d0, d0&d1
	if d3&(d2|low3) != 0 { // 11 to 15
		return false
	}
	c := &h.counts
	c[9] += uint64(bits.OnesCount64(low1 & d3))
	c[10] += uint64(bits.OnesCount64(low2 & d3))
	c[5] += uint64(bits.OnesCount64(low1 & d2))
	c[6] += uint64(bits.OnesCount64(low2 & d2))
	c[7] += uint64(bits.OnesCount64(low3 & d2))
	high := d2 | d3
	c[1] += uint64(bits.OnesCount64(low1 &^ high))
	c[2] += uint64(bits.OnesCount64(low2 &^ high))
	c[3] += uint64(bits.OnesCount64(low3 &^ high))
	low := d0 | d1
	c[4] += uint64(bits.OnesCount64(d2 &^ low))
	c[8] += uint64(bits.OnesCount64(d3 &^ low))
	c[0] += uint64(bits.OnesCount64(^(low | high)))
	return true
}

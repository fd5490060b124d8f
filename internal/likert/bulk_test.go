package likert

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/sentinel"
	"pgregory.net/rapid"
)

type (
	narrow int8
	wide   int
)

// Counting in blocks is counting one by one: for every type, every length about the
// ends of blocks, and with a value that is no rating anywhere.
func blocksAreSimple(t *rapid.T) {
	low := rapid.IntRange(0, Highest).Draw(t, "low")
	high := rapid.IntRange(low, Highest).Draw(t, "high")
	length := rapid.OneOf(
		rapid.IntRange(0, 3*block),
		rapid.Map(rapid.IntRange(0, 5), func(blocks int) int { return blocks * block }),
		rapid.Map(rapid.IntRange(1, 5), func(blocks int) int { return blocks*block - 1 }),
		rapid.Map(rapid.IntRange(0, 5), func(blocks int) int { return blocks*block + 1 }),
	).Draw(t, "length")
	ratings := rapid.SliceOfN(rapid.Int64Range(int64(low), int64(high)), length, length).Draw(t, "ratings")
	// Values that agree with a rating in some of their bits.
	odd := rapid.SampledFrom([]int64{
		-1, -128, -118, 11, 12, 15, 16, 18, 26, 64, 127, 128, 138, 255, 256, 258, 1 << 12, 1<<12 + 3, 1 << 16, 1<<32 + 5, -1 << 63,
		int64(low) - 1, int64(high) + 1,
	})
	for range rapid.IntRange(0, 2).Draw(t, "odd ones") {
		if length > 0 {
			ratings[rapid.IntRange(0, length-1).Draw(t, "where")] = odd.Draw(t, "odd")
		}
	}
	sameAsSimple[int8](t, low, high, ratings)
	sameAsSimple[uint8](t, low, high, ratings)
	sameAsSimple[narrow](t, low, high, ratings)
	sameAsSimple[int16](t, low, high, ratings)
	sameAsSimple[uint32](t, low, high, ratings)
	sameAsSimple[int64](t, low, high, ratings)
	sameAsSimple[uint64](t, low, high, ratings)
	sameAsSimple[wide](t, low, high, ratings)
}

func sameAsSimple[R estimate.Integer](t *rapid.T, low, high int, as []int64) {
	ratings := make([]R, len(as))
	for i := range as {
		ratings[i] = R(as[i]) // what does not fit becomes another number: so be it
	}
	var want [Highest + 1]uint64
	bad := -1
	for i, r := range ratings {
		switch {
		case bad >= 0:
		case r < 0 || uint64(r) > Highest || int(r) < low || int(r) > high:
			bad = i
		default:
			want[r]++
		}
	}
	var got Histogram
	err := CollectSlice(&got, "likert", low, high, ratings)
	if bad < 0 && (err != nil || got.counts != want) {
		t.Fatalf("%T in %d..%d: %v, %v, want %v", ratings, low, high, got.counts, err, want)
	}
	if bad >= 0 {
		said := fmt.Sprintf("likert: rating %d at index %d is outside %d..%d", ratings[bad], bad, low, high)
		if !errors.Is(err, sentinel.OutOfRange) || !strings.HasPrefix(err.Error(), said) {
			t.Fatalf("%T: %v, want %s", ratings, err, said)
		}
	}
}

func TestBlocksAreSimple(t *testing.T) { rapid.Check(t, blocksAreSimple) }
func FuzzBlocksAreSimple(f *testing.F) { f.Fuzz(rapid.MakeFuzz(blocksAreSimple)) }

// Every byte in every place of a block, and the same numbers of wider types: counted as
// what it is, or refused.
func TestEveryValueInEveryPlace(t *testing.T) {
	everyPlace[uint8](t)
	everyPlace[int8](t) // 128 and on are negative
	everyPlace[uint16](t)
	everyPlace[int](t)
}

func everyPlace[R estimate.Integer](t *testing.T) {
	t.Helper()
	for at := range block {
		for value := range 256 {
			ratings := make([]R, block)
			for i := range ratings {
				ratings[i] = R(i * 7 % (Highest + 1))
			}
			ratings[at] = R(value)
			var want Histogram
			counted := 0
			if value <= Highest {
				counted = block
				for _, r := range ratings {
					want.counts[r]++
				}
			}
			var got Histogram
			if n := countBlocks(&got, ratings); n != counted || got != want {
				t.Fatalf("%T: %d at %d: counted %d, %v, want %v", ratings, value, at, n, got.counts, want.counts)
			}
		}
	}
}

// Blocks of nothing but one value, as many as fill the words that count them: no count
// of a word passes into the next.
func TestBlocksOfOneValue(t *testing.T) {
	blocksOfOne[uint8](t)
	blocksOfOne[uint16](t)
	blocksOfOne[int](t)
}

func blocksOfOne[R estimate.Integer](t *testing.T) {
	t.Helper()
	for value := range 256 {
		for _, blocks := range []int{1, 2, 3, fill - 1, fill, fill + 1, 2*fill + 1} {
			var got, want Histogram
			length := blocks * block
			ratings := slices.Repeat([]R{R(value)}, length)
			if value <= Highest {
				want.counts[value] = uint64(length)
			}
			if counted := countBlocks(&got, ratings); got != want || (counted == length) != (value <= Highest) {
				t.Fatalf("%T: %d values %d: counted %d, %v", ratings, length, value, counted, got.counts)
			}
		}
	}
}

// However many values of a block are no ratings, their sum does not wrap round to one
// that looks like counts.
func TestManyBadInABlock(t *testing.T) {
	for bad := byte(Highest + 1); bad < 16; bad++ {
		for rest := range byte(Highest + 1) {
			ratings := slices.Repeat([]byte{rest}, block)
			backward := slices.Clone(ratings)
			for i := range ratings {
				ratings[i], backward[block-1-i] = bad, bad
				for _, r := range [][]byte{ratings, backward} {
					var got Histogram
					if counted := countBlocks(&got, r); counted != 0 || got != (Histogram{}) {
						t.Fatalf("counted %d of %d: %v", counted, r, got.counts)
					}
				}
			}
		}
	}
}

// As many blocks as a slice is read in streams, and as fill the words that count them;
// then one value in each end of them that is no rating.
func TestManyBlocks(t *testing.T) {
	manyBlocks[uint8](t)
	manyBlocks[uint16](t)
	manyBlocks[int](t)
}

func manyBlocks[R estimate.Integer](t *testing.T) {
	t.Helper()
	ratings := make([]R, (2*fill+2)*block)
	for i := range ratings {
		ratings[i] = R(min(i*i%13, Highest)) // more tens than others
	}
	var want Histogram
	for length := 0; ; length += block {
		var got Histogram
		if counted := countBlocks(&got, ratings[:length]); counted != length || got != want {
			t.Fatalf("%T: counted %d of %d, %v, want %v", ratings, counted, length, got.counts, want.counts)
		}
		if length == len(ratings) {
			break
		}
		for _, r := range ratings[length : length+block] {
			want.counts[r]++
		}
		for _, at := range []int{0, length, length + block - 1} {
			for _, bad := range []R{Highest + 1, 127} {
				rating := ratings[at]
				ratings[at] = bad
				if counted := countBlocks(&got, ratings[:length+block]); counted != 0 || got != (Histogram{}) {
					t.Fatalf("%T: counted %d of %d with %d at %d, %v", ratings, counted, length, bad, at, got.counts)
				}
				ratings[at] = rating
			}
		}
	}
}

// A slice that is refused for a rating off the scale is named right after blocks
// that were counted.
func TestFirstBadIndexAfterBlocks(t *testing.T) {
	ratings := make([]uint8, 5*block)
	for i := range ratings {
		ratings[i] = 3
	}
	ratings[3*block+7], ratings[4*block] = 9, 11
	var h Histogram
	if err := CollectSlice(&h, "likert", 1, 5, ratings); err == nil || !strings.Contains(err.Error(), "rating 9 at index 199 ") {
		t.Error(err)
	}
}

func BenchmarkCollectSlice(b *testing.B) {
	for _, length := range []int{1, 8, 64, 1 << 16} {
		b.Run(fmt.Sprintf("uint8/%d", length), func(b *testing.B) { collectSlice[uint8](b, length) })
		b.Run(fmt.Sprintf("int/%d", length), func(b *testing.B) { collectSlice[int](b, length) })
	}
}

func collectSlice[R estimate.Integer](b *testing.B, length int) {
	ratings := make([]R, length)
	for i := range ratings {
		ratings[i] = R(i * i % (Highest + 1))
	}
	for b.Loop() {
		var h Histogram
		if err := CollectSlice(&h, "likert", 0, Highest, ratings); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(length), "ns/rating")
}

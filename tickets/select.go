package tickets

import (
	"math"
	"slices"
)

// few is how many durations are sorted at once.
const few = 1 << 11

// nth returns the duration at index i of what x is in order. It leaves x as it is.
//
// A sample of x gives two bounds between which the wanted one almost surely
// lies. One pass over x counts those below the bounds and keeps the few between
// them, of which the wanted one is then the nth in turn. Where the sample
// misleads, x is sorted after all: what is returned never depends on it.
func nth(x []int64, i int) int64 {
	for len(x) > few {
		low, high := bracket(x, i)
		below, within := sift(x, low, high)
		if i < below || i-below >= len(within) || low < high && len(within) > len(x)/2 {
			break
		}
		if low == high {
			return low
		}
		x, i = within, i-below
	}
	x = slices.Clone(x)
	slices.Sort(x)
	return x[i]
}

// bracket returns two durations of x, the first most probably not above the one at
// index i in order, the second most probably not below it.
func bracket(x []int64, i int) (low, high int64) {
	// So many that keeping those between the bounds costs as little as sorting the sample.
	size := 4 * int(math.Sqrt(float64(len(x))))
	sample := make([]int64, size)
	for k := range sample {
		sample[k] = x[k*len(x)/size]
	}
	slices.Sort(sample)
	// Four standard deviations of the rank in a random sample, at the most: p(1-p) <= 1/4.
	margin := 2 * int(math.Sqrt(float64(size)))
	at := int(float64(i) / float64(len(x)) * float64(size))
	low, high = 0, math.MaxInt64
	if at-margin >= 0 {
		low = sample[at-margin]
	}
	if at+margin < size {
		high = sample[at+margin]
	}
	return low, high
}

// sift returns how many of x are below low, and those from low to high. None is negative.
func sift(x []int64, low, high int64) (below int, within []int64) {
	for _, v := range x {
		d := v - low
		below += int(uint64(d) >> 63) // a branch on it would be a coin toss for the median
		if uint64(d) <= uint64(high-low) {
			within = append(within, v)
		}
	}
	return below, within
}

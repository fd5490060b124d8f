// Package likert holds what the survey packages share: a rating scale with a
// good end, the counts of its answers, and the text form of a rating.
package likert

import (
	"iter"

	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// Highest is the highest rating of any scale; the lowest is 0.
const Highest = 10

// MaxCount is the most answers that one rating of a histogram can hold. It is
// chosen so that the eleven counts together stay below 2^64: no total wraps.
const MaxCount = 1<<60 - 1

// Histogram counts answers by rating 0..10. The zero value is empty; histograms
// are comparable with ==. Which ratings may occur is the caller's to check. What is read
// often has a pointer: to copy the counts takes longer than to read one.
type Histogram struct {
	counts [Highest + 1]uint64
}

// Takes reports whether one more answer can be counted: false means that rating
// is not 0..10 or that its count is full. To ask and then to [Histogram.Increment]
// compiles to fewer branches than one call that does both.
func (h *Histogram) Takes(rating int) bool {
	return uint(rating) <= Highest && (h.counts[rating]+1)&(MaxCount+1) == 0
}

// Increment counts one answer that the histogram takes.
func (h *Histogram) Increment(rating int) { h.counts[rating]++ }

// AddN counts n answers of a rating 0..10.
func (h *Histogram) AddN(rating int, n uint64) error {
	if have := h.counts[rating]; n > MaxCount-have {
		return sentinel.Errorf(sentinel.Overflow, "adding %d answers of rating %d to %d passes %d", n, rating, have, uint64(MaxCount))
	}
	h.counts[rating] += n
	return nil
}

// Merge adds the counts of o, or none of them when one would pass MaxCount.
func (h *Histogram) Merge(o *Histogram) error {
	sum := *h
	for rating, n := range o.counts {
		if err := sum.AddN(rating, n); err != nil {
			return err
		}
	}
	*h = sum
	return nil
}

// Subtract takes back the counts of o, or none of them when a rating has fewer.
func (h *Histogram) Subtract(o *Histogram) error {
	rest := *h
	for rating, n := range o.counts {
		if err := rest.RemoveN(rating, n); err != nil {
			return err
		}
	}
	*h = rest
	return nil
}

// RemoveN takes back n answers of a rating 0..10.
func (h *Histogram) RemoveN(rating int, n uint64) error {
	if have := h.counts[rating]; n > have {
		return sentinel.Errorf(sentinel.OutOfRange, "%d answers of rating %d cannot be taken from %d", n, rating, have)
	}
	h.counts[rating] -= n
	return nil
}

// Count returns how many answers a rating has; 0 for one outside 0..10.
func (h *Histogram) Count(rating int) uint64 {
	if uint(rating) > Highest {
		return 0
	}
	return h.counts[rating]
}

// Total returns the number of answers from rating low to rating high, both included.
func (h *Histogram) Total(low, high int) uint64 {
	var n uint64
	for rating := max(low, 0); rating <= min(high, Highest); rating++ {
		n += h.counts[rating]
	}
	return n
}

// nth returns the rating of the answer at index i when all are in rising order,
// 0 <= i < number of answers.
func (h Histogram) nth(i uint64) int {
	rating := 0
	for ; i >= h.counts[rating]; rating++ {
		i -= h.counts[rating]
	}
	return rating
}

// All yields the ratings low..high in rising order with their counts, zeros included.
func (h Histogram) All(low, high int) iter.Seq2[int, uint64] {
	return func(yield func(int, uint64) bool) {
		for rating := low; rating <= high; rating++ {
			if !yield(rating, h.counts[rating]) {
				return
			}
		}
	}
}

// Mirror returns the histogram with the ratings low..high in reverse order.
func (h Histogram) Mirror(low, high int) Histogram {
	for ; low < high; low, high = low+1, high-1 {
		h.counts[low], h.counts[high] = h.counts[high], h.counts[low]
	}
	return h
}

// Sample returns the ratings as a sample of numbers.
func (h Histogram) Sample() estimate.Sample {
	var s estimate.Sample
	for rating, n := range h.counts {
		_ = s.AddN(int64(rating), n) // MaxCount keeps the number of values below 2^64
	}
	return s
}

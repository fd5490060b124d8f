package tickets

import (
	"math"
	"math/big"
	"slices"
	"time"

	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/wire"
)

//go:generate go run ../internal/encodings

//cx:encode TicketsTally
func (t *Tally) code(c *wire.Coder) {
	c.Count("volume", &t.volume)
	c.Count("resolved", &t.resolved)
	c.Count("open", &t.open)
	c.Count("waiting", &t.waiting)
	c.Open("nanoseconds")
	for m := range t.times {
		t.times[m].part(c, Metric(m).String())
	}
	c.Close()
	c.Open("unknown")
	for m := range t.unknown {
		c.Count(Metric(m).String(), &t.unknown[m])
	}
	c.Close()
	c.Nested("replies", &t.replies)
	c.Nested("contacts", &t.contacts)
	c.Nested("ratings", &t.ratings)
	c.Nested("reopens", &t.reopens)
	c.Nested("resolutions", &t.resolutions)
	c.Nested("reassignments", &t.handovers)
	c.Nested("reopened", &t.isReopened)
	c.Nested("one_touch", &t.oneTouch)
	c.Nested("first_contact", &t.firstContact)
	if c.Reading() {
		c.Require(t.possible(), "no tickets have these counts")
	}
}

// possible reports whether the parts of the tally fit together. The methods of Tally
// rely on some of it, such as that no part counts more tickets than there are.
func (t *Tally) possible() bool {
	n := func(m Metric) uint64 { return t.times[m].N() }
	if t.resolved > t.volume || t.open > t.volume-t.resolved || t.waiting > t.open || n(MetricFirstResponse) > t.volume-t.waiting || n(MetricResolution) > t.resolved {
		return false
	}
	for m := range t.times {
		if t.unknown[m] > t.volume || Metric(m) != MetricNextReply && Metric(m) != MetricResponse && n(Metric(m)) > t.volume-t.unknown[m] {
			return false
		}
	}
	responses := t.times[MetricFirstResponse]
	if responses.Merge(&t.times[MetricNextReply]) != nil || responses.Subtract(&t.times[MetricResponse]) != nil {
		return false // those of tickets of which only one of the two is known are left
	}
	for _, s := range [...]*estimate.Sample{&t.replies, &t.contacts, &t.ratings, &t.reopens, &t.resolutions, &t.handovers} {
		if s.N() > t.volume || !notNegative(*s) {
			return false
		}
	}
	return t.contacts.N() <= t.resolved && atMost(t.oneTouch, t.resolved) && atMost(t.firstContact, t.resolved) && atMost(t.isReopened, t.volume)
}

// atMost reports whether a proportion is of no more than so many.
func atMost(p estimate.Proportion, most uint64) bool {
	return p.Hits <= most && p.Misses <= most-p.Hits
}

// notNegative reports whether values none of which is negative can have the sums of s.
func notNegative(s estimate.Sample) bool {
	sum := s.Sum()
	highest := big.NewInt(math.MaxInt64)
	if sum.Cmp(highest) < 0 {
		highest = sum // no value is more than all of them
	}
	return sum.Sign() >= 0 && s.SumOfSquares().Cmp(new(big.Int).Mul(sum, highest)) <= 0
}

//cx:encode TicketsDurations
func (d *Durations) code(c *wire.Coder) {
	ended, waiting := d.inOrder(), slices.Sorted(slices.Values(d.waiting))
	c.Rising("ended", &ended)
	c.Rising("waiting", &waiting)
	if c.Reading() {
		for _, x := range ended {
			_ = d.sample.Add(time.Duration(x)) // neither negative nor more than 2^64-1
		}
		d.ended, d.waiting, d.sorted = ended, waiting, len(ended) > 0
	}
}

//cx:encode TicketsDurationSample
func (s *DurationSample) code(c *wire.Coder) { s.part(c, "nanoseconds") }

// part has the sample as a part of that name.
func (s *DurationSample) part(c *wire.Coder, name string) {
	c.Nested(name, &s.s)
	if c.Reading() && !notNegative(s.s) {
		c.Fail("%s: no durations have this sum and sum of squares", name)
	}
}

//cx:encode TicketsDurationSketch
func (s *DurationSketch) code(c *wire.Coder) {
	var buckets []int64
	var counts []uint64
	for i, n := range s.counts {
		if n > 0 {
			buckets = append(buckets, int64(i))
			counts = append(counts, n)
		}
	}
	sum, low, high := s.sum.Big(), uint64(s.min), uint64(s.max)
	c.Count("n", &s.n)
	c.Big("sum", sum, 127, false)
	c.Count("min", &low)
	c.Count("max", &high)
	c.Rising("buckets", &buckets)
	if c.Reading() {
		counts = make([]uint64, len(buckets))
	}
	c.Counts("counts", counts)
	if c.Reading() {
		s.sum, s.min, s.max = exact.Int128FromBig(sum), int64(low), int64(high)
		switch {
		case low > high || high > math.MaxInt64:
			c.Fail("no durations have the minimum %d and the maximum %d", low, high)
		case !s.fill(buckets, counts):
			c.Fail("the counts do not add up to %d durations", s.n)
		case !s.fits():
			c.Fail("no durations of these counts have this minimum, maximum and sum")
		}
	}
}

// fill sets the counts of the buckets, and reports whether there are such buckets and
// the counts add up to n.
func (s *DurationSketch) fill(buckets []int64, counts []uint64) bool {
	if s.n > 0 {
		s.counts = make([]uint64, sketchSize)
	}
	left := s.n
	for k, i := range buckets {
		if i >= sketchSize || k > 0 && i == buckets[k-1] || counts[k] == 0 || counts[k] > left {
			return false
		}
		s.counts[i] = counts[k]
		left -= counts[k]
	}
	return left == 0
}

// fits reports whether durations with these counts, one of which is the minimum and
// one the maximum, can have this sum.
func (s *DurationSketch) fits() bool {
	if s.n == 0 {
		return s.max == 0 && s.sum.Sign() == 0
	}
	first, last := bucket(s.min), bucket(s.max)
	if s.counts[first] == 0 || s.counts[last] == 0 {
		return false
	}
	var least, most exact.Int128
	for i, c := range s.counts {
		if c == 0 {
			continue
		}
		if i < first || i > last {
			return false
		}
		low, high := bounds(i)
		least = least.Add(exact.Mul(max(low, s.min), c))
		most = most.Add(exact.Mul(min(high, s.max), c))
	}
	// One of the first bucket is the minimum, one of the last bucket the maximum.
	_, high := bounds(first)
	most = most.Add(exact.Int128From(s.min - min(high, s.max)))
	low, _ := bounds(last)
	least = least.Add(exact.Int128From(s.max - max(low, s.min)))
	return least.Big().Cmp(s.sum.Big()) <= 0 && s.sum.Big().Cmp(most.Big()) <= 0
}

//cx:encode TicketsFlow
func (f *Flow) code(c *wire.Coder) {
	c.Count("created", &f.Created)
	c.Count("reopened", &f.Reopened)
	c.Count("resolved", &f.Resolved)
	c.Count("ended", &f.Ended)
}

//cx:encode TicketsAttainment
func (a *Attainment) code(c *wire.Coder) {
	c.Count("met", &a.Met)
	c.Count("breached", &a.Breached)
	c.Count("running", &a.Running)
}

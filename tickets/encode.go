package tickets

import (
	"math"
	"slices"
	"time"

	"github.com/cxmetrics/cx/internal/wire"
)

//go:generate go run ../internal/encodings

//cx:encode 0x50
func (t *Tally) code(c *wire.Coder) {
	c.Count("volume", &t.volume)
	c.Count("resolved", &t.resolved)
	c.Count("open", &t.open)
	c.Count("waiting", &t.waiting)
	c.Object("nanoseconds", func(c *wire.Coder) {
		for m := range t.times {
			t.times[m].part(c, Metric(m).String())
		}
	})
	c.Object("unknown", func(c *wire.Coder) {
		for m := range t.unknown {
			c.Count(Metric(m).String(), &t.unknown[m])
		}
	})
	c.Nested("replies", &t.replies)
	c.Nested("contacts", &t.contacts)
	c.Nested("ratings", &t.ratings)
	c.Nested("reopens", &t.reopens)
	c.Nested("resolutions", &t.resolutions)
	c.Nested("reassignments", &t.handovers)
	c.Nested("reopened", &t.isReopened)
	c.Nested("one_touch", &t.oneTouch)
	c.Nested("first_contact", &t.firstContact)
	c.Check(t.possible, "no tickets have these counts")
}

//cx:encode 0x51
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

//cx:encode 0x52
func (s *DurationSample) code(c *wire.Coder) { s.part(c, "nanoseconds") }

// part has the sample as a part of that name.
func (s *DurationSample) part(c *wire.Coder, name string) {
	c.Nested(name, &s.s)
	c.Check(func() bool { return notNegative(s.s) }, "no durations have this sum and sum of squares")
}

//cx:encode 0x53
func (s *DurationSketch) code(c *wire.Coder) {
	var buckets []int64
	var counts []uint64
	for i, n := range s.counts {
		if n > 0 {
			buckets = append(buckets, int64(i))
			counts = append(counts, n)
		}
	}
	c.Count("n", &s.n)
	c.Big("sum", &s.sum, 0, 127)
	low, high := s.min, s.max
	c.Step("min", &low, 0, math.MaxInt64)
	c.Step("max", &high, 0, math.MaxInt64)
	c.Rising("buckets", &buckets)
	if c.Reading() {
		s.min, s.max, counts = low, high, make([]uint64, len(buckets))
	}
	c.Counts("counts", counts)
	c.Check(func() bool { return s.fill(buckets, counts) && s.fits() }, "no durations have these counts, minimum, maximum and sum")
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

//cx:encode 0x54
func (f *Flow) code(c *wire.Coder) {
	c.Count("created", &f.Created)
	c.Count("reopened", &f.Reopened)
	c.Count("resolved", &f.Resolved)
	c.Count("ended", &f.Ended)
}

//cx:encode 0x55
func (a *Attainment) code(c *wire.Coder) {
	c.Count("met", &a.Met)
	c.Count("breached", &a.Breached)
	c.Count("running", &a.Running)
}

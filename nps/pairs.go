package nps

import (
	"math/bits"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// Pairs counts people who were asked twice, by their group each time.
// [estimate.Respondents.Pairs] finds their ratings.
type Pairs struct {
	counts [3][3]uint64 // by the group of the first and of the second time, less 1
	n      uint64
}

// Add counts the two ratings of one person.
func (p *Pairs) Add(first, second Rating) error {
	for _, r := range []Rating{first, second} {
		if !r.valid() {
			return refused(int(r))
		}
	}
	return p.AddN(first.Group(), second.Group(), 1)
}

// AddN counts n people by their groups the first and the second time.
func (p *Pairs) AddN(first, second Group, n uint64) error {
	for _, g := range []Group{first, second} {
		if g < Detractor || g > Promoter {
			return sentinel.Errorf(cx.ErrOutOfRange, "nps: %v is not detractor, passive or promoter", g)
		}
	}
	all, carry := bits.Add64(p.n, n, 0)
	if carry != 0 {
		return sentinel.Errorf(cx.ErrOverflow, "nps: adding %d pairs to %d passes 2^64-1", n, p.n)
	}
	p.n = all
	p.counts[first-1][second-1] += n
	return nil
}

// Merge adds the people of q.
func (p *Pairs) Merge(q *Pairs) error {
	if q == nil {
		return nil
	}
	all, carry := bits.Add64(p.n, q.n, 0)
	if carry != 0 {
		return sentinel.Errorf(cx.ErrOverflow, "nps: adding %d pairs to %d passes 2^64-1", q.n, p.n)
	}
	p.n = all
	for i := range p.counts {
		for j := range p.counts[i] {
			p.counts[i][j] += q.counts[i][j]
		}
	}
	return nil
}

// Count returns how many people were in the two groups.
func (p Pairs) Count(first, second Group) uint64 {
	if first-1 > 2 || second-1 > 2 { // Group(0) - 1 is 255
		return 0
	}
	return p.counts[first-1][second-1]
}

// Groups returns the groups of all people, each time.
func (p Pairs) Groups() (first, second Groups) {
	c := p.counts
	sums := func(f func(group, other int) uint64) Groups {
		sum := func(g int) uint64 { return f(g, 0) + f(g, 1) + f(g, 2) }
		return Groups{Detractors: sum(0), Passives: sum(1), Promoters: sum(2)}
	}
	return sums(func(g, o int) uint64 { return c[g][o] }), sums(func(g, o int) uint64 { return c[o][g] })
}

// Compare returns the second score minus the first, in points, by the paired t test
// ([estimate.PairedSample.Compare]): a person who moved from detractor to promoter changed by
// 200. Its interval is cut off at -200 and 200. Fewer than two people, or people who all moved
// alike, return [cx.ErrNoData].
func (p Pairs) Compare(level float64) (estimate.Difference, error) {
	var s estimate.PairedSample
	for i := range p.counts {
		for j, n := range p.counts[i] {
			if err := s.AddN(100*int64(i), 100*int64(j), n); err != nil { // not of less than 2^64 pairs
				return estimate.Difference{}, sentinel.In("nps", err)
			}
		}
	}
	d, err := s.Compare(level)
	if err != nil {
		return estimate.Difference{}, sentinel.In("nps", err)
	}
	d.Low, d.High = max(d.Low, -200), min(d.High, 200)
	return d, nil
}

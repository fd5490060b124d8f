package main

import (
	"database/sql/driver"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"

	"github.com/cxmetrics/cx/ces"
	"github.com/cxmetrics/cx/csat"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/nps"
)

// shape is how often each of the ratings 0..10 is drawn: many high ones, few low
// ones, and no way to guess the next.
var shape = [11]int{4, 2, 2, 3, 3, 8, 8, 13, 19, 16, 22}

// ratings returns n ratings low..high.
func ratings[R estimate.Integer](n, low, high int) []R {
	random := rand.New(rand.NewPCG(3, 4))
	var urn []R
	for i := low; i <= high; i++ {
		for range shape[i] {
			urn = append(urn, R(i))
		}
	}
	all := make([]R, n)
	for i := range all {
		all[i] = urn[random.IntN(len(urn))]
	}
	return all
}

// adding is the loops that count ratings one by one into the buckets of a metric,
// the best first. Each is written out for its metric, so that the compiler sees
// through the calls.
type adding[R estimate.Integer] struct {
	name      string // of the package
	asks      string
	low, high R
	buckets   []R // the lowest rating of each
	add       func([]R) ([]int64, error)
	collect   func([]R) ([]int64, error)
	branches  func([]R) ([]int64, error)
}

func (a adding[R]) contest(c config) *contest {
	all := ratings[R](c.n, int(a.low), int(a.high))
	one, loop, branches, iterator := "cx "+a.name+".Tally.Add", "Go counts[r]++ with a range check", "Go switch", "cx "+a.name+".Collect of an iterator"
	bind := func(f func([]R) ([]int64, error)) func() ([]int64, error) {
		return func() ([]int64, error) { return f(all) }
	}
	return &contest{
		name:  a.name + "-add",
		asks:  a.asks,
		items: len(all),
		bytes: 8 * len(all),
		techs: []technique{
			{name: one, threads: 1, run: bind(a.add)},
			{name: iterator, threads: 1, run: bind(a.collect)},
			{name: loop, threads: 1, peer: true, run: func() ([]int64, error) {
				counts, err := bareLoop(all, a.low, a.high)
				answer := make([]int64, len(a.buckets))
				for i, from := range a.buckets {
					for r := from; r <= a.high && (i == 0 || r < a.buckets[i-1]); r++ {
						answer[i] += counts[r]
					}
				}
				return answer, err
			}},
			{name: branches, threads: 1, peer: true, run: bind(a.branches)},
		},
		wants: []want{
			{tech: one, than: loop, times: 1 / 1.5},
			{tech: one, than: branches, times: 2},
			{tech: iterator, than: one, times: 1. / 2},
		},
	}
}

// bareLoop is the least that counts ratings and refuses others.
func bareLoop[R estimate.Integer](all []R, low, high R) (counts [11]int64, err error) {
	for i, r := range all {
		if r < low || r > high {
			return counts, refused(r, i)
		}
		counts[r]++
	}
	return counts, nil
}

func refused[R estimate.Integer](r R, i int) error { return fmt.Errorf("rating %d at %d", r, i) }

func npsAddContest(c config) (*contest, error) {
	groups := func(t nps.Tally) []int64 {
		g := t.Groups()
		return []int64{int64(g.Promoters), int64(g.Passives), int64(g.Detractors)}
	}
	return adding[nps.Rating]{
		name: "nps", asks: "promoters, passives and detractors of ratings 0..10, one by one",
		low: 0, high: 10, buckets: []nps.Rating{9, 7, 0},
		add: func(all []nps.Rating) ([]int64, error) {
			var t nps.Tally
			for _, r := range all {
				if err := t.Add(r); err != nil {
					return nil, err
				}
			}
			return groups(t), nil
		},
		collect: func(all []nps.Rating) ([]int64, error) {
			t, err := nps.Collect(slices.Values(all))
			return groups(t), err
		},
		branches: func(all []nps.Rating) ([]int64, error) {
			var promoters, passives, detractors int64
			for i, r := range all {
				switch r {
				case 9, 10:
					promoters++
				case 7, 8:
					passives++
				case 0, 1, 2, 3, 4, 5, 6:
					detractors++
				default:
					return nil, refused(r, i)
				}
			}
			return []int64{promoters, passives, detractors}, nil
		},
	}.contest(c), nil
}

func csatAddContest(c config) (*contest, error) {
	return adding[csat.Rating]{
		name: "csat", asks: "satisfied and other answers of ratings 1..5, one by one",
		low: 1, high: 5, buckets: []csat.Rating{4, 1},
		add: func(all []csat.Rating) ([]int64, error) {
			var t csat.Tally
			for _, r := range all {
				if err := t.Add(r); err != nil {
					return nil, err
				}
			}
			return parts(t.Satisfied()), nil
		},
		collect: func(all []csat.Rating) ([]int64, error) {
			t, err := csat.Collect(csat.Scale{}, slices.Values(all))
			return parts(t.Satisfied()), err
		},
		branches: func(all []csat.Rating) ([]int64, error) {
			var satisfied, others int64
			for i, r := range all {
				switch r {
				case 4, 5:
					satisfied++
				case 1, 2, 3:
					others++
				default:
					return nil, refused(r, i)
				}
			}
			return []int64{satisfied, others}, nil
		},
	}.contest(c), nil
}

func cesAddContest(c config) (*contest, error) {
	scale, err := ces.Ease(1, 7)
	return adding[ces.Rating]{
		name: "ces", asks: "easy and other answers of ratings 1..7, one by one",
		low: 1, high: 7, buckets: []ces.Rating{5, 1},
		add: func(all []ces.Rating) ([]int64, error) {
			t := ces.NewTally(scale)
			for _, r := range all {
				if err := t.Add(r); err != nil {
					return nil, err
				}
			}
			return parts(t.Easy()), nil
		},
		collect: func(all []ces.Rating) ([]int64, error) {
			t, err := ces.Collect(scale, slices.Values(all))
			return parts(t.Easy()), err
		},
		branches: func(all []ces.Rating) ([]int64, error) {
			var easy, others int64
			for i, r := range all {
				switch r {
				case 5, 6, 7:
					easy++
				case 1, 2, 3, 4:
					others++
				default:
					return nil, refused(r, i)
				}
			}
			return []int64{easy, others}, nil
		},
	}.contest(c), err
}

func parts(p estimate.Proportion) []int64 { return []int64{int64(p.Hits), int64(p.Misses)} }

func histogram(t nps.Tally) []int64 {
	counts := make([]int64, 0, 11)
	for _, n := range t.All() {
		counts = append(counts, int64(n))
	}
	return counts
}

// smallContest asks for the counts of many short slices, of which it adds up two.
func smallContest(c config) (*contest, error) {
	all := ratings[uint8](c.n, 0, 10)
	k := &contest{
		name:  "small-slices",
		asks:  "nines and tens of ratings 0..10 from []uint8 in slices of the given length",
		items: len(all),
		bytes: len(all),
	}
	for _, length := range []int{1, 2, 4, 8, 16, 32, 64} {
		bulk, add := fmt.Sprintf("cx nps.CollectSlice of %d", length), fmt.Sprintf("cx nps.Tally.Add, %d times", length)
		k.techs = append(k.techs, technique{name: bulk, threads: 1, run: func() ([]int64, error) {
			var nines, tens uint64
			for part := range slices.Chunk(all, length) {
				t, err := nps.CollectSlice(part)
				if err != nil {
					return nil, err
				}
				nines, tens = nines+t.Count(9), tens+t.Count(10)
			}
			return []int64{int64(nines), int64(tens)}, nil
		}}, technique{name: add, threads: 1, run: func() ([]int64, error) {
			var nines, tens uint64
			for part := range slices.Chunk(all, length) {
				var t nps.Tally
				for _, r := range part {
					if err := t.Add(nps.Rating(r)); err != nil {
						return nil, err
					}
				}
				nines, tens = nines+t.Count(9), tens+t.Count(10)
			}
			return []int64{int64(nines), int64(tens)}, nil
		}})
		k.wants = append(k.wants, want{tech: bulk, than: add, times: 1})
	}
	return k, nil
}

// bulkContest asks for the whole histogram of a slice.
func bulkContest[R estimate.Integer](name, sqlType string) func(config) (*contest, error) {
	return func(c config) (*contest, error) {
		all := ratings[R](c.n, 0, 10)
		db, err := newDuck()
		if err != nil {
			return nil, err
		}
		err = db.load("ratings", "rating "+sqlType, len(all), func(i int, to []driver.Value) { to[0] = all[i] })
		if err != nil {
			return nil, err
		}
		fixed := fixedSize(all)
		py, err := newPython(c.python, map[string]any{"rating": fixed})
		if err != nil {
			return nil, err
		}
		const query = "SELECT rating, count(*) FROM ratings GROUP BY rating"
		counts := func(pairs []int64) ([]int64, error) {
			answer := make([]int64, 11)
			for ; len(pairs) > 0; pairs = pairs[2:] {
				if pairs[0] < 0 || pairs[0] > 10 {
					return nil, fmt.Errorf("rating %d", pairs[0])
				}
				answer[pairs[0]] = pairs[1]
			}
			return answer, nil
		}
		k := &contest{
			name:  name,
			asks:  fmt.Sprintf("the histogram of ratings 0..10 from a []%T, checked", R(0)),
			items: len(all),
			bytes: binary.Size(fixed),
			techs: []technique{
				{name: "cx nps.CollectSlice", threads: 1, run: func() ([]int64, error) {
					t, err := nps.CollectSlice(all)
					return histogram(t), err
				}},
				{name: "cx nps.CollectSlice and Merge", threads: c.threads, run: func() ([]int64, error) {
					t, err := collectParallel(all, c.threads)
					return histogram(t), err
				}},
				{name: "Go counts[r]++ with a range check", threads: 1, peer: true, run: func() ([]int64, error) {
					counts, err := bareLoop(all, 0, 10)
					return counts[:], err
				}},
				db.technique("DuckDB GROUP BY", query, 1, counts),
				db.technique("DuckDB GROUP BY", query, c.threads, counts),
				py.technique("numpy bincount", "histogram"),
			},
			wants: []want{
				{tech: "cx nps.CollectSlice", than: "DuckDB GROUP BY", times: 10},
				{tech: "cx nps.CollectSlice and Merge", than: "DuckDB GROUP BY", times: 8},
			},
			close: closing(db, py),
		}
		return k, nil
	}
}

// collectParallel counts a slice in as many goroutines.
func collectParallel[R estimate.Integer](all []R, threads int) (t nps.Tally, err error) {
	tallies, errs := make([]nps.Tally, threads), make([]error, threads)
	var wg sync.WaitGroup
	for i := range threads {
		wg.Go(func() {
			tallies[i], errs[i] = nps.CollectSlice(all[i*len(all)/threads : (i+1)*len(all)/threads])
		})
	}
	wg.Wait()
	for i := range threads {
		if errs[i] != nil {
			return nps.Tally{}, errs[i]
		}
		if err := t.Merge(&tallies[i]); err != nil {
			return nps.Tally{}, err
		}
	}
	return t, nil
}

// fixedSize returns the numbers in a type that means the same on any machine.
func fixedSize[R estimate.Integer](all []R) any {
	if data, ok := any(all).([]int); ok {
		return column(data, func(x int) int64 { return int64(x) })
	}
	return all
}

package main

import (
	"cmp"
	"database/sql/driver"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
	"github.com/cxmetrics/cx/tickets"
	"github.com/montanaflynn/stats"
	"github.com/shopspring/decimal"
)

// times returns n first-reply and n resolution times, to the second.
func times(n int) (first, resolution []time.Duration) {
	random := rand.New(rand.NewPCG(7, 8))
	first, resolution = make([]time.Duration, n), make([]time.Duration, n)
	for i := range n {
		first[i] = time.Duration(seconds(random, 40*time.Minute, 1.5)) * time.Second
		resolution[i] = time.Duration(seconds(random, 20*time.Hour, 1.2)) * time.Second
	}
	return first, resolution
}

var p50, p90 = decimal.NewFromInt(50), decimal.NewFromInt(90)

// summary is what Durations and DurationSketch both tell.
type summary interface {
	Mean() (time.Duration, error)
	Percentile(decimal.Decimal) (time.Duration, error)
}

func read(s summary) ([]int64, error) {
	mean, err := s.Mean()
	if err != nil {
		return nil, err
	}
	median, err := s.Percentile(p50)
	if err != nil {
		return nil, err
	}
	ninety, err := s.Percentile(p90)
	return []int64{int64(mean), int64(median), int64(ninety)}, err
}

// filledBy returns what reads a summary made of durations.
func filledBy[S summary](fill func([]time.Duration) (S, error)) func([]time.Duration) ([]int64, error) {
	return func(all []time.Duration) ([]int64, error) {
		s, err := fill(all)
		if err != nil {
			return nil, err
		}
		return read(s)
	}
}

// A nearest rank is ceil(p/100 * n).
func rank(percent, n int) int { return (percent*n + 99) / 100 }

func ticketsContest(c config) (*contest, error) {
	first, resolution := times(c.n)
	both := [][]time.Duration{first, resolution}
	db, err := newDuck()
	if err != nil {
		return nil, err
	}
	err = db.load("tickets", "first BIGINT,resolution BIGINT", c.n, func(i int, to []driver.Value) {
		to[0], to[1] = int64(first[i]), int64(resolution[i])
	})
	if err != nil {
		return nil, err
	}
	var filled [2]*tickets.Durations // as DuckDB's table is
	for i := range both {
		if filled[i], err = durations(both[i]); err != nil {
			return nil, err
		}
	}
	py, err := newPython(c.python, map[string]any{
		"first":      column(first, nanoseconds),
		"resolution": column(resolution, nanoseconds),
	})
	if err != nil {
		return nil, err
	}
	const (
		mean    = "((2*sum(%) + count(*)) // (2*count(*)))::BIGINT"
		exact   = "quantile_disc(%, 0.5), quantile_disc(%, 0.9)"
		digests = "approx_quantile(%, 0.5), approx_quantile(%, 0.9)"
	)
	query := func(quantiles string) string {
		columns := mean + ", " + quantiles
		return "SELECT " + strings.ReplaceAll(columns, "%", "first") + ", " + strings.ReplaceAll(columns, "%", "resolution") + " FROM tickets"
	}
	// each answers for one column after the other.
	each := func(f func([]time.Duration) ([]int64, error)) func() ([]int64, error) {
		return func() (answer []int64, err error) {
			for _, column := range both {
				a, err := f(column)
				if err != nil {
					return nil, err
				}
				answer = append(answer, a...)
			}
			return answer, nil
		}
	}
	digest := func(threads int) technique {
		t := other(db.technique("DuckDB approx_quantile", query(digests), threads, nil))
		t.within = 0.05 // documented to approximate, without a bound
		return t
	}
	return &contest{
		name:  "tickets",
		asks:  "mean, 50th and 90th percentile of two times of tickets",
		items: c.n,
		bytes: 16 * c.n,
		techs: []technique{
			{name: "cx tickets.Durations (exact), filled before", threads: 1, run: func() (answer []int64, err error) {
				for _, d := range filled {
					a, err := read(d)
					if err != nil {
						return nil, err
					}
					answer = append(answer, a...)
				}
				return answer, nil
			}},
			{name: "cx tickets.Durations (exact)", threads: 1, run: each(filledBy(durationSlice))},
			{name: "cx tickets.DurationSketch (0.4 %)", threads: 1, within: 1. / 256, run: each(filledBy(sketchSlice))},
			{name: "cx tickets.DurationSketch, one by one", threads: 1, within: 1. / 256, run: each(filledBy(sketch))},
			{name: "cx tickets.DurationSketch and Merge", threads: c.threads, within: 1. / 256, run: each(func(all []time.Duration) ([]int64, error) {
				return sketchedParallel(all, c.threads)
			})},
			{name: "Go slices.Sort of a copy", threads: 1, peer: true, run: each(sorted)},
			{name: "montanaflynn/stats (float64)", threads: 1, peer: true, within: 1e-12, run: each(montana)},
			{name: "HdrHistogram, 2 digits (1 %)", threads: 1, peer: true, within: 0.01, run: each(hdr)},
			db.technique("DuckDB quantile_disc", query(exact), 1, nil),
			db.technique("DuckDB quantile_disc", query(exact), c.threads, nil),
			digest(1),
			digest(c.threads),
			py.technique("numpy partition", "tickets"),
		},
		wants: []want{
			{tech: "cx tickets.Durations (exact), filled before", than: "DuckDB quantile_disc", times: 8},
			{tech: "cx tickets.DurationSketch (0.4 %)", than: "DuckDB quantile_disc", times: 15},
		},
		facts: func() ([]fact, error) { return durationMemory(first) },
		close: closing(db, py),
	}, nil
}

func nanoseconds(d time.Duration) int64 { return int64(d) }

func durations(all []time.Duration) (*tickets.Durations, error) {
	d := new(tickets.Durations)
	for _, x := range all {
		if err := d.Add(x); err != nil {
			return nil, err
		}
	}
	return d, nil
}

func durationSlice(all []time.Duration) (*tickets.Durations, error) {
	d := new(tickets.Durations)
	err := d.AddSlice(all)
	return d, err
}

func sketchSlice(all []time.Duration) (*tickets.DurationSketch, error) {
	s := new(tickets.DurationSketch)
	err := s.AddSlice(all)
	return s, err
}

func sketch(all []time.Duration) (*tickets.DurationSketch, error) {
	s := new(tickets.DurationSketch)
	for _, x := range all {
		if err := s.Add(x); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func sketchedParallel(all []time.Duration, threads int) ([]int64, error) {
	sketches, errs := make([]tickets.DurationSketch, threads), make([]error, threads)
	var wg sync.WaitGroup
	for i := range threads {
		wg.Go(func() { errs[i] = sketches[i].AddSlice(all[i*len(all)/threads : (i+1)*len(all)/threads]) })
	}
	wg.Wait()
	var s tickets.DurationSketch
	for i := range threads {
		if err := cmp.Or(errs[i], s.Merge(&sketches[i])); err != nil {
			return nil, err
		}
	}
	return read(&s)
}

func sorted(all []time.Duration) ([]int64, error) {
	x := slices.Clone(all)
	slices.Sort(x)
	var sum int64 // 292 years together: wide enough for these, not for all
	for _, d := range x {
		sum += int64(d / time.Second)
	}
	n := len(x)
	return []int64{meanSeconds(sum, int64(n)), int64(x[rank(50, n)-1]), int64(x[rank(90, n)-1])}, nil
}

// meanSeconds returns the mean in nanoseconds, rounded half up, of a sum of whole seconds.
func meanSeconds(sum, n int64) int64 {
	whole, rest := sum/n, sum%n
	return whole*int64(time.Second) + (2*rest*int64(time.Second)+n)/(2*n)
}

func montana(all []time.Duration) ([]int64, error) {
	data := stats.LoadRawData(all)
	mean, err := data.Mean()
	if err != nil {
		return nil, err
	}
	median, err := data.PercentileNearestRank(50)
	if err != nil {
		return nil, err
	}
	ninety, err := data.PercentileNearestRank(90)
	return []int64{int64(math.Round(mean)), int64(median), int64(ninety)}, err
}

func newHDR() *hdrhistogram.Histogram {
	return hdrhistogram.New(1, int64(100*24*time.Hour), 2)
}

func hdr(all []time.Duration) ([]int64, error) {
	h := newHDR()
	for _, x := range all {
		if err := h.RecordValue(int64(x)); err != nil {
			return nil, err
		}
	}
	return []int64{int64(h.Mean()), h.ValueAtQuantile(50), h.ValueAtQuantile(90)}, nil
}

// durationMemory measures what both ways to summarise keep.
func durationMemory(all []time.Duration) ([]fact, error) {
	before := heap()
	s, err := sketch(all)
	if err != nil {
		return nil, err
	}
	size := heap() - before
	data, err := s.MarshalBinary()
	if err != nil {
		return nil, err
	}
	n := s.N()
	return []fact{
		{name: "cx tickets.DurationSketch in memory", unit: "bytes", value: float64(size)},
		{name: "cx tickets.DurationSketch encoded", unit: "bytes", value: float64(len(data))},
		{name: "durations in it", value: float64(n)},
	}, nil
}

// sketchAddContest asks what one more duration costs.
func sketchAddContest(c config) (*contest, error) {
	_, all := times(c.n)
	return &contest{
		name:  "sketch-add",
		asks:  "adding resolution times to a summary from which percentiles can be read",
		items: len(all),
		bytes: 8 * len(all),
		techs: []technique{
			{name: "cx tickets.DurationSketch.Add", threads: 1, run: func() ([]int64, error) {
				s, err := sketch(all)
				return []int64{int64(s.N())}, err
			}},
			{name: "HdrHistogram RecordValue, 2 digits", threads: 1, peer: true, run: func() ([]int64, error) {
				h := newHDR()
				for _, x := range all {
					if err := h.RecordValue(int64(x)); err != nil {
						return nil, err
					}
				}
				return []int64{h.TotalCount()}, nil
			}},
		},
		wants: []want{{tech: "cx tickets.DurationSketch.Add", than: "HdrHistogram RecordValue, 2 digits", times: 1.3}},
	}, nil
}

// sketchMergeContest asks whether merging is cheaper than adding 5,000 durations.
func sketchMergeContest(config) (*contest, error) {
	const values, merges = 5000, 200
	_, all := times(values)
	full, err := sketch(all)
	if err != nil {
		return nil, err
	}
	repeat := func(f func(*tickets.DurationSketch) error) func() ([]int64, error) {
		return func() ([]int64, error) {
			s, err := sketch(all)
			if err != nil {
				return nil, err
			}
			for range merges {
				if err := f(s); err != nil {
					return nil, err
				}
			}
			return []int64{int64(s.N())}, nil
		}
	}
	return &contest{
		name:  "sketch-merge",
		asks:  "one more sketch of 5,000 durations in a sketch",
		items: merges,
		techs: []technique{
			{name: "cx tickets.DurationSketch.Merge", threads: 1, run: repeat(func(s *tickets.DurationSketch) error { return s.Merge(full) })},
			{name: "cx tickets.DurationSketch.Add, 5,000 times", threads: 1, run: repeat(func(s *tickets.DurationSketch) error {
				for _, x := range all {
					if err := s.Add(x); err != nil {
						return err
					}
				}
				return nil
			})},
		},
		wants: []want{{tech: "cx tickets.DurationSketch.Merge", than: "cx tickets.DurationSketch.Add, 5,000 times", times: 1}},
	}, nil
}

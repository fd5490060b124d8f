package main

import (
	"encoding/json"

	"github.com/cxmetrics/cx/nps"
	"github.com/shopspring/decimal"
)

// scoreContest asks what reading a result costs, beside the least that makes
// such a decimal.
func scoreContest(c config) (*contest, error) {
	reads := max(1000, c.n/100)
	t, err := nps.CollectSlice(ratings[uint8](10_000, 0, 10))
	if err != nil {
		return nil, err
	}
	g := t.Groups()
	num, den := 100*(int64(g.Promoters)-int64(g.Detractors)), int64(t.N())
	repeat := func(f func() (decimal.Decimal, error)) func() ([]int64, error) {
		return func() (answer []int64, err error) {
			var last decimal.Decimal
			for range reads {
				if last, err = f(); err != nil {
					return nil, err
				}
			}
			return []int64{last.Shift(16).IntPart()}, nil
		}
	}
	return &contest{
		name:  "score",
		asks:  "the Net Promoter Score of a tally, to 16 places",
		items: reads,
		techs: []technique{
			{name: "cx nps.Tally.Score", threads: 1, run: repeat(t.Score)},
			{name: "two decimal.NewFromInt and DivRound", threads: 1, peer: true, run: repeat(func() (decimal.Decimal, error) {
				return decimal.NewFromInt(num).DivRound(decimal.NewFromInt(den), 16), nil
			})},
		},
		wants: []want{{tech: "cx nps.Tally.Score", than: "two decimal.NewFromInt and DivRound", times: 1 / 1.5}},
	}, nil
}

// codecContest asks what it costs to write a tally and to read it back, beside
// encoding/json of nothing but its counts.
func codecContest(c config) (*contest, error) {
	trips := max(1000, c.n/100)
	tally, err := nps.CollectSlice(ratings[uint8](10_000, 0, 10))
	if err != nil {
		return nil, err
	}
	var counts [11]uint64
	for r, n := range tally.All() {
		counts[r] = n
	}
	repeat := func(trip func() (uint64, error)) func() ([]int64, error) {
		return func() ([]int64, error) {
			var tens uint64
			for range trips {
				n, err := trip()
				if err != nil {
					return nil, err
				}
				tens += n
			}
			return []int64{int64(tens)}, nil
		}
	}
	const binary, text, bare = "cx nps.Tally binary", "cx nps.Tally JSON", "encoding/json of [11]uint64"
	return &contest{
		name:  "codec",
		asks:  "a tally encoded and decoded",
		items: trips,
		techs: []technique{
			{name: binary, threads: 1, run: repeat(func() (uint64, error) {
				data, err := tally.MarshalBinary()
				if err != nil {
					return 0, err
				}
				var t nps.Tally
				err = t.UnmarshalBinary(data)
				return t.Count(10), err
			})},
			{name: text, threads: 1, run: repeat(func() (uint64, error) {
				data, err := tally.MarshalJSON()
				if err != nil {
					return 0, err
				}
				var t nps.Tally
				err = t.UnmarshalJSON(data)
				return t.Count(10), err
			})},
			{name: bare, threads: 1, peer: true, run: repeat(func() (uint64, error) {
				data, err := json.Marshal(counts)
				if err != nil {
					return 0, err
				}
				var read [11]uint64
				err = json.Unmarshal(data, &read)
				return read[10], err
			})},
		},
		wants: []want{{tech: binary, than: bare, times: 3}, {tech: text, than: bare, times: 1}},
	}, nil
}

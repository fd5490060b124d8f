package main

import (
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

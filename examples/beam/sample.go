package main

import (
	"bufio"
	"encoding/csv"
	"io"
	"iter"
	"math/rand/v2"
	"strconv"
	"time"
)

// sample yields n made rows of the year 2024, always the same: of five rows three are
// answers to one question each, one to all three, and one is a ticket that may be open.
func sample(n int) iter.Seq[fields] {
	return func(yield func(fields) bool) {
		random := rand.New(rand.NewPCG(2024, 1))
		year := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
		for i := range n {
			at := year.Add(time.Duration(random.IntN(366*86400)) * time.Second)
			segment := random.IntN(3)
			row := fields{at.Format(time.RFC3339), [...]string{"consumer", "business", "enterprise"}[segment]}
			kind := i % 5
			for q, scale := range [...]struct{ lowest, highest int }{{0, 10}, {1, 5}, {1, 5}} {
				if kind == q || kind == 3 {
					// The better of two draws, of three in the last segment.
					rating := max(random.IntN(scale.highest+1), random.IntN(scale.highest+1), segment*random.IntN(scale.highest+1)/2)
					row[2+q] = strconv.Itoa(max(rating, scale.lowest))
				}
			}
			if kind == 4 {
				reply := time.Duration(60+random.ExpFloat64()*7200) * time.Second
				row[5] = at.Add(reply).Format(time.RFC3339)
				if random.IntN(10) > 0 {
					row[6] = at.Add(reply + time.Duration(random.ExpFloat64()*172800)*time.Second).Format(time.RFC3339)
				}
			}
			if !yield(row) {
				return
			}
		}
	}
}

func writeCSV(w io.Writer, rows iter.Seq[fields]) error {
	buffered := bufio.NewWriter(w)
	out := csv.NewWriter(buffered)
	_ = out.Write(columns[:]) // Error has it
	for row := range rows {
		_ = out.Write(row[:])
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return err
	}
	return buffered.Flush()
}

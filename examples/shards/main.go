// Command shards counts ratings in parallel. Each goroutine has a tally of its own, so
// there is nothing to lock, and merged in any order they are the tally of all.
package main

import (
	"fmt"
	"log"
	"slices"
	"sync"

	"github.com/cxmetrics/cx/nps"
)

func main() {
	ratings := slices.Repeat([]nps.Rating{10, 9, 9, 8, 7, 10, 6, 9, 3, 10}, 100_000)

	var (
		shards  = slices.Collect(slices.Chunk(ratings, 200_000))
		tallies = make([]nps.Tally, len(shards))
		errs    = make([]error, len(shards))
		wg      sync.WaitGroup
	)
	for i, shard := range shards {
		wg.Go(func() { tallies[i], errs[i] = nps.CollectSlice(shard) })
	}
	wg.Wait()

	var total nps.Tally
	for i, tally := range tallies {
		if errs[i] != nil {
			log.Fatal(errs[i])
		}
		if err := total.Merge(&tally); err != nil {
			log.Fatal(err)
		}
	}

	whole, err := nps.CollectSlice(ratings)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(total) // of every ten, 6 promoters and 2 detractors
	fmt.Println(len(shards), "shards, the same as in one piece:", total == whole)
	// Output:
	// NPS 40.0 (n=1000000, 95% 39.84 to 40.16)
	// 5 shards, the same as in one piece: true
}

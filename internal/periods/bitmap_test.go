package periods

import (
	"hash/maphash"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
)

// A shard of so many customers that their events are taken in parts holds what a map
// holds, be they known or new, and two readers of it do not share what one of them needs
// to settle its buffer.
func TestLargeShard(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for _, n := range []int{largeBatch - 1, largeBatch, largeBatch + 1, 8 * largeBatch} {
		b := bitmaps[int]{seed: maphash.MakeSeed(), shards: make([]shard[int], 1<<shardBits)}
		want := map[int]uint64{}
		s := &b.shards[0]
		add := func(customer int) {
			period := random.IntN(WordBits)
			s.pending = append(s.pending, event[int]{
				customer: customer,
				hash:     uint32(maphash.Comparable(b.seed, customer)),
				period:   uint16(3*WordBits + period),
			})
			want[customer] |= 1 << period
		}
		for customer := range n { // as many as a buffer has when there are as many customers
			if add(customer); len(s.pending) == largeBatch/2 {
				b.settle(s)
			}
		}
		b.settle(s)
		for customer := range n {
			add(customer + random.IntN(2)*n)
		}
		b.settle(s)
		for customer := range n {
			add(2*n + customer)
		}
		first := slices.DeleteFunc(slices.Clone(s.pending), func(e event[int]) bool { return e.hash>>29 != 0 })
		s.record(b.seed, first, 0, 8)
		w := &s.words[0]
		for i := range w.slots {
			if o := &w.slots[i]; o.bits != 0 {
				home := w.group(uint32(maphash.Comparable(b.seed, o.customer)))
				if away := (i/8 - home + len(w.tags)) % len(w.tags); away > 2*farAway {
					t.Fatalf("%d events: a customer is %d groups away", n, away)
				}
			}
		}
		b.settle(s)
		if len(s.pending) != 0 || (len(b.room) == n) != (n >= largeBatch) {
			t.Fatalf("%d events: %d left, room for %d", n, len(s.pending), len(b.room))
		}
		if 3*len(w.slots) > 8*w.used {
			t.Errorf("%d events: %d slots for %d customers", n, len(w.slots), w.used)
		}
		for customer := range n { // these are in the buffer when it is read
			add(customer)
		}
		var readers sync.WaitGroup
		for range 2 {
			readers.Go(func() {
				customers := 0
				b.each(3, 3, func(customer int, words []uint64) {
					if customers++; words[0] != want[customer] {
						t.Errorf("%d events: customer %d: %b, want %b", n, customer, words[0], want[customer])
					}
				})
				if customers != len(want) {
					t.Errorf("%d events: %d customers, want %d", n, customers, len(want))
				}
			})
		}
		readers.Wait()
	}
}

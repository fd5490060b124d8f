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
		if away := w.farthest(b.seed); away > 2*farAway {
			t.Errorf("%d events: a customer is %d groups away", n, away)
		}
		b.settle(s)
		if len(s.pending) != 0 || (len(b.room) == n) != (n >= largeBatch) || cap(b.room) > n+n/8 {
			t.Fatalf("%d events: %d left, room for %d of %d", n, len(s.pending), len(b.room), cap(b.room))
		}
		if 3*len(w.slots) > 8*w.used {
			t.Errorf("%d events: %d slots for %d customers", n, len(w.slots), w.used)
		}
		for customer := range n { // these are in the buffer when it is read
			add(customer)
		}
		room := slices.Clone(b.room)
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
		if !slices.Equal(b.room, room) {
			t.Errorf("%d events: reading has changed the room of the writer", n)
		}
	}
}

// farthest returns how many groups after their own the customer is who is farthest away.
func (w *word[ID]) farthest(seed maphash.Seed) int {
	most := 0
	for i := range w.slots {
		if o := &w.slots[i]; o.bits != 0 {
			home := w.group(uint32(maphash.Comparable(seed, o.customer)))
			most = max(most, (i/8-home+len(w.tags))%len(w.tags))
		}
	}
	return most
}

// The customers of a large shard who are all new in a word come in the order of the
// hashes. They are put near where they are looked for from the first part on, in a table
// that is no larger in the end than that of any other word.
func TestLargeShardNewWord(t *testing.T) {
	const n = maxParts * largeBatch / 4
	b := bitmaps[int]{seed: maphash.MakeSeed()}
	var s shard[int]
	var first []event[int]
	for customer := range n {
		e := event[int]{customer: customer, hash: uint32(maphash.Comparable(b.seed, customer))}
		s.pending = append(s.pending, e)
		if uint64(e.hash)*maxParts>>32 == 0 {
			first = append(first, e)
		}
	}
	s.record(b.seed, first, 0, maxParts)
	w := &s.words[0]
	if away := w.farthest(b.seed); w.used != len(first) || away > 2*farAway {
		t.Errorf("%d of %d customers, one of them %d groups away", w.used, len(first), away)
	}
	b.settle(&s)
	if away := w.farthest(b.seed); w.used != n || 4*len(w.slots) > 7*w.used || away > 2*farAway {
		t.Errorf("%d of %d customers in %d slots, one of them %d groups away", w.used, n, len(w.slots), away)
	}
}

// Even if all customers had the same hash, there would be no more slots than for the
// first of the parts, and one growth.
func TestSameHash(t *testing.T) {
	seed := maphash.MakeSeed()
	var s shard[int]
	w := s.word(0)
	for customer := range 6000 {
		w.set(seed, customer, 0, 1)
		if len(w.slots) > 3*maxParts*w.used+24 {
			t.Fatalf("%d slots for %d customers", len(w.slots), w.used)
		}
	}
}

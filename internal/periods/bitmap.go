package periods

import (
	"hash/maphash"
	"slices"
)

// bitmaps maps customers to the set of periods they were active in, 64 periods a
// word. Ten million events of a million customers touch memory in no order at
// all, so an event is first put into the buffer of one of many shards; a full
// buffer is worked off at once. Buffers grow with their shards, so that it pays to
// bring a shard into the cache.
type bitmaps[ID comparable] struct {
	seed   maphash.Seed
	shards []shard[ID] // none, or 1 << shardBits
}

const (
	shardBits = 6  // of a million customers, each fits the second cache
	minBatch  = 16 // events in a buffer, at least
	perEvent  = 2  // customers of a shard to each event that its buffer holds

	// WordBits is how many periods a word of a [Set] holds.
	WordBits = 64
)

type shard[ID comparable] struct {
	pending []event[ID]
	words   []word[ID] // ascending by number
}

type event[ID comparable] struct {
	customer ID
	hash     uint32
	period   uint16 // below 2 * Max + WordBits
}

// word holds one word of the bitmaps of a shard's customers: a hash table with
// linear probing, in which a slot without bits is free.
type word[ID comparable] struct {
	number int32 // of periods 64*number to 64*number+63
	used   int
	slots  []slot[ID]
}

type slot[ID comparable] struct {
	customer ID
	bits     uint64
}

func (b *bitmaps[ID]) add(customer ID, period int32) {
	if b.shards == nil {
		b.seed, b.shards = maphash.MakeSeed(), make([]shard[ID], 1<<shardBits)
	}
	h := maphash.Comparable(b.seed, customer)
	s := &b.shards[h>>(64-shardBits)]
	s.pending = append(s.pending, event[ID]{customer: customer, hash: uint32(h), period: uint16(period)})
	if len(s.pending) == cap(s.pending) {
		s.settle(b.seed)
		used := 0
		for i := range s.words {
			used += s.words[i].used
		}
		if n := max(minBatch, used/perEvent); n > cap(s.pending) {
			s.pending = make([]event[ID], 0, n)
		}
	}
}

// settle works off the buffer.
func (s *shard[ID]) settle(seed maphash.Seed) {
	for i := range s.pending {
		e := &s.pending[i]
		s.word(int32(e.period/WordBits)).set(seed, e.customer, e.hash, 1<<(e.period%WordBits))
	}
	s.pending = s.pending[:0]
}

func (s *shard[ID]) word(number int32) *word[ID] {
	for i := range s.words {
		if s.words[i].number == number {
			return &s.words[i]
		}
	}
	i := 0
	for i < len(s.words) && s.words[i].number < number {
		i++
	}
	s.words = slices.Insert(s.words, i, word[ID]{number: number, slots: make([]slot[ID], 8)})
	return &s.words[i]
}

func (w *word[ID]) set(seed maphash.Seed, customer ID, hash uint32, bits uint64) {
	s := w.find(customer, hash)
	if s.bits == 0 {
		if w.used*16 >= len(w.slots)*13 {
			w.grow(seed)
			s = w.find(customer, hash)
		}
		w.used++
		s.customer = customer
	}
	s.bits |= bits
}

// find returns the customer's slot, or the free one to put it in.
func (w *word[ID]) find(customer ID, hash uint32) *slot[ID] {
	for i := int(uint64(hash) * uint64(len(w.slots)) >> 32); ; i++ {
		if i == len(w.slots) {
			i = 0
		}
		if s := &w.slots[i]; s.customer == customer || s.bits == 0 {
			return s
		}
	}
}

func (w *word[ID]) grow(seed maphash.Seed) {
	old := w.slots
	w.slots = make([]slot[ID], len(old)+len(old)/2)
	for i := range old {
		if o := &old[i]; o.bits != 0 {
			*w.find(o.customer, uint32(maphash.Comparable(seed, o.customer))) = *o
		}
	}
}

// each calls visit with the bitmap of every customer, as the words from number
// low to high. The words are only good until visit returns.
func (b bitmaps[ID]) each(low, high int32, visit func(customer ID, words []uint64)) {
	for _, s := range b.shards {
		if len(s.pending) > 0 { // settled in a copy: reading changes nothing
			s.words = slices.Clone(s.words)
			for i := range s.words {
				s.words[i].slots = slices.Clone(s.words[i].slots)
			}
			s.settle(b.seed)
		}
		s.each(low, high, visit)
	}
}

func (s *shard[ID]) each(low, high int32, visit func(customer ID, words []uint64)) {
	width := int(high - low + 1)
	if width == 1 {
		words := make([]uint64, 1)
		for _, w := range s.words {
			for i := range w.slots {
				if o := &w.slots[i]; o.bits != 0 {
					words[0] = o.bits
					visit(o.customer, words)
				}
			}
		}
		return
	}
	rows := make(map[ID]int)
	var all []uint64
	for _, w := range s.words {
		for i := range w.slots {
			o := &w.slots[i]
			if o.bits == 0 {
				continue
			}
			row, ok := rows[o.customer]
			if !ok {
				row = len(all)
				rows[o.customer] = row
				all = append(all, make([]uint64, width)...)
			}
			all[row+int(w.number-low)] = o.bits
		}
	}
	for customer, row := range rows {
		visit(customer, all[row:row+width])
	}
}

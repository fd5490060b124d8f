package periods

import (
	"hash/maphash"
	"math/bits"
	"slices"
)

// bitmaps maps customers to the set of periods they were active in, 64 periods a
// word. Ten million events of a million customers touch memory in no order at
// all, so an event is first put into the buffer of one of many shards; a full
// buffer is worked off at once. A buffer holds nearly as many events as its shard has
// customers, so that it pays to bring the shard into the cache, a large one in parts.
type bitmaps[ID comparable] struct {
	seed   maphash.Seed
	shards []shard[ID] // none, or 1 << shardBits
	room   []event[ID] // for a shard's events while they are settled
}

const (
	shardBits = 6  // of a million customers, each fits the second cache
	minBatch  = 16 // events in a buffer, at least

	// A shard of that many events does not fit the second cache: its customers are taken
	// in parts that do.
	largeBatch = 1 << 16
	maxParts   = 1 << 5

	// New customers who come in the order of their hashes fill one part of the table after
	// the other: so many groups of them are full in a row only where the table is to grow,
	// even if it is free everywhere else, as that of a new word is.
	farAway = 32

	// WordBits is how many periods a word of a [Set] holds.
	WordBits = 64
)

type shard[ID comparable] struct {
	pending []event[ID]
	words   []word[ID] // in no order
	touched uint64     // says nothing; kept so that no compiler leaves out the reading
}

type event[ID comparable] struct {
	customer ID
	hash     uint32
	period   uint16 // below 2 * Max + WordBits
}

// word holds one word of the bitmaps of a shard's customers: a hash table of groups
// of eight slots. A slot has a tag, a byte of the group's tags: 0 where it is free,
// else seven bits of the hash and a bit that is always set. A customer who does not
// fit into the group of their hash is in one of those that follow.
type word[ID comparable] struct {
	number int32 // of periods 64*number to 64*number+63
	used   int
	tags   []uint64
	slots  []slot[ID]
}

type slot[ID comparable] struct {
	customer ID
	bits     uint64 // 0 where it is free
}

func (b *bitmaps[ID]) add(customer ID, period int32) {
	if b.shards == nil {
		b.seed, b.shards = maphash.MakeSeed(), make([]shard[ID], 1<<shardBits)
	}
	h := maphash.Comparable(b.seed, customer)
	s := &b.shards[h>>(64-shardBits)]
	s.pending = append(s.pending, event[ID]{customer: customer, hash: uint32(h), period: uint16(period)})
	if len(s.pending) == cap(s.pending) {
		b.settle(s)
		used := 0
		for i := range s.words {
			used += s.words[i].used
		}
		if n := max(minBatch, used-used/8); n > cap(s.pending) {
			s.pending = make([]event[ID], 0, n)
		}
	}
}

// settle works off a buffer.
func (b *bitmaps[ID]) settle(s *shard[ID]) {
	if len(s.pending) < largeBatch {
		s.record(b.seed, s.pending, 0, 1)
	} else {
		b.recordInParts(s)
	}
	s.pending = s.pending[:0]
}

// recordInParts records a buffer in the order of the groups of slots, as far as the first
// bits of the hash tell it.
func (b *bitmaps[ID]) recordInParts(s *shard[ID]) {
	n := len(s.pending)
	partBits := min(bits.Len(uint(n/largeBatch))+2, bits.Len(maxParts-1))
	shift := 32 - partBits
	var ends [maxParts]int // of each part in room; before that, how many it has, and where it begins
	for i := range s.pending {
		ends[s.pending[i].hash>>shift]++
	}
	start := 0
	for part, n := range ends {
		ends[part] = start
		start += n
	}
	b.room = slices.Grow(b.room[:0], n)[:n]
	for i := range s.pending {
		end := &ends[s.pending[i].hash>>shift]
		b.room[*end] = s.pending[i]
		*end++
	}
	start = 0
	for part, end := range ends[:1<<partBits] {
		s.record(b.seed, b.room[start:end], part, 1<<partBits)
		start = end
	}
}

// record adds events of customers in one of some equal parts of the shard. They touch
// most of it in no order, for each of which the processor would wait; read in order, all
// of it is in the cache in the time of a few.
func (s *shard[ID]) record(seed maphash.Seed, events []event[ID], part, parts int) {
	const line = 4 // slots that come into the cache together, or fewer
	var touched uint64
	for i := range s.words {
		slots := s.words[i].slots
		for j := len(slots) * part / parts; j < len(slots)*(part+1)/parts; j += line {
			touched ^= slots[j].bits
		}
	}
	s.touched = touched
	for i := range events {
		e := &events[i]
		s.word(int32(e.period/WordBits)).set(seed, e.customer, e.hash, 1<<(e.period%WordBits))
	}
}

func (s *shard[ID]) word(number int32) *word[ID] {
	for i := range s.words {
		if s.words[i].number == number {
			return &s.words[i]
		}
	}
	s.words = append(s.words, word[ID]{number: number, tags: make([]uint64, 1), slots: make([]slot[ID], 8)})
	return &s.words[len(s.words)-1]
}

func (w *word[ID]) set(seed maphash.Seed, customer ID, hash uint32, set uint64) {
	passed := 0
	for g := w.group(hash); ; g = w.next(g) {
		for m := matching(w.tags[g], hash); m != 0; m &= m - 1 {
			if s := &w.slots[8*g+first(m)]; s.customer == customer {
				s.bits |= set
				return
			}
		}
		if free(w.tags[g]) != 0 {
			break // who is not here is nowhere
		}
		passed++
	}
	if 8*w.used >= 7*len(w.slots) || passed > farAway && 2*maxParts*w.used >= len(w.slots) {
		w.grow(seed)
	}
	w.put(slot[ID]{customer: customer, bits: set}, hash)
	w.used++
}

// put takes the first free slot for a customer who has none.
func (w *word[ID]) put(s slot[ID], hash uint32) {
	g := w.group(hash)
	for free(w.tags[g]) == 0 {
		g = w.next(g)
	}
	k := first(free(w.tags[g]))
	w.tags[g] |= uint64(tag(hash)) << (8 * k)
	w.slots[8*g+k] = s
}

func (w *word[ID]) grow(seed maphash.Seed) {
	n := len(w.tags)
	w.resize(seed, n+(n+1)/2)
}

// resize puts all customers into a table of n groups.
func (w *word[ID]) resize(seed maphash.Seed, n int) {
	old := w.slots
	w.tags, w.slots = make([]uint64, n), make([]slot[ID], 8*n)
	for i := range old {
		if o := &old[i]; o.bits != 0 {
			w.put(*o, uint32(maphash.Comparable(seed, o.customer)))
		}
	}
}

// group is the number of the group that the search for a customer begins with.
func (w *word[ID]) group(hash uint32) int { return int(uint64(hash) * uint64(len(w.tags)) >> 32) }

func (w *word[ID]) next(group int) int {
	if group++; group < len(w.tags) {
		return group
	}
	return 0
}

const (
	everyTag = 0x0101010101010101
)

func tag(hash uint32) uint8 { return uint8(hash) | 0x80 }

// matching returns the tags of a hash among eight, each as the high bit of its byte.
// One above a match may be of another hash, which whoever compares the customers
// will see.
func matching(tags uint64, hash uint32) uint64 {
	x := tags ^ everyTag*uint64(tag(hash)) // 0 in the bytes that are alike
	return (x - everyTag) &^ x & (0x80 * everyTag)
}

// free returns the tags of free slots, each as the high bit of its byte.
func free(tags uint64) uint64 { return ^tags & (0x80 * everyTag) }

// first returns the number of the first of some tags.
func first(tags uint64) int { return bits.TrailingZeros64(tags) / 8 }

// each calls visit with the bitmap of every customer, as the words from number
// low to high. The words are only good until visit returns.
func (b bitmaps[ID]) each(low, high int32, visit func(customer ID, words []uint64)) {
	b.room = nil // another's, who may be reading too
	for _, s := range b.shards {
		if len(s.pending) > 0 { // settled in a copy: reading changes nothing
			s = s.clone()
			b.settle(&s)
		}
		s.each(low, high, visit)
	}
}

func (b *bitmaps[ID]) clone() bitmaps[ID] {
	c := bitmaps[ID]{seed: b.seed, shards: slices.Clone(b.shards)} // room is for settling only
	for i := range c.shards {
		c.shards[i] = c.shards[i].clone()
	}
	return c
}

func (s shard[ID]) clone() shard[ID] {
	pending := make([]event[ID], len(s.pending), cap(s.pending))
	copy(pending, s.pending)
	s.pending = pending
	s.words = slices.Clone(s.words)
	for i := range s.words {
		s.words[i].tags = slices.Clone(s.words[i].tags)
		s.words[i].slots = slices.Clone(s.words[i].slots)
	}
	return s
}

// forget takes a customer out, and reports whether one of two periods was theirs.
func (b *bitmaps[ID]) forget(customer ID, low, high int32) (had bool) {
	h := maphash.Comparable(b.seed, customer)
	s := &b.shards[h>>(64-shardBits)]
	b.settle(s)
	// What was read from the buffers is still in their memory, where nobody looks; who is
	// forgotten is not to stay there either.
	clear(s.pending[:cap(s.pending)])
	if b.room = b.room[:cap(b.room)]; len(b.room) > 0 {
		clear(b.room)
	}
	for i := range s.words {
		w := &s.words[i]
		set := w.take(b.seed, customer, uint32(h))
		for _, period := range [...]int32{low, high} {
			had = had || period/WordBits == w.number && set>>(period%WordBits)&1 == 1
		}
	}
	return had
}

// take removes a customer and returns the bits. Those who come after must be found from
// the first group on, so all are put anew.
func (w *word[ID]) take(seed maphash.Seed, customer ID, hash uint32) uint64 {
	for g := w.group(hash); ; g = w.next(g) {
		for m := matching(w.tags[g], hash); m != 0; m &= m - 1 {
			s := &w.slots[8*g+first(m)]
			if s.customer != customer {
				continue
			}
			set := s.bits
			*s = slot[ID]{}
			w.used--
			w.resize(seed, len(w.tags))
			return set
		}
		if free(w.tags[g]) != 0 {
			return 0
		}
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

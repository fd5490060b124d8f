package periods

import (
	"math/bits"

	"github.com/cxmetrics/cx/internal/ids"
)

// Activity collects in which periods which customers were active. The zero value is
// empty and ready to use.
type Activity[ID comparable] struct {
	bitmaps bitmaps[ID]
	span    Span
}

// Add records that a customer was active in a period, which must be within the bounds
// of [Span.Extend]. On an error nothing is recorded.
func (a *Activity[ID]) Add(customer ID, period int) error {
	if err := ids.Check(customer); err != nil {
		return err
	}
	if s := &a.span; period < s.Low || period > s.High || !s.Any {
		if err := s.Extend(period, period); err != nil {
			return err
		}
	}
	a.bitmaps.add(customer, int32(period-a.span.Base))
	return nil
}

// Merge adds the activity of b, unless the periods of both span too much. It shares
// nothing with b afterwards; a merged with itself stays what it is.
func (a *Activity[ID]) Merge(b *Activity[ID]) error {
	if a == b || !b.span.Any {
		return nil
	}
	if err := a.span.Extend(b.span.Low, b.span.High); err != nil {
		return err
	}
	b.Each(func(customer ID, s Set) {
		for period := range s.All {
			a.bitmaps.add(customer, int32(period-a.span.Base))
		}
	})
	return nil
}

// Clone returns a copy that shares nothing with a.
func (a *Activity[ID]) Clone() *Activity[ID] {
	return &Activity[ID]{bitmaps: a.bitmaps.clone(), span: a.span}
}

// Forget takes out all that was recorded of a customer. It looks at a 64th of the
// customers, and at all of them where it was the first or the last period that somebody
// was active in.
func (a *Activity[ID]) Forget(customer ID) {
	if !a.span.Any || ids.Check(customer) != nil {
		return
	}
	low, high := int32(a.span.Low-a.span.Base), int32(a.span.High-a.span.Base)
	if !a.bitmaps.forget(customer, low, high) {
		return
	}
	// The span is that of who is left.
	var all Set
	a.Each(func(_ ID, s Set) {
		if all.Words == nil {
			all = Set{Words: make([]uint64, len(s.Words)), Base: s.Base}
		}
		for i, w := range s.Words {
			all.Words[i] |= w
		}
	})
	if all.Words == nil {
		*a = Activity[ID]{}
		return
	}
	a.span.Low = all.First()
	for i, w := range all.Words {
		if w != 0 {
			a.span.High = all.Base + (i+1)*WordBits - 1 - bits.LeadingZeros64(w)
		}
	}
}

// Each calls visit with every customer and the periods in which they were active. The
// sets have the base and the number of words of [Activity.Words], and are only good
// until visit returns. Reading changes nothing.
func (a *Activity[ID]) Each(visit func(ID, Set)) {
	low, high := a.words()
	base, _ := a.Words()
	a.bitmaps.each(int32(low), int32(high), func(customer ID, words []uint64) {
		visit(customer, Set{Words: words, Base: base})
	})
}

// Customers returns how many customers were active. It reads all of them.
func (a *Activity[ID]) Customers() uint64 {
	var n uint64
	a.Each(func(ID, Set) { n++ })
	return n
}

// Span returns the periods from the first to the last with any activity.
func (a *Activity[ID]) Span() Span { return a.span }

// Words returns the period of the first bit of every set, and how many words it has.
func (a *Activity[ID]) Words() (base, n int) {
	low, high := a.words()
	return a.span.Base + low*WordBits, high - low + 1
}

// words returns the lowest and the highest number of a word that has bits.
func (a *Activity[ID]) words() (low, high int) {
	s := a.span
	return (s.Low - s.Base) / WordBits, (s.High - s.Base) / WordBits
}

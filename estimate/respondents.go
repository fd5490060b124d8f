package estimate

import (
	"cmp"
	"fmt"
	"iter"
	"maps"
	"math"
	"reflect"
	"slices"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/ids"
	"github.com/cxmetrics/cx/internal/nocopy"
	"github.com/cxmetrics/cx/internal/sentinel"
)

type noCopy = nocopy.Marker

// Keep says which answers of one respondent count.
type Keep uint8

// Which answers of one respondent count.
const (
	KeepLast  Keep = iota // the latest answer; the default
	KeepFirst             // the earliest answer
	KeepAll               // every answer
)

// text returns "keep last", "keep first" or "keep all".
func (k Keep) text() string {
	switch k {
	case KeepLast:
		return "keep last"
	case KeepFirst:
		return "keep first"
	case KeepAll:
		return "keep all"
	}
	return fmt.Sprintf("Keep(%d)", uint8(k))
}

// Respondents keeps the answers that count of each respondent. Use one for each period and
// question. The zero value keeps the last answers. The order of adding does not matter: of two
// answers at the same instant the lower number counts.
//
// It has no encoding, because it holds personal data. An answer cannot be taken back, but
// [Respondents.Forget] erases a respondent.
type Respondents[ID comparable, R Integer] struct {
	noCopy

	keep Keep
	seen uint64
	one  map[ID]answer[R] // for KeepLast and KeepFirst
	all  []identified[ID, R]
}

type answer[R Integer] struct {
	seconds int64 // since 1970
	nanos   int32
	rating  R
}

type identified[ID comparable, R Integer] struct {
	id ID
	answer[R]
}

// NewRespondents returns an empty Respondents.
func NewRespondents[ID comparable, R Integer](keep Keep) (*Respondents[ID, R], error) {
	if keep > KeepAll {
		return nil, sentinel.Errorf(cx.ErrOutOfRange, "estimate: %s is not a policy: keep last, first or all", keep.text())
	}
	return &Respondents[ID, R]{keep: keep}, nil
}

// Add records an answer. The zero time, or an ID that does not equal itself such as NaN,
// returns [cx.ErrOutOfRange].
func (r *Respondents[ID, R]) Add(id ID, at time.Time, rating R) error {
	if err := ids.Check(id); err != nil {
		return sentinel.In("estimate: respondent", err)
	}
	if at.IsZero() {
		return sentinel.Errorf(cx.ErrOutOfRange, "estimate: the answer of respondent %.40q has no time", fmt.Sprint(id))
	}
	if r.seen == math.MaxUint64 {
		return sentinel.Errorf(cx.ErrOverflow, "estimate: more than 2^64-1 answers")
	}
	r.seen++
	r.add(id, answer[R]{seconds: at.Unix(), nanos: int32(at.Nanosecond()), rating: rating})
	return nil
}

// Merge adds the answers of s. Different policies return [cx.ErrMismatch], unless r or s is the
// zero value.
func (r *Respondents[ID, R]) Merge(s *Respondents[ID, R]) error {
	switch {
	case s == nil || s.zero():
		return nil
	case r.zero():
		r.keep = s.keep
	case r.keep != s.keep:
		return sentinel.Errorf(cx.ErrMismatch, "estimate: merging respondents under %q into those under %q", s.keep.text(), r.keep.text())
	}
	seen, err := addCounts(r.seen, s.seen)
	if err != nil {
		return err
	}
	r.seen = seen
	r.all = append(r.all, s.all...)
	for id, a := range s.one {
		r.add(id, a)
	}
	return nil
}

// Clone returns an independent copy.
func (r *Respondents[ID, R]) Clone() *Respondents[ID, R] {
	return &Respondents[ID, R]{keep: r.keep, seen: r.seen, one: maps.Clone(r.one), all: slices.Clone(r.all)}
}

// Forget erases a respondent's answers. Those that did not count stay in [Respondents.Dropped].
func (r *Respondents[ID, R]) Forget(id ID) {
	before := r.N()
	delete(r.one, id)
	r.all = slices.DeleteFunc(r.all, func(a identified[ID, R]) bool { return a.id == id })
	r.seen -= before - r.N()
}

// N returns how many answers count.
func (r *Respondents[ID, R]) N() uint64 { return uint64(len(r.one)) + uint64(len(r.all)) }

// Dropped returns how many recorded answers do not count.
func (r *Respondents[ID, R]) Dropped() uint64 {
	return r.seen - r.N()
}

// All yields the answers that count by rising ID, and those of one respondent by rising time.
func (r *Respondents[ID, R]) All() iter.Seq2[ID, R] {
	return func(yield func(ID, R) bool) {
		for _, id := range slices.SortedFunc(maps.Keys(r.one), compareIDs[ID]) {
			if !yield(id, r.one[id].rating) {
				return
			}
		}
		for _, a := range slices.SortedFunc(slices.Values(r.all), identified[ID, R].compare) {
			if !yield(a.id, a.rating) {
				return
			}
		}
	}
}

// Pairs yields the answers of those who are in both, that of r and that of other, by rising ID.
// With [KeepAll] it returns [cx.ErrMismatch].
func (r *Respondents[ID, R]) Pairs(other *Respondents[ID, R]) (iter.Seq2[R, R], error) {
	if other == nil {
		other = new(Respondents[ID, R])
	}
	if r.keep == KeepAll || other.keep == KeepAll {
		return nil, sentinel.Errorf(cx.ErrMismatch, "estimate: pairs take one answer of each respondent: keep the first or the last")
	}
	return func(yield func(R, R) bool) {
		for _, id := range slices.SortedFunc(maps.Keys(r.one), compareIDs[ID]) {
			if second, ok := other.one[id]; ok && !yield(r.one[id].rating, second.rating) {
				return
			}
		}
	}, nil
}

func (r *Respondents[ID, R]) zero() bool { return r.keep == KeepLast && r.seen == 0 }

func (r *Respondents[ID, R]) add(id ID, a answer[R]) {
	if r.keep == KeepAll {
		r.all = append(r.all, identified[ID, R]{id, a})
		return
	}
	if r.one == nil {
		r.one = make(map[ID]answer[R])
	}
	if kept, ok := r.one[id]; !ok || a.replaces(kept, r.keep) {
		r.one[id] = a
	}
}

// replaces reports whether a counts rather than kept.
func (a answer[R]) replaces(kept answer[R], keep Keep) bool {
	order := a.when(kept)
	if order == 0 {
		return a.rating < kept.rating
	}
	return order > 0 == (keep == KeepLast)
}

func (a answer[R]) when(b answer[R]) int {
	return cmp.Or(cmp.Compare(a.seconds, b.seconds), cmp.Compare(a.nanos, b.nanos))
}

func (a identified[ID, R]) compare(b identified[ID, R]) int {
	return cmp.Or(compareIDs(a.id, b.id), a.when(b.answer), cmp.Compare(a.rating, b.rating))
}

// compareIDs puts numbers in their order, and everything else in that of its text.
func compareIDs[ID comparable](a, b ID) int {
	switch v, w := reflect.ValueOf(&a).Elem(), reflect.ValueOf(&b).Elem(); {
	case v.CanInt():
		return cmp.Compare(v.Int(), w.Int())
	case v.CanUint():
		return cmp.Compare(v.Uint(), w.Uint())
	case v.Kind() == reflect.String:
		return cmp.Compare(v.String(), w.String())
	}
	return cmp.Compare(fmt.Sprintf("%02x", any(a)), fmt.Sprintf("%02x", any(b)))
}

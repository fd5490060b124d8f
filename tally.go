package cx

// A Tally can be merged. Every tally and collector of this module is one, by its pointer:
// *nps.Tally is a Tally[*nps.Tally]. A struct of several becomes one with a method that
// merges each:
//
//	type Row struct {
//		NPS  nps.Tally
//		CSAT csat.Tally
//	}
//
//	func (r *Row) Merge(o *Row) error {
//		return errors.Join(r.NPS.Merge(&o.NPS), r.CSAT.Merge(&o.CSAT))
//	}
//
// Merge adds what its argument counted. It is associative and commutative, and a fresh tally
// is its identity. It does not change its argument, and shares no memory with it. [By] and
// period.Series never merge nil. If merging a struct as above fails, do not use it further.
type Tally[P any] interface {
	Merge(P) error
}

// New returns a pointer to a zero T:
//
//	cx.NewBy[string](cx.New[nps.Tally])
func New[T any]() *T { return new(T) }

package cx

// Tally is what every tally and collector of this module is, by its pointer: *nps.Tally is a
// Tally[*nps.Tally]. A struct of several becomes one with a method that merges each:
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
// Merge adds what its argument counted, as if the receiver had counted it. It is associative
// and commutative, and a fresh tally is its identity. It neither changes the argument nor
// shares anything with it. Merging nil changes nothing; [By] and period.Series never do it.
// On an error the receivers of this module stay as they were; a struct like the one above
// should not be used after one.
type Tally[P any] interface {
	Merge(P) error
}

// New returns a pointer to the zero value of T, for tallies that are ready when zero:
//
//	cx.NewBy[string](cx.New[nps.Tally])
func New[T any]() *T { return new(T) }

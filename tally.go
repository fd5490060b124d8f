package cx

// Tally is what every tally and collector of this module is, by its pointer: *nps.Tally
// is a Tally[*nps.Tally]. A struct of several tallies becomes one with a method that
// merges each of them:
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
// Merge adds what its argument counted, as if the receiver had counted it. It is
// associative and commutative, and a fresh tally is its identity. The argument is not
// changed, and nothing of it is shared with the receiver afterwards. Merging nil changes
// nothing; no container of this module does it, so a struct like the one above need not
// look for it. On an error the receivers of this module stay as they were. A struct should
// not be used after an error, which [By] and period.Series do not do.
type Tally[P any] interface {
	Merge(P) error
}

// New returns a pointer to the zero value of T. It is what a [By] or a period.Series is made
// with whose tallies are ready when they are zero:
//
//	cx.NewBy[string](cx.New[nps.Tally])
func New[T any]() *T { return new(T) }

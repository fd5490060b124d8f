package journey_test

import (
	"testing"

	"pgregory.net/rapid"
)

func FuzzLaws(f *testing.F) {
	f.Fuzz(rapid.MakeFuzz(func(t *rapid.T) {
		rates(t)
		tallies(t)
		goodmans(t)
		tasks(t)
		carts(t)
		deflections(t)
		articles(t)
		visits(t)
		perCustomer(t)
		mentions(t)
		removing(t)
		removingVisits(t)
	}))
}

package value_test

import (
	"testing"

	"pgregory.net/rapid"
)

func FuzzLaws(f *testing.F) {
	f.Fuzz(rapid.MakeFuzz(func(t *rapid.T) {
		growths(t)
		acquisitions(t)
		lifetimes(t)
		survivals(t)
		paybacks(t)
		histories(t)
		removing(t)
	}))
}

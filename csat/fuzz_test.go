package csat_test

import (
	"errors"
	"regexp"
	"strconv"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/csat"
	"pgregory.net/rapid"
)

var digits = regexp.MustCompile(`^[0-9]{1,20}$`)

func FuzzParseRating(f *testing.F) {
	for _, text := range []string{"5", "05", "10", "11", "-1", "6.5", "", "٥", "99999999999999999999"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := csat.ParseRating(text)
		if !digits.MatchString(text) {
			if err == nil {
				t.Fatalf("%q was read as %d", text, got)
			}
			return
		}
		// Twenty nines pass 2^64, so strconv says out of range where it should.
		want, wantErr := strconv.ParseUint(text, 10, 64)
		if wantErr != nil || want > 10 {
			if !errors.Is(err, cx.ErrOutOfRange) {
				t.Fatalf("%q: %d, %v, want cx.ErrOutOfRange", text, got, err)
			}
		} else if err != nil || uint64(got) != want {
			t.Fatalf("%q: %d, %v, want %d", text, got, err, want)
		}
	})
}

func FuzzLaws(f *testing.F) {
	f.Fuzz(rapid.MakeFuzz(func(t *rapid.T) {
		definitions(t)
		merging(t)
		mirroring(t)
		monotony(t)
		weights(t)
	}))
}

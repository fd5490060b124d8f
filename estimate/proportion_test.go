package estimate_test

import (
	"math"
	"math/big"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"pgregory.net/rapid"
)

func TestProportion(t *testing.T) {
	for _, tc := range []struct {
		p    estimate.Proportion
		want string
	}{
		{estimate.Proportion{Hits: 0, Misses: 1}, "0"},
		{estimate.Proportion{Hits: 1, Misses: 0}, "100"},
		{estimate.Proportion{Hits: 1, Misses: 2}, "33.3333333333333333"},
		{estimate.Proportion{Hits: 2, Misses: 1}, "66.6666666666666667"},
		{estimate.Proportion{Hits: math.MaxUint64, Misses: math.MaxUint64}, "50"},
		{estimate.Proportion{Hits: 1, Misses: math.MaxUint64}, "0.0000000000000000"}, // 100/2^64 is 5.4e-18
	} {
		if got, err := tc.p.Score(); err != nil || !got.Equal(dec(tc.want)) {
			t.Errorf("%+v: %v, %v, want %s", tc.p, got, err, tc.want)
		}
	}
}

func TestProportionErrors(t *testing.T) {
	var none estimate.Proportion
	_, err := none.Score()
	wantError(t, "Percent of nothing", err, cx.ErrNoData)
	_, err = estimate.ProportionOf(3, 2)
	wantError(t, "3 of 2", err, cx.ErrOutOfRange)
	full := estimate.Proportion{Hits: math.MaxUint64, Misses: 1}
	for _, q := range []estimate.Proportion{{Hits: 1}, {Hits: 1, Misses: 5}, {Misses: math.MaxUint64}} {
		p := full
		wantError(t, "Merge", p.Merge(&q), cx.ErrOverflow)
		if p != full {
			t.Errorf("a failed Merge of %+v left %+v", q, p)
		}
	}
}

func propertyProportion(t *rapid.T) {
	hits, misses := rapid.Uint64().Draw(t, "hits"), rapid.Uint64().Draw(t, "misses")
	p := estimate.Proportion{Hits: hits, Misses: misses}
	if p == (estimate.Proportion{}) {
		return
	}
	h, m := new(big.Int).SetUint64(hits), new(big.Int).SetUint64(misses)
	share := new(big.Rat).SetFrac(h, m.Add(m, h))
	percent, err := p.Score()
	if err != nil || percent.Rat().Cmp(rounded16(share.Mul(share, big.NewRat(100, 1)))) != 0 {
		t.Fatalf("%+v: %v percent, %v, want %v", p, percent, err, share.FloatString(20))
	}
	if q, err := estimate.ProportionOf(hits, hits+misses); hits+misses >= hits && (err != nil || q != p) {
		t.Fatalf("ProportionOf(%d, %d) = %+v, %v", hits, hits+misses, q, err)
	}

	// Any split in two, merged in either order, is the whole; the zero value is the identity.
	first := estimate.Proportion{
		Hits:   rapid.Uint64Range(0, hits).Draw(t, "first hits"),
		Misses: rapid.Uint64Range(0, misses).Draw(t, "first misses"),
	}
	second := estimate.Proportion{Hits: hits - first.Hits, Misses: misses - first.Misses}
	for _, parts := range [][]estimate.Proportion{{first, second}, {second, first}, {{}, p}, {p, {}}} {
		var sum estimate.Proportion
		for _, part := range parts {
			if err := sum.Merge(&part); err != nil {
				t.Fatal(err)
			}
		}
		if sum != p {
			t.Fatalf("merging %+v gives %+v, want %+v", parts, sum, p)
		}
	}
}

func TestProportionProperties(t *testing.T) { rapid.Check(t, propertyProportion) }

func TestProportionOf(t *testing.T) {
	p, err := estimate.ProportionOf(120, 800)
	if want := (estimate.Proportion{Hits: 120, Misses: 680}); err != nil || p != want {
		t.Errorf("120 of 800: %+v, %v, want %+v", p, err, want)
	}
}

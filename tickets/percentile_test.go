package tickets_test

import (
	"errors"
	"math/big"
	"slices"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/tickets"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// TestInterpolatedPercentiles has the values of R 4.2.2, worked out by the definition too:
// quantile(c(10, 20, 40, 80), p, type = 6) and type = 7.
func TestInterpolatedPercentiles(t *testing.T) {
	d := waits(t, []time.Duration{80, 10, 40, 20}, nil)
	for _, test := range []struct{ p, six, seven, nearest int64 }{
		{0, 10, 10, 10}, {10, 10, 13, 10}, {25, 13, 18, 10}, {50, 30, 30, 20}, {75, 70, 50, 40}, {90, 80, 68, 80}, {100, 80, 80, 80},
	} {
		p := decimal.NewFromInt(test.p)
		six, err6 := d.PercentileType6(p)
		seven, err7 := d.PercentileType7(p)
		nearest, err := d.Percentile(p)
		if errors.Join(err6, err7, err) != nil || int64(six) != test.six || int64(seven) != test.seven || int64(nearest) != test.nearest {
			t.Errorf("percentile %d: %d, %d and nearest %d, want %+v", test.p, six, seven, nearest, test)
		}
	}
	for _, f := range []func(decimal.Decimal) (time.Duration, error){d.PercentileType6, d.PercentileType7} {
		for _, bad := range []string{"0.9", "-1", "100.1", "1e-9999"} {
			if x, err := f(decimal.RequireFromString(bad)); !errors.Is(err, cx.ErrOutOfRange) {
				t.Errorf("percentile %.10s: %v, %v", bad, x, err)
			}
		}
	}
	var none tickets.Durations
	if _, err := none.PercentileType7(decimal.NewFromInt(50)); !errors.Is(err, cx.ErrNoData) {
		t.Error(err)
	}
}

// TestInterpolatesLikeTheDefinition compares with the definition of Hyndman and Fan in big.Rat:
// x[j] + g*(x[j+1]-x[j]) with j + g = n*q + m, m = q for type 6 and 1-q for type 7.
func TestInterpolatesLikeTheDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := drawDurations(t)
		if len(x) == 0 {
			return
		}
		d := waits(t, x, nil)
		slices.Sort(x)
		p := decimal.New(rapid.Int64Range(100, 10000).Draw(t, "p"), -2)
		q := new(big.Rat).Quo(p.Rat(), big.NewRat(100, 1))
		one := big.NewRat(1, 1)
		n := int64(len(x))
		of := func(k int64) *big.Rat { return big.NewRat(int64(x[min(max(k, 1), n)-1]), 1) }
		for i, f := range []func(decimal.Decimal) (time.Duration, error){d.PercentileType6, d.PercentileType7} {
			m := []*big.Rat{q, new(big.Rat).Sub(one, q)}[i]
			h := new(big.Rat).Add(new(big.Rat).Mul(big.NewRat(n, 1), q), m)
			j := new(big.Int).Div(h.Num(), h.Denom()).Int64()
			g := new(big.Rat).Sub(h, big.NewRat(j, 1))
			want := new(big.Rat).Sub(of(j+1), of(j))
			want.Mul(want, g)
			want.Add(want, of(j))
			got, err := f(p)
			if err != nil || big.NewRat(int64(got), 1).RatString() != want.FloatString(0) {
				t.Fatalf("%d: %v, %v, want %s", i, got, err, want.FloatString(3))
			}
		}
		var s tickets.DurationSketch
		if err := s.AddSlice(x); err != nil {
			t.Fatal(err)
		}
		exact, err1 := d.Median()
		near, err2 := s.Median()
		if err := errors.Join(err1, err2); err != nil || (near-exact).Abs() > exact/256+1 {
			t.Fatalf("median %v, sketched %v, %v", exact, near, err)
		}
	})
}

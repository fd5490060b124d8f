package multinomial_test

import (
	"math"
	"math/big"
	"testing"

	"github.com/cxmetrics/cx/internal/multinomial"
	"github.com/cxmetrics/cx/internal/normal"
	"pgregory.net/rapid"
)

func near(a, b, tolerance float64) bool { return math.Abs(a-b) <= tolerance }

// TestGoodmanIsQuadratic puts the limits back into the equation whose roots they are:
// (p - share)^2 = z^2 * p * (1-p) / n.
func TestGoodmanIsQuadratic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		counts := rapid.SliceOfN(rapid.Uint64Range(1, 1000), 2, 8).Draw(t, "counts")
		level := rapid.Float64Range(normal.MinLevel, 0.9999).Draw(t, "level")
		n := 0.
		for _, c := range counts {
			n += float64(c)
		}
		z := math.Sqrt2 * math.Erfinv(1-(1-level)/float64(len(counts)))
		for i, interval := range multinomial.Goodman(level, counts...) {
			share := float64(counts[i]) / n
			for _, limit := range []float64{interval.Low / 100, interval.High / 100} {
				if left, right := (limit-share)*(limit-share), z*z*limit*(1-limit)/n; !near(left, right, 1e-12) {
					t.Errorf("limit %v of %d in %v: %v, want %v", limit, counts[i], counts, left, right)
				}
			}
			if !(interval.Low < 100*share && 100*share < interval.High) || interval.Level != level {
				t.Errorf("%+v without the share %v", interval, share)
			}
		}
	})
}

func TestGoodmanEnds(t *testing.T) {
	got := multinomial.Goodman(0.95, math.MaxUint64, 0, 0)
	if got[0].High != 100 || got[1].Low != 0 || got[1].High <= 0 || !near(got[0].Low, 100, 1e-9) {
		t.Errorf("all in one: %+v", got)
	}
	if only := multinomial.Goodman(0.95, 5); only[0].High != 100 || only[0].Low <= 0 {
		t.Errorf("one kind: %+v", only)
	}
}

// TestMoments compares with mean and variance of answers of 1, 0 and -1, one by one.
func TestMoments(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := rapid.Uint64Range(0, 20)
		good, neutral, bad := draw.Draw(t, "good"), draw.Draw(t, "neutral"), draw.Draw(t, "bad")
		if good+neutral+bad == 0 {
			return
		}
		n := int64(good + neutral + bad)
		mean := big.NewRat(int64(good)-int64(bad), n)
		squares := new(big.Rat)
		for value, count := range map[int64]uint64{1: good, 0: neutral, -1: bad} {
			off := new(big.Rat).Sub(big.NewRat(value, 1), mean)
			off.Mul(off, off)
			squares.Add(squares, off.Mul(off, big.NewRat(int64(count), 1)))
		}
		wantVariance := new(big.Rat).Quo(squares, big.NewRat(n, 1))
		wantError := new(big.Rat).Quo(wantVariance, big.NewRat(n, 1))
		net, variance, squaredError := multinomial.TrinomialOf(good, neutral, bad).Moments()
		if net.Cmp(mean) != 0 || variance.Cmp(wantVariance) != 0 || squaredError.Cmp(wantError) != 0 {
			t.Errorf("%d, %d, %d: %v, %v, %v, want %v, %v, %v", good, neutral, bad, net, variance, squaredError, mean, wantVariance, wantError)
		}
		mirrored := multinomial.TrinomialOf(bad, neutral, good).Adjusted().Interval(0.9)
		if i := multinomial.TrinomialOf(good, neutral, bad).Adjusted().Interval(0.9); mirrored.Low != -i.High || mirrored.High != -i.Low {
			t.Errorf("%+v mirrored is %+v", i, mirrored)
		}
	})
}

// TestPooledSquaredError compares with the variance of all answers in one pot, of which
// each group's mean takes its n-th part.
func TestPooledSquaredError(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(label string) [3]uint64 {
			count := rapid.Uint64Range(0, 20)
			return [3]uint64{count.Draw(t, label+" good"), count.Draw(t, label+" neutral"), 1 + count.Draw(t, label+" bad")}
		}
		a, b := draw("first"), draw("second")
		n, m := int64(a[0]+a[1]+a[2]), int64(b[0]+b[1]+b[2])
		_, variance, _ := multinomial.TrinomialOf(a[0]+b[0], a[1]+b[1], a[2]+b[2]).Moments()
		want := new(big.Rat).Quo(variance, big.NewRat(n, 1))
		want.Add(want, new(big.Rat).Quo(variance, big.NewRat(m, 1)))
		first, second := multinomial.TrinomialOf(a[0], a[1], a[2]), multinomial.TrinomialOf(b[0], b[1], b[2])
		if got := first.PooledSquaredError(second); got.Cmp(want) != 0 || second.PooledSquaredError(first).Cmp(want) != 0 {
			t.Errorf("%v and %v: %v, want %v", a, b, got, want)
		}
	})
}

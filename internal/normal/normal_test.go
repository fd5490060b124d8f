package normal

import (
	"errors"
	"math"
	"testing"

	"github.com/cxmetrics/cx/internal/sentinel"
	"pgregory.net/rapid"
)

// close12 reports whether got is within 1e-12 of want, relatively.
func close12(got, want float64) bool { return math.Abs(got-want) <= 1e-12*math.Abs(want) }

// Reference values: mpmath 1.3.0 at 40 digits, sqrt(2)*erfinv(mpf(level)).
func TestQuantile(t *testing.T) {
	for _, tc := range []struct{ level, want float64 }{
		{0.5, 0.6744897501960817432},
		{0.8, 1.2815515655446005935},
		{0.9, 1.6448536269514728225},
		{0.95, 1.9599639845400538556},
		{0.99, 2.5758293035489004539},
		{0.999, 3.2905267314918945433},
		{0.9999, 3.8905918864131206894},
		{0.99999, 4.4171734134700061643},
		{0.999999, 4.8916384756929317718},
	} {
		if got := Quantile(tc.level); !close12(got, tc.want) {
			t.Errorf("Quantile(%v) = %v, want %v", tc.level, got, tc.want)
		}
		if got := P(tc.want); math.Abs(got-(1-tc.level)) > 1e-10*(1-tc.level) {
			t.Errorf("P(%v) = %v, want %v", tc.want, got, 1-tc.level)
		}
	}
}

// Reference values: mpmath 1.3.0 at 40 digits, erfc(z/sqrt(2)).
func TestP(t *testing.T) {
	for _, tc := range []struct{ z, want float64 }{
		{0, 1.0},
		{1e-09, 0.9999999992021154392},
		{0.1, 0.92034432544594203266},
		{0.5, 0.61707507745197379272},
		{1, 0.31731050786291410283},
		{1.96, 0.049995790296440872426},
		{2.5, 0.012419330651552270334},
		{3, 0.0026997960632601890533},
		{5, 5.7330314375838782335e-7},
		{8, 1.2441921148543568247e-15},
		{20, 5.5072482372124673902e-89},
		{37, 1.1451142445049153645e-299},
	} {
		if got := P(tc.z); !close12(got, tc.want) {
			t.Errorf("P(%v) = %v, want %v", tc.z, got, tc.want)
		}
		if P(-tc.z) != P(tc.z) {
			t.Errorf("P(%v) differs from P(%v)", -tc.z, tc.z)
		}
	}
}

func TestRoundTripAndOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.Float64Range(MinLevel, MaxLevel).Draw(t, "a")
		b := rapid.Float64Range(MinLevel, MaxLevel).Draw(t, "b")
		// Near MaxLevel the level itself keeps only ten digits of its distance to 1.
		if p := P(Quantile(a)); math.Abs(p-(1-a)) > 1e-9*(1-a) {
			t.Fatalf("P(Quantile(%v)) = %v", a, p)
		}
		if a < b && Quantile(a) > Quantile(b) {
			t.Fatalf("Quantile(%v) > Quantile(%v)", a, b)
		}
	})
}

func TestCheckLevel(t *testing.T) {
	for _, level := range []float64{MinLevel, 0.95, MaxLevel} {
		if err := CheckLevel(level); err != nil {
			t.Errorf("CheckLevel(%v) = %v", level, err)
		}
	}
	for _, level := range []float64{
		math.NaN(), math.Inf(1), math.Inf(-1), -0.95, 0, 1, 95,
		math.Nextafter(MinLevel, 0), math.Nextafter(MaxLevel, 1),
	} {
		if err := CheckLevel(level); !errors.Is(err, sentinel.OutOfRange) {
			t.Errorf("CheckLevel(%v) = %v, want out of range", level, err)
		}
	}
}

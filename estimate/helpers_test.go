package estimate_test

import (
	"errors"
	"math"
	"math/big"
	"testing"

	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/normal"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// near reports whether got is within the relative tolerance of want.
func near(got, want, tolerance float64) bool {
	return math.Abs(got-want) <= tolerance*math.Abs(want)
}

func wantInterval(t *testing.T, name string, got estimate.Interval, err error, low, high, tolerance float64) {
	t.Helper()
	if err != nil || !near(got.Low, low, tolerance) || !near(got.High, high, tolerance) {
		t.Errorf("%s = %v, %v, want %v to %v", name, got, err, low, high)
	}
}

func wantError(t *testing.T, name string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) || err.Error()[:len("estimate: ")] != "estimate: " || len(err.Error()) > 300 {
		t.Errorf("%s: error %v, want a short one of estimate: %v", name, err, want)
	}
}

func dec(text string) decimal.Decimal { return decimal.RequireFromString(text) }

// rounded16 rounds by the definition: to 16 places, half away from zero.
func rounded16(r *big.Rat) *big.Rat {
	unit := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(16), nil))
	units := new(big.Rat).Mul(new(big.Rat).Abs(r), unit)
	units.Add(units, big.NewRat(1, 2))
	whole := new(big.Rat).SetInt(new(big.Int).Quo(units.Num(), units.Denom()))
	if r.Sign() < 0 {
		whole.Neg(whole)
	}
	return whole.Quo(whole, unit)
}

// level draws a confidence level, the ends included.
func level(t *rapid.T, name string) float64 {
	return rapid.OneOf(
		rapid.SampledFrom([]float64{normal.MinLevel, 0.9, 0.95, 0.99, normal.MaxLevel}),
		rapid.Float64Range(normal.MinLevel, normal.MaxLevel),
	).Draw(t, name)
}

var badLevels = []float64{math.NaN(), math.Inf(1), math.Inf(-1), -1, 0, 0.4999, 1, 95}

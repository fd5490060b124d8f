package estimate_test

import (
	"math"
	"testing"

	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/wiretest"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func weightsOf(weights ...string) (w estimate.Weights) {
	for _, text := range weights {
		if err := w.Add(decimal.RequireFromString(text)); err != nil {
			panic(err)
		}
	}
	return w
}

func weightedSampleOf(n uint64, values ...int64) (s estimate.WeightedSample) {
	var heavy estimate.Weights
	if err := heavy.AddN(decimal.RequireFromString("999999999999.999999999999999999"), n); err != nil {
		panic(err)
	}
	for _, x := range values {
		if err := s.AddWeights(x, heavy); err != nil {
			panic(err)
		}
	}
	return s
}

func TestEncodings(t *testing.T) {
	most := func(x int64) (s estimate.Sample) {
		if err := s.AddN(x, math.MaxUint64); err != nil {
			t.Fatal(err)
		}
		return s
	}
	var heaviest estimate.Weights
	if err := heaviest.AddN(decimal.RequireFromString("999999999999.999999999999999999"), math.MaxUint64); err != nil {
		t.Fatal(err)
	}
	wiretest.Tallies(t, "proportion", estimate.Proportion{Hits: 85, Misses: 115},
		estimate.Proportion{Hits: 1 << 53, Misses: 1<<53 + 1}, estimate.Proportion{Hits: math.MaxUint64, Misses: math.MaxUint64})
	wiretest.Tallies(t, "sample", sampleOf(t, 3, 4, 5), sampleOf(t, -7), sampleOf(t, 0), most(math.MaxInt64), most(math.MinInt64))
	wiretest.Tallies(t, "weights", weightsOf("1", "0.5", "2.25"), weightsOf("0"), weightsOf("0.000000000000000001"), heaviest)
	wiretest.Tallies(t, "weighted_proportion", estimate.WeightedProportion{Hits: weightsOf("1", "0.5"), Misses: weightsOf("2")},
		estimate.WeightedProportion{Hits: heaviest, Misses: heaviest})
	wiretest.Tallies(t, "weighted_sample", weightedSampleOf(1, 3, -4), weightedSampleOf(math.MaxUint64, math.MinInt64), weightedSampleOf(5, 0))
}

func TestResultEncodings(t *testing.T) {
	wiretest.Results(t, "interval", estimate.Interval{Low: 33.1, High: 51.9, Level: 0.95},
		estimate.Interval{Low: -1e300, High: 1e-300, Level: 0.999999}, estimate.Interval{})
	wiretest.Results(t, "difference", estimate.Difference{Estimate: 3.2, Low: -1, High: 7.4, Level: 0.95, Statistic: 1.5, P: 0.13},
		estimate.Difference{Estimate: 1, Low: 1. / 3, High: 2, Level: 0.9, Statistic: -1e21, DF: 12.5, P: 1e-7}, estimate.Difference{})
	for _, x := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		if text, err := (estimate.Interval{Low: x, Level: 0.95}).MarshalJSON(); err == nil {
			t.Errorf("%v is written as %s", x, text)
		}
	}
}

func TestEncodingsSurvive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		wiretest.RoundTrip(t, estimate.Proportion{Hits: rapid.Uint64().Draw(t, "hits"), Misses: rapid.Uint64().Draw(t, "misses")})
		var s estimate.Sample
		var w estimate.Weights
		var p estimate.WeightedProportion
		var ws estimate.WeightedSample
		for range rapid.IntRange(0, 5).Draw(t, "values") {
			x, n := rapid.Int64().Draw(t, "x"), rapid.Uint64Range(0, 1<<60).Draw(t, "n")
			weight := decimal.New(rapid.Int64Range(0, 1<<62).Draw(t, "weight"), -rapid.Int32Range(7, 18).Draw(t, "places"))
			var equal estimate.Weights
			check(t, s.AddN(x, n), w.AddN(weight, n), equal.AddN(weight, n), ws.AddWeights(x, equal))
			if x%2 == 0 {
				check(t, p.Hits.Merge(&w))
			} else {
				check(t, p.Misses.Merge(&w))
			}
		}
		wiretest.RoundTrip(t, s)
		wiretest.RoundTrip(t, w)
		wiretest.RoundTrip(t, p)
		wiretest.RoundTrip(t, ws)
	})
}

func check(t *rapid.T, errs ...error) {
	t.Helper()
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
}

// No values have these sums, each of which is off by little.
func TestImpossibleSums(t *testing.T) {
	for _, text := range []string{
		`{"n":0,"sum":1,"squares":1}`,
		`{"n":0,"sum":0,"squares":2}`,
		`{"n":1,"sum":2,"squares":6}`,
		`{"n":3,"sum":12,"squares":46}`, // 48 at least
		`{"n":3,"sum":12,"squares":51}`, // an even number of odd ones
		`{"n":9,"sum":-5,"squares":3}`,  // less than the sum
		`{"n":1,"sum":"9223372036854775809","squares":"85070591730234615884290395931651604481"}`,
		`{"n":2,"sum":0,"squares":"170141183460469231731687303715884105730"}`,
	} {
		var s estimate.Sample
		if err := s.UnmarshalJSON([]byte(text)); err == nil {
			t.Errorf("sample %s is read as %v", text, s)
		}
	}
	for _, text := range []string{
		`{"n":0,"sum":"1","squares":"1"}`,
		`{"n":1,"sum":"2","squares":"3"}`,
		`{"n":1,"sum":"2","squares":"5"}`,
		`{"n":2,"sum":"2","squares":"5"}`,
		`{"n":1,"sum":"1000000000000","squares":"1000000000000000000000000"}`,
	} {
		var w estimate.Weights
		if err := w.UnmarshalJSON([]byte(text)); err == nil {
			t.Errorf("weights %s are read as %v", text, w)
		}
	}
}

// equal are n weights of 1.
func equal(n uint64) (w estimate.Weights) {
	if err := w.AddN(decimal.NewFromInt(1), n); err != nil {
		panic(err)
	}
	return w
}

func TestTexts(t *testing.T) {
	var weightless estimate.WeightedSample
	if err := weightless.Add(4, decimal.Decimal{}); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ got, want string }{
		{estimate.Interval{Low: 33.06, High: 51.94, Level: 0.95}.String(), "95% 33.1 to 51.9"},
		{estimate.Interval{Low: 4.1, High: 4.35, Level: 0.999}.String(), "99.9% 4.10 to 4.35"},
		{estimate.Interval{Low: 0.00012, High: 0.00034, Level: 0.9}.String(), "90% 0.00012 to 0.00034"},
		{estimate.Difference{Estimate: 3.2, Low: -1, High: 7.4, Level: 0.95, P: 0.1312}.String(), "+3.2 (95% -1.0 to 7.4, p=0.13)"},
		{estimate.Proportion{Hits: 85, Misses: 115}.String(), "42.5% (n=200, 95% 35.9 to 49.4)"},
		{estimate.Proportion{}.String(), "undefined (n=0)"},
		{sampleOf(t, 4).String(), "4.00 (n=1)"},
		{sampleOf(t, 3, 4, 5).String(), "4.00 (n=3, 95% 1.5 to 6.5)"},
		{estimate.Sample{}.String(), "undefined (n=0)"},
		// The zero value is no result: not a p of 0, which would be as sure as can be.
		{estimate.Interval{}.String(), "undefined"},
		{estimate.Difference{}.String(), "undefined"},
		// 3 and 1 weigh 4 and squared 10: they say as much as 16/10 of equal weight.
		{weightsOf("3", "1").String(), "n=2, effective 1.6"},
		{weightsOf("0", "0").String(), "n=2"},
		{estimate.WeightedProportion{Hits: equal(85), Misses: equal(115)}.String(), "42.5% (n=200, effective 200.0, 95% 35.9 to 49.4)"},
		{estimate.WeightedProportion{Hits: equal(1 << 63), Misses: equal(1 << 63)}.String(),
			"50.0% (n=18446744073709551616, effective 18446744073709551616.0, 95% 49.999999977 to 50.000000023)"},
		{estimate.WeightedProportion{}.String(), "undefined (n=0)"},
		{estimate.WeightedProportion{Misses: weightsOf("0")}.String(), "undefined (n=1)"},
		{weightedSampleOf(1, 3, 4, 5).String(), "4.00 (n=3, effective 3.0, 95% 1.5 to 6.5)"},
		{weightedSampleOf(1, 4).String(), "4.00 (n=1, effective 1.0)"},
		{weightless.String(), "undefined (n=1)"},
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}

// The settings of the decimal package belong to the program, not to the format.
func TestDecimalSettings(t *testing.T) {
	defer func(old bool) { decimal.MarshalJSONWithoutQuotes = old }(decimal.MarshalJSONWithoutQuotes)
	defer func(old int) { decimal.DivisionPrecision = old }(decimal.DivisionPrecision)
	for _, decimal.MarshalJSONWithoutQuotes = range []bool{false, true} {
		decimal.DivisionPrecision = 2
		text, err := weightsOf("1", "0.5").MarshalJSON()
		if want := `{"n":2,"sum":"1.5","squares":"1.25"}`; err != nil || string(text) != want {
			t.Errorf("%s, %v; want %s", text, err, want)
		}
	}
}

func FuzzDecoders(f *testing.F) {
	for _, v := range []interface{ MarshalBinary() ([]byte, error) }{
		estimate.Proportion{Hits: 1, Misses: 300}, sampleOf(f, 3, -4), weightsOf("1.5", "2"),
		estimate.WeightedProportion{Hits: weightsOf("1"), Misses: weightsOf("2")}, weightedSampleOf(2, 3, -4),
	} {
		data, _ := v.MarshalBinary()
		f.Add(data)
		text, _ := v.(interface{ MarshalJSON() ([]byte, error) }).MarshalJSON()
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		wiretest.Binary[estimate.Proportion](t, data)
		wiretest.Binary[estimate.Sample](t, data)
		wiretest.Binary[estimate.Weights](t, data)
		wiretest.Binary[estimate.WeightedProportion](t, data)
		wiretest.Binary[estimate.WeightedSample](t, data)
		wiretest.JSON[estimate.Proportion](t, data)
		wiretest.JSON[estimate.Sample](t, data)
		wiretest.JSON[estimate.WeightedSample](t, data)
		wiretest.JSON[estimate.Difference](t, data)
	})
}

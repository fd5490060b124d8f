package nps_test

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/cxmetrics/cx/internal/wiretest"
	"github.com/cxmetrics/cx/nps"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func counted(counts ...uint64) (tally nps.Tally) {
	for r, n := range counts {
		if err := tally.AddN(nps.Rating(r), n); err != nil {
			panic(err)
		}
	}
	return tally
}

func weightedTally(weights ...string) (tally nps.WeightedTally) {
	for r, w := range weights {
		if err := tally.AddN(nps.Rating(r), decimal.RequireFromString(w), uint64(r)); err != nil {
			panic(err)
		}
	}
	return tally
}

func TestEncodings(t *testing.T) {
	wiretest.Tallies(t, "tally", counted(0, 0, 1, 0, 0, 2, 0, 3, 4, 10, 300), counted(1<<53+1, 1<<53, 0, 0, 0, 0, 0, 0, 0, 0, 1<<60-1))
	wiretest.Tallies(t, "groups", nps.Groups{Promoters: 22, Passives: 7, Detractors: 3},
		nps.Groups{Promoters: math.MaxUint64, Passives: math.MaxUint64, Detractors: math.MaxUint64})
	wiretest.Tallies(t, "weighted_tally", weightedTally("0", "1", "0.5", "999999999999.999999999999999999"))
}

func TestEncodingsSurvive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var tally nps.Tally
		var weights nps.WeightedTally
		for range rapid.IntRange(0, 6).Draw(t, "rows") {
			r, n := nps.Rating(rapid.IntRange(0, 10).Draw(t, "rating")), rapid.Uint64Range(0, 1<<57).Draw(t, "n")
			weight := decimal.New(rapid.Int64Range(0, 1<<39).Draw(t, "weight"), -rapid.Int32Range(0, 18).Draw(t, "places"))
			if err := tally.AddN(r, n); err != nil {
				t.Fatal(err)
			}
			if err := weights.AddN(r, weight, n); err != nil {
				t.Fatal(err)
			}
		}
		wiretest.RoundTrip(t, tally)
		wiretest.RoundTrip(t, tally.Groups())
		wiretest.RoundTrip(t, weights)
	})
}

func TestCountsBeyondATally(t *testing.T) {
	for _, text := range []string{
		`{"counts":[0,0,0,0,0,0,0,0,0,0,"1152921504606846976"]}`,
		`{"counts":[0,0,0,0,0,0,0,0,0,0]}`,
		`{"counts":[0,0,0,0,0,0,0,0,0,0,0,0]}`,
		`{"counts":[0,0,0,0,0,0,0,0,0,0,-1]}`,
		`{"counts":[0,0,0,0,0,0,0,0,0,0,1.0]}`,
		`{"counts":[0,0,0,0,0,0,0,0,0,0,]}`,
	} {
		var tally nps.Tally
		if err := tally.UnmarshalJSON([]byte(text)); err == nil {
			t.Errorf("%s is read as %v", text, tally)
		}
	}
}

func TestTexts(t *testing.T) {
	tally := counted(20, 0, 0, 0, 0, 10, 0, 25, 30, 60, 55)
	var equal nps.WeightedTally
	for r, n := range tally.All() {
		if err := equal.AddN(r, decimal.NewFromInt(2), n); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct{ got, want string }{
		{tally.String(), "NPS 42.5 (n=200, 95% 31.7 to 52.1)"},
		{nps.Tally{}.String(), "NPS undefined (n=0)"},
		{equal.String(), "NPS 42.5 (n=200, effective 200.0, 95% 31.7 to 52.1)"},
		{nps.WeightedTally{}.String(), "NPS undefined (n=0)"},
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}

func TestEncodingAllocatesItsBytesOnly(t *testing.T) {
	tally := counted(0, 0, 1, 0, 0, 2, 0, 3, 4, 10, 300)
	data, _ := tally.MarshalBinary()
	if n := testing.AllocsPerRun(100, func() {
		b, err := tally.MarshalBinary()
		var back nps.Tally
		if err != nil || back.UnmarshalBinary(b) != nil || back != tally || len(b) != len(data) {
			t.Fatal("no round trip")
		}
	}); n != 1 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzDecoders(f *testing.F) {
	tally := counted(0, 0, 1, 0, 0, 2, 0, 3, 4, 10, 300)
	for _, v := range []wiretest.Tally{tally, tally.Groups(), weightedTally("0", "1", "0.5")} {
		data, _ := v.MarshalBinary()
		text, _ := v.MarshalJSON()
		f.Add(data)
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		wiretest.Binary[nps.Tally](t, data)
		wiretest.Binary[nps.Groups](t, data)
		wiretest.Binary[nps.WeightedTally](t, data)
		wiretest.JSON[nps.Tally](t, data)
		wiretest.JSON[nps.Groups](t, data)
		wiretest.JSON[nps.WeightedTally](t, data)
	})
}

func BenchmarkEncoding(b *testing.B) {
	bare := [11]uint64{120, 3, 7, 11, 40, 260, 310, 1100, 2800, 2500, 4100}
	tally := counted(bare[:]...)
	b.Run("binary", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			data, _ := tally.MarshalBinary()
			var back nps.Tally
			if back.UnmarshalBinary(data) != nil || back != tally {
				b.Fatal("no round trip")
			}
		}
	})
	b.Run("JSON", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			data, _ := tally.MarshalJSON()
			var back nps.Tally
			if back.UnmarshalJSON(data) != nil || back != tally {
				b.Fatal("no round trip")
			}
		}
	})
	b.Run("JSON in encoding_json", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			data, _ := json.Marshal(tally)
			var back nps.Tally
			if json.Unmarshal(data, &back) != nil || back != tally {
				b.Fatal("no round trip")
			}
		}
	})
	b.Run("bare counts in encoding_json", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			data, _ := json.Marshal(bare)
			var back [11]uint64
			if json.Unmarshal(data, &back) != nil || back != bare {
				b.Fatal("no round trip")
			}
		}
	})
}

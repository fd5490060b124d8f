package csat_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/csat"
	"github.com/cxmetrics/cx/internal/wiretest"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// encodedScales are the default, a wide one, and both the other way round.
func encodedScales(t interface{ Fatal(...any) }) []csat.Scale {
	wide, err := csat.NewScale(0, 10)
	if err != nil {
		t.Fatal(err)
	}
	return []csat.Scale{{}, wide, csat.NewTally(csat.Scale{}).Mirrored().Scale(), csat.NewTally(wide).Mirrored().Scale()}
}

func TestEncodings(t *testing.T) {
	var tallies []csat.Tally
	var weights []csat.WeightedTally
	for _, scale := range encodedScales(t) {
		tally, weighted := csat.NewTally(scale), csat.NewWeightedTally(scale)
		for r := scale.Min(); r <= scale.Max(); r++ {
			if err := errors.Join(tally.AddN(r, 1<<(6*uint(r))%(1<<60)), weighted.AddN(r, decimal.New(int64(r), -1), uint64(r))); err != nil {
				t.Fatal(err)
			}
		}
		tallies, weights = append(tallies, tally), append(weights, weighted)
	}
	wiretest.Tallies(t, "tally", append(tallies, csat.NewTally(encodedScales(t)[1]))...)
	wiretest.Tallies(t, "weighted_tally", append(weights, csat.NewWeightedTally(encodedScales(t)[2]))...)
}

func TestEncodingsSurvive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scale := rapid.SampledFrom(encodedScales(t)).Draw(t, "scale")
		tally, weights := csat.NewTally(scale), csat.NewWeightedTally(scale)
		for range rapid.IntRange(0, 6).Draw(t, "rows") {
			r := csat.Rating(rapid.IntRange(int(scale.Min()), int(scale.Max())).Draw(t, "rating"))
			n := rapid.Uint64Range(0, 1<<57).Draw(t, "n")
			weight := decimal.New(rapid.Int64Range(0, 1<<39).Draw(t, "weight"), -rapid.Int32Range(0, 18).Draw(t, "places"))
			if err := errors.Join(tally.AddN(r, n), weights.AddN(r, weight, n)); err != nil {
				t.Fatal(err)
			}
		}
		wiretest.RoundTrip(t, tally)
		wiretest.RoundTrip(t, weights)
	})
}

// The third byte of a scale is 0 or 1.
func TestScaleOfBytes(t *testing.T) {
	data, err := csat.NewTally(csat.MustParseScale("1..7, 7 is best")).MarshalBinary()
	if err != nil || len(data) < 6 {
		t.Fatal(data, err)
	}
	i := bytes.Index(data, []byte{1, 7, 0})
	if i < 0 {
		t.Fatal(data)
	}
	for best, want := range map[byte]error{0: nil, 1: nil, 2: cx.ErrEncoding, 255: cx.ErrEncoding} {
		data[i+2] = best
		var tally csat.Tally
		if err := tally.UnmarshalBinary(data); !errors.Is(err, want) {
			t.Errorf("%d: %v", best, err)
		}
	}
}

func TestScaleText(t *testing.T) {
	for _, scale := range encodedScales(t) {
		text, err := scale.MarshalText()
		var back csat.Scale
		if err != nil || back.UnmarshalText(text) != nil || back != scale || string(text) != scale.String() {
			t.Errorf("%v is written as %q, %v, and read as %v", scale, text, err, back)
		}
	}
	for text, want := range map[string]error{
		"": cx.ErrEncoding, "1..5": cx.ErrEncoding, "1..5, 3 is best": cx.ErrEncoding, "1..5, higher is": cx.ErrEncoding,
		"01" + csat.Scale{}.String()[1:]: cx.ErrEncoding, " " + csat.Scale{}.String(): cx.ErrEncoding, csat.Scale{}.String() + " ": cx.ErrEncoding,
		"1..11" + csat.Scale{}.String()[4:]: cx.ErrOutOfRange, "5..1" + csat.Scale{}.String()[4:]: cx.ErrOutOfRange,
	} {
		scale := encodedScales(t)[3]
		if err := scale.UnmarshalText([]byte(text)); !errors.Is(err, want) || scale != encodedScales(t)[3] {
			t.Errorf("%q is read as %v, %v; want %v and no change", text, scale, err, want)
		}
	}
}

func TestEncodingAllocatesItsBytesOnly(t *testing.T) {
	tally := csat.NewTally(encodedScales(t)[3])
	if err := tally.AddN(3, 1000); err != nil {
		t.Fatal(err)
	}
	if n := testing.AllocsPerRun(100, func() {
		if b, err := tally.MarshalBinary(); err != nil || len(b) == 0 {
			t.Fatal("nothing written")
		}
	}); n != 1 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzDecoders(f *testing.F) {
	for _, scale := range encodedScales(f) {
		for _, v := range []wiretest.Tally{csat.NewTally(scale), csat.NewWeightedTally(scale)} {
			data, _ := v.MarshalBinary()
			text, _ := v.MarshalJSON()
			f.Add(data)
			f.Add(text)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		wiretest.Binary[csat.Tally](t, data)
		wiretest.Binary[csat.WeightedTally](t, data)
		wiretest.JSON[csat.Tally](t, data)
		wiretest.JSON[csat.WeightedTally](t, data)
	})
}

func TestTexts(t *testing.T) {
	var tally csat.Tally
	if err := errors.Join(tally.AddN(5, 100), tally.AddN(4, 60), tally.AddN(2, 40)); err != nil {
		t.Fatal(err)
	}
	var weighted csat.WeightedTally
	two := decimal.NewFromInt(2)
	if err := errors.Join(weighted.AddN(5, two, 100), weighted.AddN(4, two, 60), weighted.AddN(2, two, 40)); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ got, want string }{
		{tally.String(), "CSAT 80.0% (n=200, 95% 73.9 to 85.0)"},
		{csat.Tally{}.String(), "CSAT undefined (n=0)"},
		{weighted.String(), "CSAT 80.0% (n=200, effective 200.0, 95% 73.9 to 85.0)"},
		{csat.WeightedTally{}.String(), "CSAT undefined (n=0)"},
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}

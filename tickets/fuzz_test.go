package tickets_test

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/tickets"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func FuzzReplay(f *testing.F)            { f.Fuzz(rapid.MakeFuzz(replaysLikeTheReference)) }
func FuzzOrderOfEvents(f *testing.F)     { f.Fuzz(rapid.MakeFuzz(orderOfEventsIsIrrelevant)) }
func FuzzExtraReplies(f *testing.F)      { f.Fuzz(rapid.MakeFuzz(extraReplies)) }
func FuzzBreachesStay(f *testing.F)      { f.Fuzz(rapid.MakeFuzz(breachesStay)) }
func FuzzTally(f *testing.F)             { f.Fuzz(rapid.MakeFuzz(tallyIsWhatItsTicketsSay)) }
func FuzzPercentile(f *testing.F)        { f.Fuzz(rapid.MakeFuzz(percentileIsByDefinition)) }
func FuzzMoments(f *testing.F)           { f.Fuzz(rapid.MakeFuzz(momentsAreExact)) }
func FuzzSketch(f *testing.F)            { f.Fuzz(rapid.MakeFuzz(sketchIsNear)) }
func FuzzDurationSlices(f *testing.F)    { f.Fuzz(rapid.MakeFuzz(slicesAreTheirDurations)) }
func FuzzSketchShards(f *testing.F)      { f.Fuzz(rapid.MakeFuzz(shardsMakeTheSameBytes)) }
func FuzzKaplanMeierMedian(f *testing.F) { f.Fuzz(rapid.MakeFuzz(kaplanMeierIsByDefinition)) }

// FuzzSketchDecode: whatever is read is written back byte for byte, and what it
// says holds together.
func FuzzSketchDecode(f *testing.F) {
	for _, list := range [][]time.Duration{{}, {0}, {5, 1000, 5}, {1, 1 << 40, 1<<63 - 1}} {
		f.Add(marshal(f, sketchOf(f, list)))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var s tickets.DurationSketch
		if err := s.UnmarshalBinary(data); err != nil {
			if !errors.Is(err, cx.ErrEncoding) || s.N() != 0 || len(err.Error()) > 300 {
				t.Fatalf("%v; %d durations", err, s.N())
			}
			return
		}
		if got := marshal(t, &s); !bytes.Equal(got, data) {
			t.Fatalf("read %x, written %x", data, got)
		}
		if s.N() == 0 {
			return
		}
		low, err1 := s.Percentile(decimal.Zero)
		mean, err2 := s.Mean()
		p, err3 := s.Percentile(decimal.NewFromInt(50))
		high, err4 := s.Percentile(decimal.NewFromInt(100))
		if err := errors.Join(err1, err2, err3, err4); err != nil || low > mean || mean > high || low > p || p > high {
			t.Fatalf("minimum %d, mean %d, median %d, maximum %d, %v", low, mean, p, high, err)
		}
	})
}

// FuzzPercentileText: no text of a decimal makes a percentile hang.
func FuzzPercentileText(f *testing.F) {
	for _, text := range []string{"50", "99.9", "1e2", "-1", "1e1000000000", "1e-1000000000", "0e99"} {
		f.Add(text)
	}
	d := durationsOf(f, []time.Duration{1, 2, 3})
	f.Fuzz(func(t *testing.T, text string) {
		p, err := decimal.NewFromString(text)
		if err != nil {
			return
		}
		if x, err := d.Percentile(p); err == nil && (x < 1 || x > 3) {
			t.Fatalf("percentile %s is %d", text, x)
		}
	})
}

package tickets_test

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"math"
	"math/big"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/tickets"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func sketchOf(t interface{ Fatal(...any) }, list []time.Duration) *tickets.DurationSketch {
	s := new(tickets.DurationSketch)
	for _, x := range list {
		if err := s.Add(x); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func sketchIsNear(t *rapid.T) {
	list := drawDurations(t)
	exact, sketch := durationsOf(t, list), sketchOf(t, list)
	type figures struct {
		N              uint64
		Mean, Min, Max time.Duration
	}
	of := func(d interface {
		N() uint64
		Mean() (time.Duration, error)
		Percentile(decimal.Decimal) (time.Duration, error)
	}) figures {
		mean, err1 := d.Mean()
		low, err2 := d.Percentile(decimal.Zero)
		high, err3 := d.Percentile(decimal.NewFromInt(100))
		if err := errors.Join(err1, err2, err3); err != nil {
			t.Fatal(err)
		}
		return figures{d.N(), mean, low, high}
	}
	if diff := cmp.Diff(of(exact), of(sketch)); diff != "" {
		t.Fatalf("-exact +sketch\n%s", diff)
	}
	for p, want := range map[int64]time.Duration{0: of(exact).Min, 100: of(exact).Max} {
		if got, err := sketch.Percentile(decimal.NewFromInt(p)); err != nil || got != want {
			t.Fatalf("percentile %d: %d, %v, want exactly %d", p, got, err, want)
		}
	}
	for _, p := range []decimal.Decimal{drawPercentile(t), drawPercentile(t)} {
		want, err1 := exact.Percentile(p)
		got, err2 := sketch.Percentile(p)
		if err := errors.Join(err1, err2); err != nil {
			t.Fatal(err)
		}
		if want < 256 && got != want {
			t.Fatalf("percentile %v: %d ns, want exactly %d", p, got, want)
		}
		off := new(big.Rat).SetInt64(int64(got - want))
		if off.Abs(off).Cmp(new(big.Rat).SetFrac64(int64(want), 256)) > 0 {
			t.Fatalf("percentile %v: %d is more than 1/256 off %d", p, got, want)
		}
	}
}

func TestSketchIsNear(t *testing.T) { rapid.Check(t, sketchIsNear) }

// TestSketchErrorAtBucketEdges goes to the edges of buckets of every size, where the
// error is largest.
func TestSketchErrorAtBucketEdges(t *testing.T) {
	for exp := range 63 {
		for top := int64(128); top < 256; top += 5 {
			low := top << max(0, exp-7)
			if exp < 7 {
				low = top >> (7 - exp)
			}
			for _, x := range []int64{low - 1, low, low + 1} {
				// Three durations, so that the middle one is neither minimum nor maximum.
				s := sketchOf(t, []time.Duration{0, time.Duration(x), math.MaxInt64})
				got, err := s.Percentile(decimal.NewFromInt(50))
				if err != nil || math.Abs(float64(int64(got)-x)) > float64(x)/256 {
					t.Fatalf("%d is told as %d, %v", x, got, err)
				}
				// As the shortest and as the longest it is told exactly.
				s = sketchOf(t, []time.Duration{time.Duration(x), math.MaxInt64})
				if got, err := s.Percentile(decimal.NewFromInt(0)); err != nil || int64(got) != x {
					t.Fatalf("the shortest, %d, is told as %d, %v", x, got, err)
				}
				s = sketchOf(t, []time.Duration{0, time.Duration(x)})
				if got, err := s.Percentile(decimal.NewFromInt(100)); err != nil || int64(got) != x {
					t.Fatalf("the longest, %d, is told as %d, %v", x, got, err)
				}
			}
		}
	}
}

func shardsMakeTheSameBytes(t *rapid.T) {
	list := drawDurations(t)
	want := marshal(t, sketchOf(t, list))
	merged := new(tickets.DurationSketch)
	rest := rapid.Permutation(list).Draw(t, "shuffled")
	for len(rest) > 0 {
		k := rapid.IntRange(1, len(rest)).Draw(t, "shard")
		shard := sketchOf(t, rest[:k])
		if rapid.Bool().Draw(t, "left") {
			merged, shard = shard, merged
		}
		if err := merged.Merge(shard); err != nil {
			t.Fatal(err)
		}
		rest = rest[k:]
	}
	if got := marshal(t, merged); !bytes.Equal(got, want) {
		t.Fatalf("sharded %x\nwhole   %x", got, want)
	}
	var back tickets.DurationSketch
	if err := back.UnmarshalBinary(want); err != nil {
		t.Fatalf("%x: %v", want, err)
	}
	if got := marshal(t, &back); !bytes.Equal(got, want) {
		t.Fatalf("decoded %x\nencoded %x", got, want)
	}
	if err := back.Merge(&back); err != nil || back.N() != 2*uint64(len(list)) {
		t.Fatalf("merged with itself: %d durations, %v", back.N(), err)
	}
}

func TestShardsMakeTheSameBytes(t *testing.T) { rapid.Check(t, shardsMakeTheSameBytes) }

func TestSketchEncoding(t *testing.T) {
	// Version 1, kind 53; 3 durations; a sum of 1010 = 0x03f2 in 2 bytes (2*2 = 04), the
	// shortest 5 ns, the longest 1000 = e8 07 as a varint; 2 buckets, 5 and, 501 = f5 03
	// on, 506 = 3*128 + 122, whose durations begin at (128 + 122) * 2^2 = 1000; 2
	// durations in the first and 1 in the second.
	want := "0153" + "03" + "0403f2" + "05" + "e807" + "02" + "05" + "f503" + "02" + "01"
	s := sketchOf(t, []time.Duration{5, 1000, 5})
	if got := hex.EncodeToString(marshal(t, s)); got != want {
		t.Errorf("encoded %s, want %s", got, want)
	}
	if got := hex.EncodeToString(marshal(t, new(tickets.DurationSketch))); got != "01530000000000" {
		t.Errorf("an empty sketch is %s, want 01530000000000", got)
	}
}

// sketchBytes is the form that the package documentation describes, of anything.
type sketchBytes struct {
	n               uint64
	sum             uint64
	min, max        uint64
	buckets, counts []uint64
}

func (s sketchBytes) bytes() []byte {
	b := binary.AppendUvarint([]byte{1, 0x53}, s.n)
	sum := new(big.Int).SetUint64(s.sum).Bytes()
	b = append(binary.AppendUvarint(b, 2*uint64(len(sum))), sum...)
	b = binary.AppendUvarint(binary.AppendUvarint(b, s.min), s.max)
	b = binary.AppendUvarint(b, uint64(len(s.buckets)))
	last := uint64(0)
	for _, i := range s.buckets {
		b, last = binary.AppendUvarint(b, i-last), i
	}
	for _, n := range s.counts {
		b = binary.AppendUvarint(b, n)
	}
	return b
}

func TestSketchDecodingRefuses(t *testing.T) {
	type uints = []uint64
	good := sketchBytes{3, 1010, 5, 1000, uints{5, 506}, uints{2, 1}}
	var s tickets.DurationSketch
	if err := s.UnmarshalBinary(good.bytes()); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string]sketchBytes{
		"a negative minimum":    {1, 1 << 63, 1 << 63, 1 << 63, uints{0}, uints{1}},
		"a maximum too long":    {2, 10, 5, 1 << 63, uints{5}, uints{2}},
		"a maximum below":       {2, 10, 5, 4, uints{5}, uints{2}},
		"too few":               {4, 1010, 5, 1000, uints{5, 506}, uints{2, 1}},
		"too many":              {2, 1010, 5, 1000, uints{5, 506}, uints{2, 1}},
		"a count of none":       {3, 1010, 5, 1000, uints{5, 400, 506}, uints{2, 0, 1}},
		"a bucket twice":        {3, 1005, 5, 1000, uints{5, 5, 506}, uints{1, 1, 1}},
		"a bucket below":        {3, 1010, 5, 1000, uints{506, 5}, uints{1, 2}},
		"a bucket too high":     {3, 1010, 5, 1000, uints{5, 7296}, uints{2, 1}},
		"a bucket far away":     {3, 1010, 5, 1000, uints{5, 1 << 62}, uints{2, 1}},
		"another minimum":       {3, 1010, 6, 1000, uints{5, 506}, uints{2, 1}},
		"another maximum":       {3, 1010, 5, 1004, uints{5, 506}, uints{2, 1}},
		"too small a sum":       {3, 1009, 5, 1000, uints{5, 506}, uints{2, 1}},
		"too large a sum":       {3, 1011, 5, 1000, uints{5, 506}, uints{2, 1}},
		"a sum of one":          {1, 1001, 1000, 1000, uints{506}, uints{1}},
		"one of two lengths":    {1, 1000, 1000, 1001, uints{506}, uints{1}},
		"a count that wraps":    {3, 1010, 5, 1000, uints{5, 506}, uints{4, math.MaxUint64}},
		"min below its bucket":  {3, 1009, 4, 1000, uints{5, 506}, uints{2, 1}},
		"max above its bucket":  {3, 1014, 5, 1004, uints{5, 506}, uints{2, 1}},
		"max within its bucket": {2, 1001, 0, 1003, uints{0, 505}, uints{1, 1}},
		"min within its bucket": {2, 3003, 1001, 2000, uints{506, 634}, uints{1, 1}},
		// With a thousand in one bucket the sum alone gives nothing away.
		"a bucket below the minimum": {1001, 1002000, 1000, 1003, uints{4, 506}, uints{1, 1000}},
		"a bucket above the maximum": {1001, 1003000, 1000, 1003, uints{506, 507}, uints{1000, 1}},
		"a mean below the minimum":   {1000, 1001000, 1002, 1003, uints{506}, uints{1000}},
		"min in another bucket":      {1000, 1001000, 900, 1003, uints{506}, uints{1000}},
		"max in another bucket":      {1000, 1001000, 1000, 1100, uints{506}, uints{1000}},
		"one more than there are":    {2, 15, 5, 5, uints{5}, uints{3}},
		"a sum below the range":      {2, 2002, 1000, 1001, uints{506}, uints{2}},
		"the maximum of none":        {0, 0, 0, 1, nil, nil},
		"the sum of none":            {0, 1, 0, 0, nil, nil},
		"the buckets of none":        {0, 0, 0, 0, uints{0}, uints{1}},
	} {
		before := marshal(t, &s)
		if err := s.UnmarshalBinary(data.bytes()); !errors.Is(err, cx.ErrEncoding) || len(err.Error()) > 200 {
			t.Errorf("%s: %v, want a short cx.ErrEncoding", name, err)
		}
		if !bytes.Equal(marshal(t, &s), before) {
			t.Fatalf("%s: the sketch has changed", name)
		}
	}
}

func TestSketchOverflow(t *testing.T) {
	// 2^64-2 durations of 1 ns, which none has the time to add.
	const most = math.MaxUint64
	var s tickets.DurationSketch
	if err := s.UnmarshalBinary(sketchBytes{most - 1, most - 1, 1, 1, []uint64{1}, []uint64{most - 1}}.bytes()); err != nil {
		t.Fatal(err)
	}
	if err := s.Add(1); err != nil {
		t.Fatal(err)
	}
	full := marshal(t, &s)
	if err := s.Add(1); !errors.Is(err, cx.ErrOverflow) {
		t.Errorf("one more than 2^64-1: %v, want cx.ErrOverflow", err)
	}
	if err := s.Merge(sketchOf(t, []time.Duration{2})); !errors.Is(err, cx.ErrOverflow) {
		t.Errorf("merging one more: %v, want cx.ErrOverflow", err)
	}
	if !bytes.Equal(marshal(t, &s), full) {
		t.Error("the sketch has changed")
	}
	if mean, err := s.Mean(); err != nil || mean != 1 {
		t.Errorf("mean %v, %v", mean, err)
	}
}

func TestNoAllocs(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	s, few := sketchOf(t, []time.Duration{1}), []time.Duration{time.Hour, time.Minute}
	var x tickets.DurationSample
	var tally tickets.Tally
	record := tickets.Ticket{Created: monday, FirstReply: monday.Add(time.Minute), Resolved: monday.Add(time.Hour)}
	for name, f := range map[string]func(){
		"DurationSketch.Add":      func() { _ = s.Add(3 * time.Hour) },
		"DurationSketch.AddSlice": func() { _ = s.AddSlice(few) },
		"DurationSample.Add":      func() { _ = x.Add(3 * time.Hour) },
		"Tally.Add":               func() { _ = tally.Add(record) },
	} {
		if n := testing.AllocsPerRun(100, f); n != 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
}

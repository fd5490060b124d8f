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

	"github.com/cxmetrics/cx/tickets"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func sketchOf(t interface{ Fatal(...any) }, list []time.Duration) tickets.DurationSketch {
	var s tickets.DurationSketch
	for _, x := range list {
		if err := s.Add(x); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func encoded(t interface{ Fatal(...any) }, s tickets.DurationSketch) []byte {
	b, err := s.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	return b
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
		Min() (time.Duration, error)
		Max() (time.Duration, error)
	}) figures {
		mean, err1 := d.Mean()
		low, err2 := d.Min()
		high, err3 := d.Max()
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
	want := encoded(t, sketchOf(t, list))
	var merged tickets.DurationSketch
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
	if got := encoded(t, merged); !bytes.Equal(got, want) {
		t.Fatalf("sharded %x\nwhole   %x", got, want)
	}
	var back tickets.DurationSketch
	if err := back.UnmarshalBinary(want); err != nil {
		t.Fatalf("%x: %v", want, err)
	}
	if got := encoded(t, back); !bytes.Equal(got, want) {
		t.Fatalf("decoded %x\nencoded %x", got, want)
	}
	if err := back.Merge(back); err != nil || back.N() != 2*uint64(len(list)) {
		t.Fatalf("merged with itself: %d durations, %v", back.N(), err)
	}
}

func TestShardsMakeTheSameBytes(t *testing.T) { rapid.Check(t, shardsMakeTheSameBytes) }

func TestSketchEncoding(t *testing.T) {
	// Version 1; 3 durations, the shortest 5 ns, the longest 5 + 995 = 1000 ns, the
	// sum 0 * 2^64 + 1010; bucket 5 twice; then, 500 buckets on, 506 once: s = 2, and
	// 506 = 3*128 + 122 begins at (128 + 122) * 2^2 = 1000. As varints 995 is e3 07,
	// 1010 is f2 07 and 500 is f4 03.
	want := "01" + "03" + "05" + "e307" + "00" + "f207" + "0501" + "f40300"
	s := sketchOf(t, []time.Duration{5, 1000, 5})
	if got := hex.EncodeToString(encoded(t, s)); got != want {
		t.Errorf("encoded %s, want %s", got, want)
	}
	if got := hex.EncodeToString(encoded(t, tickets.DurationSketch{})); got != "0100" {
		t.Errorf("an empty sketch is %s, want 0100", got)
	}
}

func TestSketchDecodingRefuses(t *testing.T) {
	uv := func(values ...uint64) []byte {
		b := []byte{1}
		for _, v := range values {
			b = binary.AppendUvarint(b, v)
		}
		return b
	}
	good := uv(3, 5, 995, 0, 1010, 5, 1, 500, 0)
	var s tickets.DurationSketch
	if err := s.UnmarshalBinary(good); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{
		"nothing":               {},
		"another version":       append([]byte{2}, good[1:]...),
		"no count":              {1},
		"a trailing byte":       append(bytes.Clone(good), 0),
		"after empty":           {1, 0, 0},
		"a longer varint":       {1, 0x80, 0},
		"an endless varint":     append([]byte{1}, bytes.Repeat([]byte{0xff}, 11)...),
		"a negative minimum":    uv(1, 1<<63, 0, 0, 1<<63, 0, 0),
		"a maximum too long":    uv(2, 5, 1<<63-5, 0, 10, 5, 1),
		"a negative sum":        uv(3, 5, 995, 1<<63, 1010, 5, 1, 500, 0),
		"too few":               uv(4, 5, 995, 0, 1010, 5, 1, 500, 0),
		"too many":              uv(2, 5, 995, 0, 1010, 5, 1, 500, 0),
		"a bucket too high":     uv(3, 5, 995, 0, 1010, 5, 1, 7290, 0),
		"a bucket far away":     uv(3, 5, 995, 0, 1010, 5, 1, 1<<63, 0),
		"another minimum":       uv(3, 6, 994, 0, 1010, 5, 1, 500, 0),
		"another maximum":       uv(3, 5, 999, 0, 1010, 5, 1, 500, 0),
		"too small a sum":       uv(3, 5, 995, 0, 1009, 5, 1, 500, 0),
		"too large a sum":       uv(3, 5, 995, 0, 1011, 5, 1, 500, 0),
		"a sum of one":          uv(1, 1000, 0, 0, 1001, 506, 0),
		"one of two lengths":    uv(1, 1000, 1, 0, 1000, 506, 0),
		"a count that wraps":    uv(3, 5, 995, 0, 1010, 5, math.MaxUint64, 500, 0),
		"min below its bucket":  uv(3, 4, 996, 0, 1009, 5, 1, 500, 0),
		"max above its bucket":  uv(3, 5, 999, 0, 1014, 5, 1, 500, 0),
		"max within its bucket": uv(2, 0, 1003, 0, 1001, 0, 0, 505, 0),
		"min within its bucket": uv(2, 1001, 999, 0, 3003, 506, 0, 127, 0),
		// With a thousand in one bucket the sum alone gives nothing away.
		"min in another bucket":   uv(1000, 900, 103, 0, 1001000, 506, 999),
		"max in another bucket":   uv(1000, 1000, 100, 0, 1001000, 506, 999),
		"one more than there are": uv(2, 5, 0, 0, 15, 5, 2),
		"a sum below the range":   uv(2, 1000, 1, 0, 2002, 506, 1),
	} {
		before := encoded(t, s)
		if err := s.UnmarshalBinary(data); !errors.Is(err, tickets.ErrEncoding) || len(err.Error()) > 200 {
			t.Errorf("%s: %v, want a short ErrEncoding", name, err)
		}
		if !bytes.Equal(encoded(t, s), before) {
			t.Fatalf("%s: the sketch has changed", name)
		}
	}
	for i := range good {
		if err := s.UnmarshalBinary(good[:i]); !errors.Is(err, tickets.ErrEncoding) {
			t.Errorf("%d bytes of %d: %v, want ErrEncoding", i, len(good), err)
		}
	}
}

func TestSketchOverflow(t *testing.T) {
	// The encoding of 2^64-2 durations of 1 ns, which none has the time to add.
	data := []byte{1}
	for _, v := range []uint64{math.MaxUint64 - 1, 1, 0, 0, math.MaxUint64 - 1, 1, math.MaxUint64 - 2} {
		data = binary.AppendUvarint(data, v)
	}
	var s tickets.DurationSketch
	if err := s.UnmarshalBinary(data); err != nil {
		t.Fatal(err)
	}
	if err := s.Add(1); err != nil {
		t.Fatal(err)
	}
	full := encoded(t, s)
	if err := s.Add(1); !errors.Is(err, tickets.ErrOverflow) {
		t.Errorf("one more than 2^64-1: %v, want ErrOverflow", err)
	}
	if err := s.Merge(sketchOf(t, []time.Duration{2})); !errors.Is(err, tickets.ErrOverflow) {
		t.Errorf("merging one more: %v, want ErrOverflow", err)
	}
	if !bytes.Equal(encoded(t, s), full) {
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
	s := sketchOf(t, []time.Duration{1})
	var x tickets.DurationSample
	var tally tickets.Tally
	record := tickets.Ticket{Created: monday, FirstReply: monday.Add(time.Minute), Resolved: monday.Add(time.Hour)}
	for name, f := range map[string]func(){
		"DurationSketch.Add": func() { _ = s.Add(3 * time.Hour) },
		"DurationSample.Add": func() { _ = x.Add(3 * time.Hour) },
		"Tally.Add":          func() { _ = tally.Add(record) },
	} {
		if n := testing.AllocsPerRun(100, f); n != 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
}

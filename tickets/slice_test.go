package tickets_test

import (
	"bytes"
	"encoding"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/tickets"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// A durationCollector takes durations one by one and many at once.
type durationCollector interface {
	Add(time.Duration) error
	AddSlice([]time.Duration) error
	encoding.BinaryMarshaler
}

var durationCollectors = map[string]func() durationCollector{
	"DurationSketch": func() durationCollector { return new(tickets.DurationSketch) },
	"Durations":      func() durationCollector { return new(tickets.Durations) },
}

// slicesAreTheirDurations: slices of a list make what its durations make one by one, and
// a slice with a negative one changes nothing.
func slicesAreTheirDurations(t *rapid.T) {
	list := drawDurations(t)
	if rapid.Bool().Draw(t, "in order") {
		slices.Sort(list)
	}
	cuts := rapid.SliceOfN(rapid.IntRange(0, len(list)), 0, 3).Draw(t, "cuts")
	cuts = append(cuts, len(list))
	slices.Sort(cuts)
	for name, collector := range durationCollectors {
		singly, many := collector(), collector()
		from := 0
		for _, cut := range cuts {
			part := list[from:cut]
			from = cut
			for _, d := range part {
				if err := singly.Add(d); err != nil {
					t.Fatal(err)
				}
			}
			i := rapid.IntRange(0, len(part)).Draw(t, "index")
			bad := time.Duration(rapid.Int64Range(math.MinInt64, -1).Draw(t, "negative"))
			before := marshal(t, many)
			err := many.AddSlice(slices.Insert(slices.Clone(part), i, bad))
			if want := fmt.Sprintf("%v at index %d", bad, i); !errors.Is(err, cx.ErrOutOfRange) || !strings.Contains(err.Error(), want) {
				t.Fatalf("%s: %v, want an cx.ErrOutOfRange with %s", name, err, want)
			}
			if after := marshal(t, many); !bytes.Equal(after, before) {
				t.Fatalf("%s: changed by an error: %x, was %x", name, after, before)
			}
			if err := many.AddSlice(part); err != nil {
				t.Fatal(err)
			}
			if got, want := marshal(t, many), marshal(t, singly); !bytes.Equal(got, want) {
				t.Fatalf("%s of %v: %x, want %x", name, list[:cut], got, want)
			}
		}
	}
}

func TestSlicesAreTheirDurations(t *testing.T) { rapid.Check(t, slicesAreTheirDurations) }

func marshal(t interface{ Fatal(...any) }, m encoding.BinaryMarshaler) []byte {
	data, err := m.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// As many durations as can be counted take no slice.
func TestFullTakesNoSlice(t *testing.T) {
	const most = math.MaxUint64
	var sketch tickets.DurationSketch
	if err := sketch.UnmarshalBinary(sketchBytes{most - 1, most - 1, 1, 1, []uint64{1}, []uint64{most - 1}}.bytes()); err != nil {
		t.Fatal(err)
	}
	for _, full := range []durationCollector{&sketch} {
		before := marshal(t, full)
		if err := full.AddSlice([]time.Duration{1, 1}); !errors.Is(err, cx.ErrOverflow) {
			t.Errorf("%T: %v, want cx.ErrOverflow", full, err)
		}
		if after := marshal(t, full); !bytes.Equal(after, before) {
			t.Errorf("%T: changed by an error", full)
		}
		if err := full.AddSlice([]time.Duration{1}); err != nil {
			t.Errorf("%T: the last one: %v", full, err)
		}
	}
}

// What Durations knows of their order is right after slices too: a percentile of those in
// order looks at one of them only.
func TestSlicesInOrder(t *testing.T) {
	for _, parts := range [][][]time.Duration{
		{{1, 2}, {2, 3}, {4}},
		{{1, 2}, {1, 3}},
		{{2, 1}, {3, 4}},
		{{}, {3}, {2, 5}},
		{{5}, {}, {4}},
	} {
		var d tickets.Durations
		var all []time.Duration
		for _, s := range parts {
			all = append(all, s...)
			if err := d.AddSlice(s); err != nil {
				t.Fatal(err)
			}
		}
		singly := durationsOf(t, all)
		for p := range 101 {
			got, err1 := d.Percentile(decimal.NewFromInt(int64(p)))
			want, err2 := singly.Percentile(decimal.NewFromInt(int64(p)))
			if err := errors.Join(err1, err2); err != nil || got != want {
				t.Fatalf("%v: percentile %d is %v, %v, want %v", parts, p, got, err, want)
			}
		}
	}
}

package tickets

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/big"

	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/wire"
)

// sketchVersion is the first byte of an encoded sketch.
const sketchVersion = 1

// AppendBinary appends the encoding of the sketch to b. It is made of one version
// byte and unsigned varints of package encoding/binary, each as short as possible:
//
//	1                     version
//	N                     number of durations; 0 ends the encoding
//	min                   shortest duration in nanoseconds
//	max - min
//	sum / 2^64            sum of all durations in nanoseconds, upper 64 bits
//	sum mod 2^64          and lower 64 bits
//
// and then, for every bucket that is not empty in rising order until their counts
// add up to N:
//
//	index - previous - 1  previous is -1 before the first
//	count - 1
//
// Bucket i of 0..255 holds the duration of i ns; bucket i of 256..7295 holds those
// of (128 + i mod 128) * 2^s up to, but not including, (129 + i mod 128) * 2^s ns,
// where s = i/128 - 1. Sketches of the same durations have the same encoding. It is
// at most 65 KiB long, and for the durations of tickets seldom more than 4. The
// error is always nil.
func (s DurationSketch) AppendBinary(b []byte) ([]byte, error) {
	b = append(b, sketchVersion)
	b = binary.AppendUvarint(b, s.n)
	if s.n == 0 {
		return b, nil
	}
	b = binary.AppendUvarint(b, uint64(s.min))
	b = binary.AppendUvarint(b, uint64(s.max-s.min))
	hi, lo := s.sum.Words()
	b = binary.AppendUvarint(b, uint64(hi))
	b = binary.AppendUvarint(b, lo)
	next := 0
	for i, c := range s.counts {
		if c > 0 {
			b = binary.AppendUvarint(b, uint64(i-next))
			b = binary.AppendUvarint(b, c-1)
			next = i + 1
		}
	}
	return b, nil
}

// MarshalBinary returns the encoding that [DurationSketch.AppendBinary] documents.
func (s DurationSketch) MarshalBinary() ([]byte, error) { return s.AppendBinary(nil) }

// UnmarshalBinary replaces the sketch by the encoded one. Only what
// [DurationSketch.AppendBinary] can have written is read: another version,
// truncated or trailing bytes, a varint that could be shorter, counts that do not
// add up, a minimum, maximum or sum that no durations of these counts have give
// [ErrEncoding], and the sketch is unchanged.
func (s *DurationSketch) UnmarshalBinary(data []byte) error {
	if len(data) == 0 || data[0] != sketchVersion {
		return fmt.Errorf("tickets: a sketch begins with the version byte %d, not %.1x: %w", sketchVersion, data[:min(1, len(data))], ErrEncoding)
	}
	r := reader{rest: data[1:]}
	t, err := r.sketch()
	if err == nil && len(r.rest) > 0 {
		err = errors.New("bytes follow its end")
	}
	if err != nil {
		return fmt.Errorf("tickets: sketch at byte %d of %d: %w: %w", len(data)-len(r.rest), len(data), err, ErrEncoding)
	}
	*s = t
	return nil
}

type reader struct{ rest []byte }

var (
	errCounts = errors.New("counts that do not add up")
	errBounds = errors.New("minimum, maximum or sum that the counts cannot have")
)

func (r *reader) uvarints(to ...*uint64) error {
	for _, v := range to {
		var err error
		if *v, r.rest, err = wire.Uvarint(r.rest); err != nil {
			return err
		}
	}
	return nil
}

func (r *reader) sketch() (s DurationSketch, err error) {
	var low, width, hi, lo uint64
	if err := r.uvarints(&s.n); err != nil || s.n == 0 {
		return DurationSketch{}, err
	}
	if err := r.uvarints(&low, &width, &hi, &lo); err != nil {
		return DurationSketch{}, err
	}
	const most = 1<<63 - 1
	if low > most || width > most-low || hi > most {
		return DurationSketch{}, errBounds
	}
	s.min, s.max = int64(low), int64(low+width)
	s.sum = exact.Int128FromWords(int64(hi), lo)
	s.counts = make([]uint64, sketchSize)
	next := uint64(0)
	first, last := -1, 0
	for seen := uint64(0); seen < s.n; {
		var skip, less uint64
		if err := r.uvarints(&skip, &less); err != nil {
			return DurationSketch{}, err
		}
		if skip >= sketchSize-next || less >= s.n-seen {
			return DurationSketch{}, errCounts
		}
		last = int(next + skip)
		if first < 0 {
			first = last
		}
		s.counts[last] = less + 1
		seen += less + 1
		next = uint64(last) + 1
	}
	if first != bucket(s.min) || last != bucket(s.max) || !s.sumFits(first, last) {
		return DurationSketch{}, errBounds
	}
	return s, nil
}

// sumFits reports whether durations with these counts, one of which is the minimum
// and one the maximum, can have this sum.
func (s DurationSketch) sumFits(first, last int) bool {
	if s.n == 1 {
		return s.min == s.max && s.sum == exact.Int128From(s.min)
	}
	var least, most exact.Int128
	for i, c := range s.counts {
		if c > 0 {
			low, high := bounds(i)
			least = least.Add(exact.Mul(max(low, s.min), c))
			most = most.Add(exact.Mul(min(high, s.max), c))
		}
	}
	// One of the first bucket is the minimum, one of the last bucket the maximum.
	_, high := bounds(first)
	most = most.Add(exact.Int128From(s.min - min(high, s.max)))
	low, _ := bounds(last)
	least = least.Add(exact.Int128From(s.max - max(low, s.min)))
	return between(least.Big(), s.sum.Big(), most.Big())
}

func between(low, x, high *big.Int) bool { return low.Cmp(x) <= 0 && x.Cmp(high) <= 0 }

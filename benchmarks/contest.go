package main

import (
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
	"time"
)

// A contest is one question about one set of data, put to several techniques.
type contest struct {
	name  string // what -only selects by
	asks  string // the question and the data, in a sentence
	items int    // how many of the data one run works off
	bytes int    // how many bytes they are, 0 where nothing is streamed
	techs []technique
	wants []want
	facts func() ([]fact, error) // measured once after the runs; may be nil
	close func() error           // may be nil
}

// A technique is one way to answer.
type technique struct {
	name    string
	threads int
	peer    bool // not the library
	duck    bool // the yardstick of those with as many threads
	items   int  // the first so many only, where all would take hours; 0 means all
	// within is how far a number of the answer may be off, as a part of it. Only what is documented
	// to estimate may have any.
	within  float64
	prepare func() error // before each run, not timed; may be nil
	run     func() ([]int64, error)
	absent  error           // why it cannot run here
	clock   func() duration // the technique's own time of the last run; nil for the wall's
}

type duration = time.Duration

// A want is a target: one technique so many times as fast as another.
type want struct {
	tech, than string
	times      float64
	threads    int // 0 for any number
}

// A fact is a measure that is no time.
type fact struct {
	name, unit  string
	value, most float64 // most is the target, 0 where there is none
}

// A result is what the rounds made of a technique.
type result struct {
	technique
	took   time.Duration   // median
	rounds []time.Duration // in order; none where absent
	items  int
	bytes  float64
}

func (r result) perItem() float64 { return float64(r.took.Nanoseconds()) / float64(r.items) }

// timesAsFast returns how many times as fast as with a peer an item is: the median of the
// rounds' ratios, since what slows a machine for a while slows both.
func (r result) timesAsFast(peer result) float64 {
	return medianRatio(peer.rounds, r.rounds) / float64(peer.items) * float64(r.items)
}

// medianRatio returns the median of a[i] / b[i].
func medianRatio(a, b []time.Duration) float64 {
	ratios := make([]float64, len(a))
	for i := range a {
		ratios[i] = float64(a[i]) / float64(b[i])
	}
	return median(ratios)
}

// median returns the middle one of some numbers, or what is halfway between the middle two:
// the upper one of them would be in favour of whoever is divided by.
func median[T time.Duration | float64](x []T) T {
	x = slices.Sorted(slices.Values(x))
	return (x[(len(x)-1)/2] + x[len(x)/2]) / 2
}

// runContest runs the techniques in turn, round by round, and fails when two answers differ.
func runContest(c *contest, cfg config) ([]result, error) {
	results := make([]result, len(c.techs))
	for i, t := range c.techs {
		results[i] = result{technique: t, items: c.items, bytes: float64(c.bytes)}
		if t.items != 0 {
			results[i].items = t.items
			results[i].bytes *= float64(t.items) / float64(c.items)
		}
	}
	var truth []int64
	for round := range cfg.allRounds {
		for i := range results {
			r := &results[i]
			if r.absent != nil {
				continue
			}
			answer, took, err := runOnce(&r.technique)
			if errors.Is(err, errAbsent) {
				r.absent = err
				continue
			}
			if err != nil {
				return nil, fmt.Errorf("%s: %s: %w", c.name, r.name, err)
			}
			r.rounds = append(r.rounds, took)
			if truth == nil {
				truth = answer
			}
			if err := agree(truth, answer, &r.technique); err != nil {
				return nil, fmt.Errorf("%s: round %d: %s: %w", c.name, round, r.name, err)
			}
		}
	}
	for i := range results {
		if r := &results[i]; r.absent == nil {
			r.took = median(r.rounds)
		}
	}
	return results, nil
}

// allRounds yields the rounds of a contest.
func (c config) allRounds(yield func(int) bool) {
	start := time.Now()
	for round := 0; round < c.rounds || time.Since(start) < c.least; round++ {
		if !yield(round) {
			return
		}
	}
}

func runOnce(t *technique) (answer []int64, took time.Duration, err error) {
	if t.prepare != nil {
		if err := t.prepare(); err != nil {
			return nil, 0, err
		}
	}
	if t.clock != nil {
		answer, err = t.run()
		return answer, t.clock(), err
	}
	took, err = timed(func() error {
		answer, err = t.run()
		return err
	})
	return answer, took, err
}

// timed returns how long a run takes: the mean of as many as make a span that a clock and
// a shared machine can time.
func timed(run func() error) (time.Duration, error) {
	const span = 20 * time.Millisecond
	runtime.GC() // nobody collects another's garbage
	start := time.Now()
	for times := time.Duration(1); ; times++ {
		if err := run(); err != nil {
			return 0, err
		}
		if took := time.Since(start); took >= span {
			return took / times, nil
		}
	}
}

// agree compares an answer with the first technique's.
func agree(truth, answer []int64, t *technique) error {
	want := len(truth)
	if t.items != 0 {
		want = min(want, t.items) // one number an item: a part answers for its own
	}
	if len(answer) != want {
		return fmt.Errorf("an answer of %d numbers where %d are expected", len(answer), want)
	}
	for i, x := range answer {
		if off := math.Abs(float64(x - truth[i])); x != truth[i] && (t.within == 0 || off > t.within*math.Abs(float64(truth[i]))) {
			return fmt.Errorf("number %d of the answer is %d where the first technique says %d", i, x, truth[i])
		}
	}
	return nil
}

// errAbsent is a technique that this machine does not have.
var errAbsent = errors.New("absent")

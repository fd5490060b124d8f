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
}

// A fact is a measure that is no time.
type fact struct {
	name, unit  string
	value, most float64 // most is the target, 0 where there is none
}

// A result is what the rounds made of a technique.
type result struct {
	technique
	took  time.Duration // median
	items int
	bytes float64
}

func (r result) perItem() float64 { return float64(r.took.Nanoseconds()) / float64(r.items) }

// runContest runs the techniques in turn, in so many rounds, and fails when two answers differ.
func runContest(c *contest, rounds int) ([]result, error) {
	times := make([][]time.Duration, len(c.techs))
	var truth []int64
	for round := range rounds {
		for i := range c.techs {
			t := &c.techs[i]
			if t.absent != nil {
				continue
			}
			answer, took, err := runOnce(t)
			if errors.Is(err, errAbsent) {
				t.absent = err
				continue
			}
			if err != nil {
				return nil, fmt.Errorf("%s: %s: %w", c.name, t.name, err)
			}
			times[i] = append(times[i], took)
			if truth == nil {
				truth = answer
			}
			if err := agree(truth, answer, t); err != nil {
				return nil, fmt.Errorf("%s: round %d: %s: %w", c.name, round, t.name, err)
			}
		}
	}
	results := make([]result, len(c.techs))
	for i, t := range c.techs {
		r := result{technique: t, items: c.items, bytes: float64(c.bytes)}
		if t.items != 0 {
			r.items = t.items
			r.bytes *= float64(t.items) / float64(c.items)
		}
		if t.absent == nil {
			slices.Sort(times[i])
			r.took = times[i][len(times[i])/2]
		}
		results[i] = r
	}
	return results, nil
}

func runOnce(t *technique) ([]int64, time.Duration, error) {
	if t.prepare != nil {
		if err := t.prepare(); err != nil {
			return nil, 0, err
		}
	}
	runtime.GC() // nobody collects another's garbage
	start := time.Now()
	answer, err := t.run()
	took := time.Since(start)
	if t.clock != nil {
		took = t.clock()
	}
	return answer, took, err
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

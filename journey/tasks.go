package journey

import (
	"cmp"
	"fmt"
	"math/bits"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
)

// Tasks counts the answers to "Were you able to complete what you came for?", and
// the reasons of those who were not. The zero value is empty and takes any reasons;
// [NewTasks] makes one for a closed set of them. Copies share memory as those of
// [Tally] do.
type Tasks struct {
	completed, failed uint64
	reasons           Tally
}

// NewTasks returns empty tasks with a closed set of reasons; see [NewTally].
func NewTasks(reasons ...string) (Tasks, error) {
	t, err := NewTally(reasons...)
	return Tasks{reasons: t}, err
}

// AddCompleted counts n who completed their task. More than 2^64-1 are
// [cx.ErrOverflow], and nothing is counted.
func (t *Tasks) AddCompleted(n uint64) error {
	return addTo(&t.completed, "completed", n)
}

// AddFailed counts n who did not complete their task for a reason, which is "" where
// none was given. On an error, [cx.ErrOverflow] past 2^64-1 and those of [Tally.AddN],
// nothing is counted.
func (t *Tasks) AddFailed(reason string, n uint64) error {
	failed := t.failed
	if err := addTo(&failed, "failed", n); err != nil {
		return err
	}
	if reason != "" {
		if err := t.reasons.AddN(reason, n); err != nil {
			return err
		}
	}
	t.failed = failed
	return nil
}

func addTo(count *uint64, what string, n uint64) error {
	sum, carry := bits.Add64(*count, n, 0)
	if carry != 0 {
		return fmt.Errorf("journey: adding %d to %d %s passes 2^64-1: %w", n, *count, what, cx.ErrOverflow)
	}
	*count = sum
	return nil
}

// Merge adds the answers of u. On an error, [cx.ErrOverflow] past 2^64-1 and those of
// [Tally.Merge], it leaves t as it was.
func (t *Tasks) Merge(u Tasks) error {
	completed, failed := t.completed, t.failed
	if err := cmp.Or(addTo(&completed, "completed", u.completed), addTo(&failed, "failed", u.failed)); err != nil {
		return err
	}
	if err := t.reasons.Merge(u.reasons); err != nil {
		return err
	}
	t.completed, t.failed = completed, failed
	return nil
}

// Completion returns the task completion rate as a proportion, completed over all
// who answered.
//
// Sources: ISO/IEC 25022:2016, "Measurement of quality in use", effectiveness
// measure "tasks completed"; as a survey of visitors A. Kaushik, "Web Analytics
// 2.0", Wiley 2009, chapter 6.
func (t Tasks) Completion() estimate.Proportion {
	return estimate.Proportion{Hits: t.completed, Misses: t.failed}
}

// Reasons returns why tasks were not completed, of those who gave a reason. It
// shares memory with t and must not be changed.
func (t Tasks) Reasons() Tally { return t.reasons }

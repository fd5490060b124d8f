package journey

import (
	"cmp"

	"github.com/cxmetrics/cx/estimate"
)

// Tasks counts the answers to "Were you able to complete what you came for?", and
// the reasons of those who were not. The zero value is empty and takes any reasons;
// [NewTasks] makes one for a closed set of them.
//
// Tasks holds memory: do not copy it, use [Tasks.Clone].
type Tasks struct {
	noCopy

	completed, failed uint64
	reasons           Tally // no more than failed
}

// NewTasks returns empty tasks with a closed set of reasons; see [NewTally].
func NewTasks(reasons ...string) (*Tasks, error) {
	set, err := NewTally(reasons...)
	if err != nil {
		return nil, err
	}
	return &Tasks{reasons: Tally{closed: true, counts: set.counts}}, nil
}

// MustTasks returns what [NewTasks] does and panics with its error, as [MustTally] does.
func MustTasks(reasons ...string) *Tasks {
	t, err := NewTasks(reasons...)
	if err != nil {
		panic(err)
	}
	return t
}

// Clone returns a copy that shares nothing with t.
func (t *Tasks) Clone() *Tasks {
	c := &Tasks{completed: t.completed, failed: t.failed}
	c.reasons.closed, c.reasons.counts = t.reasons.closed, t.reasons.Clone().counts
	return c
}

// AddCompleted counts n who completed their task. More than 2^64-1 are
// [cx.ErrOverflow], and nothing is counted.
func (t *Tasks) AddCompleted(n uint64) error {
	return addTo(&t.completed, "completed tasks", n)
}

// AddFailed counts n who did not complete their task for a reason, which is "" where
// none was given. On an error, [cx.ErrOverflow] past 2^64-1 and those of [Tally.AddN],
// nothing is counted.
func (t *Tasks) AddFailed(reason string, n uint64) error {
	failed := t.failed
	if err := addTo(&failed, "failed tasks", n); err != nil {
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

// RemoveCompleted takes back n of [Tasks.AddCompleted]. More than there are return
// [cx.ErrOutOfRange] and change nothing.
func (t *Tasks) RemoveCompleted(n uint64) error {
	return takeFrom(&t.completed, "completed tasks", n)
}

// RemoveFailed takes back n of [Tasks.AddFailed] with the same reason. More than there
// are with that reason, or without one, return [cx.ErrOutOfRange] and change nothing.
func (t *Tasks) RemoveFailed(reason string, n uint64) error {
	if reason == "" {
		without := t.failed - t.reasons.N()
		if err := takeFrom(&without, "failed tasks without a reason", n); err != nil {
			return err
		}
	} else if err := t.reasons.RemoveN(reason, n); err != nil {
		return err
	}
	t.failed -= n
	return nil
}

// Merge adds the answers of u. On an error, [cx.ErrOverflow] past 2^64-1 and those of
// [Tally.Merge], it leaves t as it was. Merging nil changes nothing.
func (t *Tasks) Merge(u *Tasks) error {
	if u == nil {
		return nil
	}
	completed, failed := t.completed, t.failed
	if err := cmp.Or(addTo(&completed, "completed tasks", u.completed), addTo(&failed, "failed tasks", u.failed)); err != nil {
		return err
	}
	if err := t.reasons.Merge(&u.reasons); err != nil {
		return err
	}
	t.completed, t.failed = completed, failed
	return nil
}

// Subtract takes back what [Tasks.Merge] of u added. It leaves t as it was on an error:
// those of [Tally.Subtract], and [cx.ErrOutOfRange] for more answers than there are.
// Subtracting nil changes nothing.
func (t *Tasks) Subtract(u *Tasks) error {
	if u == nil {
		return nil
	}
	completed, failed := t.completed, t.failed
	without := t.failed - t.reasons.N()
	err := cmp.Or(
		takeFrom(&completed, "completed tasks", u.completed),
		takeFrom(&failed, "failed tasks", u.failed),
		takeFrom(&without, "failed tasks without a reason", u.failed-u.reasons.N()),
	)
	if err != nil {
		return err
	}
	if err := t.reasons.Subtract(&u.reasons); err != nil {
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
func (t *Tasks) Completion() estimate.Proportion {
	return estimate.Proportion{Hits: t.completed, Misses: t.failed}
}

// Reasons returns why tasks were not completed, of those who gave a reason. It is a copy
// that shares nothing with t.
func (t *Tasks) Reasons() *Tally { return t.reasons.Clone() }

package journey

import (
	"cmp"

	"github.com/cxmetrics/cx/estimate"
)

// Tasks counts the answers to "Were you able to complete what you came for?", and the
// reasons of those who were not. The zero value is empty and takes any reason; [NewTasks]
// makes one with a closed set of reasons.
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

// AddCompleted counts n who completed their task. It returns [cx.ErrOverflow], and counts
// nothing, past 2^64-1.
func (t *Tasks) AddCompleted(n uint64) error {
	return addTo(&t.completed, "completed tasks", n)
}

// AddFailed counts n who did not complete their task for a reason, "" if they gave none.
// It returns [cx.ErrOverflow] past 2^64-1, and the errors of [Tally.AddN] for the reason.
// On an error nothing is counted.
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

// RemoveCompleted takes back n of [Tasks.AddCompleted]. It returns [cx.ErrOutOfRange], and
// changes nothing, for more than there are.
func (t *Tasks) RemoveCompleted(n uint64) error {
	return takeFrom(&t.completed, "completed tasks", n)
}

// RemoveFailed takes back n of [Tasks.AddFailed] with the same reason, or with none for
// "". It returns [cx.ErrOutOfRange], and changes nothing, for more than there are.
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

// Merge adds the answers of u. It returns [cx.ErrOverflow] past 2^64-1, and the errors of
// [Tally.Merge] for the reasons. On an error t is unchanged. Merging nil changes nothing.
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

// Subtract takes back what [Tasks.Merge] of u added. It returns [cx.ErrOutOfRange] for
// more answers than there are, and the errors of [Tally.Subtract] for the reasons. On an
// error t is unchanged. Subtracting nil changes nothing.
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

// Completion returns the task completion rate: completed over all who answered.
//
// Sources: ISO/IEC 25022:2016, "Measurement of quality in use", effectiveness
// measure "tasks completed"; as a survey of visitors A. Kaushik, "Web Analytics
// 2.0", Wiley 2009, chapter 6.
func (t *Tasks) Completion() estimate.Proportion {
	return estimate.Proportion{Hits: t.completed, Misses: t.failed}
}

// Reasons returns the reasons of failed tasks, of those who gave one. It is a copy and
// shares nothing with t.
func (t *Tasks) Reasons() *Tally { return t.reasons.Clone() }

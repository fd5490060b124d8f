package journey

import (
	"cmp"

	"github.com/cxmetrics/cx/estimate"
)

// Tasks counts the answers to "Were you able to complete what you came for?", and the reasons
// of those who were not. The zero value takes any reason.
type Tasks struct {
	noCopy

	completed, failed uint64
	reasons           Tally // no more than failed
}

// NewTasks returns empty Tasks with a closed set of reasons, as [NewTally].
func NewTasks(reasons ...string) (*Tasks, error) {
	set, err := NewTally(reasons...)
	if err != nil {
		return nil, err
	}
	return &Tasks{reasons: Tally{closed: true, counts: set.counts}}, nil
}

// Clone returns an independent copy.
func (t *Tasks) Clone() *Tasks {
	c := &Tasks{completed: t.completed, failed: t.failed}
	c.reasons.closed, c.reasons.counts = t.reasons.closed, t.reasons.Clone().counts
	return c
}

// AddCompleted counts n who completed their task.
func (t *Tasks) AddCompleted(n uint64) error {
	return addTo(&t.completed, "completed tasks", n)
}

// AddFailed counts n who did not, for a reason, or "" if they gave none. Its errors are those
// of [Tally.AddN].
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

// RemoveCompleted takes back what [Tasks.AddCompleted] counted.
func (t *Tasks) RemoveCompleted(n uint64) error {
	return takeFrom(&t.completed, "completed tasks", n)
}

// RemoveFailed takes back what [Tasks.AddFailed] counted.
func (t *Tasks) RemoveFailed(reason string, n uint64) error {
	if reason == "" {
		without := t.failed - t.reasons.N()
		if err := takeFrom(&without, "failed tasks without a reason", n); err != nil {
			return err
		}
	} else if err := t.reasons.removeN(reason, n); err != nil {
		return err
	}
	t.failed -= n
	return nil
}

// Merge adds the answers of u, with the errors of [Tally.Merge].
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

// Subtract takes back the answers of u.
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

// Completion returns the share of those who completed their task (ISO/IEC 25022:2016; Kaushik
// 2009).
func (t *Tasks) Completion() estimate.Proportion {
	return estimate.Proportion{Hits: t.completed, Misses: t.failed}
}

// Reasons returns a copy of the reasons.
func (t *Tasks) Reasons() *Tally { return t.reasons.Clone() }

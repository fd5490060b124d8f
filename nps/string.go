package nps

import (
	"fmt"
)

// String returns a text such as "NPS 42.5 (n=200, 95% 31.7 to 52.1)" or "NPS undefined (n=0)".
func (g Groups) String() string {
	score, err := g.Score()
	if err != nil {
		return "NPS undefined (n=0)"
	}
	interval, _ := g.Interval(0.95)
	return fmt.Sprintf("NPS %s (n=%v, %v)", score.StringFixed(1), g.total(), interval)
}

// String returns [Groups.String].
func (t Tally) String() string { return t.Groups().String() }

// String returns a text such as "NPS 42.5 (n=200, effective 153.2, 95% 30.1 to 53.3)".
func (t WeightedTally) String() string {
	score, err := t.Score()
	if err != nil {
		return fmt.Sprintf("NPS undefined (%v)", t.Weights())
	}
	interval, _ := t.Interval(0.95)
	return fmt.Sprintf("NPS %s (%v, %v)", score.StringFixed(1), t.Weights(), interval)
}

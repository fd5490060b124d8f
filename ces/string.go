package ces

import (
	"fmt"
	"strconv"

	"github.com/cxmetrics/cx/estimate"
)

// String returns a text such as "CES 4.25 (n=200, 95% 4.11 to 4.39) on 1..5, higher is easier".
func (t Tally) String() string {
	return describe("n="+strconv.FormatUint(t.N(), 10), t, t.Scale())
}

// describe returns a score, of how many answers it is, and its interval where it has one.
func describe[M estimate.Metric[M]](n string, m M, scale Scale) string {
	score, err := m.Score()
	if err != nil {
		return fmt.Sprintf("CES undefined (%s) on %v", n, scale)
	}
	if i, err := m.Interval(0.95); err == nil {
		n += ", " + i.String()
	}
	return fmt.Sprintf("CES %s (%s) on %v", score.StringFixed(2), n, scale)
}

// String returns a text such as "CES 4.25 (n=200, effective 153.2, 95% 4.09 to 4.41) on 1..5,
// higher is easier".
func (t WeightedTally) String() string {
	return describe(t.Weights().String(), t, t.Scale())
}

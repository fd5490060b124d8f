package estimate

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/normal"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// Adjustment is a way to judge many comparisons together: by p-values that allow for their
// number.
type Adjustment uint8

const (
	// Holm finds no false change at all with probability level or more, under any dependence
	// (Holm 1979). It is the default.
	Holm Adjustment = iota

	// Bonferroni promises the same and finds less, but has intervals: [BonferroniLevel]
	// (Dunn 1961).
	Bonferroni

	// BenjaminiHochberg lets on average at most 1 - level of the changes found be false. It
	// needs independent or positively dependent comparisons, which changes of consecutive
	// months are not (Benjamini and Hochberg 1995).
	BenjaminiHochberg

	// BenjaminiYekutieli promises that under any dependence (Benjamini and Yekutieli 2001).
	BenjaminiYekutieli
)

// String returns the name, such as "Holm" or "Benjamini-Hochberg".
func (a Adjustment) String() string {
	switch a {
	case Holm:
		return "Holm"
	case Bonferroni:
		return "Bonferroni"
	case BenjaminiHochberg:
		return "Benjamini-Hochberg"
	case BenjaminiYekutieli:
		return "Benjamini-Yekutieli"
	}
	return fmt.Sprintf("Adjustment(%d)", uint8(a))
}

// Adjust returns the adjusted p-values in the given order, as R's p.adjust does. With n
// p-values, of which p(i) is the i-th smallest, that of p(i) is at most 1 and
//
//	Bonferroni          n*p(i)
//	Holm                the largest (n-j+1)*p(j) of all j up to i
//	BenjaminiHochberg   the smallest n/j*p(j) of all j from i
//	BenjaminiYekutieli  that times 1 + 1/2 + ... + 1/n
//
// A p-value outside 0..1 returns [cx.ErrOutOfRange].
func (a Adjustment) Adjust(p []float64) ([]float64, error) {
	if err := a.check(); err != nil {
		return nil, err
	}
	for i, x := range p {
		if !(x >= 0 && x <= 1) { // refuses NaN too
			return nil, sentinel.Errorf(cx.ErrOutOfRange, "estimate: p-value %d of %d is %v, which is not 0 to 1", i, len(p), x)
		}
	}
	order := make([]int, len(p)) // indexes of p by rising p
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return cmp.Compare(p[i], p[j]) })

	adjusted, n := make([]float64, len(p)), float64(len(p))
	switch a {
	case Bonferroni:
		for i, x := range p {
			adjusted[i] = min(1, n*x)
		}
	case Holm:
		var most float64
		for rank, i := range order {
			most = max(most, (n-float64(rank))*p[i])
			adjusted[i] = min(1, most)
		}
	default:
		var factor float64
		for k := range order {
			factor += 1 / float64(len(order)-k) // small ones first
		}
		if a == BenjaminiHochberg {
			factor = 1
		}
		least := 1.
		for rank, i := range slices.Backward(order) {
			least = min(least, factor*n/float64(rank+1)*p[i])
			adjusted[i] = least
		}
	}
	return adjusted, nil
}

// Change is what a comparison showed.
type Change uint8

// What a comparison may show.
const (
	NotCompared   Change = iota // there was nothing to compare
	NoClearChange               // the data show no clear difference
	Higher                      // the first of the two is higher
	Lower                       // the first of the two is lower
)

// String returns "not compared", "no clear change", "higher" or "lower".
func (c Change) String() string {
	switch c {
	case NotCompared:
		return "not compared"
	case NoClearChange:
		return "no clear change"
	case Higher:
		return "higher"
	case Lower:
		return "lower"
	}
	return fmt.Sprintf("Change(%d)", uint8(c))
}

// Judged is the result of [Adjustment.Judge] for one comparison.
type Judged struct {
	Change Change  // what it shows
	P      float64 // the adjusted p-value; 0 where Change is NotCompared
}

// Judge returns what each comparison shows: [Higher] or [Lower] where its adjusted p-value is
// at most 1 - level, otherwise [NoClearChange]. Give it all comparisons that somebody will look
// at. A zero [Difference] is [NotCompared] and does not count.
func (a Adjustment) Judge(differences []Difference, level float64) ([]Judged, error) {
	if err := checkLevel(level); err != nil {
		return nil, err
	}
	var p []float64
	for i, d := range differences {
		if d == (Difference{}) {
			continue
		}
		if !(d.P >= 0 && d.P <= 1) {
			return nil, sentinel.Errorf(cx.ErrOutOfRange, "estimate: the p-value of difference %d of %d is %v, which is not 0 to 1", i, len(differences), d.P)
		}
		p = append(p, d.P)
	}
	p, err := a.Adjust(p)
	if err != nil {
		return nil, err
	}
	alpha := math.Round((1-level)*1e15) / 1e15 // 0.1 for 0.9, of which 1-0.9 falls short
	all := make([]Judged, len(differences))
	for i, d := range differences {
		if d == (Difference{}) {
			continue
		}
		all[i] = Judged{Change: NoClearChange, P: p[0]}
		switch {
		case p[0] > alpha:
		case d.Estimate > 0:
			all[i].Change = Higher
		case d.Estimate < 0:
			all[i].Change = Lower
		}
		p = p[1:]
	}
	return all, nil
}

// BonferroniLevel returns 1-(1-level)/n, the level at which n intervals are all right with the
// given level. An n below 1, or a result above 0.999999, returns [cx.ErrOutOfRange].
func BonferroniLevel(level float64, n int) (float64, error) {
	if err := checkLevel(level); err != nil {
		return 0, err
	}
	if n < 1 {
		return 0, sentinel.Errorf(cx.ErrOutOfRange, "estimate: %d comparisons are less than 1", n)
	}
	adjusted := 1 - (1-level)/float64(n)
	if adjusted > normal.MaxLevel {
		return 0, sentinel.Errorf(cx.ErrOutOfRange, "estimate: %v divided among %d comparisons is a level above %v", level, n, normal.MaxLevel)
	}
	return adjusted, nil
}

func (a Adjustment) check() error {
	if a > BenjaminiYekutieli {
		return sentinel.Errorf(cx.ErrOutOfRange, "estimate: %v is not an adjustment: Holm, Bonferroni, Benjamini-Hochberg or Benjamini-Yekutieli", a)
	}
	return nil
}

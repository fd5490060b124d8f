package estimate

import (
	"fmt"
	"maps"
	"math"
	"math/big"
	"slices"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/ids"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
)

// PostStratify returns the weight of each answer by its cell, such as region and plan together:
// the people in the cell over its answers. A cell with people but no answers returns
// [cx.ErrNoData]: join it with another. A cell with answers whose people are not given returns
// [cx.ErrMismatch].
//
// Source: Cochran 1977, section 5A.9.
func PostStratify[K comparable](answers, people map[K]uint64) (map[K]decimal.Decimal, error) {
	cells, err := cellsOf(answers)
	if err != nil {
		return nil, err
	}
	for _, cell := range slices.SortedFunc(maps.Keys(people), compareIDs[K]) {
		if people[cell] > 0 && answers[cell] == 0 {
			return nil, sentinel.Errorf(cx.ErrNoData, "estimate: the cell %.60q of %d people has no answers", fmt.Sprint(cell), people[cell])
		}
	}
	weights := make(map[K]decimal.Decimal, len(cells))
	for _, cell := range cells {
		total, ok := people[cell]
		if !ok {
			return nil, sentinel.Errorf(cx.ErrMismatch, "estimate: the cell %.60q of %d answers has no number of people", fmt.Sprint(cell), answers[cell])
		}
		weight, err := roundWeight(float64(total)/float64(answers[cell]), fmt.Sprint(cell))
		if err != nil {
			return nil, err
		}
		weights[cell] = weight
	}
	return weights, nil
}

// Margin is how many people the population has in each category, such as each region.
type Margin[K comparable] struct {
	Category func(K) string    // of a cell
	People   map[string]uint64 // by category
}

// Raking says when [Rake] stops, and how far apart weights may be.
type Raking struct {
	// Tolerance is how far a category may be from its people, as a share of all; 0 is 10^-12.
	Tolerance float64
	// Rounds is after how many rounds Rake gives up, at most 100,000; 0 is 1000.
	Rounds int
	// Least and Most bound the weights, as multiples of their mean; a Most of 0 is no bound.
	Least, Most float64
}

// Rake returns the weight of each answer by its cell, such that the weights in each category
// sum to its people. It is for totals that are known by region and by plan, but not by both
// together. Of all such weights it finds those nearest to equal.
//
// Margins with different sums, a category with answers but no people, and margins that no
// weights fit return [cx.ErrMismatch]. A category with people but no answers returns
// [cx.ErrNoData]; no margins, or impossible options, return [cx.ErrOutOfRange].
//
// Sources: Deming and Stephan 1940; Deville and Sarndal 1992; Dykstra 1985.
func Rake[K comparable](answers map[K]uint64, margins []Margin[K], options Raking) (map[K]decimal.Decimal, error) {
	if err := options.check(len(margins)); err != nil {
		return nil, err
	}
	cells, err := cellsOf(answers)
	if err != nil {
		return nil, err
	}
	r := raking{counts: make([]float64, len(cells)), weights: make([]float64, len(cells)), nobody: make([]bool, len(cells))}
	var n float64
	for i, cell := range cells {
		r.counts[i] = float64(answers[cell])
		n += r.counts[i]
	}
	for i, m := range margins {
		if err := addMargin(&r, i, cells, m); err != nil {
			return nil, err
		}
	}
	for i := range r.weights {
		r.weights[i] = r.people / n
	}
	if err := r.run(options, r.people/n); err != nil {
		return nil, err
	}
	weights := make(map[K]decimal.Decimal, len(cells))
	for i, cell := range cells {
		if weights[cell], err = roundWeight(r.weights[i], fmt.Sprint(cell)); err != nil {
			return nil, err
		}
	}
	return weights, nil
}

// cellsOf returns the cells with answers in an order that is always the same.
func cellsOf[K comparable](answers map[K]uint64) ([]K, error) {
	var cells []K
	for cell, n := range answers {
		if err := ids.Check(cell); err != nil {
			return nil, sentinel.In("estimate: cell", err)
		}
		if n > 0 {
			cells = append(cells, cell)
		}
	}
	if len(cells) == 0 {
		return nil, sentinel.Errorf(cx.ErrNoData, "estimate: no answers have no weights")
	}
	slices.SortFunc(cells, compareIDs[K])
	return cells, nil
}

// roundWeight returns a weight with at most 16 places.
func roundWeight(weight float64, cell string) (decimal.Decimal, error) {
	d := decimal.NewFromFloat(weight).Round(16)
	if _, err := weightSteps(d); err != nil {
		return decimal.Decimal{}, sentinel.Errorf(cx.ErrOutOfRange, "estimate: the weight %v of the cell %.60q is not below 10^12", weight, cell)
	}
	return d, nil
}

// raking is the state of Rake.
type raking struct {
	counts, weights []float64
	all             *big.Int // people
	people          float64  // all, rounded
	nobody          []bool   // by cell: in a category of 0 people
	margins         []indexed
}

type indexed struct {
	people []float64
	of     []int // by cell
}

func addMargin[K comparable](r *raking, i int, cells []K, m Margin[K]) error {
	if m.Category == nil {
		return sentinel.Errorf(cx.ErrOutOfRange, "estimate: margin %d has no function of the category", i)
	}
	index, x, all := map[string]int{}, indexed{}, new(big.Int)
	names := slices.Sorted(maps.Keys(m.People))
	for j, name := range names {
		index[name] = j
		x.people = append(x.people, float64(m.People[name]))
		all.Add(all, exact.Total(m.People[name]))
	}
	answered := make([]bool, len(names))
	for c, cell := range cells {
		name := m.Category(cell)
		j, ok := index[name]
		if !ok {
			return sentinel.Errorf(cx.ErrMismatch, "estimate: margin %d has no number of people of the category %.60q, which has answers", i, name)
		}
		x.of = append(x.of, j)
		answered[j] = true
		r.nobody[c] = r.nobody[c] || x.people[j] == 0
	}
	for j, name := range names {
		if x.people[j] > 0 && !answered[j] {
			return sentinel.Errorf(cx.ErrNoData, "estimate: the category %.60q of margin %d has %d people and no answers", name, i, m.People[name])
		}
	}
	switch {
	case all.Sign() == 0:
		return sentinel.Errorf(cx.ErrNoData, "estimate: margin %d has no people", i)
	case i > 0 && all.Cmp(r.all) != 0:
		return sentinel.Errorf(cx.ErrMismatch, "estimate: margin %d has %v people, and margin 0 has %v", i, all, r.all)
	case i == 0:
		r.all = all
		r.people, _ = new(big.Float).SetInt(all).Float64()
	}
	r.margins = append(r.margins, x)
	return nil
}

// run rakes until the margins fit.
func (r *raking) run(o Raking, mean float64) error {
	rest := make([]float64, len(r.weights)) // what the bounds have cut off so far, as a factor
	for i := range rest {
		rest[i] = 1
	}
	var off float64
	for range o.Rounds {
		for _, m := range r.margins {
			sums := r.sums(m)
			for i, j := range m.of {
				if sums[j] > 0 {
					r.weights[i] *= m.people[j] / sums[j]
				}
			}
		}
		if o.Most > 0 {
			for i, w := range r.weights {
				if r.nobody[i] { // which stays at 0, whatever the bounds
					continue
				}
				free := w * rest[i]
				r.weights[i] = min(max(free, o.Least*mean), o.Most*mean)
				rest[i] = free / r.weights[i]
			}
		}
		off = 0
		for _, m := range r.margins {
			for j, sum := range r.sums(m) {
				off = max(off, math.Abs(sum-m.people[j])/r.people)
			}
		}
		if off <= o.Tolerance {
			return nil
		}
	}
	return sentinel.Errorf(cx.ErrMismatch, "estimate: after %d rounds the weights of a category are off by %.3g percent of all people: the margins do not fit together, or the bounds are too narrow", o.Rounds, 100*off)
}

// sums returns the weights of all answers by category.
func (r *raking) sums(m indexed) []float64 {
	sums := make([]float64, len(m.people))
	for i, j := range m.of {
		sums[j] += r.counts[i] * r.weights[i]
	}
	return sums
}

// check sets the defaults and refuses what makes no sense.
func (o *Raking) check(margins int) error {
	if o.Tolerance == 0 {
		o.Tolerance = 1e-12
	}
	if o.Rounds == 0 {
		o.Rounds = 1000
	}
	switch {
	case margins == 0:
		return sentinel.Errorf(cx.ErrOutOfRange, "estimate: raking needs at least one margin")
	case !(o.Tolerance > 0 && o.Tolerance < 1):
		return sentinel.Errorf(cx.ErrOutOfRange, "estimate: a tolerance of %v is not a share between 0 and 1", o.Tolerance)
	case o.Rounds < 0 || o.Rounds > 100_000:
		return sentinel.Errorf(cx.ErrOutOfRange, "estimate: %d rounds are not 1 to 100000", o.Rounds)
	case !(o.Least >= 0 && o.Least <= 1) || o.Most != 0 && !(o.Most >= 1 && o.Most <= math.MaxFloat64) || o.Most == 0 && o.Least != 0:
		return sentinel.Errorf(cx.ErrOutOfRange, "estimate: the bounds %v and %v of weights are not around their mean, 1", o.Least, o.Most)
	}
	return nil
}

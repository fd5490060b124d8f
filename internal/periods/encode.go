package periods

import (
	"math/bits"
	"slices"

	"github.com/cxmetrics/cx/internal/wire"
)

// group is up to 64 periods of activity as they are written: the first one, and a bit for
// it and for each of the 63 after it.
type group struct {
	first int64
	bits  uint64
}

// groups is a set of periods, in the fewest groups from the first period on: few bytes for
// a customer who comes once a year, and for one who comes every day.
type groups []group

func (g *groups) add(period int64) {
	last := len(*g) - 1
	if last >= 0 && period < (*g)[last].first+WordBits {
		(*g)[last].bits |= 1 << (period - (*g)[last].first)
		return
	}
	*g = append(*g, group{period, 1})
}

func (g groups) all(yield func(int64) bool) {
	for _, group := range g {
		for w := group.bits; w != 0; w &= w - 1 {
			if !yield(group.first + int64(bits.TrailingZeros64(w))) {
				return
			}
		}
	}
}

// code has in binary the groups, each by how many periods it begins after the 64 of the one
// before, and its bits. In JSON it has the periods as their texts.
func (g *groups) code(c *wire.Coder, name string, text wire.Part[int64]) {
	next := int64(-limit)
	if c.IsJSON() {
		list := slices.Collect(g.all)
		wire.List(c, name, &list, func(c *wire.Coder, name string, period *int64) {
			text(c, name, period)
			if c.Require(next <= *period && *period <= limit, "periods that do not rise or are out of range"); c.Reading() {
				g.add(*period)
			}
			next = *period + 1
		})
	} else {
		first := true
		wire.List(c, name, (*[]group)(g), func(c *wire.Coder, name string, v *group) {
			if first {
				c.Int(name, &v.first)
			} else {
				c.Step(name, &v.first, next, limit)
			}
			c.Count(name, &v.bits)
			c.Require(v.bits&1 == 1 && v.first >= next && v.first <= limit, "a group that does not begin with a period in range")
			next, first = v.first+WordBits, false
		})
	}
	c.Require(len(*g) > 0, "a customer without a period of activity")
}

// Code has for each customer the periods of activity. In JSON they are texts.
func (a *Activity[ID]) Code(c *wire.Coder, text wire.Part[int64]) {
	customers := make(map[ID]groups)
	a.Each(func(customer ID, set Set) {
		var g groups
		for period := range set.All {
			g.add(int64(period))
		}
		customers[customer] = g
	})
	wire.Map(c, "customers", &customers, func(c *wire.Coder, name string, g *groups) { g.code(c, name, text) })
	if !c.Reading() {
		return
	}
	for customer, g := range customers {
		for period := range g.all {
			c.Part("customers", a.Add(customer, int(period)))
		}
	}
}

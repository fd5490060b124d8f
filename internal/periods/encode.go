package periods

import (
	"math"
	"math/bits"

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

// code has in binary how many groups there are, the first period of the first one, for
// each other how many periods its first one is after the 64 of the one before, and the
// bits of each. In JSON it has the periods as their texts.
func (g *groups) code(c *wire.Coder, name string, text Text) {
	if c.IsJSON() {
		g.codeJSON(c, name, text)
		return
	}
	next := int64(math.MinInt64)
	wire.List(c, name, (*[]group)(g), func(c *wire.Coder, name string, v *group) {
		if next == math.MinInt64 {
			c.Int(name, &v.first)
		} else {
			skipped := uint64(v.first - next)
			c.Count(name, &skipped)
			c.Require(skipped < Max, "periods that are too far apart")
			v.first = next + int64(skipped)
		}
		c.Count(name, &v.bits)
		if c.Reading() {
			c.Require(v.first >= -limit && v.first <= limit, "a period that is out of range")
			c.Require(v.bits&1 == 1, "a group of periods that does not begin with one")
		}
		next = v.first + WordBits
	})
}

func (g *groups) codeJSON(c *wire.Coder, name string, text Text) {
	var list []int64
	for period := range g.all {
		list = append(list, period)
	}
	last := int64(math.MinInt64)
	wire.List(c, name, &list, func(c *wire.Coder, name string, period *int64) {
		text(c, name, period)
		if c.Reading() {
			if c.Require(last < *period && *period >= -limit && *period <= limit, "periods that do not rise or are out of range"); c.Reading() {
				g.add(*period)
			}
		}
		last = *period
	})
}

// Text is a part of the JSON form that is the text of a period.
type Text func(c *wire.Coder, name string, period *int64)

// Code has for each customer the periods of activity.
func (a *Activity[ID]) Code(c *wire.Coder, text Text) {
	customers := make(map[ID]groups)
	a.Each(func(customer ID, set Set) {
		var g groups
		for period := range set.All {
			g.add(int64(period))
		}
		customers[customer] = g
	})
	wire.Map(c, "customers", &customers, func(c *wire.Coder, name string, g *groups) {
		g.code(c, name, text)
		c.Require(len(*g) > 0 || !c.Reading(), "a customer without a period of activity")
	})
	for customer, g := range customers {
		for period := range g.all {
			if !c.Reading() {
				return
			}
			c.Part("customers", a.Add(customer, int(period)))
		}
	}
}

package churn

import (
	"iter"
	"math"
)

// chains keeps records by customer in one slice, each with a link to the
// customer's record before it.
type chains[ID comparable, T any] struct {
	last    map[ID]int32
	records []link[T]
}

type link[T any] struct {
	value    T
	previous int32 // or -1
}

func (c *chains[ID, T]) push(customer ID, value T) {
	if c.last == nil {
		c.last = make(map[ID]int32)
	}
	previous, ok := c.last[customer]
	if !ok {
		previous = -1
	}
	c.last[customer] = int32(len(c.records))
	c.records = append(c.records, link[T]{value: value, previous: previous})
}

// merge pushes the records of d.
func (c *chains[ID, T]) merge(d chains[ID, T]) {
	for customer, last := range d.last {
		for value := range d.from(last) {
			c.push(customer, *value)
		}
	}
}

// each yields the records of one customer after another.
func (c chains[ID, T]) each() iter.Seq2[ID, iter.Seq[*T]] {
	return func(yield func(ID, iter.Seq[*T]) bool) {
		for customer, last := range c.last {
			if !yield(customer, c.from(last)) {
				return
			}
		}
	}
}

// bounds returns the least and the greatest key of the records, of which there are some.
func (c chains[ID, T]) bounds(key func(T) int64) (low, high int64) {
	low, high = math.MaxInt64, math.MinInt64
	for i := range c.records {
		k := key(c.records[i].value)
		low, high = min(low, k), max(high, k)
	}
	return low, high
}

// of yields the records of a customer.
func (c chains[ID, T]) of(customer ID) iter.Seq[*T] {
	last, ok := c.last[customer]
	if !ok {
		last = -1
	}
	return c.from(last)
}

// from yields a record and those before it.
func (c chains[ID, T]) from(i int32) iter.Seq[*T] {
	return func(yield func(*T) bool) {
		for i := i; i >= 0; i = c.records[i].previous {
			if !yield(&c.records[i].value) {
				return
			}
		}
	}
}

package churn

import (
	"iter"
	"maps"
	"math"
	"slices"
)

// chains keeps records by customer in one slice, each linked to the one before it.
type chains[ID comparable, T any] struct {
	last    map[ID]int32
	records []link[T]
	n       int   // records in use
	free    int32 // the last record that is not in use, plus 1; 0 where all are
}

type link[T any] struct {
	value    T
	previous int32 // or -1; of a record that is not in use the free one before it, plus 1
}

func (c *chains[ID, T]) push(customer ID, value T) {
	if c.last == nil {
		c.last = make(map[ID]int32)
	}
	previous, ok := c.last[customer]
	if !ok {
		previous = -1
	}
	c.n++
	if at := c.free - 1; at >= 0 {
		c.free = c.records[at].previous
		c.records[at] = link[T]{value: value, previous: previous}
		c.last[customer] = at
		return
	}
	c.last[customer] = int32(len(c.records))
	c.records = append(c.records, link[T]{value: value, previous: previous})
}

// release puts a record among those that are not in use.
func (c *chains[ID, T]) release(i int32) {
	c.records[i] = link[T]{previous: c.free}
	c.free = i + 1
	c.n--
}

// remove takes out one record of a customer with the value, if there is one.
func (c *chains[ID, T]) remove(customer ID, equal func(*T) bool) bool {
	i, ok := c.last[customer]
	after := int32(-1)
	for ; ok && i >= 0; after, i = i, c.records[i].previous {
		r := &c.records[i]
		if !equal(&r.value) {
			continue
		}
		switch {
		case after >= 0:
			c.records[after].previous = r.previous
		case r.previous >= 0:
			c.last[customer] = r.previous
		default:
			delete(c.last, customer)
		}
		c.release(i)
		return true
	}
	return false
}

// forget takes out all records of a customer.
func (c *chains[ID, T]) forget(customer ID) {
	i, ok := c.last[customer]
	for ok && i >= 0 {
		previous := c.records[i].previous
		c.release(i)
		i = previous
	}
	delete(c.last, customer)
}

// merge pushes the records of d, changed. It may be c itself: no customer is new then, and what is
// pushed comes after what is read.
func (c *chains[ID, T]) merge(d *chains[ID, T], change func(*T)) {
	for customer, last := range d.last {
		for value := range d.from(last) {
			pushed := *value
			change(&pushed)
			c.push(customer, pushed)
		}
	}
}

func (c *chains[ID, T]) clone() *chains[ID, T] {
	return &chains[ID, T]{last: maps.Clone(c.last), records: slices.Clone(c.records), n: c.n, free: c.free}
}

// each yields the records of one customer after another.
func (c *chains[ID, T]) each() iter.Seq2[ID, iter.Seq[*T]] {
	return func(yield func(ID, iter.Seq[*T]) bool) {
		for customer, last := range c.last {
			if !yield(customer, c.from(last)) {
				return
			}
		}
	}
}

// bounds returns the least and the greatest key of the records, of which there are some.
func (c *chains[ID, T]) bounds(key func(T) int64) (low, high int64) {
	low, high = math.MaxInt64, math.MinInt64
	for _, values := range c.each() {
		for v := range values {
			k := key(*v)
			low, high = min(low, k), max(high, k)
		}
	}
	return low, high
}

// of yields the records of a customer.
func (c *chains[ID, T]) of(customer ID) iter.Seq[*T] {
	last, ok := c.last[customer]
	if !ok {
		last = -1
	}
	return c.from(last)
}

// from yields a record and those before it.
func (c *chains[ID, T]) from(i int32) iter.Seq[*T] {
	return func(yield func(*T) bool) {
		for i := i; i >= 0; i = c.records[i].previous {
			if !yield(&c.records[i].value) {
				return
			}
		}
	}
}

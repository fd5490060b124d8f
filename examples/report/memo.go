package main

import "strings"

// A memo remembers what the texts of a column stand for, since most columns have a few
// that come again and again. What came last is found without a look into the map.
type memo[V any] struct {
	last [64]*remembered[V] // by place
	all  map[string]*remembered[V]
}

type remembered[V any] struct {
	text  string
	value V
}

// The bounds of what is remembered.
const (
	maxMemo     = maxGroups
	maxMemoText = 2 * maxName
)

// place returns where the last of some texts is, mostly of a single one.
func (m *memo[V]) place(text string) int {
	n := len(text)
	if n == 0 {
		return 0
	}
	return (5*n + 3*int(text[0]) + 7*int(text[n/2]) + int(text[n-1])) % len(m.last)
}

// of returns what a text stands for, if it is remembered.
func (m *memo[V]) of(text string) (value V, ok bool) {
	last := &m.last[m.place(text)]
	if k := *last; k != nil && k.text == text {
		return k.value, true
	}
	k := m.all[text]
	if k == nil {
		return value, false
	}
	*last = k
	return k.value, true
}

// keep remembers what a text stands for, if it is not too long, nor too many are.
func (m *memo[V]) keep(text string, value V) {
	if len(m.all) >= maxMemo || len(text) > maxMemoText {
		return
	}
	if m.all == nil {
		m.all = map[string]*remembered[V]{}
	}
	text = strings.Clone(text) // it is part of a whole block
	m.all[text] = &remembered[V]{text, value}
}

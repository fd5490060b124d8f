package main

import "strings"

// index numbers names in the order in which they appear.
type index struct {
	number map[string]int
	names  []string
}

func (x *index) of(name string) int {
	n, ok := x.number[name]
	if !ok {
		if x.number == nil {
			x.number = map[string]int{}
		}
		n, name = len(x.names), strings.Clone(name) // a clone, since name is part of a whole row
		x.number[name] = n
		x.names = append(x.names, name)
	}
	return n
}

package churn

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/ids"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// register keeps the newest record of each ID, or all of its snapshots.
type register[ID comparable] struct {
	roots     map[string]int32   // the first record that came with an ID
	snapshots map[snapshot]int32 // where they are snapshots
	records   []record

	numbers   map[ID]int32 // of customers
	customers []ID
}

// snapshot names a record by the root of its ID.
type snapshot struct {
	root int32
	at   int64
}

type record struct {
	terms
	updated   int64
	customer  int32
	next      int32 // another snapshot of the same ID, in no order; 0 for none
	withdrawn bool
}

// record returns what s says under a policy, but for its tag and customer.
func (s *Subscription[ID]) record(p Policy) (r record, err error) {
	r.updated = never
	if !s.Updated.IsZero() {
		if r.updated, err = instant(s.Updated); err != nil {
			return r, fmt.Errorf("updated: %w", err)
		}
	}
	switch {
	case s.ID != "" && p.Snapshots && s.Updated.IsZero():
		return r, sentinel.Errorf(cx.ErrOutOfRange, "a snapshot without its instant, Updated")
	case s.Withdrawn && s.ID == "":
		return r, sentinel.Errorf(cx.ErrOutOfRange, "a record without an ID cannot be withdrawn")
	case s.Withdrawn:
		r.withdrawn = true
		return r, nil
	}
	if err := ids.Check(s.Customer); err != nil {
		return r, err
	}
	r.terms, err = s.terms(p)
	return r, err
}

// Replaces reports whether s counts rather than old, a record of the same ID, by the rule of
// [Ledger.Add]: for jobs that resolve records before they add them. Records without an ID, or
// with two, return [cx.ErrMismatch].
func (s Subscription[ID]) Replaces(old Subscription[ID], p Policy) (bool, error) {
	if s.ID == "" || s.ID != old.ID {
		return false, sentinel.Errorf(cx.ErrMismatch, "churn: subscription %s beside %s: only a record of the same ID replaces another", ids.Quote(s.ID), ids.Quote(old.ID))
	}
	if err := p.check(); err != nil {
		return false, own("", err)
	}
	var all tags
	var records [2]record
	var customers [2]ID
	for i, v := range []*Subscription[ID]{&old, &s} {
		r, err := v.record(p)
		if err != nil {
			return false, own("subscription of "+v.name(), err)
		}
		if !r.withdrawn {
			r.tag, customers[i] = all.of(v.tag()), v.Customer
		}
		records[i] = r
	}
	return compareRecords(&records[0], &records[1], customers[0], customers[1], &all) < 0, nil
}

// number returns the number of a customer.
func (g *register[ID]) number(customer ID) int32 {
	n, ok := g.numbers[customer]
	if !ok {
		if g.numbers == nil {
			g.numbers = make(map[ID]int32)
		}
		n = int32(len(g.customers))
		g.numbers[customer] = n
		g.customers = append(g.customers, customer)
	}
	return n
}

// put keeps a record that is newer than what is there.
func (g *register[ID]) put(id string, r record, customer ID, p Policy, tags *tags) {
	if g.roots == nil {
		g.roots = make(map[string]int32)
	}
	root, known := g.roots[id]
	at, seen := root, known
	if seen && p.Snapshots {
		at, seen = g.snapshots[snapshot{root, r.updated}]
	}
	if seen {
		old := &g.records[at]
		if compareRecords(old, &r, g.customers[old.customer], customer, tags) < 0 {
			r.customer, r.next = g.number(customer), old.next
			*old = r
		}
		return
	}
	at = int32(len(g.records))
	r.customer, r.next = g.number(customer), 0
	g.records = append(g.records, r)
	if known {
		g.records[at].next, g.records[root].next = g.records[root].next, at
	} else {
		g.roots[id], root = at, at
	}
	if p.Snapshots {
		if g.snapshots == nil {
			g.snapshots = make(map[snapshot]int32)
		}
		g.snapshots[snapshot{root, r.updated}] = at
	}
}

// compareRecords tells which of two records of an ID counts: the newer. Of records of one instant
// it is the one that is withdrawn, that ends, or else the one with the greater end, start,
// end of the trial, MRR, currency, segment and customer, and a trial before one that is not.
func compareRecords[ID comparable](a, b *record, ofA, ofB ID, tags *tags) int {
	order := cmp.Or(cmp.Compare(a.updated, b.updated), compareBools(a.withdrawn, b.withdrawn),
		compareBools(a.end != open, b.end != open), cmp.Compare(a.end, b.end), cmp.Compare(a.start, b.start),
		cmp.Compare(a.paid, b.paid), a.mrr.Sub(b.mrr).Sign(), compareBools(a.trial, b.trial))
	if order == 0 && a.tag != b.tag {
		order = tags.list[a.tag].compare(tags.list[b.tag])
	}
	if order == 0 && ofA != ofB {
		order = compareIDs(ofA, ofB)
	}
	return order
}

func compareBools(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// compareIDs orders texts and integers as such, and others by their text.
func compareIDs[ID comparable](a, b ID) int {
	v, w := reflect.ValueOf(a), reflect.ValueOf(b)
	switch kind := reflect.TypeFor[ID]().Kind(); {
	case kind == reflect.String:
		return strings.Compare(v.String(), w.String())
	case kind >= reflect.Int && kind <= reflect.Int64:
		return cmp.Compare(v.Int(), w.Int())
	case kind >= reflect.Uint && kind <= reflect.Uint64:
		return cmp.Compare(v.Uint(), w.Uint())
	}
	return strings.Compare(fmt.Sprintf("%#v", a), fmt.Sprintf("%#v", b))
}

// versions appends the records of an ID, given its root, the oldest first.
func (g *register[ID]) versions(root int32, all []*record) []*record {
	for i := root; ; {
		r := &g.records[i]
		all = append(all, r)
		if i = r.next; i == 0 {
			break
		}
	}
	slices.SortFunc(all, func(a, b *record) int { return cmp.Compare(a.updated, b.updated) })
	return all
}

// newest returns the record of an ID that says whose it is and when.
func (g *register[ID]) newest(root int32) *record {
	newest := &g.records[root]
	for i := newest.next; i != 0; i = g.records[i].next {
		if r := &g.records[i]; r.updated > newest.updated {
			newest = r
		}
	}
	return newest
}

// byCustomer returns for each customer the first root of theirs, plus 1, and for each root
// the next, plus 1.
func (g *register[ID]) byCustomer() (first, next []int32) {
	first, next = make([]int32, len(g.customers)), make([]int32, len(g.records))
	link := func(root int32) {
		if r := g.newest(root); !r.withdrawn {
			next[root], first[r.customer] = first[r.customer], root+1
		}
	}
	if g.snapshots == nil {
		for i := range g.records {
			link(int32(i))
		}
		return first, next
	}
	for _, root := range g.roots {
		link(root)
	}
	return first, next
}

// spans yields what counts of the ID with a root, which is not withdrawn.
func (g *register[ID]) spans(root int32, p Policy, take func(span)) {
	newest := &g.records[root]
	if newest.next == 0 {
		newest.spans(p, take)
		return
	}
	all := slices.DeleteFunc(g.versions(root, nil), func(r *record) bool { return r.withdrawn })
	newest = all[len(all)-1]
	for i, r := range all {
		from, to := newest.start, newest.end
		if i > 0 {
			from = max(from, r.updated)
		}
		if i+1 < len(all) {
			to = min(to, all[i+1].updated)
		}
		part := r.terms
		part.start, part.end = newest.start, newest.end
		if part.paid = newest.start; r.paid > r.start { // it says until when it is a trial
			part.paid = min(max(r.paid, part.start), part.end)
		}
		part.spans(p, func(s span) {
			if s.start, s.end = max(s.start, from), min(s.end, to); s.start < s.end {
				take(s)
			}
		})
	}
}

// absorb puts the records of h, whose tags have the given numbers.
func (g *register[ID]) absorb(h *register[ID], number []uint32, p Policy, tags *tags) {
	for id, root := range h.roots {
		for i := root; ; {
			r := h.records[i]
			i = r.next
			if !r.withdrawn {
				r.tag = number[r.tag]
			}
			g.put(id, r, h.customers[r.customer], p, tags)
			if i == 0 {
				break
			}
		}
	}
}

// added returns how many records absorb would add.
func (g *register[ID]) added(h *register[ID], p Policy) (n int) {
	for id, root := range h.roots {
		mine, ok := g.roots[id]
		for i := root; ; {
			r := &h.records[i]
			if ok && p.Snapshots {
				if _, there := g.snapshots[snapshot{mine, r.updated}]; !there {
					n++
				}
			} else if !ok {
				n++
			}
			if i = r.next; i == 0 {
				break
			}
		}
	}
	return n
}

// forget returns a register without the records of a customer, and with the others as they are.
func (g *register[ID]) forget(customer ID, p Policy, tags *tags) register[ID] {
	gone, ok := g.numbers[customer]
	if !ok {
		return *g
	}
	var rest register[ID]
	for id, root := range g.roots {
		for _, r := range g.versions(root, nil) {
			if r.customer != gone || r.withdrawn {
				var who ID
				if !r.withdrawn {
					who = g.customers[r.customer]
				}
				rest.put(id, *r, who, p, tags)
			}
		}
	}
	return rest
}

func (g *register[ID]) clone() register[ID] {
	return register[ID]{
		roots: maps.Clone(g.roots), snapshots: maps.Clone(g.snapshots), records: slices.Clone(g.records),
		numbers: maps.Clone(g.numbers), customers: slices.Clone(g.customers),
	}
}

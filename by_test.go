package cx_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/csat"
	"github.com/cxmetrics/cx/estimate"
	"pgregory.net/rapid"
)

// bag is a tally that can refuse: it holds at most ten.
type bag struct{ N int }

func (b *bag) Merge(o *bag) error {
	if o == nil {
		return nil
	}
	if b.N+o.N > 10 {
		return fmt.Errorf("%d and %d pass 10: %w", o.N, b.N, cx.ErrOverflow)
	}
	b.N += o.N
	return nil
}

func bags() *cx.By[string, *bag] { return cx.NewBy[string](cx.New[bag]) }

func full() *cx.By[string, *bag] {
	b := bags()
	b.At("a").N = 1
	return b
}

func content(b *cx.By[string, *bag]) map[string]int {
	all := make(map[string]int)
	for key, cell := range b.All() {
		all[key] = cell.N
	}
	return all
}

func TestBy(t *testing.T) {
	b := bags()
	if cell, ok := b.Lookup("web"); ok || cell != nil || b.Len() != 0 {
		t.Errorf("asked for what is not there: %v, %v, %d keys", cell, ok, b.Len())
	}
	web := b.At("web")
	web.N = 3
	b.At("mail").N = 2
	b.At("").N = 1
	if keys := slices.Collect(maps.Keys(content(b))); len(keys) != 3 || b.At("web") != web {
		t.Errorf("keys %q", keys)
	}
	var order []string
	for key := range b.All() {
		order = append(order, key)
		b.Delete("web") // the loop goes on without it
	}
	if !slices.Equal(order, []string{"", "mail"}) {
		t.Errorf("yielded %q", order)
	}
	for range b.All() {
		break // a consumer may stop
	}
	if total, err := b.Total(); err != nil || total.N != 3 {
		t.Errorf("total %v, %v", total, err)
	}
	numbers := cx.NewBy[int8](cx.New[bag])
	for _, key := range []int8{3, -128, 127, 0} {
		numbers.At(key)
	}
	var rising []int8
	for key := range numbers.All() {
		rising = append(rising, key)
	}
	if !slices.IsSorted(rising) || len(rising) != 4 {
		t.Errorf("yielded %v", rising)
	}
}

// A merge that fails changes nothing; one that does not leaves cells that are held the
// cells of the By.
func TestByMerge(t *testing.T) {
	b, o := bags(), bags()
	held := b.At("b")
	held.N = 5
	o.At("a").N, o.At("b").N, o.At("c").N = 1, 6, 3
	before, other := content(b), content(o)
	err := b.Merge(o)
	if !errors.Is(err, cx.ErrOverflow) || !strings.Contains(err.Error(), `"b"`) || !maps.Equal(content(b), before) || !maps.Equal(content(o), other) {
		t.Errorf("%v, and %v of %v", err, content(b), before)
	}
	o.At("b").N = 5
	if err := b.Merge(o); err != nil || held.N != 10 || b.At("b") != held {
		t.Errorf("%v, %d in the cell that is held", err, held.N)
	}
	o.At("a").N = 9
	if got := content(b); got["a"] != 1 {
		t.Errorf("shares with what was merged: %v", got)
	}
	b.At("b").N = 2
	clone := b.Clone()
	if err := b.Merge(b); err != nil || !maps.Equal(content(b), map[string]int{"a": 2, "b": 4, "c": 6}) {
		t.Errorf("with itself: %v, %v", err, content(b))
	}
	if !maps.Equal(content(clone), map[string]int{"a": 1, "b": 2, "c": 3}) {
		t.Errorf("the clone has become %v", content(clone))
	}
	clone.At("a").N = 10
	if _, err := clone.Total(); !errors.Is(err, cx.ErrOverflow) {
		t.Errorf("a total that passes 10: %v", err)
	}
	if err := b.Merge(nil); err != nil {
		t.Error(err)
	}
	if err := new(cx.By[string, *bag]).Merge(bags()); err != nil {
		t.Error(err)
	}
}

// Any split of what was counted, merged in any order, is the whole, byte for byte.
func TestByLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		shares := func() *cx.By[int, *cx.By[string, *estimate.Proportion]] {
			return cx.NewBy[int](func() *cx.By[string, *estimate.Proportion] { return cx.NewBy[string](cx.New[estimate.Proportion]) })
		}
		whole, left, right := shares(), shares(), shares()
		for range rapid.IntRange(0, 20).Draw(t, "n") {
			segment, plan := rapid.IntRange(-2, 2).Draw(t, "segment"), rapid.SampledFrom([]string{"", "free", "pro", `"\`}).Draw(t, "plan")
			one := &estimate.Proportion{Hits: rapid.Uint64Range(0, 3).Draw(t, "hits"), Misses: 1}
			part := left
			if rapid.Bool().Draw(t, "right") {
				part = right
			}
			if err := errors.Join(whole.At(segment).At(plan).Merge(one), part.At(segment).At(plan).Merge(one)); err != nil {
				t.Fatal(err)
			}
		}
		if rapid.Bool().Draw(t, "the other way") {
			left, right = right, left
		}
		if err := left.Merge(right); err != nil {
			t.Fatal(err)
		}
		want, err1 := whole.MarshalBinary()
		got, err2 := left.MarshalBinary()
		if err := errors.Join(err1, err2); err != nil || !bytes.Equal(got, want) {
			t.Fatalf("%x, want %x, %v", got, want, err)
		}
		back, text := shares(), shares()
		data, err := json.Marshal(whole)
		if err := errors.Join(err, back.Scan(want), text.Scan(data)); err != nil {
			t.Fatal(err)
		}
		again, err1 := text.MarshalBinary()
		binary, err2 := back.MarshalBinary()
		if err := errors.Join(err1, err2); err != nil || !bytes.Equal(again, want) || !bytes.Equal(binary, want) {
			t.Errorf("%s is read as %x, %x as %x", data, again, want, binary)
		}
	})
}

func TestByEncoding(t *testing.T) {
	b := bags()
	b.At("web").N = 3
	if data, err := json.Marshal(b); err != nil || string(data) != `{"keys":{"web":{"N":3}}}` {
		t.Errorf("%s, %v", data, err)
	}
	// A tally of its user has no binary form unless the user gives it one.
	if value, err := b.Value(); !errors.Is(err, cx.ErrEncoding) || value != nil || !strings.Contains(err.Error(), "MarshalBinary") {
		t.Errorf("%v, %v", value, err)
	}
	for _, text := range []string{``, `[]`, `{}`, `{"keys":{"a":{"N":1},"a":{"N":1}}}`, `{"keys":{"a":{"N":"x"}}}`, `{"keys":{}}x`, `{"keys":{},"more":1}`} {
		if err := b.UnmarshalJSON([]byte(text)); !errors.Is(err, cx.ErrEncoding) || !strings.HasPrefix(err.Error(), "cx: by: ") || len(content(b)) != 1 {
			t.Errorf("%s: %v, %v", text, err, content(b))
		}
	}
	if err := b.Scan(nil); err != nil || b.Len() != 0 {
		t.Errorf("NULL: %v, %d keys", err, b.Len())
	}
	zero := new(cx.By[string, *bag])
	_, err := zero.Total()
	for _, err := range []error{err, zero.UnmarshalJSON([]byte(`{"keys":{}}`)), zero.Merge(full())} {
		if !errors.Is(err, cx.ErrOutOfRange) {
			t.Errorf("the zero By: %v", err)
		}
	}
	// What was made for other tallies, or is none, is refused and not kept.
	scaled := cx.NewBy[string](func() *csat.Tally { return new(csat.NewTally(csat.MustParseScale("1..6, 6 is best"))) })
	for text, want := range map[string]error{
		`{"keys":{"a":{"scale":"1..7, 7 is best","counts":[1,0,0,0,0,0,3]}}}`: cx.ErrMismatch,
		`{"keys":{"a":null}}`: cx.ErrEncoding,
	} {
		if err := scaled.UnmarshalJSON([]byte(text)); !errors.Is(err, want) || !errors.Is(err, cx.ErrEncoding) || scaled.Len() != 0 {
			t.Errorf("%s: %v", text, err)
		}
	}
	copied := reflect.ValueOf(b).Elem().Interface() // go vet would report an assignment
	if data, err := json.Marshal(copied); err == nil {
		t.Errorf("a copy is written as %s", data)
	}
}

// A function that makes no new tallies is told at once.
func TestByFresh(t *testing.T) {
	one := new(bag)
	for says, f := range map[string]func() *bag{
		"use NewBy":     nil,
		"returned nil":  func() *bag { return nil },
		"pointer twice": func() *bag { return one },
	} {
		func() {
			defer func() {
				if text, ok := recover().(string); !ok || !strings.Contains(text, says) {
					t.Errorf("panic %q, want %q", text, says)
				}
			}()
			b := cx.NewBy[string](f)
			b.At("a")
			b.At("b")
		}()
	}
}

func BenchmarkBy(b *testing.B) {
	keys := make([]string, 64)
	for i := range keys {
		keys[i] = fmt.Sprintf("segment %d", i)
	}
	b.Run("By", func(b *testing.B) {
		by := bags()
		for i := 0; b.Loop(); i++ {
			by.At(keys[i%64]).N++
		}
	})
	b.Run("map", func(b *testing.B) {
		m := make(map[string]*bag)
		for i := 0; b.Loop(); i++ {
			cell, ok := m[keys[i%64]]
			if !ok {
				cell = new(bag)
				m[keys[i%64]] = cell
			}
			cell.N++
		}
	})
}

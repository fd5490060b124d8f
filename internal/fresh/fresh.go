// Package fresh makes the tallies of the containers cx.By and period.Series, each one new.
package fresh

import (
	"fmt"
	"reflect"
)

// Maker makes tallies with the function of a user. The container's name is for messages.
type Maker[P any] struct {
	New  func() P
	made P // the last one that Make returned
}

// Make returns a new tally, to be kept. It panics when the function is missing or does
// not return another pointer each time: whatever went on would count twice.
func (m *Maker[P]) Make(container string) P {
	m.made = m.Scratch(container)
	return m.made
}

// Scratch returns a new tally that is not kept. It changes nothing, so that readers may
// call it side by side.
func (m *Maker[P]) Scratch(container string) P {
	if m.New == nil {
		panic(fmt.Sprintf("cx: a %s without a function that makes its tallies: use New%[1]s", container))
	}
	cell := m.New()
	v := reflect.ValueOf(&cell).Elem()
	switch {
	case v.Kind() != reflect.Pointer:
		panic(fmt.Sprintf("cx: New%s: the function returns a %T, not a pointer to a new tally", container, cell))
	case v.IsNil():
		panic(fmt.Sprintf("cx: New%s: the function returned nil, not a pointer to a new tally", container))
	case v.Type().Elem().Size() > 0 && v.Pointer() == reflect.ValueOf(&m.made).Elem().Pointer():
		panic(fmt.Sprintf("cx: New%s: the function returned the same pointer twice: two tallies would be one", container))
	}
	return cell
}

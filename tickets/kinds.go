package tickets

import (
	"fmt"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// Kinds is a set of kinds of events. Sets compare with ==.
type Kinds uint16

const (
	allKinds = Kinds(1<<(kinds+1) - 1<<KindCreated)
	notKinds = Kinds(1) // in a set that was made of something else than kinds
)

// KindsOf returns the set of these kinds.
func KindsOf(all ...Kind) Kinds {
	var set Kinds
	for _, k := range all {
		if !kindNames.has(k) {
			set |= notKinds
			continue
		}
		set |= 1 << k
	}
	return set
}

// has reports whether the kind is in the set.
func (s Kinds) has(k Kind) bool { return kindNames.has(k) && s>>k&1 != 0 }

// text returns the names, such as "assigned|status changed".
func (s Kinds) text() string {
	if s&^allKinds != 0 {
		return fmt.Sprintf("Kinds(%d)", uint16(s))
	}
	return joined(s, kindNames.list)
}

// MarshalText implements [encoding.TextMarshaler].
func (s Kinds) MarshalText() ([]byte, error) {
	if s&^allKinds != 0 {
		return nil, sentinel.Errorf(cx.ErrOutOfRange, "tickets: %s is not a set of kinds", s.text())
	}
	return []byte(s.text()), nil
}

// UnmarshalText implements [encoding.TextUnmarshaler]: names come in any order.
func (s *Kinds) UnmarshalText(text []byte) error {
	set, err := split(text, "kind", func(name string) (Kinds, error) {
		var k Kind
		err := k.UnmarshalText([]byte(name))
		return 1 << k, err
	})
	if err == nil {
		*s = set
	}
	return err
}

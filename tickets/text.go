package tickets

import (
	"fmt"
	"strings"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// names are the texts of a type's values, from 0 on; a value without one is "".
type names[T ~uint8] struct {
	typ  string
	list []string
}

var (
	metricNames = names[Metric]{"Metric", []string{
		"first response time", "next reply time", "response time", "first resolution time", "resolution time",
		"requester wait time", "agent work time", "agent wait time", "on-hold time", "call hold time",
	}}
	kindNames = names[Kind]{"Kind", []string{
		"", "created", "assigned", "replied", "answered", "noted", "call held", "call resumed", "reopened",
		"status changed", "solved", "rated", "ended", "merged",
	}}
	actorNames = names[Actor]{"Actor", []string{"", "customer", "bot", "agent"}}

	agentOpenedNames = names[AgentOpened]{"AgentOpened", []string{"next agent reply", "reply to customer", "no first response"}}
)

// text returns the text of a value, such as "Metric(10)" of one that there is not.
func (n names[T]) text(v T) string {
	if !n.has(v) {
		return fmt.Sprintf("%s(%d)", n.typ, uint8(v))
	}
	return n.list[v]
}

func (n names[T]) has(v T) bool { return int(v) < len(n.list) && n.list[v] != "" }

func (n names[T]) marshal(v T) ([]byte, error) {
	if !n.has(v) {
		return nil, sentinel.Errorf(cx.ErrOutOfRange, "tickets: there is no %s", n.text(v))
	}
	return []byte(n.list[v]), nil
}

func (n names[T]) unmarshal(v *T, text []byte) error {
	for i, name := range n.list {
		if name != "" && name == string(text) {
			*v = T(i)
			return nil
		}
	}
	example := n.list[0]
	if example == "" {
		example = n.list[1]
	}
	return sentinel.Errorf(cx.ErrEncoding, "tickets: %.40q is not a %s, such as %q", text, n.typ, example)
}

// joined returns the names of the bits of a set, joined by "|".
func joined[S ~uint8 | ~uint16](set S, names []string) string {
	var in []string
	for i, name := range names {
		if set>>i&1 != 0 {
			in = append(in, name)
		}
	}
	return strings.Join(in, "|")
}

// split reads what joined writes, in any order: bit returns the bit that has a name.
func split[S ~uint8 | ~uint16](text []byte, what string, bit func(name string) (S, error)) (set S, err error) {
	if len(text) == 0 {
		return 0, nil
	}
	for name := range strings.SplitSeq(string(text), "|") {
		one, err := bit(name)
		if err != nil {
			return 0, err
		}
		if set&one != 0 {
			return 0, sentinel.Errorf(cx.ErrEncoding, "tickets: the %s %q is given twice", what, name)
		}
		set |= one
	}
	return set, nil
}

// MarshalText implements [encoding.TextMarshaler].
func (m Metric) MarshalText() ([]byte, error) { return metricNames.marshal(m) }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (m *Metric) UnmarshalText(text []byte) error { return metricNames.unmarshal(m, text) }

// MarshalText implements [encoding.TextMarshaler].
func (k Kind) MarshalText() ([]byte, error) { return kindNames.marshal(k) }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (k *Kind) UnmarshalText(text []byte) error { return kindNames.unmarshal(k, text) }

// MarshalText implements [encoding.TextMarshaler].
func (a Actor) MarshalText() ([]byte, error) { return actorNames.marshal(a) }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (a *Actor) UnmarshalText(text []byte) error { return actorNames.unmarshal(a, text) }

// MarshalText returns a name such as "next agent reply".
func (a AgentOpened) MarshalText() ([]byte, error) { return agentOpenedNames.marshal(a) }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (a *AgentOpened) UnmarshalText(text []byte) error { return agentOpenedNames.unmarshal(a, text) }

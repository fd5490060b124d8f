package tickets

import (
	"fmt"
	"math/bits"
	"strings"
)

// Status is the state of a ticket, or a set of states: Pending|OnHold is both.
type Status uint8

// The states of a ticket. At any instant of its life a ticket is in exactly one.
const (
	New     Status = 1 << iota // nobody has taken it up
	Open                       // an agent's turn
	Pending                    // waiting for the requester
	OnHold                     // waiting for a third party
	Solved                     // resolved, may be reopened
	Closed                     // resolved for good
)

const (
	allStatuses = New | Open | Pending | OnHold | Solved | Closed
	done        = Solved | Closed
)

// In reports whether s shares a state with the set.
func (s Status) In(set Status) bool { return s&set != 0 }

// String returns the state's name, or the names of a set joined by "|".
func (s Status) String() string {
	if s == 0 || s&^allStatuses != 0 {
		return fmt.Sprintf("Status(%d)", uint8(s))
	}
	var in []string
	for i, name := range statusNames {
		if s>>i&1 != 0 {
			in = append(in, name)
		}
	}
	return strings.Join(in, "|")
}

func (s Status) single() bool { return s&^allStatuses == 0 && bits.OnesCount8(uint8(s)) == 1 }

package tickets

import (
	"testing"
	"time"
)

// Durations take 8 to 16 bytes each, however they come: there is never room for more than
// twice as many. The first take 64 bytes.
func TestRoom(t *testing.T) {
	for _, atOnce := range []int{1, 2, 25, 100, 1000, 4096} {
		var d Durations
		for len(d.ended) < 1<<17 {
			if atOnce == 1 {
				_ = d.Add(time.Hour)
			} else {
				_ = d.AddSlice(make([]time.Duration, atOnce))
			}
			if n, room := len(d.ended), cap(d.ended); room > max(8, 2*n) {
				t.Fatalf("room for %d of %d durations that came %d at once", room, n, atOnce)
			}
		}
	}
}

// A slice takes the room it needs, and what was known of the order stays known.
func TestSliceKnowsRoomAndOrder(t *testing.T) {
	var d Durations
	_ = d.AddSlice(make([]time.Duration, 1000))
	if cap(d.ended) != 1000 || !d.sorted {
		t.Errorf("1000 equal durations: room for %d, in order: %v", cap(d.ended), d.sorted)
	}
	_ = d.AddSlice([]time.Duration{2, 1})
	if d.sorted {
		t.Error("2, 1 are in order")
	}
}

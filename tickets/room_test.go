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

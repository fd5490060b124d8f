package period

import (
	"testing"
	"time"
)

// The index points at the piece it says, and is as dense: otherwise answers are slow, and
// right all the same.
func TestIndexOfTheTable(t *testing.T) {
	shift := func(open, closing int) Shift {
		return Shift{time.Duration(open) * time.Hour, time.Duration(closing) * time.Hour}
	}
	for _, plan := range []Hours{
		{},
		{Week: [7][]Shift{{shift(9, 17)}}, FirstYear: 2024, LastYear: 2024},
		{Week: [7][]Shift{{shift(22, 6)}, {shift(9, 12), shift(13, 17)}, {shift(0, 24)}}},
		{Week: [7][]Shift{{shift(9, 17)}, {shift(1, 2), shift(3, 4), shift(5, 6), shift(7, 8)}}, FirstYear: 1901, LastYear: 2000},
	} {
		plan.Zone = time.UTC
		s, err := NewSchedule(plan)
		if err != nil {
			t.Fatal(err)
		}
		table := &s.s.table
		steps, pieces := len(table.index), len(table.pieces)
		if steps < 2*pieces || steps > 4*pieces+1 && table.bits < 16 {
			t.Errorf("%d years: %d steps of the index for %d pieces", plan.LastYear-plan.FirstYear+1, steps, pieces)
		}
		want := 0
		for i, got := range table.index {
			for int64(table.pieces[want].close) <= int64(i)<<table.bits {
				want++
			}
			if int(got) != want {
				t.Fatalf("step %d of the index is %d, want %d", i, got, want)
			}
		}
	}
}

package nps_test

import (
	"testing"

	"github.com/cxmetrics/cx/nps"
)

func TestScoreOfPublishedCounts(t *testing.T) {
	var tally nps.Tally
	for r, n := range map[nps.Rating]uint64{10: 18, 8: 11, 3: 2} {
		if err := tally.AddN(r, n); err != nil {
			t.Fatal(err)
		}
	}
	score, err := tally.Score()
	if err != nil {
		t.Fatal(err)
	}
	// 100 * (18 - 2) / 31
	if got, want := score.String(), "51.6129032258064516"; got != want {
		t.Errorf("score %s, want %s", got, want)
	}
}

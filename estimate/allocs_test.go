//go:build !race

package estimate_test

import (
	"testing"
	"time"

	"github.com/cxmetrics/cx/estimate"
)

func TestNoAllocs(t *testing.T) {
	var p estimate.Proportion
	var s estimate.Sample
	var w estimate.WeightedSample
	var r estimate.Respondents[string, int]
	at := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	if err := w.Add(3, dec("1.5")); err != nil {
		t.Fatal(err)
	}
	weights := w.Weights()
	other := w
	for name, f := range map[string]func() error{
		"Proportion.Merge":          func() error { return p.Merge(new(share(1, 3))) },
		"Sample.Add":                func() error { return s.Add(-7) },
		"Sample.AddN":               func() error { return s.AddN(7, 1000) },
		"Sample.Merge":              func() error { return s.Merge(&s) },
		"WeightedSample.AddWeights": func() error { return w.AddWeights(-1, weights) },
		"WeightedSample.Merge":      func() error { return w.Merge(&other) },
		"Respondents.Add, known ID": func() error { return r.Add("a", at, 5) },
		"Proportion.Wilson":         func() error { _, err := share(3, 9).Wilson(0.95); return err },
		"Proportion.ClopperPearson": func() error { _, err := share(3, 9).ClopperPearson(0.95); return err },
		"Proportion.AgrestiCoull":   func() error { _, err := share(3, 9).AgrestiCoull(0.95); return err },
		"Proportion.Wald":           func() error { _, err := share(3, 9).Wald(0.95); return err },
		"ProportionOf":              func() error { _, err := estimate.ProportionOf(1, 2); return err },
	} {
		var err error
		if n := testing.AllocsPerRun(10, func() { err = f() }); n != 0 || err != nil {
			t.Errorf("%s: %v allocations, %v", name, n, err)
		}
	}
}

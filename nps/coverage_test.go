package nps_test

import (
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/nps"
)

// coverage returns the probability that the 95% intervals of Wald, adjusted Wald
// and Tango contain the true score, of n answers with p and d the true shares of
// promoters and detractors.
func coverage(t *testing.T, n int, p, d float64) [3]float64 {
	t.Helper()
	score := 100 * (p - d)
	logN, _ := math.Lgamma(float64(n + 1))
	term := func(k int, share float64) float64 {
		if k == 0 {
			return 0
		}
		log, _ := math.Lgamma(float64(k + 1))
		return float64(k)*math.Log(share) - log
	}
	var covered [3]float64
	total := 0.
	for promoters := 0; promoters <= n; promoters++ {
		for detractors := 0; promoters+detractors <= n; detractors++ {
			passives := n - promoters - detractors
			probability := math.Exp(logN + term(promoters, p) + term(detractors, d) + term(passives, 1-p-d))
			total += probability
			if probability < 1e-9 {
				continue
			}
			g := nps.Groups{Promoters: uint64(promoters), Passives: uint64(passives), Detractors: uint64(detractors)}
			for i, of := range []func(nps.Groups, float64) (estimate.Interval, error){nps.Groups.Wald, nps.Groups.AdjustedWald, nps.Groups.Tango} {
				interval, err := of(g, 0.95)
				if err != nil {
					t.Fatal(err)
				}
				if interval.Low-1e-9 <= score && score <= interval.High+1e-9 {
					covered[i] += probability
				}
			}
		}
	}
	if math.Abs(total-1) > 1e-9 {
		t.Fatalf("probabilities of %d answers sum to %v", n, total)
	}
	return covered
}

// The coverage of 95% intervals is exact here: all outcomes of a survey are gone
// through with their probabilities. The package documentation shows the table.
func TestCoverageIsAsDocumented(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ promoters, detractors int }{{50, 20}, {40, 40}, {5, 5}, {80, 5}, {90, 2}, {97, 1}} {
		for _, n := range []int{10, 30, 100} {
			of := coverage(t, n, float64(c.promoters)/100, float64(c.detractors)/100)
			row := fmt.Sprintf("//\t%9d%12d%7d%9d%7.1f%14.1f%7.1f\n",
				c.promoters, c.detractors, c.promoters-c.detractors, n, 100*of[0], 100*of[1], 100*of[2])
			if !strings.Contains(string(doc), row) {
				t.Errorf("doc.go lacks the row\n%s", row)
			}
			for i, least := range []float64{0, 0.925, 0.945} {
				if of[i] < least {
					t.Errorf("method %d covers %.3f with %d answers at %+v, want at least %.3f", i, of[i], n, c, least)
				}
			}
		}
	}
}

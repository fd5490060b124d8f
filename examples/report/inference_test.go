package main

import (
	"encoding/csv"
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"
)

// The intervals and comparisons of the sample are computed a second time, from the
// counts of the report's own rows and for CES from the rows of the file.
func TestInference(t *testing.T) {
	// 90 % has the normal quantile 1.644853626951472 (R: qnorm(0.95)).
	for level, z := range map[string]float64{"0.95": z95, "0.9": 1.644853626951472} {
		t.Run(level, func(t *testing.T) {
			figure := figures(t, "", "-level", level)
			ces := sampleRatings(t, "ces")
			tables := map[string]func(row map[string]any) guess{
				"surveys/nps":      func(r map[string]any) guess { return npsGuess(r, z) },
				"surveys/csat":     func(r map[string]any) guess { return rateGuess(r, "csat", "answers", z) },
				"surveys/ces":      func(r map[string]any) guess { return meanGuess(ces[fmt.Sprint(r["period"])], level) },
				"tickets/contacts": func(r map[string]any) guess { return rateGuess(r, "fcr", "tickets", z) },
				"visits/tasks":     func(r map[string]any) guess { return rateGuess(r, "completion", "answers", z) },
				"visits/carts":     func(r map[string]any) guess { return rateGuess(r, "abandonment", "carts", z) },
				"subscriptions/churn": func(r map[string]any) guess {
					return rateGuess(r, "churn", "opening", z)
				},
			}
			for table, of := range tables {
				var before guess
				verdicts := map[any]int{}
				for _, row := range figure(table + "/periods").([]any) {
					row := row.(map[string]any)
					now := of(row)
					name := fmt.Sprint(table, " ", row["period"], " ")
					if now.n == 0 {
						expectNil(t, name, row, "low", "high", "compared")
						continue
					}
					near(t, name+"low", row["low"], now.low)
					near(t, name+"high", row["high"], now.high)
					if before.n == 0 {
						expectNil(t, name, row, "compared", "change")
					} else {
						want := "no clear change"
						if low, high := now.less(before, level); low > 0 {
							want = "higher"
						} else if high < 0 {
							want = "lower"
						}
						// Adjusted for all comparisons it may be no clear change, and never the other.
						if row["compared"] != want && row["compared"] != "no clear change" {
							t.Errorf("%scompared: %v, want %s or no clear change", name, row["compared"], want)
						}
						verdicts[row["compared"]]++
					}
					before = now
				}
				if len(verdicts) < 2 && table != "tickets/contacts" && table != "visits/carts" && table != "visits/tasks" && table != "subscriptions/churn" {
					t.Errorf("%s: all are the same: %v", table, verdicts)
				}
			}
		})
	}
}

func expectNil(t *testing.T, name string, row map[string]any, keys ...string) {
	t.Helper()
	for _, key := range keys {
		if row[key] != nil {
			t.Errorf("%s%s is %v, of no data", name, key, row[key])
		}
	}
}

// guess is an estimate as the test makes it, and how it compares with another.
type guess struct {
	n         float64
	low, high float64
	less      func(before guess, level string) (low, high float64) // of the difference

	// what less needs
	score, variance float64
}

func float(row map[string]any, key string) float64 {
	f, _ := strconv.ParseFloat(fmt.Sprint(row[key]), 64)
	return f
}

// npsGuess is Tango's score interval: the scores that lie z standard errors away,
// with the error that the likeliest shares of that score have. The comparison is
// the hybrid of two such intervals.
func npsGuess(row map[string]any, z float64) guess {
	p, q, d := float(row, "promoters"), float(row, "passives"), float(row, "detractors")
	g := guess{n: p + q + d}
	if g.n == 0 {
		return g
	}
	g.score = (p - d) / g.n
	away := func(score float64) float64 { // in standard errors
		low, high := max(0, -score), (1-score)/2 // of the detractors' share x, the promoters' being x+score
		for range 200 {
			x := (low + high) / 2
			if p/(x+score)-2*q/(1-2*x-score)+d/x > 0 { // the likelihood still rises
				low = x
			} else {
				high = x
			}
		}
		return math.Abs(g.score-score) / math.Sqrt((2*low+score-score*score)/g.n)
	}
	limit := func(score, end float64) float64 {
		for range 200 {
			if middle := (score + end) / 2; away(middle) < z {
				score = middle
			} else {
				end = middle
			}
		}
		return 100 * score
	}
	g.low, g.high = limit(g.score, -1), limit(g.score, 1)
	g.less = hybrid(g)
	return g
}

// hybrid is the interval of the difference of two estimates, in shares, from the
// intervals of both.
func hybrid(g guess) func(guess, string) (low, high float64) {
	return func(o guess, _ string) (low, high float64) {
		d := g.score - o.score
		return d - math.Hypot(g.score-g.low/100, o.high/100-o.score), d + math.Hypot(g.high/100-g.score, o.score-o.low/100)
	}
}

// rateGuess is Wilson's interval, the two shares p at which the observed one is z
// standard errors away, and Newcombe's comparison.
func rateGuess(row map[string]any, percent, total string, z float64) guess {
	g := guess{n: float(row, total), score: float(row, percent) / 100}
	a, b, c := 1+z*z/g.n, 2*g.score+z*z/g.n, g.score*g.score // a p^2 - b p + c = 0
	root := math.Sqrt(b*b - 4*a*c)
	g.low, g.high = 100*(b-root)/(2*a), 100*(b+root)/(2*a)
	g.less = hybrid(g)
	return g
}

// meanGuess is Student's interval and Welch's comparison.
func meanGuess(ratings []float64, level string) guess {
	g := guess{n: float64(len(ratings))}
	for _, r := range ratings {
		g.score += r / g.n
	}
	for _, r := range ratings {
		g.variance += (r - g.score) * (r - g.score) / (g.n - 1) / g.n
	}
	if g.n == 0 {
		return g
	}
	margin := student(g.n-1, level) * math.Sqrt(g.variance)
	g.low, g.high = g.score-margin, g.score+margin
	g.less = func(o guess, level string) (low, high float64) {
		v, w := g.variance, o.variance
		df := (v + w) * (v + w) / (v*v/(g.n-1) + w*w/(o.n-1))
		margin := student(df, level) * math.Sqrt(v+w)
		return g.score - o.score - margin, g.score - o.score + margin
	}
	return g
}

// student returns the two-sided quantile of Student's distribution, by summing up
// its density until it has half the level.
func student(df float64, level string) float64 {
	half, _ := strconv.ParseFloat(level, 64)
	half /= 2
	a, _ := math.Lgamma((df + 1) / 2)
	b, _ := math.Lgamma(df / 2)
	density := func(x float64) float64 {
		return math.Exp(a-b-(df+1)/2*math.Log1p(x*x/df)) / math.Sqrt(df*math.Pi)
	}
	const h = 1e-3
	for x, sum := 0.0, 0.0; ; x += h {
		part := h / 6 * (density(x) + 4*density(x+h/2) + density(x+h)) // Simpson
		if sum+part >= half {
			return x + (half-sum)/density(x+(half-sum)/part*h/2)
		}
		sum += part
	}
}

// sampleRatings returns the ratings of the sample by month.
func sampleRatings(t *testing.T, column string) map[string][]float64 {
	t.Helper()
	rows, err := csv.NewReader(sampleText(sampleSurveys)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	by := map[string][]float64{}
	for _, row := range rows[1:] {
		for i, name := range rows[0] {
			if rating, err := strconv.ParseFloat(row[i], 64); err == nil && name == column {
				by[row[1][:7]] = append(by[row[1][:7]], rating)
			}
		}
	}
	return by
}

// Where there is too little to infer from, nothing is.
func TestTooLittleToCompare(t *testing.T) {
	const file = "answered_at,nps,ces\n2025-01-01,9,3\n2025-02-01,9,4\n2025-02-01,9,5\n2025-03-01,9,5\n2025-03-01,9,5\n"
	expect(t, figures(t, file, "-surveys", "-"), map[string]any{
		"surveys/ces/periods/2025-01/low":      nil, // one answer
		"surveys/ces/periods/2025-02/compared": nil, // with one answer
		"surveys/ces/periods/2025-02/change":   "1.5",
		"surveys/ces/periods/2025-03/low":      nil, // no spread
		"surveys/nps/periods/2025-02/compared": "no clear change",
	})
}

// The text says what JSON says.
func TestComparedText(t *testing.T) {
	text, _, _ := execute("", "-only", "nps,churn", "-level", "0.9")
	for _, want := range []string{
		"the 90% interval", "NPS    low   high  change         compared",
		"  2025-05         166   -9.0  -19.1    1.2   -30.5            lower         46        59          61\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

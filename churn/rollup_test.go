package churn_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/cxmetrics/cx/churn"
	"pgregory.net/rapid"
)

// nightlyRollUp stores what corrected exports say, night after night, and compares with the
// raw rows: the newest of each ID, looked at day by day. Then it does the same with a ledger
// for each customer, of which the windows and the cohorts merge to the same bytes.
func nightlyRollUp(t *rapid.T) {
	policy := churn.Policy{Gross: rapid.Bool().Draw(t, "gross"), ReturnsAreNew: rapid.Bool().Draw(t, "returns are new")}
	type row struct {
		plan
		withdrawn bool
	}
	world := map[string]row{}
	stored := churn.NewLedger[int](policy)
	of := func(id string, r row, night int) churn.Subscription[int] {
		s := r.subscription()
		s.ID, s.Updated, s.Withdrawn = id, day(100+night), r.withdrawn
		return s
	}
	for night := range rapid.IntRange(1, 5).Draw(t, "nights") {
		// Some rows are new, and some of those there change: the price, the end, the customer,
		// or there never was such a subscription.
		for range rapid.IntRange(0, 4).Draw(t, "changes") {
			id := fmt.Sprint("sub_", rapid.IntRange(0, 6).Draw(t, "ID"))
			r := row{plan: plan{
				customer: rapid.IntRange(0, customers-1).Draw(t, "customer"), start: rapid.IntRange(0, 60).Draw(t, "start"), end: -1, cancelled: -1,
				cents: rapid.Int64Range(0, 5).Draw(t, "cents"),
			}}
			if rapid.Bool().Draw(t, "ends") {
				r.end = r.start + rapid.IntRange(0, 40).Draw(t, "days")
			}
			r.withdrawn = rapid.IntRange(0, 4).Draw(t, "withdrawn") == 0
			world[id] = r
		}
		// The export has all rows of the world, in two files that overlap.
		var files [2]*churn.Ledger[int]
		for i := range files {
			files[i] = churn.NewLedger[int](policy)
		}
		for id, r := range world {
			for _, i := range [][]int{{0}, {1}, {0, 1}}[rapid.IntRange(0, 2).Draw(t, "file")] {
				must(t, files[i].Add(of(id, r, night)))
			}
		}
		must(t, stored.Merge(files[0]), stored.Merge(files[1]))
		data, err := stored.MarshalBinary()
		must(t, err)
		stored = new(churn.Ledger[int])
		must(t, stored.UnmarshalBinary(data))
	}
	var plans []plan
	var parts [customers]*churn.Ledger[int]
	for c := range parts {
		parts[c] = churn.NewLedger[int](policy)
	}
	for id, r := range world {
		if !r.withdrawn {
			plans = append(plans, r.plan)
			must(t, parts[r.customer].Add(of(id, r, 0)))
		}
	}
	first, last := month(1), month(4)
	windows, err := periodWindows(stored, nil, first, last)
	must(t, err)
	bounds, err := churn.BoundsOf(nil, first, last)
	must(t, err)
	for i, w := range windows {
		from, to := int(bounds[i].Sub(epoch).Hours())/24, int(bounds[i+1].Sub(epoch).Hours())/24
		replayDays(policy, plans, customers, from, to).check(t, w)
		var sum churn.Window
		for _, part := range parts {
			v, err := part.Window(bounds[i], bounds[i+1])
			must(t, err, sum.Merge(&v))
		}
		a, err1 := w.MarshalBinary()
		b, err2 := sum.MarshalBinary()
		if must(t, err1, err2); !bytes.Equal(a, b) {
			t.Fatalf("window %d: %v, want %v", i, sum, w)
		}
	}
	wantC, wantR, err := stored.Cohorts(nil, first, last)
	must(t, err)
	var gotC churn.CohortTable
	var gotR churn.RevenueTable
	for _, part := range parts {
		c, r, err := part.Cohorts(nil, first, last)
		must(t, err, gotC.Merge(&c), gotR.Merge(&r))
	}
	a, err1 := wantC.MarshalBinary()
	b, err2 := gotC.MarshalBinary()
	c, err3 := wantR.MarshalBinary()
	d, err4 := gotR.MarshalBinary()
	if must(t, err1, err2, err3, err4); !bytes.Equal(a, b) || !bytes.Equal(c, d) {
		t.Fatalf("%v%v\nwant\n%v%v", gotC, gotR, wantC, wantR)
	}
	// The cohorts by the rows, day by day.
	for i := range 4 {
		for age := 0; i+age < 4; age++ {
			var size, there uint64
			var began, paid int64
			for who := range customers {
				d := 0
				for d < 130 {
					if _, active := holds(policy, plans, who, d); active {
						break
					}
					d++
				}
				if at := day(d); at.Before(bounds[i]) || !at.Before(bounds[i+1]) {
					continue
				}
				size++
				cents, _ := holds(policy, plans, who, d)
				began += cents
				last := int(bounds[i+age+1].Sub(epoch).Hours())/24 - 1
				if now, active := holds(policy, plans, who, last); active || age == 0 {
					there++
					paid += now
				}
			}
			if age == 0 {
				paid = began
			}
			p, err1 := wantC.Retention(month(1+i), age)
			r, err2 := wantR.Revenue(month(1+i), age)
			if must(t, err1, err2); p.Hits != there || p.Hits+p.Misses != size || !r.Equal(cents(paid)) {
				t.Fatalf("cohort %d, age %d: %+v, %v, want %d of %d, %d cents", i, age, p, r, there, size, paid)
			}
		}
	}
}

func TestNightlyRollUp(t *testing.T) { rapid.Check(t, nightlyRollUp) }

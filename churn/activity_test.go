package churn_test

import (
	"encoding/json"
	"errors"
	"math"
	"math/big"
	"slices"
	"sync"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/churn"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/wiretest"
	"github.com/cxmetrics/cx/period"
	"pgregory.net/rapid"
)

// visit is one event of an activity log.
type visit struct{ customer, period int }

func activityOf(t interface {
	Helper()
	Fatal(...any)
}, visits []visit) *churn.Activity[int] {
	t.Helper()
	var a churn.Activity[int]
	for _, v := range visits {
		if err := a.Add(v.customer, month(v.period)); err != nil {
			t.Fatal(err)
		}
	}
	return &a
}

// fourMonths is the log of five customers. By hand, with months 1 to 4:
//
//	customer 0: 1 2 3 4    customer 1: 1 . 3 .    customer 2: 1 . . .
//	customer 3: . 2 . 4    customer 4: . . . 4
var fourMonths = []visit{
	{0, 1}, {0, 2}, {0, 3}, {0, 4}, {1, 3}, {1, 1}, {2, 1}, {2, 1}, {3, 4}, {3, 2}, {4, 4}, {0, 2},
}

func TestCohortTable(t *testing.T) {
	a := activityOf(t, fourMonths)
	if n := a.Customers(); n != 5 {
		t.Errorf("%d customers, want 5", n)
	}
	bounded, err := a.Bounded(month(1), month(4))
	if err != nil {
		t.Fatal(err)
	}
	rolling, err := a.Rolling(month(1), month(4))
	if err != nil {
		t.Fatal(err)
	}
	for cohort, want := range map[int]struct{ bounded, rolling []uint64 }{
		1: {[]uint64{3, 1, 2, 1}, []uint64{3, 2, 2, 1}},
		2: {[]uint64{1, 0, 1}, []uint64{1, 1, 1}},
		3: {[]uint64{0, 0}, []uint64{0, 0}},
		4: {[]uint64{1}, []uint64{1}},
	} {
		if size, err := bounded.Size(month(cohort)); err != nil || size != want.bounded[0] {
			t.Errorf("cohort %d: size %d, %v", cohort, size, err)
		}
		for age := range 6 {
			for _, view := range []struct {
				name  string
				table churn.CohortTable
				want  []uint64
			}{{"bounded", bounded, want.bounded}, {"rolling", rolling, want.rolling}} {
				got, err := view.table.Retention(month(cohort), age)
				if age >= len(view.want) { // open
					if !errors.Is(err, cx.ErrNoData) {
						t.Errorf("%s, cohort %d, age %d: %v, %v, want open", view.name, cohort, age, got, err)
					}
					continue
				}
				if p := (estimate.Proportion{Hits: view.want[age], Misses: view.want[0] - view.want[age]}); err != nil || got != p {
					t.Errorf("%s, cohort %d, age %d: %v, %v, want %v", view.name, cohort, age, got, err, p)
				}
			}
		}
	}
	// At age 1 cohorts 1, 2 and 3 have arrived: 1 of 3, 0 of 1, 0 of 0.
	if p, err := bounded.RetentionAt(1); err != nil || p != (estimate.Proportion{Hits: 1, Misses: 3}) {
		t.Errorf("all at age 1: %v, %v", p, err)
	}
	if p, err := rolling.RetentionAt(2); err != nil || p != (estimate.Proportion{Hits: 3, Misses: 1}) {
		t.Errorf("all at age 2, rolling: %v, %v", p, err)
	}
	for _, tc := range []struct {
		cohort, age int
		want        error
	}{{0, 0, cx.ErrOutOfRange}, {5, 0, cx.ErrOutOfRange}, {1, -1, cx.ErrOutOfRange}, {4, 1, cx.ErrNoData}} {
		if _, err := bounded.Retention(month(tc.cohort), tc.age); !errors.Is(err, tc.want) {
			t.Errorf("Retention(%d, %d): %v, want %v", tc.cohort, tc.age, err, tc.want)
		}
	}
	if _, err := bounded.RetentionAt(4); !errors.Is(err, cx.ErrNoData) {
		t.Errorf("all at age 4: %v, want no data", err)
	}
	if _, err := bounded.RetentionAt(-1); !errors.Is(err, cx.ErrOutOfRange) {
		t.Errorf("all at age -1: %v, want out of range", err)
	}
	empty, err := bounded.Retention(month(3), 1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := empty.Score(); !errors.Is(err, cx.ErrNoData) {
		t.Errorf("retention of an empty cohort: %v, want no data", err)
	}
	// A later table leaves out who came before it, an earlier end what came after.
	late, err := a.Bounded(month(2), month(3))
	if err != nil {
		t.Fatal(err)
	}
	if p, err := late.Retention(month(2), 1); err != nil || p != (estimate.Proportion{Misses: 1}) {
		t.Errorf("cohort 2 at age 1 of a table 2..3: %v, %v", p, err)
	}
	if late, err = a.Rolling(month(1), month(3)); err != nil {
		t.Fatal(err)
	}
	if p, err := late.Retention(month(1), 2); err != nil || p != (estimate.Proportion{Hits: 2, Misses: 1}) {
		t.Errorf("cohort 1 at age 2 of a rolling table 1..3: %v, %v", p, err)
	}
}

func TestCohortTableText(t *testing.T) {
	table, err := activityOf(t, fourMonths).Bounded(month(1), month(4))
	if err != nil {
		t.Fatal(err)
	}
	const want = "" +
		"cohort   size      0     1      2     3\n" +
		"2024-01     3  100.0  33.3   66.7  33.3\n" +
		"2024-02     1  100.0   0.0  100.0\n" +
		"2024-03     0      -     -\n" +
		"2024-04     1  100.0\n"
	if got := table.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	got, err := json.Marshal(table)
	if err != nil {
		t.Fatal(err)
	}
	const wantJSON = `{"rule":"bounded","unit":"month","cohorts":[` +
		`{"cohort":"2024-01","size":3,"retained":[3,1,2,1],"percent":["100","33.3333333333333333","66.6666666666666667","33.3333333333333333"]},` +
		`{"cohort":"2024-02","size":1,"retained":[1,0,1,null],"percent":["100","0","100",null]},` +
		`{"cohort":"2024-03","size":0,"retained":[0,0,null,null],"percent":[null,null,null,null]},` +
		`{"cohort":"2024-04","size":1,"retained":[1,null,null,null],"percent":["100",null,null,null]}]}`
	if string(got) != wantJSON {
		t.Errorf("JSON\n%s\nwant\n%s", got, wantJSON)
	}
	if got := (churn.CohortTable{}).String(); got != "cohort  size\n" {
		t.Errorf("the zero table is %q", got)
	}
	if got, err := json.Marshal(churn.CohortTable{}); err != nil || string(got) != "null" {
		t.Errorf("the zero table is %s, %v", got, err)
	}
}

func TestActivityErrors(t *testing.T) {
	a := activityOf(t, fourMonths)
	for _, p := range []int{1 + maxPeriods, 4 - maxPeriods} {
		period := month(p)
		if err := a.Add(0, period); !errors.Is(err, cx.ErrOutOfRange) {
			t.Errorf("period %v: %v, want out of range", period, err)
		}
	}
	if err := a.Add(0, month(maxPeriods)); err != nil {
		t.Errorf("the last period there is room for: %v", err)
	}
	if a.Customers() != 5 {
		t.Errorf("refused events changed the activity")
	}
	if err := a.Merge(activityOf(t, []visit{{9, 1 + maxPeriods}})); !errors.Is(err, cx.ErrOutOfRange) || a.Customers() != 5 {
		t.Errorf("merge of periods too far: %v, %d customers", err, a.Customers())
	}
	none := period.Period{}
	for _, p := range [][2]period.Period{{month(2), month(1)}, {month(0), month(maxPeriods)}, {none, month(1)}, {month(1), none}, {none, none}} {
		_, err1 := a.Bounded(p[0], p[1])
		_, err2 := a.Rolling(p[0], p[1])
		_, err3 := a.Movements(p[0], p[1])
		_, err4 := a.Active(p[0], p[1])
		for _, err := range []error{err1, err2, err3, err4} {
			if !errors.Is(err, cx.ErrOutOfRange) {
				t.Errorf("periods %v: %v, want out of range", p, err)
			}
		}
	}
	var nan churn.Activity[float64]
	if err := nan.Add(math.NaN(), month(1)); !errors.Is(err, cx.ErrOutOfRange) || nan.Customers() != 0 {
		t.Errorf("a customer NaN: %v", err)
	}
}

// Wherever the last period lies in a word of a bitmap, it is the opening of the next
// one, which loses everybody.
func TestMovementsAfterTheLastPeriod(t *testing.T) {
	for last := range 70 {
		a := activityOf(t, []visit{{0, 0}, {1, 0}, {1, last}, {2, last}})
		after, err := a.Movements(month(last+1), month(last+2))
		if err != nil {
			t.Fatal(err)
		}
		want := churn.Movement{Opening: 2, Lost: 2}
		if last == 0 {
			want = churn.Movement{Opening: 3, Lost: 3}
		}
		if after[0] != want || after[1] != (churn.Movement{}) {
			t.Errorf("after period %d: %+v, want %+v and nothing", last, after, want)
		}
	}
}

// Reading sees what is still in the buffers, and does not disturb it.
func TestActivityReadWhileFilling(t *testing.T) {
	var a churn.Activity[int]
	for i := range 5000 {
		if err := a.Add(i, month(i%100)); err != nil {
			t.Fatal(err)
		}
		if i%500 == 0 {
			for range 2 {
				if n := a.Customers(); n != uint64(i+1) {
					t.Fatalf("%d customers after %d", n, i+1)
				}
			}
		}
	}
}

// The race detector watches that reading changes nothing.
func TestActivityConcurrentReads(t *testing.T) {
	a := activityOf(t, fourMonths)
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			if n := a.Customers(); n != 5 {
				t.Errorf("%d customers", n)
			}
		})
	}
	readers.Wait()
}

var visits = rapid.Custom(func(t *rapid.T) []visit {
	// A wide range crosses the words of a bitmap, a narrow one stays in it.
	periods := rapid.SampledFrom([]int{5, 40, 300}).Draw(t, "periods")
	origin := rapid.IntRange(-1000, 1000).Draw(t, "origin")
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) visit {
		return visit{rapid.IntRange(0, 9).Draw(t, "customer"), origin + rapid.IntRange(0, periods).Draw(t, "period")}
	}), 1, 60).Draw(t, "visits")
})

// activityFollowsItsDefinition holds all readings against sets of periods.
func activityFollowsItsDefinition(t *rapid.T) {
	log := visits.Draw(t, "log")
	a := activityOf(t, rapid.Permutation(log).Draw(t, "shuffled"))
	active := make(map[int]map[int]bool)
	low, high := log[0].period, log[0].period
	for _, v := range log {
		if active[v.customer] == nil {
			active[v.customer] = make(map[int]bool)
		}
		active[v.customer][v.period] = true
		low, high = min(low, v.period), max(high, v.period)
	}
	first := rapid.IntRange(low-2, high+2).Draw(t, "first")
	last := rapid.IntRange(first, high+3).Draw(t, "last")
	firstOf := func(periods map[int]bool) int {
		for p := low; ; p++ {
			if periods[p] {
				return p
			}
		}
	}
	bounded, err1 := a.Bounded(month(first), month(last))
	rolling, err2 := a.Rolling(month(first), month(last))
	movements, err3 := a.Movements(month(first), month(last))
	if err := errors.Join(err1, err2, err3); err != nil {
		t.Fatal(err)
	}
	wiretest.RoundTripJSON(t, bounded)
	wiretest.RoundTripJSON(t, rolling)
	for period := first; period <= last; period++ {
		var m churn.Movement
		for _, periods := range active {
			was, is, started := periods[period-1], periods[period], firstOf(periods)
			if was {
				m.Opening++
			}
			switch {
			case is && started == period:
				m.New++
			case is && !was:
				m.Reactivated++
			case was && !is:
				m.Lost++
			}
		}
		if got := movements[period-first]; got != m {
			t.Fatalf("period %d: %+v, want %+v", period, got, m)
		}
	}
	for cohort := first; cohort <= last; cohort++ {
		before := uint64(math.MaxUint64)
		for age := range last - cohort + 1 {
			var size, inAge, since uint64
			for _, periods := range active {
				if firstOf(periods) != cohort {
					continue
				}
				size++
				if periods[cohort+age] {
					inAge++
				}
				for p := cohort + age; p <= last; p++ {
					if periods[p] {
						since++
						break
					}
				}
			}
			b, err1 := bounded.Retention(month(cohort), age)
			r, err2 := rolling.Retention(month(cohort), age)
			if err := errors.Join(err1, err2); err != nil {
				t.Fatal(err)
			}
			if b != (estimate.Proportion{Hits: inAge, Misses: size - inAge}) {
				t.Fatalf("cohort %d, age %d: %v, want %d of %d", cohort, age, b, inAge, size)
			}
			if r != (estimate.Proportion{Hits: since, Misses: size - since}) {
				t.Fatalf("rolling, cohort %d, age %d: %v, want %d of %d", cohort, age, r, since, size)
			}
			if r.Hits > before || r.Hits < b.Hits {
				t.Fatalf("rolling retention rises from %d to %d, or is below bounded %d", before, r.Hits, b.Hits)
			}
			before = r.Hits
		}
	}
}

func TestActivityFollowsItsDefinition(t *testing.T) { rapid.Check(t, activityFollowsItsDefinition) }

func TestActivityMerge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		log := visits.Draw(t, "log")
		cut := rapid.IntRange(0, len(log)).Draw(t, "cut")
		whole, left, right := activityOf(t, log), activityOf(t, log[:cut]), activityOf(t, log[cut:])
		if err := left.Merge(right); err != nil {
			t.Fatal(err)
		}
		first := log[0].period - 10
		a, err1 := whole.Movements(month(first), month(first+100))
		b, err2 := left.Movements(month(first), month(first+100))
		if err := errors.Join(err1, err2); err != nil || !slices.Equal(a, b) || whole.Customers() != left.Customers() {
			t.Fatalf("merged %v, %v, want %v", b, err, a)
		}
	})
}

// payment is one event of a payment log, in cents.
type payment struct {
	customer, period int
	cents            int64
}

func spendingOf(t interface {
	Helper()
	Fatal(...any)
}, payments []payment) *churn.Spending[int] {
	t.Helper()
	var s churn.Spending[int]
	for _, p := range payments {
		if err := s.Add(p.customer, month(p.period), cents(p.cents)); err != nil {
			t.Fatal(err)
		}
	}
	return &s
}

func TestRevenueTable(t *testing.T) {
	s := spendingOf(t, []payment{
		{0, 1, 1000}, {0, 1, 500}, {1, 1, 1500}, {0, 2, 1000}, {1, 3, 4000}, // 30, 10, 40
		{2, 2, 0}, {2, 3, 700}, // 0, 7
		{3, 3, 999}, {3, 3, -9}, // a refund: 9.90
	})
	table, err := s.Cohorts(month(1), month(3))
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		cohort, age        int
		revenue, retention string
	}{
		{1, 0, "30", "100"}, {1, 1, "10", "33.3333333333333333"}, {1, 2, "40", "133.3333333333333333"}, {1, 3, "no data", "no data"},
		{2, 0, "0", "no data"}, {2, 1, "7", "no data"}, {3, 0, "9.9", "100"},
		{0, 0, "out of range", "out of range"}, {4, 0, "out of range", "out of range"}, {1, -1, "out of range", "out of range"},
	} {
		if got := result(table.Revenue(month(tc.cohort), tc.age)); got != tc.revenue {
			t.Errorf("cohort %d, age %d: revenue %s, want %s", tc.cohort, tc.age, got, tc.revenue)
		}
		if got := result(table.Retention(month(tc.cohort), tc.age)); got != tc.retention {
			t.Errorf("cohort %d, age %d: retention %s, want %s", tc.cohort, tc.age, got, tc.retention)
		}
	}
	if n, err := table.Size(month(1)); err != nil || n != 2 {
		t.Errorf("size of cohort 1: %d, %v", n, err)
	}
	const want = "" +
		"cohort   size  revenue      0     1      2\n" +
		"2024-01     2       30  100.0  33.3  133.3\n" +
		"2024-02     1        0      -     -\n" +
		"2024-03     1      9.9  100.0\n"
	if got := table.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	got, err := json.Marshal(table)
	if err != nil {
		t.Fatal(err)
	}
	const wantJSON = `{"rule":"paid","currency":"","unit":"month","cohorts":[` +
		`{"cohort":"2024-01","size":2,"revenue":["30","10","40"],"percent":["100","33.3333333333333333","133.3333333333333333"]},` +
		`{"cohort":"2024-02","size":1,"revenue":["0","7",null],"percent":[null,null,null]},` +
		`{"cohort":"2024-03","size":1,"revenue":["9.9",null,null],"percent":["100",null,null]}]}`
	if string(got) != wantJSON {
		t.Errorf("JSON\n%s\nwant\n%s", got, wantJSON)
	}
	// More paid back than paid in the first period is nothing to take percent of.
	if table, err = spendingOf(t, []payment{{0, 1, -100}, {0, 2, 500}}).Cohorts(month(1), month(2)); err != nil {
		t.Fatal(err)
	}
	if revenue, retention := result(table.Revenue(month(1), 0)), result(table.Retention(month(1), 1)); revenue != "-1" || retention != "no data" {
		t.Errorf("a cohort that began with a refund: revenue %s, later %s, want -1, no data", revenue, retention)
	}
}

func TestSpendingErrors(t *testing.T) {
	s := spendingOf(t, []payment{{0, 1, 100}})
	for _, tc := range []struct {
		period int
		amount string
		want   error
	}{
		{1, "1e12", cx.ErrOutOfRange}, {1, "1e-19", cx.ErrOutOfRange}, {1 + maxPeriods, "1", cx.ErrOutOfRange},
	} {
		if err := s.Add(7, month(tc.period), dec(tc.amount)); !errors.Is(err, tc.want) {
			t.Errorf("payment of %s in %d: %v, want %v", tc.amount, tc.period, err, tc.want)
		}
	}
	if _, err := s.Cohorts(month(2), month(1)); !errors.Is(err, cx.ErrOutOfRange) {
		t.Errorf("cohorts 2..1: %v, want out of range", err)
	}
	table, err := s.Cohorts(month(1), month(1))
	if err != nil {
		t.Fatal(err)
	}
	if n, err := table.Size(month(1)); err != nil || n != 1 {
		t.Errorf("refused payments changed the spending: %d customers, %v", n, err)
	}
	// 2^20 times 953,674,316,406.25 is 10^18, reached by merging with itself; a cent
	// less each time is 10,485.76 below it.
	big, below := spendingOf(t, []payment{{0, 1, 95_367_431_640_625}}), spendingOf(t, []payment{{0, 1, 95_367_431_640_624}})
	for range 19 {
		if err := errors.Join(big.Merge(big), below.Merge(below)); err != nil {
			t.Fatal(err)
		}
	}
	if err := big.Merge(big); !errors.Is(err, cx.ErrOverflow) {
		t.Errorf("payments of 10^18: %v, want overflow", err)
	}
	if err := below.Merge(below); err != nil {
		t.Errorf("payments below 10^18: %v", err)
	}
	refunds := spendingOf(t, []payment{{0, 1, -99_999_999_999_999}})
	for range 19 {
		if err := refunds.Merge(refunds); err != nil {
			t.Fatal(err)
		}
	}
	for range 1 << 19 { // one by one, to the same limit
		if err := refunds.Add(0, month(1), cents(-99_999_999_999_999)); errors.Is(err, cx.ErrOverflow) {
			refunds = nil
			break
		}
	}
	if refunds != nil {
		t.Error("refunds of 10^18 were accepted")
	}
	if err := big.Merge(spendingOf(t, []payment{{0, 1 + maxPeriods, 1}})); !errors.Is(err, cx.ErrOutOfRange) {
		t.Errorf("merge of periods too far: %v, want out of range", err)
	}
}

func spendingFollowsItsDefinition(t *rapid.T) {
	log := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) payment {
		return payment{rapid.IntRange(0, 5).Draw(t, "customer"), rapid.IntRange(-3, 3).Draw(t, "period"), rapid.Int64Range(-99, 999).Draw(t, "cents")}
	}), 1, 40).Draw(t, "log")
	cut := rapid.IntRange(0, len(log)).Draw(t, "cut")
	shuffled := rapid.Permutation(log).Draw(t, "shuffled")
	s := spendingOf(t, shuffled[:cut])
	if err := s.Merge(spendingOf(t, shuffled[cut:])); err != nil {
		t.Fatal(err)
	}
	first := rapid.IntRange(-4, 4).Draw(t, "first")
	last := rapid.IntRange(first, 5).Draw(t, "last")
	table, err := s.Cohorts(month(first), month(last))
	if err != nil {
		t.Fatal(err)
	}
	wiretest.RoundTripJSON(t, table)
	started := make(map[int]int)
	for _, p := range log {
		if began, ok := started[p.customer]; !ok || p.period < began {
			started[p.customer] = p.period
		}
	}
	for cohort := first; cohort <= last; cohort++ {
		for age := range last - cohort + 1 {
			var want int64
			for _, p := range log {
				if started[p.customer] == cohort && p.period == cohort+age {
					want += p.cents
				}
			}
			if got, err := table.Revenue(month(cohort), age); err != nil || got.Rat().Cmp(big.NewRat(want, 100)) != 0 {
				t.Fatalf("cohort %d, age %d: %v, %v, want %d cents", cohort, age, got, err, want)
			}
		}
	}
}

func TestSpendingFollowsItsDefinition(t *testing.T) { rapid.Check(t, spendingFollowsItsDefinition) }

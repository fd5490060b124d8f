package churn_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/churn"
	"github.com/cxmetrics/cx/internal/wiretest"
	"github.com/cxmetrics/cx/period"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func amount(text string) decimal.Decimal { return decimal.RequireFromString(text) }

func must(t interface{ Fatal(...any) }, errs ...error) {
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
}

var (
	someRevenue = churn.Revenue{
		Opening: amount("1000"), New: amount("50.25"), Reactivated: amount("20"), Expansion: amount("10"), Contraction: amount("5.5"),
		Churned: amount("30"), ExpansionJoined: amount("1"), ContractionJoined: amount("2"), ChurnedJoined: amount("3"), Currency: "EUR",
	}
	someMovement = churn.Movement{Opening: 1000, New: 50, Reactivated: 5, Lost: 30, LostJoined: 2}
	// The most that a decimal here may be, of either end.
	extreme = churn.Revenue{
		Opening: decimal.New(1, -64), New: amount("1" + strings.Repeat("0", 64)), Reactivated: amount("-0.1"),
		Expansion: amount("2" + strings.Repeat("0", 153)).Shift(64), Churned: amount(strings.Repeat("9", 154)).Shift(-64),
		Currency: "\"\\ \n\x00é😀<",
	}
)

func lifetimesOf(t interface{ Fatal(...any) }, lifetimes ...churn.Lifetime) *churn.Lifetimes {
	l := new(churn.Lifetimes)
	for _, one := range lifetimes {
		must(t, l.Add(one))
	}
	return l
}

func someLifetimes(t interface{ Fatal(...any) }) *churn.Lifetimes {
	return lifetimesOf(t, churn.Lifetime{Time: 9, Lost: true}, churn.Lifetime{Time: 13, Lost: true}, churn.Lifetime{Time: 13},
		churn.Lifetime{Time: 18, Lost: true, Entry: 9}, churn.Lifetime{Time: 0}, churn.Lifetime{Time: 400})
}

func TestEncodings(t *testing.T) {
	wiretest.Tallies(t, "customers", churn.Customers{Kept: 192, Lost: 8}, churn.Customers{Kept: math.MaxUint64, Lost: 1 << 53})
	wiretest.Tallies(t, "movement", someMovement, churn.Movement{Opening: math.MaxUint64, LostJoined: 1<<53 + 1})
	wiretest.Tallies(t, "revenue", someRevenue, extreme)
	wiretest.Tallies(t, "window", churn.Window{From: day(0), To: day(31).Add(1), Movement: someMovement, Revenue: someRevenue}, churn.Window{Revenue: extreme})
	var many churn.Lifetimes
	must(t, many.AddN(churn.Lifetime{Time: math.MaxInt64, Lost: true}, 1<<52), many.AddN(churn.Lifetime{Time: 0}, 1<<52))
	wiretest.Tallies(t, "lifetimes", boxed(someLifetimes(t)), boxed(&many))
	january := activeOf(t, period.Day, map[int][]int{0: {0, 1, 2}, 1: {5}}, 0, 30)
	nobody := activeOf(t, period.Fiscal(period.Year, time.April), nil, 0, 0)
	wiretest.Tallies(t, "active", january, nobody)
}

func TestResultEncodings(t *testing.T) {
	curve, err := someLifetimes(t).KaplanMeier()
	must(t, err)
	all, err := lifetimesOf(t, churn.Lifetime{Time: 3, Lost: true}).KaplanMeier()
	must(t, err)
	wiretest.Results(t, "curve", curve, all, churn.Curve{})
	for want, v := range map[string]any{
		`{"time":9,"at_risk":11,"lost":1,"censored":0,"survival":0.9}`:               churn.Step{Time: 9, AtRisk: 11, Lost: 1, Survival: 0.9},
		`{"observed":[11,7],"expected":[10.5,7.5],"statistic":3.4,"df":1,"p":0.065}`: churn.LogRankTest{Observed: []float64{11, 7}, Expected: []float64{10.5, 7.5}, Statistic: 3.4, DF: 1, P: 0.065},
		`{"active":120,"returned":20,"lost":60}`:                                     churn.Standing{Active: 120, Returned: 20, Lost: 60},
		`{"frequency":3,"recency":40,"age":60}`:                                      churn.RecencyFrequency{Frequency: 3, Recency: 40, Age: 60},
	} {
		if data, err := json.Marshal(v); err != nil || string(data) != want {
			t.Errorf("%s, %v, want %s", data, err, want)
		}
	}
}

func TestTableEncodings(t *testing.T) {
	activity, spending := collectors(t)
	bounded, err1 := activity.Bounded(month(1), month(4))
	rolling, err2 := activity.Rolling(month(0), month(3))
	one, err3 := new(churn.Activity[int]).Bounded(periodOf(t, period.Day, 59), periodOf(t, period.Day, 59))
	must(t, err1, err2, err3)
	wiretest.Tallies(t, "cohort_table", bounded, rolling, one, churn.CohortTable{})
	revenue, err := spending.Cohorts(month(1), month(4))
	must(t, err)
	wiretest.Tallies(t, "revenue_table", revenue, churn.RevenueTable{})
	var back churn.RevenueTable
	text, err := revenue.MarshalJSON()
	must(t, err, back.UnmarshalJSON(text))
	for cohort := 1; cohort <= 4; cohort++ {
		for age := range 5 {
			want, wantErr := revenue.Revenue(month(cohort), age)
			if got, err := back.Revenue(month(cohort), age); !got.Equal(want) || (err == nil) != (wantErr == nil) {
				t.Errorf("cohort %d at %d is read as %v, %v; want %v, %v", cohort, age, got, err, want, wantErr)
			}
		}
	}
}

// No tables have these cells, each of which is off by little.
func TestImpossibleTables(t *testing.T) {
	const good = `{"rule":"bounded","unit":"month","cohorts":[{"cohort":"2024-01","size":2,"retained":[2,1],"percent":["100","50"]},{"cohort":"2024-02","size":0,"retained":[0,null],"percent":[null,null]}]}`
	var table churn.CohortTable
	must(t, table.UnmarshalJSON([]byte(good)))
	for _, change := range [][2]string{
		{`"bounded"`, `"paid"`}, {`"bounded"`, `""`}, {`"bounded"`, `null`}, {`"unit":"month"`, `"unit":null`}, {`"unit":"month"`, `"unit":"year"`}, {`"unit":"month"`, `"unit":""`}, {`"2024-01"`, `"2024-02"`}, {`"2024-02"`, `"2024-03"`},
		{`"2024-01"`, `"2024-00"`}, {`"2024-01"`, `"9999-12"`}, {`"2024-02"`, `"2024-W02"`}, {`"2024-01"`, `1`},
		{`[2,1]`, `[1,2]`}, {`[2,1]`, `[3,1]`}, {`[2,1]`, `[2,3]`}, {`[2,1]`, `[2,null]`}, {`[2,1]`, `[2]`}, {`[2,1]`, `[2,1,null]`}, {`[2,1]`, `[2,1,1]`},
		{`"50"`, `"50.1"`}, {`"50"`, `null`}, {`"100","50"`, `"100"`}, {`[null,null]`, `["0",null]`}, {`[null,null]`, `[null]`},
		{`[0,null]`, `[null,0]`}, {`[0,null]`, `[0,0]`}, {`"size":2`, `"size":1`}, {`"2024-02"`, `null`}, {`"2024-02"`, `"\ud800"`},
		{`[{`, `[null,{`}, {`[{`, `[{},{`}, {`}]`, `},]`},
	} {
		text := strings.Replace(good, change[0], change[1], 1)
		if text == good || table.UnmarshalJSON([]byte(text)) == nil {
			t.Errorf("%s is read as\n%v", text, table)
		}
	}
	var revenue churn.RevenueTable
	for _, text := range []string{
		`{"rule":"paid","currency":"","unit":"month","cohorts":[]}`,
		`{"rule":"paid","currency":"","unit":"month","cohorts":[{"cohort":"2024-01","size":2,"revenue":["2"],"percent":[null]}]}`,
		`{"rule":"paid","currency":"","unit":"month","cohorts":[{"cohort":"2024-01","size":2,"revenue":["0"],"percent":["100"]}]}`,
		`{"rule":"paid","currency":"","unit":"month","cohorts":[{"cohort":"2024-01","size":2,"revenue":["1e1"],"percent":["100"]}]}`,
		`{"rule":"paid","currency":"","unit":"month","cohorts":[{"cohort":"2024-01","size":2,"revenue":["0.0000000000000000001"],"percent":["100"]}]}`,
	} {
		if revenue.UnmarshalJSON([]byte(text)) == nil {
			t.Errorf("%s is read as\n%v", text, revenue)
		}
	}
}

// No lifetimes have these counts.
func TestImpossibleLifetimes(t *testing.T) {
	for _, rows := range []string{
		`{"time":-1,"entered":0,"lost":1,"censored":0}`,
		`{"time":5,"entered":0,"lost":0,"censored":0}`,
		`{"time":0,"entered":1,"lost":0,"censored":0},{"time":5,"entered":0,"lost":1,"censored":0}`,
		`{"time":5,"entered":1,"lost":1,"censored":0}`,
		`{"time":5,"entered":1,"lost":0,"censored":0},{"time":5,"entered":0,"lost":1,"censored":0}`,
		`{"time":6,"entered":1,"lost":0,"censored":0},{"time":5,"entered":0,"lost":1,"censored":0}`,
		`{"time":5,"entered":2,"lost":1,"censored":0},{"time":6,"entered":0,"lost":1,"censored":0}`,
		`{"time":5,"entered":3,"lost":0,"censored":0},{"time":6,"entered":0,"lost":1,"censored":1}`,
		`{"time":5,"entered":0,"lost":9007199254740992,"censored":1}`,
		`{"time":5,"entered":0,"lost":"18446744073709551615","censored":2}`,
	} {
		var l churn.Lifetimes
		if l.UnmarshalJSON([]byte(`{"times":[`+rows+`]}`)) == nil {
			t.Errorf("%s is read as %v", rows, &l)
		}
	}
	for _, steps := range []string{
		`{"time":5,"at_risk":2,"lost":1,"censored":0,"survival":0.5}`,
		`{"time":5,"at_risk":2,"lost":1,"censored":1,"survival":0.6}`,
		`{"time":5,"at_risk":2,"lost":0,"censored":0,"survival":1}`,
		`{"time":5,"at_risk":1,"lost":2,"censored":0,"survival":0}`,
		`{"time":-1,"at_risk":1,"lost":1,"censored":0,"survival":0}`,
		`{"time":5,"at_risk":3,"lost":1,"censored":0,"survival":0.66666666666666667},{"time":6,"at_risk":1,"lost":0,"censored":1,"survival":0.66666666666666667}`,
		`{"time":5,"at_risk":2,"lost":1,"censored":0,"survival":0.5},{"time":5,"at_risk":1,"lost":0,"censored":1,"survival":0.5}`,
	} {
		var c churn.Curve
		if c.UnmarshalJSON([]byte(`{"steps":[`+steps+`]}`)) == nil {
			t.Errorf("%s is read as %v", steps, c)
		}
	}
}

// Equal amounts have the same bytes, in whatever form the decimals are.
func TestEqualRevenueHasEqualBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, e := rapid.Int64().Draw(t, "n"), rapid.Int32Range(-40, 40).Draw(t, "exponent")
		shift := rapid.Int32Range(0, 20).Draw(t, "shift")
		a := churn.Revenue{Opening: decimal.New(n, e)}
		b := churn.Revenue{Opening: a.Opening.Mul(decimal.New(1, shift)).Mul(decimal.New(1, -shift)).Add(decimal.New(0, -50))}
		dataA, err1 := a.MarshalBinary()
		dataB, err2 := b.MarshalBinary()
		textA, err3 := a.MarshalJSON()
		textB, err4 := b.MarshalJSON()
		must(t, err1, err2, err3, err4)
		if !bytes.Equal(dataA, dataB) || !bytes.Equal(textA, textB) {
			t.Fatalf("%v is %x %s, and %v is %x %s", a, dataA, textA, b, dataB, textB)
		}
		wiretest.RoundTrip(t, b)
	})
	for _, r := range []churn.Revenue{{New: decimal.New(1, 65)}, {New: decimal.New(1, 1e9)}, {Currency: "\xff"}} {
		data, err := r.MarshalBinary()
		text, err2 := r.MarshalJSON()
		if err == nil || err2 == nil {
			t.Errorf("%x and %s are no revenue", data, text)
		}
	}
}

func TestEncodingsSurvive(t *testing.T) {
	count := rapid.OneOf(rapid.Uint64(), rapid.Uint64Max(300))
	rapid.Check(t, func(t *rapid.T) {
		wiretest.RoundTrip(t, churn.Customers{Kept: count.Draw(t, "kept"), Lost: count.Draw(t, "lost")})
		wiretest.RoundTrip(t, churn.Movement{Opening: count.Draw(t, "opening"), New: count.Draw(t, "new"), Lost: count.Draw(t, "lost")})
		var a, b, both churn.Lifetimes
		for i := range rapid.IntRange(0, 8).Draw(t, "lifetimes") {
			l := churn.Lifetime{Time: rapid.Int64Range(0, 20).Draw(t, "time"), Lost: rapid.Bool().Draw(t, "lost")}
			if l.Time > 0 {
				l.Entry = rapid.Int64Range(0, l.Time-1).Draw(t, "entry")
			}
			n := rapid.Uint64Max(1<<49).Draw(t, "n")
			part := &a
			if i%2 == 0 {
				part = &b
			}
			must(t, part.AddN(l, n), both.AddN(l, n))
		}
		wiretest.RoundTrip(t, boxed(&both))
		merged(t, &a, &b, &both)
		if c, err := both.KaplanMeier(); err == nil {
			wiretest.RoundTripJSON(t, c)
		}
	})
}

// mergeable is a collector that takes another.
type mergeable[T any] interface {
	wiretest.Collector[T]
	Merge(*T) error
}

// merged checks that two shards, each put away and read again, merge into a whole with
// the same bytes as the one that was never apart.
func merged[T any, P mergeable[T]](t *rapid.T, a, b, whole P) {
	t.Helper()
	reread(t, a)
	reread(t, b)
	must(t, a.Merge(b))
	got, err1 := a.MarshalBinary()
	want, err2 := whole.MarshalBinary()
	must(t, err1, err2)
	if !bytes.Equal(got, want) {
		t.Fatalf("shards merge into %x, want %x", got, want)
	}
	gotText, err1 := a.MarshalJSON()
	wantText, err2 := whole.MarshalJSON()
	must(t, err1, err2)
	if !bytes.Equal(gotText, wantText) {
		t.Fatalf("shards merge into %s, want %s", gotText, wantText)
	}
}

// reread puts v into bytes, or into JSON, and back.
func reread[T any, P mergeable[T]](t *rapid.T, v P) {
	t.Helper()
	if rapid.Bool().Draw(t, "in JSON") {
		text, err := v.MarshalJSON()
		must(t, err, v.UnmarshalJSON(text))
		return
	}
	data, err := v.MarshalBinary()
	must(t, err, v.UnmarshalBinary(data))
}

func collectors(t interface{ Fatal(...any) }) (*churn.Activity[string], *churn.Spending[string]) {
	activity, spending := new(churn.Activity[string]), new(churn.Spending[string])
	for _, e := range []struct {
		customer string
		period   int
		amount   string
	}{
		{"ann", 1, "10"}, {"ann", 2, "4.5"}, {"ann", 4, "-1"}, {"bob", 1, "20"}, {"bob", 4, "0"}, {"", 3, "7"}, {"\"é", 3, "3"},
	} {
		must(t, activity.Add(e.customer, month(e.period)), spending.Add(e.customer, month(e.period), amount(e.amount)))
	}
	must(t, spending.Add("bob", month(1), amount("-0.000000000000000001")))
	return activity, spending
}

func subscriptions[ID comparable](t interface{ Fatal(...any) }, p churn.Policy, customers ...ID) *churn.Ledger[ID] {
	l := churn.NewLedger[ID](p)
	for i, customer := range customers {
		s := churn.Subscription[ID]{Customer: customer, Start: day(i), MRR: amount("49.9"), Currency: "EUR"}
		must(t, l.Add(s))
		s.Start, s.End, s.MRR = day(-100), day(-50).Add(7*time.Nanosecond), decimal.Zero
		must(t, l.Add(s))
	}
	return l
}

// corrected is a ledger of snapshots with all that one may hold.
func corrected(t interface{ Fatal(...any) }) *churn.Ledger[string] {
	l := churn.NewLedger[string](churn.Policy{Snapshots: true, CountTrials: true, GraceDays: 7})
	s := churn.Subscription[string]{ID: "s1", Updated: day(1), Customer: "ann", Start: day(0), TrialEnd: day(2), MRR: amount("10"), Currency: "eur", Segment: "basic"}
	must(t, l.Add(s))
	s.Updated, s.MRR, s.Segment, s.End = day(3).Add(1), amount("20"), "pro", day(40)
	must(t, l.Add(s), l.Add(churn.Subscription[string]{ID: "s2", Updated: day(9), Withdrawn: true}),
		l.Add(churn.Subscription[string]{ID: "s3", Updated: day(5), Customer: "bob", Start: day(4), Trial: true, Currency: "EUR"}),
		l.Add(churn.Subscription[string]{Customer: "ann", Start: day(2), End: day(3), MRR: amount("-1.5"), Currency: "EUR", Segment: "basic"}),
		l.SetUntil(day(100)))
	return l
}

func TestCollectorEncodings(t *testing.T) {
	empty := churn.NewLedger[string](churn.Policy{Gross: true, IgnoreFree: true, ReturnsAreNew: true})
	must(t, empty.Add(churn.Subscription[string]{Customer: "free", Start: day(0)})) // ignored
	wiretest.Tallies(t, "ledger", boxed(subscriptions(t, churn.Policy{}, "ann", "bob", "", "ann", "\"é")), boxed(empty), boxed(corrected(t)))

	var p churn.Purchases[int32]
	for customer, days := range map[int32][]int{math.MinInt32: {0, 0, 400}, 7: {3}, 0: {-719162 - 19723}, math.MaxInt32: {2932896 - 19723}} {
		for _, d := range days {
			must(t, p.Add(customer, day(d).Add(time.Hour))) // the zero time is none
		}
	}
	must(t, p.AddRefund(7, day(4)), p.AddRefund(7, day(4)), p.AddRefund(1, day(0)))
	wiretest.Tallies(t, "purchases", boxed(&p))

	var a churn.Activity[uint64]
	for customer, periods := range map[uint64][]int{0: {-3, 0}, 1: {5, 4}, math.MaxUint64: {70, 5, 100}} {
		for _, p := range periods {
			must(t, a.Add(customer, month(p)))
		}
	}
	forgotten := new(churn.Activity[uint64]) // whose unit stands
	week, err := period.WeekStarting(time.Sunday).Of(day(0))
	must(t, err, forgotten.Add(7, week))
	forgotten.Forget(7)
	wiretest.Tallies(t, "activity", boxed(&a), boxed(forgotten))

	var s churn.Spending[netip.Addr]
	for customer, payments := range map[string]string{"10.0.0.1": "999999999999.999999999999999999", "2001:db8::1": "-3.5", "::": "0"} {
		id := netip.MustParseAddr(customer)
		must(t, s.Add(id, month(len(customer)), amount(payments)), s.Add(id, month(-4), amount("1")), s.Add(id, month(-4), amount("-0.25")))
	}
	wiretest.Tallies(t, "spending", boxed(&s))
}

func TestCollectorsSurvive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		customer := rapid.SampledFrom([]string{"a", "b", "", "long name", "é"})
		at := rapid.Custom(func(t *rapid.T) time.Time {
			return day(rapid.IntRange(-300, 300).Draw(t, "day")).Add(time.Duration(rapid.Int64Range(0, 1e9).Draw(t, "nanosecond")))
		})
		price := rapid.SampledFrom([]string{"0", "10", "10.5", "999999999999.999999999999999999", "0.000000000000000001"})
		policy := churn.Policy{Gross: rapid.Bool().Draw(t, "gross"), IgnoreFree: rapid.Bool().Draw(t, "ignore free")}
		var ledgers [3]*churn.Ledger[string]
		for i := range ledgers {
			ledgers[i] = churn.NewLedger[string](policy)
		}
		var bought [3]churn.Purchases[string]
		var active [3]churn.Activity[string]
		var paid [3]churn.Spending[string]
		for range rapid.IntRange(0, 12).Draw(t, "records") {
			id, start := customer.Draw(t, "customer"), at.Draw(t, "at")
			s := churn.Subscription[string]{Customer: id, Start: start, MRR: amount(price.Draw(t, "mrr"))}
			if rapid.Bool().Draw(t, "ends") {
				s.End = start.Add(time.Duration(rapid.Int64Range(0, 1e17).Draw(t, "lasts")))
			}
			period := rapid.IntRange(-70, 70).Draw(t, "period")
			shard := rapid.IntRange(0, 1).Draw(t, "shard")
			sum := amount(price.Draw(t, "paid"))
			if rapid.Bool().Draw(t, "refund") {
				sum = sum.Neg()
			}
			refunded := rapid.IntRange(0, 3).Draw(t, "refunded") == 0
			for _, to := range []int{shard, 2} {
				if refunded {
					must(t, bought[to].AddRefund(id, start))
				}
				must(t, ledgers[to].Add(s), bought[to].Add(id, start), active[to].Add(id, month(period)), paid[to].Add(id, month(period), sum))
			}
		}
		merged(t, ledgers[0], ledgers[1], ledgers[2])
		merged(t, &bought[0], &bought[1], &bought[2])
		merged(t, &active[0], &active[1], &active[2])
		merged(t, &paid[0], &paid[1], &paid[2])
		if !boxed(ledgers[0]).Same(boxed(ledgers[2])) {
			t.Fatal("shards that were read make other windows")
		}
		cohorts, err1 := paid[0].Cohorts(month(-70), month(70))
		want, err2 := paid[2].Cohorts(month(-70), month(70))
		must(t, err1, err2)
		if !reflect.DeepEqual(cohorts, want) {
			t.Fatalf("shards that were read make the cohorts\n%vwant\n%v", cohorts, want)
		}
	})
}

// No records make these collectors.
func TestImpossibleCollectors(t *testing.T) {
	const span = `{"start":"2024-01-01T00:00:00Z","end":null,"mrr":"1"}`
	for _, text := range []string{
		`{"policy":"default","currency":null,"customers":{"a":[` + span + `]}}`,
		`{"policy":"default","currency":"","customers":{"a":[]}}`,
		`{"policy":"default","currency":"","customers":{"a":[` + span + `],"a":[` + span + `]}}`,
		`{"policy":"other","currency":"","customers":{"a":[` + span + `]}}`,
		`{"policy":"default","currency":"","customers":{"a":[` + span + `,{"start":"2023-12-31T00:00:00Z","end":null,"mrr":"1"}]}}`,
		`{"policy":"default","currency":"","customers":{"a":[{"start":"2024-01-01T00:00:00Z","end":"2024-01-01T00:00:00Z","mrr":"1"}]}}`,
		`{"policy":"default","currency":"","customers":{"a":[{"start":"2024-01-01T00:00:00Z","end":"2024-01-01","mrr":"1"}]}}`,
		`{"policy":"default","currency":"","customers":{"a":[{"start":"2024-01-01T00:00:00+01:00","end":null,"mrr":"1"}]}}`,
		`{"policy":"default","currency":"","customers":{"a":[{"start":"1500-01-01T00:00:00Z","end":null,"mrr":"1"}]}}`,
		`{"policy":"default","currency":"","customers":{"a":[{"start":"2024-01-01T00:00:00Z","end":null,"mrr":"-1"}]}}`,
		`{"policy":"default","currency":"","customers":{"a":[{"start":"2024-01-01T00:00:00Z","end":null,"mrr":"1000000000000"}]}}`,
		`{"policy":"ignore-free","currency":"","customers":{"a":[{"start":"2024-01-01T00:00:00Z","end":null,"mrr":"0"}]}}`,
	} {
		var l churn.Ledger[string]
		if err := l.UnmarshalJSON([]byte(text)); !errors.Is(err, cx.ErrEncoding) {
			t.Errorf("%s is read: %v", text, err)
		}
	}
	// A subscription of ann, from a start to an end.
	for _, tt := range []struct {
		start, lasts string
		ok           bool
	}{
		{"\x02\x01", "\x00", true},
		{"\x11\x80\x00\x00\x00\x00\x00\x00\x00", "\x00", false},                                     // the year 1677
		{"\x10\x7f\xff\xff\xff\xff\xff\xff\xff", "\x00", false},                                     // the year 2262
		{"\x02\x01", "\xff\xff\xff\xff\xff\xff\xff\xff\x7f", false},                                 // until 2^63
		{"\x02\x01", "\xfd\xff\xff\xff\xff\xff\xff\xff\x7f", false},                                 // until 2262
		{"\x11\x7f\xff\xff\xff\x00\x00\x00\x00", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", false}, // until it wraps
	} {
		var l churn.Ledger[string]
		err := l.UnmarshalBinary([]byte("\x01\x65\x00\x00\x00\x01\x00\x00\x00\x01\x03ann\x01" + tt.start + tt.lasts + "\x00\x00\x00\x00"))
		if (err == nil) != tt.ok || err != nil && !errors.Is(err, cx.ErrEncoding) {
			t.Errorf("%x and %x are read: %v", tt.start, tt.lasts, err)
		}
	}
	for _, text := range []string{
		`{"customers":{"7":[]},"refunds":{}}`, `{"customers":{"7":["2024-01-02","2024-01-01"]},"refunds":{}}`, `{"customers":{"7":["2024-1-2"]},"refunds":{}}`, `{"customers":{"x":["2024-01-02"]},"refunds":{}}`,
		`{"customers":{"7":["0000-01-02"]},"refunds":{}}`, `{"customers":{"2147483648":["2024-01-02"]},"refunds":{}}`,
		`{"customers":{"7":["2024-01-02"]}}`, `{"customers":{},"refunds":{"7":[]}}`, `{"customers":{},"refunds":{"7":["2024-01-02","2024-01-01"]}}`,
	} {
		var p churn.Purchases[int32]
		if err := p.UnmarshalJSON([]byte(text)); !errors.Is(err, cx.ErrEncoding) {
			t.Errorf("%s is read: %v", text, err)
		}
	}
	for _, text := range []string{
		`"unit":"month","customers":{"7":[]}`, `"unit":"month","customers":{"7":["2024-01","2024-01"]}`, `"unit":"month","customers":{"7":["2024-02","2024-01"]}`,
		`"unit":"month","customers":{"-7":["2024-01"]}`, `"unit":"month","customers":{"7":[1]}`, `"unit":"month","customers":{"7":["2024-13"]}`,
		`"unit":"month","customers":{"7":["2024-01-01"]}`, `"unit":null,"customers":{"7":["2024-01"]}`, `"unit":"months","customers":{"7":["2024-01"]}`,
		`"unit":"month","customers":{"7":["1700-01","2041-05"]}`, `"unit":"month","customers":{"7":["1700-01"],"8":["2041-05"]}`, `"customers":{"7":["2024-01"]}`,
	} {
		var a churn.Activity[uint8]
		if err := a.UnmarshalJSON([]byte("{" + text + "}")); !errors.Is(err, cx.ErrEncoding) || a.Customers() != 0 {
			t.Errorf("%s is read: %v", text, err)
		}
	}
	for _, data := range []string{
		"\x01\x67\x00\x01\x01\x02\x07\x01\x02\x05\x01",              // no unit
		"\x01\x67\x05month\x01\x01\x02\x07\x01\x03\x05\x01",         // the month number -5
		"\x01\x67\x05month\x01\x01\x02\x07\x01\x06\xff\xff\xff\x01", // one after the year 9999
		"\x01\x67\x05Month\x01\x01\x02\x07\x01\x02\x05\x01",         // a unit of another name
		"\x01\x67\x05month\x01\x01\x02\x07\x01\x02\x05\x02",         // a set without its first period
	} {
		var a churn.Activity[uint8]
		if err := a.UnmarshalBinary([]byte(data)); !errors.Is(err, cx.ErrEncoding) || a.Customers() != 0 {
			t.Errorf("%q is read: %v", data, err)
		}
	}
	one := func(turnover, payments string) string {
		return `"a":{"turnover":"` + turnover + `","payments":[` + payments + `]}`
	}
	pay := func(period, n, amount string) string {
		return `{"period":"` + period + `","n":` + n + `,"amount":"` + amount + `"}`
	}
	jan := pay("2024-01", "1", "1")
	var good churn.Spending[string]
	must(t, good.UnmarshalJSON([]byte(`{"unit":"month","customers":{`+one("1", jan)+`}}`)))
	for _, customers := range []string{
		one("1", ""), one("2", jan), one("0.5", jan), one("-1", jan), one("2", jan+","+jan), one("2", pay("2024-02", "1", "1")+","+jan),
		one("1", pay("2024-01", "0", "1")), one("1", pay("2024-01", "1", "-2")), one("1", pay("2024-01", "2", "-2")), one("-1", pay("2024-01", "2", "0")),
		one("1000000000000", pay("2024-01", "1", "1000000000000")), one("1000000000000000000", pay("2024-01", "2", "0")),
		one("2", pay("1700-01", "1", "1")+","+pay("2041-05", "1", "1")), one("1", pay("2024", "1", "1")), one("1", pay("2024-01", "\"18446744073709551616\"", "1")),
		one("600000000000000000", pay("2024-01", "2", "0")) + "," + strings.Replace(one("600000000000000000", pay("2024-01", "2", "0")), `"a"`, `"b"`, 1),
		one("1", pay("2024-01", "\"18446744073709551615\"", "0")) + "," + strings.Replace(one("1", jan), `"a"`, `"b"`, 1),
	} {
		var s churn.Spending[string]
		if err := s.UnmarshalJSON([]byte(`{"unit":"month","customers":{` + customers + `}}`)); !errors.Is(err, cx.ErrEncoding) || s.Customers() != 0 {
			t.Errorf("%s is read: %v", customers, err)
		}
	}
}

// Not every customer can be written.
func TestCustomersWithoutEncoding(t *testing.T) {
	var p churn.Purchases[float64]
	must(t, p.Add(1, day(0)))
	if data, err := p.MarshalBinary(); !errors.Is(err, cx.ErrEncoding) {
		t.Errorf("a float is written as %x, %v", data, err)
	}
	if err := p.UnmarshalJSON([]byte(`{"customers":{"1":["2024-01-01"]}}`)); !errors.Is(err, cx.ErrEncoding) || p.Customers() != 1 {
		t.Errorf("a float is read: %v", err)
	}
	var q churn.Purchases[string]
	must(t, q.Add("\xff", day(0)))
	_, err := q.MarshalBinary()
	text, err2 := q.MarshalJSON()
	if !errors.Is(err, cx.ErrEncoding) || !errors.Is(err2, cx.ErrEncoding) {
		t.Errorf("a text that is no UTF-8 is written as %s, %v, %v", text, err, err2)
	}
	q.Forget("\xff")
	must(t, q.Add("7", day(0)))
	data, err := q.MarshalBinary()
	must(t, err)
	// Integers are no texts, even if they look alike.
	if err := new(churn.Purchases[int]).UnmarshalBinary(data); !errors.Is(err, cx.ErrEncoding) {
		t.Errorf("a text is read as an integer: %v", err)
	}
}

func TestPolicies(t *testing.T) {
	all := churn.Policy{Gross: true, EndAtCancellation: true, CountTrials: true, IgnoreFree: true, ReturnsAreNew: true}
	for _, tt := range []struct {
		policy churn.Policy
		text   string
	}{
		{churn.Policy{}, `"default"`},
		{churn.Policy{Gross: true}, `"gross"`},
		{churn.Policy{Snapshots: true, GraceDays: 7}, `"snapshots, grace 7 days"`},
		{churn.Policy{GraceDays: 1}, `"grace 1 day"`},
		{churn.Policy{GraceDays: 100000}, `"grace 100000 days"`},
		{churn.Policy{EndAtCancellation: true, ReturnsAreNew: true}, `"end-at-cancellation, returns-are-new"`},
		{all, `"gross, end-at-cancellation, count-trials, ignore-free, returns-are-new"`},
	} {
		text, err := json.Marshal(tt.policy)
		var back churn.Policy
		if err := errors.Join(err, json.Unmarshal(text, &back)); err != nil || string(text) != tt.text || back != tt.policy {
			t.Errorf("%+v is %s, %v, and reads as %v", tt.policy, text, err, back)
		}
	}
	p := churn.Policy{Gross: true}
	for _, text := range []string{"", ",", "gross,", "gross,gross", "Gross", "default,gross", "gross, default", "gross ignore-free",
		"grace 0 days", "grace 1 days", "grace 2 day", "grace -1 days", "grace 07 days", "grace 7", "grace 168h0m0s", "grace 100001 days", "grace 7 days, grace 7 days", strings.Repeat("x", 1e6)} {
		if err := p.UnmarshalText([]byte(text)); !errors.Is(err, cx.ErrEncoding) || p != (churn.Policy{Gross: true}) || len(err.Error()) > 200 {
			t.Errorf("%.40q is read as %v, %.200v", text, p, err)
		}
	}
	if err := p.UnmarshalText([]byte("ignore-free,gross")); err != nil || p != (churn.Policy{Gross: true, IgnoreFree: true}) {
		t.Errorf("read as %v, %v", p, err)
	}
	i := churn.LostAt(90)
	text, err := json.Marshal(i)
	var back churn.Inactivity
	if err := errors.Join(err, json.Unmarshal(text, &back)); err != nil || string(text) != `"lost at day 90"` || back != i || churn.LostAt(90) != i {
		t.Errorf("%v is %s, %v, and reads as %v", i, text, err, back)
	}
	for _, text := range []string{"", "90", "lost at day ", "lost at day 090", "lost at day +90", "lost at day 0", "lost at day 1000001", "lost at day 9223372036854775808", "lost at day -1"} {
		if err := i.UnmarshalText([]byte(text)); err == nil || i != churn.LostAt(90) {
			t.Errorf("%q is read as %v", text, i)
		}
	}
	if text, err := (churn.Inactivity{}).MarshalText(); !errors.Is(err, cx.ErrOutOfRange) {
		t.Errorf("the zero inactivity is written as %q, %v", text, err)
	}
}

func TestTexts(t *testing.T) {
	curve, err := someLifetimes(t).KaplanMeier()
	must(t, err)
	for _, tt := range []struct{ got, want string }{
		{churn.Customers{Kept: 192, Lost: 8}.String(), "churn 4.0% (n=200, 95% 2.0 to 7.7)"},
		{churn.Customers{}.String(), "churn undefined (n=0)"},
		{someMovement.String(), "1000 customers + 50 new + 5 reactivated - 30 lost - 2 lost of the joined = 1023"},
		{churn.Movement{Lost: 1}.String(), "0 customers - 1 lost = undefined"},
		// 1000 + 10 - 5.5 - 30 = 974.5 of the opening, and 50.25 + 20 + 1 - 2 - 3 = 66.25; (1000 - 35.5) / 1000.
		{someRevenue.String(), "MRR 1000 + 50.25 new + 20 reactivated + 10 expansion - 5.5 contraction - 30 churned + 1 expansion of the joined" +
			" - 2 contraction of the joined - 3 churned of the joined = 1040.75 EUR (GRR 96.5%, NRR 97.5%)"},
		{churn.Revenue{}.String(), "MRR 0 = 0"},
		{churn.Revenue{New: amount("5"), Currency: "USD"}.String(), "MRR 0 + 5 new = 5 USD"},
		{churn.Revenue{New: decimal.New(1, 1e9)}.String(), "churn: new revenue: a decimal with the exponent 1000000000, beyond 64"},
		{churn.Window{Movement: churn.Movement{Opening: 2, Lost: 1}}.String(), "2 customers - 1 lost = 1; MRR 0 = 0"},
		// 5 from the start: 1 censored at 0, 3/4 stay at 9, where one enters, 3/4 of them at 13 and 1/2 at 18: 9/32.
		{curve.String(), "28.1% stay longer than 400 (n=6, 95% 1.1 to 69.8), median 18"},
		{someLifetimes(t).String(), curve.String()},
		{new(churn.Lifetimes).String(), "undefined (n=0)"},
		{lifetimesOf(t, churn.Lifetime{Time: 3, Lost: true}).String(), "0.0% stay longer than 3 (n=1), median 3"},
		{lifetimesOf(t, churn.Lifetime{Time: 3}).String(), "100.0% stay longer than 3 (n=1, 95% 100.0 to 100.0)"},
	} {
		if tt.got != tt.want {
			t.Errorf("got  %q\nwant %q", tt.got, tt.want)
		}
	}
}

// TestCollectorTexts has what collectors hold, and none of the customers, in the text and
// in what a handler of JSON makes of a value that has a JSON form too.
func TestCollectorTexts(t *testing.T) {
	activity, spending := collectors(t)
	ledger := churn.NewLedger[string](churn.Policy{Gross: true, IgnoreFree: true})
	var purchases churn.Purchases[string]
	for i, customer := range []string{"ann", "bob", "ann"} {
		start := day([]int{40, 3, 75}[i])
		must(t, purchases.Add(customer, start), ledger.Add(churn.Subscription[string]{
			Customer: customer, Start: start, End: start.AddDate(1, 0, 0), MRR: amount("9.5"), Currency: "EUR",
		}))
	}
	var trial, one churn.Ledger[string]
	must(t, trial.Add(churn.Subscription[string]{Customer: "ann", Start: day(0), Currency: "USD", Trial: true}),
		one.Add(churn.Subscription[string]{Customer: "ann", Start: day(1).Add(-time.Nanosecond), MRR: amount("1")}))
	for _, tt := range []struct {
		collector interface {
			slog.LogValuer
			fmt.Stringer
		}
		text string
	}{
		// 40 days after 2024-01-01 come 30 of January and 10 of February, and 75 days 15 of March.
		{ledger, "2 customers, 3 subscriptions begun 2024-01-04 to 2024-03-16 in EUR (gross, ignore-free)"},
		{&trial, "0 customers, 0 subscriptions"},
		{&one, "1 customers, 1 subscriptions begun 2024-01-01 to 2024-01-01"},
		{new(churn.Ledger[int]), "0 customers, 0 subscriptions"},
		{&purchases, "2 customers, 3 purchases from 2024-01-04 to 2024-03-16"},
		{new(churn.Purchases[int]), "0 customers, 0 purchases"},
		{activity, "4 customers active in 2024-01 to 2024-04"},
		{activityOf(t, []visit{{1, -70}, {2, 0}, {1, 70}, {3, 5}, {2, 6}}), "3 customers active in 2018-02 to 2029-10"},
		{new(churn.Activity[int]), "0 customers active"},
		// 10 + 4.5 + 1 + 20 + 0 + 7 + 3, and a step of 10^-18.
		{spending, "4 customers paid in 2024-01 to 2024-04, turnover 45.500000000000000001"},
		{new(churn.Spending[int]), "0 customers paid, turnover 0"},
	} {
		if got := tt.collector.String(); got != tt.text {
			t.Errorf("got  %q\nwant %q", got, tt.text)
		}
		var logged bytes.Buffer
		slog.New(slog.NewJSONHandler(&logged, nil)).Info("", "v", tt.collector)
		if want := `,"v":"` + tt.text + "\"}\n"; !strings.HasSuffix(logged.String(), want) {
			t.Errorf("logged %s\nwant to end in %s", logged.String(), want)
		}
	}
}

func FuzzDecoders(f *testing.F) {
	some, spent := collectors(f)
	var bought churn.Purchases[int32]
	var active churn.Activity[uint64]
	must(f, bought.Add(7, day(3)), bought.Add(7, day(3)), active.Add(7, month(3)), active.Add(7, month(90)), active.Add(300, month(-1)))
	for _, v := range []wiretest.Tally{
		churn.Customers{Kept: 1, Lost: 300}, someMovement, someRevenue, churn.Window{Movement: someMovement, Revenue: extreme}, someLifetimes(f),
		subscriptions(f, churn.Policy{Gross: true}, "a", "b"), some, spent, &bought, &active,
	} {
		data, err1 := v.MarshalBinary()
		text, err2 := v.MarshalJSON()
		must(f, err1, err2)
		f.Add(data)
		f.Add(text)
	}
	table, err1 := some.Bounded(month(1), month(4))
	revenue, err2 := spent.Cohorts(month(1), month(4))
	curve, err3 := someLifetimes(f).KaplanMeier()
	must(f, err1, err2, err3)
	for _, v := range []json.Marshaler{table, revenue, curve} {
		text, err := v.MarshalJSON()
		must(f, err)
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		wiretest.Binary[churn.Customers](t, data)
		wiretest.Binary[churn.Movement](t, data)
		wiretest.Binary[churn.Revenue](t, data)
		wiretest.Binary[churn.Window](t, data)
		wiretest.Binary[churn.Active](t, data)
		wiretest.JSON[churn.Active](t, data)
		wiretest.Binary[lifetimesBox](t, data)
		wiretest.JSON[churn.Customers](t, data)
		wiretest.JSON[churn.Window](t, data)
		wiretest.JSON[lifetimesBox](t, data)
		wiretest.JSON[churn.Curve](t, data)
		wiretest.JSON[churn.CohortTable](t, data)
		wiretest.JSON[churn.RevenueTable](t, data)
		wiretest.Binary[box[churn.Purchases[int32], *churn.Purchases[int32]]](t, data)
		wiretest.Binary[box[churn.Activity[uint64], *churn.Activity[uint64]]](t, data)
		wiretest.JSON[ledgerBox](t, data)
		wiretest.JSON[box[churn.Purchases[int32], *churn.Purchases[int32]]](t, data)
		wiretest.JSON[box[churn.Activity[uint64], *churn.Activity[uint64]]](t, data)
		wiretest.JSON[box[churn.Spending[netip.Addr], *churn.Spending[netip.Addr]]](t, data)
		wiretest.Binary[ledgerBox](t, data)
		wiretest.Binary[box[churn.Spending[netip.Addr], *churn.Spending[netip.Addr]]](t, data)
	})
}

func BenchmarkLedgerEncoding(b *testing.B) {
	l := churn.NewLedger[int](churn.Policy{})
	for i := range 100_000 {
		s := churn.Subscription[int]{Customer: i % 60_000, Start: day(i % 1000), MRR: decimal.New(int64(i%9000), -2), Currency: "EUR"}
		if i%3 == 0 {
			s.End = s.Start.Add(time.Duration(1+i) * time.Hour)
		}
		must(b, l.Add(s))
	}
	data, err := l.MarshalBinary()
	must(b, err)
	b.Run("write", func(b *testing.B) {
		b.ReportAllocs()
		b.SetBytes(int64(len(data)))
		for b.Loop() {
			if _, err := l.MarshalBinary(); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("read", func(b *testing.B) {
		b.ReportAllocs()
		b.SetBytes(int64(len(data)))
		for b.Loop() {
			var back churn.Ledger[int]
			if err := back.UnmarshalBinary(data); err != nil {
				b.Fatal(err)
			}
		}
	})
}

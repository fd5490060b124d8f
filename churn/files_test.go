package churn_test

import (
	"encoding/csv"
	"errors"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/churn"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/period"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// These tests read real and sample data from a folder beside the project; see
// its README for where each file is from. Each figure is computed a second time
// from the rows, without the package.

// readFile returns a file of the folder, or skips the test.
func readFile(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "shared", "data", name))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("the data folder is not here: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// readCSV returns the rows of a file as maps from column to value.
func readCSV(t *testing.T, name string) []map[string]string {
	t.Helper()
	records, err := csv.NewReader(strings.NewReader(readFile(t, name))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	rows := make([]map[string]string, 0, len(records))
	for _, r := range records[1:] {
		row := make(map[string]string, len(r))
		for i, column := range records[0] {
			row[column] = r[i]
		}
		rows = append(rows, row)
	}
	return rows
}

func integer(t *testing.T, s string) int64 {
	t.Helper()
	n, err := strconv.ParseInt(strings.TrimSuffix(s, ".0"), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func date(t *testing.T, layout, s string) time.Time {
	t.Helper()
	d, err := time.Parse(layout, s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestTelco(t *testing.T) {
	rows := readCSV(t, "telco_churn.csv")
	// The Churn column says who left within the last month, out of all.
	for _, tc := range []struct {
		contract string // or all
		want     churn.Customers
	}{
		{"", churn.Customers{Kept: 5174, Lost: 1869}},
		{"Month-to-month", churn.Customers{Kept: 2220, Lost: 1655}},
		{"One year", churn.Customers{Kept: 1307, Lost: 166}},
		{"Two year", churn.Customers{Kept: 1647, Lost: 48}},
	} {
		var customers churn.Customers
		var revenue churn.Revenue
		opening, lost := new(big.Rat), new(big.Rat) // once more, in rational numbers
		var n, left int64
		for _, row := range rows {
			if tc.contract != "" && row["Contract"] != tc.contract {
				continue
			}
			one, mrr := churn.Customers{Kept: 1}, decimal.RequireFromString(row["MonthlyCharges"])
			month := churn.Revenue{Opening: mrr}
			charge, _ := new(big.Rat).SetString(row["MonthlyCharges"])
			opening.Add(opening, charge)
			n++
			if row["Churn"] == "Yes" {
				one, month.Churned = churn.Customers{Lost: 1}, mrr
				lost.Add(lost, charge)
				left++
			}
			if err := errors.Join(customers.Merge(&one), revenue.Merge(&month)); err != nil {
				t.Fatal(err)
			}
		}
		if customers != tc.want || customers.Lost != uint64(left) || customers.Kept != uint64(n-left) {
			t.Errorf("%q: %+v, want %+v", tc.contract, customers, tc.want)
		}
		percent := func(num, den *big.Rat) string {
			return trim(new(big.Rat).Mul(big.NewRat(100, 1), new(big.Rat).Quo(num, den)).FloatString(16))
		}
		if got, want := result(customers.Churn().Score()), percent(big.NewRat(left, 1), big.NewRat(n, 1)); got != want {
			t.Errorf("%q: customer churn %s, want %s", tc.contract, got, want)
		}
		if got, want := result(revenue.GrossChurn()), percent(lost, opening); got != want {
			t.Errorf("%q: MRR churn %s, want %s", tc.contract, got, want)
		}
		if tc.contract == "" {
			if got := result(customers.Churn().Score()); got != "26.5369870793695868" {
				t.Errorf("customer churn %s", got)
			}
			if got := result(revenue.GrossChurn()); !strings.HasPrefix(got, "30.50") {
				t.Errorf("MRR churn %s, want 139130.85 of 456116.60", got)
			}
		}
	}
}

// survfit(Surv(tenure, Churn == "Yes") ~ 1, conf.type = "log-log") and
// survdiff(... ~ Contract) of R 4.2.2, package survival 3.5-3.
func TestTelcoSurvival(t *testing.T) {
	rows := readCSV(t, "telco_churn.csv")
	contracts := []string{"Month-to-month", "One year", "Two year"}
	groups := []*churn.Lifetimes{new(churn.Lifetimes), new(churn.Lifetimes), new(churn.Lifetimes)}
	var all churn.Lifetimes
	for _, row := range rows {
		one := churn.Lifetime{Time: integer(t, row["tenure"]), Lost: row["Churn"] == "Yes"}
		if err := all.Add(one); err != nil {
			t.Fatal(err)
		}
		for i, c := range contracts {
			if row["Contract"] == c {
				if err := groups[i].Add(one); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	curve, err := all.KaplanMeier()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []struct {
		time                        int64
		survival, stdErr, low, high float64
	}{
		{1, 0.945961319681456, 0.00269618461060997, 0.940418371315835, 0.951002120957240},
		{12, 0.843199553815831, 0.00449216025484106, 0.834168685811463, 0.851783320693125},
		{24, 0.788736398370599, 0.00520896369050114, 0.778312955529915, 0.798735202136178},
		{72, 0.592790152052230, 0.00991876687076276, 0.573062891004295, 0.611936209192665},
	} {
		s, err1 := curve.Survival(want.time)
		stdErr, err2 := curve.StdErr(want.time)
		i, err3 := curve.Interval(want.time, 0.95)
		if err := errors.Join(err1, err2, err3); err != nil {
			t.Fatal(err)
		}
		if !near(s, want.survival) || !near(stdErr, want.stdErr) || !near(i.Low, want.low) || !near(i.High, want.high) {
			t.Errorf("after %d months: %v +- %v in %v..%v, want %+v", want.time, s, stdErr, i.Low, i.High, want)
		}
		if exact := productLimit(rows, want.time, func(r map[string]string) (int64, bool) {
			return integer(t, r["tenure"]), r["Churn"] == "Yes"
		}); !near(s, exact) {
			t.Errorf("after %d months: %v, from the rows %v", want.time, s, exact)
		}
	}
	test, err := churn.LogRank(groups...)
	if err != nil {
		t.Fatal(err)
	}
	if !near(test.Statistic, 2352.87253825934) || test.DF != 2 || !near(test.Expected[1], 470.727826095820) || test.Observed[2] != 48 {
		t.Errorf("log-rank test %+v", test)
	}
	for i, want := range []struct{ mean, stdErr float64 }{
		{36.2978999018954, 0.5600052057853064}, {66.4174719811293, 0.4000605884266194}, {71.5403284503490, 0.0823749294554223},
	} {
		c, err := groups[i].KaplanMeier()
		if err != nil {
			t.Fatal(err)
		}
		mean, err := c.LifeExpectancy(0, 72)
		if err != nil || !near(mean.Value, want.mean) || !near(mean.StdErr, want.stdErr) {
			t.Errorf("%s: %+v of 72 months, %v, want %+v", contracts[i], mean, err, want)
		}
		median, err := c.Median()
		if i == 0 && (err != nil || median != 35) || i > 0 && !errors.Is(err, cx.ErrNoData) {
			t.Errorf("%s: median %d, %v", contracts[i], median, err)
		}
	}
}

// productLimit computes S(t) from its definition.
func productLimit[R any](rows []R, until int64, of func(R) (time int64, lost bool)) float64 {
	s := big.NewRat(1, 1)
	for time := range until + 1 {
		var risk, lost int64
		for _, r := range rows {
			if exit, event := of(r); exit >= time {
				risk++
				if event && exit == time {
					lost++
				}
			}
		}
		if lost > 0 {
			s.Mul(s, big.NewRat(risk-lost, risk))
		}
	}
	f, _ := s.Float64()
	return f
}

func TestWaltons(t *testing.T) {
	rows := readCSV(t, "waltons.csv")
	groups := make(map[string]*churn.Lifetimes)
	members := make(map[string][]map[string]string)
	for _, row := range rows {
		g := row["group"]
		if groups[g] == nil {
			groups[g] = new(churn.Lifetimes)
		}
		members[g] = append(members[g], row)
		if err := groups[g].Add(churn.Lifetime{Time: integer(t, row["T"]), Lost: row["E"] == "1"}); err != nil {
			t.Fatal(err)
		}
	}
	// R 4.2.2, survival 3.5-3: survfit(Surv(T, E) ~ 1, conf.type = "log-log"), its
	// summary with rmean = 60, and survdiff(Surv(T, E) ~ group). The documentation of
	// the Python library lifelines prints the same statistic, 122.25.
	for name, want := range map[string]struct {
		median            int64
		at40, low, high   float64
		mean60, mean60Err float64
	}{
		"control": {58, 0.95318317768, 0.89876149578, 0.97869123940, 54.303556822839006, 0.767358947044627},
		"miR-137": {26, 0.117647058824, 0.037242648980, 0.24859392444, 25.58823529411764, 2.20219992518445},
	} {
		c, err := groups[name].KaplanMeier()
		if err != nil {
			t.Fatal(err)
		}
		median, err1 := c.Median()
		s, err2 := c.Survival(40)
		i, err3 := c.Interval(40, 0.95)
		mean, err4 := c.LifeExpectancy(0, 60)
		if err := errors.Join(err1, err2, err3, err4); err != nil {
			t.Fatal(err)
		}
		if median != want.median || !near(s, want.at40) || !near(i.Low, want.low) || !near(i.High, want.high) ||
			!near(mean.Value, want.mean60) || !near(mean.StdErr, want.mean60Err) {
			t.Errorf("%s: median %d, S(40) %v in %v..%v, mean %+v, want %+v", name, median, s, i.Low, i.High, mean, want)
		}
		if exact := productLimit(members[name], 40, func(r map[string]string) (int64, bool) {
			return integer(t, r["T"]), r["E"] == "1"
		}); !near(s, exact) {
			t.Errorf("%s: S(40) %v, from the rows %v", name, s, exact)
		}
	}
	test, err := churn.LogRank(groups["control"], groups["miR-137"])
	if err != nil {
		t.Fatal(err)
	}
	if !near(test.Statistic, 122.249125573006) || !near(test.P*1e28, 2.0359832222855) || test.DF != 1 || !near(test.Expected[1], 7.07551027131085) {
		t.Errorf("log-rank test %+v", test)
	}
}

// rawOrder is a row of the CDNOW sample.
type rawOrder struct {
	customer string
	day      time.Time
	cents    int64
}

func readCDNOW(t *testing.T) []rawOrder {
	t.Helper()
	var orders []rawOrder
	for line := range strings.Lines(readFile(t, "cdnow_sample.txt")) {
		f := strings.Fields(line)
		orders = append(orders, rawOrder{
			customer: f[1], day: date(t, "20060102", f[2]), cents: decimal.RequireFromString(f[4]).Shift(2).IntPart(),
		})
	}
	return orders
}

func TestCDNOW(t *testing.T) {
	orders := readCDNOW(t)
	var p churn.Purchases[string]
	byCustomer := make(map[string]map[time.Time]int) // orders by day
	for _, o := range orders {
		if err := p.Add(o.customer, o.day); err != nil {
			t.Fatal(err)
		}
		if byCustomer[o.customer] == nil {
			byCustomer[o.customer] = make(map[time.Time]int)
		}
		byCustomer[o.customer][o.day]++
	}
	// Published: 2,357 customers, a tenth of the cohort of the first quarter of 1997
	// (P. S. Fader and B. G. S. Hardie; R package BTYD, cdnowSummary).
	if p.Customers() != 2357 || len(orders) != 6919 {
		t.Errorf("%d customers, %d orders", p.Customers(), len(orders))
	}
	var byOrder, byDay estimate.Proportion
	for _, days := range byCustomer {
		n := 0
		for _, k := range days {
			n += k
		}
		if n > 1 {
			byOrder.Hits++
		} else {
			byOrder.Misses++
		}
		if len(days) > 1 {
			byDay.Hits++
		} else {
			byDay.Misses++
		}
	}
	if p.RepeatByOrder() != byOrder || p.RepeatByDay() != byDay || byOrder.Hits <= byDay.Hits {
		t.Errorf("repeat purchases %v by order, %v by day, want %v, %v", p.RepeatByOrder(), p.RepeatByDay(), byOrder, byDay)
	}

	// Published frequency, recency and age in weeks at the end of September 1997
	// (documentation of the Python library lifetimes, quickstart: 2 30.43 38.86,
	// 1 1.71 38.86, 0 0.00 38.86), and 1,411 customers without a repeat purchase by
	// then (P. S. Fader, B. G. S. Hardie and K. L. Lee, Marketing Science 24(2), 2005).
	september := time.Date(1997, 9, 30, 0, 0, 0, 0, time.UTC)
	for customer, want := range map[string]churn.RecencyFrequency{
		"0001": {Frequency: 2, Recency: 213, Age: 272}, // 30.43, 38.86 weeks
		"0002": {Frequency: 1, Recency: 12, Age: 272},  // 1.71
		"0003": {Frequency: 0, Recency: 0, Age: 272},
	} {
		if got := recencyFrequencies(t, &p, september)[customer]; got != want {
			t.Errorf("customer %s: %+v, want %+v", customer, got, want)
		}
	}
	histories, err := p.RecencyFrequencies(september)
	if err != nil {
		t.Fatal(err)
	}
	once := 0
	for _, h := range histories {
		if h.Frequency == 0 {
			once++
		}
	}
	if once != 1411 {
		t.Errorf("%d customers without a repeat purchase by September, published are 1411", once)
	}

	// 90 days of inactivity, on the last day of the data and in the last quarter.
	end := time.Date(1998, 6, 30, 0, 0, 0, 0, time.UTC)
	isActive := func(days map[time.Time]int, at time.Time, limit int) bool {
		for d := range days {
			if age := int(at.Sub(d).Hours() / 24); age >= 0 && age < limit {
				return true
			}
		}
		return false
	}
	for _, tc := range []struct {
		rule  churn.Inactivity
		limit int
	}{{churn.LostAt(90), 90}, {churn.LostAt(91), 91}} {
		var lost uint64
		for _, days := range byCustomer {
			if !isActive(days, end, tc.limit) {
				lost++
			}
		}
		got, err := p.Standing(tc.rule, end)
		if err != nil || got.Lost != lost || got.Lost+got.Active+got.Returned != 2357 {
			t.Errorf("lost by the %d-day rule: %+v, %v, want %d", tc.limit, got, err, lost)
		}
		april := time.Date(1998, 4, 1, 0, 0, 0, 0, time.UTC)
		moved, err := p.Movements(tc.rule, april, end.AddDate(0, 0, 1))
		if err != nil {
			t.Fatal(err)
		}
		var want churn.Movement
		for _, days := range byCustomer { // all had bought before April 1998
			was, is := isActive(days, april.AddDate(0, 0, -1), tc.limit), isActive(days, end, tc.limit)
			switch {
			case was && is:
				want.Opening++
			case was:
				want.Opening++
				want.Lost++
			case is:
				want.Reactivated++
			default:
				for d := april; !d.After(end); d = d.AddDate(0, 0, 1) {
					if isActive(days, d, tc.limit) { // back, and lost again
						want.Reactivated++
						want.LostJoined++
						break
					}
				}
			}
		}
		if moved[0] != want {
			t.Errorf("second quarter of 1998 by the %d-day rule: %+v, want %+v", tc.limit, moved[0], want)
		}
	}
}

func TestCDNOWCohorts(t *testing.T) {
	orders := readCDNOW(t)
	of := func(d time.Time) period.Period {
		p, err := period.Month.Of(d)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	month := func(d time.Time) int { return of(d).Index() }
	var a churn.Activity[string]
	var s churn.Spending[string]
	started := make(map[string]int)
	for _, o := range orders {
		if err := errors.Join(a.Add(o.customer, of(o.day)), s.Add(o.customer, of(o.day), cents(o.cents))); err != nil {
			t.Fatal(err)
		}
		if m, ok := started[o.customer]; !ok || month(o.day) < m {
			started[o.customer] = month(o.day)
		}
	}
	from, to := of(time.Date(1997, 1, 1, 0, 0, 0, 0, time.UTC)), of(time.Date(1998, 6, 1, 0, 0, 0, 0, time.UTC))
	first, last := from.Index(), to.Index()
	bounded, err1 := a.Bounded(from, to)
	rolling, err2 := a.Rolling(from, to)
	revenue, err3 := s.Cohorts(a.Periods())
	if err := errors.Join(err1, err2, err3); err != nil {
		t.Fatal(err)
	}
	var total int64
	for cohort := first; cohort <= last; cohort++ {
		name, err := period.Month.At(cohort)
		if err != nil {
			t.Fatal(err)
		}
		size := uint64(0)
		for _, m := range started {
			if m == cohort {
				size++
			}
		}
		if got, err := bounded.Size(name); err != nil || got != size {
			t.Errorf("cohort %d: %d customers, %v, want %d", cohort, got, err, size)
		}
		for age := range last - cohort + 1 {
			in, since := make(map[string]bool), make(map[string]bool)
			var paid int64
			for _, o := range orders {
				if started[o.customer] != cohort {
					continue
				}
				if month(o.day) >= cohort+age {
					since[o.customer] = true
				}
				if month(o.day) == cohort+age {
					in[o.customer] = true
					paid += o.cents
				}
			}
			total += paid
			b, err1 := bounded.Retention(name, age)
			r, err2 := rolling.Retention(name, age)
			m, err3 := revenue.Revenue(name, age)
			if err := errors.Join(err1, err2, err3); err != nil {
				t.Fatal(err)
			}
			if b.Hits != uint64(len(in)) || r.Hits != uint64(len(since)) || !m.Equal(cents(paid)) {
				t.Errorf("cohort %d, age %d: %d bounded, %d rolling, %v paid, want %d, %d, %d cents",
					cohort, age, b.Hits, r.Hits, m, len(in), len(since), paid)
			}
		}
	}
	var all int64
	for _, o := range orders {
		all += o.cents
	}
	if total != all {
		t.Errorf("the cells hold %d cents, the rows %d", total, all)
	}
}

// ravenRecord is a row of the RavenStack subscriptions. Dates have no hours: what holds
// on a day holds until the next.
type ravenRecord struct {
	start, end time.Time // end zero: open
	mrr        int64
	trial      bool
}

// held returns what records hold on a day under a policy, and whether anything.
func held(p churn.Policy, rs []ravenRecord, d time.Time) (mrr int64, active bool) {
	for _, r := range rs {
		switch {
		case d.Before(r.start), !r.end.IsZero() && !d.Before(r.end), r.trial && !p.CountTrials, r.mrr == 0 && p.IgnoreFree:
		default:
			mrr, active = mrr+r.mrr, true
		}
	}
	return mrr, active
}

// ravenMonth counts a month from what each customer holds on its days and on the one
// before: on the last one and the one before where movements are netted.
func ravenMonth(p churn.Policy, customers map[string][]ravenRecord, from, to time.Time) (w counted) {
	for _, rs := range customers {
		before := from.AddDate(0, 0, -1)
		was, wasActive := held(p, rs, before)
		known := false
		for _, r := range rs {
			_, counts := held(p, []ravenRecord{r}, r.start) // not where it ends on the day it starts
			known = known || counts && r.start.Before(from)
		}
		opened := wasActive // and has not been lost since
		if opened {
			w.opening++
			w.openingC += was
		}
		day := to.AddDate(0, 0, -1)
		if p.Gross {
			day = from
		}
		for ; day.Before(to); day = day.AddDate(0, 0, 1) {
			is, isActive := held(p, rs, day)
			up, down := max(0, is-was), max(0, was-is)
			switch {
			case wasActive && isActive && opened:
				w.expansionC += up
				w.contrC += down
			case wasActive && isActive:
				w.expansionJoinedC += up
				w.contrJoinedC += down
			case wasActive && opened:
				w.lost++
				w.lostC += was
				opened = false
			case wasActive:
				w.lostJoined++
				w.lostJoinedC += was
			case isActive && known:
				w.reactivated++
				w.reactivatedC += is
			case isActive:
				w.joined++
				w.newC += is
			}
			was, wasActive, known = is, isActive, known || isActive
		}
		if p.Gross || wasActive || openedWith(p, rs, from) {
			continue
		}
		known = slices.ContainsFunc(rs, func(r ravenRecord) bool {
			_, counts := held(p, []ravenRecord{r}, r.start)
			return counts && r.start.Before(from)
		})
		last, passed := int64(0), false // who was there in between only
		for d := from; d.Before(to); d = d.AddDate(0, 0, 1) {
			if mrr, active := held(p, rs, d); active {
				last, passed = mrr, true
			}
		}
		switch {
		case !passed:
			continue
		case known:
			w.reactivated++
			w.reactivatedC += last
		default:
			w.joined++
			w.newC += last
		}
		w.lostJoined++
		w.lostJoinedC += last
	}
	return w
}

func openedWith(p churn.Policy, rs []ravenRecord, from time.Time) bool {
	_, active := held(p, rs, from.AddDate(0, 0, -1))
	return active
}

// checkRaven holds every figure of a window against the counts of its month, whose
// amounts are in whole dollars.
func checkRaven(t *testing.T, name string, got churn.Window, w counted) {
	t.Helper()
	want := churn.Window{
		From: got.From, To: got.To,
		Movement: churn.Movement{Opening: w.opening, New: w.joined, Reactivated: w.reactivated, Lost: w.lost, LostJoined: w.lostJoined},
		Revenue: churn.Revenue{
			Opening: decimal.NewFromInt(w.openingC), New: decimal.NewFromInt(w.newC), Reactivated: decimal.NewFromInt(w.reactivatedC),
			Expansion: decimal.NewFromInt(w.expansionC), Contraction: decimal.NewFromInt(w.contrC), Churned: decimal.NewFromInt(w.lostC),
			ExpansionJoined: decimal.NewFromInt(w.expansionJoinedC), ContractionJoined: decimal.NewFromInt(w.contrJoinedC),
			ChurnedJoined: decimal.NewFromInt(w.lostJoinedC),
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s:\n%s", name, diff)
	}
	over := func(num, den int64) string {
		if den == 0 {
			return "no data"
		}
		return trim(big.NewRat(num, den).FloatString(16))
	}
	loss := w.contrC + w.lostC
	gains := w.newC + w.reactivatedC + w.expansionC + w.expansionJoinedC
	losses := loss + w.contrJoinedC + w.lostJoinedC
	grossChurn, grr := over(100*loss, w.openingC), over(100*(w.openingC-loss), w.openingC)
	if loss > w.openingC { // which takes more than one movement of a customer
		grossChurn, grr = "out of range", "out of range"
	}
	closing := int64(w.opening + w.joined + w.reactivated - w.lost - w.lostJoined)
	customers, err := got.Movement.OpeningCustomers()
	if err != nil {
		t.Fatal(err)
	}
	r := got.Revenue
	for _, figure := range []struct{ name, got, want string }{
		{"churn", result(customers.Churn().Score()), over(100*int64(w.lost), int64(w.opening))},
		{"gross MRR churn", result(r.GrossChurn()), grossChurn},
		{"GRR", result(r.GRR()), grr},
		{"net MRR churn", result(r.NetChurn()), over(100*(loss-w.expansionC), w.openingC)},
		{"NRR", result(r.NRR()), over(100*(w.openingC+w.expansionC-loss), w.openingC)},
		{"quick ratio", result(r.QuickRatio()), over(gains, losses)},
		{"growth", result(r.Growth()), over(100*(gains-losses), w.openingC)},
		{"closing MRR", result(r.Closing()), over(w.openingC+gains-losses, 1)},
		{"ARPA", result(got.ARPA()), over(w.openingC+gains-losses, closing)},
	} {
		if figure.got != figure.want {
			t.Errorf("%s: %s %s, want %s", name, figure.name, figure.got, figure.want)
		}
	}
}

// Monthly bridges of the RavenStack subscriptions, by account and by subscription,
// and of a year under the other policies.
func TestRavenStack(t *testing.T) {
	rows := readCSV(t, "ravenstack_subscriptions.csv")
	var bounds []time.Time
	for m := range 25 {
		bounds = append(bounds, time.Date(2023, time.January+time.Month(m), 1, 0, 0, 0, 0, time.UTC))
	}
	var before churn.Window // of June 2024 by account, under the policy before
	const june = 17
	for _, tc := range []struct {
		name, column string
		policy       churn.Policy
		first, last  int // months
	}{
		{"by account", "account_id", churn.Policy{}, 0, 23},
		{"by subscription", "subscription_id", churn.Policy{}, 0, 23},
		{"every movement", "account_id", churn.Policy{Gross: true}, june, june},
		{"with trials", "account_id", churn.Policy{CountTrials: true}, june, june},
		{"without what is free", "account_id", churn.Policy{CountTrials: true, IgnoreFree: true}, june, june},
	} {
		l := churn.NewLedger[string](tc.policy)
		records := make(map[string][]ravenRecord)
		for _, row := range rows {
			r := ravenRecord{start: date(t, time.DateOnly, row["start_date"]), mrr: integer(t, row["mrr_amount"]), trial: row["is_trial"] == "True"}
			if row["end_date"] != "" {
				r.end = date(t, time.DateOnly, row["end_date"])
			}
			if err := l.Add(churn.Subscription[string]{
				Customer: row[tc.column], Start: r.start, End: r.end, MRR: decimal.NewFromInt(r.mrr), Trial: r.trial,
			}); err != nil {
				t.Fatal(err)
			}
			records[row[tc.column]] = append(records[row[tc.column]], r)
		}
		windows, err := l.Windows(bounds[tc.first : tc.last+2]...)
		if err != nil {
			t.Fatal(err)
		}
		for i, got := range windows {
			from, to := bounds[tc.first+i], bounds[tc.first+i+1]
			checkRaven(t, tc.name+" "+from.Format("2006-01"), got, ravenMonth(tc.policy, records, from, to))
		}
		switch last := windows[len(windows)-1]; {
		case tc.name == "by account":
			before = windows[june]
		case tc.column == "subscription_id":
			// A subscription here is one span of one price: nothing expands or comes back.
			if last.Movement.Reactivated != 0 || !last.Revenue.Expansion.IsZero() {
				t.Errorf("a single span expanded or came back: %+v", last)
			}
		default:
			if cmp.Equal(last, before) {
				t.Errorf("%s: the policy changes nothing in this month", tc.name)
			}
			before = last
		}
	}
}

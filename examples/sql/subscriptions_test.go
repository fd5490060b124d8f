package main

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx/churn"
	"github.com/cxmetrics/cx/period"
	"github.com/shopspring/decimal"
)

// Exports with random corrections, in any order, overlapping and repeated, give what is
// counted by hand from the records.
func TestNightlyRollUp(t *testing.T) {
	onBoth(t, func(f fixture) {
		for seed := range uint64(25) {
			f.exec("DELETE FROM cx_subscriptions")
			f.exec("DELETE FROM cx_ledgers")
			records := f.randomRecords(rand.New(rand.NewPCG(seed, 1)))
			random := rand.New(rand.NewPCG(seed, 2))
			random.Shuffle(len(records), func(i, j int) { records[i], records[j] = records[j], records[i] })
			for rest := records; len(rest) > 0; {
				n := 1 + random.IntN(len(rest))
				export := slices.Clone(rest[:n])
				for range random.IntN(4) {
					export = append(export, records[random.IntN(len(records))])
				}
				if err := f.addExport(f.Context(), export); err != nil {
					f.Fatalf("seed %d: %v", seed, err)
				}
				rest = rest[n:]
			}
			f.wantSubscriptions(records)
			if f.Failed() {
				f.Fatalf("seed %d", seed)
			}
		}
	})
}

// Four exports at once all end well.
func TestExportsAtTheSameTime(t *testing.T) {
	onBoth(t, func(f fixture) {
		records := f.randomRecords(rand.New(rand.NewPCG(7, 7)))
		f.atOnce(4, func(i int) error {
			for part := range slices.Chunk(records, 1+len(records)/3) {
				if err := f.addExport(f.Context(), part); err != nil {
					return err
				}
			}
			return nil
		})
		f.wantSubscriptions(records)
	})
}

// What is refused leaves all as it was.
func TestExportRefuses(t *testing.T) {
	onBoth(t, func(f fixture) {
		r := subscription{ID: "a", Updated: f.time("2024-01-01T00:00:00Z"), Customer: "ann", Segment: "s",
			Start: f.time("2024-01-01T00:00:00Z"), MRR: decimal.NewFromInt(10)}
		if err := f.addExport(f.Context(), []subscription{r}); err != nil {
			f.Fatal(err)
		}
		twice, ends, other := r, r, r
		twice.MRR = decimal.NewFromInt(11)
		ends.Updated, ends.End = f.time("2024-02-01T00:00:00Z"), f.time("2023-01-01T00:00:00Z")
		other.ID = "b"
		for want, bad := range map[string]subscription{"two records of subscription a": twice, "churn: ": ends} {
			err := f.addExport(f.Context(), []subscription{other, bad})
			if err == nil || !strings.Contains(err.Error(), want) {
				f.Errorf("got %v, want %s", err, want)
			}
		}
		f.wantSubscriptions([]subscription{r})
	})
}

// day returns the midnight in the zone of a fixture that begins a day after 2024-01-01.
func (f fixture) day(n int) time.Time { return time.Date(2024, 1, 1+n, 0, 0, 0, 0, f.zone) }

// randomRecords makes versions of a few subscriptions of fewer customers in two years.
func (f fixture) randomRecords(random *rand.Rand) (records []subscription) {
	for id := range 12 {
		r := subscription{ID: fmt.Sprint("sub_", id)}
		for version := range 1 + random.IntN(4) {
			r.Updated = f.day(100*version + random.IntN(100)).Add(time.Duration(random.IntN(1e9)) * time.Microsecond)
			r.Withdrawn = random.IntN(10) == 0
			r.Customer = fmt.Sprint("customer ", random.IntN(7))
			r.Segment = string(rune('a' + random.IntN(3)))
			r.MRR = decimal.New(int64(1+random.IntN(4000)), -2)
			start := random.IntN(500) - 150
			r.Start, r.End = f.day(start), time.Time{}
			if random.IntN(3) > 0 {
				r.End = f.day(start + 1 + random.IntN(300))
			}
			records = append(records, r)
		}
	}
	return records
}

// wantSubscriptions wants of the year 2024 what is counted by hand from the records.
func (f fixture) wantSubscriptions(records []subscription) {
	f.Helper()
	newest := map[string]subscription{}
	for _, r := range records {
		if n, ok := newest[r.ID]; !ok || r.Updated.After(n.Updated) {
			newest[r.ID] = r
		}
	}
	var h history
	for _, r := range newest {
		if !r.Withdrawn {
			h = append(h, r)
		}
	}
	first, last := f.period("2024-Q1"), f.period("2024-Q4")
	all, err := f.ledgers(f.Context())
	if err != nil {
		f.Fatal(err)
	}
	qs, err := quarters(all, f.zone, first, last)
	if err != nil {
		f.Fatal(err)
	}
	got, want := map[string]string{}, map[string]string{}
	for _, q := range qs {
		for segment, w := range q.segments.All() {
			got[fmt.Sprint(q.period, segment)] = figures(*w)
		}
		from := q.period.In(f.zone).Start()
		to := q.period.In(f.zone).End()
		for segment, line := range h.window(from, to) {
			want[fmt.Sprint(q.period, segment)] = line.String()
		}
	}
	tables, err := cohortsOf(all, f.zone, first, last)
	if err != nil {
		f.Fatal(err)
	}
	for _, t := range tables {
		got["cohorts of "+t.segment] = f.cells(t, first)
	}
	for _, segment := range h.segments() {
		want["cohorts of "+segment] = h.of(func(r subscription) bool { return r.Segment == segment }).cohorts(f.zone, first)
	}
	if !maps.Equal(got, want) {
		for _, key := range slices.Sorted(maps.Keys(want)) {
			if got[key] != want[key] {
				f.Errorf("%s\n got %s\nwant %s", key, got[key], want[key])
			}
		}
		f.Errorf("%d figures, want %d", len(got), len(want))
	}

	// And the database's own choice of the newest, in ledgers that know no versions.
	raw, n, err := f.countRecords(f.Context())
	if err != nil || n != len(records) {
		f.Fatalf("%d records of %d, %v", n, len(records), err)
	}
	var stored, counted bytes.Buffer
	if err := cmp.Or(showSubscriptions(&stored, all, f.zone, first, last), showSubscriptions(&counted, raw, f.zone, first, last)); err != nil {
		f.Fatal(err)
	}
	if stored.String() != counted.String() {
		f.Errorf("stored\n%s\ncounted\n%s", &stored, &counted)
	}
}

func (f fixture) cells(t cohorts, first period.Period) string {
	f.Helper()
	var b strings.Builder
	for i := range 4 {
		cohort, err := first.Add(i)
		if err != nil {
			f.Fatal(err)
		}
		for age := range 4 - i {
			kept, err1 := t.customers.Retention(cohort, age)
			paid, err2 := t.revenue.Revenue(cohort, age)
			if err := cmp.Or(err1, err2); err != nil {
				f.Fatal(err)
			}
			fmt.Fprintf(&b, "%d of %d pay %s; ", kept.Hits, kept.Hits+kept.Misses, paid.StringFixed(2))
		}
	}
	return b.String()
}

// figures are those of a window, as line has them.
func figures(w churn.Window) string {
	rate := func(d decimal.Decimal, err error) string {
		if err != nil {
			return "none"
		}
		return d.StringFixed(16)
	}
	m, r := w.Movement, w.Revenue
	customers, err := w.Movement.OpeningCustomers()
	if err != nil {
		return err.Error()
	}
	counts := fmt.Sprint(m.Opening, m.New, m.Reactivated, m.Lost, m.LostJoined, m.MovedIn, m.MovedOut)
	for _, amount := range []decimal.Decimal{r.Opening, r.New, r.Reactivated, r.Expansion, r.Contraction, r.Churned, r.ChurnedJoined, r.MovedIn, r.MovedOut} {
		counts += " " + amount.Shift(2).String()
	}
	return fmt.Sprintf("%s churn %s GRR %s NRR %s quick %s", counts, rate(customers.Score()), rate(r.GRR()), rate(r.NRR()), rate(r.QuickRatio()))
}

// A line is a window counted by hand, with amounts in cents.
type line struct {
	opening, joined, reactivated, lost, lostJoined, movedIn, movedOut                    int64
	open, new, back, expansion, contraction, churned, churnedJoined, amountIn, amountOut int64
}

func (l *line) String() string {
	rate := func(a, b int64) string {
		if b == 0 {
			return "none"
		}
		return big.NewRat(a, b).FloatString(16)
	}
	counts := fmt.Sprint(l.opening, l.joined, l.reactivated, l.lost, l.lostJoined, l.movedIn, l.movedOut,
		l.open, l.new, l.back, l.expansion, l.contraction, l.churned, l.churnedJoined, l.amountIn, l.amountOut)
	return fmt.Sprintf("%s churn %s GRR %s NRR %s quick %s", counts, rate(100*l.lost, l.opening),
		rate(100*(l.open-l.contraction-l.churned), l.open), rate(100*(l.open+l.expansion-l.contraction-l.churned), l.open),
		rate(l.new+l.back+l.expansion, l.contraction+l.churned+l.churnedJoined))
}

// A history is subscriptions that all count.
type history []subscription

func (h history) of(keep func(subscription) bool) (kept history) {
	for _, r := range h {
		if keep(r) {
			kept = append(kept, r)
		}
	}
	return kept
}

func (h history) customers() map[string]history {
	all := map[string]history{}
	for _, r := range h {
		all[r.Customer] = append(all[r.Customer], r)
	}
	return all
}

func (h history) segments() []string {
	all := map[string]bool{}
	for _, r := range h {
		all[r.Segment] = true
	}
	return slices.Sorted(maps.Keys(all))
}

// at returns what is paid at an instant in cents, and the segment in which most is.
func (h history) at(t time.Time) (paid int64, segment string, active bool) {
	in := map[string]int64{}
	for _, r := range h {
		if !r.Start.After(t) && (r.End.IsZero() || r.End.After(t)) {
			in[r.Segment] += r.MRR.Shift(2).IntPart()
		}
	}
	for _, s := range slices.Sorted(maps.Keys(in)) {
		if !active || in[s] > in[segment] {
			segment, active = s, true
		}
		paid += in[s]
	}
	return paid, segment, active
}

// window counts the movements of each segment, all changes of a customer being at
// midnights.
func (h history) window(from, to time.Time) map[string]*line {
	lines := map[string]*line{}
	for _, s := range h.segments() {
		lines[s] = &line{}
	}
	for _, c := range h.customers() {
		before, segment, was := c.at(from.Add(-1))
		after, end, is := c.at(to.Add(-1))
		last := int64(0)
		joined := was
		for day := from; !was && day.Before(to); day = day.AddDate(0, 0, 1) {
			if paid, s, active := c.at(day); active { // who joins counts where they are last
				joined, segment, last = true, s, paid
			}
		}
		if !joined {
			continue
		}
		l := lines[segment]
		earlier := len(c.of(func(r subscription) bool { return r.Start.Before(from) })) > 0
		switch {
		case was && is:
			l.opening, l.open = l.opening+1, l.open+before
			l.expansion += max(after-before, 0)
			l.contraction += max(before-after, 0)
		case was:
			l.opening, l.open = l.opening+1, l.open+before
			l.lost, l.churned = l.lost+1, l.churned+before
		case earlier:
			l.reactivated, l.back = l.reactivated+1, l.back+last
		default:
			l.joined, l.new = l.joined+1, l.new+last
		}
		if !was && !is {
			l.lostJoined, l.churnedJoined = l.lostJoined+1, l.churnedJoined+last
		}
		if is && end != segment {
			l.movedOut, l.amountOut = l.movedOut+1, l.amountOut+after
			lines[end].movedIn++
			lines[end].amountIn += after
		}
	}
	return lines
}

// cohorts counts who of the four quarters' new customers is still there, and what they pay.
func (h history) cohorts(zone *time.Location, first period.Period) string {
	var kept, paid [4][4]int64
	bound := func(i int) time.Time { // of the i-th quarter
		return time.Date(first.Year(), time.Month(1+3*i), 1, 0, 0, 0, 0, zone)
	}
	for _, c := range h.customers() {
		start := slices.MinFunc(c, func(a, b subscription) int { return a.Start.Compare(b.Start) }).Start
		for i := range 4 {
			if start.Before(bound(i)) || !start.Before(bound(i+1)) {
				continue
			}
			kept[i][0]++
			atFirst, _, _ := c.at(start)
			paid[i][0] += atFirst
			for age := 1; i+age < 4; age++ {
				amount, _, active := c.at(bound(i + age + 1).Add(-1))
				if active {
					kept[i][age]++
				}
				paid[i][age] += amount
			}
		}
	}
	var b strings.Builder
	for i := range 4 {
		for age := range 4 - i {
			fmt.Fprintf(&b, "%d of %d pay %d.%02d; ", kept[i][age], kept[i][0], paid[i][age]/100, paid[i][age]%100)
		}
	}
	return b.String()
}

package tickets_test

import (
	"errors"
	"math"
	"math/big"
	"slices"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/tickets"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func durationsOf(t interface{ Fatal(...any) }, list []time.Duration) *tickets.Durations {
	d := new(tickets.Durations)
	for _, x := range list {
		if err := d.Add(x); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

func TestPercentileRankIsDecimal(t *testing.T) {
	var hundred []time.Duration
	for i := range 100 {
		hundred = append(hundred, time.Duration(100-i)*time.Second)
	}
	d := durationsOf(t, hundred)
	for text, want := range map[string]int{
		"0": 1, "1": 1, "1.0000001": 2, "7": 7, "7.00": 7, "14": 14, "28": 28, "29": 29, "50": 50,
		"55": 55, "56": 56, "57": 57, "90": 90, "99.5": 100, "100": 100, "1e2": 100,
	} {
		p := decimal.RequireFromString(text)
		if got, err := d.Percentile(p); err != nil || got != time.Duration(want)*time.Second {
			t.Errorf("percentile %s: %v, %v, want the %d-th", text, got, err, want)
		}
	}
	// That float64 would get one of them wrong is why: 0.07 * 100 rounds up.
	if share := 0.07; math.Ceil(share*100) != 8 {
		t.Error("the trap this test is about is gone")
	}
	for _, p := range []decimal.Decimal{
		decimal.NewFromInt(-1), decimal.RequireFromString("0.9"), decimal.RequireFromString("100.0001"), decimal.New(1, 1e7), decimal.New(1, -1e7),
		decimal.New(0, 1e9), decimal.NewFromBigInt(new(big.Int).Lsh(big.NewInt(1), 1<<20), 0),
	} {
		if _, err := d.Percentile(p); !errors.Is(err, cx.ErrOutOfRange) || len(err.Error()) > 200 {
			t.Errorf("a percentile out of bounds: %.200v, want a short cx.ErrOutOfRange", err)
		}
	}
}

func TestNoDurations(t *testing.T) {
	var d tickets.Durations
	var s tickets.DurationSketch
	p := decimal.NewFromInt(50)
	for name, f := range map[string]func() (any, error){
		"mean":          func() (any, error) { return d.Sample().Mean() },
		"stddev":        func() (any, error) { return durationsOf(t, []time.Duration{1}).Sample().StdDev() },
		"percentile":    func() (any, error) { return d.Percentile(p) },
		"median":        func() (any, error) { return d.Median() },
		"interval":      func() (any, error) { return d.MedianInterval(0.95) },
		"five":          func() (any, error) { return durationsOf(t, make([]time.Duration, 5)).MedianInterval(0.95) },
		"sketch mean":   func() (any, error) { return s.Mean() },
		"sketch median": func() (any, error) { return s.Percentile(p) },
	} {
		if got, err := f(); !errors.Is(err, cx.ErrNoData) {
			t.Errorf("%s: %v, %v, want cx.ErrNoData", name, got, err)
		}
	}
	if err := d.Add(-1); !errors.Is(err, cx.ErrOutOfRange) || d.N() != 0 {
		t.Errorf("negative: %v", err)
	}
	if err := d.AddWaiting(-1); !errors.Is(err, cx.ErrOutOfRange) || d.Waiting() != 0 {
		t.Errorf("negative: %v", err)
	}
	if err := s.Add(-1); !errors.Is(err, cx.ErrOutOfRange) || s.N() != 0 {
		t.Errorf("negative: %v", err)
	}
}

// drawDurations draws durations of every size, small ones often and often twice.
func drawDurations(t *rapid.T) []time.Duration {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) time.Duration {
		if rapid.Bool().Draw(t, "few") {
			return time.Duration(rapid.IntRange(0, 9).Draw(t, "small"))
		}
		return time.Duration(rapid.Int64Min(0).Draw(t, "ns") >> rapid.IntRange(0, 60).Draw(t, "shift"))
	}), 1, 60).Draw(t, "durations")
}

func drawPercentile(t *rapid.T) decimal.Decimal {
	places := rapid.IntRange(0, 12).Draw(t, "places")
	limit := int64(100)
	for range places {
		limit *= 10
	}
	if rapid.IntRange(0, 9).Draw(t, "the shortest") == 0 {
		return decimal.Decimal{}
	}
	return decimal.New(rapid.Int64Range(limit/100, limit).Draw(t, "digits"), int32(-places)) // 1 to 100
}

func percentileIsByDefinition(t *rapid.T) {
	list := drawDurations(t)
	d := durationsOf(t, list)
	if rapid.Bool().Draw(t, "in order") {
		d.Sort()
	}
	p := drawPercentile(t)
	got, err := d.Percentile(p)
	if err != nil {
		t.Fatal(err)
	}
	// The smallest duration that at least p percent do not pass.
	want := time.Duration(-1)
	for _, x := range slices.Sorted(slices.Values(list)) {
		var upTo int64
		for _, y := range list {
			if y <= x {
				upTo++
			}
		}
		share := new(big.Rat).SetFrac64(100*upTo, int64(len(list)))
		if want < 0 && share.Cmp(p.Rat()) >= 0 {
			want = x
		}
	}
	if got != want {
		t.Fatalf("percentile %v of %v: %v, want %v", p, list, got, want)
	}

	sorted := slices.Sorted(slices.Values(list))
	if got := slices.Collect(d.All()); !slices.Equal(got, sorted) {
		t.Fatalf("all %v, want %v", got, sorted)
	}
	n := len(sorted)
	middle := new(big.Rat).SetFrac(new(big.Int).Add(big.NewInt(int64(sorted[(n-1)/2])), big.NewInt(int64(sorted[n/2]))), big.NewInt(2))
	if median, err := d.Median(); err != nil || median != halfUp(middle) {
		t.Fatalf("median %v, %v, want %v", median, err, middle)
	}
	if lo, err := d.Percentile(decimal.Zero); err != nil || lo != sorted[0] {
		t.Fatalf("min %v, %v", lo, err)
	}
	if hi, err := d.Percentile(decimal.NewFromInt(100)); err != nil || hi != sorted[n-1] {
		t.Fatalf("max %v, %v", hi, err)
	}
}

func TestMedianOfTheLongest(t *testing.T) {
	for _, test := range []struct {
		list []time.Duration
		want time.Duration
	}{
		{[]time.Duration{0, math.MaxInt64}, 1 << 62}, // (2^63 - 1) / 2, half up
		{[]time.Duration{1, math.MaxInt64}, 1 << 62},
		{[]time.Duration{math.MaxInt64, math.MaxInt64}, math.MaxInt64},
		{[]time.Duration{math.MaxInt64 - 1, math.MaxInt64}, math.MaxInt64}, // half up
		{[]time.Duration{3, 4}, 4},
	} {
		if got, err := durationsOf(t, test.list).Median(); err != nil || got != test.want {
			t.Errorf("median of %d: %d, %v, want %d", test.list, got, err, test.want)
		}
	}
}

func halfUp(r *big.Rat) time.Duration {
	twice := new(big.Int).Lsh(r.Num(), 1)
	twice.Add(twice, r.Denom())
	return time.Duration(twice.Div(twice, new(big.Int).Lsh(r.Denom(), 1)).Int64())
}

func TestPercentileIsByDefinition(t *testing.T) { rapid.Check(t, percentileIsByDefinition) }

func momentsAreExact(t *rapid.T) {
	list := drawDurations(t)
	d := durationsOf(t, list)
	n := int64(len(list))
	mean := new(big.Rat)
	for _, x := range list {
		mean.Add(mean, new(big.Rat).SetInt64(int64(x)))
	}
	mean.Quo(mean, new(big.Rat).SetInt64(n))
	if got, err := d.Sample().Mean(); err != nil || got != halfUp(mean) {
		t.Fatalf("mean %v, %v, want %v", got, err, mean)
	}
	unit := time.Duration(rapid.Int64Min(1).Draw(t, "unit"))
	inUnit, err := d.Sample().MeanIn(unit)
	if err != nil {
		t.Fatal(err)
	}
	exact := new(big.Rat).Quo(mean, new(big.Rat).SetInt64(int64(unit)))
	if off := new(big.Rat).Sub(inUnit.Rat(), exact); off.Abs(off).Cmp(big.NewRat(1, 2e16)) > 0 {
		t.Fatalf("mean of %v in %v: %v is off by %v", mean, unit, inUnit, off)
	}
	if n < 2 {
		return
	}
	variance := new(big.Rat)
	for _, x := range list {
		dev := new(big.Rat).Sub(new(big.Rat).SetInt64(int64(x)), mean)
		variance.Add(variance, dev.Mul(dev, dev))
	}
	variance.Quo(variance, new(big.Rat).SetInt64(n-1))
	got, err := d.Sample().StdDev()
	if err != nil {
		t.Fatal(err)
	}
	// got is sqrt(variance) rounded half up when got-1/2 <= sqrt(variance) < got+1/2.
	half := big.NewRat(1, 2)
	low := new(big.Rat).Sub(new(big.Rat).SetInt64(int64(got)), half)
	high := new(big.Rat).Add(new(big.Rat).SetInt64(int64(got)), half)
	if low.Sign() > 0 && low.Mul(low, low).Cmp(variance) > 0 || high.Mul(high, high).Cmp(variance) <= 0 {
		t.Fatalf("standard deviation %v of a variance of %v", got, variance)
	}
}

func TestMomentsAreExact(t *testing.T) { rapid.Check(t, momentsAreExact) }

// TestStdDevRoundsOnce: a variance of a quarter less a hair has a root that rounds
// to 0, though not when it is first rounded to 16 places, which make it a half.
func TestStdDevRoundsOnce(t *testing.T) {
	// k ones among n zeros have the variance k(n-k)/(n(n-1)); with n = 2k it is
	// k/(2(2k-1)) > 1/4, with one more zero (k(k+1))/((2k+1)2k) = (k+1)/(2(2k+1)) > 1/4.
	// So take fewer ones: k of n with k(n-k)/(n(n-1)) a hair below 1/4.
	const n = 1 << 60
	const k = n/2 - 1<<30
	var s tickets.DurationSample
	if err := errors.Join(s.AddN(0, n-k), s.AddN(1, k)); err != nil {
		t.Fatal(err)
	}
	variance := new(big.Rat).SetFrac(
		new(big.Int).Mul(big.NewInt(k), big.NewInt(n-k)),
		new(big.Int).Mul(big.NewInt(n), big.NewInt(n-1)))
	if variance.Cmp(big.NewRat(1, 4)) >= 0 {
		t.Fatalf("a variance of %v is no test", variance.FloatString(30))
	}
	if ns, err := s.Sample().StdDev(); err != nil || ns.String() != "0.5" {
		t.Fatalf("to 16 places the standard deviation is %v, %v: no test", ns, err)
	}
	if got, err := s.StdDev(); err != nil || got != 0 {
		t.Errorf("standard deviation %d ns, %v, want 0", got, err)
	}
}

// TestMedianInterval compares with exact binomial sums.
func TestMedianInterval(t *testing.T) {
	var list []time.Duration
	for n := 1; n <= 700; n++ {
		list = append(list, time.Duration(n))
		if n > 40 && n%37 != 0 {
			continue
		}
		d := durationsOf(t, list)
		for _, level := range []float64{0.5, 0.9, 0.95, 0.99, 0.999999} {
			// The largest r with 1 - 2 P(B <= r-1) >= level, by big integers.
			two := new(big.Int).Lsh(big.NewInt(1), uint(n))
			want, coverage := 0, new(big.Rat)
			below := new(big.Int)
			for r := 1; r <= n/2+1; r++ {
				below.Add(below, new(big.Int).Binomial(int64(n), int64(r-1)))
				c := new(big.Rat).SetFrac(new(big.Int).Lsh(below, 1), two)
				c.Sub(big.NewRat(1, 1), c)
				if c.Cmp(new(big.Rat).SetFloat64(level)) < 0 {
					break
				}
				want, coverage = r, c
			}
			got, err := d.MedianInterval(level)
			if want == 0 {
				if !errors.Is(err, cx.ErrNoData) {
					t.Errorf("n = %d, level %v: %v, %v, want cx.ErrNoData", n, level, got, err)
				}
				continue
			}
			exact, _ := coverage.Float64()
			if err != nil || got.Low != float64(want)/1e9 || got.High != float64(n+1-want)/1e9 || math.Abs(got.Level-exact) > 1e-13 {
				t.Errorf("n = %d, level %v: %+v, %v, want ranks %d and %d at %v", n, level, got, err, want, n+1-want, exact)
			}
		}
	}
	if _, err := durationsOf(t, list).MedianInterval(0.4); !errors.Is(err, cx.ErrOutOfRange) {
		t.Errorf("level 0.4: %v, want cx.ErrOutOfRange", err)
	}
}

func TestDurationsMerge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := drawDurations(t)
		cut := rapid.IntRange(0, len(list)).Draw(t, "cut")
		a, b, whole := durationsOf(t, list[:cut]), durationsOf(t, list[cut:]), durationsOf(t, list)
		_ = a.AddWaiting(1)
		_ = b.AddWaiting(2)
		if rapid.Bool().Draw(t, "sort") {
			a.Sort()
			b.Sort()
		}
		if err := a.Merge(b); err != nil {
			t.Fatal(err)
		}
		if a.Sample() != whole.Sample() || a.Waiting() != 2 || !slices.Equal(slices.Collect(a.All()), slices.Collect(whole.All())) {
			t.Fatalf("merged %v, whole %v", a, whole)
		}
		// What is merged is copied: the parts stay apart.
		if err := a.Add(7); err != nil || b.N() != uint64(len(list)-cut) {
			t.Fatalf("%d durations, %v", b.N(), err)
		}
	})
}

func TestAddTicket(t *testing.T) {
	var d tickets.Durations
	for _, ticket := range []tickets.Ticket{
		{Created: at(0), Resolved: at(30)},
		{Created: at(0), Resolved: at(90)}, // resolved after the instant: still open then
		{Created: at(0)},
		{Created: at(60)}, // not there yet
	} {
		if err := d.AddTicket(ticket, tickets.MetricResolution, at(60)); err != nil {
			t.Fatal(err)
		}
	}
	if longest, err := d.Percentile(decimal.NewFromInt(100)); d.N() != 1 || d.Waiting() != 2 || longest != 30*time.Minute {
		t.Errorf("%d finished, the longest %v, %v; %d waiting", d.N(), longest, err, d.Waiting())
	}
}

// TestAddTicketAtNoInstant: nothing is waiting at no instant.
func TestAddTicketAtNoInstant(t *testing.T) {
	var d tickets.Durations
	for _, ticket := range []tickets.Ticket{{Created: at(0), Resolved: at(30)}, {Created: at(0)}} {
		if err := d.AddTicket(ticket, tickets.MetricResolution, time.Time{}); err != nil {
			t.Fatal(err)
		}
	}
	if d.N() != 1 || d.Waiting() != 0 {
		t.Errorf("%d finished, %d waiting, want 1 and 0", d.N(), d.Waiting())
	}
}

// kaplanMeierIsByDefinition multiplies the shares that got through, in big.Rat.
func kaplanMeierIsByDefinition(t *rapid.T) {
	var d tickets.Durations
	small := rapid.SliceOfN(rapid.IntRange(0, 12), 0, 12)
	ended, waiting := small.Draw(t, "ended"), small.Draw(t, "waiting")
	for _, x := range ended {
		_ = d.Add(time.Duration(x))
	}
	for _, x := range waiting {
		_ = d.AddWaiting(time.Duration(x))
	}
	want, alive := -1, big.NewRat(1, 1)
	for x := 0; x <= 12 && want < 0; x++ {
		var atRisk, now int64
		for _, y := range slices.Concat(ended, waiting) {
			if y >= x {
				atRisk++
			}
		}
		for _, y := range ended {
			if y == x {
				now++
			}
		}
		if atRisk > 0 {
			alive.Mul(alive, big.NewRat(atRisk-now, atRisk))
		}
		if now > 0 && alive.Cmp(big.NewRat(1, 2)) <= 0 {
			want = x
		}
	}
	got, err := d.KaplanMeierMedian()
	if want < 0 {
		if !errors.Is(err, cx.ErrNoData) {
			t.Fatalf("median %v, %v, want cx.ErrNoData", got, err)
		}
	} else if err != nil || int(got) != want {
		t.Fatalf("median %v, %v, want %v", got, err, want)
	}
	if len(waiting) == 0 && len(ended) > 0 {
		if p50, _ := d.Percentile(decimal.NewFromInt(50)); p50 != got {
			t.Fatalf("median %v, percentile %v", got, p50)
		}
	}
}

func TestKaplanMeierIsByDefinition(t *testing.T) { rapid.Check(t, kaplanMeierIsByDefinition) }

func TestIntervalOfTheMean(t *testing.T) {
	// Mean 3 h, standard deviation sqrt(2.5) h, N = 5; t = 2.7764451051977987 for 4
	// degrees of freedom at 0.975 (tables give 2.776). The margin is
	// t * sqrt(2.5 / 5) h = 1.9632431614775 h.
	var list []time.Duration
	for h := range 5 {
		list = append(list, time.Duration(h+1)*time.Hour)
	}
	got, err := durationsOf(t, list).Sample().Interval(0.95)
	margin := 3600 * 1.9632431614775142
	if off := got.Low - (3*3600 - margin); err != nil || math.Abs(off) > 1e-8 || math.Abs(got.High-got.Low-2*margin) > 1e-8 || got.Level != 0.95 {
		t.Errorf("%+v, %v, want 3h -+ %v s", got, err, margin)
	}
	if _, err := durationsOf(t, list[:1]).Sample().Interval(0.95); !errors.Is(err, cx.ErrNoData) {
		t.Errorf("of one: %v, want cx.ErrNoData", err)
	}
	if text := durationsOf(t, []time.Duration{0, math.MaxInt64}).Sample().String(); text != "mean 1281023h53m38s (n=2)" {
		t.Errorf("an interval beyond the longest duration is not shown: %s", text)
	}
}

package survival

import (
	"errors"
	"maps"
	"math"
	"math/big"
	"slices"
	"testing"

	"github.com/cxmetrics/cx/internal/sentinel"
	"pgregory.net/rapid"
)

// The reference values of this file are of R 4.2.2 with its package survival
// 3.5-3, printed with 15 digits: survfit(Surv(...) ~ 1, conf.type = ..., ctype = 1)
// and survdiff(Surv(...) ~ group).

func near(got, want float64) bool {
	return got == want || math.Abs(got-want) <= 1e-12*max(1, math.Abs(want))
}

// subject is one row of a survival table.
type subject struct {
	entry, exit int64
	event       bool
}

func tallyOf(t interface {
	Helper()
	Fatal(...any)
}, subjects []subject) *Tally {
	t.Helper()
	var tally Tally
	for _, s := range subjects {
		if err := tally.Add(s.entry, s.exit, s.event, 1); err != nil {
			t.Fatal(err)
		}
	}
	return &tally
}

func rows(exits []int64, events []int) []subject {
	var s []subject
	for i, x := range exits {
		s = append(s, subject{exit: x, event: events[i] == 1})
	}
	return s
}

// Times of remission in acute myelogenous leukaemia: the data set aml of R's
// package survival, after R. G. Miller, Survival Analysis, Wiley 1981.
var (
	maintained    = rows([]int64{9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161}, []int{1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0})
	nonmaintained = rows([]int64{5, 5, 8, 8, 12, 16, 23, 27, 30, 33, 43, 45}, []int{1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1})
	six           = rows([]int64{9, 19, 32, 34, 48, 50}, []int{1, 1, 1, 1, 0, 0})
	late          = []subject{{0, 5, true}, {0, 8, false}, {3, 8, true}, {5, 11, true}, {2, 6, true},
		{8, 12, false}, {0, 15, true}, {10, 15, false}, {4, 9, false}, {1, 4, true}}
)

func TestCurve(t *testing.T) {
	type row struct {
		time                                                        int64
		risk                                                        uint64
		survival, stdErr                                            float64
		plainLow, plainHigh, logLow, logHigh, logLogLow, logLogHigh float64
		hazard, hazardStdErr                                        float64
	}
	for _, tc := range []struct {
		name     string
		subjects []subject
		rows     []row
	}{
		{"six", six, []row{
			{9, 6, 0.833333333333333, 0.152145154862546, 0.5351343093804739, 1, 0.582654795477140, 1, 0.2731228499283560, 0.974712426690894, 0.166666666666667, 0.166666666666667},
			{19, 5, 0.666666666666667, 0.192450089729875, 0.2894714219746095, 1, 0.378606460887095, 1, 0.1946166368062349, 0.904434164322516, 0.366666666666667, 0.260341655863555},
			{32, 4, 0.500000000000000, 0.204124145231932, 0.0999240269703909, 0.900075973029609, 0.224630347769267, 1, 0.1109482603514380, 0.803709236850057, 0.616666666666667, 0.360940130461795},
			{34, 3, 0.333333333333333, 0.192450089729875, 0, 0.710528578025390, 0.107507139169089, 1, 0.0460822434120451, 0.675564357969301, 0.95, 0.491313432432789},
			{48, 2, 0.333333333333333, 0.192450089729875, 0, 0.710528578025390, 0.107507139169089, 1, 0.0460822434120451, 0.675564357969301, 0.95, 0.491313432432789},
			{50, 1, 0.333333333333333, 0.192450089729875, 0, 0.710528578025390, 0.107507139169089, 1, 0.0460822434120451, 0.675564357969301, 0.95, 0.491313432432789},
		}},
		{"maintained", maintained, []row{
			{9, 11, 0.909090909090909, 0.0866784172041448, 0.7392043331338484, 1, 0.7541338450815255, 1, 0.5080802057699297, 0.986673822667823, 0.0909090909090909, 0.0909090909090909},
			{13, 10, 0.818181818181818, 0.1162912998303329, 0.5902550587990167, 1, 0.6192489873993635, 1, 0.4474286146821814, 0.951162228582492, 0.1909090909090909, 0.1351460795210773},
			{18, 8, 0.715909090909091, 0.1396649705572278, 0.4421707787150773, 0.989647403103104, 0.4884262874221285, 1, 0.3501903859079384, 0.899023974191053, 0.3159090909090909, 0.1840909090909091},
			{23, 7, 0.613636363636364, 0.1526323310273120, 0.3144824919464367, 0.912790235326290, 0.3768670595016798, 0.999157600228473, 0.2657520400012861, 0.835299243250221, 0.4587662337662338, 0.2330185101557889},
			{28, 6, 0.613636363636364, 0.1526323310273120, 0.3144824919464367, 0.912790235326290, 0.3768670595016798, 0.999157600228473, 0.2657520400012861, 0.835299243250221, 0.4587662337662338, 0.2330185101557889},
			{31, 5, 0.490909090909091, 0.1641932672211358, 0.1690962006517037, 0.812721981166478, 0.2548599511993173, 0.945584955200429, 0.1673309097768508, 0.753399790370811, 0.6587662337662338, 0.3070791853500062},
			{34, 4, 0.368181818181818, 0.1626688858270948, 0.0493566605554544, 0.687006975808182, 0.1548771178971911, 0.875260678143908, 0.0928295749369852, 0.657040832398164, 0.9087662337662338, 0.3959767999204291},
			{48, 2, 0.184090909090909, 0.1534927457862937, 0, 0.484931162720207, 0.0359178984891853, 0.943525769474552, 0.0117384801231896, 0.525014842726641, 1.4087662337662339, 0.6378068877608829},
			{161, 1, 0.184090909090909, 0.1534927457862937, 0, 0.484931162720207, 0.0359178984891853, 0.943525769474552, 0.0117384801231896, 0.525014842726641, 1.4087662337662339, 0.6378068877608829},
		}},
		// Surv(entry, exit, event): left truncation.
		{"late entry", late, []row{
			{4, 6, 0.833333333333333, 0.152145154862546, 0.5351343093804739, 1, 0.5826547954771396, 1, 0.2731228499283560, 0.974712426690894, 0.166666666666667, 0.166666666666667},
			{5, 6, 0.694444444444445, 0.179304784546640, 0.3430135244773168, 1, 0.4186568625633291, 1, 0.2320492855342971, 0.912998147994049, 0.333333333333333, 0.235702260395516},
			{6, 6, 0.578703703703704, 0.183002179407892, 0.2200260229718973, 0.937381384435510, 0.3113742535457695, 1, 0.1829462228284594, 0.838507763819007, 0.5, 0.288675134594813},
			{8, 5, 0.462962962962963, 0.179304784546640, 0.1115320429958352, 0.814393882930091, 0.2167091799563548, 0.989043035087913, 0.1269914012397059, 0.750219685680364, 0.7, 0.351188458428425},
			{9, 4, 0.462962962962963, 0.179304784546640, 0.1115320429958352, 0.814393882930091, 0.2167091799563548, 0.989043035087913, 0.1269914012397059, 0.750219685680364, 0.7, 0.351188458428425},
			{11, 4, 0.347222222222222, 0.167724267895711, 0.0184886978132809, 0.675955746631164, 0.1347218704711925, 0.894904971132496, 0.0751069601670600, 0.649073837832037, 0.95, 0.431083905212585},
			{15, 2, 0.173611111111111, 0.148671673364180, 0, 0.465002236426206, 0.0324079875734465, 0.930042873934280, 0.0103950421321885, 0.511005732792324, 1.45, 0.660176744011279},
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			tally := tallyOf(t, tc.subjects)
			curve, err := tally.Curve()
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range tc.rows {
				p, err := curve.At(want.time)
				if err != nil {
					t.Fatal(err)
				}
				if p.Time != want.time || p.AtRisk != want.risk {
					t.Errorf("at %d: %+v, want %d at risk", want.time, p, want.risk)
				}
				stdErr, err := p.StdErr()
				if err != nil {
					t.Fatal(err)
				}
				const level = 0.95
				plainLow, plainHigh, err1 := p.Plain(level)
				logLow, logHigh, err2 := p.Log(level)
				logLogLow, logLogHigh, err3 := p.LogLog(level)
				if err := errors.Join(err1, err2, err3); err != nil {
					t.Fatal(err)
				}
				for _, v := range []struct {
					name      string
					got, want float64
				}{
					{"survival", p.Survival, want.survival}, {"standard error", stdErr, want.stdErr},
					{"plain low", plainLow, want.plainLow}, {"plain high", plainHigh, want.plainHigh},
					{"log low", logLow, want.logLow}, {"log high", logHigh, want.logHigh},
					{"log-log low", logLogLow, want.logLogLow}, {"log-log high", logLogHigh, want.logLogHigh},
					{"hazard", p.Hazard, want.hazard}, {"standard error of hazard", math.Sqrt(p.HazardVariance), want.hazardStdErr},
				} {
					if !near(v.got, v.want) {
						t.Errorf("at %d: %s %.15g, want %.15g", want.time, v.name, v.got, v.want)
					}
				}
			}
		})
	}
}

func TestCurveEdges(t *testing.T) {
	gone, err := tallyOf(t, nonmaintained).Curve()
	if err != nil {
		t.Fatal(err)
	}
	p, err := gone.At(1000) // beyond the last time, when nobody is left
	if err != nil || p.Survival != 0 {
		t.Errorf("after the last is gone: %+v, %v", p, err)
	}
	_, errStd := p.StdErr()
	_, _, errPlain := p.Plain(0.95)
	_, _, errLog := p.Log(0.95)
	_, _, errLogLog := p.LogLog(0.95)
	for _, err := range []error{errStd, errPlain, errLog, errLogLog} {
		if !errors.Is(err, sentinel.NoData) {
			t.Errorf("spread of a survival of 0: %v, want no data", err)
		}
	}
	p, err = gone.At(4) // before anything happened
	if err != nil || p.Survival != 1 {
		t.Errorf("before the first is gone: %+v, %v", p, err)
	}
	if low, high, err := p.LogLog(0.95); err != nil || low != 1 || high != 1 {
		t.Errorf("log-log interval of a survival of 1: %v..%v, %v", low, high, err)
	}
	for _, level := range []float64{0, 0.3, 1, math.NaN()} {
		if _, _, err := p.Plain(level); !errors.Is(err, sentinel.OutOfRange) {
			t.Errorf("level %v: %v, want out of range", level, err)
		}
	}
	open, err := tallyOf(t, six).Curve()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := open.At(51); !errors.Is(err, sentinel.NoData) {
		t.Errorf("beyond the last time: %v, want no data", err)
	}
	if _, err := open.At(-1); !errors.Is(err, sentinel.OutOfRange) {
		t.Errorf("a negative time: %v, want out of range", err)
	}
	if _, err := new(Tally).Curve(); !errors.Is(err, sentinel.NoData) {
		t.Errorf("the curve of nobody: %v, want no data", err)
	}
	if _, err := (Curve{}).At(0); !errors.Is(err, sentinel.NoData) {
		t.Errorf("the zero curve: %v, want no data", err)
	}
}

func TestQuantile(t *testing.T) {
	for _, tc := range []struct {
		name     string
		subjects []subject
		p        float64
		want     int64
		err      error
	}{
		{"median", maintained, 0.5, 31, nil}, // R's summary prints the same two
		{"median", nonmaintained, 0.5, 23, nil},
		// The curve is exactly 1/2 from 32 to before 34: the earlier end of the flat
		// stretch, where R reports its middle, 33.
		{"flat", six, 0.5, 32, nil},
		{"not reached", six, 0.7, 0, sentinel.NoData},
		{"a tenth left", rows([]int64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, []int{1, 1, 1, 1, 1, 1, 1, 1, 1, 1}), 0.9, 9, nil},
		{"0", six, 0, 0, sentinel.OutOfRange},
		{"1", six, 1, 0, sentinel.OutOfRange},
		{"NaN", six, math.NaN(), 0, sentinel.OutOfRange},
	} {
		curve, err := tallyOf(t, tc.subjects).Curve()
		if err != nil {
			t.Fatal(err)
		}
		if got, err := curve.Quantile(tc.p); got != tc.want || !errors.Is(err, tc.err) {
			t.Errorf("%s: quantile %v is %d, %v, want %d, %v", tc.name, tc.p, got, err, tc.want, tc.err)
		}
	}
}

// summary(survfit(...), rmean = to)$table
func TestArea(t *testing.T) {
	for _, tc := range []struct {
		name         string
		subjects     []subject
		to           float64
		want, stdErr float64
	}{
		{"maintained to 48", maintained, 48, 31.84318181818182, 4.52788471175049},
		{"maintained to the end", maintained, 161, 52.6454545454545, 19.8286027955626},
		{"nonmaintained to the end", nonmaintained, 45, 22.70833333333334, 4.18094198103315},
		{"nonmaintained to when all are gone", nonmaintained, 1000, 22.70833333333334, 4.18094198103315},
		{"before anything happened", nonmaintained, 3, 3, 0},
	} {
		curve, err := tallyOf(t, tc.subjects).Curve()
		if err != nil {
			t.Fatal(err)
		}
		area, variance, err := curve.Area(0, tc.to)
		if err != nil || !near(area, tc.want) || !near(math.Sqrt(variance), tc.stdErr) {
			t.Errorf("%s: %.15g +- %.15g, %v, want %v +- %v", tc.name, area, math.Sqrt(variance), err, tc.want, tc.stdErr)
		}
		// The area is additive at any age in between.
		cut := tc.to / 3
		left, _, err1 := curve.Area(0, cut)
		right, _, err2 := curve.Area(cut, tc.to)
		if err := errors.Join(err1, err2); err != nil || !near(left+right, area) {
			t.Errorf("%s: cut at %v into %v and %v, %v, want %v", tc.name, cut, left, right, err, area)
		}
	}
	curve, err := tallyOf(t, six).Curve()
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		from, to float64
		want     error
	}{
		{0, 51, sentinel.NoData}, {2, 1, sentinel.OutOfRange}, {-1, 1, sentinel.OutOfRange},
		{math.NaN(), 1, sentinel.OutOfRange}, {0, math.NaN(), sentinel.OutOfRange}, {0, math.Inf(1), sentinel.OutOfRange},
	} {
		if _, _, err := curve.Area(tc.from, tc.to); !errors.Is(err, tc.want) {
			t.Errorf("area from %v to %v: %v, want %v", tc.from, tc.to, err, tc.want)
		}
	}
}

func TestCompare(t *testing.T) {
	all := slices.Concat(maintained, nonmaintained)
	everyNth := func(k int) (groups []*Tally) {
		parts := make([][]subject, k)
		for i, s := range all {
			parts[i%k] = append(parts[i%k], s)
		}
		for _, p := range parts {
			groups = append(groups, tallyOf(t, p))
		}
		return groups
	}
	for _, tc := range []struct {
		name         string
		groups       []*Tally
		statistic, p float64
		expected     []float64
	}{
		{"two", []*Tally{tallyOf(t, maintained), tallyOf(t, nonmaintained)},
			3.3963886989776, 0.0653393220405051, []float64{10.68933599230072, 7.31066400769928}},
		{"three", everyNth(3), 0.856465545235983, 0.651659708606481, []float64{6.17173566214823, 7.26465744624649, 4.56360689160528}},
		{"four", everyNth(4), 2.59864000738242, 0.457728021036574, []float64{3.95084937347691, 5.34331703653281, 5.92033723855301, 2.78549635143726}},
		{"one empty", []*Tally{tallyOf(t, maintained), new(Tally), tallyOf(t, nonmaintained)},
			3.3963886989776, 0.0653393220405051, []float64{10.68933599230072, 0, 7.31066400769928}},
	} {
		got, err := Compare(tc.groups)
		if err != nil {
			t.Fatal(err)
		}
		if !near(got.Statistic, tc.statistic) || !near(got.P, tc.p) {
			t.Errorf("%s: %.15g, p %.15g, want %v, %v", tc.name, got.Statistic, got.P, tc.statistic, tc.p)
		}
		for i, want := range tc.expected {
			if !near(got.Expected[i], want) {
				t.Errorf("%s: group %d expects %.15g events, want %v", tc.name, i, got.Expected[i], want)
			}
		}
	}
	for name, groups := range map[string][]*Tally{
		"none":       nil,
		"one":        {tallyOf(t, six)},
		"two empty":  {new(Tally), new(Tally)},
		"one and no": {tallyOf(t, six), new(Tally)},
		"no events":  {tallyOf(t, []subject{{0, 5, false}}), tallyOf(t, []subject{{0, 6, false}})},
		"apart":      {tallyOf(t, []subject{{0, 5, true}}), tallyOf(t, []subject{{6, 9, true}})},
	} {
		if got, err := Compare(groups); !errors.Is(err, sentinel.NoData) {
			t.Errorf("%s: %+v, %v, want no data", name, got, err)
		}
	}
}

// pchisq(x, df, lower.tail = FALSE)
func TestChiSquareTail(t *testing.T) {
	for _, tc := range []struct {
		x    float64
		df   int
		want float64
	}{
		{0, 1, 1}, {0, 2, 1}, {0, 5, 1},
		{3.841458820694124, 1, 0.05},
		{122.249125573006, 1, 2.0359832222855e-28},
		{5.991464547107979, 2, 0.05},
		{7.814727903251179, 3, 0.05},
		{18.307038053275146, 10, 0.05},
	} {
		if got := chiSquareTail(tc.x, tc.df); math.Abs(got-tc.want) > 1e-12*tc.want {
			t.Errorf("P(chi-square of %d > %v) = %.15g, want %v", tc.df, tc.x, got, tc.want)
		}
	}
}

func TestAddErrors(t *testing.T) {
	var tally Tally
	if err := tally.Add(0, 0, false, 3); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		entry, exit int64
		n           uint64
		want        error
	}{
		{0, -1, 1, sentinel.OutOfRange}, {-1, 5, 1, sentinel.OutOfRange}, {5, 5, 1, sentinel.OutOfRange}, {6, 5, 1, sentinel.OutOfRange},
		{0, 5, MaxSubjects, sentinel.Overflow},
	} {
		if err := tally.Add(tc.entry, tc.exit, true, tc.n); !errors.Is(err, tc.want) || tally.N() != 3 {
			t.Errorf("Add(%d, %d, %d): %v, want %v", tc.entry, tc.exit, tc.n, err, tc.want)
		}
	}
	var full Tally
	if err := full.Add(0, 1, true, MaxSubjects); err != nil {
		t.Fatal(err)
	}
	if err := full.Merge(&tally); !errors.Is(err, sentinel.Overflow) || full.N() != MaxSubjects {
		t.Errorf("merge past the limit: %v, %d", err, full.N())
	}
}

var subjects = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) subject {
	s := subject{exit: rapid.Int64Range(0, 12).Draw(t, "exit"), event: rapid.Bool().Draw(t, "event")}
	if s.exit > 1 && rapid.Bool().Draw(t, "late") {
		s.entry = rapid.Int64Range(1, s.exit-1).Draw(t, "entry")
	}
	return s
}), 1, 40)

// The product-limit estimate from its definition, in rational numbers.
func TestCurveIsTheProductLimit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := subjects.Draw(t, "subjects")
		curve, err := tallyOf(t, rows).Curve()
		if err != nil {
			t.Fatal(err)
		}
		want, last := big.NewRat(1, 1), int64(0)
		for _, r := range rows {
			last = max(last, r.exit)
		}
		for time := range last + 1 {
			var risk, events int64
			for _, r := range rows {
				if time <= r.exit && (r.entry == 0 || r.entry < time) {
					risk++
					if r.exit == time && r.event {
						events++
					}
				}
			}
			if events > 0 {
				want.Mul(want, big.NewRat(risk-events, risk))
			}
			p, err := curve.At(time)
			if err != nil {
				t.Fatal(err)
			}
			if exact, _ := want.Float64(); p.Survival != exact {
				t.Fatalf("survival at %d is %v, want %v = %v", time, p.Survival, want, exact)
			}
		}
	})
}

// Without censoring and late entry it is the share of those who last longer.
func TestCurveWithoutCensoringIsEmpirical(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		exits := rapid.SliceOfN(rapid.Int64Range(0, 30), 1, 60).Draw(t, "exits")
		var tally Tally
		for _, x := range exits {
			if err := tally.Add(0, x, true, 1); err != nil {
				t.Fatal(err)
			}
		}
		curve, err := tally.Curve()
		if err != nil {
			t.Fatal(err)
		}
		for time := range int64(40) {
			longer := 0
			for _, x := range exits {
				if x > time {
					longer++
				}
			}
			p, err := curve.At(time)
			if err != nil {
				t.Fatal(err)
			}
			if want := float64(longer) / float64(len(exits)); p.Survival != want {
				t.Fatalf("survival at %d is %v, want %d of %d", time, p.Survival, longer, len(exits))
			}
		}
	})
}

func TestCompareLimit(t *testing.T) {
	if _, err := Compare(make([]*Tally, MaxGroups+1)); !errors.Is(err, sentinel.OutOfRange) {
		t.Errorf("%d groups: %v, want out of range", MaxGroups+1, err)
	}
}

func TestQuantileOfPercent(t *testing.T) {
	curve, err := tallyOf(t, six).Curve()
	if err != nil {
		t.Fatal(err)
	}
	_, err = curve.Quantile(90)
	if want := "the quantile 90 is not a share between 0 and 1: 90 percent is 0.9"; !errors.Is(err, sentinel.OutOfRange) || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

// What was added is removed without a trace, and what cannot have been there stays.
func TestRemove(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kept, gone := subjects.Draw(t, "kept"), subjects.Draw(t, "gone")
		tally, want := tallyOf(t, slices.Concat(kept, gone)), tallyOf(t, kept)
		merged := tallyOf(t, kept)
		if err := merged.Merge(tallyOf(t, gone)); err != nil {
			t.Fatal(err)
		}
		if err := merged.Subtract(tallyOf(t, gone)); err != nil {
			t.Fatal(err)
		}
		// In which order they go, each rest must be one of subjects.
		for _, s := range gone {
			if err := tally.Remove(s.entry, s.exit, s.event, 1); err != nil {
				t.Fatal(err)
			}
		}
		if !same(tally, want) || !same(merged, want) {
			t.Fatalf("removed %+v, subtracted %+v, want %+v", tally, merged, want)
		}
		twice := tally.Clone()
		if err := twice.Merge(twice); err != nil || twice.n != 2*want.n || twice.entered != 2*want.entered || !same(tally, want) {
			t.Fatalf("with itself %+v, %v; before %+v", twice, err, tally)
		}
		if err := twice.Subtract(tally); err != nil || !same(twice, want) {
			t.Fatalf("halved %+v, %v, want %+v", twice, err, want)
		}
		if err := twice.Subtract(twice); err != nil || !same(twice, new(Tally)) {
			t.Fatalf("less itself %+v, %v", twice, err)
		}
	})
}

func same(a, b *Tally) bool { return a.n == b.n && a.entered == b.entered && maps.Equal(a.at, b.at) }

func TestRemoveRefuses(t *testing.T) {
	tally := tallyOf(t, []subject{{0, 5, true}, {3, 10, true}})
	before := tally.Clone()
	for _, s := range []subject{{0, 5, false}, {0, 6, true}, {2, 10, true}, {-1, 5, true}, {0, -5, true}, {5, 5, true}} {
		if err := tally.Remove(s.entry, s.exit, s.event, 1); !errors.Is(err, sentinel.OutOfRange) || !same(tally, before) {
			t.Errorf("%+v: %v, want out of range and %+v, not %+v", s, err, before, tally)
		}
	}
	early := tallyOf(t, []subject{{0, 2, true}, {3, 10, true}})
	if err := early.Remove(0, 10, true, 1); !errors.Is(err, sentinel.OutOfRange) || early.n != 2 {
		t.Errorf("who is left was lost at 2, and entered at 3: %v", err)
	}
	if err := early.Subtract(tallyOf(t, []subject{{0, 2, true}, {0, 10, true}})); !errors.Is(err, sentinel.OutOfRange) || early.n != 2 {
		t.Errorf("nobody is left, and one entered: %v", err)
	}
}

func TestMergeIsTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := subjects.Draw(t, "subjects")
		cut := rapid.IntRange(0, len(rows)).Draw(t, "cut")
		whole, left, right := tallyOf(t, rows), tallyOf(t, rows[:cut]), tallyOf(t, rows[cut:])
		if err := right.Merge(left); err != nil {
			t.Fatal(err)
		}
		a, err1 := whole.Curve()
		b, err2 := right.Curve()
		if err := errors.Join(err1, err2); err != nil || !slices.Equal(a.points, b.points) {
			t.Fatalf("merged %v, %v, want %v", b, err, a)
		}
	})
}

package nps_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/normal"
	"github.com/cxmetrics/cx/nps"
)

// Six published decimals of the limits in shares at 95%, counts in the order
// detractors/passives/promoters: what R package NPS 1.1 computes by Wald
// (nps.interval, nps.test), the same of counts to which 3/4, 3/2 and 3/4 were added,
// which is the adjusted method of B. Rocks (2016), and Tango's interval of a
// difference of paired proportions for the same counts. More digits are checked by
// TestIntervalsAgainstMpmath.
func TestIntervalsOfTheRPackageNPS(t *testing.T) {
	for _, c := range []struct {
		groups                nps.Groups
		wald, adjusted, tango [2]float64
	}{
		{nps.Groups{Detractors: 2, Passives: 11, Promoters: 18}, [2]float64{.299480, .732778}, [2]float64{.255123, .686053}, [2]float64{.260919, .699159}},
		{nps.Groups{Detractors: 362, Passives: 176, Promoters: 462}, [2]float64{.044081, .155919}, [2]float64{.043897, .155505}, [2]float64{.043822, .155495}},
		{nps.Groups{Passives: 10}, [2]float64{0, 0}, [2]float64{-.184650, .184650}, [2]float64{-.277533, .277533}},
	} {
		for _, m := range []struct {
			name string
			of   func(nps.Groups, float64) (estimate.Interval, error)
			want [2]float64
		}{{"Wald", nps.Groups.Wald, c.wald}, {"AdjustedWald", nps.Groups.AdjustedWald, c.adjusted}, {"Tango", nps.Groups.Tango, c.tango}} {
			got, err := m.of(c.groups, 0.95)
			if err != nil || math.Abs(got.Low/100-m.want[0]) > 5.1e-7 || math.Abs(got.High/100-m.want[1]) > 5.1e-7 {
				t.Errorf("%s of %+v: %v, %v, want %v", m.name, c.groups, got, err, m.want)
			}
		}
	}
}

// Limits in points of Wald, adjusted Wald and Tango, and in percent of Goodman for
// promoters, passives and detractors. Computed with mpmath 1.3.0 at 80 digits from
// the formulas of the doc comments, z being sqrt(2)*erfinv(level), Tango's limits by
// bisection of its equation in the form with square roots of Tango (1998).
var references = []struct {
	groups nps.Groups // promoters, passives, detractors
	level  float64
	limits [12]float64
}{
	{nps.Groups{18, 11, 2}, 0.95, [12]float64{29.948025508661844, 73.277780942951059, 25.512334118354632, 68.605312940468898, 26.091909165917259, 69.915898947176725, 37.273950070365218, 76.338478233644757, 18.713968342242646, 56.783660710539399, 1.399949572081323, 25.092937586264814}},
	{nps.Groups{18, 11, 2}, 0.5, [12]float64{44.157287676373432, 59.068518775239471, 39.643949391366372, 54.473697667457158, 43.740158533912068, 58.671489736730504, 45.691067083575262, 69.500649606009133, 24.762422651849035, 47.892487306899054, 2.5419884184661255, 15.422741457778142}},
	{nps.Groups{462, 176, 362}, 0.95, [12]float64{4.4080884484417877, 15.591911551558212, 4.3896669250320835, 15.550512536583071, 4.3822131134063668, 15.549486943298012, 42.458094197346728, 49.985214254426809, 14.903961943700237, 20.665299592474136, 32.649979951700024, 39.907298110003876}},
	{nps.Groups{462, 176, 362}, 0.8, [12]float64{6.3436455670545958, 13.656354432945404, 6.3212473849515907, 13.618932076663564, 6.3313336204061176, 13.639410872485499, 43.326271943361772, 49.099203024110063, 15.501126765554845, 19.916080851836588, 33.463504191321007, 39.029010164234603}},
	{nps.Groups{0, 10, 0}, 0.95, [12]float64{0.0, 0.0, -18.465044909058882, 18.465044909058882, -27.753279986288917, 27.753279986288917, 0.0, 36.43181322867692, 63.56818677132308, 100.0, 0.0, 36.43181322867692}},
	{nps.Groups{10, 0, 0}, 0.95, [12]float64{100.0, 100, 47.503551544790214, 100, 44.493440027422165, 100.0, 63.56818677132308, 100.0, 0.0, 36.43181322867692, 0.0, 36.43181322867692}},
	{nps.Groups{10, 0, 0}, 0.99, [12]float64{100.0, 100, 38.259266687974707, 100, 20.229181339018382, 100.0, 53.71897563652038, 100.0, 0.0, 46.28102436347962, 0.0, 46.28102436347962}},
	{nps.Groups{0, 0, 1}, 0.95, [12]float64{-100, -100.0, -98.49864942025202, 48.49864942025202, -100.0, 58.69013712455251, 0.0, 85.143673929267951, 0.0, 85.143673929267951, 14.856326070732049, 100.0}},
	{nps.Groups{0, 0, 1}, 0.999999, [12]float64{-100, -100.0, -100, 100, -100.0, 91.976934320597069, 0.0, 96.302631594725113, 0.0, 96.302631594725113, 3.6973684052748874, 100.0}},
	{nps.Groups{0, 1, 0}, 0.95, [12]float64{0.0, 0.0, -60.011395954441367, 60.011395954441367, -79.345068562276255, 79.345068562276255, 0.0, 85.143673929267951, 14.856326070732049, 100.0, 0.0, 85.143673929267951}},
	{nps.Groups{0, 1, 0}, 0.5, [12]float64{0.0, 0.0, -20.651946558971129, 20.651946558971129, -31.268474408258331, 31.268474408258331, 0.0, 65.667272504982473, 34.332727495017527, 100.0, 0.0, 65.667272504982473}},
	{nps.Groups{1, 0, 1}, 0.95, [12]float64{-100, 100, -73.335137205651796, 73.335137205651796, -81.093758853153852, 81.093758853153852, 6.9504380007857182, 93.049561999214282, 0.0, 74.130591532967774, 6.9504380007857182, 93.049561999214282}},
	{nps.Groups{1, 0, 1}, 0.8, [12]float64{-90.619380243682331, 90.619380243682331, -47.951268817516637, 47.951268817516637, -67.149655994020145, 67.149655994020145, 10.405452150082052, 89.594547849917948, 0.0, 62.70912877757768, 10.405452150082052, 89.594547849917948}},
	{nps.Groups{3, 0, 0}, 0.95, [12]float64{100.0, 100, -6.5792867038085802, 100, -12.299406351009086, 100.0, 34.35977715079744, 100.0, 0.0, 65.64022284920256, 0.0, 65.64022284920256}},
	{nps.Groups{500000000000, 300000000000, 200000000000}, 0.95, [12]float64{29.99984692191925, 30.00015307808075, 29.99984692182925, 30.00015307799075, 29.999846921832345, 30.000153077993845, 49.999880301010009, 50.000119698989991, 29.999890294178174, 30.000109706051071, 19.999904240979942, 20.000095759363927}},
	{nps.Groups{500000000000, 300000000000, 200000000000}, 0.99, [12]float64{29.999798821300168, 30.000201178699832, 29.999798821210168, 30.000201178609832, 29.999798821150067, 30.000201178549731, 49.999853240026557, 50.000146759973443, 29.99986549243485, 30.000134507909766, 19.999882592279707, 20.000117408237216}},
	{nps.Groups{1, 1000000000000, 0}, 0.95, [12]float64{-9.5996398453811391e-11, 2.9599639845361139e-10, -2.0989751615137919e-10, 4.0989751615057919e-10, -2.8414588206803677e-10, 5.664934265730845e-10, 1.3158669387587921e-11, 7.5995525880111506e-10, 99.999999999240045, 99.999999999986841, 0.0, 5.7311392819004921e-10}},
	{nps.Groups{1, 1000000000000, 0}, 0.999999, [12]float64{-3.8916384756865943e-10, 5.8916384756845943e-10, -6.7343595366234467e-10, 8.7343595366154467e-10, -2.2928126976307914e-9, 2.5889501280467854e-9, 3.5700818036376098e-12, 2.8010562641815063e-9, 99.999999997198944, 99.99999999999643, 0.0, 2.6046263459905532e-9}},
	{nps.Groups{1000000000000, 0, 0}, 0.95, [12]float64{100.0, 100, 99.999999999284229, 100, 99.999999999231708, 100.0, 99.999999999426886, 100.0, 0.0, 5.7311392819062232e-10, 0.0, 5.7311392819062232e-10}},
	{nps.Groups{1000000000000, 0, 0}, 0.5, [12]float64{100.0, 100, 99.999999999556919, 99.999999999843081, 99.999999999909013, 100.0, 99.999999999808733, 100.0, 0.0, 1.9126727555911983e-10, 0.0, 1.9126727555911983e-10}},
	{nps.Groups{999999999999, 0, 1}, 0.95, [12]float64{99.999999999408007, 100, 99.999999998928577, 100, 99.999999998867013, 99.999999999964695, 99.999999999240045, 99.999999999986841, 0.0, 5.7311392819062232e-10, 1.315866938760108e-11, 7.5995525880187502e-10}},
	{nps.Groups{999999999999, 0, 1}, 0.8, [12]float64{99.99999999954369, 100, 99.999999999126367, 99.999999999873633, 99.999999999331347, 99.999999999940178, 99.999999999483019, 99.999999999980657, 0.0, 3.3632428914485066e-10, 1.9343062141629912e-11, 5.169812270025481e-10}},
	{nps.Groups{1152921504606846976, 3, 2}, 0.95, [12]float64{99.999999999999999, 100.0, 99.999999999999998, 100.0, 99.999999999999998, 100.0, 99.999999999999999, 100.0, 7.1578294950398722e-17, 9.4593584066627161e-16, 3.7301542274333595e-17, 8.0674024574465603e-16}},
	{nps.Groups{1152921504606846975, 1152921504606846975, 1152921504606846975}, 0.95, [12]float64{-8.6048234524185315e-8, 8.6048234524185315e-8, -8.6048234524185315e-8, 8.6048234524185315e-8, -8.6048234524185315e-8, 8.6048234524185315e-8, 33.333333272652194, 33.333333394014473, 33.333333272652194, 33.333333394014473, 33.333333272652194, 33.333333394014473}},
	{nps.Groups{1152921504606846975, 1152921504606846975, 1152921504606846975}, 0.99, [12]float64{-1.1308654942353874e-7, 1.1308654942353874e-7, -1.1308654942353874e-7, 1.1308654942353874e-7, -1.1308654942353874e-7, 1.1308654942353874e-7, 33.333333258933688, 33.333333407732979, 33.333333258933688, 33.333333407732979, 33.333333258933688, 33.333333407732979}},
	{nps.Groups{2, 1152921504606846976, 7}, 0.95, [12]float64{-9.4368019940180305e-16, 7.6318461413399509e-17, -9.8454310511641827e-16, 1.1718136712801473e-16, -1.0995787944764059e-15, 9.561510810160917e-17, 3.7301542274333594e-17, 8.0674024574465603e-16, 99.999999999999998, 100.0, 2.5271712075336102e-16, 1.4586864052540321e-15}},
	{nps.Groups{2, 1152921504606846976, 7}, 0.999999, [12]float64{-1.7065268839605917e-15, 8.3916514597218814e-16, -1.8085116976606923e-15, 9.411499596722888e-16, -3.0128010473952416e-15, 1.8247281986147767e-15, 1.1598636957525965e-17, 2.5944992925676881e-15, 99.999999999999996, 100.0, 1.0958648203788807e-16, 3.3638731854757296e-15}},
	{nps.Groups{0, 5, 1152921504606846976}, 0.95, [12]float64{-100.0, -99.999999999999999, -100.0, -99.999999999999999, -100.0, -99.999999999999999, 0.0, 4.9709709282362821e-16, 1.5558164021497971e-16, 1.208877190597052e-15, 99.999999999999999, 100.0}},
	{nps.Groups{0, 5, 1152921504606846976}, 0.5, [12]float64{-100.0, -99.999999999999999, -99.999999999999999, -99.999999999999999, -100.0, -99.999999999999999, 0.0, 1.6589791654958239e-16, 2.3586785995072618e-16, 7.9739179458725975e-16, 99.999999999999999, 100.0}},
}

func TestIntervalsAgainstMpmath(t *testing.T) {
	for _, r := range references {
		wald, err1 := r.groups.Wald(r.level)
		adjusted, err2 := r.groups.AdjustedWald(r.level)
		tango, err3 := r.groups.Tango(r.level)
		goodman, err4 := r.groups.Goodman(r.level)
		if err := errors.Join(err1, err2, err3, err4); err != nil {
			t.Errorf("%+v: %v", r.groups, err)
			continue
		}
		for i, got := range []estimate.Interval{wald, adjusted, tango, goodman.Promoters, goodman.Passives, goodman.Detractors} {
			low, high := r.limits[2*i], r.limits[2*i+1]
			// 1e-9 of the width, which is the harder the nearer the limits are to each
			// other, and the last digits of a float64 near 100.
			tolerance := 1e-9*(high-low) + 5e-14
			if math.Abs(got.Low-low) > tolerance || math.Abs(got.High-high) > tolerance || got.Level != r.level {
				t.Errorf("interval %d of %+v at %v: %v, want %v to %v", i, r.groups, r.level, got, low, high)
			}
			// And 1e-9 of each limit itself, however near to 0 it is.
			if !near(got.Low, low) || !near(got.High, high) {
				t.Errorf("interval %d of %+v at %v: %v, want %v to %v, relatively to 1e-9", i, r.groups, r.level, got, low, high)
			}
		}
	}
}

// Limits near 0 lose nothing of the estimate or of the margin: nine answers that are
// not passive, of 2^60, make limits around 1e-16 points.
func TestNarrowIntervalsKeepTheirDigits(t *testing.T) {
	checked := 0
	for _, r := range references {
		if r.groups != (nps.Groups{Promoters: 2, Passives: 1 << 60, Detractors: 7}) {
			continue
		}
		for i, of := range []func(nps.Groups, float64) (estimate.Interval, error){nps.Groups.Wald, nps.Groups.AdjustedWald, nps.Groups.Tango} {
			got, err := of(r.groups, r.level)
			if err != nil {
				t.Fatal(err)
			}
			for j, limit := range []float64{got.Low, got.High} {
				if want := r.limits[2*i+j]; math.Abs(limit-want) > 1e-9*math.Abs(want) {
					t.Errorf("interval %d of %+v at %v: limit %v, want %v", i, r.groups, r.level, limit, want)
				}
				checked++
			}
		}
	}
	if checked != 12 {
		t.Errorf("%d limits checked, want 12", checked)
	}
}

func TestIntervalErrors(t *testing.T) {
	some := nps.Groups{Promoters: 18, Passives: 11, Detractors: 2}
	calls := map[string]func(nps.Groups, float64) error{
		"Wald":               func(g nps.Groups, level float64) error { return onlyError(g.Wald(level)) },
		"AdjustedWald":       func(g nps.Groups, level float64) error { return onlyError(g.AdjustedWald(level)) },
		"Tango":              func(g nps.Groups, level float64) error { return onlyError(g.Tango(level)) },
		"Goodman":            func(g nps.Groups, level float64) error { return onlyError(g.Goodman(level)) },
		"CompareWald first":  func(g nps.Groups, level float64) error { return onlyError(g.CompareWald(some, level)) },
		"CompareWald second": func(g nps.Groups, level float64) error { return onlyError(some.CompareWald(g, level)) },
		"Compare first":      func(g nps.Groups, level float64) error { return onlyError(g.Compare(some, level)) },
		"Compare second":     func(g nps.Groups, level float64) error { return onlyError(some.Compare(g, level)) },
		"CompareAdjustedWald first": func(g nps.Groups, level float64) error {
			return onlyError(g.CompareAdjustedWald(some, level))
		},
		"CompareAdjustedWald second": func(g nps.Groups, level float64) error {
			return onlyError(some.CompareAdjustedWald(g, level))
		},
		"Plan": func(g nps.Groups, level float64) error { return onlyError(nps.Plan(g, level)) },
	}
	for name, call := range calls {
		for _, level := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), 0, -0.95, 0.4999, 0.9999999, 1, 95} {
			if err := call(some, level); !errors.Is(err, cx.ErrOutOfRange) || !strings.HasPrefix(err.Error(), "nps: ") {
				t.Errorf("%s at level %v: %v, want cx.ErrOutOfRange from nps", name, level, err)
			}
		}
		for _, level := range []float64{normal.MinLevel, normal.MaxLevel} {
			if err := call(some, level); err != nil {
				t.Errorf("%s at level %v: %v", name, level, err)
			}
		}
		if err := call(nps.Groups{}, 0.95); !errors.Is(err, cx.ErrNoData) || !strings.HasPrefix(err.Error(), "nps: ") {
			t.Errorf("%s of no ratings: %v, want cx.ErrNoData from nps", name, err)
		}
	}
}

// onlyError returns the error, or one that says that a result came with an error.
func onlyError[T comparable](result T, err error) error {
	var zero T
	if err != nil && result != zero {
		return errors.New("an error came with a result")
	}
	return err
}

func TestGoodmanReachesTheEnds(t *testing.T) {
	for n := uint64(1); n < 300; n++ {
		for _, level := range []float64{0.5, 0.8, 0.95, 0.999999} {
			got, err := nps.Groups{Passives: n}.Goodman(level)
			if err != nil || got.Passives.High != 100 || got.Promoters.Low != 0 || got.Detractors.Low != 0 {
				t.Errorf("%d passives at %v: %+v, %v, want 100 to be possible, and 0 for the others", n, level, got, err)
			}
		}
	}
}

func TestWaldHasNoWidthWhereAllAgree(t *testing.T) {
	for _, g := range []nps.Groups{{Promoters: 7}, {Passives: 7}, {Detractors: 7}} {
		got, err := g.Wald(0.95)
		if err != nil || got.Low != got.High {
			t.Errorf("Wald of %+v: %v, %v, want no width, as documented", g, got, err)
		}
		for name, of := range map[string]func(nps.Groups, float64) (estimate.Interval, error){"AdjustedWald": nps.Groups.AdjustedWald, "Tango": nps.Groups.Tango} {
			if got, err := of(g, 0.95); err != nil || got.High-got.Low < 20 {
				t.Errorf("%s of %+v: %v, %v, want a wide interval", name, g, got, err)
			}
		}
	}
}

// The adjusted interval can leave the score outside: of a single promoter, and at low
// levels wherever few agree. Tango's contains it.
func TestAdjustedWaldCanExcludeTheScore(t *testing.T) {
	for _, c := range []struct {
		promoters uint64
		level     float64
	}{{1, 0.95}, {3, 0.8}, {20, 0.5}} {
		g := nps.Groups{Promoters: c.promoters}
		if got, err := g.AdjustedWald(c.level); err != nil || got.High >= 100 {
			t.Errorf("AdjustedWald of %+v at %v: %v, %v, which contains 100 against the documentation", g, c.level, got, err)
		}
		if got, err := g.Tango(c.level); err != nil || got.High < 100 {
			t.Errorf("Tango of %+v at %v: %v, %v", g, c.level, got, err)
		}
	}
	// The documented limits, 100 * (1/4 -+ 1.96*sqrt((2.5/4 - 1/16)/4)).
	if got, err := (nps.Groups{Promoters: 1}).AdjustedWald(0.95); err != nil || math.Abs(got.Low - -48.5) > 0.05 || math.Abs(got.High-98.5) > 0.05 {
		t.Errorf("AdjustedWald of one promoter: %v, %v", got, err)
	}
}

package signal

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/cxmetrics/cx/period"
)

// Point is a period of a chart. Where it is Empty or Running, the numbers are 0, and null in
// JSON.
type Point struct {
	Period        period.Period // of the unit of the series
	Empty         bool          // without data
	Running       bool          // not over at AsOf
	Value         float64       // in the unit of the metric
	N             float64       // answers, exposure, or 1
	Centre, Sigma float64       // Sigma 0: nothing varied, there are no limits
	Lower, Upper  float64       // natural process limits
	LowerCut      bool          // Lower was cut off at what the metric can be
	UpperCut      bool          // Upper was cut off
	InBaseline    bool          // the limits are computed from it
	Phase         int           // index in Chart.Phases
	Signal        bool          // part of a signal
}

func (p *Point) observed() bool { return !p.Empty && !p.Running }

func (p *Point) state() string {
	switch {
	case p.Running:
		return "running"
	case p.Empty:
		return "empty"
	}
	return "observed"
}

// MarshalJSON writes null for what is not known, and a state: observed, empty or running. A
// number that is not finite returns [cx.ErrEncoding].
func (p Point) MarshalJSON() ([]byte, error) {
	number := func(ok bool, x float64) *float64 {
		if !ok {
			return nil
		}
		return &x
	}
	is := p.observed()
	limits := is && p.Sigma > 0
	data, err := json.Marshal(struct {
		Period     period.Period `json:"period"`
		State      string        `json:"state"`
		Value      *float64      `json:"value"`
		N          *float64      `json:"n"`
		Centre     *float64      `json:"centre"`
		Sigma      *float64      `json:"sigma"`
		Lower      *float64      `json:"lower"`
		Upper      *float64      `json:"upper"`
		LowerCut   bool          `json:"lower_cut"`
		UpperCut   bool          `json:"upper_cut"`
		InBaseline bool          `json:"in_baseline"`
		Phase      int           `json:"phase"`
		Signal     bool          `json:"signal"`
	}{
		p.Period, p.state(), number(is, p.Value), number(is, p.N), number(is, p.Centre), number(limits, p.Sigma),
		number(limits, p.Lower), number(limits, p.Upper), p.LowerCut, p.UpperCut, p.InBaseline, p.Phase, p.Signal,
	})
	if err != nil {
		return nil, sentinel.Errorf(cx.ErrEncoding, "signal: a point of %v cannot be written: %w", p.Period, err)
	}
	return data, nil
}

// Phase is a part of a chart with limits of its own.
type Phase struct {
	First      period.Period `json:"first"`       // its first period
	Last       period.Period `json:"last"`        // its last period
	Baseline   int           `json:"baseline"`    // points that the limits are computed from
	Qualified  bool          `json:"qualified"`   // from 6 baseline points on: below it has no signals
	Firm       bool          `json:"firm"`        // from 12 on: below its limits are provisional
	Centre     float64       `json:"centre"`      // 0 where Baseline is 0
	SigmaZ     float64       `json:"sigma_z"`     // Laney's factor as measured; 0 for XmR and where it is not known. Widened uses it above 1, Laney always
	Range      float64       `json:"range"`       // XmR: mean or median moving range
	RangeLimit float64       `json:"range_limit"` // XmR: upper limit of the moving ranges
}

func (p Phase) basis() string {
	switch {
	case p.Firm:
		return "firm"
	case p.Qualified:
		return "provisional"
	}
	return "too few"
}

// Signal is a [Rule] that was met.
type Signal struct {
	Rule      Rule          `json:"rule"`      // the pattern
	First     period.Period `json:"first"`     // where it begins
	Seen      period.Period `json:"seen"`      // where it was complete
	Last      period.Period `json:"last"`      // where it ends
	Direction int           `json:"direction"` // 1 high or rising, -1 low or falling, 0 for Inner
	Verdict   int           `json:"verdict"`   // 1 good, -1 bad, 0 not said
}

// String returns a text such as "2024-03 to 2024-10: high, a run of 8 on one side (good)".
func (s Signal) String() string {
	text := s.First.String()
	if s.Last != s.First {
		text += " to " + s.Last.String()
	}
	direction := map[int]string{1: "high, ", -1: "low, "}
	if s.Rule.kind == ruleTrend {
		direction = map[int]string{1: "rising, ", -1: "falling, "}
	}
	return text + ": " + direction[s.Direction] + s.Rule.String() + map[int]string{1: " (good)", -1: " (bad)"}[s.Verdict]
}

// Chart is a process behaviour chart.
type Chart struct {
	Kind    string   `json:"kind"`    // "xmr", "p", "u", "c", "nps" or "means"
	Points  []Point  `json:"points"`  // every period of the series in order
	Phases  []Phase  `json:"phases"`  // one without phases
	Signals []Signal `json:"signals"` // by first period, then in the order of the rules
}

// At returns the signals that a period is part of.
func (c Chart) At(p period.Period) []Signal {
	var found []Signal
	for _, s := range c.Signals {
		if s.First.Compare(p) <= 0 && p.Compare(s.Last) <= 0 {
			found = append(found, s)
		}
	}
	return found
}

var defaultRules = []Rule{Beyond(), Run(8)}

// Chart returns centre, limits and signals. It returns [cx.ErrNoData] when the baseline does
// not tell the limits: fewer than two points, no two neighbours for a moving range, or no
// period with two values for a mean. Of several phases, such a one has no limits instead.
// Invalid options return [cx.ErrOutOfRange], periods of another unit [cx.ErrMismatch].
func (d Data) Chart(o Options) (Chart, error) {
	if len(d.points) == 0 {
		return Chart{}, sentinel.Errorf(cx.ErrNoData, "signal: a series without periods has no limits")
	}
	if err := o.check(d.points[0].period.Unit()); err != nil {
		return Chart{}, err
	}
	c := Chart{Kind: d.kind, Points: make([]Point, len(d.points)), Phases: make([]Phase, 0, 1+len(o.Phases)), Signals: []Signal{}}
	for i, x := range d.points {
		p := &c.Points[i]
		p.Period = x.period
		switch {
		case !o.AsOf.IsZero() && x.period.In(d.loc).End().After(o.AsOf):
			p.Running = true
		case x.n == 0:
			p.Empty = true
		default:
			p.Value, p.N = x.value, x.weight
		}
	}
	m := maker{data: d, o: o, chart: &c, scratch: make([]float64, 0, len(d.points))}
	start := 0
	for _, p := range o.Phases {
		for i := start; i < len(c.Points); i++ {
			if c.Points[i].Period.Compare(p) >= 0 {
				if i > start {
					if err := m.phase(start, i); err != nil {
						return Chart{}, err
					}
				}
				start = i
				break
			}
		}
	}
	if err := m.phase(start, len(c.Points)); err != nil {
		return Chart{}, err
	}
	slices.SortStableFunc(c.Signals, func(a, b Signal) int { return a.First.Compare(b.First) })
	return c, nil
}

type maker struct {
	data    Data
	o       Options
	chart   *Chart
	scratch []float64
	// of the phase in hand
	centre, variance, factor float64
	tie                      float64 // values no further from the centre are on it: what rounding does to a mean
}

// phase computes the limits of the periods from..to-1 and looks for signals in them. With
// a rule to rephase by it first looks where the phase ends.
func (m *maker) phase(from, to int) error {
	for m.o.Rephase != (Rule{}) {
		ph, err := m.limits(from, to)
		if err != nil {
			return err
		}
		split := -1
		if ph.Qualified {
			m.find(m.o.Rephase, from, to, func(first, _, _ int, _ int) bool {
				if m.count(from, first) >= 2 && m.count(first, to) >= qualifiedFrom {
					split = first
				}
				return split < 0
			})
		}
		if split < 0 {
			break
		}
		if err := m.close(from, split); err != nil {
			return err
		}
		from = split
	}
	return m.close(from, to)
}

func (m *maker) count(from, to int) (n int) {
	for i := from; i < to; i++ {
		if m.chart.Points[i].observed() {
			n++
		}
	}
	return n
}

func (m *maker) close(from, to int) error {
	ph, err := m.limits(from, to)
	if err != nil {
		return err
	}
	for i := from; i < to; i++ {
		m.chart.Points[i].Phase = len(m.chart.Phases)
	}
	m.chart.Phases = append(m.chart.Phases, ph)
	if !ph.Qualified {
		return nil
	}
	rules := m.o.Rules
	if rules == nil {
		rules = defaultRules
	}
	points := m.chart.Points
	for _, r := range rules {
		m.find(r, from, to, func(first, seen, last, direction int) bool {
			verdict := direction
			switch m.o.Better {
			case Neither:
				verdict = 0
			case Lower:
				verdict = -direction
			}
			m.chart.Signals = append(m.chart.Signals, Signal{
				Rule: r, First: points[first].Period, Seen: points[seen].Period, Last: points[last].Period,
				Direction: direction, Verdict: verdict,
			})
			for i := first; i <= last; i++ {
				points[i].Signal = points[i].Signal || points[i].observed()
			}
			return true
		})
	}
	return nil
}

// limits sets centre, sigma and limits of the periods from..to-1.
func (m *maker) limits(from, to int) (Phase, error) {
	points, data := m.chart.Points, m.data.points
	ph := Phase{First: points[from].Period, Last: points[to-1].Period}
	var weight, sum, spread, freedom float64
	m.tie = 0
	b := m.o.Baseline
	ranged := !b.from.IsZero()
	for i := from; i < to; i++ {
		p, x := &points[i], &data[i]
		p.InBaseline = p.observed() && (b.first <= 0 || ph.Baseline < b.first) &&
			(!ranged || b.from.Compare(p.Period) <= 0 && p.Period.Compare(b.to) <= 0) &&
			(len(m.o.Exclude) == 0 || !slices.Contains(m.o.Exclude, p.Period))
		if p.InBaseline {
			ph.Baseline++
			m.tie = max(m.tie, 1e-12*math.Abs(x.value))
			weight += x.n
			sum += x.n * x.value
			spread += x.spread
			freedom += x.n - 1
		}
	}
	// A phase that has just begun has no limits yet, which is no reason to have no chart.
	part := from > 0 || to < len(points)
	if few := ph.Baseline < 2; few && (!part || ph.Baseline == 0 && m.count(from, to) > 0) {
		return Phase{}, sentinel.Errorf(cx.ErrNoData, "signal: %d baseline points from %s to %s have no limits: at least 2 are needed", ph.Baseline, ph.First, ph.Last)
	}
	ph.Qualified, ph.Firm = ph.Baseline >= qualifiedFrom, ph.Baseline >= firmFrom
	if ph.Baseline > 0 {
		ph.Centre = sum / weight
	}
	// Of equal values the mean is that value, to the last bit: a point on the centre is on it.
	if v, equal := m.equal(from, to); equal {
		ph.Centre = v
	}
	m.centre, m.factor = ph.Centre, 1
	switch m.data.kind {
	case kindXmR:
		m.variance = 1
	case kindP:
		m.variance = ph.Centre * (100 - ph.Centre)
	case kindU, kindC:
		m.variance = ph.Centre
	case kindNPS:
		m.variance = max(0, 1e4*(spread/weight)-ph.Centre*ph.Centre)
	case kindMeans:
		if freedom <= 0 && part {
			ph.Qualified, ph.Firm = false, false
			break
		}
		if freedom <= 0 {
			return Phase{}, sentinel.Errorf(cx.ErrNoData, "signal: no period from %s to %s has two values, so nothing tells how they vary: take Values", ph.First, ph.Last)
		}
		m.variance = max(0, spread/freedom)
	}
	if err := m.ranges(&ph, from, to); err != nil {
		if !part {
			return Phase{}, err
		}
		ph.Qualified, ph.Firm, m.factor = false, false, 0
	}
	for i := from; i < to; i++ {
		p := &points[i]
		if !p.observed() {
			continue
		}
		p.Centre, p.Sigma = ph.Centre, m.factor*math.Sqrt(m.variance/data[i].n)
		p.Lower, p.Upper = p.Centre-3*p.Sigma, p.Centre+3*p.Sigma
		p.LowerCut, p.UpperCut = p.Lower < m.data.low, p.Upper > m.data.high
		p.Lower, p.Upper = max(p.Lower, m.data.low), min(p.Upper, m.data.high)
	}
	return ph, nil
}

func (m *maker) equal(from, to int) (v float64, equal bool) {
	seen := false
	for i := from; i < to; i++ {
		p := &m.chart.Points[i]
		switch {
		case !p.InBaseline:
		case !seen:
			v, seen = p.Value, true
		case p.Value != v:
			return 0, false
		}
	}
	return v, true
}

// ranges sets the factor of sigma from the moving ranges of the baseline: of the values
// themselves for XmR, otherwise of z.
func (m *maker) ranges(ph *Phase, from, to int) error {
	xmr := m.data.kind == kindXmR
	if !xmr && m.variance == 0 {
		return nil // nothing varied, and z is 0/0
	}
	ranges, before := m.scratch[:0], math.NaN()
	for i := from; i < to; i++ {
		p := &m.chart.Points[i]
		if !p.InBaseline {
			if !m.o.Bridge {
				before = math.NaN()
			}
			continue
		}
		z := p.Value
		if !xmr {
			z = (p.Value - m.centre) * math.Sqrt(m.data.points[i].n/m.variance)
		}
		if !math.IsNaN(before) {
			ranges = append(ranges, math.Abs(z-before))
		}
		before = z
	}
	m.scratch = ranges
	if len(ranges) == 0 {
		if xmr {
			return sentinel.Errorf(cx.ErrNoData, "signal: no two baseline points from %s to %s are neighbours, so there are no moving ranges", ph.First, ph.Last)
		}
		return nil
	}
	average, limit := mean1, 3.268
	scale := 2.66 / 3
	switch {
	case !xmr:
		scale = 1 / 1.128
	case m.o.Median && m.o.D2:
		average, limit, scale = median, 3.865, 1/0.954
	case m.o.Median:
		average, limit, scale = median, 3.865, 3.145/3
	case m.o.D2:
		scale = 1 / 1.128
	}
	r := average(ranges)
	if m.o.Screen {
		upper := limit * r
		kept := slices.DeleteFunc(ranges, func(x float64) bool { return x > upper })
		if len(kept) > 0 {
			r = average(kept)
		}
	}
	if xmr {
		ph.Range, ph.RangeLimit = r, limit*r
		m.factor = r * scale
		return nil
	}
	ph.SigmaZ = r * scale
	if m.o.Spread == Laney || m.o.Spread == Widened && ph.SigmaZ > 1 {
		m.factor = ph.SigmaZ
	}
	return nil
}

func mean1(xs []float64) float64 {
	sum := 0.0
	for _, x := range xs {
		sum += x
	}
	return sum / float64(len(xs))
}

// median sorts xs.
func median(xs []float64) float64 {
	slices.Sort(xs)
	n := len(xs)
	if n%2 == 1 {
		return xs[n/2]
	}
	return xs[n/2-1] + (xs[n/2]-xs[n/2-1])/2
}

// find calls found with each stretch of the points from..to-1 that a rule sees, until it
// returns false.
func (m *maker) find(r Rule, from, to int, found func(first, seen, last, direction int) bool) {
	if r.kind == ruleTwoOfThree {
		m.findTwoOfThree(from, to, found)
		return
	}
	points := m.chart.Points
	first, seen, last, length, side := 0, 0, 0, 0, 0
	const inner = 2 // the side of a point in the inner third
	flush := func() bool {
		direction := side
		if side == inner {
			direction = 0
		}
		return length < r.k || side == 0 || found(first, seen, last, direction)
	}
	before := -1
	for i := from; i < to; i++ {
		p := &points[i]
		if !p.observed() {
			continue
		}
		s := 0
		switch r.kind {
		case ruleBeyond:
			if p.Sigma > 0 {
				s = sign(p.Value > p.Upper, p.Value < p.Lower)
			}
		case ruleRun:
			s = sign(p.Value-p.Centre > m.tie, p.Centre-p.Value > m.tie)
			if s == 0 && m.o.SkipCentre {
				continue
			}
		case ruleTrend:
			if before >= 0 {
				s = sign(p.Value > points[before].Value, p.Value < points[before].Value)
			}
		case ruleInner:
			if p.Sigma > 0 && math.Abs(p.Value-p.Centre) < p.Sigma {
				s = inner
			}
		}
		if s != side || s == 0 || r.kind == ruleBeyond {
			if !flush() {
				return
			}
			first, length, side = i, 0, s
			if r.kind == ruleTrend && before >= 0 && s != 0 {
				first, length = before, 1 // the point that the trend starts from is one of it
			}
		}
		length++
		last = i
		if length == r.k {
			seen = i
		}
		before = i
	}
	flush()
}

func sign(high, low bool) int {
	switch {
	case high:
		return 1
	case low:
		return -1
	}
	return 0
}

func (m *maker) findTwoOfThree(from, to int, found func(first, seen, last, direction int) bool) {
	for _, side := range [2]int{1, -1} {
		a, b := -1, -1 // the two points before
		outer := func(i int) bool {
			if i < 0 {
				return false
			}
			p := &m.chart.Points[i]
			return p.Sigma > 0 && float64(side)*(p.Value-p.Centre) > 2*p.Sigma
		}
		first, seen, last := -1, -1, -1
		for i := from; i < to; i++ {
			if !m.chart.Points[i].observed() {
				continue
			}
			if outer(i) && (outer(a) || outer(b)) {
				start := b
				if outer(a) {
					start = a
				}
				if first >= 0 && start > last {
					if !found(first, seen, last, side) {
						return
					}
					first = -1
				}
				if first < 0 {
					first, seen = start, i
				}
				last = i
			}
			a, b = b, i
		}
		if first >= 0 && !found(first, seen, last, side) {
			return
		}
	}
}

// String returns a line per phase and signal.
func (c Chart) String() string {
	var text strings.Builder
	for _, p := range c.Phases {
		fmt.Fprintf(&text, "%s to %s: centre %.4g, %d points, %s\n", p.First, p.Last, p.Centre, p.Baseline, p.basis())
	}
	for _, s := range c.Signals {
		text.WriteString(s.String() + "\n")
	}
	return text.String()
}

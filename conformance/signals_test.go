package conformance_test

import (
	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/period"
	"github.com/cxmetrics/cx/signal"
	"github.com/shopspring/decimal"
)

func mannKendall(in struct{ Values []float64 }) (any, error) {
	k, err := signal.MannKendall(in.Values)
	return object{"s": k.S, "variance": k.Variance, "tau": k.Tau, "z": k.Z, "p": k.P}, err
}

func sen(in struct {
	Values []float64
	Level  float64
}) (any, error) {
	s, err := signal.Sen(nil, in.Values, in.Level)
	return object{"slope": s.Slope, "intercept": s.Intercept, "low": s.Interval.Low, "high": s.Interval.High}, err
}

func cochranArmitage(in struct{ Shares [][2]uint64 }) (any, error) {
	var shares []estimate.Proportion
	for _, s := range in.Shares {
		shares = append(shares, estimate.Proportion{Hits: s[0], Misses: s[1]})
	}
	a, err := signal.CochranArmitage(shares, nil)
	return object{"slope": a.Slope, "z": a.Z, "chi_square": a.Z * a.Z, "p": a.P}, err
}

// figures are two numbers of a period: a share, a rate, or a value and nothing.
type figures struct{ a, b int64 }

func (f *figures) Merge(g *figures) error {
	f.a, f.b = f.a+g.a, f.b+g.b
	return nil
}

var _ cx.Tally[*figures] = (*figures)(nil)

// days is a series of one day each.
func days(all []figures) (*period.Series[*figures], error) {
	s := period.NewSeries(period.Day, nil, cx.New[figures])
	day := period.MustParse("2024-01-01")
	for _, f := range all {
		cell, err := s.For(day)
		if err != nil {
			return nil, err
		}
		*cell = f
		if day, err = day.Add(1); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func xmr(in struct{ Values []int64 }) (any, error) {
	all := make([]figures, len(in.Values))
	for i, v := range in.Values {
		all[i].a = v
	}
	series, err := days(all)
	if err != nil {
		return nil, err
	}
	data, err := signal.Values(series, func(f *figures) (decimal.Decimal, error) { return decimal.NewFromInt(f.a), nil })
	if err != nil {
		return nil, err
	}
	c, err := data.Chart(signal.Options{})
	if err != nil {
		return nil, err
	}
	p := c.Points[0]
	return object{"centre": c.Phases[0].Centre, "range": c.Phases[0].Range, "lower": p.Lower, "upper": p.Upper, "signals": signalled(c)}, nil
}

func signalled(c signal.Chart) []int {
	found := []int{}
	for i, p := range c.Points {
		if p.Signal {
			found = append(found, i)
		}
	}
	return found
}

// counted is the input of a chart of counts.
type counted struct {
	Data   [][2]int64
	Spread string
}

func (in counted) chart(read func(*period.Series[*figures]) (signal.Data, error)) (any, error) {
	all := make([]figures, len(in.Data))
	for i, d := range in.Data {
		all[i] = figures{d[0], d[1]}
	}
	series, err := days(all)
	if err != nil {
		return nil, err
	}
	data, err := read(series)
	if err != nil {
		return nil, err
	}
	spread := map[string]signal.Spread{"widened": signal.Widened, "counting": signal.Counting, "laney": signal.Laney}[in.Spread]
	c, err := data.Chart(signal.Options{Spread: spread})
	if err != nil {
		return nil, err
	}
	var lower, upper []float64
	for _, p := range c.Points {
		lower, upper = append(lower, p.Lower), append(upper, p.Upper)
	}
	return object{"centre": c.Phases[0].Centre, "sigma_z": c.Phases[0].SigmaZ, "lower": lower, "upper": upper, "signals": signalled(c)}, nil
}

func pChart(in counted) (any, error) {
	return in.chart(func(s *period.Series[*figures]) (signal.Data, error) {
		return signal.Shares(s, func(f *figures) estimate.Proportion {
			return estimate.Proportion{Hits: uint64(f.a), Misses: uint64(f.b)}
		})
	})
}

func uChart(in counted) (any, error) {
	return in.chart(func(s *period.Series[*figures]) (signal.Data, error) {
		return signal.Rates(s, 1, func(f *figures) (count, exposure uint64) { return uint64(f.a), uint64(f.b) })
	})
}

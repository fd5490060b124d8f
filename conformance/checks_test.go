package conformance_test

import (
	"math"
	"time"

	"github.com/cxmetrics/cx/ces"
	"github.com/cxmetrics/cx/churn"
	"github.com/cxmetrics/cx/csat"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/nps"
	"github.com/cxmetrics/cx/tickets"
	"github.com/shopspring/decimal"
)

// object is an output.
type object map[string]any

// checks is every function that has vectors.
var checks = map[string]check{
	"proportion.wilson":          proportion(estimate.Proportion.Wilson),
	"proportion.agresti-coull":   proportion(estimate.Proportion.AgrestiCoull),
	"proportion.wald":            proportion(estimate.Proportion.Wald),
	"proportion.clopper-pearson": proportion(estimate.Proportion.ClopperPearson),
	"proportion.score":           of(func(in estimate.Proportion) (any, error) { return in.Score() }),
	"proportion.compare": of(func(in two[estimate.Proportion]) (any, error) {
		return difference(in.A.Compare(in.B, in.Level))
	}),
	"weighted-proportion.wilson":  of(weightedWilson),
	"weighted-proportion.compare": of(weightedCompare),
	"plan.proportion":             of(plan),

	"many.adjust":    of(adjust),
	"paired.compare": of(paired),

	"nps.score":         of(func(in nps.Groups) (any, error) { return in.Score() }),
	"nps.ratings":       of(npsRatings),
	"nps.wald":          npsInterval(nps.Groups.Wald),
	"nps.adjusted-wald": npsInterval(nps.Groups.AdjustedWald),
	"nps.tango":         npsInterval(nps.Groups.Tango),
	"nps.goodman": of(func(in groups) (any, error) {
		s, err := in.counts().Goodman(in.Level)
		return object{"promoters": bounds(s.Promoters), "passives": bounds(s.Passives), "detractors": bounds(s.Detractors)}, err
	}),
	"nps.compare":               npsCompare(nps.Groups.Compare),
	"nps.compare-wald":          npsCompare(nps.Groups.CompareWald),
	"nps.compare-adjusted-wald": npsCompare(nps.Groups.CompareAdjustedWald),

	"csat": of(csatRatings),
	"ces":  of(cesRatings),

	"mean.student": of(func(in struct {
		Values []int64
		Level  float64
	}) (any, error) {
		s := sample(in.Values)
		i, err := s.Interval(in.Level)
		return meanOut(s, i, err)
	}),
	"mean.bounded": of(func(in struct {
		Values    []int64
		Low, High int64
		Level     float64
	}) (any, error) {
		m, err := estimate.MeanOf(sample(in.Values), in.Low, in.High)
		if err != nil {
			return nil, err
		}
		i, err := m.Interval(in.Level)
		return meanOut(m.Sample(), i, err)
	}),
	"mean.compare": of(func(in two[[]int64]) (any, error) {
		return welch(sample(in.A).Compare(sample(in.B), in.Level))
	}),
	"weighted-mean.student": of(func(in struct {
		Values []pair
		Level  float64
	}) (any, error) {
		s, err := weightedSample(in.Values)
		if err != nil {
			return nil, err
		}
		i, err := s.Interval(in.Level)
		if err != nil {
			return nil, err
		}
		mean, err1 := s.Score()
		variance, err2 := s.Variance()
		n, err3 := s.Weights().KishN()
		return object{"mean": mean, "variance": variance, "effective_n": n, "low": i.Low, "high": i.High}, join(err1, err2, err3)
	}),
	"weighted-mean.compare": of(func(in two[[]pair]) (any, error) {
		a, err1 := weightedSample(in.A)
		b, err2 := weightedSample(in.B)
		if err := join(err1, err2); err != nil {
			return nil, err
		}
		return welch(a.Compare(b, in.Level))
	}),

	"quantile.nearest-rank": quantile((*tickets.Durations).Percentile),
	"quantile.type-6":       quantile((*tickets.Durations).PercentileType6),
	"quantile.type-7":       quantile((*tickets.Durations).PercentileType7),
	"quantile.median": of(func(in struct{ Values []time.Duration }) (any, error) {
		d, err := durations(in.Values).Median()
		return object{"value": d}, err
	}),
	"median.interval": of(func(in struct {
		Values []time.Duration
		Level  float64
	}) (any, error) {
		i, err := durations(in.Values).MedianInterval(in.Level)
		return object{"low": math.Round(i.Low * 1e9), "high": math.Round(i.High * 1e9), "confidence": i.Level}, err
	}),

	"survival.curve":   of(survivalCurve),
	"survival.at":      of(survivalAt),
	"survival.plain":   survivalInterval(churn.Curve.PlainInterval),
	"survival.log":     survivalInterval(churn.Curve.LogInterval),
	"survival.log-log": survivalInterval(churn.Curve.Interval),
	"survival.restricted-mean": of(func(in lives) (any, error) {
		c, err := in.curve()
		if err != nil {
			return nil, err
		}
		e, err := c.LifeExpectancy(0, in.Horizon)
		return object{"mean": e.Value, "std_err": e.StdErr}, err
	}),
	"survival.quantile": of(func(in lives) (any, error) {
		c, err := in.curve()
		if err != nil {
			return nil, err
		}
		t, err := c.Quantile(in.Share)
		return object{"time": t}, err
	}),
	"survival.log-rank": of(logRank),

	"trend.mann-kendall":     of(mannKendall),
	"trend.sen":              of(sen),
	"trend.cochran-armitage": of(cochranArmitage),
	"chart.xmr":              of(xmr),
	"chart.p":                of(pChart),
	"chart.u":                of(uChart),

	"period.of":        of(periodOf),
	"period.bounds":    of(periodBounds),
	"schedule.elapsed": of(scheduleElapsed),
	"schedule.add":     of(scheduleAdd),

	"ticket.policy": of(ticketPolicy),

	"revenue.rates":   of(revenueRates),
	"customers.rates": of(customersRates),
	"churn.compound":  of(compound),
	"churn.windows":   of(churnWindows),
}

// two is the input of a comparison.
type two[T any] struct {
	A, B  T
	Level float64
}

func join(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// orNull returns the value, or null where it is undefined.
func orNull[T any](x T, err error) any {
	if err != nil {
		return nil
	}
	return x
}

func bounds(i estimate.Interval) object { return object{"low": i.Low, "high": i.High} }

func difference(d estimate.Difference, err error) (any, error) {
	return object{"estimate": d.Estimate, "low": d.Low, "high": d.High, "std_err": d.StdErr, "statistic": d.Statistic, "p": d.P}, err
}

func welch(d estimate.Difference, err error) (any, error) {
	return object{"estimate": d.Estimate, "low": d.Low, "high": d.High, "std_err": d.StdErr, "statistic": d.Statistic, "df": d.DF, "p": d.P}, err
}

func proportion(interval func(estimate.Proportion, float64) (estimate.Interval, error)) check {
	return of(func(in struct {
		Hits, Misses uint64
		Level        float64
	}) (any, error) {
		i, err := interval(estimate.Proportion{Hits: in.Hits, Misses: in.Misses}, in.Level)
		return bounds(i), err
	})
}

// response is [weight, hit]; pair is [value, weight].
type (
	response [2]any
	pair     [2]any
)

func weightedProportion(responses []response) (p estimate.WeightedProportion, err error) {
	for _, r := range responses {
		weight, err := decimal.NewFromString(r[0].(string))
		if err != nil {
			return p, err
		}
		side := &p.Misses
		if r[1].(bool) {
			side = &p.Hits
		}
		if err := side.Add(weight); err != nil {
			return p, err
		}
	}
	return p, nil
}

func weightedWilson(in struct {
	Responses []response
	Level     float64
}) (any, error) {
	p, err := weightedProportion(in.Responses)
	if err != nil {
		return nil, err
	}
	i, err := p.Interval(in.Level)
	if err != nil {
		return nil, err
	}
	score, err1 := p.Score()
	all, err2 := p.Weights()
	n, err3 := all.KishN()
	return object{"score": score, "effective_n": n, "low": i.Low, "high": i.High}, join(err1, err2, err3)
}

func weightedCompare(in two[[]response]) (any, error) {
	a, err1 := weightedProportion(in.A)
	b, err2 := weightedProportion(in.B)
	if err := join(err1, err2); err != nil {
		return nil, err
	}
	return difference(a.Compare(b, in.Level))
}

func plan(in struct {
	Hits, Misses  uint64
	Level, Margin float64
	Population    *uint64
}) (any, error) {
	p, err := estimate.PlanProportion(estimate.Proportion{Hits: in.Hits, Misses: in.Misses}, in.Level)
	if err != nil {
		return nil, err
	}
	if in.Population != nil {
		p = p.Of(*in.Population)
	}
	n, err := p.Responses(in.Margin)
	return object{"responses": n}, err
}

func adjust(in struct{ P []float64 }) (any, error) {
	out := object{}
	for name, a := range map[string]estimate.Adjustment{
		"holm": estimate.Holm, "bonferroni": estimate.Bonferroni,
		"benjamini-hochberg": estimate.BenjaminiHochberg, "benjamini-yekutieli": estimate.BenjaminiYekutieli,
	} {
		p, err := a.Adjust(in.P)
		if err != nil {
			return nil, err
		}
		out[name] = p
	}
	return out, nil
}

func paired(in struct {
	Both, Neither uint64
	FirstOnly     uint64 `json:"first_only"`
	SecondOnly    uint64 `json:"second_only"`
	Level         float64
}) (any, error) {
	p := estimate.PairedProportion{Both: in.Both, FirstOnly: in.FirstOnly, SecondOnly: in.SecondOnly, Neither: in.Neither}
	d, err := p.Compare(in.Level)
	if err != nil {
		return nil, err
	}
	exact, err := p.Exact()
	return object{"estimate": d.Estimate, "low": d.Low, "high": d.High, "std_err": d.StdErr, "statistic": d.Statistic, "p": d.P, "exact_p": exact}, err
}

// groups are the counts with a level.
type groups struct {
	Promoters, Passives, Detractors uint64
	Level                           float64
}

func (g groups) counts() nps.Groups {
	return nps.Groups{Promoters: g.Promoters, Passives: g.Passives, Detractors: g.Detractors}
}

func npsInterval(interval func(nps.Groups, float64) (estimate.Interval, error)) check {
	return of(func(in groups) (any, error) {
		i, err := interval(in.counts(), in.Level)
		return bounds(i), err
	})
}

func npsCompare(compare func(a, b nps.Groups, level float64) (estimate.Difference, error)) check {
	return of(func(in two[nps.Groups]) (any, error) { return difference(compare(in.A, in.B, in.Level)) })
}

func npsRatings(in struct{ Ratings []int }) (any, error) {
	t, err := nps.CollectSlice(in.Ratings)
	if err != nil {
		return nil, err
	}
	score, err1 := t.Score()
	mean, err2 := t.Mean().Score()
	g := t.Groups()
	return object{"promoters": g.Promoters, "passives": g.Passives, "detractors": g.Detractors, "score": score, "mean": mean}, join(err1, err2)
}

func csatRatings(in struct {
	Low, High int
	Best      string
	Ratings   []int
}) (any, error) {
	scale, err := csat.NewScale(in.Low, in.High)
	if err != nil {
		return nil, err
	}
	if in.Best == "low" {
		scale = scale.Inverted()
	}
	t, err := csat.CollectSlice(scale, in.Ratings)
	if err != nil {
		return nil, err
	}
	best := 2
	if in.High-in.Low < 3 {
		best = 1
	}
	score, err1 := t.Score()
	mean, err2 := t.Mean().Score()
	median, err3 := t.Median()
	net, err4 := t.Net(best)
	return object{"satisfied": t.Satisfied().Hits, "score": score, "mean": mean, "median": median, "net": net}, join(err1, err2, err3, err4)
}

func cesRatings(in struct {
	Low, High int
	Ratings   []int
}) (any, error) {
	scale, err := ces.Ease(in.Low, in.High)
	if err != nil {
		return nil, err
	}
	t, err := ces.CollectSlice(scale, in.Ratings)
	if err != nil {
		return nil, err
	}
	score, err1 := t.Score()
	rescaled, err2 := t.Mean().Rescaled().Score()
	return object{"score": score, "rescaled": rescaled}, join(err1, err2)
}

func sample(values []int64) (s estimate.Sample) {
	for _, x := range values {
		_ = s.Add(x) // fails for the 2^64th value only
	}
	return s
}

func meanOut(s estimate.Sample, i estimate.Interval, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	mean, err1 := s.Score()
	variance, err2 := s.Variance()
	return object{"mean": mean, "variance": variance, "low": i.Low, "high": i.High}, join(err1, err2)
}

func weightedSample(values []pair) (s estimate.WeightedSample, err error) {
	for _, v := range values {
		weight, err := decimal.NewFromString(v[1].(string))
		if err != nil {
			return s, err
		}
		if err := s.Add(int64(v[0].(float64)), weight); err != nil {
			return s, err
		}
	}
	return s, nil
}

func durations(values []time.Duration) *tickets.Durations {
	var d tickets.Durations
	if err := d.AddSlice(values); err != nil {
		panic(err)
	}
	return &d
}

func quantile(percentile func(*tickets.Durations, decimal.Decimal) (time.Duration, error)) check {
	return of(func(in struct {
		Values  []time.Duration
		Percent string
	}) (any, error) {
		p, err := decimal.NewFromString(in.Percent)
		if err != nil {
			return nil, err
		}
		d, err := percentile(durations(in.Values), p)
		return object{"value": d}, err
	})
}

// lives is the input of the survival functions; a lifetime is [time, lost].
type lives struct {
	Lifetimes             [][2]any
	At                    int64
	Level, Share, Horizon float64
}

func lifetimes(rows [][2]any) (*churn.Lifetimes, error) {
	l := new(churn.Lifetimes)
	for _, r := range rows {
		if err := l.Add(churn.Lifetime{Time: int64(r[0].(float64)), Lost: r[1].(bool)}); err != nil {
			return nil, err
		}
	}
	return l, nil
}

func (l lives) curve() (churn.Curve, error) {
	all, err := lifetimes(l.Lifetimes)
	if err != nil {
		return churn.Curve{}, err
	}
	return all.KaplanMeier()
}

func survivalCurve(in lives) (any, error) {
	c, err := in.curve()
	if err != nil {
		return nil, err
	}
	var times []int64
	var atRisk, lost []uint64
	var survival []float64
	for s := range c.Steps() {
		times, atRisk, lost, survival = append(times, s.Time), append(atRisk, s.AtRisk), append(lost, s.Lost), append(survival, s.Survival)
	}
	return object{"times": times, "at_risk": atRisk, "lost": lost, "survival": survival}, nil
}

func survivalAt(in lives) (any, error) {
	c, err := in.curve()
	if err != nil {
		return nil, err
	}
	s, err1 := c.Survival(in.At)
	h, err2 := c.CumulativeHazard(in.At)
	return object{"survival": s, "std_err": orNull(c.StdErr(in.At)), "hazard": h.Value, "hazard_std_err": h.StdErr}, join(err1, err2)
}

func survivalInterval(interval func(churn.Curve, int64, float64) (estimate.Interval, error)) check {
	return of(func(in lives) (any, error) {
		c, err := in.curve()
		if err != nil {
			return nil, err
		}
		i, err := interval(c, in.At, in.Level)
		return bounds(i), err
	})
}

func logRank(in struct{ Groups [][][2]any }) (any, error) {
	var groups []*churn.Lifetimes
	for _, rows := range in.Groups {
		l, err := lifetimes(rows)
		if err != nil {
			return nil, err
		}
		groups = append(groups, l)
	}
	r, err := churn.LogRank(groups...)
	return object{"observed": r.Observed, "expected": r.Expected, "statistic": r.Statistic, "df": r.DF, "p": r.P}, err
}

func revenueRates(in struct{ Opening, New, Reactivated, Expansion, Contraction, Churned decimal.Decimal }) (any, error) {
	r := churn.Revenue{Opening: in.Opening, New: in.New, Reactivated: in.Reactivated, Expansion: in.Expansion, Contraction: in.Contraction, Churned: in.Churned}
	closing, err := r.Closing()
	return object{
		"closing": closing, "gross_churn": orNull(r.GrossChurn()), "net_churn": orNull(r.NetChurn()), "grr": orNull(r.GRR()),
		"nrr": orNull(r.NRR()), "growth": orNull(r.Growth()), "quick_ratio": orNull(r.QuickRatio()),
	}, err
}

func customersRates(in struct {
	Opening, New, Reactivated, Lost uint64
	LostJoined                      uint64 `json:"lost_joined"`
}) (any, error) {
	m := churn.Movement{Opening: in.Opening, New: in.New, Reactivated: in.Reactivated, Lost: in.Lost, LostJoined: in.LostJoined}
	closing, err1 := m.Closing()
	c, err2 := m.OpeningCustomers()
	return object{
		"closing": closing, "churn": orNull(c.Score()), "retention": orNull(c.Retention().Score()), "growth": orNull(m.Growth()),
		"over_average": orNull(m.ChurnOverAverage()), "over_opening_and_joined": orNull(m.ChurnOverOpeningAndJoined()), "over_closing": orNull(m.ChurnOverClosing()),
	}, join(err1, err2)
}

func compound(in struct {
	Percent decimal.Decimal
	Periods int
}) (any, error) {
	rate := estimate.RateOfPercent(in.Percent)
	compounded, err1 := churn.Compound(rate, in.Periods)
	per, err2 := churn.PerPeriod(rate, in.Periods)
	return object{"compounded": compounded.Percent(), "per_period": per.Percent().InexactFloat64()}, join(err1, err2)
}

func churnWindows(in struct {
	Policy struct {
		End    bool `json:"end_at_cancellation"`
		Trials bool `json:"count_trials"`
		Free   bool `json:"ignore_free"`
		New    bool `json:"returns_are_new"`
	}
	Bounds        []time.Time
	Subscriptions []struct {
		Customer              string
		Start, End, Cancelled time.Time
		MRR                   decimal.Decimal
		Trial                 bool
	}
}) (any, error) {
	l := churn.NewLedger[string](churn.Policy{EndAtCancellation: in.Policy.End, CountTrials: in.Policy.Trials, IgnoreFree: in.Policy.Free, ReturnsAreNew: in.Policy.New})
	for _, s := range in.Subscriptions {
		if err := l.Add(churn.Subscription[string]{Customer: s.Customer, Start: s.Start, End: s.End, Cancelled: s.Cancelled, MRR: s.MRR, Trial: s.Trial}); err != nil {
			return nil, err
		}
	}
	windows, err := l.Windows(in.Bounds...)
	out := []object{}
	for _, w := range windows {
		m, r := w.Movement, w.Revenue
		out = append(out, object{
			"customers": object{"opening": m.Opening, "new": m.New, "reactivated": m.Reactivated, "lost": m.Lost, "lost_joined": m.LostJoined},
			"mrr": object{
				"opening": r.Opening, "new": r.New, "reactivated": r.Reactivated, "expansion": r.Expansion, "contraction": r.Contraction,
				"churned": r.Churned, "churned_joined": r.ChurnedJoined,
			},
		})
	}
	return object{"windows": out}, err
}

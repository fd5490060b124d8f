package house

import (
	"encoding"
	"errors"
	"fmt"
	"go/types"
	"math"
	"math/big"
	"math/rand/v2"
	"reflect"
	"runtime/metrics"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/ces"
	"github.com/cxmetrics/cx/churn"
	"github.com/cxmetrics/cx/csat"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/journey"
	"github.com/cxmetrics/cx/nps"
	"github.com/cxmetrics/cx/period"
	"github.com/cxmetrics/cx/signal"
	"github.com/cxmetrics/cx/tickets"
	"github.com/cxmetrics/cx/value"
	"github.com/shopspring/decimal"
)

// No input panics, hangs or allocates without bound, and a call that returns an error
// leaves its receiver as it was: every function and every method of the module is called
// with numbers, times, decimals, texts and values of its own types that are out of bounds.

// Bounds of one call, far above what the slowest needs.
const (
	callTime   = 5 * time.Second
	callMemory = 64 << 20
	callErr    = 400 // characters of an error's text
	callRounds = 40  // choices of arguments for each receiver
)

// bad are the values that arguments and fields take, by type.
var bad = map[reflect.Type][]any{
	reflect.TypeFor[decimal.Decimal](): {
		decimal.Decimal{}, decimal.New(1, 1<<30), decimal.New(-1, math.MaxInt32), decimal.New(1, -1<<30), decimal.New(1, math.MinInt32),
		decimal.New(1, 5_000_000), decimal.NewFromBigInt(new(big.Int).Lsh(big.NewInt(1), 1<<22), 0), decimal.New(-1, 0), decimal.New(5, -1), decimal.New(95, 0),
	},
	reflect.TypeFor[float64](): {0.0, math.Copysign(0, -1), math.NaN(), math.Inf(1), math.Inf(-1), -1.0, 0.95, 0.5, 1.0, 95.0, math.MaxFloat64, math.SmallestNonzeroFloat64},
	reflect.TypeFor[time.Time](): {
		time.Time{}, time.Unix(math.MinInt64, 0), time.Unix(math.MaxInt64, 0), time.Unix(1<<55, 0), time.Unix(-1<<55, 0), time.Date(9999, 12, 31, 23, 59, 59, 999999999, time.UTC),
		time.Date(-5000, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2024, 3, 1, 9, 0, 0, 0, time.UTC), time.Date(2024, 4, 1, 9, 0, 0, 0, time.FixedZone("far", math.MinInt)),
	},
	reflect.TypeFor[time.Duration]():  {time.Duration(0), time.Duration(-1), time.Duration(1), time.Duration(math.MaxInt64), time.Duration(math.MinInt64), time.Hour},
	reflect.TypeFor[*time.Location](): {(*time.Location)(nil), time.UTC, time.FixedZone("far", math.MinInt), time.FixedZone("near", 3600)},
	reflect.TypeFor[int]():            {0, 1, -1, 5, 90, 4096, math.MaxInt32, math.MaxInt, math.MinInt},
	reflect.TypeFor[int64]():          {int64(0), int64(1), int64(-1), int64(5), int64(math.MaxInt64), int64(math.MinInt64)},
	reflect.TypeFor[uint64]():         {uint64(0), uint64(1), uint64(7), uint64(math.MaxUint64)},
	reflect.TypeFor[uint8]():          {uint8(0), uint8(1), uint8(2), uint8(7), uint8(255)},
	reflect.TypeFor[uint16]():         {uint16(0), uint16(1), uint16(6), uint16(math.MaxUint16)},
	reflect.TypeFor[bool]():           {false, true},
	reflect.TypeFor[string]():         {"", "a", "EUR", "\xff", "2024-03", "1..5", "{", strings.Repeat("9", 1<<16)},
	reflect.TypeFor[[]byte](): {
		[]byte(nil), []byte("hello"), []byte("null"), []byte(`{}`), []byte(`[[[[`), []byte(strings.Repeat("[", 1<<16)), []byte{1, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1},
		[]byte(`"2024-03"`), []byte(`{"version":1,"n":1e999999999}`),
	},
	reflect.TypeFor[any]():           {nil, 1, 1.5, "x", []byte("x"), time.Unix(0, 0), struct{}{}},
	reflect.TypeFor[tickets.Clock](): {nil, period.Schedule{}},
	reflect.TypeFor[period.Period](): {period.Period{}, march, period.MustParse("2024-W10"), period.MustParse("0001"), period.MustParse("9999-12"), period.MustParse("9999-12-31")},
}

// subjects are the types with methods, each as pointers to values to try beside the zero value.
var subjects = []any{
	fill(cx.NewBy[int](cx.New[estimate.Proportion]), func(b *cx.By[int, *estimate.Proportion]) error { b.At(3).Hits = 7; return nil }),
	new(ces.Rating), new(ces.MustParseScale("1..7, higher is easier")), new(ces.NewTally(ces.MustParseScale("1..7, higher is easier"))), new(ces.WeightedTally),
	new(csat.Rating), new(csat.YesNo()), new(csat.NewTally(csat.YesNo())), new(csat.WeightedTally),
	new(nps.Group), new(nps.Groups{Promoters: 3, Passives: 2, Detractors: 1}), new(nps.Pairs), new(nps.Rating), new(nps.Shares), new(nps.Tally), new(nps.WeightedTally),
	new(estimate.Adjustment), new(estimate.Change), new(estimate.Judged), new(estimate.Margin[int]), new(estimate.PairedProportion), new(estimate.PairedSample), new(estimate.Raking),
	new(estimate.Difference), new(estimate.Interval), new(estimate.Keep), new(estimate.Mean), new(estimate.Plan), new(estimate.Proportion),
	new(estimate.Respondents[int, int]), new(estimate.Sample), new(estimate.WeightedMean), new(estimate.WeightedProportion), new(estimate.WeightedSample), new(estimate.Weights),
	fill(new(churn.Activity[int]), func(a *churn.Activity[int]) error { return a.Add(1, march) }), new(churn.Active), new(churn.CohortTable), new(churn.Curve),
	new(churn.Customers), new(churn.Estimate), new(churn.LostAt(30)), new(churn.Ledger[int]), new(churn.Lifetime),
	fill(new(churn.Lifetimes), func(l *churn.Lifetimes) error { return l.AddN(churn.Lifetime{Time: 3, Lost: true}, 2) }),
	new(churn.LogRankTest), new(churn.Movement), new(churn.Policy), fill(new(churn.Purchases[int]), func(p *churn.Purchases[int]) error { return p.Add(1, time.Unix(0, 0)) }),
	new(churn.RecencyFrequency), new(churn.Revenue), new(churn.RevenueTable),
	fill(new(churn.Spending[int]), func(s *churn.Spending[int]) error { return s.Add(1, march, decimal.New(5, 0)) }), new(churn.Standing), new(churn.Step),
	new(churn.Subscription[int]), new(churn.TimeInterval), new(churn.Window),
	new(journey.Articles), new(journey.CartEvent), new(journey.Carts), new(journey.PerCustomer[int]), new(journey.Reading),
	new(journey.Sentiment), journey.MustTally("mail", "web"), new(journey.Tasks), new(journey.Visits),
	new(period.Hours), new(march), new(march.In(time.UTC)), new(period.Schedule), new(period.Shift), new(period.MonthDay), new(period.Retail), new(period.Week),
	fill(period.NewSeries(period.Month, time.UTC, cx.New[estimate.Proportion]), func(s *period.Series[*estimate.Proportion]) error { _, err := s.For(march); return err }),
	new(period.Step[*estimate.Proportion]),
	new(tickets.Actor), new(tickets.AgentOpened), new(tickets.Attainment), new(tickets.Details), new(tickets.DurationSample),
	fill(new(tickets.DurationSketch), func(d *tickets.DurationSketch) error { return d.Add(time.Hour) }), fill(new(tickets.Durations), func(d *tickets.Durations) error { return d.Add(time.Hour) }),
	new(tickets.Event), new(tickets.Flow), new(tickets.History), new(tickets.Kind), new(tickets.Kinds), new(tickets.Known[estimate.Proportion]), new(tickets.Measurement), new(tickets.Metric),
	new(tickets.Policy), new(tickets.Role), new(tickets.Span),
	new(tickets.Status), new(tickets.StatusChange), new(tickets.Statuses), new(tickets.Tally), new(tickets.Target), new(tickets.Ticket), new(tickets.Who),
	new(churn.Pooled), new(tickets.Agreement), new(tickets.OnChange), new(tickets.Outcome), new(tickets.Stock), new(tickets.TargetChange), new(tickets.Timer),
	must(tickets.NewBacklog([]time.Time{time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC)}, time.Hour)),
	new(signal.Armitage), new(signal.Baseline), new(signal.Better), new(signal.Chart), new(signal.Data), new(signal.Kendall), new(signal.Options), new(signal.Phase),
	new(signal.Point), new(signal.Rule), new(signal.SenSlope), new(signal.Signal), new(signal.Spread),
	new(value.Account), new(value.Lag), new(value.Money), new(value.Payments[int]), new(estimate.RateOfPercent(decimal.New(5, 0))),
}

// functions are those of the packages that take arguments, by name.
var functions = map[string]any{
	"ces.Collect": ces.Collect[int], "ces.CollectSlice": ces.CollectSlice[int8], "ces.Ease": ces.Ease, "ces.Effort": ces.Effort, "ces.NewTally": ces.NewTally,
	"ces.NewWeightedTally": ces.NewWeightedTally, "ces.ParseRating": ces.ParseRating, "ces.ParseScale": ces.ParseScale,
	"churn.LogRank": churn.LogRank, "churn.MRR": churn.MRR, "churn.LostAt": churn.LostAt, "churn.NewLedger": churn.NewLedger[int],
	"churn.Compound": churn.Compound, "churn.PerPeriod": churn.PerPeriod,
	"csat.Collect": csat.Collect[uint8], "csat.CollectSlice": csat.CollectSlice[int], "csat.NewScale": csat.NewScale, "csat.NewTally": csat.NewTally,
	"csat.NewWeightedTally": csat.NewWeightedTally, "csat.ParseRating": csat.ParseRating, "csat.ParseScale": csat.ParseScale,
	"estimate.BonferroniLevel": estimate.BonferroniLevel, "estimate.PostStratify": estimate.PostStratify[int], "estimate.Rake": estimate.Rake[int],
	"estimate.RateOfPercent": estimate.RateOfPercent, "estimate.RateOfShare": estimate.RateOfShare,
	"estimate.MeanOf": estimate.MeanOf, "estimate.NewRespondents": estimate.NewRespondents[int, int], "estimate.PlanMean": estimate.PlanMean,
	"estimate.PlanProportion": estimate.PlanProportion, "estimate.ProportionOf": estimate.ProportionOf,
	"estimate.WeightedMeanOf": estimate.WeightedMeanOf,
	"journey.Collect":         journey.Collect, "journey.CollectCarts": journey.CollectCarts[float64],
	"journey.ContactRate": journey.ContactRate, "journey.Deflection": journey.Deflection[float64], "journey.NewReading": journey.NewReading, "journey.NewTally": journey.NewTally,
	"journey.NewTasks": journey.NewTasks,
	"nps.Collect":      nps.Collect[int], "nps.CollectSlice": nps.CollectSlice[uint8], "nps.ParseRating": nps.ParseRating, "nps.Plan": nps.Plan,
	"period.Between": period.Between, "period.Fiscal": period.Fiscal,
	"period.NewRange": period.NewRange, "period.NewSchedule": period.NewSchedule, "period.Parse": period.Parse, "period.ParseRange": period.ParseRange,
	"period.WeekStarting": period.WeekStarting,
	"churn.BoundsOf":      churn.BoundsOf, "churn.Pool": churn.Pool, "churn.Through": churn.Through, "tickets.NewBacklog": tickets.NewBacklog,
	"signal.Between": signal.Between, "signal.CochranArmitage": signal.CochranArmitage, "signal.FirstPoints": signal.FirstPoints, "signal.Inner": signal.Inner,
	"signal.MannKendall": signal.MannKendall, "signal.Run": signal.Run, "signal.Sen": signal.Sen, "signal.Trend": signal.Trend,
	"signal.Counts": signal.Counts[*estimate.Proportion], "signal.Means": signal.Means[*estimate.Proportion], "signal.NPS": signal.NPS[*estimate.Proportion],
	"signal.Rates": signal.Rates[*estimate.Proportion], "signal.Samples": signal.Samples[*estimate.Proportion], "signal.Shares": signal.Shares[*estimate.Proportion],
	"signal.Times": signal.Times[*estimate.Proportion], "signal.Values": signal.Values[*estimate.Proportion],
	"tickets.ByAgent": tickets.ByAgent, "tickets.ByTeam": tickets.ByTeam, "tickets.KindsOf": tickets.KindsOf, "tickets.Collect": tickets.Collect, "tickets.FirstContactWithin": tickets.FirstContactWithin[float64], "tickets.StatusesOf": tickets.StatusesOf,
	"value.CAC": value.CAC, "value.CLVToCAC": value.CLVToCAC, "value.Growth": value.Growth, "value.ParseMoney": value.ParseMoney,
}

// mayPanic are the calls that are documented to panic, with the reason.
var mayPanic = map[string]string{
	"cx.By.At": "the zero By has nothing to make a tally with",
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func fill[P any](p P, add func(P) error) P {
	if err := add(p); err != nil {
		panic(err)
	}
	return p
}

func TestHostileInput(t *testing.T) {
	h := &hostile{t: t, random: rand.New(rand.NewPCG(1, 2))}
	known := map[string]bool{}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for _, s := range subjects {
			p := reflect.ValueOf(s)
			name := nameOf(p.Type().Elem())
			known[name] = true
			for m := range p.NumMethod() {
				h.methods(name+"."+p.Type().Method(m).Name, p, m)
			}
		}
		for name, f := range functions {
			known[name] = true
			for range 4 * callRounds {
				h.call(name, reflect.ValueOf(f), nil)
			}
		}
	}()
	h.watch(done)
	if n := int(h.calls.Load()); h.failed < n/4 || h.failed > n*3/4 {
		t.Errorf("%d of %d calls return an error: the values are all good or all bad", h.failed, n)
	}
	for _, p := range load(t) {
		for _, id := range p.types.Scope().Names() {
			name, obj := p.types.Name()+"."+id, p.types.Scope().Lookup(id)
			if !obj.Exported() || known[name] {
				continue
			}
			switch typ := obj.Type().(type) {
			case *types.Signature:
				if typ.Params().Len() > 0 && !strings.HasPrefix(id, "Must") && p.types.Name() != "cx" && id != "NewSeries" {
					t.Errorf("%s is not tried: put it into functions", name)
				}
			default:
				if _, ok := obj.(*types.TypeName); ok && !types.IsInterface(typ) {
					t.Errorf("%s is not tried: put it into subjects", name)
				}
			}
		}
	}
}

// hostile makes the calls.
type hostile struct {
	t       *testing.T
	random  *rand.Rand
	failed  int // calls that returned an error
	calls   atomic.Int64
	current atomic.Pointer[string]
}

// watch waits for the end, and fails if a call does not return.
func (h *hostile) watch(done chan struct{}) {
	h.t.Helper()
	last := int64(-1)
	for {
		select {
		case <-done:
			return
		case <-time.After(callTime):
		}
		if n := h.calls.Load(); n == last {
			h.t.Fatalf("%s does not return within %v", *h.current.Load(), callTime)
		} else {
			last = n
		}
	}
}

// methods calls a method of the zero value, of the subject itself, and of values whose
// exported fields are out of bounds.
func (h *hostile) methods(name string, subject reflect.Value, method int) {
	typ := subject.Type().Elem()
	for i := range callRounds {
		receiver := reflect.New(typ)
		switch {
		case i%3 == 1 && subject.MethodByName("Clone").IsValid():
			receiver = subject.MethodByName("Clone").Call(nil)[0]
		case i%3 == 1:
			receiver.Elem().Set(subject.Elem())
		case i%3 == 2 && !holdsMarker(typ):
			receiver.Elem().Set(h.pick(typ, 2))
		}
		h.call(name, receiver.Method(method), receiver.Interface())
	}
}

func (h *hostile) call(name string, f reflect.Value, receiver any) {
	in := h.arguments(f.Type())
	h.current.Store(&name)
	h.calls.Add(1)
	show := func() string {
		texts := make([]string, len(in))
		for i, v := range in {
			texts[i] = typeText(v)
		}
		return fmt.Sprintf("%s(%s)", name, strings.Join(texts, ", "))
	}
	before, could := stateOf(receiver)
	memory := allocated()
	defer func() {
		if r := recover(); r != nil && mayPanic[name] == "" {
			h.t.Errorf("%s panics: %.200v", show(), r)
		}
	}()
	start := time.Now()
	out := f.Call(in)
	for _, v := range out {
		consume(v)
	}
	if took := time.Since(start); took > callTime {
		h.t.Errorf("%s takes %v", show(), took)
	}
	if used := allocated() - memory; used > callMemory {
		h.t.Errorf("%s allocates %d MB", show(), used>>20)
	}
	if len(out) == 0 {
		return
	}
	err, ok := reflect.TypeAssert[error](out[len(out)-1])
	if !ok || err == nil {
		return
	}
	h.failed++
	for i, v := range out[:len(out)-1] {
		if !v.IsZero() {
			h.t.Errorf("%s returns %q beside a result %d of %s", show(), err, i, typeText(v))
		}
	}
	if len(err.Error()) > callErr {
		h.t.Errorf("%s returns an error of %d characters: %.100s", show(), len(err.Error()), err)
	}
	if !errors.Is(err, cx.ErrNoData) && !errors.Is(err, cx.ErrOutOfRange) && !errors.Is(err, cx.ErrOverflow) && !errors.Is(err, cx.ErrMismatch) && !errors.Is(err, cx.ErrEncoding) {
		h.t.Errorf("%s returns %q, which is none of the five errors", show(), err)
	}
	if after, ok := stateOf(receiver); could && (!ok || after != before) {
		h.t.Errorf("%s returns %q and changes its receiver", show(), err)
	}
}

// arguments are values for the parameters of a function.
func (h *hostile) arguments(typ reflect.Type) []reflect.Value {
	in := make([]reflect.Value, 0, typ.NumIn())
	for i := range typ.NumIn() {
		if typ.IsVariadic() && i == typ.NumIn()-1 {
			for range h.random.IntN(4) {
				in = append(in, h.pick(typ.In(i).Elem(), 2))
			}
		} else {
			in = append(in, h.pick(typ.In(i), 2))
		}
	}
	return in
}

// pick is a value of a type, out of bounds more often than not.
func (h *hostile) pick(typ reflect.Type, depth int) reflect.Value {
	if typ.Kind() == reflect.Pointer && typ != reflect.TypeFor[*time.Location]() {
		p := reflect.New(typ.Elem())
		for _, s := range subjects {
			if reflect.TypeOf(s) == typ {
				if clone := reflect.ValueOf(s).MethodByName("Clone"); clone.IsValid() && h.random.IntN(2) == 0 {
					return clone.Call(nil)[0]
				}
			}
		}
		switch h.random.IntN(4) {
		case 0:
			return reflect.Zero(typ)
		case 1:
			return p
		}
		if !holdsMarker(typ.Elem()) {
			p.Elem().Set(h.pick(typ.Elem(), depth))
		}
		return p
	}
	values := bad[typ]
	if values == nil && typ.Kind() != reflect.Interface {
		for of, candidates := range bad { // a type of the module that is a number or a text
			if of.Kind() == typ.Kind() && of.PkgPath() == "" && of.ConvertibleTo(typ) && typ.Kind() != reflect.Slice {
				values = candidates
			}
		}
	}
	if values != nil {
		v := values[h.random.IntN(len(values))]
		if v == nil {
			return reflect.Zero(typ)
		}
		return reflect.ValueOf(v).Convert(typ)
	}
	v := reflect.New(typ).Elem()
	switch typ.Kind() {
	case reflect.Struct:
		for _, s := range subjects {
			if reflect.TypeOf(s).Elem() == typ && h.random.IntN(3) == 0 {
				return reflect.ValueOf(s).Elem()
			}
		}
		for i := range typ.NumField() {
			if typ.Field(i).IsExported() {
				v.Field(i).Set(h.pick(typ.Field(i).Type, depth))
			}
		}
	case reflect.Slice:
		for range h.random.IntN(4) {
			if depth > 0 {
				v = reflect.Append(v, h.pick(typ.Elem(), depth-1))
			}
		}
	case reflect.Map:
		if depth > 0 {
			v = reflect.MakeMap(typ)
			v.SetMapIndex(h.pick(typ.Key(), depth-1), h.pick(typ.Elem(), depth-1))
		}
	case reflect.Int8, reflect.Int16, reflect.Int32:
		v.SetInt([]int64{0, 1, -1, 5, 127}[h.random.IntN(5)])
	case reflect.Func:
		return reflect.MakeFunc(typ, func(args []reflect.Value) []reflect.Value {
			if typ.NumOut() > 0 { // a reading of a tally
				out := make([]reflect.Value, typ.NumOut())
				for i := range out {
					out[i] = h.pick(typ.Out(i), depth)
				}
				return out
			}
			for range 5 {
				yield := args[0].Type()
				in := make([]reflect.Value, yield.NumIn())
				for i := range in {
					in[i] = h.pick(yield.In(i), depth)
				}
				if !args[0].Call(in)[0].Bool() {
					break
				}
			}
			return nil
		})
	}
	return v
}

// consume reads what an iterator has, up to a bound.
func consume(v reflect.Value) {
	const most = 1000
	if v.Kind() != reflect.Func || v.IsNil() {
		return
	}
	n := 0
	switch {
	case v.Type().CanSeq():
		for range v.Seq() {
			if n++; n == most {
				return
			}
		}
	case v.Type().CanSeq2():
		for range v.Seq2() {
			if n++; n == most {
				return
			}
		}
	}
}

// stateOf is the encoding of a receiver, where it has one.
func stateOf(receiver any) (string, bool) {
	m, ok := receiver.(encoding.BinaryMarshaler)
	if !ok {
		return "", false
	}
	data, err := m.MarshalBinary()
	return string(data), err == nil
}

func allocated() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

func holdsMarker(typ reflect.Type) bool {
	if typ.Kind() != reflect.Struct {
		return false
	}
	_, ok := typ.FieldByName("noCopy")
	return ok
}

func nameOf(typ reflect.Type) string {
	name, _, _ := strings.Cut(typ.String(), "[")
	return name
}

// typeText is what a failure says of an argument: decimals and times as they are made, since
// their own texts can take forever.
func typeText(v reflect.Value) string {
	switch x := v.Interface().(type) {
	case decimal.Decimal:
		return fmt.Sprintf("a decimal with the exponent %d and %d bits", x.Exponent(), x.Coefficient().BitLen())
	case time.Time:
		return fmt.Sprintf("time.Unix(%d, %d)", x.Unix(), x.Nanosecond())
	case string, []byte, int, int64, uint64, float64, bool, time.Duration:
		return fmt.Sprintf("%.60q", fmt.Sprint(x))
	}
	return v.Type().String()
}

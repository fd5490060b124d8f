package main

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/signal"
	worth "github.com/cxmetrics/cx/value"
	"github.com/shopspring/decimal"
)

// sales are the orders of a group.
type sales struct {
	orders, won  uint64 // won: orders that say what it cost to win their customer
	amount, cost worth.Money
	paid         worth.Payments[int]
}

func (s *sales) Merge(t *sales) (err error) {
	s.orders += t.orders
	s.won += t.won
	if s.amount, err = s.amount.Add(t.amount); err != nil {
		return err
	}
	if s.cost, err = s.cost.Add(t.cost); err != nil {
		return err
	}
	return s.paid.Merge(&t.paid)
}

// perCustomer is what a customer of the group has paid, on average.
func (s *sales) perCustomer() (decimal.Decimal, error) {
	m, err := s.paid.CLV()
	return m.Amount, err
}

func (s *sales) cac() (worth.Money, error) { return worth.CAC(s.won, nil, s.cost) }

// clvToCAC is what a customer has paid so far, less the cost of serving them, over what
// it cost to win one.
func (s *sales) clvToCAC(margin decimal.Decimal) (decimal.Decimal, error) {
	clv, err := s.paid.CLV()
	if err != nil {
		return decimal.Decimal{}, err
	}
	cac, err := s.cac()
	if err != nil {
		return decimal.Decimal{}, err
	}
	clv.Amount = clv.Amount.Mul(margin).Shift(-2)
	return worth.CLVToCAC(clv, cac)
}

// readOrders reads orders: when, whose, for how much and, in the first of a customer,
// what it cost to win the customer.
func readOrders(s *source, cfg config, bad func(*rowError) error) (section, error) {
	var ordered, customer, amount, currency, cost, refunded column
	var segments []column
	var errs [7]error
	ordered, errs[0] = s.required(cfg.ordered)
	customer, errs[1] = s.required(cfg.customer)
	amount, errs[2] = s.required(cfg.amount)
	currency, errs[3] = s.find(cfg, "currency", cfg.currency)
	cost, errs[4] = s.find(cfg, "acquisition-cost", cfg.acquisitionCost)
	segments, errs[5] = s.findSegments(cfg)
	refunded, errs[6] = s.find(cfg, "refunded", cfg.refunded)
	if err := errors.Join(errs[:]...); err != nil {
		return section{}, err
	}
	if err := errors.Join(s.guessTimes(ordered), s.guessNumbers(amount, refunded, cost)); err != nil {
		return section{}, err
	}
	s.guessSymbol(amount, currency)
	var customers index
	guests := uint64(0)
	byCurrency := map[string]*currencySales{}
	err := s.each(func() error {
		at, err := s.requiredTimeIn(ordered)
		if err != nil {
			return err
		}
		p, err := s.periodOf(ordered, at)
		if err != nil {
			return err
		}
		names, err := s.segmentsIn(segments)
		if err != nil {
			return err
		}
		id, err := s.nameIn(customer)
		if err != nil {
			return err
		}
		paid, in, err := s.amountIn(amount)
		if err != nil {
			return err
		}
		if name, err := s.currencyIn(currency); err != nil {
			return err
		} else if name != "" {
			in = name
		}
		if s.cell(refunded) != "" {
			back, _, err := s.amountIn(refunded)
			if err != nil {
				return err
			}
			paid = paid.Sub(back.Abs()) // some write it as a negative number
		}
		row := &sales{orders: 1}
		row.amount.Amount = cfg.money(paid, in)
		if s.cell(cost) != "" {
			d, err := s.priceIn(cost)
			if err != nil {
				return err
			}
			row.cost.Amount, row.won = cfg.money(d, in), 1
		}
		in = strings.Clone(in) // it is part of the row, which need not be kept
		row.amount.Currency, row.cost.Currency = in, in
		if id == "" {
			guests++
		} else if err := row.paid.Add(customers.of(id), row.amount); err != nil {
			return amount.wrong(s.cell(amount), errors.New("not an amount below 10^12 with at most 6 decimal places"))
		}
		if !cfg.covers(p) {
			s.outside++
			return nil
		}
		all := byCurrency[in]
		if all == nil {
			if len(byCurrency) == maxCurrencies {
				return errTooManyCurrencies
			}
			all = newGroups(cfg, segments, cx.New[sales])
			byCurrency[in] = all
		}
		into, err := all.of(p, names)
		for _, g := range into {
			err = errors.Join(err, g.Merge(row))
		}
		return err
	}, bad)
	if err != nil {
		return section{}, err
	}
	if guests > 0 {
		s.note("%s %s without a customer: part of the sales, and of nothing per customer", countOf(guests, "order"), verb(guests, "be"))
	}
	sec := s.section("orders")
	if len(byCurrency) == 0 {
		byCurrency[""] = newGroups(cfg, segments, cx.New[sales])
	}
	for _, money := range slices.Sorted(maps.Keys(byCurrency)) {
		v, err := byCurrency[money].view(cfg.from, cfg.to)
		if err != nil {
			return section{}, err
		}
		m := salesMetric(cfg, money, cost.index >= 0)
		if len(byCurrency) > 1 {
			m.inCurrency(money)
		}
		sec.Tables = append(sec.Tables, tabulate(cfg, m, segments, v))
	}
	return sec, nil
}

// currencySales are the sales in one currency.
type currencySales = groups[sales, *sales]

// maxCurrencies is more than any file of orders has.
const maxCurrencies = 100

var errTooManyCurrencies = errors.New("more than 100 currencies: is -currency the right column?")

func salesMetric(cfg config, currency string, costs bool) metric[sales] {
	in := ""
	if currency != "" {
		in = " in " + currency
	}
	less := ""
	if cfg.refunded != "" {
		less = ", less what was paid back of them since,"
	}
	m := metric[sales]{
		Key:   "sales",
		Title: "Sales and value",
		Notes: []string{
			"Sales" + in + less + " and their growth on the " + cfg.perName() + " before with data, in percent.",
			"Per customer: what each who ordered paid in the period, or altogether, on average,",
			"which over all is the historic lifetime value. Interval: Student.",
		},
		N: func(s *sales) uint64 { return s.orders },
		Measures: slices.Concat(
			[]measure[sales]{
				counted("orders", "orders", func(s *sales) uint64 { return s.orders }),
				value("sales", "sales", 0, func(s *sales) (decimal.Decimal, error) { return s.amount.Amount, nil }).glance("Sales", signal.Higher),
				growth(),
			},
			under("per customer", value("per_customer", "mean", 2, (*sales).perCustomer).glance("Sales per customer", signal.Higher)),
			under("per customer", bounds(cfg.level, 2, func(s *sales, level float64) (estimate.Interval, error) { return s.paid.Interval(level) })...),
		),
	}
	if !costs {
		return m
	}
	m.Notes = append(m.Notes,
		"CAC: mean cost of those won. CLV/CAC: what a customer paid, times the margin of",
		cfg.margin.String()+"%, over the CAC. Payback: CAC over that of one "+cfg.perName()+", in "+cfg.perName()+"s,",
		"if each went on as those who ordered in it: with pauses it takes longer.")
	won := counted("won", "won", func(s *sales) uint64 { return s.won })
	cac := value("cac", "CAC", 2, func(s *sales) (decimal.Decimal, error) {
		m, err := s.cac()
		return m.Amount, err
	}).glance("Acquisition cost", signal.Lower)
	ratio := value("clv_to_cac", "CLV/CAC", 2, func(s *sales) (decimal.Decimal, error) { return s.clvToCAC(cfg.margin) })
	payback := value("payback", "payback", 1, func(s *sales) (decimal.Decimal, error) {
		arpa, err := s.paid.CLV()
		if err != nil {
			return decimal.Decimal{}, err
		}
		cac, err := s.cac()
		if err != nil {
			return decimal.Decimal{}, err
		}
		return worth.Account{ARPA: arpa, Margin: estimate.RateOfPercent(cfg.margin)}.Payback(cac)
	})
	payback.PeriodsOnly = true // elsewhere a customer is not that of one period
	m.Measures = append(m.Measures, won, cac, ratio, payback)
	return m
}

// growth is that of the sales on the last period before that has data.
func growth() measure[sales] {
	return measure[sales]{head: head{Key: "growth", Text: "growth %", PeriodsOnly: true}, cell: func(now, before *sales) cell {
		if before == nil {
			return cell{}
		}
		to := now.amount
		to.Currency = before.amount.Currency // which nothing does not have
		d, err := worth.Growth(before.amount, to)
		return signedCell(d, err, 1)
	}}
}

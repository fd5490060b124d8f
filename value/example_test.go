package value_test

import (
	"errors"
	"fmt"
	"log"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/value"
	"github.com/shopspring/decimal"
)

func usd(amount string) value.Money {
	return value.Money{Amount: decimal.RequireFromString(amount), Currency: "USD"}
}

// What winning customers costs, what they are worth, and when the cost is back.
func Example() {
	usd := func(amount string) value.Money {
		return value.Money{Amount: decimal.RequireFromString(amount), Currency: "USD"}
	}
	cac, err := value.CAC(120, nil, usd("54000")) // 54,000 / 120
	if err != nil {
		log.Fatal(err)
	}
	account := value.Account{ARPA: usd("60"), Margin: estimate.RateOfPercent(decimal.NewFromInt(75))} // a month
	clv, err := account.CLV(estimate.RateOfPercent(decimal.RequireFromString("2.5")))                 // 60 * 0.75 / 0.025
	if err != nil {
		log.Fatal(err)
	}
	ratio, err := value.CLVToCAC(clv, cac) // 1800 / 450
	if err != nil {
		log.Fatal(err)
	}
	months, err := account.Payback(cac) // 450 / (60 * 0.75)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("CAC", cac.Amount, "CLV", clv.Amount, "ratio", ratio, "payback", months, "months")
	// Output: CAC 450 CLV 1800 ratio 4 payback 10 months
}

// Sales of a quarter and of the same quarter a year ago; growth from nothing is
// undefined, not infinite.
func ExampleGrowth() {
	growth, err := value.Growth(usd("80000"), usd("92000")) // 100 * 12,000 / 80,000
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(growth)
	_, err = value.Growth(usd("0"), usd("92000"))
	fmt.Println(errors.Is(err, cx.ErrNoData))
	// Output:
	// 15
	// true
}

// The change of a share price is growth over a period: here from 41.20 at the close of
// one quarter to 39.14 at the close of the next. Dividends are not in it: add those
// paid per share to the second price for the total return.
func ExampleGrowth_sharePrice() {
	change, err := value.Growth(usd("41.20"), usd("39.14")) // 100 * -2.06 / 41.20
	if err != nil {
		log.Fatal(err)
	}
	closing, err := usd("39.14").Add(usd("0.412"))
	if err != nil {
		log.Fatal(err)
	}
	total, err := value.Growth(usd("41.20"), closing) // 100 * (-2.06 + 0.412) / 41.20
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(change, total)
	// Output: -5 -4
}

// Two currencies never mix.
func ExampleMoney_Add() {
	_, err := usd("1").Add(value.Money{Amount: decimal.NewFromInt(1), Currency: "EUR"})
	fmt.Println(errors.Is(err, cx.ErrMismatch))
	// Output: true
}

// It takes two months to win a customer: the cost of January has won those of March.
func ExampleLag() {
	january, february, march := usd("30000"), usd("45000"), usd("60000")
	same, err := value.CAC(100, nil, march)
	if err != nil {
		log.Fatal(err)
	}
	lagged, err := value.CAC(100, value.Lag{0, 0, 1}, january, february, march)
	if err != nil {
		log.Fatal(err)
	}
	spread, err := value.CAC(100, value.Lag{1, 1, 1}, january, february, march) // 135,000 / 3 / 100
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(same.Amount, lagged.Amount, spread.Amount)

	// Were these the costs of marketing, and those of sales 8,000 in February and 12,000
	// in March: (30,000 + 8,000/2 + 12,000/2) / 100.
	sales, err := value.CAC(100, value.Lag{1, 1}, usd("8000"), usd("12000"))
	if err != nil {
		log.Fatal(err)
	}
	both, err := lagged.Add(sales)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(both.Amount)
	// Output:
	// 600 300 450
	// 400
}

// With a discount of 1 percent a month: 60 * 0.75 * 1.01 / (0.025 + 0.01), rounded to
// 16 places.
func ExampleAccount_CLV() {
	account := value.Account{ARPA: usd("60"), Margin: estimate.RateOfPercent(decimal.NewFromInt(75)), Discount: estimate.RateOfPercent(decimal.NewFromInt(1))}
	clv, err := account.CLV(estimate.RateOfPercent(decimal.RequireFromString("2.5")))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(clv.Amount.StringFixed(2), clv.Currency)
	// Output: 1298.57 USD
}

// The survival curve of churn.Curve at the beginning of each year: many leave in the
// first, few later. 80 * (1 + 0.5 + 0.4 + 0.35) within four years.
func ExampleAccount_CLVBySurvival() {
	account := value.Account{ARPA: usd("100"), Margin: estimate.RateOfPercent(decimal.NewFromInt(80))}
	clv, err := account.CLVBySurvival([]float64{1, 0.5, 0.4, 0.35})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(clv.Amount.StringFixed(2), clv.Currency)
	// Output: 180.00 USD
}

func ExampleAccount_Payback() {
	account := value.Account{ARPA: usd("50"), Margin: estimate.RateOfPercent(decimal.NewFromInt(80))}
	months, err := account.Payback(usd("300")) // 300 / (50 * 0.8)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(months)
	// Output: 7.5
}

// What customers have paid so far; ada had something refunded.
func ExamplePayments() {
	var payments value.Payments[string]
	for _, payment := range []struct{ customer, amount string }{
		{"ada", "120.00"}, {"ben", "35.50"}, {"ada", "-20.00"}, {"cyd", "44.50"},
	} {
		if err := payments.Add(payment.customer, usd(payment.amount)); err != nil {
			log.Fatal(err)
		}
	}
	clv, err := payments.CLV() // (100 + 35.50 + 44.50) / 3
	if err != nil {
		log.Fatal(err)
	}
	interval, err := payments.Interval(0.95)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%v %s, 95%% between %.0f and %.0f\n", clv.Amount, clv.Currency, interval.Low, interval.High)
	// Output: 60 USD, 95% between -27 and 147
}

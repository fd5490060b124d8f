package value_test

import (
	"errors"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cxmetrics/cx/value"
	"github.com/shopspring/decimal"
)

// TestPurchasesOfCDNOW reads real purchases, which lie in a folder beside the project.
// That the sample has 2,357 customers is in P. S. Fader, B. G. S. Hardie and K. L.
// Lee, "Counting Your Customers the Easy Way", Marketing Science 24(2), 2005.
func TestPurchasesOfCDNOW(t *testing.T) {
	file, err := os.ReadFile(filepath.Join("..", "..", "shared", "data", "cdnow_sample.txt"))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("the data folder is not here: %v", err)
	}
	must(t, err)
	var h value.Payments[string]
	total := new(big.Rat)
	sums := map[string]*big.Rat{}
	for line := range strings.Lines(string(file)) {
		fields := strings.Fields(line) // master ID, sample ID, day, CDs, dollars
		paid, err := decimal.NewFromString(fields[4])
		must(t, err)
		must(t, h.Add(fields[1], value.Money{Amount: paid, Currency: "EUR"})) // dollars, but every test here is in euros
		total.Add(total, rat(fields[4]))
		if sums[fields[1]] == nil {
			sums[fields[1]] = new(big.Rat)
		}
		sums[fields[1]].Add(sums[fields[1]], rat(fields[4]))
	}
	if h.Customers() != 2357 {
		t.Errorf("%d customers, want 2357", h.Customers())
	}
	checkMoney(t, "total", h.Total(), nil, total)
	clv, err := h.CLV()
	checkMoney(t, "CLV", clv, err, new(big.Rat).Quo(total, big.NewRat(2357, 1)))
	for customer, sum := range sums {
		got, err := h.Of(customer)
		checkMoney(t, customer, got, err, sum)
	}
	i, err := h.Interval(0.95)
	if mean := clv.Amount.InexactFloat64(); err != nil || mean < i.Low || mean > i.High || i.Margin() < 1 || i.Margin() > 20 {
		t.Errorf("interval %+v, %v of the mean %v", i, err, mean)
	}
}

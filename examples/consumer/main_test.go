package main

import (
	"strings"
	"testing"
)

const want = `NPS 40.00 95% -15.3 to 75.3
CSAT 75.00 95% 40.9 to 92.9
CES 4.00 95% 3.1 to 4.9
churn 3.00 95% 1.4 to 6.4
response rate 40.00 95% 33.5 to 46.9
bought 100.00 95% 88.6 to 100.0
2024-03 mean 3h0m0s (n=1)
CLV 1800 EUR
`

func TestRun(t *testing.T) {
	var got strings.Builder
	if err := run(&got); err != nil || got.String() != want {
		t.Errorf("%v\n%s", err, got.String())
	}
}

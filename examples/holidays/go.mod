module github.com/cxmetrics/cx/examples/holidays

go 1.26

require github.com/cxmetrics/cx v0.0.0

require github.com/rickar/cal/v2 v2.1.13

require github.com/shopspring/decimal v1.6.0 // indirect

replace github.com/cxmetrics/cx => ../..

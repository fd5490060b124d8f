// Module consumer uses the library as a stranger does: by its import paths, with nothing of
// its internals.
module github.com/cxmetrics/cx/examples/consumer

go 1.26

require (
	github.com/cxmetrics/cx v0.0.0
	github.com/shopspring/decimal v1.6.0
)

replace github.com/cxmetrics/cx => ../..

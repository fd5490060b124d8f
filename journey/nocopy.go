package journey

import "github.com/cxmetrics/cx/internal/nocopy"

// noCopy is embedded in what holds memory: go vet reports a copy of it.
type noCopy = nocopy.Marker

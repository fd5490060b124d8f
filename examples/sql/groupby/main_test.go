package main

import (
	"testing"

	"github.com/cxmetrics/cx/examples/internal/outputs"
)

func TestOutput(t *testing.T) { outputs.Test(t, ".") }

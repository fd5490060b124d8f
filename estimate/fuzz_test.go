package estimate_test

import (
	"testing"

	"pgregory.net/rapid"
)

// The properties again, on inputs that the fuzzer looks for.

func FuzzSample(f *testing.F)              { f.Fuzz(rapid.MakeFuzz(propertySample)) }
func FuzzWeights(f *testing.F)             { f.Fuzz(rapid.MakeFuzz(propertyWeights)) }
func FuzzRespondents(f *testing.F)         { f.Fuzz(rapid.MakeFuzz(propertyRespondents)) }
func FuzzProportionIntervals(f *testing.F) { f.Fuzz(rapid.MakeFuzz(propertyProportionIntervals)) }
func FuzzCompareNewcombe(f *testing.F)     { f.Fuzz(rapid.MakeFuzz(propertyCompareNewcombe)) }
func FuzzCompareWelch(f *testing.F)        { f.Fuzz(rapid.MakeFuzz(propertyCompareWelch)) }

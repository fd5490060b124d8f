//go:build race

package tickets_test

const raceEnabled = true

// Package tickets computes support-ticket volumes, times and rates.
package tickets

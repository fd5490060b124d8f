// Package csat computes customer satisfaction from ratings, by default on 1 to 5.
package csat

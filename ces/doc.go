// Package ces computes the Customer Effort Score from ratings, by default on 1 to 5.
package ces

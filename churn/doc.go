// Package churn computes how many customers a business loses: churn rates and
// retention.
//
// # The question
//
// Of the customers we had when the period began, how many did we lose?
//
// # The formula
//
//	churn     = 100 * lost / (kept + lost)
//	retention = 100 * kept / (kept + lost)
//
// over the customers of the period's start. Customers who joined during the
// period are in neither count.
//
// # Inputs and units
//
// [Customers] holds the two counts. Rates are percent from 0 to 100.
//
// # No data
//
// A period that opened without customers has no churn rate: [ErrNoData], never
// 0. A period that lost nobody has a churn rate of 0.
//
// # Rounding
//
// Counts are integers and a rate is made by one division, rounded to 16 decimal
// places, half away from zero.
//
// # Merging
//
// [Customers.Merge] adds segments (plans, regions) of the same period. Two
// consecutive periods do not add up: compound their rates instead.
//
// # Sources
//
// F. Reichheld and W. E. Sasser, "Zero Defections: Quality Comes to Services",
// Harvard Business Review 68(5), 1990.
package churn

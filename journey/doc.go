// Package journey computes what customers do on their way: whether they complete
// their task and what they came for, which carts they leave, where and how often they
// get in touch, whether articles help them, how engaged they are, what they say in
// public, and whom they bring along.
//
// # The question
//
//	Were you able to complete what you came for?   Tasks
//	What did you come for?                         Tally, Goodman
//	How many carts are left behind?                CartAbandonment, CollectCarts
//	How many contacts, through which channel?      Tally, ContactRate, PerCustomer
//	Are articles read, and do they save tickets?   Articles, Reading, Deflection
//	How often do customers come, and for how long? Visits, PerCustomer, ActiveDays
//	What is said about us, and where?              Mentions, Sentiment
//	Who comes because of our customers?            ReferralRate, PerCustomer
//
// Loyalty as the repeat-purchase rate, and customers lost by inactivity, come from
// purchases: see package churn.
//
// # The formula
//
//	task completion   = 100 * completed / (completed + failed)
//	share of a label  = 100 * counts of the label / all counts
//	cart abandonment  = 100 * abandoned / (abandoned + bought)
//	contact rate      = 100 * contacts / customers (or orders)
//	read rate         = 100 * views read / views
//	deflection        = 100 * readers without a ticket / readers
//	stickiness        = 100 * mean daily active customers / active customers
//	net sentiment     = 100 * (positive - negative) / mentions
//	referral rate     = 100 * referred / new customers
//
// # Inputs and units
//
// Counts, or events with a time. A day is a whole number that goes up by one from day
// to day, so that calendar, zone and the length of a month are the caller's. Labels
// (reasons, channels) are texts of 1 to [MaxLabelLen] bytes: a closed set is given
// beforehand, an open one holds at most [MaxLabels] of them, and the next one is
// [ErrOverflow]. Map what users type to labels before counting.
//
// Shares are percent 0..100, net sentiment is points -100..100, contact rates are
// per 100, times are [time.Duration] or samples of nanoseconds.
//
// What counts is a policy that says its default or has none: the time-out of a cart,
// the window of deflection, the [Reading] of an article.
//
// # No data
//
// A rate or a mean of nothing is [ErrNoData], never 0. What is not decided yet (a cart
// before its time-out, a reader before the window has passed) is in no rate.
//
// # Rounding
//
// Counts and sums are integers; a result is made by one division, rounded to 16
// decimal places, half away from zero, and a mean time to the nanosecond.
//
// # Confidence
//
// Proportions have the intervals of [estimate.Proportion], means those of
// [estimate.Sample]. All shares of a [Tally] at once have [Tally.Goodman], and net
// sentiment [Sentiment.AdjustedWald].
//
// # Merging
//
// Every tally has a Merge: exact, associative, commutative, with the zero value as
// identity. [CollectCarts] and [Deflection] need all events of a cart or reader in one
// place; their results merge over different carts or readers.
//
// # Encoding
//
// Labels are UTF-8, and a tally yields them in rising order.
//
// # Sources
//
// Each function names its own. A. Kaushik, "Web Analytics 2.0", Wiley 2009, on what
// visitors came for and whether they could do it. L. A. Goodman, "On Simultaneous
// Confidence Intervals for Multinomial Proportions", Technometrics 7 (1965), 247-254.
package journey

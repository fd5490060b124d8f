// Package journey answers questions about what customers do:
//
//	Were you able to complete what you came for?   Tasks
//	What did you come for?                         Tally, Goodman
//	How many carts are left behind?                Carts, CollectCarts
//	How many contacts, through which channel?      Tally, ContactRate, PerCustomer
//	Are articles read, and do they save tickets?   Articles, Reading, Deflection
//	How often do customers come, and for how long? Visits, PerCustomer
//	What is said about us, and where?              Sentiment, Tally
//	Who comes because of our customers?            estimate.ProportionOf, PerCustomer
//
// Repeat purchases and active customers are in package churn.
//
// # The formula
//
//	task completion   = 100 * completed / (completed + failed)
//	share of a label  = 100 * counts of the label / all counts
//	cart abandonment  = 100 * abandoned / (abandoned + bought)
//	contact rate      = 100 * contacts / customers (or orders)
//	read rate         = 100 * views read / views
//	deflection        = 100 * readers without a ticket / readers
//	net sentiment     = 100 * (positive - negative) / mentions
//	referral rate     = 100 * referred / new customers
//
// # A program
//
//	var tasks journey.Tasks
//	err := tasks.AddCompleted(6)
//	err = tasks.AddFailed("not found", 3)
//	err = tasks.AddFailed("", 1)                     // no reason given
//	rate, err := tasks.Completion().Score()          // 60
//	limits, err := tasks.Completion().Interval(0.95) // 31.3 to 83.2
//
// # Inputs and units
//
// Inputs are counts, or events with a time. Labels (reasons, channels) are short texts: map
// what users type to labels first. Shares are percent, net sentiment is -100..100, contact
// rates are per 100.
//
// # Errors
//
// A rate or a mean of nothing returns [cx.ErrNoData]. A value outside the bounds named below
// returns [cx.ErrOutOfRange], as does taking back what was never added. A count past its
// limit returns [cx.ErrOverflow].
//
// # Merging
//
// A zero tally is ready to use. Merging, copying and rounding are as in package cx.
// [CollectCarts] and [Deflection] need all events of a cart or a reader in one place.
//
// Sources and conventions: docs/journey-conventions.md. Encodings: docs/FORMAT.md.
package journey

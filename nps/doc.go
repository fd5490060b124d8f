// Package nps computes the Net Promoter Score of ratings from 0 to 10.
//
// # The question
//
// "How likely are you to recommend us to a friend or colleague?", answered from
// 0 (not at all likely) to 10 (extremely likely).
//
// # The formula
//
// Ratings 9 and 10 are promoters, 7 and 8 passives, 0 to 6 detractors:
//
//	NPS = 100 * (promoters - detractors) / (promoters + passives + detractors)
//
// # Inputs and units
//
// [Rating] is a whole number 0..10; anything else is an error, never clamped or
// dropped. A [Tally] counts ratings; [Groups] holds the three counts where the
// ratings themselves are gone. The score is in points from -100 to 100.
//
// A survey asked on 1 to 10 by mistake cannot be told from the data: it only
// lacks zeros, which a good survey may lack too. This package offers no silent
// rescaling. Report such a survey as what it is, a 1 to 10 satisfaction question
// (package csat has that scale), and start a new series with the right question.
//
// # No data
//
// The score of no ratings is undefined: [ErrNoData], never 0.
//
// # Rounding
//
// Counts are integers and the score is made by one division, rounded to 16
// decimal places, half away from zero.
//
// # Sources
//
// F. Reichheld, "The One Number You Need to Grow", Harvard Business Review
// 81(12), 2003.
package nps

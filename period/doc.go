// Package period cuts time into calendar periods and business hours, right to
// the second in every time zone.
package period

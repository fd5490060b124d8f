package csat

// String returns the score, the number of answers and the 95 percent interval
// [estimate.Proportion.Wilson] of the satisfied, such as
// "CSAT 80.0% (n=200, 95% 73.9 to 85.0)". Of no answers it is "CSAT undefined (n=0)".
func (t Tally) String() string { return "CSAT " + t.Satisfied().String() }

// String returns the weighted score as the text of [estimate.WeightedProportion], such as
// "CSAT 80.0% (n=200, effective 153.2, 95% 73.0 to 85.6)".
func (t WeightedTally) String() string { return "CSAT " + t.Satisfied().String() }

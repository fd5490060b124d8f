package csat

// String returns a text such as "CSAT 80.0% (n=200, 95% 73.9 to 85.0)" or "CSAT undefined
// (n=0)".
func (t Tally) String() string { return "CSAT " + t.Satisfied().String() }

// String returns a text such as "CSAT 80.0% (n=200, effective 153.2, 95% 73.0 to 85.6)".
func (t WeightedTally) String() string { return "CSAT " + t.Satisfied().String() }

package periods

import "github.com/cxmetrics/cx/internal/wire"

// Code has for each customer the periods of activity.
func (a *Activity[ID]) Code(c *wire.Coder) {
	rows := make(map[ID][]int64)
	a.Each(func(customer ID, s Set) {
		periods := make([]int64, 0, s.Count(a.span.Low, a.span.High))
		for period := range s.All {
			periods = append(periods, int64(period))
		}
		rows[customer] = periods
	})
	wire.Map(c, "customers", &rows, (*wire.Coder).Rising)
	if !c.Reading() {
		return
	}
	for customer, periods := range rows {
		c.Require(len(periods) > 0, "a customer without a period of activity")
		for _, period := range periods {
			c.Part("customers", a.Add(customer, int(period)))
		}
	}
}

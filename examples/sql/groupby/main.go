// Command groupby lets the database count: the rows of a GROUP BY go into a tally as
// they come.
package main

import (
	"database/sql"
	"fmt"
	"log"

	"github.com/cxmetrics/cx/nps"
	_ "modernc.org/sqlite"
)

const answers = `
CREATE TABLE answers (rating INTEGER NOT NULL);
INSERT INTO answers VALUES (10), (9), (9), (8), (7), (10), (6), (9), (3), (10);`

func main() {
	if err := run(); err != nil {
		log.Fatal(err)
	}
}

func run() error {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1) // another connection would have a memory of its own
	if _, err := db.Exec(answers); err != nil {
		return err
	}

	rows, err := db.Query("SELECT rating, COUNT(*) FROM answers GROUP BY rating")
	if err != nil {
		return err
	}
	defer rows.Close()
	var tally nps.Tally
	for rows.Next() {
		var rating nps.Rating
		var n uint64
		if err := rows.Scan(&rating, &n); err != nil {
			return err
		}
		if err := tally.AddN(rating, n); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	fmt.Println(tally) // 6 promoters and 2 detractors of 10
	return nil
	// Output: NPS 40.0 (n=10, 95% -15.3 to 75.3)
}

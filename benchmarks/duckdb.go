package main

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"

	"github.com/duckdb/duckdb-go/v2"
)

// A duck is a DuckDB in memory with one connection.
type duck struct {
	db   *sql.DB
	conn *sql.Conn
}

func newDuck() (*duck, error) {
	db, err := sql.Open("duckdb", "")
	if err != nil {
		return nil, err
	}
	conn, err := db.Conn(context.Background())
	if err != nil {
		_ = db.Close() // the first error counts
		return nil, err
	}
	return &duck{db, conn}, nil
}

func (d *duck) Close() error {
	if err := d.conn.Close(); err != nil {
		return err
	}
	return d.db.Close()
}

// load makes a table of n rows.
func (d *duck) load(table, columns string, n int, row func(i int, to []driver.Value)) error {
	if _, err := d.conn.ExecContext(context.Background(), "CREATE TABLE "+table+" ("+columns+")"); err != nil {
		return err
	}
	return d.conn.Raw(func(c any) error {
		conn, ok := c.(driver.Conn)
		if !ok {
			return fmt.Errorf("a connection of type %T", c)
		}
		a, err := duckdb.NewAppenderFromConn(conn, "", table)
		if err != nil {
			return err
		}
		var values []driver.Value
		for _, r := range columns {
			if r == ' ' { // name and type, comma and no blank: "a BIGINT,b BIGINT"
				values = append(values, nil)
			}
		}
		for i := range n {
			row(i, values)
			if err := a.AppendRow(values...); err != nil {
				_ = a.Close() // the first error counts
				return err
			}
		}
		return a.Close()
	})
}

// technique returns a query as a technique. Its answer is what it returns, row by
// row, made an answer by read (nil where it is one already).
func (d *duck) technique(name, query string, threads int, read func([]int64) ([]int64, error)) technique {
	return technique{
		name:    name,
		threads: threads,
		peer:    true,
		duck:    true,
		prepare: func() error {
			_, err := d.conn.ExecContext(context.Background(), fmt.Sprintf("SET threads = %d", threads))
			return err
		},
		run: func() ([]int64, error) {
			answer, err := d.query(query)
			if err != nil || read == nil {
				return answer, err
			}
			return read(answer)
		},
	}
}

// other returns a query that is not the yardstick.
func other(t technique) technique {
	t.duck = false
	return t
}

// query returns the numbers of a result, row by row.
func (d *duck) query(query string) (answer []int64, err error) {
	rows, err := d.conn.QueryContext(context.Background(), query)
	if err != nil {
		return nil, err
	}
	defer func() {
		if e := rows.Close(); err == nil {
			err = e
		}
	}()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	row, to := make([]int64, len(columns)), make([]any, len(columns))
	for i := range to {
		to[i] = &row[i]
	}
	for rows.Next() {
		if err := rows.Scan(to...); err != nil {
			return nil, err
		}
		answer = append(answer, row...)
	}
	return answer, rows.Err()
}

func (d *duck) version() (v string, err error) {
	err = d.conn.QueryRowContext(context.Background(), "SELECT version()").Scan(&v)
	return v, err
}

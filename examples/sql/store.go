package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"
)

// store is a database with answers, tickets and their roll-up, and the zone whose
// days are the days of the roll-up.
type store struct {
	db   *sql.DB
	zone *time.Location
}

// schema is that of SQLite; open makes that of PostgreSQL from it.
const schema = `
CREATE TABLE IF NOT EXISTS cx_answers (
	id       INTEGER PRIMARY KEY,
	answered TIMESTAMP NOT NULL,
	segment  TEXT NOT NULL,
	survey   TEXT NOT NULL, -- nps, csat or ces
	rating   INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS cx_answers_answered ON cx_answers (answered);

CREATE TABLE IF NOT EXISTS cx_tickets (
	id      INTEGER PRIMARY KEY,
	created TIMESTAMP NOT NULL,
	replied TIMESTAMP, -- for the first time; NULL while the customer waits
	segment TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS cx_tickets_created ON cx_tickets (created);

CREATE TABLE IF NOT EXISTS cx_rollup (
	day         TEXT NOT NULL, -- 2024-03-31, in the company's time zone
	segment     TEXT NOT NULL,
	nps         BLOB NOT NULL,
	csat        BLOB NOT NULL,
	ces         BLOB NOT NULL,
	first_reply BLOB NOT NULL,
	PRIMARY KEY (day, segment)
);`

// open returns the store in a database, and creates the tables that it does not have.
func open(ctx context.Context, dsn string, zone *time.Location) (store, error) {
	if strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://") {
		db, err := sql.Open("pgx", dsn)
		if err != nil {
			return store{}, err
		}
		postgres := strings.NewReplacer("BLOB", "BYTEA", "TIMESTAMP", "TIMESTAMPTZ").Replace(schema)
		return prepare(ctx, db, postgres, zone)
	}
	if strings.ContainsAny(dsn, "=?") {
		return store{}, fmt.Errorf("the database %.60q is neither postgres://... nor the name of an SQLite file", dsn)
	}
	// SQLite has no type for times: these are whole numbers, which compare as times do.
	// A transaction waits for its turn at once, and not when it begins to write.
	db, err := sql.Open("sqlite", dsn+"?_time_integer_format=unix_micro&_inttotime=true&_txlock=immediate&_busy_timeout=10000")
	if err != nil {
		return store{}, err
	}
	db.SetMaxOpenConns(1) // another connection to :memory: would have a memory of its own
	return prepare(ctx, db, schema, zone)
}

func prepare(ctx context.Context, db *sql.DB, schema string, zone *time.Location) (store, error) {
	if _, err := db.ExecContext(ctx, schema); err != nil {
		return store{}, errors.Join(err, db.Close())
	}
	return store{db: db, zone: zone}, nil
}

// inTx calls f in a transaction that has the same effect as if it were alone. PostgreSQL
// lets one of two fail that get in each other's way; it can be done again.
func (s store) inTx(ctx context.Context, f func(*sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelSerializable})
	if err != nil {
		return err
	}
	if err := f(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

package main

import (
	"bytes"
	"crypto/rand"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// variable names the PostgreSQL that the tests may use, by its DSN.
const variable = "CX_POSTGRES_DSN"

// onBoth runs a test on SQLite, and on PostgreSQL where there is one.
func onBoth(t *testing.T, test func(fixture)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(newFixture(t, filepath.Join(t.TempDir(), "cx.db"))) })
	t.Run("postgres", func(t *testing.T) {
		if os.Getenv(variable) == "" {
			t.Skip(variable + " is not set")
		}
		test(newFixture(t, inSchema(t, os.Getenv(variable))))
	})
}

// inSchema returns a DSN with an empty schema of the database for the test alone.
func inSchema(t *testing.T, dsn string) string {
	t.Helper()
	parsed, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		t.Fatal(err)
	}
	name := "cx_test_" + strings.ToLower(rand.Text())
	if _, err := db.ExecContext(t.Context(), "CREATE SCHEMA "+name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_, err := db.Exec("DROP SCHEMA " + name + " CASCADE")
		if err := errors.Join(err, db.Close()); err != nil {
			t.Error(err)
		}
	})
	query := parsed.Query()
	query.Set("search_path", name)
	parsed.RawQuery = query.Encode()
	return parsed.String()
}

// The program prints the same on every database, when it has just made its sample and
// when it finds it. The file is what "go run ." prints.
func TestRun(t *testing.T) {
	want, err := os.ReadFile("testdata/output.txt")
	if err != nil {
		t.Fatal(err)
	}
	onBoth(t, func(f fixture) {
		for range 2 {
			var got bytes.Buffer
			if err := run(f.Context(), &got, f.dsn); err != nil {
				f.Fatal(err)
			}
			if got.String() != string(want) {
				f.Fatalf("printed\n%s", &got)
			}
		}
	})
}

// A DSN of another kind is not taken for the name of a file.
func TestForeignDSN(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, dsn := range []string{"host=localhost dbname=cx", "file:cx.db?mode=rwc"} {
		if err := run(t.Context(), new(bytes.Buffer), dsn); err == nil || !strings.Contains(err.Error(), dsn) {
			t.Errorf("%s: %v", dsn, err)
		}
	}
	if files, err := os.ReadDir("."); err != nil || len(files) > 0 {
		t.Errorf("made %v, %v", files, err)
	}
}

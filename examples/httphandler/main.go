// Command httphandler takes ratings by HTTP and tells the score so far.
package main

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"

	"github.com/cxmetrics/cx/nps"
)

type survey struct {
	mu    sync.Mutex
	tally nps.Tally
}

func (s *survey) add(w http.ResponseWriter, r *http.Request) {
	rating, err := nps.ParseRating(r.FormValue("rating"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.tally.Add(rating); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

func (s *survey) score(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	tally := s.tally // a copy: a tally is a value
	s.mu.Unlock()
	fmt.Fprintln(w, tally)
}

func main() {
	var s survey
	mux := http.NewServeMux()
	mux.HandleFunc("POST /ratings", s.add)
	mux.HandleFunc("GET /score", s.score)

	// In production: log.Fatal(http.ListenAndServe("localhost:8080", mux))
	for _, rating := range []string{"10", "9", "7", "11", "3"} {
		fmt.Print(do(mux, http.MethodPost, "/ratings?rating="+rating))
	}
	fmt.Print(do(mux, http.MethodGet, "/score")) // 2 promoters and 1 detractor of 4
	// Output:
	// nps: rating 11 is outside 0..10
	// NPS 25.0 (n=4, 95% -50.5 to 77.8)
}

func do(handler http.Handler, method, target string) *bytes.Buffer {
	response := httptest.NewRecorder()
	handler.ServeHTTP(response, httptest.NewRequest(method, target, http.NoBody))
	return response.Body
}

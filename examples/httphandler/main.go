// Command httphandler takes ratings by HTTP and tells the score so far.
package main

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"

	"github.com/cxmetrics/cx/nps"
)

type survey struct {
	mu    sync.Mutex
	tally nps.Tally
}

func (s *survey) add(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		status := http.StatusBadRequest
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			status = http.StatusRequestEntityTooLarge
		}
		http.Error(w, err.Error(), status)
		return
	}
	rating, err := nps.ParseRating(r.PostForm.Get("rating"))
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

// newServer returns a server that is fit for strangers: it refuses forms that other sites
// post, large bodies, and clients that take their time. It does not know who they are.
func newServer(address string) *http.Server {
	var s survey
	mux := http.NewServeMux()
	mux.HandleFunc("POST /ratings", s.add)
	mux.HandleFunc("GET /score", s.score)
	return &http.Server{
		Addr:           address,
		Handler:        http.NewCrossOriginProtection().Handler(http.MaxBytesHandler(mux, 1<<10)),
		ReadTimeout:    5 * time.Second,
		WriteTimeout:   10 * time.Second,
		IdleTimeout:    time.Minute,
		MaxHeaderBytes: 16 << 10,
	}
}

func main() {
	server := newServer("localhost:8080")
	// In production: log.Fatal(server.ListenAndServe())
	for _, rating := range []string{"10", "9", "7", "11", "3"} {
		fmt.Print(do(server.Handler, http.MethodPost, "/ratings", "rating="+rating))
	}
	fmt.Print(do(server.Handler, http.MethodGet, "/score", "")) // 2 promoters and 1 detractor of 4
	// Output:
	// nps: rating 11 is outside 0..10
	// NPS 25.0 (n=4, 95% -50.5 to 77.8)
}

// do answers a request without a network.
func do(handler http.Handler, method, target, form string) string {
	request := httptest.NewRequest(method, target, strings.NewReader(form))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response := httptest.NewRecorder()
	handler.ServeHTTP(response, request)
	return response.Body.String()
}

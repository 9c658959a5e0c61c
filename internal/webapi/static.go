package webapi

import "net/http"

// pages serves the interface.
func (s *Server) pages() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		writeProblem(w, newProblem(http.StatusNotFound, codeNotFound, "built without its pages: run make ui"))
	})
}

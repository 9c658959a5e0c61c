package webapi

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"
)

// Session is who asks, and what of.
type Session struct {
	Principal      string `json:"principal"`
	Administrator  bool   `json:"administrator"`
	Authentication string `json:"authentication" enum:"none,token" doc:"none on loopback without a token file"`
	Version        string `json:"version"`
}

// LoginInput is a token.
type LoginInput struct {
	Body struct {
		Token string `json:"token" minLength:"1" maxLength:"512"`
	}
}

func (s *Server) session(api huma.API) {
	route(api, http.MethodGet, "/api/session", "session", "Who asks", later[None, Session])
	route(api, http.MethodPost, "/api/session", "login", "Begin a session with a token", later[LoginInput, Session])
	act(api, http.MethodDelete, "/api/session", "logout", "End the session", laterAct[None])
}

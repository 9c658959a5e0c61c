package webapi

import (
	"net/http"

	"github.com/glauxhq/glaux/internal/access"
)

// mcpPath is where clients of the Model Context Protocol connect, by its streamable transport.
const mcpPath = "/mcp"

// MCP answers one request of a client for a principal. *mcp.Door is one.
type MCP interface {
	ServeHTTP(w http.ResponseWriter, r *http.Request, who access.Principal)
}

func (s *Server) mcp(w http.ResponseWriter, r *http.Request) {
	s.parts.MCP.ServeHTTP(w, r, s.who(r.Context()))
}

package webapi

import (
	"context"
	"crypto/rand"
	"io/fs"
	"log/slog"
	"net/http"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/alert"
	"github.com/glauxhq/glaux/internal/explore"
	"github.com/glauxhq/glaux/internal/job"
	"github.com/glauxhq/glaux/internal/netflow"
)

// Parts are what the routes are made of. A routes file declares the interface that it needs and has a field here.
type Parts struct {
	// Identity tells who has a token; nil where nobody needs one, and everybody is Local.
	Identity Identity
	// OpenID lets people log in where their organisation knows them; nil where nobody does. It needs Identity.
	OpenID OpenID
	// Credentials makes tokens and access keys; nil where there are none.
	Credentials Credentials
	// Local is who asks where there are no tokens.
	Local access.Principal
	// Principal returns the principal of this moment for Local, whose groups may have changed; nil where they do not.
	Principal func(access.Principal) access.Principal
	// Administrator tells whether a principal may see everything.
	Administrator func(access.Principal) bool
	// Explore runs the explorer's queries.
	Explore explore.Runner
	// Console helps who writes SQL, Catalog shows what can be queried.
	Console Console
	Catalog Catalog
	// Lake tells what there is.
	Lake Lake
	// Pages are the files of the interface, built; nil when there are none.
	Pages fs.FS
	// Texts runs queries whose rows are read at once.
	Texts job.Texts
	// Jobs are the statements that run in the background.
	Jobs Statements
	// Workgroups are where statements run; nil where there is one without limits.
	Workgroups Workgroups
	// Saved keeps saved queries, reports and annotations.
	Saved Saved
	// Dashboards are those built in and the user's own.
	Dashboards Dashboards
	// Audit is the log of what is done; nil notes nothing.
	Audit Audit
	// Sharing changes and shows who may see what.
	Sharing Sharing
	// Alerts keep the monitors of anomalies; nil where nobody is told.
	Alerts Alerts
	// Anomalies finds what is unusual in the bills, and keeps the cases.
	Anomalies Anomalies
	// Investigations answer why something costs more than it did.
	Investigations Investigations
	// MCP answers clients of the Model Context Protocol; nil where there is no door for them.
	MCP MCP
	// Units say what one of something costs.
	Units Units
	// Allocations say who pays.
	Allocations Allocations
	// GenAI tells what questions about models are answered with.
	GenAI GenAI
	// Ranges are the public addresses of AWS; the zero value knows none.
	Ranges netflow.Ranges
}

// Settings are how the server behaves. The zero value is good for tests.
type Settings struct {
	// Version of the program, for the interface.
	Version string
	// Loopback tells that the server is reached from this machine only: it answers to names of this machine alone, and to Hosts.
	Loopback bool
	// Hosts are more names under which the server is reached.
	Hosts []string
	// Requests bounds the requests that are answered at the same time; 256 when 0.
	Requests int
	// Queries bounds the queries of pages that run at the same time, others wait; 8 when 0.
	Queries int
	// Log is where the server tells what goes wrong; nil drops it.
	Log *slog.Logger
	// Now is the clock of dashboards; where it is nil, it stands still.
	Now func() time.Time
}

// Server answers the requests of the workbench.
type Server struct {
	parts    Parts
	settings Settings
	index    index
}

// New returns a Server.
func New(parts Parts, settings Settings) *Server {
	const requests, queries = 256, 8
	if settings.Log == nil {
		settings.Log = slog.New(slog.DiscardHandler)
	}
	if settings.Now == nil {
		settings.Now = func() time.Time { return time.Time{} }
	}
	if settings.Queries == 0 {
		settings.Queries = queries
	}
	if settings.Requests == 0 {
		settings.Requests = requests
	}
	return &Server{parts: parts, settings: settings}
}

// request is what is known of the request under way.
type request struct {
	who    access.Principal
	log    *slog.Logger
	from   string // the address of who asks
	cookie string // that of the session
	token  string // that was shown, "" where a session goes on
	secure bool   // it came through TLS
}

// requestKey is where it stands in a context.
type requestKey struct{}

// requestOf returns what is known of the request under way.
func requestOf(ctx context.Context) *request {
	if r, ok := ctx.Value(requestKey{}).(*request); ok {
		return r
	}
	return &request{log: slog.New(slog.DiscardHandler)}
}

// who returns who asks. Nobody, who may see nothing, where that was not found out.
func (s *Server) who(ctx context.Context) access.Principal { return requestOf(ctx).who }

// logOf returns the log of a request.
func logOf(ctx context.Context) *slog.Logger { return requestOf(ctx).log }

// newID returns a number that nobody guesses.
func newID() string {
	const digits = 12
	return rand.Text()[:digits]
}

// Handler returns what answers all requests.
func (s *Server) Handler() http.Handler {
	routes := http.NewServeMux()
	s.API(routes)
	routes.HandleFunc("/api/", func(w http.ResponseWriter, _ *http.Request) {
		writeProblem(w, newProblem(http.StatusNotFound, codeNotFound, "there is no such route; /api/openapi.json lists them"))
	})
	all := http.NewServeMux()
	all.Handle("/api/", s.cached(s.authenticated(s.queued(routes))))
	s.openID(all)
	if s.parts.MCP != nil {
		all.Handle(mcpPath, s.authenticated(s.queued(http.HandlerFunc(s.mcp))))
	}
	all.HandleFunc("GET "+alert.CertificatePath+"{file}", s.certificates)
	all.Handle("/", s.pages())
	return s.bounded(s.recovered(s.headed(s.hosted(s.sameOrigin(s.compressed(all))))))
}

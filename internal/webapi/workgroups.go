package webapi

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/job"
	"github.com/glauxhq/glaux/internal/workgroup"
)

// Workgroup is where statements run, as who asks sees it. A limit of 0 is none but that of the installation.
type Workgroup struct {
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	// Own tells that statements run here which name no workgroup.
	Own bool `json:"own" doc:"statements of who asks run here when they name no workgroup"`
	// Administered tells that who asks may see the history and the results of all members.
	Administered bool            `json:"administered" doc:"who asks sees the history and the results of all"`
	Enforced     bool            `json:"enforced" doc:"what a statement asks for can only be less than the limits"`
	Reuse        bool            `json:"reuse" doc:"an earlier result answers the same statement over the same data with the same rights"`
	Limits       WorkgroupLimits `json:"limits"`
	// Running and Queued are statements of the console by now; Today is what was counted of BytesPerDay.
	Running int   `json:"running"`
	Queued  int   `json:"queued"`
	Today   int64 `json:"today" doc:"bytes counted today, where there is a limit of the day"`
	// CPUToday is what was counted of CPUPerDay.
	CPUToday float64 `json:"cpuToday" doc:"seconds of CPU time counted today, where there is a limit of the day"`
}

// WorkgroupLimits are the limits of a workgroup.
type WorkgroupLimits struct {
	Bytes         int64   `json:"bytes" doc:"bytes that a statement may read"`
	Rows          int64   `json:"rows" doc:"rows that a statement may have"`
	Seconds       float64 `json:"seconds" doc:"seconds that a statement may run"`
	CPUSeconds    float64 `json:"cpuSeconds" doc:"seconds of CPU time that a statement may take, all processors together"`
	Memory        int64   `json:"memory" doc:"bytes of memory of a statement"`
	Disk          int64   `json:"disk" doc:"bytes on the disk of a statement"`
	Running       int     `json:"running" doc:"statements that run at a time"`
	Queued        int     `json:"queued" doc:"statements that wait at a time"`
	BytesPerDay   int64   `json:"bytesPerDay" doc:"bytes that all may read on a UTC day"`
	CPUPerDay     float64 `json:"cpuPerDay" doc:"seconds of CPU time that all may take on a UTC day"`
	ResultSeconds float64 `json:"resultSeconds" doc:"seconds for which results are kept"`
	ReuseSeconds  float64 `json:"reuseSeconds" doc:"how old a result may be that answers the same statement again"`
}

// WorkgroupHistoryInput chooses a page of the history of a workgroup, newest first.
type WorkgroupHistoryInput struct {
	Name string `path:"name" maxLength:"255"`
	HistoryInput
	Owner string    `query:"owner" doc:"only those of this principal" maxLength:"1024"`
	State job.State `query:"state" doc:"only those in this state" enum:"QUEUED,RUNNING,SUCCEEDED,FAILED,CANCELLED"`
}

// Workgroups are the workgroups of the installation: *workgroup.Groups.
type Workgroups interface {
	All(ctx context.Context, who access.Principal) ([]workgroup.Standing, error)
}

func (s *Server) workgroups(api huma.API) {
	route(api, http.MethodGet, "/api/workgroups", "workgroups", "The workgroups that who asks may use or administers", s.listWorkgroups)
	route(api, http.MethodGet, "/api/workgroups/{name}/queries", "workgroupHistory", "What ran in a workgroup, newest first: all of it for who administers it, and of others their own", s.workgroupHistory)
}

func (s *Server) listWorkgroups(ctx context.Context, _ *struct{}) (*Body[[]Workgroup], error) {
	if s.parts.Workgroups == nil {
		return nil, fault.New(fault.Unavailable, "NO_WORKGROUPS", "this server has no workgroups")
	}
	all, err := s.parts.Workgroups.All(ctx, s.who(ctx))
	if err != nil {
		return nil, err
	}
	out := make([]Workgroup, len(all))
	for i, g := range all {
		l := g.Limits
		out[i] = Workgroup{
			Name: g.Name, Description: g.Description, Own: g.Own, Administered: g.Administered, Enforced: g.Enforced, Reuse: !g.NoReuse,
			Today: g.Today, CPUToday: g.CPUToday.Seconds(),
			Limits: WorkgroupLimits{
				Bytes: l.BytesScanned, Rows: l.Rows, Seconds: l.Time.Seconds(), Memory: l.Memory, Disk: l.Disk, Running: l.Running, Queued: l.Queued,
				BytesPerDay: l.BytesPerDay, ResultSeconds: l.ResultAge.Seconds(), CPUSeconds: l.CPU.Seconds(), CPUPerDay: l.CPUPerDay.Seconds(),
				ReuseSeconds: l.ReuseAge.Seconds(),
			},
		}
		if s.parts.Jobs != nil {
			out[i].Running, out[i].Queued = s.parts.Jobs.Counts(g.Name)
		}
	}
	return &Body[[]Workgroup]{out}, nil
}

func (s *Server) workgroupHistory(ctx context.Context, in *WorkgroupHistoryInput) (*Body[[]job.Job], error) {
	return bodyOf(s.parts.Jobs.ListIn(ctx, s.who(ctx), in.Name, job.Find{Text: in.Text, Owner: in.Owner, State: in.State, Before: in.Before, Limit: in.Limit}))
}

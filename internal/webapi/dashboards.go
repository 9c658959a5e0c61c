package webapi

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/glauxhq/glaux/internal/dashboard"
)

// DashboardInput names a dashboard.
type DashboardInput struct {
	Name string `path:"name" maxLength:"255"`
}

// TileInput names a tile and the values of the parameters.
type TileInput struct {
	DashboardInput
	Tile string `path:"tile" maxLength:"128"`
	Body struct {
		Params map[string]string `json:"params,omitempty"`
		Max    int               `json:"max,omitempty" minimum:"0" maximum:"50000"`
	}
}

// TileAnswer is a tile's query and its rows.
type TileAnswer struct {
	dashboard.TileQuery
	Ran
}

// ChoicesInput asks for the choices of a parameter.
type ChoicesInput struct {
	DashboardInput
	Param string `path:"param" maxLength:"128"`
}

func (s *Server) dashboards(api huma.API) {
	route(api, http.MethodGet, "/api/dashboards", "dashboards", "All dashboards", later[None, []dashboard.Info])
	route(api, http.MethodGet, "/api/dashboards/{name}", "dashboard", "A dashboard", later[DashboardInput, dashboard.Dashboard])
	route(api, http.MethodPost, "/api/dashboards/{name}/tiles/{tile}", "tile", "Run a tile", later[TileInput, TileAnswer])
	route(api, http.MethodGet, "/api/dashboards/{name}/params/{param}", "choices", "The choices of a parameter", later[ChoicesInput, []string])
}

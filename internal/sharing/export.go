package sharing

import (
	"context"
	"fmt"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/share"
	"github.com/glauxhq/glaux/internal/share/formation"
)

// Form is a form in which all records are exported.
type Form string

// The forms. JSON is the file that is kept in git and imported again, the others are for AWS Lake Formation.
const (
	JSON           Form = "json"
	CloudFormation Form = "cloudformation"
	Terraform      Form = "terraform"
	CLI            Form = "cli"
)

// Forms returns all forms.
func Forms() []Form { return []Form{JSON, CloudFormation, Terraform, CLI} }

// Exported are all records as a text.
type Exported struct {
	// File is a name for a file of it.
	File string `json:"file"`
	Text string `json:"text"`
	// Gaps are what AWS Lake Formation cannot express.
	Gaps []formation.Gap `json:"gaps"`
}

// Export writes all records, for administrators.
func (d *Desk) Export(ctx context.Context, who access.Principal, form Form) (Exported, error) {
	state, err := d.State(ctx, who)
	if err != nil {
		return Exported{}, err
	}
	if form == JSON {
		text, err := share.Write(state)
		return Exported{File: "share.json", Text: text, Gaps: []formation.Gap{}}, err
	}
	plan := formation.For(state)
	out := Exported{Gaps: plan.Gaps}
	switch form {
	case CloudFormation:
		out.File, out.Text = "share.template.json", plan.CloudFormation()
	case Terraform:
		out.File, out.Text = "share.tf", plan.Terraform()
	case CLI:
		out.File, out.Text = "share.sh", plan.CLI()
	case JSON:
	default:
		return Exported{}, fault.New(fault.Invalid, share.CodeInvalid, fmt.Sprintf("there is no form %q; there are json, cloudformation, terraform and cli", form))
	}
	return out, nil
}

// Package playbook writes what to do against a cost of the network: the steps, and the change as Terraform, as CloudFormation and as commands
// of the AWS CLI, with the real ids filled in. It knows no lake and asks nothing. It promises that all three say the same, that each can be
// read back by the tools that it is for, and that no id, however odd, is ever read as anything but an id.
//
//	plan, err := playbook.GatewayEndpoint{Region: "us-east-1", VPC: "vpc-0a1b", Service: playbook.S3, Tables: []string{"rtb-0c2d"}}.Plan()
package playbook

import "github.com/glauxhq/glaux/internal/usagetype"

// Text is one text in both languages.
type Text = usagetype.Text

// Plan is a change, written down in three languages.
type Plan struct {
	// ID names the playbook, the same for all ids: gateway-endpoint-s3.
	ID    string `json:"id"`
	Title Text   `json:"title"`
	// Risk says what may break, and how to go back.
	Risk Text `json:"risk"`
	// Steps are what to do, in order, for people.
	Steps []Text `json:"steps"`
	// Terraform is HCL, CloudFormation a template in YAML, CLI commands for a POSIX shell. One is "" where its tool cannot make the change.
	Terraform      string `json:"terraform,omitempty"`
	CloudFormation string `json:"cloudformation,omitempty"`
	CLI            string `json:"cli,omitempty"`
}

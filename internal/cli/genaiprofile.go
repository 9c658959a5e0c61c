package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/genai/profile"
)

// genAIProfile is `glaux genai profile`. It asks no lake.
func (c *command) genAIProfile() *cobra.Command {
	var ask profile.Ask
	var tags []string
	var format string
	cmd := &cobra.Command{
		Use:   "profile",
		Short: "Write application inference profiles, which give calls of models their tags",
		Long: `Write application inference profiles of Amazon Bedrock: callers name a profile instead of a model, and the bill then carries the profile's
tags. One profile is written for each model and Region, as a template of CloudFormation, as Terraform, as commands of the AWS CLI, or as a
program with boto3. Nothing is sent to AWS.`,
		Example: lines(
			"glaux genai profile --name sales-mails --model anthropic.claude-3-5-haiku-20241022-v1:0 --tag Department=Sales",
			"glaux genai profile --name support --model us.amazon.nova-pro-v1:0 --account 111122223333 --region us-east-1 --region us-west-2 --tag Department=Support --format terraform",
			"glaux genai profile --name dev --model amazon.nova-pro-v1:0 --tag Department=Dev --format cli | sh",
		),
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			for _, t := range tags {
				key, value, ok := strings.Cut(t, "=")
				if !ok {
					return fault.New(fault.Invalid, "PROFILE_INVALID", fmt.Sprintf("--tag %s: write KEY=VALUE", t))
				}
				ask.Tags = append(ask.Tags, profile.Tag{Key: key, Value: value})
			}
			text, err := profile.Write(ask, profile.Format(format))
			if err != nil {
				return err
			}
			_, err = fmt.Fprint(c.Stdout, text)
			return err
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&ask.Name, "name", "", "the `NAME` of the profile; with several models that of each follows it")
	flags.StringVar(&ask.Description, "description", "", "what it is for, a `TEXT`")
	flags.StringArrayVar(&ask.Models, "model", nil, "a `MODEL`: its id, the id of a cross-region profile, or the ARN of either; once more for another")
	flags.StringArrayVar(&ask.Regions, "region", nil, "a `REGION` to make profiles in; once more for another (default: us-east-1)")
	flags.StringVar(&ask.Account, "account", "", "the `ACCOUNT` of cross-region profiles that are named by their id")
	flags.StringArrayVar(&tags, "tag", nil, "a tag, `KEY=VALUE`; once more for another")
	flags.StringVar(&format, "format", string(profile.CloudFormation), "the `FORMAT`: cloudformation, terraform, cli or boto3")
	return cmd
}

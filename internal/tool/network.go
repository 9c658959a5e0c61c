package tool

import (
	"context"
	"fmt"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/finding"
	"github.com/glauxhq/glaux/internal/netflow"
	"github.com/glauxhq/glaux/internal/usagetype"
)

// UsageTypeInput names a usage type.
type UsageTypeInput struct {
	UsageType string `json:"usageType" doc:"as it stands in the bill: APN1-DataTransfer-Regional-Bytes"`
	Product   string `json:"product,omitempty" doc:"line_item_product_code; many products use the same words"`
	Operation string `json:"operation,omitempty" doc:"line_item_operation"`
	Region    string `json:"region,omitempty" doc:"product_region_code, for usage types without a prefix"`
}

// usageTypeTool is the tool explain_usage_type.
func usageTypeTool(Parts) (Tool, bool, error) {
	return made(spec{
		"explain_usage_type", "What a usage type means",
		"Explains a usage type of the bill in a sentence, in English and Japanese: unit, who pays, what causes it, how to look deeper.",
	}, func(_ context.Context, _ access.Principal, in UsageTypeInput) (usagetype.Meaning, error) {
		return usagetype.Explain(usagetype.Line{Product: in.Product, UsageType: in.UsageType, Operation: in.Operation, Region: in.Region}), nil
	})
}

// AddressInput asks who had an address.
type AddressInput struct {
	Address string `json:"address" doc:"an IPv4 or IPv6 address: 10.0.12.7"`
	At      string `json:"at,omitempty" doc:"the time, 2025-08-01 or 2025-08-01T12:00:00Z, UTC; now when empty. Addresses are reused"`
	VPC     string `json:"vpc,omitempty" doc:"the network of a private address"`
	Account string `json:"account,omitempty" doc:"the account of the resource"`
}

// identifyAddress is the tool identify_address.
func identifyAddress(p Parts) (Tool, bool, error) {
	if p.Explore == nil {
		return none()
	}
	return made(spec{
		"identify_address", "Who had an IP address at a time",
		"Names the interface, instance or managed service that had an address at a time, with tags, account, VPC, subnet and zone, and who had it before and after.",
	}, func(ctx context.Context, who access.Principal, in AddressInput) (netflow.Answer, error) {
		at, err := p.moment("at", in.At)
		if err != nil {
			return netflow.Answer{}, err
		}
		return netflow.Identify(ctx, p.Explore, who, p.Ranges, netflow.Asked{Address: in.Address, At: at, VPC: in.VPC, Account: in.Account})
	})
}

// moment reads a time; "" is now.
func (p Parts) moment(name, text string) (time.Time, error) {
	if text == "" {
		return p.Now(), nil
	}
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if at, err := time.Parse(layout, text); err == nil {
			return at, nil
		}
	}
	return time.Time{}, fault.New(fault.Invalid, codeInput, name+" is no time such as 2025-08-01T12:00:00Z")
}

// ClassifyInput asks for an expression.
type ClassifyInput struct {
	Addresses []string      `json:"addresses" doc:"up to 2000 addresses"`
	Level     netflow.Level `json:"level,omitempty" doc:"name, owner, type, subnet, vpc, az, account, service, or tag:KEY; name when empty"`
	Column    string        `json:"column,omitempty" doc:"the column that holds the addresses, srcaddr when empty"`
	At        string        `json:"at,omitempty" doc:"the time for which they are named, UTC; now when empty"`
	Other     string        `json:"other,omitempty" doc:"the word for all other addresses, other when empty"`
}

// classifyAddresses is the tool classify_addresses.
func classifyAddresses(p Parts) (Tool, bool, error) {
	if p.Explore == nil {
		return none()
	}
	return made(spec{
		"classify_addresses", "Write a CASE expression for addresses",
		"Makes a CASE expression in SQL that puts addresses into words at the level you choose, and says how many of them it covers.",
	}, func(ctx context.Context, who access.Principal, in ClassifyInput) (netflow.Classified, error) {
		at, err := p.moment("at", in.At)
		if err != nil {
			return netflow.Classified{}, err
		}
		const most = 2000
		if len(in.Addresses) == 0 || len(in.Addresses) > most {
			return netflow.Classified{}, fault.New(fault.Invalid, codeInput, "addresses are between 1 and 2000")
		}
		ask := netflow.Classify{Addresses: in.Addresses, Level: in.Level, Column: in.Column, At: at, Other: in.Other}
		return ask.Make(ctx, p.Explore, who, p.Ranges)
	})
}

// Days are a period of days.
type Days struct {
	From string `json:"from,omitempty" doc:"the first day, UTC, 2025-08-01"`
	To   string `json:"to,omitempty" doc:"the day after the last"`
}

// read reads the days; an empty one is the zero time.
func (d Days) read() (from, to time.Time, err error) {
	for _, one := range []struct {
		name, text string
		into       *time.Time
	}{{"from", d.From, &from}, {"to", d.To, &to}} {
		if one.text == "" {
			continue
		}
		if *one.into, err = time.Parse(time.DateOnly, one.text); err != nil {
			return from, to, fault.New(fault.Invalid, codeInput, fmt.Sprintf("%s is no day such as 2025-08-01", one.name))
		}
	}
	return from, to, nil
}

// FlowsInput asks who sent what to whom.
type FlowsInput struct {
	Days
	Accounts  []string            `json:"accounts,omitempty" doc:"keep flows of which an end or a gateway is of an account"`
	Gateways  []string            `json:"gateways,omitempty" doc:"keep flows through a gateway: nat-…, vpce-…, tgw-attach-…, pcx-…"`
	Addresses []string            `json:"addresses,omitempty" doc:"keep flows of an address"`
	By        []netflow.Dimension `json:"by,omitempty" doc:"put flows together by pair, port, service, az, subnet, vpc, account, path, gateway, direction, day, address; pair when empty"`
	Top       int                 `json:"top,omitempty" doc:"how many rows, 20 when 0, 200 at most: those that cost most"`
}

// flowsTool is the tool flows.
func flowsTool(p Parts) (Tool, bool, error) {
	if p.Explore == nil {
		return none()
	}
	return made(spec{
		"flows", "Who sent what to whom, and what it cost",
		"Reads VPC flow logs: top talkers with names, ways (cross-AZ, NAT, internet, peering, transit gateway) and dollars, which are those of the bill distributed over the flows. The last week of the logs without from and to.",
	}, func(ctx context.Context, who access.Principal, in FlowsInput) (netflow.Priced, error) {
		const usual, most = 20, 200
		from, to, err := in.read()
		if err != nil {
			return netflow.Priced{}, err
		}
		top, err := bounded("top", in.Top, usual, most)
		if err != nil {
			return netflow.Priced{}, err
		}
		ask := netflow.Ask{From: from, To: to, Accounts: in.Accounts, Gateways: in.Gateways, Addresses: in.Addresses, By: in.By, Top: top}
		return netflow.Price(ctx, p.Explore, who, p.Ranges, ask)
	})
}

// FindingsInput asks what the network costs without need.
type FindingsInput struct {
	Days
	Accounts []string `json:"accounts,omitempty" doc:"keep findings of an account"`
}

// findingsTool is the tool findings.
func findingsTool(p Parts) (Tool, bool, error) {
	if p.Explore == nil {
		return none()
	}
	return made(spec{
		"findings", "What the network costs without need, and how to fix it",
		"Finds subnets behind a NAT gateway of another zone, traffic that an endpoint would carry for less, chatty pairs across zones, idle gateways, public addresses and more, each with its evidence as SQL, " +
			"monthly price now and after, risk, and the fix as Terraform, CloudFormation and CLI. The last 30 days without from and to.",
	}, func(ctx context.Context, who access.Principal, in FindingsInput) (finding.Found, error) {
		from, to, err := in.read()
		if err != nil {
			return finding.Found{}, err
		}
		return finding.Find(ctx, p.Explore, who, p.Ranges, finding.Ask{From: from, To: to, Accounts: in.Accounts})
	})
}

package webapi

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/netflow"
	"github.com/glauxhq/glaux/internal/usagetype"
)

// UsageTypeInput names a usage type.
type UsageTypeInput struct {
	UsageType string `query:"usageType" required:"true" maxLength:"512" doc:"as it stands in the bill" example:"APN1-DataTransfer-Regional-Bytes"`
	Product   string `query:"product" maxLength:"128" doc:"line_item_product_code; many products use the same words"`
	Operation string `query:"operation" maxLength:"256" doc:"line_item_operation"`
	Charge    string `query:"charge" maxLength:"64" doc:"line_item_line_item_type"`
	Region    string `query:"region" maxLength:"64" doc:"product_region_code, for usage types without a prefix"`
}

// AddressInput asks who had an address.
type AddressInput struct {
	Address string `path:"address" maxLength:"64" doc:"an IPv4 or IPv6 address" example:"10.0.12.7"`
	At      string `query:"at" maxLength:"40" doc:"the time, RFC 3339; now when empty" example:"2025-08-01T12:00:00Z"`
	VPC     string `query:"vpc" maxLength:"64" doc:"the network of a private address"`
	Account string `query:"account" maxLength:"64" doc:"the account of the resource"`
}

// FlowsInput asks who sent what to whom, and what it cost.
type FlowsInput struct {
	From      string   `query:"from" format:"date" doc:"the first day, UTC; the last week of the logs without from and to"`
	To        string   `query:"to" format:"date" doc:"the day after the last"`
	Accounts  []string `query:"account" maxItems:"100" doc:"keep flows of which an end or a gateway is of an account"`
	Gateways  []string `query:"gateway" maxItems:"100" doc:"keep flows through a gateway: nat-…, vpce-…, tgw-attach-…, pcx-…"`
	Addresses []string `query:"address" maxItems:"100" doc:"keep flows of an address"`
	By        []string `query:"by" maxItems:"12" doc:"put flows together by pair, port, service, az, subnet, vpc, account, path, gateway, direction, day, address" example:"pair"`
	Outside   int      `query:"outside" minimum:"1" maximum:"10000" doc:"how many addresses outside are told one by one, those with the most bytes; as many as fit the days without it"`
	Top       int      `query:"top" minimum:"1" maximum:"10000" default:"100" doc:"how many rows: those that cost most"`
}

func (s *Server) network(api huma.API) {
	route(api, http.MethodGet, "/api/usage-type", "usageType", "What a usage type means, in English and Japanese", s.usageType)
	route(api, http.MethodGet, "/api/addresses/{address}", "address", "Who had an IP address at a time", s.address)
	route(api, http.MethodGet, "/api/flows", "flows", "Who sent what to whom, on which way, and what it cost", s.flows)
	route(api, http.MethodPost, "/api/addresses/classify", "classifyAddresses", "A CASE expression that puts addresses into words", s.classify)
}

func (s *Server) usageType(_ context.Context, in *UsageTypeInput) (*Body[usagetype.Meaning], error) {
	line := usagetype.Line{Product: in.Product, UsageType: in.UsageType, Operation: in.Operation, Charge: in.Charge, Region: in.Region}
	return &Body[usagetype.Meaning]{usagetype.Explain(line)}, nil
}

func (s *Server) address(ctx context.Context, in *AddressInput) (*Body[netflow.Answer], error) {
	runner, err := s.explorer()
	if err != nil {
		return nil, err
	}
	at := s.settings.Now()
	if in.At != "" {
		if at, err = time.Parse(time.RFC3339, in.At); err != nil {
			return nil, fault.New(fault.Invalid, codeInvalid, "at is no time such as 2025-08-01T12:00:00Z")
		}
	}
	return bodyOf(netflow.Identify(ctx, runner, s.who(ctx), s.parts.Ranges, netflow.Asked{Address: in.Address, At: at, VPC: in.VPC, Account: in.Account}))
}

// ClassifyInput is a question for an expression.
type ClassifyInput struct{ Body netflow.Classify }

func (s *Server) classify(ctx context.Context, in *ClassifyInput) (*Body[netflow.Classified], error) {
	runner, err := s.explorer()
	if err != nil {
		return nil, err
	}
	ask := in.Body
	if ask.At.IsZero() {
		ask.At = s.settings.Now()
	}
	return bodyOf(ask.Make(ctx, runner, s.who(ctx), s.parts.Ranges))
}

func (s *Server) flows(ctx context.Context, in *FlowsInput) (*Body[netflow.Priced], error) {
	runner, err := s.explorer()
	if err != nil {
		return nil, err
	}
	ask := netflow.Ask{Accounts: in.Accounts, Gateways: in.Gateways, Addresses: in.Addresses, Outside: in.Outside, Top: in.Top}
	if ask.From, ask.To, err = daysIn(in.From, in.To); err != nil {
		return nil, err
	}
	for _, d := range in.By {
		ask.By = append(ask.By, netflow.Dimension(d))
	}
	return bodyOf(netflow.Price(ctx, runner, s.who(ctx), s.parts.Ranges, ask))
}

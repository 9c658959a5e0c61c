// Package world is the model of the demo organisation: eight accounts, their networks, resources, models and people, what they
// use hour by hour, who sends how many bytes to whom, and what went wrong. It promises to be pure: a seed gives the same world on
// every machine, whatever months are asked for, without floating point, disk, network or clock.
//
//	w := world.New(world.Options{Seed: 1})
//	for h := world.HourOf(month.Start); h < world.HourOf(month.End); h++ {
//	    for _, s := range w.Series { amount := w.Amount(s, h) … }      // what is billed, in 10⁻¹⁰ of s.SKU.Unit
//	    for _, f := range w.Flows { out, back := w.Bytes(f, h) … }     // who sent what, in bytes
//	}
//
// Bills and logs are views of this one model: a gigabyte of a NAT gateway is billed because flows went through it, and a token
// because a call was made. Writers of files read the model and never change it; it may be read by many goroutines.
package world

import (
	"fmt"
	"time"
)

// Scale is how many units of money and usage make one: amounts are integers of 10⁻¹⁰.
const Scale = 10_000_000_000

// Million is one in parts per million, the unit of all factors.
const Million = 1_000_000

// Options choose a world.
type Options struct {
	// Name is the world: Athene, which "" stands for, or Strix.
	Name string
	// Seed varies noise and names. The story, its dates and calibrated figures are the same for every seed.
	Seed uint64
	// Tenants is how many tenants share the work of the catalogue's platform; each has resources, and rows in the bill, of its
	// own. Their number changes the length of the bill and, but for rounding, nothing else. Zero means DefaultTenants.
	Tenants int
}

// DefaultTenants is the number of tenants of a world that is not asked for a number of rows.
const DefaultTenants = 3

// The worlds. Athene has the detour of the pictures, and everything that a bill knows. Strix is built otherwise, in other regions: a transit
// gateway and peering, IPv6, pods with addresses of their own, a regional NAT gateway, and other faults, among much that is right.
const (
	Athene = "athene"
	Strix  = "strix"
)

// Names returns the names of the worlds, the first one that of a world that is not asked for.
func Names() []string { return []string{Athene, Strix} }

// World is everything there is. All lists are in a stable order; ids are indexes where they are called so.
type World struct {
	Seed uint64
	// Home is the region that most happens in.
	Home     Region
	Accounts []*Account
	// Payer is the management account, one of Accounts.
	Payer      *Account
	Principals []*Principal
	TagKeys    []TagKey

	VPCs         []*VPC
	Subnets      []*Subnet
	RouteTables  []*RouteTable
	NATs         []*NATGateway
	Transits     []*TransitGateway
	Elastic      []*Elastic
	Endpoints    []*Endpoint
	Balancers    []*LoadBalancer
	Attachments  []*Attachment
	Peerings     []*Peering
	Interfaces   []*Interface
	Instances    []*Instance
	Volumes      []*Volume
	Functions    []*Function
	Databases    []*Database
	Clusters     []*Cluster
	Pods         []*Pod
	Buckets      []*Bucket
	Models       []*Model
	Profiles     []*Profile
	Streams      []*Stream
	SKUs         []*SKU
	Series       []*Series
	Flows        []*Flow
	Plans        []*SavingsPlan
	Reservations []*Reservation
	Credits      []*Grant
	Changes      []*Change
	Incidents    []*Incident

	skus      map[string]*SKU
	addresses map[string]int // how many addresses of a subnet were given away
}

// Hour is a whole hour, counted from 1970 in UTC.
type Hour int32

// Forever is an hour after all others.
const Forever Hour = 1 << 30

// The length of a day, in hours.
const day = 24

// HourOf returns the hour that an instant lies in.
func HourOf(t time.Time) Hour { return Hour(t.Unix() / 3600) } //nolint:gosec // hours of our time fit

// Time returns the first moment of the hour.
func (h Hour) Time() time.Time { return time.Unix(int64(h)*3600, 0).UTC() }

// on returns an hour of a day of the story.
func on(year int, month time.Month, d, hour int) Hour {
	return HourOf(time.Date(year, month, d, hour, 0, 0, 0, time.UTC))
}

// begin is when everything that is not said to begin later was there. Growth counts from here.
func begin() Hour { return on(2024, time.October, 1, 0) }

// Span is the time in which something exists: From is included, To is not.
type Span struct{ From, To Hour }

// Always is the span of what was there before the story and outlives it.
func Always() Span { return Span{0, Forever} }

// Since is the span of what stays.
func Since(h Hour) Span { return Span{h, Forever} }

// Has tells whether the hour lies in the span.
func (s Span) Has(h Hour) bool { return s.From <= h && h < s.To }

// New makes the world of the options.
func New(o Options) *World {
	if o.Tenants <= 0 {
		o.Tenants = DefaultTenants
	}
	w := &World{Seed: o.Seed, Home: Virginia(), skus: map[string]*SKU{}, addresses: map[string]int{}}
	b := &builder{World: w, tenants: o.Tenants}
	if o.Name == Strix {
		b.strix()
		return w
	}
	b.organisation()
	b.networkAccount()
	b.clickApp()
	b.catalog()
	b.data()
	b.ai()
	b.sandbox()
	b.security()
	b.commitments()
	return w
}

// builder puts things into a world. The fields are what rooms of the build hand to each other.
type builder struct {
	*World
	tenants                                                    int
	payer, network, secure, click, catalogue, lake, lab, sands *Account
	hub                                                        *VPC // the network account's
	lakeVPC                                                    *VPC // the data account's
}

// id returns a name as AWS gives: prefix and n hexadecimal digits, made of the seed and the words.
func (w *World) id(prefix string, n int, words ...string) string {
	x := w.Seed ^ 0x676c617578
	for _, word := range words {
		x = mix(x ^ text64(word))
	}
	digits := fmt.Sprintf("%016x%016x", mix(x), mix(x+1))
	return prefix + digits[:n]
}

// short is the length of the digits in ids such as i-0123456789abcdef0.
const short = 17

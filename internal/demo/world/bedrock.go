package world

import (
	"fmt"
	"strings"

	"github.com/glauxhq/glaux/internal/period"
)

// TokenKind is what of a call is priced.
type TokenKind uint8

// The kinds.
const (
	InputTokens TokenKind = iota
	OutputTokens
	CacheReadTokens
	CacheWriteTokens
)

// tokenKinds is the number of kinds.
const tokenKinds = 4

// Model is a foundation model.
type Model struct {
	// Name is for people, ID is what callers name (anthropic.claude-…), Word is what usage types call it.
	Name, ID, Word, Provider string
	Service                  *Service
	// Prices are for a million tokens of each kind, in 10⁻¹⁰ dollars.
	Prices [tokenKinds]int64
	// Snake tells that its usage types in the marketplace are written in snake case.
	Snake bool
}

// Profile is an application inference profile: a name for a model that can carry tags.
type Profile struct {
	ID, ARN, Name string
	Account       *Account
	Region        Region
	Model         *Model
	Tags          Tags
	Created       Hour
}

// Stream is calls of one kind by one caller to one model.
type Stream struct {
	ID   int
	Name string
	// Department is who pays, in the organisation's own view.
	Department string
	Account    *Account
	Region     Region
	Model      *Model
	Profile    *Profile // nil when the caller names the model itself
	Principal  *Principal
	// Operation is Converse, ConverseStream, InvokeModel or InvokeModelWithResponseStream, for the invocation log.
	Operation string
	// Tier is "", batch, flex, priority or latency-optimized; Global tells cross-region inference over the world, Mantle the endpoint
	// that speaks as others do.
	Tier           string
	Global, Mantle bool
	// Rate is the shape of calls, in thousandths of a call an hour. Tokens are the mean of a call.
	Rate   Shape
	Tokens [tokenKinds]int64
	// Series are what bills the tokens, by kind; nil for kinds that do not occur.
	Series   [tokenKinds]*Series
	Incident string
	// fixed are the calls of months whose totals are given.
	fixed map[period.Month]map[Hour][]Call
}

// Call is one request.
type Call struct {
	// Number is unique within the stream and hour, Second the second of the hour.
	Number, Second int
	Tokens         [tokenKinds]int64
	// Latency is in milliseconds.
	Latency int64
}

// ModelID returns what the caller names: the profile's ARN, or the model's id, with the reach of cross-region inference before it.
func (s *Stream) ModelID() string {
	switch {
	case s.Profile != nil:
		return s.Profile.ARN
	case s.Global:
		return "global." + s.Model.ID
	}
	return s.Model.ID
}

// RequestID returns a call's id, in the form of a UUID.
func (w *World) RequestID(s *Stream, h Hour, c Call) string {
	id := w.id("", 32, "call", s.Name, decimal(uint64(h)), decimal(uint64(c.Number))) //nolint:gosec // positive
	return id[:8] + "-" + id[8:12] + "-4" + id[13:16] + "-a" + id[17:20] + "-" + id[20:32]
}

// Calls returns the calls of a stream in an hour. The tokens of all of them are what is billed.
func (w *World) Calls(s *Stream, h Hour) []Call { return w.calls(s, h, "") }

func (w *World) calls(s *Stream, h Hour, without string) []Call {
	if without != "" && s.Incident == without {
		return nil
	}
	if fixed, ok := s.fixed[period.MonthOf(h.Time())]; ok {
		return fixed[h]
	}
	thing := 1<<40 + uint64(s.ID) //nolint:gosec // few
	moment := uint64(h)           //nolint:gosec // positive
	n := int((w.At(&s.Rate, h, without) + w.Chance(thing, moment, 3, 1000)) / 1000)
	calls := make([]Call, n)
	for i := range calls {
		at := moment<<12 + uint64(i) //nolint:gosec // positive
		c := &calls[i]
		c.Number, c.Second = i, (i*3600+int(w.Chance(thing, at, 4, 3600)))/n
		for kind, mean := range s.Tokens {
			if mean > 0 {
				c.Tokens[kind] = mean/2 + w.Chance(thing, at, 5+uint64(kind), mean+1) //nolint:gosec // few
			}
		}
		c.Latency = 180 + c.Tokens[OutputTokens]*11 + w.Chance(thing, at, 10, 400)
	}
	return calls
}

func (w *World) tokens(c *Calls, h Hour, without string) (sum int64) {
	if c.Stream.fixed == nil && !c.Stream.Rate.Has(h) {
		return 0
	}
	for _, call := range w.calls(c.Stream, h, without) {
		sum += call.Tokens[c.Kind]
	}
	return sum
}

// fix lets a stream have exactly so many calls and tokens in a month, on its working days.
func (b *builder) fix(s *Stream, month period.Month, calls int, totals [tokenKinds]int64) {
	hours := map[Hour][]Call{}
	var open []Hour
	for h := HourOf(month.Range().Start); h < HourOf(month.Range().End); h++ {
		if Workdays.weekly(h) > 0 && h%day < 22 && h%day >= 13 {
			open = append(open, h)
		}
	}
	weight := func(i int) int64 { return 60 + b.Chance(uint64(s.ID), uint64(i), 13, 81) } //nolint:gosec // few
	var all, sum int64
	for i := range calls {
		all += weight(i)
	}
	for i := range calls {
		h := open[i*len(open)/calls]
		c := Call{Number: len(hours[h]), Second: (i * 977) % 3600}
		for kind, total := range totals {
			c.Tokens[kind] = total*(sum+weight(i))/all - total*sum/all
		}
		sum += weight(i)
		c.Latency = 180 + c.Tokens[OutputTokens]*11
		hours[h] = append(hours[h], c)
	}
	if s.fixed == nil {
		s.fixed = map[period.Month]map[Hour][]Call{}
	}
	s.fixed[month] = hours
}

// model adds a model, with prices of a million tokens going in and out; what was cached costs a tenth, to cache five fourths.
func (b *builder) model(m Model, in, out int64) *Model {
	m.Prices = [tokenKinds]int64{in, out, in / 10, in * 5 / 4}
	b.Models = append(b.Models, &m)
	return &m
}

// edition is how a model of somebody else is sold in the marketplace.
func edition(code, model, seller string) *Service {
	return &Service{code, "", model + " (Amazon Bedrock Edition)", "AI and Machine Learning", "Generative AI", seller}
}

// profile adds an inference profile.
func (b *builder) profile(a *Account, m *Model, name string, pairs ...string) *Profile {
	r := Virginia()
	p := &Profile{ID: b.id("", 12, "profile", a.ID, name), Name: name, Account: a, Region: r, Model: m, Tags: tags(pairs...), Created: begin() - 700}
	p.ARN = arn("bedrock", r, a, "application-inference-profile/"+p.ID)
	b.Profiles = append(b.Profiles, p)
	return p
}

// stream adds a stream and the series that bill it.
func (b *builder) stream(s Stream) *Stream {
	s.ID = len(b.Streams)
	if s.Rate.To == 0 {
		s.Rate.Span = Always()
	}
	s.Rate.thing = 1<<41 + uint64(s.ID) //nolint:gosec // few
	if s.Operation == "" {
		s.Operation = "Converse"
	}
	b.Streams = append(b.Streams, &s)
	for kind := range TokenKind(tokenKinds) {
		if s.Tokens[kind] > 0 {
			s.Series[kind] = b.tokenSeries(&s, kind)
		}
	}
	return &s
}

// tokenSeries adds the series of a kind of token.
func (b *builder) tokenSeries(s *Stream, kind TokenKind) *Series {
	k, per := b.tokenSKU(s, kind)
	series := Series{Account: s.Account, SKU: k, Calls: &Calls{s, kind, per}, Principal: s.Principal, Incident: s.Incident}
	if s.Profile != nil {
		series.Resource, series.Tags = s.Profile.ARN, s.Profile.Tags
	}
	return b.series(series)
}

// tokenSKU returns the SKU of a kind of token, and how many tokens its unit holds.
func (b *builder) tokenSKU(s *Stream, kind TokenKind) (k *SKU, per int64) {
	m := s.Model
	price := m.Prices[kind]
	switch s.Tier {
	case "batch", "flex":
		price /= 2
	case "priority":
		price = price * 7 / 4
	case "latency-optimized":
		price = price * 5 / 4
	}
	l := listing{
		service: m.Service, region: s.Region, usageType: usageType(s, kind), operation: "Usage", unit: "1K tokens", family: "Amazon Bedrock", price: price / 1000,
		text:       fmt.Sprintf("1K %s for %s in %s", kind.words(), m.Name, s.Region.Name),
		attributes: []string{"provider", m.Provider, "model", m.Name, "inference_type", strings.TrimSpace(kind.words() + " " + s.Tier), "feature", "On-demand Inference"},
	}
	per = 1000
	if m.Service.Seller != "" {
		l.unit, l.price, per = "1M tokens", price, Million
		l.text = fmt.Sprintf("AWS Marketplace software usage|%s|Million %s %s", s.Region.Code, m.Name, kind.words())
		l.operation = "InvokeModel"
		if strings.Contains(s.Operation, "Stream") {
			l.operation = "InvokeModelStreaming"
		}
	}
	return b.sku(l), per
}

// words returns the kind in words.
func (t TokenKind) words() string {
	return [tokenKinds]string{"input tokens", "output tokens", "cache read input tokens", "cache write input tokens"}[t]
}

// usageType writes what is used in the grammar that the model and the way to it have.
func usageType(s *Stream, kind TokenKind) string {
	r := s.Region.Prefix
	global := func(word string) string {
		if s.Global {
			return word
		}
		return ""
	}
	dash := func(tier string) string {
		if tier == "" {
			return ""
		}
		return "-" + tier
	}
	switch {
	case s.Model.Service.Seller != "" && s.Model.Snake:
		word := [tokenKinds]string{"input_tokens", "output_tokens", "cache_read_tokens", "cache_write_tokens_5m"}[kind]
		return r + "-MP:" + r + "_" + word + global("_global") + "_standard-Units"
	case s.Model.Service.Seller != "":
		word := [tokenKinds]string{"InputTokenCount", "OutputTokenCount", "CacheReadInputTokenCount", "CacheWriteInputTokenCount"}[kind]
		return r + "-MP:" + r + "_" + word + global("_Global") + "-Units"
	case s.Mantle:
		word := [tokenKinds]string{"input-tokens", "output-tokens", "cache-read-tokens", "cache-write-tokens-5m"}[kind]
		tier := "standard"
		if s.Tier != "" {
			tier = s.Tier
		}
		return r + "-" + s.Model.ID + "-mantle-" + word + "-" + global("global-") + tier
	case kind == CacheReadTokens || kind == CacheWriteTokens:
		word := [tokenKinds]string{2: "read", 3: "write"}[kind]
		return r + "-" + s.Model.Word + "-cache-" + word + "-input-token-count" + global("-cross-region-global")
	}
	word := [tokenKinds]string{"input", "output"}[kind]
	if s.Global {
		return r + "-" + s.Model.Word + "-" + word + "-tokens-cross-region-global" + dash(s.Tier)
	}
	return r + "-" + s.Model.Word + "-" + word + "-tokens" + dash(s.Tier)
}

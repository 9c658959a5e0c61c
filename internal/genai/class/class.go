// Package class says of a line of a bill whether it is of generative AI in Amazon Bedrock or of a model sold in AWS Marketplace, and what it
// is: who sells the model and who made it, which model, which kind of token or other unit, which tier and reach. It promises that Go and SQL
// say the same, since both are made of one table of rules; that every line has a class; and that a line whose words are not known is
// Unclassified and says which words these were.
//
//	what := class.Classify(class.Line{UsageType: "USE1-NovaPro-input-tokens-flex", ProductCode: "AmazonBedrock", LineItemType: "Usage"})
//	view, err := class.Query("glaux", "bill", columns) // the same for every line of a table with the columns of CUR 2.0
package class

import (
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// The classes. A feature without a model of its own, such as guardrails, is Amazon's.
const (
	// First is a model of Amazon, or a feature of Amazon Bedrock.
	First = "first_party"
	// Second is somebody else's model that AWS sells itself.
	Second = "second_party"
	// Third is a model that is sold in AWS Marketplace, on the invoice of the Marketplace.
	Third = "third_party"
	// Service is a charge on Bedrock as a whole that is of no model, such as its tax, a credit or a discount.
	Service = "service"
	// Unclassified is a line of Bedrock with words that the rules do not know.
	Unclassified = "unclassified"
)

// The kinds of what is counted that have names here. There are more; Kinds lists them.
const (
	Input        = "input"
	Output       = "output"
	CacheRead    = "cache_read"
	CacheWrite5m = "cache_write_5m"
	CacheWrite1h = "cache_write_1h"
)

// The tiers.
const (
	Standard    = "standard"
	Batch       = "batch"
	Flex        = "flex"
	Priority    = "priority"
	Latency     = "latency_optimized"
	Provisioned = "provisioned"
	Reserved    = "reserved"
)

// The scopes of inference. InRegion is also what the bill does not tell from a geography: where it names no reach.
const (
	InRegion = "in_region"
	Geo      = "geo"
	Global   = "global"
)

// Tokens is the unit of lines that count tokens of inference or of training.
const Tokens = "tokens"

// Line is what the rules look at: texts of a line of glaux.bill, empty where there is none.
type Line struct {
	ProductCode, ProductFamily, ServiceCode, BillingEntity, LegalEntity              string
	UsageType, Operation, ResourceID, LineItemType, PricingUnit, Description         string
	ProductName, ProductProvider, ProductModel, ProductInferenceType, ProductFeature string
}

// Class is what a line is. Texts are empty where a line has no such thing; in SQL they are NULL.
type Class struct {
	// GenAI tells whether the line is of generative AI at all; if not, the rest is empty.
	GenAI bool
	// Class is First, Second, Third or Unclassified.
	Class string
	// Provider made the model; Model is its name, one for all spellings, or as the bill writes it where it is not known.
	Provider, Model string
	// Feature is what of Bedrock is used: inference, customization, guardrails, agentcore and so on.
	Feature string
	// Kind is what is counted: input, output, cache_read, cache_write_5m, image, hour and so on.
	Kind string
	// Tier, Scope and Context say how a model is called; they are empty for what is no inference. Context is standard or long.
	Tier, Scope, Context string
	// Unit is what Quantity counts: tokens, images, hours and so on; Per is how many of it one unit of the bill's price holds, 0 for a line
	// that counts nothing, such as tax.
	Unit string
	Per  int64
	// Unknown are the words that were not recognised.
	Unknown string
}

// Columns returns the columns that Query adds, in order.
func Columns() []catalog.Column {
	return []catalog.Column{
		{Name: "class", Type: types.Text(), Comment: "first_party: a model of Amazon or a feature of Bedrock; second_party: somebody else's model sold by AWS; third_party: a model sold in AWS Marketplace; service: tax, credit or discount on Bedrock as a whole; unclassified: see unknown"},
		{Name: "provider", Type: types.Text(), Comment: "Who made the model"},
		{Name: "model", Type: types.Text(), Comment: "Name of the model, one for all spellings; NULL for what is of no model"},
		{Name: "feature", Type: types.Text(), Comment: "What of Bedrock is used: inference, customization, provisioned, guardrails, agentcore, knowledge_bases and others"},
		{Name: "token_kind", Type: types.Text(), Comment: "What is counted: input, output, cache_read, cache_write_5m, cache_write_1h, image, hour, text_unit and others; tax, credit and the like for lines that count nothing"},
		{Name: "tier", Type: types.Text(), Comment: "standard, batch, flex, priority, latency_optimized, provisioned or reserved"},
		{Name: "scope", Type: types.Text(), Comment: "in_region, geo or global: how far inference may go; in_region also where the bill does not say"},
		{Name: "context", Type: types.Text(), Comment: "standard or long: the context that is priced"},
		{Name: "unit", Type: types.Text(), Comment: "What quantity counts: tokens, images, hours and others"},
		{Name: "quantity", Type: types.DecimalOf(38, 4), Comment: "Usage in unit: tokens where the bill counts thousands or millions of them; NULL for lines that are no usage"},
		{Name: "tokens", Type: types.DecimalOf(38, 4), Comment: "Tokens of inference; NULL for everything else"},
		{Name: "cost", Type: types.DecimalOf(38, 10), Comment: "line_item_unblended_cost as an exact number"},
		{Name: "unknown", Type: types.Text(), Comment: "The words of an unclassified line that no rule knows"},
	}
}

package class

import "regexp"

// The columns that the rules look at.
//
//nolint:gochecknoglobals // names that nobody changes
var (
	productCode   = field{"line_item_product_code", func(l *Line) string { return l.ProductCode }}
	productFamily = field{"product_product_family", func(l *Line) string { return l.ProductFamily }}
	serviceCode   = field{"product_servicecode", func(l *Line) string { return l.ServiceCode }}
	billingEntity = field{"bill_billing_entity", func(l *Line) string { return l.BillingEntity }}
	legalEntity   = field{"line_item_legal_entity", func(l *Line) string { return l.LegalEntity }}
	usageType     = field{"line_item_usage_type", func(l *Line) string { return l.UsageType }}
	resourceID    = field{"line_item_resource_id", func(l *Line) string { return l.ResourceID }}
	lineItemType  = field{"line_item_line_item_type", func(l *Line) string { return l.LineItemType }}
	pricingUnit   = field{"pricing_unit", func(l *Line) string { return l.PricingUnit }}
	description   = field{"line_item_line_item_description", func(l *Line) string { return l.Description }}
	productName   = field{"product_product_name", func(l *Line) string { return l.ProductName }}
	madeBy        = field{"product_provider", func(l *Line) string { return l.ProductProvider }}
	modelName     = field{"product_model", func(l *Line) string { return l.ProductModel }}
	inferenceType = field{"product_inference_type", func(l *Line) string { return l.ProductInferenceType }}
	featureName   = field{"product_feature", func(l *Line) string { return l.ProductFeature }}
)

// edition stands in the names of products of the Marketplace that are models for Bedrock.
const edition = "(Amazon Bedrock Edition)"

// genAI tells whether a line is in the view at all. SageMaker, Amazon Q and Kiro are not: their lines name no model and no token, and their
// seats and instances are asked for as any other service's. The code of the product alone tells of nearly every line that it is not, which is
// quick; and a line of another product of AWS is that product's, whatever resource it names.
func genAI() test {
	return every{
		not{every{begins{productCode, []string{"Amazon", "AWS", "aws"}}, not{begins{productCode, []string{"AmazonBedrock", "AmazonKnowledgeBase", "Amazon Bedrock"}}}}},
		some{
			begins{productCode, []string{"AmazonBedrock", "AmazonKnowledgeBase"}},
			is{productFamily, []string{"Amazon Bedrock"}},
			begins{serviceCode, []string{"AmazonBedrock"}},
			has{productName, []string{edition}},
			begins{productName, []string{"Amazon Bedrock"}},
			every{begins{resourceID, []string{"arn:aws"}}, has{resourceID, []string{":bedrock:", ":bedrock-agentcore:", ":bedrock-mantle:"}}},
			has{usageType, []string{
				"-input-tokens", "-output-tokens", "-input-token-count", "-mantle-", "InputTokenCount", "OutputTokenCount",
				"_input_tokens_", "_output_tokens_", "_cache_read_tokens_", "_cache_write_tokens_", "InputTPM", "OutputTPM", "MillionBatch",
			}},
		},
	}
}

// place matches what stands before a usage type: its region, and in the Marketplace the region again; and what stands behind.
const place = `(?:[A-Z]{2,4}[0-9]{1,2}|EU|CPT)`

var (
	around = regexp.MustCompile(`^(?:` + place + `-)?MP:(?:` + place + `_)?|^` + place + `-|-Units$`)
	// behind is all that follows the name of a model.
	behind = regexp.MustCompile(`(?i)(?:^|-)(?:(?:speech|audio|video)-(?:understanding-|generation-)?)?(?:input|output|cache|mantle|provisionedthroughput|customization|custommodel|t2i|i2i|t2v|i2v|v2v|inpainting|outpainting|variation|reserved|batch|queries)(?:-.*)?$`)
	// vendors stand before names of models on the mantle endpoint and in identifiers.
	vendors = regexp.MustCompile(`^(?:(?:us|eu|apac|jp|au|ca|global|us-gov)\.)?(?:amazon|anthropic|openai|meta|mistral|deepseek|qwen|cohere|ai21|stability|moonshotai|moonshot|google|minimax|nvidia|zai|writer|luma|twelvelabs|xai)\.`)
	// dated stands behind identifiers of models.
	dated = regexp.MustCompile(`-20[0-9]{6}.*$|-v[0-9]+:[0-9].*$|:[0-9]+$`)
	// arn stands before the identifier of a model that a resource names.
	arn = regexp.MustCompile(`^.*(?:foundation-model|:inference-profile)/`)
)

// silent are what makes no difference between two spellings of a name.
const silent = " -._:"

// bare is a name by what makes a difference.
func bare(x text) text {
	x = lower{x}
	for _, c := range silent {
		x = swapped{x, string(c), ""}
	}
	return x
}

// bareID is the identifier of a model without its vendor and its date, as bare leaves it.
func bareID(x text) text { return bare(without{without{lower{x}, vendors}, dated}) }

// step gives a name to a text that later steps and the result use.
type step struct {
	name string
	text text
}

// The steps, by the names that later ones call them by. None is a name of a column of the bill.
const (
	usage, unitWord                         = ref("said_usage"), ref("said_unit")
	kindRaw, modality, rawName, featureKnow = ref("base_kind"), ref("modality"), ref("raw_model"), ref("base_feature")
	key, kind                               = ref("model_key"), ref("known_kind")
	name, maker, per                        = ref("known_model"), ref("known_provider"), ref("unit_size")
	wordName, wordKey                       = ref("said_model"), ref("said_key")
	seller, unknown                         = ref("said_seller"), ref("unknown_words")
	listed, listedMaker                     = ref("listed_model"), ref("listed_provider")
)

// layers are the steps; those of one layer use only what the layers before have made.
func layers() [][]step {
	return [][]step{
		{
			{string(usage), lower{swapped{without{usageType, around}, "_", "-"}}},
			{string(unitWord), lower{pricingUnit}},
			{string(wordName), without{without{usageType, around}, behind}},
			{string(wordKey), bareID(without{without{usageType, around}, behind})},
			{string(seller), sellerOf()},
		},
		{
			{string(kindRaw), kindOf()},
			{string(modality), modalityOf()},
			{string(featureKnow), featureOf()},
		},
		{
			{string(rawName), rawNameOf()},
			{string(key), keyOf()},
			{string(kind), choice{
				{every{is{kindRaw, []string{Input, Output}}, not{is{modality, []string{""}}}}, joined{modality, word("_"), kindRaw}},
				{always{}, kindRaw},
			}},
		},
		{
			{string(name), choice{{not{is{listed, []string{""}}}, listed}, {always{}, without{rawName, vendors}}}},
			{string(maker), makerOf()},
			{string(per), perOf()},
		},
		{
			{string(unknown), unknownOf()},
		},
	}
}

// market is what a line says of who sells it.
const market = "market"

func sellerOf() text {
	return choice{
		{some{is{billingEntity, []string{"AWS Marketplace"}}, has{productName, []string{edition}}, has{usageType, []string{"MP:"}}}, word(market)},
	}
}

// rawNameOf is what the line calls its model: the product of the Marketplace, the attribute of the price list, the usage type, the resource.
func rawNameOf() text {
	worded := some{
		has{usage, []string{"token", "throughput", "customization", "t2i", "i2i", "t2v", "i2v", "image", "custommodel", "rerank"}},
		ends{usage, []string{"-input", "-output"}},
	}
	return choice{
		{has{productName, []string{edition}}, swapped{productName, " " + edition, ""}},
		{not{is{modelName, []string{""}}}, modelName},
		{every{not{is{seller, []string{market}}}, worded, modelled()}, wordName},
		{has{resourceID, []string{":foundation-model/", ":inference-profile/"}}, without{resourceID, arn}},
	}
}

// keyOf is the same as the table of models has it. What is no name of a model is not in the table, and need not be told apart here.
func keyOf() text {
	return choice{
		{has{productName, []string{edition}}, bare(swapped{productName, " " + edition, ""})},
		{not{is{modelName, []string{""}}}, bareID(modelName)},
		{not{is{seller, []string{market}}}, wordKey},
		{has{resourceID, []string{":foundation-model/", ":inference-profile/"}}, bareID(without{resourceID, arn})},
	}
}

// counted tells lines that are use from tax, credits, discounts and fees, whose amounts would count what is counted already.
//
//nolint:gochecknoglobals // a test that nobody changes
var counted = is{lineItemType, []string{"Usage", "DiscountedUsage", "SavingsPlanCoveredUsage"}}

// kindOf is what is counted, before what it is made of.
func kindOf() text {
	return choice{
		{is{lineItemType, []string{"Tax"}}, word("tax")},
		{every{is{usage, []string{""}}, not{counted}}, lower{lineItemType}},
		{has{usage, []string{"cache-read", "cacheread", "cache-write", "cachewrite"}}, choice{
			{has{usage, []string{"cache-read", "cacheread"}}, word(CacheRead)},
			{has{usage, []string{"-1h", "1-hour", "write1h", "60m"}}, word(CacheWrite1h)},
			{has{usage, []string{"-30m", "write30m"}}, word("cache_write_30m")},
			{always{}, word(CacheWrite5m)},
		}},
		{has{usage, []string{"put-token", "puttoken"}}, choice{
			{has{usage, []string{"output-token", "outputtoken"}}, word(Output)},
			{always{}, word(Input)},
		}},
		{has{usage, []string{"customization-training", "training"}}, word("training")},
		{has{usage, []string{"management-hours"}}, word("hour")},
		{has{usage, []string{"short-term-memory"}}, word("event")},
		{has{usage, []string{"long-term-memory-storage"}}, word("record")},
		{has{usage, []string{"memory-retrieval"}}, word("request")},
		{has{usage, []string{"retrieval", "search-api"}}, word("query")},
		{has{usage, []string{"storage"}}, word("storage")},
		{every{has{usage, []string{"guardrail", "policy"}}, has{usage, []string{"image"}}}, word("image")},
		{has{usage, []string{"guardrail", "policyunits", "textunit", "text-unit", "automatedreasoning"}}, word("text_unit")},
		{has{usage, []string{"provisionedthroughput", "provisioned-", "modelunit", "model-unit"}}, word("hour")},
		{has{usage, []string{"outputtpm", "output-tpm", "output-audio-token", "output-image-token", "output-video-token", "output-text-token", "builtin-output"}}, word(Output)},
		{has{usage, []string{"inputtpm", "input-tpm", "input-audio-token", "input-image-token", "input-video-token", "input-text-token", "builtin-input"}}, word(Input)},
		{ends{usage, []string{"-output", "-output-standard", "-output-batch", "-output-flex", "-output-priority"}}, word(Output)},
		{ends{usage, []string{"-input", "-input-standard", "-input-batch", "-input-flex", "-input-priority"}}, word(Input)},
		{has{usage, []string{"searchunit", "search-unit", "rerank"}}, word("search_unit")},
		{has{usage, []string{"vcpu"}}, word("vcpu_hour")},
		{has{usage, []string{"-based:memory", "gb-hour"}}, word("gb_hour")},
		{has{usage, []string{"minute"}}, word("minute")},
		{has{usage, []string{"t2v", "i2v", "v2v", "video"}}, word("video")},
		{has{usage, []string{"t2i", "i2i", "image", "inpaint", "outpaint", "upscale", "background", "-steps"}}, word("image")},
		{has{usage, []string{"speech", "audio"}}, word("audio")},
		{has{usage, []string{"page", "document"}}, word("page")},
		{has{usage, []string{"transition"}}, word("transition")},
		{has{usage, []string{"humantask", "human-task", "evaluation"}}, word("task")},
		{has{usage, []string{"query", "queries"}}, word("query")},
		{has{usage, []string{"request", "invocation", "toolcall", "tool-indexing"}}, word("request")},
		{has{usage, []string{"event"}}, word("event")},
		{has{usage, []string{"record"}}, word("record")},
		{has{usage, []string{"tokens", "token-count"}}, word(Input)},
		{has{lower{inferenceType}, []string{"cache read"}}, word(CacheRead)},
		{has{lower{inferenceType}, []string{"cache write"}}, word(CacheWrite5m)},
		{has{lower{inferenceType}, []string{"output token"}}, word(Output)},
		{has{lower{inferenceType}, []string{"input token"}}, word(Input)},
		{has{unitWord, []string{"image"}}, word("image")},
		{is{unitWord, []string{"hrs", "hours", "hour"}}, word("hour")},
		{has{unitWord, []string{"request"}}, word("request")},
		{has{unitWord, []string{"page"}}, word("page")},
		{has{unitWord, []string{"minute"}}, word("minute")},
		{every{is{seller, []string{market}}, has{usage, []string{"contract"}}}, word("contract")},
		{not{counted}, lower{lineItemType}},
	}
}

// modalityOf is what tokens are made of where it is not text, for models that price these apart.
func modalityOf() text {
	return choice{
		{has{usage, []string{"-speech-"}}, word("speech")},
		{has{usage, []string{"-audio-input-token", "-audio-output-token", "-input-audio-token", "-output-audio-token"}}, word("audio")},
		{has{usage, []string{"-video-input-token", "-video-output-token", "-input-video-token", "-output-video-token"}}, word("video")},
		// Of the embeddings of pictures it is the model that is called so.
		{every{has{usage, []string{"-image-input-token", "-image-output-token", "-input-image-token", "-output-image-token"}}, not{has{usage, []string{"embedding"}}}}, word("image")},
	}
}

// featureOf is what of Bedrock is used, as far as the words tell.
func featureOf() text {
	return choice{
		{is{lineItemType, []string{"Tax"}}, word("")},
		{every{has{usage, []string{"token"}}, not{some{
			has{usage, []string{"guardrail", "knowledge", "agentcore", "automation", "websearch", "flow", "evaluation", "prompt", "custom", "throughput", "provisioned-", "reserved-", "contract", "reasoning", "structured"}},
			begins{productCode, []string{"AmazonKnowledgeBase", "AmazonBedrockAgentCore"}},
			has{resourceID, []string{":bedrock-agentcore:"}},
		}}}, word("inference")}, // most lines
		{has{usage, []string{"guardrail", "automatedreasoning", "automated-reasoning"}}, word("guardrails")},
		{has{usage, []string{"knowledgebase", "knowledge-base", "structureddata", "structured-data"}}, word("knowledge_bases")},
		{begins{productCode, []string{"AmazonKnowledgeBase"}}, word("knowledge_bases")},
		{some{begins{productCode, []string{"AmazonBedrockAgentCore"}}, has{usage, []string{"agentcore"}}, has{resourceID, []string{":bedrock-agentcore:"}}}, word("agentcore")},
		{has{usage, []string{"dataautomation", "data-automation"}}, word("data_automation")},
		{has{usage, []string{"websearch"}}, word("web_search")},
		{has{usage, []string{"flow"}}, word("flows")},
		{has{usage, []string{"evaluation"}}, word("evaluation")},
		{has{usage, []string{"promptoptimiz", "prompt-optimiz", "optimizeprompt"}}, word("prompt_optimization")},
		{has{usage, []string{"promptrout", "prompt-rout"}}, word("prompt_routing")},
		{has{usage, []string{"customization"}}, word("customization")},
		{has{usage, []string{"custommodel", "custom-model-import", "modelimport"}}, word("custom_model")},
		{has{usage, []string{"provisionedthroughput", "provisioned-", "modelunit"}}, word("provisioned")},
		{has{usage, []string{"reserved-"}}, word("reserved")},
		{has{usage, []string{"contract"}}, word("contract")},
		{every{is{usage, []string{""}}, not{counted}}, word("")},
		{always{}, word("inference")},
	}
}

// makerOf is who made the model: what the bill says, the vendor before the model's name, the table of models, the name's beginning, and in the
// Marketplace the seller.
func makerOf() text {
	said := looked{bare(madeBy), vendorNames(), madeBy}
	rules := choice{
		{not{is{madeBy, []string{""}}}, said},
		{every{is{featureKnow, []string{"guardrails", "agentcore", "data_automation", "knowledge_bases", "flows", "evaluation", "prompt_optimization", "prompt_routing", "web_search"}}, is{rawName, []string{""}}}, word("Amazon")},
	}
	rules = append(rules, rule{not{is{listedMaker, []string{""}}}, listedMaker})
	for _, v := range families() {
		rules = append(rules, rule{begins{key, v.words}, word(v.maker)})
	}
	for _, v := range vendorIDs() {
		rules = append(rules, rule{begins{lower{rawName}, v.words}, word(v.maker)})
	}
	return append(rules, rule{
		every{is{seller, []string{market}}, not{begins{legalEntity, []string{"Amazon", "AWS"}}}}, legalEntity,
	})
}

// perOf is how many of its unit a unit of the price holds.
func perOf() text {
	return choice{
		{not{counted}, word("0")},
		{not{tokenKinds}, word("1")},
		{some{is{featureKnow, []string{"provisioned"}}, has{unitWord, []string{"image"}}}, word("1")},
		{has{unitWord, []string{"1k", "1000", "1,000", "thousand", "k tokens"}}, word("1000")},
		{has{unitWord, []string{"1m", "million", "1000000", "1,000,000", "m tokens"}}, word("1000000")},
		{is{unitWord, []string{"tokens", "token"}}, word("1")},
		{has{lower{description}, []string{"per 1k", "per 1,000 ", "1k ", "thousand"}}, word("1000")},
		{has{lower{description}, []string{"million", "per 1m", "1m "}}, word("1000000")},
		{some{is{seller, []string{market}}, has{usage, []string{"million"}}}, word("1000000")},
		{always{}, word("1000")},
	}
}

// tokenKinds are the kinds that count tokens.
//
//nolint:gochecknoglobals // a test that nobody changes
var tokenKinds = is{kind, []string{
	Input, Output, CacheRead, CacheWrite5m, CacheWrite1h, "cache_write_30m", "training",
	"speech_input", "speech_output", "audio_input", "audio_output", "image_input", "image_output", "video_input", "video_output",
}}

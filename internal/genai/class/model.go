package class

import "strings"

// model is a model that has a name: the one for people, and the words that bills, price lists and identifiers have for it. The name itself
// is one of its words, and words are compared without capitals, spaces and what else makes no difference.
type model struct {
	name  string
	words string
}

// models are the models by who made them. A model that is not here keeps the name that the bill gives it.
//
//nolint:funlen // a table
func models() []model {
	return []model{
		{"Nova Micro", ""},
		{"Nova Lite", ""},
		{"Nova Pro", ""},
		{"Nova Premier", ""},
		{"Nova Canvas", ""},
		{"Nova Reel", ""},
		{"Nova Sonic", "NovaSonic-text"},
		{"Nova 2 Lite", "Nova2.0Lite Nova2.0Lite-text Nova2.0Lite-image"},
		{"Nova 2 Pro", "Nova2.0Pro Nova2.0Pro-text Nova2.0Pro-image"},
		{"Nova 2 Omni", "Nova2.0Omni Nova2.0Omni-text Nova2.0Omni-image"},
		{"Nova 2 Sonic", "Nova2.0Sonic NovaSonic2.0 NovaSonic2.0-text"},
		{"Nova Multimodal Embeddings", "Nova2MultimodalEmbeddings nova-embeddings NovaEmbeddings"},
		{"Nova Act", ""},
		{"Titan Text Lite", "TitanLite"},
		{"Titan Text Express", "TitanExpress"},
		{"Titan Text Premier", "TitanPremier"},
		{"Titan Text Embeddings", "TitanEmbeddingsG1-Text TitanEmbeddingG1-Text TitanTextEmbeddingsG1 titan-embed-text titan-embed-g1-text titan-embed-g1-text-02 TitanEmbeddings-G1-Text TitanEmbedG1-Text"},
		{"Titan Text Embeddings V2", "TitanEmbeddingsV2-Text TitanEmbeddingV2-Text titan-embed-text-v2 TitanEmbedTextV2"},
		{"Titan Multimodal Embeddings", "TitanEmbeddingsG1-Image TitanMultimodalEmbeddingsG1 titan-embed-image TitanEmbeddingG1-Image"},
		{"Titan Image Generator", "TitanImageGeneratorG1 TitanImageG1 titan-image-generator TitanImage"},
		{"Titan Image Generator V2", "TitanImageGeneratorG1V2 TitanImageV2 TitanImageGeneratorV2"},
		{"Amazon Rerank", "AmazonRerankV1 AmazonRerank1.0 Rerank1.0 amazonrerank"},
		{"Claude", "Claude1 ClaudeV1"},
		{"Claude Instant", "ClaudeInstant1.2 ClaudeInstantV1"},
		{"Claude 2", "ClaudeV2 Claude2.0"},
		{"Claude 2.1", "ClaudeV2.1 claude-v2:1"},
		{"Claude 3 Haiku", "Claude3Haiku ClaudeHaiku3"},
		{"Claude 3 Sonnet", "ClaudeSonnet3"},
		{"Claude 3 Opus", "ClaudeOpus3"},
		{"Claude 3.5 Haiku", "ClaudeHaiku3.5"},
		{"Claude 3.5 Sonnet", "ClaudeSonnet3.5"},
		{"Claude 3.5 Sonnet v2", "Claude3.5SonnetV2 ClaudeSonnet3.5v2"},
		{"Claude 3.7 Sonnet", "ClaudeSonnet3.7"},
		{"Claude Sonnet 4", ""},
		{"Claude Opus 4", ""},
		{"Claude Opus 4.1", ""},
		{"Claude Sonnet 4.5", ""},
		{"Claude Haiku 4.5", ""},
		{"Claude Opus 4.5", ""},
		{"Claude Sonnet 4.6", ""},
		{"Claude Opus 4.6", ""},
		{"Claude Opus 4.7", ""},
		{"Claude Opus 4.8", ""},
		{"Claude Sonnet 5", ""},
		{"Claude Sonnet 5.5", ""},
		{"Claude Opus 5", ""},
		{"Claude Opus 5.5", ""},
		{"Claude Haiku 5", ""},
		{"Llama 2 13B Chat", "Llama2-13B Llama2-Chat-13B Llama2Chat13B"},
		{"Llama 2 70B Chat", "Llama2-70B Llama2-Chat-70B Llama2Chat70B"},
		{"Llama 3 8B Instruct", "Llama3-8B"},
		{"Llama 3 70B Instruct", "Llama3-70B"},
		{"Llama 3.1 8B Instruct", "Llama3-1-8B"},
		{"Llama 3.1 70B Instruct", "Llama3-1-70B"},
		{"Llama 3.1 405B Instruct", "Llama3-1-405B"},
		{"Llama 3.2 1B Instruct", "Llama3-2-1B"},
		{"Llama 3.2 3B Instruct", "Llama3-2-3B"},
		{"Llama 3.2 11B Instruct", "Llama3-2-11B Llama3-2-11B-Vision"},
		{"Llama 3.2 90B Instruct", "Llama3-2-90B Llama3-2-90B-Vision"},
		{"Llama 3.3 70B Instruct", "Llama3-3-70B"},
		{"Llama 4 Scout 17B Instruct", "Llama4-Scout Llama4-Scout-17B llama4-scout-17b-instruct"},
		{"Llama 4 Maverick 17B Instruct", "Llama4-Maverick Llama4-Maverick-17B llama4-maverick-17b-instruct"},
		{"Mistral 7B Instruct", "Mistral7B Mistral-7B mistral-7b-instruct"},
		{"Mixtral 8x7B Instruct", "Mixtral8x7B Mixtral-8x7B mixtral-8x7b-instruct"},
		{"Mistral Small", "MistralSmall2402 MistralSmall24.02 mistral-small-2402"},
		{"Mistral Large", "MistralLarge2402 MistralLarge24.02 mistral-large-2402"},
		{"Mistral Large 2", "MistralLarge2407 MistralLarge24.07 mistral-large-2407"},
		{"Mistral Large 3", "mistral-large-3-675b-instruct MistralLarge3-675B"},
		{"Pixtral Large", "PixtralLarge2502 PixtralLarge25.02 pixtral-large-2502"},
		{"Magistral Small", "magistral-small-2509 MagistralSmall2509"},
		{"Ministral 3B", "ministral-3-3b-instruct Ministral3-3B Ministral-3B"},
		{"Ministral 8B", "ministral-3-8b-instruct Ministral3-8B Ministral-8B"},
		{"Ministral 14B", "ministral-3-14b-instruct Ministral3-14B Ministral-14B"},
		{"Voxtral Mini", "voxtral-mini-3b-2507 VoxtralMini3B"},
		{"Voxtral Small", "voxtral-small-24b-2507 VoxtralSmall24B"},
		{"Devstral 2", "devstral-2-123b Devstral2-123B"},
		{"DeepSeek-R1", "r1 DeepSeekR1"},
		{"DeepSeek-V3.1", "v3.1 v3 DeepSeekV3.1 DeepSeekV3"},
		{"DeepSeek-V3.2", "v3.2 DeepSeekV3.2"},
		{"gpt-oss-20b", "openai-gpt-oss-20b gpt-oss-20b-1"},
		{"gpt-oss-120b", "openai-gpt-oss-120b gpt-oss-120b-1"},
		{"gpt-oss-safeguard-20b", "GPT-OSS-Safeguard-20B"},
		{"gpt-oss-safeguard-120b", "GPT-OSS-Safeguard-120B"},
		{"Qwen3 32B", "qwen3-32b-v1"},
		{"Qwen3 235B A22B 2507", "Qwen3-235B-A22B qwen3-235b-a22b-2507 Qwen3-235B"},
		{"Qwen3 Coder 30B A3B", "Qwen3-Coder-30B-A3B qwen3-coder-30b-a3b-instruct Qwen3-Coder-30B"},
		{"Qwen3 Coder 480B A35B", "Qwen3-Coder-480B-A35B qwen3-coder-480b-a35b-instruct Qwen3-Coder-480B"},
		{"Qwen3 Next 80B A3B", "qwen3-next-80b-a3b-instruct"},
		{"Qwen3 VL 235B A22B", "qwen3-vl-235b-a22b-instruct"},
		{"Qwen3 Coder Next", ""},
		{"Kimi K2 Thinking", "kimi-k2-thinking KimiK2"},
		{"MiniMax M2", "minimax-m2"},
		{"Gemma 3 4B", "gemma-3-4b-it"},
		{"Gemma 3 12B", "gemma-3-12b-it"},
		{"Gemma 3 27B", "gemma-3-27b-it"},
		{"Nemotron Nano 9B v2", "nemotron-nano-9b-v2 NVIDIA-Nemotron-Nano-9B-v2"},
		{"Nemotron Nano 12B v2", "nemotron-nano-12b-v2 NVIDIA-Nemotron-Nano-12B-v2 nemotron-nano-12b-v2-vl"},
		{"Command", "Cohere Command CohereCommand command-text"},
		{"Command Light", "Cohere Command Light CohereCommandLight command-light-text"},
		{"Command R", "CohereCommandR Cohere-Command-R"},
		{"Command R+", "CohereCommandR+ Cohere-Command-R+ command-r-plus CommandRPlus"},
		{"Embed English", "Cohere-Embed-English CohereEmbedEnglish embed-english embed-english-v3 CohereEmbed3English CohereEmbedModel3-English"},
		{"Embed Multilingual", "CohereEmbedMultilingual embed-multilingual embed-multilingual-v3 CohereEmbed3Multilingual CohereEmbedModel3-Multilingual"},
		{"Embed 4", "CohereEmbed4Model CohereEmbed4 embed-v4 Cohere-Embed-v4"},
		{"Rerank 3.5", "CohereRerankV3.5 CohereRerank3.5 rerank-v3-5 Cohere-Rerank-3.5"},
		{"Jurassic-2 Mid", "j2-mid AI21-Jurassic-2-Mid"},
		{"Jurassic-2 Ultra", "j2-ultra AI21-Jurassic-2-Ultra"},
		{"Jamba-Instruct", "AI21-Jamba-Instruct jamba-instruct"},
		{"Jamba 1.5 Mini", "AI21-Jamba-1.5-Mini"},
		{"Jamba 1.5 Large", "AI21-Jamba-1.5-Large"},
		{"SDXL 1.0", "StableDiffusionXL1.0 SDXL1.0 Stable-Diffusion-XL stable-diffusion-xl-v1"},
		{"Stable Diffusion 3 Large", "SD3-Large sd3-large"},
		{"Stable Diffusion 3.5 Large", "StableDiffusion3.5Largev1.0 SD3.5-Large sd3-5-large"},
		{"Stable Image Core", ""},
		{"Stable Image Ultra", ""},
		{"Palmyra X4", "WriterPalmyraX4"},
		{"Palmyra X5", "WriterPalmyraX5"},
		{"Ray 2", "LumaRay2 ray-v2 Luma-Ray-V2"},
		{"Marengo Embed 2.7", "TwelveLabsMarengoEmbed2.7 marengo-embed-2-7"},
		{"Pegasus 1.2", "TwelveLabsPegasus1.2 pegasus-1-2"},
	}
}

// family is how names of the models of one maker begin.
type family struct {
	maker string
	words []string
}

// families tell who made a model by how its name begins, as bare leaves it.
func families() []family {
	return []family{
		{"Amazon", []string{"nova", "titan", "amazon", "rerank10"}},
		{"Anthropic", []string{"claude", "anthropic"}},
		{"OpenAI", []string{"gptoss", "gpt", "openai"}},
		{"Meta", []string{"llama", "meta"}},
		{"Mistral AI", []string{"mistral", "mixtral", "ministral", "magistral", "pixtral", "voxtral", "devstral", "codestral"}},
		{"DeepSeek", []string{"deepseek"}},
		{"Qwen", []string{"qwen"}},
		{"Cohere", []string{"cohere", "command", "embed", "rerank"}},
		{"AI21 Labs", []string{"ai21", "jamba", "jurassic", "j2"}},
		{"Stability AI", []string{"stable", "stability", "sdxl", "sd3"}},
		{"Moonshot AI", []string{"kimi", "moonshot"}},
		{"MiniMax", []string{"minimax"}},
		{"Google", []string{"gemma"}},
		{"NVIDIA", []string{"nemotron", "nvidia"}},
		{"Z.AI", []string{"glm", "zai"}},
		{"xAI", []string{"grok", "xai"}},
		{"Writer", []string{"palmyra", "writer"}},
		{"Luma AI", []string{"luma", "ray"}},
		{"TwelveLabs", []string{"twelvelabs", "marengo", "pegasus"}},
	}
}

// vendorIDs tell who made a model by the vendor before its name.
func vendorIDs() []family {
	return []family{
		{"DeepSeek", []string{"deepseek."}},
		{"Mistral AI", []string{"mistral."}},
		{"Moonshot AI", []string{"moonshotai.", "moonshot."}},
		{"Qwen", []string{"qwen."}},
		{"OpenAI", []string{"openai."}},
		{"Z.AI", []string{"zai."}},
		{"xAI", []string{"xai."}},
		{"Google", []string{"google."}},
		{"Meta", []string{"meta."}},
		{"NVIDIA", []string{"nvidia."}},
		{"MiniMax", []string{"minimax."}},
		{"Anthropic", []string{"anthropic."}},
		{"Amazon", []string{"amazon."}},
		{"Cohere", []string{"cohere."}},
		{"Writer", []string{"writer."}},
		{"AI21 Labs", []string{"ai21."}},
		{"Stability AI", []string{"stability."}},
		{"Luma AI", []string{"luma."}},
		{"TwelveLabs", []string{"twelvelabs."}},
	}
}

// vendorNames are the spellings of makers that price lists have, as bare leaves them.
func vendorNames() []pair {
	return []pair{
		{"amazon", "Amazon"},
		{"aws", "Amazon"},
		{"anthropic", "Anthropic"},
		{"openai", "OpenAI"},
		{"meta", "Meta"},
		{"mistral", "Mistral AI"},
		{"mistralai", "Mistral AI"},
		{"deepseek", "DeepSeek"},
		{"qwen", "Qwen"},
		{"alibaba", "Qwen"},
		{"cohere", "Cohere"},
		{"ai21", "AI21 Labs"},
		{"ai21labs", "AI21 Labs"},
		{"stability", "Stability AI"},
		{"stabilityai", "Stability AI"},
		{"moonshot", "Moonshot AI"},
		{"moonshotai", "Moonshot AI"},
		{"kimiai", "Moonshot AI"},
		{"minimax", "MiniMax"},
		{"minimaxai", "MiniMax"},
		{"google", "Google"},
		{"nvidia", "NVIDIA"},
		{"zai", "Z.AI"},
		{"xai", "xAI"},
		{"writer", "Writer"},
		{"luma", "Luma AI"},
		{"lumaai", "Luma AI"},
		{"twelvelabs", "TwelveLabs"},
	}
}

// row is a row of the table that lines are joined with: a word for a model, the model's name, and who made it.
type row struct{ key, name, maker string }

// names is the table of models by their words. Who made one is told by how its name begins.
func names() []row {
	var table []row
	there := map[string]bool{}
	for _, m := range models() {
		maker := makerNamed(bareWord(m.name))
		words := append([]string{m.name, turned(m.name)}, strings.Fields(m.words)...)
		for _, w := range words {
			k := bareWord(w)
			if k != "" && !there[k] {
				there[k] = true
				table = append(table, row{k, m.name, maker})
			}
		}
	}
	return table
}

// bareWord is a word by what makes a difference.
func bareWord(w string) string { return bare(word(w)).of(env{}) }

// makerNamed tells who made a model by how its name begins.
func makerNamed(key string) string {
	for _, f := range families() {
		for _, w := range f.words {
			if strings.HasPrefix(key, w) {
				return f.maker
			}
		}
	}
	return ""
}

// turned is the name of a Claude with its version before its kind, as usage types have it.
func turned(name string) string {
	parts := strings.Fields(name)
	if len(parts) != 3 || parts[0] != "Claude" {
		return ""
	}
	return parts[0] + parts[2] + parts[1]
}

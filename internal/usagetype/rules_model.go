package usagetype

//nolint:gochecknoglobals // texts that nobody changes
var aboutModels = about{
	causes: []Text{
		{"More calls, longer prompts, longer answers, a dearer model", "呼び出し回数、プロンプトや応答の長さ、高価なモデル"},
		{"A prompt cache that is no longer hit; work that could go in batches", "プロンプトキャッシュが効かなくなったこと、バッチで済む処理"},
	},
	look: []Text{
		{"Group by resource, which is the inference profile, by tag and by principal", "リソース（推論プロファイル）、タグ、プリンシパルで分ける"},
		{"The log of invocations has the tokens of each call", "呼び出しログに 1 回ごとのトークン数がある"},
	},
}

func modelRules() []rule {
	bedrock := "amazonbedrock amazonbedrockservice amazonbedrockfoundationmodels amazonbedrockagentcore"
	return []rule{
		say(bedrock, `(.+?)-mantle-(input|output|cache-read|cache-write)-tokens((?:-[a-z0-9]+)*)`, "model.tokens", thousands, "{1}, {tokens:2}", "{1} の{tokens:2}",
			"Tokens of the model {1} in {region}: {tokens:2}{also:3}.", "{region} のモデル {1} の{tokens:2}{also:3}。").because(aboutModels),
		say(bedrock, `(.+?)-cache-(read|write)-input-token-count((?:-[a-z0-9]+)*)`, "model.cache", thousands, "{1}, {tokens:2}", "{1} の{tokens:2}",
			"Tokens of the model {1} in {region}: {tokens:2}{also:3}.", "{region} のモデル {1} の{tokens:2}{also:3}。").because(aboutModels),
		say(bedrock, `(.+?)-(input|output)-tokens?(?:-count)?((?:-[a-z0-9]+)*)`, "model.tokens", thousands, "{1}, {tokens:2}", "{1} の{tokens:2}",
			"Tokens of the model {1} in {region}: {tokens:2}{also:3}.", "{region} のモデル {1} の{tokens:2}{also:3}。").because(aboutModels),
		say(bedrock, `(.+?)-ProvisionedThroughput-ModelUnits.*`, "model.provisioned", hours, "{1}, provisioned throughput", "{1} のプロビジョンドスループット",
			"Hours of throughput kept ready for the model {1} in {region}, used or not.", "{region} でモデル {1} に確保したスループットの時間（使用の有無によらない）。").because(aboutModels),
		say(bedrock, `(.+?)-Customization-(Training|Storage).*`, "model.custom", pieces, "{1}, customisation ({2})", "{1} のカスタマイズ（{2}）",
			"Training or storage of a customised model {1} in {region}.", "{region} でカスタマイズしたモデル {1} の学習または保管。"),
		say(bedrock, `(?:.*-)?Guardrail.*`, "model.guardrail", unit{"text units", "テキストユニット"}, "Guardrails", "ガードレール",
			"Texts that a guardrail in {region} checks.", "{region} のガードレールが検査したテキスト。").because(aboutModels),
		say(bedrock, `(.+?)-(?:T2I|I2I|image).*`, "model.images", images, "{1}, images", "{1} の画像",
			"Images that the model {1} makes in {region}.", "{region} でモデル {1} が生成した画像。").because(aboutModels),
		say(bedrock, `.*(?:AgentCore|Agent|KnowledgeBase|Knowledge|Rerank|Search|Flow|DataAutomation|Evaluation|Prompt).*`, "model.features", pieces, "Bedrock feature", "Bedrock の機能",
			"Agents, knowledge bases, ranking, flows or data automation in {region}.", "{region} のエージェント、ナレッジベース、リランキング、フロー、データオートメーション。").because(aboutModels),
		rest(bedrock, "model.other", "Bedrock", "Bedrock", "Another use of models in {region}.", "{region} のモデルのその他の使用。"),
		say("amazonsagemaker", `(?:.+):(ml\..+)`, "learning.instance", hours, "SageMaker instance", "SageMaker のインスタンス",
			"Hours of {instance:1} for notebooks, training or inference in {region}.", "{region} のノートブック、学習、推論用の {instance:1} の時間。").because(about{
			causes: []Text{{"Notebooks and endpoints that nobody stopped", "止め忘れたノートブックとエンドポイント"}},
			look:   []Text{{"Group by resource and operation", "リソースと operation で分ける"}},
		}),
		rest("amazonsagemaker", "learning.other", "SageMaker", "SageMaker", "Storage, requests or data processing of SageMaker in {region}.", "{region} の SageMaker のストレージ、リクエスト、データ処理。"),
		rest("amazonrekognition amazontextract comprehend amazoncomprehend transcribe translate amazontranslate amazonpolly amazonlex amazonkendra amazonpersonalize amazonforecast amazonfrauddetector amazonlookout* awspanorama amazonq amazonqdeveloper kiro awshealthlake amazontranscribe amazonaugmentedai",
			"learning.service", "Machine learning service", "機械学習サービス", "Use of a ready machine learning service in {region}.", "{region} の機械学習サービスの使用。"),
	}
}

func marketplaceRules() []rule {
	return []rule{
		say("", `MP:(?:[A-Z0-9]+_)?(?:.*?)(input|output|cache_read|cache_write|CacheRead|CacheWrite)_?(?:Input)?_?[Tt]oken.*-Units`, "model.tokens", thousands, "Model of the Marketplace, {tokens:1}", "Marketplace のモデルの{tokens:1}",
			"Tokens of a model that is sold through the Marketplace, in {region}: {tokens:1}. It is on the invoice of the Marketplace.", "Marketplace で販売されるモデルの{tokens:1}（{region}）。Marketplace の請求書に載る。").because(aboutModels),
		say("", `MP:(?:[A-Z0-9]+_)?Reserved_(.+)`, "model.reserved", pieces, "Model of the Marketplace, reserved", "Marketplace のモデルの予約",
			"Capacity of a model that is reserved ({1}).", "モデルの予約容量（{1}）。").because(aboutModels),
		say("", `MP:Contract.*`, "marketplace.contract", pieces, "Marketplace contract", "Marketplace の契約",
			"A contract with a seller of the Marketplace, often paid ahead.", "Marketplace の販売者との契約（前払いが多い）。"),
		say("", `(?:MP:|SoftwareUsage:|BoxUsage:)(?:[A-Z0-9]+_)?(.+?)(?:-Units)?`, "marketplace.usage", pieces, "Software of the Marketplace", "Marketplace のソフトウェア",
			"Usage of a product of the Marketplace, as its seller counts it: {1}.", "Marketplace の製品の使用（販売者の単位: {1}）。"),
	}
}

func commitmentRules() []rule {
	return []rule{
		say("computesavingsplans computesavingsplan amazonsagemakersavingsplans machinelearningsavingsplans databasesavingsplans", `(?:(.*)SP):(.*?)(\d)yr(NoUpfront|PartialUpfront|AllUpfront)`, "commitment.plan", unit{"hours of the commitment", "コミットメントの時間"}, "Savings Plan, {1}", "Savings Plans（{1}）",
			"The hourly fee of a Savings Plan ({3} yr, {4}), used or not. What it covers stands in other lines, with a negation beside each.", "Savings Plans（{3} 年、{4}）の時間あたりの料金（使用の有無によらない）。適用分は別の行にあり、打ち消し行が付く。").because(about{
			look: []Text{{"Compare with the effective cost of covered usage to see what is unused", "適用された使用の実効コストと比べて未使用分を見る"}},
		}),
		rest("computesavingsplans computesavingsplan amazonsagemakersavingsplans machinelearningsavingsplans databasesavingsplans", "commitment.plan", "Savings Plan", "Savings Plans", "A fee of a Savings Plan.", "Savings Plans の料金。"),
		say("awssupport*", `.*`, "support", dollars, "Support plan", "サポートプラン",
			"The fee of the support plan; it grows with the bill.", "サポートプランの料金（請求額に応じて増える）。").paid("Each account, or the payer for all", "各アカウント、または支払いアカウントが一括"),
	}
}

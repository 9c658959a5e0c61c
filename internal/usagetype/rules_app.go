package usagetype

//nolint:gochecknoglobals // texts that nobody changes
var (
	aboutMessages = about{
		causes: []Text{{"Polling of empty queues, retries, loops", "空のキューのポーリング、再試行、ループ"}},
		look:   []Text{{"Group by resource and operation", "リソースと operation で分ける"}},
	}
	aboutLogs = about{
		causes: []Text{
			{"Debug logs left on, a loop that logs its own errors, flow logs into CloudWatch", "つけたままのデバッグログ、自分のエラーを記録し続けるループ、CloudWatch へのフローログ"},
		},
		look: []Text{{"Group by resource, which is the log group", "リソース（ロググループ）で分ける"}},
	}
	aboutKeys = about{
		causes: []Text{{"A call for each object: S3 bucket keys or a cache of data keys make them few", "オブジェクトごとの呼び出し（S3 バケットキーやデータキーのキャッシュで減らせる）"}},
		look:   []Text{{"CloudTrail events of kms.amazonaws.com by caller", "CloudTrail の kms.amazonaws.com イベントを呼び出し元で分ける"}},
	}
)

func applicationRules() []rule {
	return []rule{
		say("awsqueueservice amazonsqs", `Requests(?:-FIFO)?(?:-.+)?`, "message.queue", requests, "Queue requests", "キューのリクエスト",
			"Calls of queues in {region}: each 64 KB counts as one.", "{region} のキューの呼び出し（64 KB ごとに 1 回）。").because(aboutMessages),
		say("amazonsns", `Requests-.*|.*Requests.*`, "message.topic", requests, "Topic requests", "トピックのリクエスト",
			"Messages published to topics in {region}: each 64 KB counts as one.", "{region} のトピックへの発行（64 KB ごとに 1 回）。").because(aboutMessages),
		say("amazonsns", `.*(?:SMS|Outbound).*`, "message.sms", messages, "Text messages", "SMS",
			"Text messages sent.", "送信した SMS。").because(aboutMessages),
		rest("amazonsns", "message.delivery", "Deliveries of topics", "トピックの配信", "Messages delivered from topics in {region}.", "{region} のトピックからの配信。"),
		say("awsevents amazoneventbridge", `(?:Event|.*)-64K-Chunks|.*(?:Event|Invocation|Scheduled|Pipe).*`, "message.events", unit{"events of 64 KB", "64 KB 単位のイベント"}, "Events", "イベント",
			"Events put on buses, pipes or schedules in {region}.", "{region} のバス、パイプ、スケジュールのイベント。").because(aboutMessages),
		say("amazonstates awsstepfunctions", `StateTransition`, "message.workflow", unit{"state transitions", "状態遷移"}, "Workflow steps", "ワークフローの遷移",
			"Steps of standard workflows in {region}.", "{region} の標準ワークフローの状態遷移。").because(aboutMessages),
		rest("amazonstates awsstepfunctions", "message.workflow", "Express workflows", "Express ワークフロー", "Calls and duration of express workflows in {region}.", "{region} の Express ワークフローの呼び出しと時間。"),
		say("amazonapigateway", `.*(?:Request|Message|Minute|ApiGateway|HttpApi|WebSocket).*`, "api.requests", requests, "API calls", "API の呼び出し",
			"Calls, messages or connection minutes of APIs in {region}.", "{region} の API の呼び出し、メッセージ、接続時間。").because(aboutMessages),
		say("amazonapigateway", `.*CacheUsage.*|.*`, "api.cache", hours, "API cache", "API のキャッシュ",
			"Hours of a cache of APIs in {region}.", "{region} の API キャッシュの時間。"),
		rest("awsappsync", "api.graph", "AppSync", "AppSync", "Queries, updates or connections of AppSync in {region}.", "{region} の AppSync のクエリ、更新、接続。"),
		rest("amazonmq", "message.broker", "Message broker", "メッセージブローカー", "Hours or storage of a broker in {region}.", "{region} のブローカーの時間またはストレージ。"),
		rest("amazonses amazonsimpleemailservice amazonpinpoint awsendusermessaging", "message.mail", "Mail and messages", "メールとメッセージ", "Mails, attachments or messages sent in {region}.", "{region} から送信したメール、添付、メッセージ。"),
		rest("awsamplify awsappmesh awscodebuild codebuild awscodepipeline awscodeartifact awscodecommit awscodedeploy awscodestar amazoncodeguru amazoncodecatalyst awsxray awscloud9 awsdevicefarm awsfis awsresiliencehub",
			"developer", "Developer tool", "開発者ツール", "Build minutes, runs, storage or requests of a developer tool in {region}.", "{region} の開発者ツールのビルド時間、実行、保管、リクエスト。"),
		rest("awsiot awsiot* amazonlocationservice amazongamelift amazoninteractivevideo awselemental* amazonchime* amazonmanagedblockchain awsgroundstation awsrobomaker awsdeepracer",
			"device", "Device, media or special service", "デバイス・メディア・特殊サービス", "Use of a device, media or special service in {region}.", "{region} のデバイス、メディア、特殊サービスの使用。"),
	}
}

func securityRules() []rule {
	return []rule{
		say("awskms", `KMS-Keys.*|.*-Keys`, "security.keys", months, "Keys", "キー",
			"Customer managed keys in {region}, for a month each.", "{region} のカスタマー管理キー（1 個あたり月額）。"),
		say("awskms", `KMS-Requests.*`, "security.keys.requests", requests, "Key requests", "キーのリクエスト",
			"Calls that encrypt, decrypt or make keys in {region}.", "{region} の暗号化、復号、キー生成の呼び出し。").because(aboutKeys),
		rest("awskms awscloudhsm cloudhsm", "security.keys", "Keys", "キー", "Keys and key stores in {region}.", "{region} のキーとキーストア。"),
		say("awssecretsmanager", `.*Secrets?`, "security.secrets", months, "Secrets", "シークレット",
			"Secrets kept in {region}, for a month each.", "{region} に保管したシークレット（1 個あたり月額）。"),
		say("awssecretsmanager", `.*(?:Request|API).*`, "security.secrets.requests", requests, "Secret requests", "シークレットのリクエスト",
			"Calls that read secrets in {region}.", "{region} のシークレットの読み取り。").because(aboutKeys),
		say("amazonguardduty", `(?:Paid|Free)?EventsAnalyzed`, "security.detection", unit{"events", "イベント"}, "GuardDuty, events analysed", "GuardDuty が分析したイベント",
			"Events of CloudTrail and others that GuardDuty analyses in {region}.", "{region} で GuardDuty が分析した CloudTrail などのイベント。").because(aboutMessages),
		say("amazonguardduty", `(?:Paid|Free)?EventsAnalyzed-Bytes`, "security.detection", unit{"GB of logs", "ログの GB"}, "GuardDuty, logs analysed", "GuardDuty が分析したログ",
			"Flow logs and DNS logs that GuardDuty analyses in {region}; they grow with traffic.", "{region} で GuardDuty が分析したフローログと DNS ログ（通信量に応じて増える）。").because(aboutZone),
		rest("amazonguardduty", "security.detection", "GuardDuty", "GuardDuty", "Another protection of GuardDuty in {region}: S3, EKS, malware, runtime.", "{region} の GuardDuty のその他の保護（S3、EKS、マルウェア、ランタイム）。"),
		say("awswaf awswafv2", `.*(?:Request).*`, "security.firewall", requests, "WAF requests", "WAF のリクエスト",
			"Requests that the web firewall looks at in {region}.", "{region} の WAF が検査したリクエスト。").because(aboutInternet),
		rest("awswaf awswafv2 awsshield awsfirewallmanager", "security.firewall", "Web firewall", "WAF・Shield", "Rules, lists or protections in {region}.", "{region} のルール、Web ACL、保護。"),
		rest("amazoninspector amazoninspectorv2 awssecurityhub amazonmacie amazondetective awssecuritylake amazonsecuritylake awsauditmanager awsartifact amazonverifiedpermissions awsiamaccessanalyzer awsaccessanalyzer awssecurityincidentresponse",
			"security.posture", "Security service", "セキュリティサービス", "Checks, findings, scans or storage of a security service in {region}.", "{region} のセキュリティサービスのチェック、検出、スキャン、保管。"),
		rest("awscertificatemanager amazoncognito awsdirectoryservice awspayment* awsprivateca acm", "security.identity", "Identity and certificates", "ID と証明書", "Users, directories or certificates in {region}.", "{region} のユーザー、ディレクトリ、証明書。"),
	}
}

func managementRules() []rule {
	return []rule{
		say("amazoncloudwatch", `DataProcessing-Bytes|DataProcessingIA-Bytes|VendedLog(?:IA)?-Bytes.*|.*Ingest.*Bytes`, "logs.ingest", unit{"GB of logs", "ログの GB"}, "Logs taken in", "ログの取り込み",
			"Logs that CloudWatch takes in in {region}. It is no network traffic, in spite of its name.", "{region} の CloudWatch が取り込んだログ。名前に反して通信料金ではない。").because(aboutLogs),
		say("amazoncloudwatch", `TimedStorage-ByteHrs`, "logs.storage", gbMonths, "Logs kept", "ログの保管",
			"Size of the logs kept in {region}.", "{region} に保管したログの容量。").because(aboutLogs),
		say("amazoncloudwatch", `(?:DataScanned|.*Scanned).*Bytes`, "logs.queries", unit{"GB scanned", "スキャンした GB"}, "Logs searched", "ログの検索",
			"Logs that queries scan in {region}.", "{region} のクエリがスキャンしたログ。").because(aboutLogs),
		say("amazoncloudwatch", `CW:(?:MetricMonitorUsage|MetricsUsage|.*Metric.*)`, "metrics", unit{"metrics for a month", "メトリクス・月"}, "Metrics", "メトリクス",
			"Custom and detailed metrics in {region}: each combination of dimensions is one.", "{region} のカスタム・詳細メトリクス（ディメンションの組み合わせごとに 1 個）。").because(about{
			causes: []Text{{"A dimension with many values, such as an instance, a pod or a user", "インスタンス、Pod、ユーザーなど値の多いディメンション"}},
			look:   []Text{{"Group by operation, which names the namespace", "operation（名前空間）で分ける"}},
		}),
		say("amazoncloudwatch", `CW:(?:Requests|GMD-.*|.*Requests.*)`, "metrics.requests", requests, "Metric requests", "メトリクスのリクエスト",
			"Calls that read or write metrics in {region}; tools that poll are the usual cause.", "{region} のメトリクスの読み書き（ポーリングするツールが主な原因）。").because(aboutMessages),
		say("amazoncloudwatch", `CW:(?:AlarmMonitorUsage|HighResAlarmMonitorUsage|.*Alarm.*)`, "metrics.alarms", months, "Alarms", "アラーム",
			"Alarms in {region}, for a month each.", "{region} のアラーム（1 個あたり月額）。"),
		rest("amazoncloudwatch amazonprometheus amazongrafana amazonmanagedgrafana amazonmanagedprometheus", "metrics.other", "Monitoring", "モニタリング", "Dashboards, traces, synthetics, samples or another use of monitoring in {region}.", "{region} のダッシュボード、トレース、外形監視、サンプルなどのモニタリング。"),
		say("awscloudtrail", `FreeEventsRecorded`, "audit.free", unit{"events", "イベント"}, "Management events, first copy", "管理イベント（最初のコピー）",
			"The first copy of management events in {region}, which is free.", "{region} の管理イベントの最初のコピー（無料）。"),
		say("awscloudtrail", `(?:Paid|Data|Insights|Network)?EventsRecorded.*|DataEventsRecorded|.*Events.*`, "audit.events", unit{"events", "イベント"}, "Events recorded", "記録したイベント",
			"Data events, further copies of management events or insights in {region}.", "{region} のデータイベント、管理イベントの追加コピー、Insights。").because(about{
			causes: []Text{{"Data events of all buckets, a second trail that records the same", "全バケットのデータイベント、同じものを記録する 2 つめの証跡"}},
			look:   []Text{{"Count the trails and their selectors", "証跡とそのセレクターを数える"}},
		}),
		rest("awscloudtrail", "audit.lake", "CloudTrail Lake", "CloudTrail Lake", "Events kept and searched in CloudTrail Lake in {region}.", "{region} の CloudTrail Lake の保管と検索。"),
		say("awsconfig", `ConfigurationItemRecorded(?:Daily)?`, "config.items", unit{"configuration items", "設定項目"}, "Configuration items", "設定項目の記録",
			"Changes of resources that are recorded in {region}.", "{region} で記録されたリソースの変更。").because(about{
			causes: []Text{{"Resources that live for minutes: network interfaces, tasks, pods", "数分で消えるリソース（ネットワークインターフェース、タスク、Pod）"}},
			look:   []Text{{"Count items by resource type in the snapshots of Config", "Config のスナップショットでリソースタイプ別に数える"}},
		}),
		rest("awsconfig", "config.rules", "Configuration rules", "設定ルール", "Evaluations of rules and packs in {region}.", "{region} のルールとパックの評価。"),
		say("awsbudgets", `.*`, "management.budgets", unit{"budgets times days", "予算・日"}, "Budgets", "予算",
			"Budgets with actions, and reports of budgets.", "アクション付き予算と予算レポート。"),
		say("awscostexplorer", `.*`, "management.costs", requests, "Cost Explorer", "Cost Explorer",
			"Calls of the API of Cost Explorer, or hourly data.", "Cost Explorer の API 呼び出し、または時間単位のデータ。"),
		rest("awssystemsmanager awsservicecatalog awsopsworks awscloudformation awscontroltower awsorganizations awstrustedadvisor awsmigrationhub* awsapplicationmigration awsproton awschatbot awshealth awsbillingconductor awsresourceexplorer amazonmanagedservices",
			"management", "Management service", "管理サービス", "Steps, parameters, operations or resources of a management service in {region}.", "{region} の管理サービスのステップ、パラメータ、オペレーション、リソース。"),
	}
}

func endUserRules() []rule {
	return []rule{
		rest("amazonworkspaces amazonappstream amazonworkspacesweb amazonworkspacesthinclient amazonworkdocs amazonworkmail amazonwickr awswickr", "user.desktop", "Desktops and office", "デスクトップと業務アプリ",
			"Desktops, sessions, mailboxes or users for a month in {region}.", "{region} のデスクトップ、セッション、メールボックス、ユーザー（月額）。"),
		rest("amazonconnect contactcenter* amazonconnectcustomerprofiles contactlensamazonconnect", "user.contact", "Contact centre", "コンタクトセンター",
			"Minutes, messages or features of the contact centre in {region}.", "{region} のコンタクトセンターの通話時間、メッセージ、機能。"),
	}
}

// generalRules hold for the words that many services use alike; they come last.
func generalRules() []rule {
	return []rule{
		say("", `BoxUsage:(.+)|InstanceUsage:(.+)|NodeUsage:(.+)`, "compute.instance", hours, "Instance", "インスタンス",
			"Hours of instances in {region}.", "{region} のインスタンスの時間。").because(aboutInstances),
		say("", `TimedStorage-.*|.*Storage.*ByteHrs|.*-?GB-?Mo(?:nth)?`, "storage", gbMonths, "Storage", "ストレージ",
			"Data kept in {region}.", "{region} に保管したデータ。").because(aboutObjects),
		say("", `(?:.*-)?Requests?(?:-.+)?|API(?:Requests?|Calls?)|.*API-?(?:Requests?|Calls?)`, "requests", requests, "Requests", "リクエスト",
			"Calls of the service in {region}.", "{region} のサービスの呼び出し。").because(aboutMessages),
		say("", `.*(?:vCPU|CPU)-?Hours?.*`, "compute.cpu", vcpuHours, "CPU time", "CPU 時間", "vCPU hours in {region}.", "{region} の vCPU 時間。").because(aboutInstances),
		say("", `.*(?:GB|Memory)-?Hours?.*`, "compute.memory", gbHours, "Memory", "メモリ", "GB-hours of memory in {region}.", "{region} のメモリの GB 時間。").because(aboutInstances),
		say("", `.*GB-?Seconds?.*`, "compute.duration", gbSeconds, "Duration", "実行時間", "Memory times running time in {region}.", "{region} のメモリ × 実行時間。").because(aboutFunctions),
		say("", `.*-?(?:Hours?|Hrs)(?:[:-].+)?`, "hours", hours, "Hours", "時間", "Hours of something of the service in {region}.", "{region} のサービスの何かの時間。"),
		say("", `.*-?(?:Minutes?|Mins)(?:[:-].+)?`, "minutes", minutes, "Minutes", "分", "Minutes of something of the service in {region}.", "{region} のサービスの何かの分数。"),
		say("", `.*-?Seconds?(?:[:-].+)?`, "seconds", seconds, "Seconds", "秒", "Seconds of something of the service in {region}.", "{region} のサービスの何かの秒数。"),
		say("", `Dollar`, "fee", dollars, "Fee in dollars", "ドル建ての料金", "A fee whose amount is given in dollars.", "ドルの金額で示された料金。"),
	}
}

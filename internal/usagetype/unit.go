package usagetype

// The units.
//
//nolint:gochecknoglobals // texts that nobody changes
var (
	gigabytes = unit{"GB of 2^30 bytes, as AWS counts transfer (not said by AWS for each service)", "GB（転送量は 2^30 バイトとして数えるとみられ、サービスごとの明記はない）"}
	hours     = unit{"hours", "時間"}
	requests  = unit{"requests", "リクエスト"}
	gbMonths  = unit{"GB-months: one GB kept for a month", "GB 月（1 GB を 1 か月保管）"}
	months    = unit{"months", "月"}
	seconds   = unit{"seconds", "秒"}
	gbSeconds = unit{"GB-seconds: memory in GB times seconds", "GB 秒（メモリ GB × 秒）"}
	gbHours   = unit{"GB-hours", "GB 時間"}
	vcpuHours = unit{"vCPU-hours", "vCPU 時間"}
	dpuHours  = unit{"DPU-hours: one unit is 4 vCPU and 16 GB of memory", "DPU 時間（1 DPU は 4 vCPU と 16 GB メモリ）"}
	terabytes = unit{"TB scanned", "スキャンした TB"}
	thousands = unit{"thousands or millions of tokens: see the pricing unit of the line", "トークン（千または百万単位。行の pricing unit を参照）"}
	pieces    = unit{"units as counted by the service", "サービスごとの単位"}
	dollars   = unit{"dollars", "ドル"}
	users     = unit{"users", "ユーザー"}
	minutes   = unit{"minutes", "分"}
	messages  = unit{"messages", "メッセージ"}
	images    = unit{"images", "画像"}
)

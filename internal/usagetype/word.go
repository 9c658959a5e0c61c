package usagetype

import (
	"strings"
)

// word puts the code of a kind into words; what is not in the dictionary stays as it is.
func word(kind, code string, japanese bool) string {
	var t Text
	var ok bool
	switch kind {
	case "instance":
		t, ok = instance(code)
	case "volume":
		t, ok = volumes[strings.ToLower(code)]
	case "tokens":
		t, ok = tokens[strings.ReplaceAll(strings.ToLower(code), "_", "-")]
	case "also":
		if code = strings.ReplaceAll(strings.Trim(code, "-"), "-", " "); code == "" {
			return ""
		}
		t, ok = Text{" (" + code + ")", "（" + code + "）"}, true
	case "store":
		t, ok = stores[strings.ToLower(code)]
	}
	switch {
	case !ok:
		return code
	case japanese:
		return t.JA
	}
	return t.EN
}

//nolint:gochecknoglobals // a table that nobody changes
var volumes = map[string]Text{
	"gp2":      {"general purpose SSD (gp2)", "汎用 SSD (gp2)"},
	"gp3":      {"general purpose SSD (gp3)", "汎用 SSD (gp3)"},
	"io1":      {"provisioned IOPS SSD (io1)", "プロビジョンド IOPS SSD (io1)"},
	"io2":      {"provisioned IOPS SSD (io2)", "プロビジョンド IOPS SSD (io2)"},
	"piops":    {"provisioned IOPS SSD (io1)", "プロビジョンド IOPS SSD (io1)"},
	"st1":      {"throughput optimised HDD (st1)", "スループット最適化 HDD (st1)"},
	"sc1":      {"cold HDD (sc1)", "Cold HDD (sc1)"},
	"standard": {"magnetic (standard)", "マグネティック (standard)"},
}

//nolint:gochecknoglobals // a table that nobody changes
var tokens = map[string]Text{
	"input":       {"input tokens", "入力トークン"},
	"output":      {"output tokens", "出力トークン"},
	"cache-read":  {"tokens read from the prompt cache", "プロンプトキャッシュから読んだトークン"},
	"cache-write": {"tokens written to the prompt cache", "プロンプトキャッシュに書いたトークン"},
	"read":        {"tokens read from the prompt cache", "プロンプトキャッシュから読んだトークン"},
	"write":       {"tokens written to the prompt cache", "プロンプトキャッシュに書いたトークン"},
	"cacheread":   {"tokens read from the prompt cache", "プロンプトキャッシュから読んだトークン"},
	"cachewrite":  {"tokens written to the prompt cache", "プロンプトキャッシュに書いたトークン"},
}

//nolint:gochecknoglobals // a table that nobody changes
var stores = map[string]Text{
	"":          {"S3 Standard", "S3 標準"},
	"sia":       {"S3 Standard-Infrequent Access", "S3 標準 – 低頻度アクセス"},
	"zia":       {"S3 One Zone-Infrequent Access", "S3 1 ゾーン – 低頻度アクセス"},
	"rrs":       {"reduced redundancy storage", "低冗長化ストレージ"},
	"xz":        {"S3 Express One Zone", "S3 Express One Zone"},
	"glacier":   {"S3 Glacier Flexible Retrieval", "S3 Glacier Flexible Retrieval"},
	"gir":       {"S3 Glacier Instant Retrieval", "S3 Glacier Instant Retrieval"},
	"gda":       {"S3 Glacier Deep Archive", "S3 Glacier Deep Archive"},
	"int-fa":    {"S3 Intelligent-Tiering, frequent access", "S3 Intelligent-Tiering の高頻度アクセス階層"},
	"int-ia":    {"S3 Intelligent-Tiering, infrequent access", "S3 Intelligent-Tiering の低頻度アクセス階層"},
	"int-aia":   {"S3 Intelligent-Tiering, archive instant access", "S3 Intelligent-Tiering のアーカイブインスタントアクセス階層"},
	"int-aa":    {"S3 Intelligent-Tiering, archive access", "S3 Intelligent-Tiering のアーカイブアクセス階層"},
	"int-daa":   {"S3 Intelligent-Tiering, deep archive access", "S3 Intelligent-Tiering のディープアーカイブアクセス階層"},
	"tables":    {"S3 Tables", "S3 Tables"},
	"vectors":   {"S3 Vectors", "S3 Vectors"},
	"smobjects": {"small objects", "小さなオブジェクト"},
}

// instance puts an instance type into words: "m7g.xlarge" is a general purpose instance on Graviton.
func instance(code string) (Text, bool) {
	name := strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(strings.ToLower(code), "db."), "cache."), "ml.")
	family, size, ok := strings.Cut(name, ".")
	if !ok || family == "" || size == "" {
		return Text{}, false
	}
	kind, known := Text{}, false
	for _, f := range families {
		if strings.HasPrefix(family, f.prefix) {
			kind, known = f.kind, true
			break
		}
	}
	if !known {
		return Text{}, false
	}
	chip := Text{}
	rest := strings.TrimLeft(strings.TrimLeft(family, "abcdefghijklmnopqrstuvwxyz"), "0123456789")
	switch {
	case family == "a1", family == "t4g", strings.Contains(rest, "g"):
		chip = Text{", Graviton", "、Graviton"}
	case strings.Contains(rest, "a"):
		chip = Text{", AMD", "、AMD"}
	}
	return Text{code + " (" + kind.EN + chip.EN + ")", code + "（" + kind.JA + chip.JA + "）"}, true
}

type family struct {
	prefix string
	kind   Text
}

// families are the kinds of instances, longer prefixes first.
//
//nolint:gochecknoglobals // a table that nobody changes
var families = []family{
	{"inf", Text{"machine learning inference", "機械学習の推論"}},
	{"trn", Text{"machine learning training", "機械学習の学習"}},
	{"hpc", Text{"high performance computing", "ハイパフォーマンスコンピューティング"}},
	{"mac", Text{"Apple Mac", "Apple Mac"}},
	{"dl", Text{"deep learning", "ディープラーニング"}},
	{"vt", Text{"video transcoding", "動画の変換"}},
	{"im", Text{"storage optimised", "ストレージ最適化"}},
	{"is", Text{"storage optimised", "ストレージ最適化"}},
	{"t", Text{"burstable", "バースト可能"}},
	{"m", Text{"general purpose", "汎用"}},
	{"a", Text{"general purpose", "汎用"}},
	{"c", Text{"compute optimised", "コンピューティング最適化"}},
	{"r", Text{"memory optimised", "メモリ最適化"}},
	{"x", Text{"memory optimised, extra large", "大容量メモリ最適化"}},
	{"u", Text{"high memory", "ハイメモリ"}},
	{"z", Text{"high frequency", "高クロック"}},
	{"i", Text{"storage optimised", "ストレージ最適化"}},
	{"d", Text{"dense storage", "高密度ストレージ"}},
	{"h", Text{"dense storage", "高密度ストレージ"}},
	{"p", Text{"GPU", "GPU"}},
	{"g", Text{"GPU", "GPU"}},
	{"f", Text{"FPGA", "FPGA"}},
}

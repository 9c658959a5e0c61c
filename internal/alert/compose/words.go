package compose

import (
	"strings"

	"github.com/glauxhq/glaux/internal/alert"
)

// Words are the words of a language.
type Words struct {
	Language alert.Language
	Colon    string
	// Of subjects and introductions.
	Trial, TrialIntro, Many, ManyIntro, Left, Foot, Shows string
	// Of facts.
	Change, Impact, Monthly, Actual, Against, Since, Found, Until, Account, Service, UsageType, Region, Owner string
	Means, Look, Causes, Split, Rest, Without, Fix, Saves, Open, Links, Everything, Days                      string

	classes    map[string]string
	occasions  map[alert.Occasion]string
	dimensions map[string]string
	links      map[string]string
}

// WordsOf returns the words of a language, English where it is none of ours.
func WordsOf(l alert.Language) Words {
	if l == alert.Japanese {
		return japanese()
	}
	return english()
}

func english() Words {
	return Words{
		Language: alert.English, Colon: ": ",
		Trial: "Test of the monitor %s", TrialIntro: "This is a test. The case below is made up; real ones look like it.",
		Many: "%d cost anomalies", ManyIntro: "%d cost anomalies, the largest first; the %d largest with pictures",
		Left:   "%d more have no room in this message; they stand in the workbench.",
		Foot:   "Sent by Glaux because of the monitor %s.",
		Shows:  "Cost per day from %s to %s in %s: the actual cost as a line, what was expected as a dashed line, its usual range as a band",
		Change: "Change", Impact: "Impact so far", Monthly: "If it lasts, in 30 days", Actual: "Cost", Against: "%s, expected %s",
		Since: "Since", Found: "found %s", Until: "Ended", Account: "Account", Service: "Service", UsageType: "Usage type", Region: "Region", Owner: "Owner",
		Means: "What it is", Look: "Where to look",
		Causes: "Causes", Split: "price %s, quantity %s", Rest: "everything else", Without: "what has no %s", Fix: "What would end it", Saves: "saves about %s a month",
		Open: "Open the case", Links: "More", Everything: "the whole bill", Days: "Last days",
		classes: map[string]string{
			"spike": "A spike", "step": "A lasting rise", "drift": "A slow rise", "new": "A new cost", "netting": "Costs that moved", "expiry": "A commitment that ended",
			"price": "A change of price", "drop": "A fall", "credit": "A credit that ended",
		},
		occasions: map[alert.Occasion]string{
			alert.Opened: "Cost anomaly", alert.Worsened: "Cost anomaly has grown", alert.Ended: "Cost anomaly has ended", alert.Trial: "Test",
		},
		dimensions: map[string]string{
			"account_id": "account", "service_code": "service", "usage_type": "usage type", "region": "region", "operation": "operation",
			"resource": "resource", "iam_principal": "principal", "az": "zone",
		},
		links: map[string]string{"costs": "Costs", "compare": "Before and after", "resources": "Resources", "console": "SQL"},
	}
}

func japanese() Words {
	return Words{
		Language: alert.Japanese, Colon: ": ",
		Trial: "モニター %s のテスト", TrialIntro: "これはテストです。以下のケースは架空のもので、実際の通知もこの形で届きます。",
		Many: "コスト異常 %d 件", ManyIntro: "コスト異常 %d 件(影響の大きい順、上位 %d 件は図付き)",
		Left:   "残りの %d 件はこのメッセージに入りきりません。ワークベンチで確認できます。",
		Foot:   "モニター %s により Glaux から送信しました。",
		Shows:  "%s から %s までの 1 日ごとのコスト(%s)。実線は実際のコスト、破線は予想、帯は通常の範囲",
		Change: "変化", Impact: "これまでの影響額", Monthly: "続いた場合の 30 日分", Actual: "コスト", Against: "%s(予想 %s)",
		Since: "開始日", Found: "検出 %s", Until: "終了日", Account: "アカウント", Service: "サービス", UsageType: "使用タイプ", Region: "リージョン", Owner: "担当者",
		Means: "内容", Look: "確認する場所",
		Causes: "原因", Split: "単価 %s、数量 %s", Rest: "その他", Without: "%sのないもの", Fix: "対処方法", Saves: "1 か月あたり約 %s の節約",
		Open: "ケースを開く", Links: "関連リンク", Everything: "請求全体", Days: "直近の推移",
		classes: map[string]string{
			"spike": "急増", "step": "継続的な増加", "drift": "緩やかな増加", "new": "新しいコスト", "netting": "コストの移動", "expiry": "コミットメントの終了",
			"price": "単価の変化", "drop": "減少", "credit": "クレジットの終了",
		},
		occasions: map[alert.Occasion]string{
			alert.Opened: "コスト異常", alert.Worsened: "コスト異常の拡大", alert.Ended: "コスト異常の終了", alert.Trial: "テスト",
		},
		dimensions: map[string]string{
			"account_id": "アカウント", "service_code": "サービス", "usage_type": "使用タイプ", "region": "リージョン", "operation": "オペレーション",
			"resource": "リソース", "iam_principal": "プリンシパル", "az": "ゾーン",
		},
		links: map[string]string{"costs": "コスト", "compare": "前後の比較", "resources": "リソース", "console": "SQL"},
	}
}

// class names a sort of change; one that is not known stands as it is.
func (w *Words) class(name string) string {
	if text, ok := w.classes[name]; ok {
		return text
	}
	return clean(name)
}

// why names an occasion, whatever mark it has.
func (w *Words) why(o alert.Occasion) string {
	kind, _, _ := strings.Cut(string(o), ":")
	if text, ok := w.occasions[alert.Occasion(kind)]; ok {
		return text
	}
	return w.occasions[alert.Opened]
}

// dimension names a dimension as the explorer has it; a tag is its key.
func (w *Words) dimension(name string) string {
	if text, ok := w.dimensions[name]; ok {
		return text
	}
	key, _ := strings.CutPrefix(name, "tag:")
	return clean(key)
}

// named gives links the names of the language.
func (w *Words) named(links []alert.Link) []alert.Link {
	var out []alert.Link
	for _, l := range links {
		if text, ok := w.links[l.Title]; ok {
			l.Title = text
		}
		out = append(out, alert.Link{Title: clean(l.Title), URL: l.URL})
	}
	return out
}

package investigate

import (
	"math"
	"strconv"
	"strings"
)

// words are the words of a file in one language.
type words struct {
	Language                                                                                                                     Language
	Question, Case, Made, Window, Against, Money, Days, State                                                                    string
	Series, Usage, Causes, Traffic, Addresses, Findings, Changes, Proof, Missing, Steps                                          string
	UsageType, Meaning, Before, After, Change, Price, Share, Cause, Explained, Billed, Rest, Resource                            string
	From, Via, To, Bytes, Dollars, Address, Name, Subnet, Zone, Account, Sent, Received, Part                                    string
	At, Who, What, Near, Rows, Millis, Sum, Saves, Month, BreakEven, Risk, Evidence, Fix, Raise, Causer                          string
	Nothing, NoFindings, NoChanges, Estimate, Foot, Links, Others, Biggest, Hours, Total, Cell, Until, Ways, NoUsage, Everything string
}

func wordsOf(l Language) words {
	if l == Japanese {
		return words{
			Language: Japanese,
			Question: "質問", Case: "ケース", Made: "作成", Window: "対象期間", Against: "比較期間", Money: "通貨", Days: "日ごとの推移", State: "状態",
			Series: "変化した系列", Usage: "使用タイプとその意味", Causes: "原因", Traffic: "通信とその料金", Addresses: "アドレス", Findings: "指摘と対処", Changes: "変更した人", Proof: "対処の検証", Missing: "作成できなかった部分", Steps: "すべての SQL",
			UsageType: "使用タイプ", Meaning: "意味", Before: "前", After: "後", Change: "増減", Price: "単価", Share: "割合", Cause: "原因", Explained: "説明済み", Billed: "請求額", Rest: "残り", Resource: "リソース",
			From: "送信元", Via: "経路", To: "宛先", Bytes: "バイト", Dollars: "料金", Address: "アドレス", Name: "名前", Subnet: "サブネット", Zone: "AZ", Account: "アカウント", Sent: "送信", Received: "受信", Part: "部分",
			At: "時刻（UTC）", Who: "実行者", What: "内容", Near: "開始からの時間", Rows: "行数", Millis: "ミリ秒", Sum: "合計", Saves: "節約", Month: "1 か月あたり", BreakEven: "損益分岐", Risk: "リスク", Evidence: "根拠", Fix: "対処", Raise: "増える要因", Causer: "呼び出し",
			Nothing: "ありません", NoFindings: "この対象についての指摘はありません。", NoChanges: "関係する変更の記録はありません。", Estimate: "推定", Foot: "Glaux が作成。金額は請求書から正確に読み取り、推定値にはその旨を記しています。SQL はそのまま Amazon Athena で実行できます。", Links: "リンク", Others: "その他", Biggest: "料金の大きい順", Hours: "時間", Total: "合計", Cell: "—", Until: "〜", Ways: "経路", NoUsage: "（使用タイプなし）", Everything: "すべて",
		}
	}
	return words{
		Language: English,
		Question: "Question", Case: "Case", Made: "Made", Window: "Days", Against: "Compared with", Money: "Currency", Days: "Day by day", State: "State",
		Series: "What shifted", Usage: "Usage types, and what they mean", Causes: "Causes", Traffic: "Traffic, and what it costs", Addresses: "Addresses", Findings: "Findings, and what to do", Changes: "Who changed it", Proof: "What became of the fix", Missing: "What could not be made", Steps: "All queries",
		UsageType: "Usage type", Meaning: "Meaning", Before: "Before", After: "After", Change: "Change", Price: "Price of a unit", Share: "Share", Cause: "Cause", Explained: "Explained", Billed: "Billed", Rest: "Rest", Resource: "Resource",
		From: "From", Via: "Through", To: "To", Bytes: "Bytes", Dollars: "Dollars", Address: "Address", Name: "Name", Subnet: "Subnet", Zone: "Zone", Account: "Account", Sent: "Sent", Received: "Received", Part: "Part",
		At: "Time, UTC", Who: "Who", What: "What", Near: "From its start", Rows: "Rows", Millis: "Milliseconds", Sum: "Sum", Saves: "Saves", Month: "a month", BreakEven: "Break-even", Risk: "Risk", Evidence: "Evidence", Fix: "Fix", Raise: "It rises by", Causer: "Call",
		Nothing: "none", NoFindings: "Nothing was found at fault in what this is about.", NoChanges: "No change of what is involved was logged.", Estimate: "estimate", Foot: "Made by Glaux. Amounts are exact, as billed; what is an estimate says so. Each query runs unchanged in Amazon Athena.", Links: "Links", Others: "Others", Biggest: "the most dollars first", Hours: "h", Total: "Total", Cell: "–", Until: "to", Ways: "Ways", NoUsage: "(no usage type)", Everything: "everything",
	}
}

// in is a text in the language of a file.
func (w words) in(t Text) string {
	if w.Language == Japanese && t.JA != "" {
		return t.JA
	}
	return t.EN
}

// part is the name of a part of a report in the language of a file.
func (w words) part(name string) string {
	ja := map[string]string{"case": "ケース", "usage": "使用タイプ", "causes": "原因", "traffic": "通信", "findings": "指摘", "changes": "変更"}
	if w.Language == Japanese && ja[name] != "" {
		return ja[name]
	}
	return name
}

// asked is a question in a line in the language of a file.
func (w words) asked(q Question) string {
	if w.Language != Japanese {
		return q.String()
	}
	if q.Case != "" {
		return "ケース " + q.Case
	}
	return q.place() + "（" + q.From + " から " + q.To + " の前日まで）"
}

// percent writes a share.
func percent(share float64) string {
	const hundred = 100
	return strconv.FormatFloat(share*hundred, 'f', 1, 64) + " %"
}

// size writes bytes for people.
func size(n int64) string {
	const step = 1000
	units := []string{"B", "kB", "MB", "GB", "TB", "PB", "EB"}
	f, at := float64(n), 0
	for math.Abs(f) >= step && at < len(units)-1 {
		f, at = f/step, at+1
	}
	if at == 0 {
		return strconv.FormatInt(n, 10) + " B"
	}
	return strconv.FormatFloat(f, 'f', 1, 64) + " " + units[at]
}

// clean makes a text of the lake one line without anything that moves letters about.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r < ' ', r == 0x7f, r >= 0x80 && r < 0xa0, r == 0x2028, r == 0x2029:
			return ' '
		case r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0x200e, r == 0x200f:
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return strings.Join(strings.Fields(s), " ")
}

// number writes a count.
func number(n int) string { return strconv.Itoa(n) }

// plural names some others.
func plural(n int) string {
	if n == 1 {
		return "1 other"
	}
	return number(n) + " others"
}

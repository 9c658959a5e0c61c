package genai

import (
	"fmt"
	"strings"
)

// noBill says that there is nothing to read.
func noBill() Text {
	return said("there is no bill that you see: add one with glaux source add", "閲覧できる請求データがありません。glaux source add で追加してください")
}

// nothingUsed says that no model was used.
func nothingUsed() Text {
	return said("no use of models was billed in this time", "この期間にモデルの利用の請求はありません")
}

// unrecognised says that some lines were not recognised.
func unrecognised(n int) Text {
	return said(
		fmt.Sprintf("kinds of lines that were not recognised: %d; their cost is in the total, and their words are listed", n),
		fmt.Sprintf("認識できない明細が%d種類あります。費用は合計に含まれ、不明な語は一覧にあります", n),
	)
}

// otherCurrencies says that a bill has several currencies.
func otherCurrencies(of string, others []string) Text {
	list := strings.Join(others, ", ")
	return said(
		fmt.Sprintf("the bill has several currencies: these figures are of lines in %q; lines in %q are not in them", of, list),
		fmt.Sprintf("請求に複数の通貨があります。この数字は%q建ての明細のみで、%q建ての明細は含みません", of, list),
	)
}

// alone says that lines which only logs can divide are not divided here.
func alone(residual string) Text {
	return said(
		fmt.Sprintf("each line is of one who pays here; what only the metadata of logs can divide is %q, and the allocation divides it", residual),
		fmt.Sprintf("ここでは明細を1行ずつ割り当てます。ログのメタデータでしか分けられない分は%qとなり、配賦のページで分割されます", residual),
	)
}

// untold says that some requests could not be told apart.
func untold(n int64) Text {
	return said(
		fmt.Sprintf("requests of the logs that the bill cannot tell apart: %d; they are of no group, and the total has them where nothing is filtered", n),
		fmt.Sprintf("ログのリクエストのうち%d件は請求の明細と対応づけられないため、グループには含まれません", n),
	)
}

// noLogs says that requests are not known.
func noLogs() Text {
	return said(
		"there are no logs of invocations in this time: requests, and the cost of one, are not known",
		"この期間のモデル呼び出しログがないため、リクエスト数とその単価は分かりません",
	)
}

// unpriced says that some tokens have no price.
func unpriced() Text {
	return said(
		"some tokens have no price then, neither in the bill nor in the list: their cost is taken as it is",
		"変更後の単価が請求にも価格表にもないトークンがあり、その費用は据え置いています",
	)
}

// said is a text in both languages.
func said(en, ja string) Text { return Text{EN: en, JA: ja} }

package allocation

import "strings"

// says is what a step looks at, without what it names: accounts, callers and rules stay in the file.
func (s Step) says() Text {
	keys := strings.Join(s.Tags, ", ")
	if s.absent {
		return s.none()
	}
	switch s.Kind { //nolint:exhaustive // the residual has words of its own
	case ByShared:
		return Text{EN: "a shared cost, taken out first", JA: "共有コスト。最初に取り分けます"}
	case ByProfileTag:
		return Text{EN: "the tag " + keys + " of the inference profile", JA: "推論プロファイルのタグ " + keys}
	case ByPrincipalTag:
		return Text{EN: "the tag " + keys + " of the user or role that called", JA: "呼び出したユーザーまたはロールのタグ " + keys}
	case BySessionTag:
		return Text{EN: "the tag " + keys + " of the session that called, or of its role", JA: "呼び出したセッション、またはそのロールのタグ " + keys}
	case ByPrincipals:
		return Text{EN: "who called, by the names in the rules", JA: "呼び出し元。ルールに書かれた名前との対応"}
	case ByMetadata:
		return Text{EN: "what callers wrote beside their calls as " + keys + ": invocation logs, by tokens", JA: "呼び出しに添えられたメタデータ " + keys + "（呼び出しログのトークン数で按分）"}
	case ByResourceTag:
		return Text{EN: "the tag " + keys + " of the resource", JA: "リソースのタグ " + keys}
	case ByAccountTag:
		return Text{EN: "the tag " + keys + " of the account", JA: "アカウントのタグ " + keys}
	case ByAccounts:
		return Text{EN: "the account, by the rules", JA: "アカウント。ルールに書かれた対応"}
	case ByCategory:
		return Text{EN: "the cost category " + keys + " of the bill", JA: "請求書のコストカテゴリー " + keys}
	case ByRules:
		return Text{EN: "rules, the first that fits", JA: "ルール。最初に一致したもの"}
	case ByInherited:
		return Text{EN: "the value that the line has itself", JA: "明細が持つ値"}
	case ByDefault:
		return Text{EN: "what is left, by default", JA: "残りすべて（既定値）"}
	}
	return residualSays()
}

// residualSays is what the residual is.
func residualSays() Text {
	return Text{EN: "what no step knows", JA: "どの段階でも分からないもの"}
}

// none says that a bill has none of the tags.
func (s Step) none() Text {
	known := s
	known.absent = false
	said := known.says()
	return Text{EN: said.EN + "; the bill has none", JA: said.JA + "（請求書にはありません）"}
}

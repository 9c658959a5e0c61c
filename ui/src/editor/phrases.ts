// The editor's own words in Japanese; in English they are CodeMirror's.

const japanese: Record<string, string> = {
  // @codemirror/view
  'Control character': '制御文字',
  // @codemirror/commands
  'Selection deleted': '選択範囲を削除しました',
  // @codemirror/language
  'Folded lines': '折りたたまれた行',
  'Unfolded lines': '展開された行',
  to: '–',
  'folded code': '折りたたまれたコード',
  unfold: '展開',
  'Fold line': '行を折りたたむ',
  'Unfold line': '行を展開',
  // @codemirror/search
  'Go to line': '行へ移動',
  go: '移動',
  Find: '検索',
  Replace: '置換',
  next: '次へ',
  previous: '前へ',
  all: 'すべて選択',
  'match case': '大文字小文字を区別',
  'by word': '単語単位',
  replace: '置換',
  'replace all': 'すべて置換',
  close: '閉じる',
  'current match': '現在の一致',
  'replaced $ matches': '$ 件を置換しました',
  'replaced match on line $': '$ 行目を置換しました',
  'on line': '行',
  regexp: '正規表現',
  // @codemirror/autocomplete
  Completions: '候補',
  // @codemirror/lint
  Diagnostics: '診断',
  'No diagnostics': '問題はありません',
}

/** The phrases of a language for EditorState.phrases. */
export function phrasesOf(language: string): Record<string, string> {
  return language === 'ja' ? japanese : {}
}

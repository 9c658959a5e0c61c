/** The text in the reader's language, where the file has it. */
export function inLanguage(language: string, english: string | undefined, japanese: string | undefined): string {
  return (language === 'ja' && japanese) || english || ''
}

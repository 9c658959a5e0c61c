/** Opens the explanation of the usage type in the row that has the focus, else of the first that is shown. */
export function explainRow(): void {
  const row = document.activeElement?.closest('tr')
  const button = row?.querySelector<HTMLElement>('[data-what-is]') ?? document.querySelector<HTMLElement>('main [data-what-is]')
  button?.click()
}

import { createTheme, type MantineColorsTuple } from '@mantine/core'

// The sea at Athens: quiet blue-green, dark enough for white text from shade 7 on.
const aegean: MantineColorsTuple = [
  '#e8f6f8', '#d3eaee', '#a6d4dc', '#75bdca', '#4fa9ba', '#379db0', '#2796ab', '#188296', '#067486', '#006475',
]

export const theme = createTheme({
  primaryColor: 'aegean',
  primaryShade: { light: 8, dark: 6 },
  colors: { aegean },
  fontFamily: 'system-ui, -apple-system, "Segoe UI", "Hiragino Sans", "Noto Sans JP", "Noto Sans CJK JP", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Noto Sans Mono CJK JP", monospace',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  spacing: { xs: '0.375rem', sm: '0.5rem', md: '0.75rem', lg: '1rem', xl: '1.5rem' },
  defaultRadius: 'sm',
})

// How Glaux looks: colours, type and spacing of the interface, and the colours of charts.
import { createTheme, mergeThemeOverrides, type CSSVariablesResolver, type MantineColorsTuple, type MantineThemeOverride } from '@mantine/core'
import classes from './theme.module.css'

export type Scheme = 'light' | 'dark'

/**
 * Twelve colours for categories, in the order in which they are given out. Each place holds the same hue in both schemes, each colour has
 * a contrast of 3:1 to the ground, and any two stay apart for the colour-blind too (protan, deutan, tritan); a test measures both.
 */
export const chartColours: Record<Scheme, readonly string[]> = {
  light: ['#0d9fb6', '#a1110a', '#a477fb', '#c28812', '#477cc5', '#993c6f', '#265837', '#a07c6b', '#1b6999', '#730d5f', '#73761f', '#431da3'],
  dark: ['#46c5f4', '#ce7f72', '#8c77bf', '#fdb934', '#3576f1', '#bc5c89', '#75f1ac', '#f66f02', '#b8dcf6', '#c08db3', '#b5bb89', '#9390fb'],
}

/** What stands for all the others, and for charges that are shown apart. */
export const chartRest: Record<Scheme, { other: string; charge: string }> = {
  light: { other: '#8a959b', charge: '#5b666c' },
  dark: { other: '#7d8a91', charge: '#a9b5ba' },
}

/** Lines, texts and grounds of charts; the same as the interface's. */
export const chartInk: Record<Scheme, { text: string; faint: string; line: string; ground: string }> = {
  light: { text: '#1d2529', faint: '#56636a', line: '#dfe5e7', ground: '#ffffff' },
  dark: { text: '#d5dcdf', faint: '#93a0a6', line: '#2f3a3f', ground: '#161d20' },
}

/** A cost that rises is not good, so it is not green: orange is more, blue is less. Both are told apart by the colour-blind. */
export const trendColours: Record<Scheme, { up: string; down: string }> = {
  light: { up: '#b3470f', down: '#1b62a5' },
  dark: { up: '#f2925a', down: '#74b3ec' },
}

// The sea at Athens: quiet blue-green, dark enough for white text from shade 7 on.
const aegean: MantineColorsTuple = [
  '#e8f6f8', '#d3eaee', '#a6d4dc', '#75bdca', '#4fa9ba', '#379db0', '#2796ab', '#188296', '#067486', '#006475',
]
const gray: MantineColorsTuple = [
  '#f7f9f9', '#f0f3f4', '#e6eaec', '#dbe1e3', '#cbd3d6', '#a3afb4', '#7a878d', '#56636a', '#37434a', '#1d2529',
]
const dark: MantineColorsTuple = [
  '#d5dcdf', '#bac4c8', '#93a0a6', '#839197', '#39454b', '#2a3439', '#1f282c', '#161d20', '#11171a', '#0b1012',
]

const theme = createTheme({
  primaryColor: 'aegean',
  primaryShade: 8,
  autoContrast: true,
  luminanceThreshold: 0.18,
  colors: { aegean, gray, dark },
  black: '#1d2529',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", "Hiragino Sans", "Noto Sans JP", "Noto Sans CJK JP", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", "Noto Sans Mono CJK JP", monospace',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  lineHeights: { xs: '1.35', sm: '1.4', md: '1.45', lg: '1.5', xl: '1.5' },
  spacing: { xs: '0.375rem', sm: '0.5rem', md: '0.75rem', lg: '1rem', xl: '1.5rem' },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.125rem', lineHeight: '1.4' },
      h2: { fontSize: '0.9375rem', lineHeight: '1.4' },
      h3: { fontSize: '0.875rem', lineHeight: '1.4' },
    },
  },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  components: {
    Button: { defaultProps: { size: 'xs' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    TextInput: { defaultProps: { size: 'xs' } },
    PasswordInput: { defaultProps: { size: 'sm' } },
    NumberInput: { defaultProps: { size: 'xs' } },
    Textarea: { defaultProps: { size: 'xs' } },
    Select: { defaultProps: { size: 'xs' } },
    MultiSelect: { defaultProps: { size: 'xs' } },
    TagsInput: { defaultProps: { size: 'xs' } },
    Autocomplete: { defaultProps: { size: 'xs' } },
    SegmentedControl: { defaultProps: { size: 'xs' } },
    Checkbox: { defaultProps: { size: 'xs' } },
    Switch: { defaultProps: { size: 'xs' } },
    Tooltip: { defaultProps: { openDelay: 350, withArrow: true } },
    Table: { defaultProps: { verticalSpacing: 3, horizontalSpacing: 'sm', fz: 'sm' }, classNames: { th: classes.th, td: classes.td } },
    Kbd: { defaultProps: { size: 'xs' } },
    Menu: { defaultProps: { shadow: 'md', position: 'bottom-end', withInitialFocusPlaceholder: false } },
    Popover: { defaultProps: { shadow: 'md' } },
  },
})

/** The theme with the texts that Mantine's parts need for screen readers, in the reader's language. */
export function themeOf(texts: { close: string }): MantineThemeOverride {
  // A dialog's head is no banner of the page.
  const dialog = { defaultProps: { padding: 'md', closeButtonProps: { 'aria-label': texts.close }, attributes: { header: { role: 'presentation' } } } }
  return mergeThemeOverrides(theme, {
    components: { Modal: dialog, Drawer: dialog, CloseButton: { defaultProps: { 'aria-label': texts.close } }, Notification: { defaultProps: { closeButtonProps: { 'aria-label': texts.close } } } },
  })
}

/** Colours that Mantine has no name for, and those of its own that are too faint to read. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#56636a',
    '--mantine-color-placeholder': '#66737a',
    '--mantine-color-error': '#b3261e',
    '--mantine-color-anchor': '#006475',
    '--glaux-surface': '#f7f9f9',
    '--glaux-line': '#dfe5e7',
    '--glaux-selected': '#e3f1f3',
    '--glaux-up': trendColours.light.up,
    '--glaux-down': trendColours.light.down,
    '--glaux-good': '#1f6f43',
    '--glaux-warn': '#8a5200',
    '--glaux-bad': '#b3261e',
    '--glaux-good-soft': '#e4f3ea',
    '--glaux-warn-soft': '#fdf0dc',
    '--glaux-bad-soft': '#fbe7e5',
  },
  dark: {
    '--mantine-color-dimmed': '#93a0a6',
    '--mantine-color-placeholder': '#8b999f',
    '--mantine-color-error': '#f49088',
    '--mantine-color-anchor': '#75bdca',
    '--glaux-surface': '#11171a',
    '--glaux-line': '#2a3439',
    '--glaux-selected': '#14343b',
    '--glaux-up': trendColours.dark.up,
    '--glaux-down': trendColours.dark.down,
    '--glaux-good': '#74c896',
    '--glaux-warn': '#e9b25c',
    '--glaux-bad': '#f49088',
    '--glaux-good-soft': '#15301f',
    '--glaux-warn-soft': '#35280f',
    '--glaux-bad-soft': '#3b1a18',
  },
})

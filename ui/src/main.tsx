import './styles'
import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { setNonce } from 'get-nonce'
import { StrictMode, useMemo } from 'react'
import { createRoot } from 'react-dom/client'
import { useTranslation } from 'react-i18next'
import { startTexts } from './i18n'
import { nonce } from './lib/nonce'
import { queries } from './lib/server'
import { router } from './router'
import { themeOf, variables } from './theme'

function App() {
  const { t } = useTranslation('shell')
  const close = t('close')
  const theme = useMemo(() => themeOf({ close }), [close])
  return (
    <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto" getStyleNonce={nonce}>
      <QueryClientProvider client={queries}>
        <Notifications position="bottom-right" limit={4} />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  )
}

await startTexts()

// Dialogs lock the page's scrolling with a style element of their own.
setNonce(nonce())

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <App />
  </StrictMode>,
)

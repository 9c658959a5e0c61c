import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

// In development the pages come from Vite and everything below /api from `glaux serve`,
// which GLAUX_SERVER names.
export default defineConfig({
  plugins: [react()],
  server: { port: 5173, proxy: { '/api': process.env.GLAUX_SERVER ?? 'http://127.0.0.1:8787' } },
  build: {
    target: 'es2022', sourcemap: false, assetsInlineLimit: 0, chunkSizeWarningLimit: 1200,
    // What every page needs comes as one file: a browser asks for six at a time, and fifty small ones would take eight turns.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'frame', tags: ['$initial'] }] } } },
  },
  test: { environment: 'jsdom', include: ['src/**/*.test.{ts,tsx}'] },
})

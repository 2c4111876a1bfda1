import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { packed } from './scripts/packed.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig(({ mode }) => ({
  plugins: [react(), packed()],
  resolve: { alias: { '@mocks': here('mocks'), '@': here('src') } },
  // The worker that answers in place of a server is for development and never shipped.
  publicDir: mode === 'mock' ? 'mocks/public' : 'public',
  html: { cspNonce: '__CSP_NONCE__' },
  server: {
    port: 5173,
    proxy: mode === 'mock' ? undefined : { '/api': process.env.HUICUN_URL ?? 'http://127.0.0.1:8086' },
  },
  build: {
    target: 'es2022',
    manifest: true,
    // Inlined files would be data: addresses, which the policy allows for pictures only.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
  },
}));

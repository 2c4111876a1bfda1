import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

const WORTH_PACKING = /\.(js|css|svg|json)$/;

/** Leaves a gzip twin beside every file that gains by it, so that the server packs nothing while it serves. */
export function packed(): Plugin {
  let folder = '';
  return {
    name: 'huicun-packed',
    apply: 'build',
    configResolved(config) {
      folder = config.build.outDir;
    },
    closeBundle() {
      const assets = join(folder, 'assets');
      for (const name of readdirSync(assets)) {
        if (!WORTH_PACKING.test(name)) continue;
        const path = join(assets, name);
        writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 9 }));
      }
    },
  };
}

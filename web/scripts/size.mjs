// Fails where what a browser loads before the first page is too much.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const LIMIT = 350 * 1024;
const dist = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'));

/** The files of a chunk and of all that it imports before it runs. */
function initial(name, files = new Set(), seen = new Set()) {
  if (seen.has(name)) return files;
  seen.add(name);
  const chunk = manifest[name];
  files.add(chunk.file);
  for (const css of chunk.css ?? []) files.add(css);
  for (const imported of chunk.imports ?? []) initial(imported, files, seen);
  return files;
}

const sizes = [...initial('index.html')].map((file) => [
  file,
  gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length,
]);
const total = sizes.reduce((sum, [, size]) => sum + size, 0);
for (const [file, size] of sizes.sort((a, b) => b[1] - a[1]))
  console.log(`${(size / 1024).toFixed(1).padStart(8)} kB  ${file}`);
console.log(`${(total / 1024).toFixed(1).padStart(8)} kB  first load, gzip; the limit is ${LIMIT / 1024} kB`);
if (total > LIMIT) {
  console.error(
    'The first load is above its limit: load what not every page needs with the page that needs it.',
  );
  process.exit(1);
}

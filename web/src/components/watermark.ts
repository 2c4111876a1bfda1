/** How far apart the marks stand. */
const WIDTH = 300;
const HEIGHT = 180;
const TILT = -22;

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}

/** A picture that repeats over a page: some lines, tilted, as an address that the policy allows. */
export function watermarkImage(lines: string[], colour: string, font: string): string {
  const texts = lines.map((line, index) => `<text x="0" y="${index * 20}">${escaped(line)}</text>`).join('');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}"><g transform="translate(36 128) rotate(${TILT})" fill="${escaped(colour)}" font-family="${escaped(font)}" font-size="13">${texts}</g></svg>`;
  return `url("data:image/svg+xml,${encodeURIComponent(svg)}")`;
}

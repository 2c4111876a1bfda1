/** Characters that turn the direction of writing: by them `exe.jpg` is made of `gpj.exe`. */
const TURNING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
/** Longer names are cut in the middle, so that their end stays in sight. */
const LONGEST = 80;

/** A file's name as it is in truth: what would turn it around is written out, and its end is always seen. */
export function visibleName(name: string): string {
  const plain = name.replace(TURNING, (one) => `⟨U+${hexOf(one)}⟩`);
  const letters = [...plain];
  if (letters.length <= LONGEST) return plain;
  const half = Math.floor(LONGEST / 2);
  return `${letters.slice(0, half).join('')}…${letters.slice(-half).join('')}`;
}

function hexOf(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
}

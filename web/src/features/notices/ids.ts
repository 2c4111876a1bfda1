/** The ids in a text that was typed or pasted: one a line, or with commas or blanks between them; each once. */
export function idsIn(text: string): string[] {
  return [...new Set(text.split(/[\s,，、;；|]+/).filter((id) => id !== ''))];
}

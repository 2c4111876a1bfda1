/** Hands a table to the browser as a file. */
export function saveText(name: string, text: string): void {
  // Excel takes UTF-8 for what it is only behind a byte order mark.
  save(name, new Blob(['\ufeff', text], { type: 'text/csv;charset=utf-8' }));
}

/** Hands a text to the browser as a file, byte for byte. */
export function savePlainText(name: string, text: string): void {
  save(name, new Blob([text], { type: 'text/plain;charset=utf-8' }));
}

function save(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

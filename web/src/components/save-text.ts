/** Hands a text to the browser as a file. */
export function saveText(name: string, text: string): void {
  // Excel takes UTF-8 for what it is only behind a byte order mark.
  const address = URL.createObjectURL(new Blob(['\ufeff', text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

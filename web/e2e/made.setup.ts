import { everythingMade, test } from './fixtures';

// A small machine that looks into hundreds of files is slow at everything else, and what is drawn from files would
// change what is found while one looks.
test('the archive has looked into every file', async ({ page }) => {
  test.setTimeout(420_000);
  await everythingMade(page);
});

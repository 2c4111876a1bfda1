import { expect, picture, test } from './fixtures';
import { type FileView, find, open } from './found';

const has = (role: string) => (file: FileView) => file.pictures.some((one) => one.role === role);

test('a voice message is heard', async ({ page }) => {
  const message = await find(page, 'voice', (file) => (file.sound?.duration_ms ?? 0) > 2_000);
  const row = await open(page, message);
  const play = row.getByRole('button', { name: '播放 语音' });
  await play.click();
  await expect(row.getByRole('button', { name: '暂停 语音' })).toBeVisible();
  await expect
    .poll(() => row.locator('audio').evaluate((audio: HTMLAudioElement) => audio.currentTime))
    .toBeGreaterThan(0.2);
  const heard = await row.locator('audio').evaluate(async (audio: HTMLAudioElement) => {
    const bytes = await (await fetch(audio.src)).arrayBuffer();
    const sound = await new AudioContext().decodeAudioData(bytes);
    const loudest = Math.max(...sound.getChannelData(0).slice(0, 100_000).map(Math.abs));
    return { seconds: sound.duration, loudest };
  });
  expect(heard.seconds).toBeGreaterThan(1);
  expect(heard.loudest).toBeGreaterThan(0.0005);
  await row.getByRole('button', { name: /播放速度 1 倍/ }).click();
  const position = row.getByRole('slider');
  await position.press('End');
  await expect(play).toBeVisible();
  await picture(page, 'voice');
});

test('a video is sought without being fetched whole', async ({ page }) => {
  const message = await find(page, 'video', (file) => has('poster')(file) && file.media_type === 'video/mp4');
  const row = await open(page, message);
  const asked = page.waitForRequest((one) => one.url().includes('/media/') && 'range' in one.headers());
  await row.getByRole('button', { name: '播放 视频' }).click();
  await asked;
  const video = row.locator('video');
  await expect.poll(() => video.evaluate((one: HTMLVideoElement) => one.readyState)).toBeGreaterThan(1);
  const sought = await video.evaluate(async (one: HTMLVideoElement) => {
    const done = new Promise((resolve) => one.addEventListener('seeked', resolve, { once: true }));
    one.pause();
    one.currentTime = one.duration / 2;
    await done;
    return { at: one.currentTime, length: one.duration };
  });
  expect(sought.at).toBeCloseTo(sought.length / 2, 0);
  await picture(page, 'video');
});

test('a picture is enlarged, zoomed, and closed', async ({ page }) => {
  const message = await find(page, 'image', has('preview'));
  const row = await open(page, message);
  const small = row.getByRole('img', { name: '图片' });
  await expect.poll(() => small.evaluate((one: HTMLImageElement) => one.naturalWidth)).toBeGreaterThan(0);
  await small.click({ force: true });
  const large = page.locator('.ant-image-preview-img');
  await expect(large).toBeVisible();
  await expect.poll(() => large.evaluate((one: HTMLImageElement) => one.naturalWidth)).toBeGreaterThan(0);
  const before = await large.evaluate((one) => one.getBoundingClientRect().width);
  await page.mouse.move(700, 450);
  await page.mouse.wheel(0, -400);
  await expect
    .poll(() => large.evaluate((one) => one.getBoundingClientRect().width))
    .toBeGreaterThan(before * 1.1);
  await picture(page, 'picture');
  await page.keyboard.press('Escape');
  await expect(large).toBeHidden();
});

test('a file says what it is, shows its first page, and is saved under a name of ours', async ({ page }) => {
  const message = await find(page, 'file', has('first_page'));
  const row = await open(page, message);
  await expect(row.getByRole('img', { name: /的首页$/ })).toBeVisible();
  await row.getByRole('button', { name: '取出文件' }).first().click();
  const saved = page.waitForEvent('download');
  await row.getByRole('link', { name: '保存' }).click();
  expect((await saved).suggestedFilename()).toMatch(/^\d+-\d+\.pdf$/);
});

import { on } from '@mocks/answers';
import { fireEvent, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import type { Content, MessageFile } from '@/api/types';
import { CardBody } from '@/features/cards/CardBody';
import { MarkingContext } from '@/features/text/MarkingContext';
import { renderSignedIn } from '@/testing/console';
import { server } from '@/testing/server';
import { MessageFiles } from './message-files';
import { visibleName } from './visible-name';
import { barsOf } from './Waveform';

const FILE: MessageFile = {
  slot: 0,
  state: 'saved',
  size: 4_096,
  sha256: 'ab'.repeat(32),
  media_type: 'application/octet-stream',
  active: false,
  deadline: Date.UTC(2026, 7, 6, 2),
  problem: null,
  pictures: [],
  sound: null,
  said: null,
  texts: [],
  lacks: [],
};
const MEDIA = { slot: 0, md5: null, size: 4_096, seconds: null };

function show(content: Content, more: Partial<MessageFile>) {
  return renderSignedIn(
    <MessageFiles value={{ seq: 7, conversation_id: 'c', files: [{ ...FILE, ...more }] }}>
      <CardBody content={content} />
    </MessageFiles>,
  );
}

const VOICE: Content = { type: 'voice', media: { ...MEDIA, seconds: 4 } };
const SOUND = { url: '/media/sound', duration_ms: 4_000, peaks: [0, 255, 128] };

test('a voice message is played, sought by keys, and heard faster; one at a time', async () => {
  const play = vi.spyOn(HTMLMediaElement.prototype, 'play').mockResolvedValue();
  const user = userEvent.setup();
  const { container } = show(VOICE, { media_type: 'audio/amr', sound: SOUND });
  const audio = container.querySelector('audio');
  expect(audio?.getAttribute('src')).toBe('/media/sound');
  expect(audio?.getAttribute('preload')).toBe('none');
  await user.click(screen.getByRole('button', { name: '播放 语音' }));
  expect(play).toHaveBeenCalledTimes(1);
  const position = screen.getByRole('slider', { name: '语音的播放位置' });
  expect(position.getAttribute('aria-valuemax')).toBe('4');
  fireEvent.keyDown(position, { key: 'ArrowRight' });
  expect(position.getAttribute('aria-valuenow')).toBe('2');
  fireEvent.keyDown(position, { key: 'End' });
  expect(position.getAttribute('aria-valuenow')).toBe('4');
  await user.click(screen.getByRole('button', { name: /播放速度 1 倍/ }));
  expect(screen.getByRole('button', { name: /播放速度 1.25 倍/ })).toBeDefined();
  expect(audio?.playbackRate).toBe(1.25);
});

test('a picture takes its room before it is there, and is the small one', () => {
  const picture = (role: string, width: number) => ({
    role,
    url: `/media/${role}`,
    width,
    height: width / 2,
  });
  const pictures = [picture('thumbnail', 320), picture('preview', 1_600)];
  show({ type: 'image', media: MEDIA }, { media_type: 'image/jpeg', pictures });
  const image = screen.getByRole('img', { name: '图片' });
  expect([image.getAttribute('src'), image.getAttribute('width'), image.getAttribute('height')]).toEqual([
    '/media/thumbnail',
    '240',
    '120',
  ]);
});

test('what waits, failed, lacks or may run says so', () => {
  const file: Content = { type: 'file', media: MEDIA, name: '报价.docm', extension: 'docm' };
  const waiting = show(file, { state: 'waiting', sha256: null, problem: 'network_failed' });
  expect(waiting.container.textContent).toContain('等待获取');
  expect(waiting.container.textContent).toContain('最晚获取时间 2026-08-06 10:00:00');
  waiting.unmount();
  const gone = show(file, { state: 'expired', sha256: null, problem: 'wecom_expired' });
  expect(gone.container.textContent).toContain('企业微信已不再保留此文件。');
  gone.unmount();
  const kept = show(file, {
    state: 'disputed',
    problem: 'md5_differs',
    active: true,
    lacks: ['macros'],
    texts: ['file'],
  });
  for (const words of [
    '已保存，校验不符',
    '各版本均已保留',
    '可能含有可执行内容',
    '文件含有宏',
    '可搜索：文件内容',
  ]) {
    expect(kept.container.textContent).toContain(words);
  }
  expect(screen.getByRole('button', { name: '复制 SHA-256' })).toBeDefined();
  expect(screen.getByRole('button', { name: '取出文件' })).toBeDefined();
});

test('what is said in a voice stands below it, and what a file says is read when it is asked for', async () => {
  const voice = show(VOICE, { sound: SOUND, said: '合同 <b>明天</b> 发您', texts: ['speech'] });
  expect(voice.container.textContent).toContain('语音文字合同 <b>明天</b> 发您');
  voice.unmount();
  const asked: string[] = [];
  server.use(
    on('get', '/files/{seq}/{slot}/texts', ({ url }) => {
      asked.push(url.pathname);
      return { texts: [{ source: 'file', text: '第三条：提前赎回须付费用' }] };
    }),
  );
  const user = userEvent.setup();
  const file: Content = { type: 'file', media: MEDIA, name: '合同.pdf', extension: 'pdf' };
  const marking = { terms: ['赎回'], fold: true };
  renderSignedIn(
    <MarkingContext.Provider value={marking}>
      <MessageFiles value={{ seq: 7, conversation_id: 'c', files: [{ ...FILE, texts: ['file'] }] }}>
        <CardBody content={file} />
      </MessageFiles>
    </MarkingContext.Provider>,
  );
  expect(asked).toEqual([]);
  await user.click(screen.getByRole('button', { name: /查看文字/ }));
  const dialog = within(await screen.findByRole('dialog', { name: '合同.pdf 的文字' }));
  expect((await dialog.findByText('赎回')).tagName).toBe('MARK');
  expect(dialog.getByText('12 字')).toBeDefined();
  expect(asked).toEqual(['/api/v1/files/7/0/texts']);
});

test('a name cannot turn itself around, and its end is always seen', () => {
  expect(visibleName('photo\u202Egpj.exe')).toBe('photo⟨U+202E⟩gpj.exe');
  const long = visibleName(`${'长'.repeat(4_000)}.exe`);
  expect([long.length < 90, long.endsWith('.exe')]).toEqual([true, true]);
});

test('bars show the loudest of what they stand for', () => {
  expect(barsOf([])).toHaveLength(48);
  expect(new Set(barsOf([0]))).toEqual(new Set([10]));
  const bars = barsOf([0, 255]);
  expect([bars[0], bars[23], bars[24], bars[47]]).toEqual([10, 10, 100, 100]);
});

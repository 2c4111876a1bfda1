import type { MessageKind } from '@/api/types';

/** Every kind, in the order of WeCom's own page. Each must be here, or this does not compile. */
const ORDER: Record<MessageKind, true> = {
  text: true,
  image: true,
  revoke: true,
  agree: true,
  disagree: true,
  voice: true,
  video: true,
  card: true,
  location: true,
  emotion: true,
  file: true,
  link: true,
  weapp: true,
  chatrecord: true,
  todo: true,
  vote: true,
  collect: true,
  redpacket: true,
  external_redpacket: true,
  meeting: true,
  meeting_notification: true,
  switch: true,
  docmsg: true,
  markdown: true,
  news: true,
  calendar: true,
  mixed: true,
  meeting_voice_call: true,
  voip_doc_share: true,
  voiptext: true,
  sphfeed: true,
  qydiskfile: true,
  note: true,
  solitaire: true,
  unknown: true,
};

export const KINDS = Object.keys(ORDER) as MessageKind[];

export function isKind(word: string): word is MessageKind {
  return Object.hasOwn(ORDER, word);
}

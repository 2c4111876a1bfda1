import type { Content } from '@/api/types';

const MAX_DEPTH = 6;

/** The first text of a content that is worth a line; empty for sounds and pictures. */
export function textOf(content: Content, depth = 0): string {
  switch (content.type) {
    case 'text':
    case 'markdown':
    case 'meeting_notification':
      return content.type === 'text' && content.quote ? content.quote.reply : content.text;
    case 'card':
      return content.company;
    case 'location':
      return content.title || content.address;
    case 'file':
    case 'qydiskfile':
    case 'voip_doc_share':
      return content.name;
    case 'link':
    case 'weapp':
    case 'docmsg':
    case 'vote':
    case 'collect':
    case 'calendar':
    case 'chatrecord':
      return content.title;
    case 'todo':
      return content.task || content.title;
    case 'redpacket':
      return content.wish;
    case 'meeting':
      return content.topic;
    case 'news':
      return content.articles[0]?.title ?? '';
    case 'sphfeed':
      return content.description || content.author;
    case 'mixed':
    case 'note':
      return depth < MAX_DEPTH ? content.items.map((item) => textOf(item, depth + 1)).join(' ') : '';
    case 'solitaire':
    case 'unknown':
      return content.texts.join(' ');
    default:
      return '';
  }
}

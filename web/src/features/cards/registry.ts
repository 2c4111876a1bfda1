import type { ReactNode } from 'react';
import type { Content, ContentOf } from '@/api/types';
import { CalendarCard } from './CalendarCard';
import { CallRecordCard } from './CallRecordCard';
import { CallText } from './CallText';
import { ChannelCard } from './ChannelCard';
import { CollectCard } from './CollectCard';
import { ConsentCard } from './ConsentCard';
import { ContactCard } from './ContactCard';
import { DiskFileCard } from './DiskFileCard';
import { DocumentCard } from './DocumentCard';
import { EmotionCard } from './EmotionCard';
import { EventCard } from './EventCard';
import { FileCard } from './FileCard';
import { ImageCard } from './ImageCard';
import { LinkCard } from './LinkCard';
import { LocationCard } from './LocationCard';
import { MarkdownCard } from './MarkdownCard';
import { MeetingCard } from './MeetingCard';
import { NewsCard } from './NewsCard';
import { PiecesCard } from './PiecesCard';
import { RecordCard } from './RecordCard';
import { RedpacketCard } from './RedpacketCard';
import { SharedDocumentCard } from './SharedDocumentCard';
import { SolitaireCard } from './SolitaireCard';
import { TextCard } from './TextCard';
import { TodoCard } from './TodoCard';
import { UnknownCard } from './UnknownCard';
import { VideoCard } from './VideoCard';
import { VoiceCard } from './VoiceCard';
import { VoteCard } from './VoteCard';
import { WeappCard } from './WeappCard';

/** What a card is given: the content, and how deep it is nested in others. */
export interface CardProps<T extends Content['type']> {
  content: ContentOf<T>;
  depth: number;
}

type Cards = { [T in Content['type']]: (props: CardProps<T>) => ReactNode };

/** The card of each kind; a kind without one does not compile. */
export const CARDS: Cards = {
  text: TextCard,
  image: ImageCard,
  revoke: EventCard,
  agree: ConsentCard,
  disagree: ConsentCard,
  voice: VoiceCard,
  video: VideoCard,
  card: ContactCard,
  location: LocationCard,
  emotion: EmotionCard,
  file: FileCard,
  link: LinkCard,
  weapp: WeappCard,
  chatrecord: RecordCard,
  todo: TodoCard,
  vote: VoteCard,
  collect: CollectCard,
  redpacket: RedpacketCard,
  meeting: MeetingCard,
  meeting_notification: EventCard,
  switch: EventCard,
  docmsg: DocumentCard,
  markdown: MarkdownCard,
  news: NewsCard,
  calendar: CalendarCard,
  mixed: PiecesCard,
  meeting_voice_call: CallRecordCard,
  voip_doc_share: SharedDocumentCard,
  voiptext: CallText,
  sphfeed: ChannelCard,
  qydiskfile: DiskFileCard,
  note: PiecesCard,
  solitaire: SolitaireCard,
  unknown: UnknownCard,
};

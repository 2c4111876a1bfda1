import type { components } from './schema';

type Schemas = components['schemas'];

/** WeCom's words for the kinds, as they are sent: each type of content, and the red packet that leaves the corp. */
export type MessageKind = Schemas['Content']['type'] | 'external_redpacket';

/**
 * A schema as it is sent. The description spells the kinds of message as the server's code does (`Text`), while the server
 * sends WeCom's words (`text`); where the description says the latter too, this changes nothing.
 */
export type Sent<T> = T extends Schemas['MessageKind']
  ? MessageKind
  : T extends readonly (infer U)[]
    ? Sent<U>[]
    : T extends object
      ? { [K in keyof T]: Sent<T[K]> }
      : T;

export type Session = Schemas['SessionView'];
export type Permission = Schemas['Permission'];
export type Overview = Sent<Schemas['OverviewView']>;
export type TrendDay = Schemas['TrendDay'];
export type Party = Schemas['PartyView'];
export type PartyPage = Schemas['PartyPage'];
export type PartyRef = Schemas['PartyRef'];
export type SeatView = Schemas['SeatView'];
export type PartyKind = Schemas['PartyKind'];
export type ConversationKind = Schemas['ConversationKind'];
export type Content = Schemas['Content'];
export type ContentOf<T extends Content['type']> = Content & { type: T };
export type MediaRef = Schemas['MediaRef'];
export type MessageFile = Schemas['FileView'];
export type FileSound = Schemas['SoundView'];
export type ProblemDetails = Schemas['ProblemDetails'];
export type SnippetPiece = Schemas['SnippetPiece'];
export type Term = Schemas['Term'];
export type Coverage = Schemas['Coverage'];
export type ConversationRef = Schemas['ConversationRef'];
export type ExportFormat = Schemas['ExportFormat'];
export type TableFormat = Schemas['TableFormat'];
export type ExportEstimate = Schemas['ExportEstimate'];
export type ExportJob = Sent<Schemas['ExportView']>;
export type SearchRequest = Sent<Schemas['SearchRequest']>;

export type MessageView = Sent<Schemas['MessageView']>;
export type MessagePage = Sent<Schemas['MessagePage']>;
export type Conversation = Sent<Schemas['ConversationView']>;
export type ConversationPage = Sent<Schemas['ConversationPage']>;
export type SearchAnswer = Sent<Schemas['SearchAnswer']>;
export type Hit = Sent<Schemas['Hit']>;

import { readFileSync } from 'node:fs';
import { strFromU8, unzipSync } from 'fflate';

/** The sheets of a workbook by name, each as rows of texts. */
export type Workbook = Record<string, string[][]>;

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function plain(text: string): string {
  return text.replace(/&(\w+);/g, (entity, name: string) => ENTITIES[name] ?? entity);
}

/** Opens a workbook whose cells are inline strings, which is how exports are written. */
export function openWorkbook(path: string): Workbook {
  const files = unzipSync(readFileSync(path));
  const part = (name: string): string => {
    const bytes = files[name];
    if (!bytes) throw new Error(`${name} is missing from the workbook`);
    return strFromU8(bytes);
  };
  const targets = new Map(
    [...part('xl/_rels/workbook.xml.rels').matchAll(/<Relationship\b[^>]*>/g)].map(([relation]) => [
      attribute(relation, 'Id'),
      attribute(relation, 'Target'),
    ]),
  );
  const sheets = [...part('xl/workbook.xml').matchAll(/<sheet\b[^>]*>/g)].map(([sheet]) => {
    const target = targets.get(attribute(sheet, 'r:id')) ?? '';
    return [
      plain(attribute(sheet, 'name')),
      rowsOf(part(`xl/${target.replace(/^\/?(xl\/)?/, '')}`)),
    ] as const;
  });
  return Object.fromEntries(sheets);
}

function attribute(tag: string, name: string): string {
  const [, value = ''] = new RegExp(`\\s${name}="([^"]*)"`).exec(tag) ?? [];
  return value;
}

function rowsOf(sheet: string): string[][] {
  return [...sheet.matchAll(/<row\b[^>]*?(?:\/>|>(.*?)<\/row>)/gs)].map(([, row = '']) =>
    [...row.matchAll(/<c\b[^>]*?(?:\/>|>(.*?)<\/c>)/gs)].map(([, cell = '']) =>
      [...cell.matchAll(/<t\b[^>]*>(.*?)<\/t>/gs)].map(([, text = '']) => plain(text)).join(''),
    ),
  );
}

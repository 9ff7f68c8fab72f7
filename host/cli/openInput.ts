import { newIds } from '../home/newIds.ts';
import { type OpenedDocument, openDocument } from '../projects/openDocument.ts';
import { Refused, type Terminal } from './terminal.ts';

/** The project or caption file that a command was given, its notices said; throws `Refused` where it cannot be read. */
export async function openInput(
  path: string,
  language: string | null,
  terminal: Terminal,
): Promise<OpenedDocument> {
  const opened = await openDocument(path, newIds(), language);
  if (!opened.ok) throw new Refused(opened.failure);
  for (const notice of opened.value.notices) terminal.err(`${path}: ${notice}\n`);
  return opened.value;
}

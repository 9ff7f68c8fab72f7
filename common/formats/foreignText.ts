/** A caption or document format of others: known by how it begins, not read. */
interface ForeignText {
  /** As it stands in `This is …, which Wordlane does not read.` */
  readonly name: string;
  readonly begins: RegExp;
}

/** Anchored, without repetition inside repetition: each looks at the beginning once. */
const FOREIGN: readonly ForeignText[] = [
  {
    name: 'a TTML or DFXP caption file',
    begins: /^(?:<\?xml[^>]{0,200}\?>\s{0,64})?(?:<!--[^>]{0,500}-->\s{0,64})?<(?:\w{1,20}:)?tt[\s>]/u,
  },
  { name: 'a SAMI caption file', begins: /^<sami[\s>]/iu },
  { name: 'an SCC caption file', begins: /^Scenarist_SCC V/u },
  { name: 'an EBU STL caption file', begins: /^\d{3}STL\d\d\.\d\d/u },
  { name: 'an SBV caption file', begins: /^\d{1,3}:\d\d:\d\d\.\d{3},\d{1,3}:\d\d:\d\d\.\d{3}\s/u },
  {
    name: 'an LRC lyrics file',
    begins: /^\[(?:(?:ti|ar|al|by|re|ve|length|offset):[^\]\n]{0,200}|\d{1,3}:\d\d\.\d{2,3})\]/iu,
  },
  { name: 'a MicroDVD caption file', begins: /^\{\d{1,8}\}\{\d{0,8}\}/u },
  { name: 'a SubViewer caption file', begins: /^(?:\[INFORMATION\]|\[TITLE\])/u },
  { name: 'an Avid caption file', begins: /^@ This file written with the Avid Caption plugin/u },
  { name: 'a Praat TextGrid', begins: /^File type = "oo[tT]extFile/u },
  { name: 'an ELAN annotation file', begins: /^<\?xml[^>]{0,200}\?>\s{0,64}<ANNOTATION_DOCUMENT[\s>]/u },
  {
    name: 'a Final Cut Pro XML file',
    begins:
      /^<\?xml[^>]{0,200}\?>\s{0,64}(?:<!DOCTYPE (?:fcpxml|xmeml)[^>]{0,100}>\s{0,64})?<(?:fcpxml|xmeml)[\s>]/u,
  },
  { name: 'an RTTM speaker file', begins: /^SPEAKER \S{1,200} \d{1,4} [\d.]{1,20} [\d.]{1,20} /u },
  { name: 'an EDL', begins: /^TITLE:[^\n]{0,200}\n\s{0,64}FCM:/u },
  { name: 'an RTF document', begins: /^\{\\rtf/u },
  { name: 'a PDF document', begins: /^%PDF-/u },
  { name: 'a ZIP archive or an Office document', begins: /^PK[^ -~]{2}/u },
  { name: 'a web page', begins: /^<(?:!doctype html|html)[\s>]/iu },
  { name: 'an XML file of a kind', begins: /^<\?xml\s/u },
];

/** The kind of a text in a format that is not read, as it stands in a sentence; null for all else. */
export function foreignTextName(head: string): string | null {
  const text = head.slice(0, LOOKED_AT).replace(/^\ufeff?\s{0,256}/u, '');
  return FOREIGN.find(({ begins }) => begins.test(text))?.name ?? null;
}

const LOOKED_AT = 2048;

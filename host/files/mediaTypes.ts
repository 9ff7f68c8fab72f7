import type { MediaInfo } from '../media/media.ts';

const VIDEO: Readonly<Record<string, string>> = {
  mp4: 'video/mp4',
  mov: 'video/mp4',
  matroska: 'video/x-matroska',
  webm: 'video/webm',
  ogg: 'video/ogg',
};
const AUDIO: Readonly<Record<string, string>> = {
  mp4: 'audio/mp4',
  mov: 'audio/mp4',
  matroska: 'audio/x-matroska',
  webm: 'audio/webm',
  wav: 'audio/wav',
  flac: 'audio/flac',
  ogg: 'audio/ogg',
  mp3: 'audio/mpeg',
  aac: 'audio/aac',
};

/** MIME type under which a page gets a file. `video/quicktime` would be refused unread, so MOV goes as MP4. */
export function mediaType(info: Pick<MediaInfo, 'container' | 'video'>): string {
  const types = info.video === null ? AUDIO : VIDEO;
  return types[info.container] ?? 'application/octet-stream';
}

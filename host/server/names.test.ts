import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attachment } from './attachment.ts';
import { safeName } from './safeName.ts';

describe('the name under which an upload is kept', () => {
  it.each([
    ['talk.mp4', 'talk.mp4'],
    ['Größe 日本語 مرحبا.wav', 'Größe 日本語 مرحبا.wav'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\me\\talk.mp4', 'talk.mp4'],
    ['..', 'upload'],
    ['', 'upload'],
    ['.hidden.mp4', 'hidden.mp4'],
    ['a:b?c*.mp4', 'a_b_c_.mp4'],
    ['line\nfeed\0.mp4', 'line_feed_.mp4'],
    ['con.mp4', '_con.mp4'],
    ['dots... ', 'dots'],
    ['talk\u202e4pm.exe', 'talk_4pm.exe'],
    ['\ud800.wav', '\ufffd.wav'],
  ])('of %j is %j', (name, safe) => {
    expect(safeName(name)).toBe(safe);
  });

  it('is short, with its ending', () => {
    const safe = safeName(`${'日'.repeat(300)}.mp4`);
    expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(180);
    expect(safe).toMatch(/^日+\.mp4$/);
  });

  it('is one harmless part of a path, whatever comes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const safe = safeName(name);
        expect(safe).not.toMatch(/[/\\\p{Cc}]|^\.|[. ]$|^$/u);
        expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(180);
      }),
    );
  });
});

describe('the name of a download', () => {
  it.each([
    ['talk.srt', `attachment; filename="talk.srt"; filename*=UTF-8''talk.srt`],
    ['Größe.srt', `attachment; filename="Gr__e.srt"; filename*=UTF-8''Gr%C3%B6%C3%9Fe.srt`],
    ['a"b\\c.srt', `attachment; filename="a_b_c.srt"; filename*=UTF-8''a%22b%5Cc.srt`],
    ["it's (1)*.srt", `attachment; filename="it's (1)*.srt"; filename*=UTF-8''it%27s%20%281%29%2A.srt`],
    ['مرحبا.srt', `attachment; filename="_____.srt"; filename*=UTF-8''%D9%85%D8%B1%D8%AD%D8%A8%D8%A7.srt`],
  ])('of %j says %s', (name, header) => {
    expect(attachment(name)).toBe(header);
  });

  it('can always be sent and always be read back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const header = attachment(name);
        expect(header).toMatch(/^[\x20-\x7e]*$/);
        const [, encoded = ''] = header.split("filename*=UTF-8''");
        expect(decodeURIComponent(encoded)).toBe(name.toWellFormed());
      }),
    );
  });
});

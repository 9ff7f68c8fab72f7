import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { locateHome, surroundings } from '../../home/home.ts';
import { programFolder } from '../../home/programFolder.ts';
import { EXIT, type Terminal } from '../terminal.ts';
import { transcribe } from './transcribe.ts';

/**
 * `wordlane` alone: transcribes the sample clip, so that the first start shows what comes out. Its files go
 * to the data root, where every run may replace them.
 */
export async function sample(terminal: Terminal): Promise<number> {
  const home = locateHome(surroundings());
  const folder = join(home.projects, 'sample');
  const code = await transcribe(
    [join(programFolder(), 'assets', 'sample.ogg')],
    {
      format: 'srt,vtt,json',
      profile: 'plain',
      language: 'auto',
      channel: 'mix',
      task: 'transcribe',
      jobs: '1',
      progress: 'auto',
      outputDir: folder,
      overwrite: 'edited',
    },
    terminal,
  );
  if (code !== EXIT.done) return code;
  terminal.out(await readFile(join(folder, 'sample.srt'), 'utf8'));
  terminal.err(
    `\nThese captions of the sample clip lie in ${folder}\n` +
      'Your own recording: npm start -- transcribe talk.mp4\n',
  );
  return EXIT.done;
}

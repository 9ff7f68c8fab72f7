import { captionSettings, deriveCaptions } from '../../../common/captions/captions.ts';
import { checkCaptions } from '../../../common/captions/checks/checks.ts';
import { openInput } from '../openInput.ts';
import { profileOption, type RawOptions, textOption } from '../options.ts';
import { EXIT, type Terminal } from '../terminal.ts';

/** `wordlane check`: where captions break the rules of a profile, a project's own unless one is named; 1 with a hard violation. */
export async function check(input: string, options: RawOptions, terminal: Terminal): Promise<number> {
  const wanted = textOption(options, 'profile');
  if (wanted !== null) profileOption(wanted);
  const { project } = await openInput(input, null, terminal);
  const profile = profileOption(wanted ?? project.profile);
  const captions = deriveCaptions(project, profile, captionSettings(project));
  const violations = checkCaptions(captions);
  const hard = violations.filter((violation) => violation.severity === 'hard').length;
  if (options.json === true) {
    const report = {
      profile: profile.id,
      cues: captions.cues.length,
      violations: violations.map(({ rule, severity, cue, startMs, endMs, value, limit, message }) => ({
        rule,
        severity,
        cue: cue + 1,
        start: startMs / 1000,
        end: endMs / 1000,
        value,
        limit,
        message,
      })),
    };
    terminal.out(`${JSON.stringify(report)}\n`);
  } else {
    for (const { severity, cue, startMs, message } of violations) {
      terminal.out(
        `${severity === 'hard' ? 'error  ' : 'warning'}  cue ${cue + 1}  ${clockTime(startMs)}  ${message}\n`,
      );
    }
    const soft = violations.length - hard;
    terminal.out(
      `${captions.cues.length} ${captions.cues.length === 1 ? 'cue' : 'cues'}, ${hard} hard and ${soft} soft violations of ${profile.title}.\n`,
    );
  }
  return hard > 0 ? EXIT.someFailed : EXIT.done;
}

/** `1:02:03.450`. */
function clockTime(timeMs: number): string {
  const hours = Math.floor(timeMs / 3_600_000);
  const minutes = String(Math.floor(timeMs / 60_000) % 60).padStart(2, '0');
  const seconds = ((timeMs % 60_000) / 1000).toFixed(3).padStart(6, '0');
  return `${hours}:${minutes}:${seconds}`;
}

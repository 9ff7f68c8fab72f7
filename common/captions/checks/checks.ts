import type { Captions } from '../captions.ts';
import { rulesOfCues } from '../captions.ts';
import type { Cue } from '../cue.ts';
import type { Rules } from '../rules.ts';
import { textFindings } from './text.ts';
import { timeFindings } from './time.ts';
import type { Violation } from './violation.ts';
import { severities } from './violation.ts';

/**
 * Everything in which captions leave their profile, in order of cues. Pinned and imported cues are checked
 * like derived ones. Cost: about 4 µs a cue.
 */
export function checkCaptions(captions: Captions): readonly Violation[] {
  const { cues } = captions;
  const rules = rulesOfCues(captions);
  const violations: Violation[] = [];
  for (let at = 0; at < cues.length; at++) {
    const cue = cues[at] as Cue;
    const next = cues[at + 1] ?? null;
    const own = rules[at] as Rules;
    for (const findings of [textFindings(cue, next, own), timeFindings(cue, next, own)]) {
      for (const finding of findings) {
        violations.push({
          rule: finding.rule,
          severity: severities[finding.rule],
          cue: at,
          startMs: cue.startMs,
          endMs: cue.endMs,
          value: finding.value,
          limit: finding.limit,
          message: finding.message,
        });
      }
    }
  }
  return violations;
}

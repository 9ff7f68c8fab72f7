import type { Violation } from '../../common/captions/checks/violation.ts';
import { figure } from '../text/figures.ts';
import { language, type MessageId, say } from '../text/text.ts';

/** One sentence on what is wrong with a cue, with its figures, in the language of the interface. */
export function describeViolation(violation: Violation): string {
  // The checks speak English, and know the words that a break tears apart.
  if (language() === 'en') return violation.message;
  const { rule, value, limit } = violation;
  const digits = rule === 'reading-speed' ? 1 : DECIMAL.has(rule) ? 3 : 0;
  const id: MessageId = `captions.violation.${rule}`;
  return say(id, {
    value: value === null ? '' : figure(value, digits),
    limit: limit === null ? '' : figure(limit, rule === 'reading-speed' ? 0 : digits),
  });
}

const DECIMAL: ReadonlySet<string> = new Set([
  'min-duration',
  'max-duration',
  'gap',
  'overlap',
  'chaining',
  'sync',
]);

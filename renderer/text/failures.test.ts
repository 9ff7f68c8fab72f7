import { expect, test } from 'vitest';
import { type FailureCode, failure } from '../../common/contract/failure.ts';
import { failureMessages } from '../../common/contract/messages.en.ts';
import { explainHere, namesCommands } from './failures.ts';

test('no failure in a window speaks of options or commands', () => {
  for (const code of Object.keys(failureMessages) as FailureCode[]) {
    const { reason, repair } = explainHere(failure(code, { detail: 'x' }));
    expect(reason).not.toBe('');
    expect(namesCommands(repair), code).toBe(false);
  }
});

test('what a person can do here is said', () => {
  expect(explainHere(failure('output.not-writable', { detail: 'x' })).repair).toBe('Choose another folder.');
  expect(explainHere(failure('media.empty', {})).repair).not.toBe('');
});

import { describe, expect, it } from 'vitest';
import { profiles } from '../../common/captions/profiles/profiles.ts';
import { formatIds } from '../../common/formats/registry.ts';
import { FORMAT_HELP, PROFILE_HELP } from './program.ts';

describe('the help of the command line', () => {
  it('names every format that is written', () => {
    expect(FORMAT_HELP).toBe(`caption formats: ${formatIds.join(', ')}`);
  });

  it('names every profile', () => {
    expect(PROFILE_HELP).toBe(`caption rules: ${profiles.map((profile) => profile.id).join(', ')}`);
  });
});

import { engines } from './engines.mjs';
import { python } from './python.mjs';
import { lint, types, vitest, web } from './typescript.mjs';

/** Everything that can be checked, in this order: what fails quickest first. */
export const allChecks = [
  types,
  lint,
  vitest('architecture', ['tests/architecture.test.ts'], false),
  vitest('unit', ['common/', 'host/', 'renderer/', 'electron/'], true),
  vitest('contract', ['tests/contract/'], true),
  vitest('integration', ['tests/integration/'], true),
  ...python,
  ...engines,
  vitest('engines', ['tests/engines/light.test.ts'], true),
  web,
];

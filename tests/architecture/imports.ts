import { posix } from 'node:path';
import { parseAst } from 'vitest/node';

export interface Import {
  readonly specifier: string;
  /** Vanishes when it is compiled. */
  readonly typeOnly: boolean;
}

export interface Module {
  /** Relative to the checkout, with forward slashes. */
  readonly file: string;
  readonly imports: readonly Import[];
  readonly hasDefaultExport: boolean;
}

/** Reads a source with a real parser: imports, re-exports, `import()` of a literal, and types by `import('…')`. */
export function parseModule(file: string, source: string): Module {
  const lang = file.endsWith('.tsx') ? 'tsx' : file.endsWith('.ts') ? 'ts' : 'js';
  const imports: Import[] = [];
  let hasDefaultExport = false;
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) {
      for (const child of node) visit(child);
      return;
    }
    if (!isRecord(node)) return;
    if (node.type === 'ExportDefaultDeclaration') hasDefaultExport = true;
    if (isRecord(node.source) && typeof node.source.value === 'string') {
      imports.push({ specifier: node.source.value, typeOnly: isTypeOnly(node) });
    }
    for (const child of Object.values(node)) visit(child);
  };
  visit(parseAst(source, { lang }).body);
  return { file, imports, hasDefaultExport };
}

function isTypeOnly(node: Readonly<Record<string, unknown>>): boolean {
  if (node.type === 'TSImportType' || node.importKind === 'type' || node.exportKind === 'type') return true;
  const specifiers: readonly unknown[] = Array.isArray(node.specifiers) ? node.specifiers : [];
  return specifiers.length > 0 && specifiers.every((one) => isRecord(one) && one.importKind === 'type');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** What an import leads to: a file of the checkout, a package, or a part of Node. */
export type Target =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'package'; readonly name: string }
  | { readonly kind: 'node' };

export function targetOf(file: string, specifier: string): Target {
  if (specifier.startsWith('.')) {
    return { kind: 'file', path: posix.normalize(posix.join(posix.dirname(file), specifier)) };
  }
  if (specifier.startsWith('node:')) return { kind: 'node' };
  return {
    kind: 'package',
    name: specifier
      .split('/')
      .slice(0, specifier.startsWith('@') ? 2 : 1)
      .join('/'),
  };
}

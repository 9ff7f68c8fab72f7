import type { EditorSession } from '../session/session.ts';

export function ExportScreen({ session }: { readonly session: EditorSession }) {
  return <main className="h-full bg-surface-1 p-4">{session.document.project().title}</main>;
}

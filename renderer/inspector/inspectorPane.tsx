import { useDocument } from '../session/session.ts';

export function InspectorPane() {
  const project = useDocument((document) => document.project());
  return <section className="h-full bg-surface-1">{project.title}</section>;
}

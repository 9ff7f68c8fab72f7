import { RETRY_URL } from './policies.ts';

/** The page of a program whose host does not start: what happened, that nothing is lost, and one thing to do. */
export function failurePage(reason: string, logFolder: string): string {
  const html = `<!doctype html>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Wordlane</title>
<style>
  :root { color-scheme: light dark; font: 13px/20px system-ui, sans-serif; }
  body { margin: 0; height: 100vh; display: grid; place-content: center; -webkit-app-region: drag; }
  main { max-width: 560px; padding: 32px; -webkit-app-region: no-drag; }
  h1 { font-size: 18px; line-height: 24px; margin: 0 0 8px; }
  pre { white-space: pre-wrap; user-select: text; margin: 0 0 16px; }
  a { display: inline-block; padding: 4px 12px; border: 1px solid; border-radius: 5px; color: inherit; text-decoration: none; }
</style>
<main>
  <h1>Wordlane could not start its engine room.</h1>
  <p>Your projects and recordings are untouched.</p>
  <pre>${escaped(reason)}</pre>
  <p>More is written in ${escaped(logFolder)}</p>
  <a href="${RETRY_URL}" autofocus>Try again</a>
</main>`;
  return `data:text/html;charset=utf-8,${encodeURIComponent(html)}`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

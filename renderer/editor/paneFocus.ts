/** Where one works in a pane: the text, the table of cues, the lanes. */
const HEART = '.cm-content, [role="grid"], [data-timeline]';

const remembered = new WeakMap<Element, Element>();

/** Remembers in each pane what had the focus last, so that coming back goes on there. */
export function rememberFocus(): () => void {
  const note = ({ target }: FocusEvent) => {
    if (!(target instanceof Element)) return;
    const pane = target.closest('[data-pane]');
    if (pane !== null && pane !== target) remembered.set(pane, target);
  };
  window.addEventListener('focusin', note);
  return () => window.removeEventListener('focusin', note);
}

/** Moves the focus to the pane after (1) or before (−1) the one that has it, in reading order, round and round. */
export function focusPane(step: 1 | -1): void {
  const panes = [...document.querySelectorAll<HTMLElement>('[data-pane]')].filter(
    (pane) => pane.offsetParent !== null,
  );
  if (panes.length === 0) return;
  const here = panes.findIndex((pane) => pane.contains(document.activeElement));
  const start = here === -1 && step === -1 ? 0 : here;
  const next = panes[(start + step + panes.length) % panes.length];
  if (next === undefined) return;
  const last = remembered.get(next);
  if (last instanceof HTMLElement && next.contains(last) && last.offsetParent !== null) last.focus();
  else (next.querySelector<HTMLElement>(HEART) ?? next).focus();
}

/** Where the caret stands in an element of plain text, in UTF-16 units; its end when the caret is elsewhere. */
export function caretOffset(element: HTMLElement): number {
  const selection = window.getSelection();
  const { focusNode = null, focusOffset = 0 } = selection ?? {};
  if (focusNode === null || !element.contains(focusNode)) return (element.textContent ?? '').length;
  const range = document.createRange();
  range.setStart(element, 0);
  range.setEnd(focusNode, focusOffset);
  return range.toString().length;
}

/** The same where runs of spaces and line ends count as one space, and those at the start as none. */
export function collapsedOffset(element: HTMLElement): number {
  const before = (element.textContent ?? '').slice(0, caretOffset(element));
  return before.replace(/\s+/gu, ' ').trimStart().length;
}

export function placeCaret(element: HTMLElement, offset: number): void {
  const selection = window.getSelection();
  const node = element.firstChild;
  if (selection === null) return;
  if (node === null || node.nodeType !== Node.TEXT_NODE) selection.collapse(element, 0);
  else selection.collapse(node, Math.min(offset, node.textContent?.length ?? 0));
}

export interface CaretEdges {
  readonly atStart: boolean;
  readonly atEnd: boolean;
  readonly onFirstLine: boolean;
  readonly onLastLine: boolean;
}

/** A selection of more than nothing is at no edge: keys work on it as everywhere. */
export function caretEdges(element: HTMLElement): CaretEdges {
  const text = element.textContent ?? '';
  const isCollapsed = window.getSelection()?.isCollapsed ?? true;
  const offset = caretOffset(element);
  return {
    atStart: isCollapsed && offset === 0,
    atEnd: isCollapsed && offset >= text.length,
    onFirstLine: isCollapsed && !text.slice(0, offset).includes('\n'),
    onLastLine: isCollapsed && !text.slice(offset).includes('\n'),
  };
}

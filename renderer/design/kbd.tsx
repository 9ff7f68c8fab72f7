/** A shortcut as people read it: `Ctrl E`, `⌘E`. On a primary button it takes the button's colour. */
export function Kbd({ keys }: { readonly keys: string }) {
  return (
    <kbd className="whitespace-nowrap font-sans t-11 figures text-text-3 in-data-primary:text-inherit">
      {keys}
    </kbd>
  );
}

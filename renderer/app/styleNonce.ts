/**
 * The page allows no style element without the nonce of its load. Packages that add one (sonner when it is
 * loaded, react-resizable-panels while a border is dragged) know nothing of it, so each style element gets it
 * as it is made. Whoever can make elements here could read the nonce as well: nothing is given away. Imported
 * before everything that may add styles.
 */
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
const make = document.createElement.bind(document);

document.createElement = ((name: string, options?: ElementCreationOptions) => {
  const element = make(name, options);
  if (element instanceof HTMLStyleElement) element.nonce = nonce;
  return element;
}) as typeof document.createElement;

/** For packages that take it. */
export const styleNonce = nonce;

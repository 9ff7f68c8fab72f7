import type { App } from './app.ts';

/** Shows the theme that is chosen, at once and whenever it changes. `system` leaves it to the stylesheet. */
export function followTheme(app: App): () => void {
  const show = () => {
    const { theme } = app.settings.getState();
    const { dataset } = document.documentElement;
    if (theme === 'system') delete dataset.theme;
    else dataset.theme = theme;
    app.desktop?.setTheme(theme);
  };
  show();
  return app.settings.subscribe((next, before) => {
    if (next.theme !== before.theme) show();
  });
}

export type Theme = "system" | "light" | "dark";

const KEY = "parley.theme";

/** The theme that was chosen, or `system`. public/theme.js reads the same key before the first paint. */
export function currentTheme(): Theme {
  const theme = document.documentElement.dataset.theme;
  return theme === "light" || theme === "dark" ? theme : "system";
}

/** Shows the page in this theme, and remembers it. */
export function setTheme(theme: Theme): void {
  if (theme === "system") {
    delete document.documentElement.dataset.theme;
  } else {
    document.documentElement.dataset.theme = theme;
  }
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Storage is blocked: the theme lasts until the page is left.
  }
}

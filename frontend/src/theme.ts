// Telegram's colours as style properties: `--tg-bg-color` and the like, for style.css alone.

/** Paint in these colours; what is not named keeps the system's. */
export function paint(theme: Readonly<Record<string, string>>): void {
  const { style } = document.documentElement;
  for (const [name, color] of Object.entries(theme)) style.setProperty(`--tg-${name.replaceAll("_", "-")}`, color);
  const background = theme["bg_color"];
  if (background) style.colorScheme = isDark(background) ? "dark" : "light";
}

/** Whether light text belongs on this `#rrggbb`. */
export function isDark(color: string): boolean {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
  return red * 299 + green * 587 + blue * 114 < 128_000;
}

/** Only what is a colour: the values end up in style properties. */
export function colors(params: Readonly<Record<string, unknown>>): Record<string, string> {
  const good = Object.entries(params).filter(([, value]) => typeof value === "string" && /^#[\da-f]{6}$/i.test(value));
  return Object.fromEntries(good) as Record<string, string>;
}

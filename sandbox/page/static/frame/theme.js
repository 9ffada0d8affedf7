// Themes for mini-apps, colour helpers, platforms and versions of clients.

/** Complete ThemeParams of the Bot API for each theme of the page. */
export const THEMES = {
  light: {
    accent_text_color: "#4f46d0", bg_color: "#ffffff", bottom_bar_bg_color: "#f4f5f9", button_color: "#5147d9",
    button_text_color: "#ffffff", destructive_text_color: "#c22b41", header_bg_color: "#ffffff", hint_color: "#636879",
    link_color: "#4338ca", secondary_bg_color: "#f1f2f7", section_bg_color: "#ffffff",
    section_header_text_color: "#4f46d0", section_separator_color: "#e3e5ee", subtitle_text_color: "#636879",
    text_color: "#17181f",
  },
  dark: {
    accent_text_color: "#a8a3ff", bg_color: "#1b1d27", bottom_bar_bg_color: "#1b1d27", button_color: "#6a60f5",
    button_text_color: "#ffffff", destructive_text_color: "#ff7a8a", header_bg_color: "#1b1d27", hint_color: "#9aa0b4",
    link_color: "#a8a3ff", secondary_bg_color: "#12141c", section_bg_color: "#1b1d27",
    section_header_text_color: "#a8a3ff", section_separator_color: "#2d3040", subtitle_text_color: "#9aa0b4",
    text_color: "#eceef5",
  },
};

/** Return whether a value has the form "#rrggbb", the only one that clients accept. */
export function isColor(value) {
  return typeof value === "string" && /^#[0-9a-f]{6}$/i.test(value);
}

/** Return black or white, whichever has more contrast on `color`. */
export function textColorOn(color) {
  const [r, g, b] = [1, 3, 5].map((i) => parseInt(color.slice(i, i + 2), 16) / 255)
    .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.18 ? "#17181f" : "#ffffff";
}

/** Platforms of clients; phones have notches, biometry and secure storage. */
export const PLATFORMS = {
  ios: { label: "iOS", phone: true, notch: 47, homeBar: 34, biometry: "face" },
  android: { label: "Android", phone: true, notch: 24, homeBar: 16, biometry: "finger" },
  tdesktop: { label: "Desktop", phone: false },
  macos: { label: "macOS", phone: false },
  weba: { label: "Web A", phone: false },
  webk: { label: "Web K", phone: false },
};

export const VERSIONS = ["6.0", "6.1", "6.2", "6.4", "6.7", "6.9", "6.10", "7.0", "7.2", "7.6", "7.7", "7.8", "7.10", "8.0", "9.0", "9.1", "9.5", "9.6", "10.1"];

/** Return whether `version` is at least `since`; 6.10 is newer than 6.9. */
export function atLeast(version, since) {
  const [a, b] = [version, since].map((text) => text.split(".").map(Number));
  return a[0] !== b[0] ? a[0] > b[0] : (a[1] ?? 0) >= (b[1] ?? 0);
}

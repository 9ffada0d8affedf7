// What the page remembers between visits: its own choices, never the bot's data.

const PREFIX = "sandbox:";

/** Read a remembered choice; `fallback` when there is none or the browser keeps nothing. */
export function recall(key, fallback) {
  try {
    const text = localStorage.getItem(PREFIX + key);
    return text === null ? fallback : JSON.parse(text);
  } catch {
    return fallback; // private mode, or a value some older page wrote
  }
}

/** Remember a choice. Returns false when the browser refuses to keep it. */
export function remember(key, value) {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

/** A value that tells its listeners when it changes. */
export function signal(value) {
  const listeners = new Set();
  return {
    get: () => value,
    set(next) {
      value = next;
      for (const listener of listeners) listener(value);
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

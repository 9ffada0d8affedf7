// The browser's own storages. Both are missing where the web view forbids them.

export const localStorageIfAllowed = (): Storage | undefined => attempt(() => window.localStorage);
export const sessionStorageIfAllowed = (): Storage | undefined => attempt(() => window.sessionStorage);

/** The result, or undefined in private mode, above the quota, or in a web view without storage. */
export function attempt<R>(act: () => R): R | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}

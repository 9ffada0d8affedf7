// What the person chose on this device: it stays when the login ends.

import { attempt, localStorageIfAllowed } from "./browser-storage.ts";

const prefixOf = (user: number): string => `gm-choice:${user}:`;

/** A choice made on this device, if it is still one of the possible ones. */
export function readChoice<T extends string>(user: number, name: string, known: readonly T[]): T | undefined {
  const value = attempt(() => localStorageIfAllowed()?.getItem(`${prefixOf(user)}${name}`));
  return known.find((one) => one === value);
}

/** Keep a choice; `undefined` removes it. Without storage it lasts as long as the page. */
export function keepChoice(user: number, name: string, value: string | undefined): void {
  const key = `${prefixOf(user)}${name}`;
  attempt(() =>
    value === undefined ? localStorageIfAllowed()?.removeItem(key) : localStorageIfAllowed()?.setItem(key, value),
  );
}

export function forgetChoices(user: number): void {
  removeKeys((key) => key.startsWith(prefixOf(user)));
}

/** Remove these keys of localStorage, where there is one. */
export function removeKeys(wanted: (key: string) => boolean): void {
  attempt(() => {
    for (const key of Object.keys(localStorage)) if (wanted(key)) localStorage.removeItem(key);
  });
}

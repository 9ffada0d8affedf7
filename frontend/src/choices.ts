// What the person chose on this device: it stays when the login ends.

import { localShelf } from "./storage.ts";

const choiceKey = (user: number, name: string): string => `gm-choice:${user}:${name}`;

/** A choice made on this device, if it is still one of those that there are. */
export function readChoice<T extends string>(user: number, name: string, known: readonly T[]): T | undefined {
  try {
    const value = localShelf()?.getItem(choiceKey(user, name));
    return known.find((one) => one === value);
  } catch {
    return undefined;
  }
}

export function keepChoice(user: number, name: string, value: string): void {
  try {
    localShelf()?.setItem(choiceKey(user, name), value);
  } catch {
    // a web view without storage: the choice lasts as long as the page
  }
}

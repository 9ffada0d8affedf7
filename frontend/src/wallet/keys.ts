/** The start of all keys under which a user's TON Connect keeps its connection. */
export const keysOf = (user: number): string => `gm:ton:${user}:`;

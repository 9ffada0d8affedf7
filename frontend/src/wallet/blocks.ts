/** An address in blocks of four characters. */
export const blocks = (address: string): string[] => address.match(/.{1,4}/g) ?? [];

/** The longest text; well below the 64 KiB a publication may have, in any script. */
export const LONGEST = 4000;

/** Tells the user that a text is too long to be sent; empty when it is not. */
export function tooLong(text: string): string {
  const length = text.trim().length;
  return length <= LONGEST
    ? ""
    : `A message may have ${count(LONGEST)} characters; this one has ${count(length)} and cannot be sent`;
}

function count(number: number): string {
  return number.toLocaleString("en");
}

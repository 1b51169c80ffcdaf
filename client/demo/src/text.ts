/** A part of a message: plain text, or a link. */
export interface Piece {
  readonly text: string;
  /** Where the link leads, always http or https; null for plain text. */
  readonly href: string | null;
}

const LINK = /https?:\/\/[^\s<>"'`]+/g;
/** Punctuation at the end of an address belongs to the sentence around it. */
const TRAILING = /[.,:;!?…]+$/;

/** The text of a message. Other publishers may write any JSON: a text is shown as it is, anything else as JSON. */
export function textOf(data: unknown): string {
  const text = typeof data === "object" && data !== null ? (data as { text?: unknown }).text : data;
  return typeof text === "string" ? text : (JSON.stringify(data) ?? "");
}

/** Splits a text into links and what is between them. The pieces together are the text. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    const link = trimmed(match[0]);
    if (!URL.canParse(link)) {
      continue;
    }
    if (match.index > end) {
      pieces.push({ text: text.slice(end, match.index), href: null });
    }
    pieces.push({ text: link, href: link });
    end = match.index + link.length;
  }
  if (end < text.length) {
    pieces.push({ text: text.slice(end), href: null });
  }
  return pieces;
}

function trimmed(link: string): string {
  let kept = link.replace(TRAILING, "");
  while (kept.endsWith(")") && count(kept, ")") > count(kept, "(")) {
    kept = kept.slice(0, -1).replace(TRAILING, "");
  }
  return kept;
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}

import type { Message } from "parley-client";

/** Something that happened in the room and is not stored. */
export interface Notice {
  readonly key: string;
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The id of the message that was the last one then, or null if there was none. */
  readonly after: string | null;
}

/** A row of the list, from top to bottom. */
export type Row =
  | { readonly kind: "day"; readonly key: string; readonly at: number }
  | { readonly kind: "new"; readonly key: string }
  | { readonly kind: "notice"; readonly key: string; readonly text: string; readonly at: number }
  | {
      readonly kind: "message";
      readonly key: string;
      readonly message: Message;
      /** Whether it stands under the name of the message above. */
      readonly grouped: boolean;
    };

/** Rows that are rendered together, so that a new message touches one chunk and not all rows. */
export interface Chunk {
  readonly key: string;
  readonly rows: readonly Row[];
}

/** Messages of one person within this time stand under one name. */
const GROUP_MS = 5 * 60_000;
/** How many offsets a chunk spans. Chunks begin at multiples of it, so that older pages leave the others as they are. */
const CHUNK = 64;

/**
 * Arranges messages and notices as rows: a separator before each day, a line before the first new message.
 *
 * @param firstNew the id of the first message that the reader has not seen, or null
 */
export function chunksOf(
  messages: readonly Message[],
  notices: readonly Notice[],
  firstNew: string | null,
): Chunk[] {
  const noticesAfter = groupByAfter(notices);
  const chunks: { key: string; rows: Row[] }[] = [];
  let chunk: { key: string; rows: Row[] } | null = null;
  let before: Message | null = null;
  let day: Day | null = null;
  let interrupted = false;
  const start = (key: string) => {
    if (chunk?.key !== key) {
      chunk = { key, rows: [] };
      chunks.push(chunk);
    }
    return chunk.rows;
  };
  const tell = (after: string | null, rows: Row[]) => {
    const told = noticesAfter.get(after) ?? [];
    told.forEach(({ key, text, at }) => rows.push({ kind: "notice", key, text, at }));
    return told.length > 0;
  };
  if (noticesAfter.has(null)) {
    tell(null, start("first"));
  }
  for (const message of messages) {
    const rows = start(
      message.offset === null ? "waiting" : `at-${Math.floor(message.offset / CHUNK)}`,
    );
    const newDay = day === null || message.time < day.begin || message.time >= day.end;
    if (newDay) {
      day = dayOf(message.time);
    }
    if (newDay && message.time > 0) {
      rows.push({ kind: "day", key: `day-${message.id}`, at: message.time });
    }
    if (message.id === firstNew) {
      rows.push({ kind: "new", key: "new" });
    }
    const grouped =
      !newDay && !interrupted && message.id !== firstNew && continues(before, message);
    rows.push({ kind: "message", key: message.id, message, grouped });
    interrupted = tell(message.id, rows);
    before = message;
  }
  return chunks;
}

/** Whether two lists of rows look the same. */
export function sameRows(a: readonly Row[], b: readonly Row[]): boolean {
  return a.length === b.length && a.every((row, index) => sameRow(row, b[index]!));
}

function sameRow(a: Row, b: Row): boolean {
  return (
    a.key === b.key &&
    a.kind === b.kind &&
    (a.kind !== "message" ||
      (b.kind === "message" && a.message === b.message && a.grouped === b.grouped))
  );
}

function continues(before: Message | null, message: Message): boolean {
  return (
    before !== null &&
    before.user === message.user &&
    before.name === message.name &&
    Math.abs(message.time - before.time) < GROUP_MS
  );
}

/** A day of this place, which may be longer or shorter than 24 hours. Looked up once for all of its messages, because it is slow. */
interface Day {
  readonly begin: number;
  readonly end: number;
}

function dayOf(time: number): Day {
  const date = new Date(time);
  const [year, month, day] = [date.getFullYear(), date.getMonth(), date.getDate()];
  return {
    begin: new Date(year, month, day).getTime(),
    end: new Date(year, month, day + 1).getTime(),
  };
}

function groupByAfter(notices: readonly Notice[]): Map<string | null, Notice[]> {
  const groups = new Map<string | null, Notice[]>();
  for (const notice of notices) {
    groups.set(notice.after, [...(groups.get(notice.after) ?? []), notice]);
  }
  return groups;
}

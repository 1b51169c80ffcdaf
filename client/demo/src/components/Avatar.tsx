import "./Avatar.css";

const COLOURS = 8;

/** The picture of a user: initials on one of eight colours, always the same for one user. */
export function Avatar({
  user,
  name,
  size = "m",
}: {
  user: string;
  name: string;
  size?: "s" | "m";
}) {
  const colour = user === "" ? "none" : hash(user) % COLOURS;
  const initials = name
    .split(/\s+/)
    .filter(Boolean)
    .slice(0, 2)
    .map((word) => [...word][0]!.toUpperCase());
  return (
    <span className={`avatar avatar-${size} colour-${colour}`} aria-hidden="true">
      {user === "" ? "{ }" : initials.join("")}
    </span>
  );
}

/** FNV-1a: short, and different enough for names that look alike. */
function hash(text: string): number {
  let value = 2166136261;
  for (const character of text) {
    value = Math.imul(value ^ character.codePointAt(0)!, 16777619);
  }
  return (value ^ (value >>> 15)) >>> 0;
}

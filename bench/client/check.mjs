/** How many of the offsets from the first to the last one are not there, and how many are there again. */
export function check(offsets, first, last) {
  const different = new Set(offsets);
  const expected = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
  return {
    lost: expected.filter((offset) => !different.has(offset)).length,
    doubled: offsets.length - different.size,
  };
}

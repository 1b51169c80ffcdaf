/** The value that so many per cent of the values do not exceed; undefined without any. */
export function percentile(values, percent) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
}

/** The most times, in milliseconds, that are within one second. */
export function peak(times) {
  const sorted = [...times].sort((a, b) => a - b);
  let from = 0;
  return sorted.reduce((most, time, at) => {
    while (time - sorted[from] >= 1000) from++;
    return Math.max(most, at - from + 1);
  }, 0);
}

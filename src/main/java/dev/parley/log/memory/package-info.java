/**
 * The logs that keep no rows: one in the memory of this process, and one that keeps nothing but
 * idempotency keys. Nothing here outlives the process or is shared between members. Enter at {@link
 * dev.parley.log.memory.MemoryLog} and {@link dev.parley.log.memory.EphemeralLog}.
 */
package dev.parley.log.memory;

/**
 * How much and how often: allowances by rates, those of many keys, and the addresses that requests
 * come from. It knows nothing of sessions and of HTTP; who refuses says so itself, and counts it in
 * {@link dev.parley.limit.RefusalMeter}.
 */
package dev.parley.limit;

/**
 * Rates, for one key or many, and the addresses that requests come from. It knows neither sessions
 * nor HTTP: the caller answers a refusal itself, and counts it in {@link
 * dev.parley.limit.RefusalMeter}. Enter at {@link dev.parley.limit.RateLimiter} and {@link
 * dev.parley.limit.ClientAddressResolver}.
 */
package dev.parley.limit;

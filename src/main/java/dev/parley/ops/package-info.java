/**
 * What operators look at, and how the parts find threads and meters: health checks, metrics. Looks
 * at all others; nobody imports it.
 */
package dev.parley.ops;

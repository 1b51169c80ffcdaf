/**
 * The start and the end of the application, health checks, metrics, and the producers of shared
 * beans such as threads, codecs and meters. It uses all other packages; no package uses it.
 */
package dev.parley.ops;

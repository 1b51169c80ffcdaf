/**
 * Benchmarks of the log. Each starts its own databases, measures Parley and plain JDBC by turns in
 * one run, prints a table and writes the same figures as JSON under {@code target}.
 */
package dev.parley.bench;

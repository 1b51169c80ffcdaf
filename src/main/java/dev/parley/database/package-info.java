/**
 * The team's database: its tables and their versions, its start, its transactions and the meaning
 * of its failures. Knows nothing about the data. Enter at {@link dev.parley.database.Database}.
 */
package dev.parley.database;

/**
 * The team's database: its tables and their versions, its start, and what its failures mean. Knows
 * nothing of what is kept there. Enter at {@link dev.parley.database.Database}.
 */
package dev.parley.database;

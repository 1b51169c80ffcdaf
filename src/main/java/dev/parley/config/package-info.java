/**
 * The settings of Parley: each is a typed {@link dev.parley.config.Key} with its default and its
 * meaning. Reads MicroProfile Config once, at the start, and checks it. Does not use the values.
 * Start reading at {@link dev.parley.config.ParleyConfig}. To add a setting, add a constant to one
 * of the classes whose names end in Keys, and its row to {@code docs/configuration.md}.
 */
package dev.parley.config;

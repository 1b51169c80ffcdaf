/**
 * Every configuration key of Parley, typed, with its default and its check. Reads MicroProfile
 * Config once, at start; knows nothing of what the values are for. Enter at {@link
 * dev.parley.config.ParleyConfig}.
 */
package dev.parley.config;

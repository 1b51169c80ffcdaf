/** What tests of several packages share. */
package dev.parley.testing;

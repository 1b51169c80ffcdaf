/**
 * The ways in and out, each in a package of its own, and what stands before all of them. No
 * transport knows another one.
 */
package dev.parley.transport;

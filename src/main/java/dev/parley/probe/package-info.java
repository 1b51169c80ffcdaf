/**
 * The health check of the container image: a program of its own, which needs nothing but the JDK.
 * It is no part of the running server, and knows of it only what the environment says. Enter at
 * {@link dev.parley.probe.ReadinessProbe}.
 */
package dev.parley.probe;

/**
 * The messages of the Centrifuge protocol: commands, replies, pushes, publications, error and
 * disconnect codes, and the codecs that turn them into bytes and back. Does no I/O and knows no
 * session, channel or server. Begin with {@link dev.parley.protocol.Command}, {@link
 * dev.parley.protocol.Result} and {@link dev.parley.protocol.Codec}.
 */
package dev.parley.protocol;

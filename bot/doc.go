// Package bot turns a request into a reply. It is platform neutral: the
// sub-packages slack, discord and console each speak one wire format, receive
// requests and render replies; nobody but cmd imports them.
//
// Handlers compute; they do not send. Posting on one's own account (digests,
// alerts, corrections) goes through a [Poster], which tries once and
// classifies its failure; only the queue in package schedule retries.
package bot

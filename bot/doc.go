// Package bot turns a request into a reply. It is platform neutral: the
// sub-packages slack, discord and console each speak one wire format, receive
// requests and render replies; nobody but cmd imports them.
//
// Handlers compute; they do not send. Posting on one's own account (digests,
// alerts, corrections) goes through a [Poster], which tries once and
// classifies its failure; only the queue in package schedule retries.
//
// Decisions. A reply says what, never how, so that one answer is the same on
// each platform and in each of their fallbacks. What a platform is like stands in
// its [Traits], and nobody asks for its name. A button repeats what could be
// typed, is signed for whoever may press it, and its label fits a phone. Texts
// say what to type after "type:", and [AsTyped] puts before it what the platform
// wants there. Silence and asking back are better than a figure for another
// question.
package bot

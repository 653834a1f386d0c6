/// Golden conversations: what peers say to each other in short stories, kept as text.
///
/// *The problem.* A change to the protocol shows in no single test; what matters is who says what
/// when, and that is read best as a conversation.
///
/// *The idea.* Each story runs in a simulated world whose links all take ten milliseconds, and
/// every message that arrives is a line: the time, from whom to whom, its type and main fields,
/// with names in the place of keys and hashes. The text is compared with the one that is kept below
/// `src/test/resources/conversations`, and a change to it is reviewed as a difference of texts.
/// `docs/protocol/sync.md` points to them as worked examples.
///
/// Source: the `testdata` of etcd's raft. changed: the story is Java, so that it cannot forget a
/// step; only what comes of it is a file.
@NullMarked
package kith.lab.conversation;

import org.jspecify.annotations.NullMarked;

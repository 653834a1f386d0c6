/// What a sequence consists of: everything that was ever inserted, and what of it is shown now.
///
/// Whatever was inserted is kept once, in the order of arrival ([Store], [Elements]), as somebody
/// may ask for an old version. What is shown is kept apart from it, so that it can be read without
/// looking at the history: a text as its units ([TextBuffer]), as these are as small as a reference
/// to them; a list as the numbers of its elements ([ListBuffer]).
///
/// Nothing here knows of versions or of authors. One owner.
@NullMarked
package kith.crdt.sequence.units;

import org.jspecify.annotations.NullMarked;

/// The core in a browser tab, as an ES module.
///
/// A script cannot call the engine as Java does: it has no records and no 64-bit numbers, and it
/// waits for nothing. So there is one object, [TabPeer][kith.browser.TabPeer]. A script hands
/// happenings in by its methods, and is handed effects by the methods of a
/// [Host][kith.browser.Host] that it brings: storage, keys and links are the browser's, and are
/// reached from script. What is asked of the peer is a plain object with the word for it under `do`
/// ([Commands][kith.browser.Commands]); the answer is a plain object too
/// ([Answers][kith.browser.Answers]). [Script][kith.browser.Script] is the only place where values
/// of Java become values of script.
///
/// Everything here is glue. What decides is in the core, and the tests of the core hold for it: the
/// classes are the same.
@NullMarked
package kith.browser;

import org.jspecify.annotations.NullMarked;

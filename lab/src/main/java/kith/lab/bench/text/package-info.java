/// Shared text: traces of what people typed, the libraries that replay them, and what is measured.
///
/// Each library takes each measure in a process of its own, which is told by lines what to do
/// ([kith.lab.bench.text.TextTrial]; `lab/peers/text.mjs` for those in JavaScript). So no compiler
/// has learnt from another measure, and no heap is full of its remains. Read
/// [kith.lab.bench.text.TextMeasures] first.
@NullMarked
package kith.lab.bench.text;

import org.jspecify.annotations.NullMarked;

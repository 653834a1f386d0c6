/// Every decoder under attack.
///
/// *The problem.* Whatever comes from a link, a disk or a client may be anything, and a decoder is
/// where it first touches us. Tests of examples only find what somebody thought of.
///
/// *The idea.* Each decoder gets random bytes, and samples that are good but for a few changes:
/// bits flipped, pieces put in, left out and doubled, lengths that promise a lot, ends cut off,
/// things within things, far too much of everything. What must hold: bytes are decoded, or refused
/// in the one documented way; what is decoded is encoded to the same bytes, where a format is
/// canonical; and neither memory nor time is out of proportion to the input. Generators are seeded,
/// so that a failure comes again.
///
/// *Crashers.* An input that did what it must not is kept for ever, below
/// `src/test/resources/crashers` in the folder of its decoder: a line that says what it did, and
/// hexadecimal digits. When a test fails, it says how to keep its input.
@NullMarked
package kith.lab.fuzz;

import org.jspecify.annotations.NullMarked;

/// Tests of what the engine is compared with: cases whose texts follow from the definitions, the
/// two twins against each other, and mistakes that the fuzzer must find.
@NullMarked
package kith.lab.sequence;

import org.jspecify.annotations.NullMarked;

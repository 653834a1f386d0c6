/// Short stories about a few peers: what each rule and each bound means for who meets it.
///
/// A storm draws by lot and checks what must always hold; a story is told on purpose, and says what
/// each of its peers sees at its end. Every story is told in several worlds, so that it does not
/// hang on the order in which a few frames came.
@NullMarked
package kith.lab.scenario;

import org.jspecify.annotations.NullMarked;

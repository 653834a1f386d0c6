/// The tests of the house: who may use whom, what the core must not touch, what shape sources have,
/// whether the documents point at what is there, and whether the two commands do what they say.
///
/// Each rule is a function from what was read to what is wrong with it. One test holds the
/// repository to the rule, another plants a fault and checks that the rule finds it.
///
/// They lie in `core`, which is built first and by every build. Only the core's classes are read in
/// compiled form; the rules for other modules read sources, which are there before they are
/// compiled.
package kith.house;

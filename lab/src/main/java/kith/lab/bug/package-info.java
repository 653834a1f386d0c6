/// Bugs on purpose: the test of the lab itself.
///
/// *The problem.* A simulator in which everything passes proves nothing until it is known what it
/// would not let pass. A checker that looks at the wrong moment, or a storm that never brings about
/// what it was made for, is as green as one that works.
///
/// *The idea.* Mutation testing (DeMillo, Lipton and Sayward, *Hints on Test Data Selection*,
/// 1978), with a few mistakes chosen by hand in the place of many made by rule: each is one that
/// engineers make, and each breaks another promise. The code that ships stays as it is, without any
/// switch: a [PlantedBug] alters the class files as they are loaded, in a class loader of its own
/// ([BugLoader]), in which the whole simulated world runs beside the sound one.
///
/// A bug whose class or method is gone cannot be planted and says so, so a new name in the core
/// breaks a test here and not the test's sense.
///
/// Cost: loading and warming up the core anew for each bug, about two seconds; a seed after that
/// costs what it always does.
@NullMarked
package kith.lab.bug;

import org.jspecify.annotations.NullMarked;

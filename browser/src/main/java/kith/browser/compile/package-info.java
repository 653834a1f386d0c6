/// What the compiler for the tab does otherwise than it would: a plugin of TeaVM. Nothing of it
/// runs in a tab.
///
/// *The problem.* What TeaVM makes of an access to an array is right, or fast, but not both: its
/// strict mode calls one function for each index, and as that sees arrays of every kind, it is slow
/// with all of them; without it nobody looks at an index at all, and a script that writes beside an
/// array is not told. And its class library copies arrays one element after the other.
///
/// *What is done.* The strict mode is off. Each index is checked where it is used
/// ([kith.browser.compile.IndexChecks]): the same check, but what the machine sees there is one
/// kind of array, and it costs next to nothing. Whoever uses nothing as an object is stopped by the
/// script engine itself; a cast that is wrong is not noticed, and nobody relies on one that fails.
/// Some methods are replaced by our own ([kith.browser.compile.Redirects]).
@NullMarked
package kith.browser.compile;

import org.jspecify.annotations.NullMarked;

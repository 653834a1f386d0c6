/// The console: the page in the browser by which a person uses a peer.
///
/// **What it is.** Files that the build of `web/` has made, handed out from the class path. The
/// page has no private door: what it shows and does goes through the HTTP that everybody uses.
///
/// **The problem.** A cell and the page that shows it have one address, so that an address can be
/// copied from the browser into a program and back. Who navigates there gets the page, everybody
/// else the cell ([Console][kith.node.http.console.Console] says how the two are told apart).
///
/// **What is handed out** is a fixed set of names, looked up and never climbed, with headers that
/// let the page load and say nothing but its own.
@NullMarked
package kith.node.http.console;

import org.jspecify.annotations.NullMarked;

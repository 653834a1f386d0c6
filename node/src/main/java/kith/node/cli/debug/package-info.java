/// `kith debug`: what a peer knows of itself, for whoever wants to find out why. Read
/// [kith.node.cli.debug.DebugCommand] first. The same words are on `window.kith` in a tab.
@NullMarked
package kith.node.cli.debug;

import org.jspecify.annotations.NullMarked;

/// The directory of a board in a crowd: how far it is to what is looked for, how surely it is
/// found, and what it costs; beside Kademlia in the same crowd.
///
/// Begin with [kith.lab.crowd.directory.DirectoryExperiment].
@NullMarked
package kith.lab.crowd.directory;

import org.jspecify.annotations.NullMarked;

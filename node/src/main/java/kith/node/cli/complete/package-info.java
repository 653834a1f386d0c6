/// What the tab key offers.
///
/// **The problem.** A completion script knows the commands of the day on which it was written, and
/// nothing of what a peer has. Written in the language of a shell it is long, different for each
/// shell, and easily carries out what it only meant to show.
///
/// **So** the scripts ([Scripts][kith.node.cli.complete.Scripts]) are a few lines that hand the
/// line over and take words back. What can stand at a place is known from the same data as the help
/// ([Place][kith.node.cli.complete.Place] finds it, by the names of arguments such as `ADDRESS` or
/// `FILE`), and the names that only the peer knows are asked of it
/// ([Known][kith.node.cli.complete.Known]).
///
/// Words are data all the way: no shell ever evaluates one. For bash, which takes what it is given
/// as it is, names are quoted here ([BashLine][kith.node.cli.complete.BashLine]); zsh does that by
/// itself.
///
/// Everything here belongs to the thread that runs the command.
@NullMarked
package kith.node.cli.complete;

import org.jspecify.annotations.NullMarked;

/// What every command of `kith` stands on: how a line is read, what a terminal can show, and how
/// a command ends.
///
/// **The problem.** A command line should explain itself, and start fast: a cold command has 300
/// milliseconds of processor time in all, and the JVM takes some 60 of them. The usual library for
/// this (picocli 4.7.7) was measured at 200 for one command with five options, most of it
/// reflection; and its classes are of a format that a class data archive does not take, so they
/// cost that much every time.
///
/// **So** a command is data ([Spec][kith.node.cli.shell.Spec]) and a method, the data of *one*
/// command is made for a line that names it, and a small reader ([Line][kith.node.cli.shell.Line])
/// and a small printer ([Manual][kith.node.cli.shell.Manual]) go by that data. Nothing here uses
/// reflection, regular expressions or `String.format`.
///
/// Everything here belongs to the thread that runs the command.
@NullMarked
package kith.node.cli.shell;

import org.jspecify.annotations.NullMarked;

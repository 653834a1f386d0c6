/// The commands that read and write cells.
///
/// Reading and writing one cell is one request. [Import][kith.node.cli.tree.ImportCommand] is more:
/// a file is taken apart into cells ([Cells][kith.node.cli.tree.Cells]), those that are there
/// already are struck off ([JsonItems][kith.node.cli.tree.JsonItems] reads what is there while it
/// comes), and the rest is written in whole transactions ([Batches][kith.node.cli.tree.Batches]).
@NullMarked
package kith.node.cli.tree;

import org.jspecify.annotations.NullMarked;

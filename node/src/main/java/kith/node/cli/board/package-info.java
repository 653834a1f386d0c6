/// The commands about boards: who belongs, and how others come in.
///
/// They read the cells of `.peer/boards` and ask the peer for the rest. An invitation is shown as a
/// link and, on a terminal, as a picture for a camera ([QrPicture][kith.node.cli.board.QrPicture]).
@NullMarked
package kith.node.cli.board;

import org.jspecify.annotations.NullMarked;

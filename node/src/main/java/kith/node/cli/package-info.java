/// The product's command, `kith`.
///
/// [Main][kith.node.cli.Main] reads the line, finds the command in the
/// [Catalogue][kith.node.cli.Catalogue] and runs it. The command line has no private door: but for
/// `up`, which *is* the peer, and `verify` and `debug trace`, which read files of one, every
/// command is a client of the tree over HTTP, as any other program could be. So it may not use the
/// engine or the log.
///
/// | package | commands |
/// | --- | --- |
/// | `cli.shell` | what all stand on: the line, the terminal, the manual |
/// | `cli.peer` | `up`, `down`, `status`, `compare`, `query`, `connect`, `verify`, `version` |
/// | `cli.tree` | `get`, `set`, `rm`, `add`, `watch`, `import`, `export`, `fill` |
/// | `cli.debug` | `debug` |
/// | `cli.board` | `invite`, `join`, `boards`, `members`, `remove-member`, `revoke` |
///
/// What each does, with examples, is in `docs/cli.md`.
@NullMarked
package kith.node.cli;

import org.jspecify.annotations.NullMarked;

/// HTTP: how everything local reaches a peer, the command line and the browser included.
///
/// **What it is.** The tree of cells at `/`, read with `GET`, written with `PUT`, `PATCH` and
/// `DELETE`, watched with `GET` and `Subscribe` as Braid says; one WebSocket for many
/// subscriptions at once; and `/.kith/` for what is no cell. `docs/protocol/http.md` is the
/// normative text.
///
/// **The problem.** It is the one door that stands open for everybody on the machine, and for each
/// page in its owner's browser. So who may ask is checked before anything else
/// ([Guard][kith.node.http.Guard]); a path means what it says and nothing a library made of it
/// ([Target][kith.node.http.Target]); and a client that is slow, silent or greedy costs itself
/// only: each request has a virtual thread of its own that may wait, everything that waits has a
/// bound in time and in bytes, and nobody who waits owns the engine.
///
/// **Sources.** HTTP: RFC 9110 and 9112. Subscriptions, versions and patches:
/// draft-toomim-httpbis-braid-http-04. The server is Jetty 12 without servlets.
///
/// **Packages.** [kith.node.http.talk] has the forms in which things are said,
/// [kith.node.http.live] what goes on after the first answer, [kith.node.http.console] the page for
/// people, and [kith.node.http.once] knows the writes that are sent again.
@NullMarked
package kith.node.http;

import org.jspecify.annotations.NullMarked;

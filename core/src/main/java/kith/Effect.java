package kith;

import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.overlay.OverlayMessage;
import kith.port.Note;
import org.jspecify.annotations.Nullable;

/// What a host is to do after a step, in this order. See [kith.port.Effects] for what each means.
public sealed interface Effect {
    record Send(long link, Bytes frame) implements Effect {}

    record HangUp(long link, String reason) implements Effect {}

    /// The other side of a link belongs to a board of ours: no stranger any more.
    record Known(long link) implements Effect {}

    record Dial(String address, @Nullable Bytes peer) implements Effect {}

    record Check(long ticket, Bytes key, Bytes message, Bytes signature) implements Effect {}

    record Sign(long ticket, Bytes message, @Nullable Bytes seed) implements Effect {}

    record Write(String file, long offset, Bytes bytes) implements Effect {}

    /// Everything written before is to be made durable; many may be answered by one sync.
    record Sync(long ticket) implements Effect {}

    record Load(long ticket, String file, long offset, int length) implements Effect {}

    record Delete(String file) implements Effect {}

    /// The answer to a call. Every call has exactly one.
    record Reply(long ticket, Answer answer) implements Effect {}

    /// Something for a subscription.
    record Tell(long subscription, Event event) implements Effect {}

    /// Another member of that board sent something for this host.
    record Forwarded(BoardId board, PeerId from, OverlayMessage.Kind kind, Bytes bytes)
            implements Effect {}

    record Report(Note note) implements Effect {}
}

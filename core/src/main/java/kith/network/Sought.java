package kith.network;

import java.util.ArrayList;
import java.util.List;
import kith.board.Board;
import kith.dht.DirectoryMessage.Hop;
import kith.dht.DirectoryRecord;
import kith.dht.Found;
import kith.dht.RecordKind;
import kith.identity.Members;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.port.Now;
import kith.talk.Fields;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// What came of looking something up in a board's directory, as whoever asked is told it.
/// `docs/protocol/http.md` lists the fields.
public final class Sought {
    private final Board board;
    private final RecordKind kind;
    private final Found found;

    public Sought(Board board, RecordKind kind, Found found) {
        this.board = board;
        this.kind = kind;
        this.found = found;
    }

    /// @param subject as it was asked for
    public Value.Obj report(String subject, Bytes key, boolean traced) {
        var report = new Fields().put("board", board.alias()).put("kind", word(kind));
        report.put("subject", subject).put("found", records());
        report.put("answered", texts(found.by())).put("enough", found.enough());
        report.put("millis", found.nanos() / Now.MILLI);
        if (kind == RecordKind.ADDRESSES) {
            who(report, new PeerId(key));
        }
        if (traced) {
            report.put("ways", trails());
        }
        return report.value();
    }

    private static String word(RecordKind kind) {
        return switch (kind) {
            case ADDRESSES -> "peer";
            case REPLICA -> "space";
            case HOLDER -> "blob";
            case CAPABILITY -> "capability";
        };
    }

    private Value records() {
        var items = new ArrayList<Value>();
        for (DirectoryRecord one : found.records()) {
            Whereabouts said = one.isWithdrawal() ? null : read(one.body());
            if (said != null) {
                items.add(
                        new Fields()
                                .put("peer", one.author().text())
                                .put("addresses", said.addresses())
                                .put("region", said.region())
                                .put("can", said.words())
                                .put("saidAt", one.version())
                                .put("endsAt", one.expiresAtMillis())
                                .put("signedBy", one.author().text())
                                .value());
            }
        }
        return Value.Array.of(items);
    }

    private static @Nullable Whereabouts read(Bytes body) {
        try {
            return Whereabouts.read(body);
        } catch (Malformed malformed) {
            return null; // signed, and in no form that we know
        }
    }

    private static List<String> texts(List<PeerId> peers) {
        var texts = new ArrayList<String>();
        peers.forEach(peer -> texts.add(peer.text()));
        return texts;
    }

    /// What the board itself says of a member.
    private void who(Fields report, PeerId peer) {
        Members.Member member = board.members().find(peer);
        if (member != null) {
            report.put("depth", member.depth()).put("since", member.admittedAtMillis());
            if (member.invitedBy() != null) {
                report.put("invitedBy", member.invitedBy().text());
            }
        }
        report.put("listed", Listening.of(board, peer));
    }

    private static Value hops(Found.Reply reply) {
        var items = new ArrayList<Value>();
        for (Hop hop : reply.hops()) {
            items.add(
                    new Fields()
                            .put("peer", hop.peer().text())
                            .put("waitedMillis", hop.millis())
                            .value());
        }
        return Value.Array.of(items);
    }

    private Value trails() {
        var items = new ArrayList<Value>();
        for (Found.Trail one : found.trails()) {
            var replies = new ArrayList<Value>();
            for (Found.Reply reply : one.replies()) {
                replies.add(
                        new Fields()
                                .put("by", reply.by().text())
                                .put("afterMillis", reply.afterNanos() / Now.MILLI)
                                .put("records", reply.records())
                                .put("hops", hops(reply))
                                .value());
            }
            var way = new Fields().put("first", one.first().text());
            way.put("beganMillis", one.beganNanos() / Now.MILLI);
            if (one.endedNanos() >= 0) {
                way.put("endedMillis", one.endedNanos() / Now.MILLI);
            }
            items.add(way.put("replies", Value.Array.of(replies)).value());
        }
        return Value.Array.of(items);
    }
}

package kith.lab.conversation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import kith.broadcast.BroadcastMessage;
import kith.cluster.work.WorkMessage;
import kith.dht.DirectoryMessage;
import kith.identity.Proof;
import kith.lab.SimNetwork;
import kith.lab.SimPeer;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.log.Run;
import kith.log.RunCodec;
import kith.network.Nearby;
import kith.network.spread.SpreadMessage;
import kith.overlay.OverlayMessage;
import kith.port.About;
import kith.replica.base.Manifest;
import kith.sync.SketchMessage;
import kith.sync.SnapshotMessage;
import kith.sync.SyncMessage;
import kith.sync.SyncMessage.Have;
import kith.value.Json;
import kith.value.Path;
import kith.value.Value;

/// Writes down each message that reaches its end, but for those by which peers watch each other and
/// form clusters: they go on for ever, and have their own tests.
final class Listener implements SimNetwork.Witness {
    /// What one side of a link declared.
    private static final class Declared {
        final TreeMap<Integer, String> spaces = new TreeMap<>();
        final TreeMap<String, String> chains = new TreeMap<>();
        final String back; // the way of the other side

        Declared(String back) {
            this.back = back;
        }
    }

    private final Names names;
    private final Lines lines;
    private final TreeMap<String, Declared> declared = new TreeMap<>();

    /// Where lines go to.
    interface Lines {
        void add(String line);
    }

    Listener(Names names, Lines lines) {
        this.names = names;
        this.lines = lines;
    }

    @Override
    public void passed(SimPeer from, SimPeer to, Bytes frame) {
        int type = frame.at(0) & 0xff;
        boolean network = Nearby.takes(type) && !WorkMessage.has(type);
        if (DirectoryMessage.has(type) || network) {
            return; // what the network says of itself, at times that follow from chance
        }
        String way = from + " > " + to;
        Declared by = declared.computeIfAbsent(way, first -> new Declared(to + " > " + from));
        lines.add(way + "  " + line(by, frame));
    }

    private String line(Declared by, Bytes frame) {
        SyncMessage message;
        try {
            message = SyncMessage.read(new Reader(frame));
        } catch (Malformed malformed) {
            return "(" + malformed.getMessage() + ")";
        }
        return switch (message) {
            case SyncMessage.Hello hello -> {
                by.spaces.clear();
                by.chains.clear();
                yield "Hello versions " + hello.versions() + ", credit " + hello.creditBytes();
            }
            case SyncMessage.Facts(int can, String device, String region) ->
                    "Facts: " + String.join(", ", new About("", device, region, can).words());
            case SyncMessage.Present present -> "Present, " + proof(present.proof());
            case SyncMessage.Join join -> "Join";
            case SyncMessage.Joined joined -> "Joined, " + proof(joined.proof());
            case SyncMessage.Refused refused ->
                    "Refused " + about(by, refused) + refused.code() + ": " + refused.detail();
            case SyncMessage.Space space -> space(by, space);
            case SyncMessage.Chain chain -> chain(by, chain);
            case Have have -> have(by, have);
            case SyncMessage.Runs runs -> changes(by, runs);
            case SyncMessage.Credit credit -> "Credit of " + credit.bytes();
            case SyncMessage.Trace trace -> trace(by, trace);
            case SyncMessage.Presence presence -> presence(by, presence);
            case SyncMessage.Ping ping -> "Ping";
            case SyncMessage.Pong pong -> "Pong";
            case SyncMessage.Ask ask ->
                    "Ask " + ask.ask() + ": " + space(by, ask.space()) + ", " + path(ask.path());
            case SyncMessage.Digests digests -> "Digests " + digests.ask() + cells(digests.body());
            case SketchMessage sketch -> sketch(by, sketch);
            case SnapshotMessage snapshot -> snapshot(by, snapshot);
            case SyncMessage.Other other -> other(by, other);
        };
    }

    private String other(Declared by, SyncMessage.Other other) {
        var body = new Reader(other.body());
        if (OverlayMessage.has(other.type())) {
            return overlay(OverlayMessage.read(other.type(), body));
        } else if (BroadcastMessage.has(other.type())) {
            return wish(BroadcastMessage.read(other.type(), body));
        } else if (SpreadMessage.has(other.type())) {
            return spread(by, SpreadMessage.read(other.type(), body));
        } else if (WorkMessage.has(other.type())) {
            return work(WorkMessage.read(other.type(), body));
        }
        return "(optional message of type " + other.type() + ")";
    }

    private String work(WorkMessage message) {
        return switch (message) {
            case WorkMessage.Asked asked ->
                    "Asked, "
                            + word(asked.step())
                            + ": "
                            + names.hash(asked.task().id())
                            + " "
                            + asked.task().name()
                            + " "
                            + Json.print(asked.task().value());
            case WorkMessage.Answered answered ->
                    "Answered, "
                            + word(answered.step())
                            + ": "
                            + names.hash(answered.id())
                            + " "
                            + word(answered.ended().outcome())
                            + " "
                            + Json.print(answered.ended().value());
            case WorkMessage.Serving serving ->
                    "Serving "
                            + serving.names()
                            + ", room "
                            + serving.room()
                            + ", at "
                            + hashes(serving.ids());
            case WorkMessage.Waiting waiting ->
                    (waiting.unknown() ? "Waiting, unknown: " : "Waiting for ")
                            + hashes(waiting.ids());
        };
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private List<String> hashes(List<Bytes> ids) {
        return ids.stream().map(names::hash).toList();
    }

    private static String wish(BroadcastMessage message) {
        return switch (message) {
            case BroadcastMessage.Declined declined -> "Declined";
            case BroadcastMessage.Wish wish ->
                    "Wish: "
                            + (wish.fed() ? "what is new" : wish.told() ? "to be told" : "nothing");
        };
    }

    private static String spread(Declared by, SpreadMessage message) {
        String in = " in " + space(by, message.space());
        return switch (message) {
            case SpreadMessage.Lacking lacking -> "Lacking" + in;
            case SpreadMessage.Promise promise ->
                    "Promise" + in + update(by, promise.space(), promise.chain(), promise.seq());
            case SpreadMessage.Fetch fetch ->
                    "Fetch" + in + ": chain " + fetch.chain() + ":" + fetch.seq();
            case SpreadMessage.Passed passed ->
                    "Passed"
                            + in
                            + update(by, passed.space(), passed.chain(), passed.seq())
                            + ", passes "
                            + passed.hops();
        };
    }

    private static String update(Declared by, int space, int chain, int seq) {
        return ": " + chain(by, space, chain) + ":" + seq;
    }

    private String overlay(OverlayMessage message) {
        return switch (message) {
            case OverlayMessage.Linked linked -> linked(linked);
            case OverlayMessage.Forward forward ->
                    "Forward "
                            + forward.number()
                            + " from "
                            + names.peer(forward.from().key())
                            + " to "
                            + names.peer(forward.to().key())
                            + ": "
                            + forward.kind().toString().toLowerCase(Locale.ROOT)
                            + ", bytes "
                            + forward.bytes().size();
            case OverlayMessage.Answered answered ->
                    "Answered "
                            + answered.number()
                            + ": "
                            + answered.outcome().toString().toLowerCase(Locale.ROOT);
        };
    }

    private String linked(OverlayMessage.Linked linked) {
        var peers = new ArrayList<String>();
        for (OverlayMessage.Neighbour one : linked.peers()) {
            peers.add(names.peer(one.peer().key()) + (one.dialable() ? " (dialable)" : ""));
        }
        return "Linked"
                + (linked.dialable() ? ", dialable" : "")
                + ": "
                + (peers.isEmpty() ? "nobody else" : String.join(", ", peers));
    }

    private static String proof(Bytes proof) {
        int admissions = Proof.read(new Reader(proof)).admissions().size();
        return admissions == 0 ? "proof of the founder" : "proof with admissions: " + admissions;
    }

    /// The number is that of the side that is told.
    private static String about(Declared by, SyncMessage.Refused refused) {
        return refused.space() == 0 ? "" : "in " + space(by, refused.space()) + ", ";
    }

    private String space(Declared by, SyncMessage.Space space) {
        by.spaces.put(space.number(), names.space(space.space()));
        return "Space " + space.number() + " is " + space(by, space.number());
    }

    private static String space(Declared by, int number) {
        return by.spaces.getOrDefault(number, "space " + number);
    }

    private String chain(Declared by, SyncMessage.Chain chain) {
        String name = names.chain(space(by, chain.space()), chain.id());
        by.chains.put(chain.space() + "/" + chain.number(), name);
        String base = "Chain " + chain.number() + " of " + space(by, chain.space()) + " is " + name;
        return chain.id().branch().size() == 0
                ? base
                : base + ", leaves " + chain.parent() + " after " + chain.seqLast();
    }

    private static String snapshot(Declared by, SnapshotMessage message) {
        String in = " in " + space(by, message.space());
        return switch (message) {
            case SnapshotMessage.Offered offered -> {
                var manifest = Manifest.read(new Reader(offered.manifest()));
                yield "Offered"
                        + in
                        + ": a snapshot, chains "
                        + manifest.chains().size()
                        + ", pieces "
                        + manifest.pieces().size()
                        + ", vouches "
                        + offered.vouches().size();
            }
            case SnapshotMessage.Asked asked -> "Asked" + in;
            case SnapshotMessage.Wanted wanted -> "Wanted" + in + ": piece " + wanted.index();
            case SnapshotMessage.Piece piece -> "Piece" + in + ": " + piece.index();
            case SnapshotMessage.Held held -> "Held" + in;
        };
    }

    private String sketch(Declared by, SketchMessage message) {
        String in = " in " + space(by, message.space());
        return switch (message) {
            case SketchMessage.Offer offer -> "Offer" + in + ": heads " + offer.heads();
            case SketchMessage.Row row -> "Row" + in + ": cells " + row.cells().size();
            case SketchMessage.More more -> "More" + in;
            case SketchMessage.Differ differ ->
                    "Differ"
                            + in
                            + ": ours "
                            + names(differ.ours())
                            + ", yours "
                            + names(differ.yours());
            case SketchMessage.Name name -> "Name" + in + ": " + names(name.yours());
            case SketchMessage.Same same -> same(by, same);
        };
    }

    private String names(List<Long> symbols) {
        var all = new ArrayList<String>();
        symbols.forEach(symbol -> all.add(names.symbol(symbol)));
        return all.isEmpty() ? "none" : String.join(", ", all);
    }

    private String same(Declared by, SketchMessage.Same same) {
        String of = "Chain " + same.number() + " of " + space(by, same.space());
        if (same.by() == SketchMessage.Same.By.SYMBOL) {
            return of + " is that of your head " + names.symbol(same.yours());
        } else if (same.by() == SketchMessage.Same.By.PLACE) {
            return of + " is that of head " + same.yours() + " of those that you told";
        }
        Declared other = declared.getOrDefault(by.back, by);
        String name = chain(other, byName(other, space(by, same.space())), (int) same.yours());
        by.chains.put(same.space() + "/" + same.number(), name);
        return of + " is your " + same.yours() + ", " + name;
    }

    /// The number that was given to the space of that name.
    private static int byName(Declared by, String space) {
        for (var entry : by.spaces.entrySet()) {
            if (entry.getValue().equals(space)) {
                return entry.getKey();
            }
        }
        return 0;
    }

    private static String chain(Declared by, int space, int chain) {
        return by.chains.getOrDefault(space + "/" + chain, "chain " + chain);
    }

    private String have(Declared by, Have have) {
        var out = new ArrayList<String>();
        for (Have.Entry entry : have.entries()) {
            String chain = chain(by, have.space(), entry.chain());
            String hash = entry.seq() == 0 ? "" : " " + names.hash(entry.hashPiece());
            out.add(chain + ":" + entry.seq() + hash + (entry.again() ? ", send again" : ""));
        }
        String kind =
                switch (have.kind()) {
                    case DURABLE -> "";
                    case ALL -> "(all, more follows) ";
                    case ALL_LAST -> "(all) ";
                    case NAMED -> "(the rest is known) ";
                };
        String all = out.isEmpty() ? "nothing" : String.join(", ", out);
        return "Have " + kind + "in " + space(by, have.space()) + ": " + all;
    }

    private static String changes(Declared by, SyncMessage.Runs changes) {
        var in = new Reader(changes.run());
        RunCodec.Numbering same = (chain, seq) -> chain;
        Run run = changes.isBare() ? RunCodec.readBare(in, 0, same) : RunCodec.read(in, 0, same);
        String seqs = run.size() == 1 ? "" + run.firstSeq() : run.firstSeq() + "-" + run.lastSeq();
        return "Changes in "
                + space(by, changes.space())
                + ": "
                + chain(by, changes.space(), changes.chain())
                + ":"
                + seqs
                + (changes.signature() == null ? "" : ", head")
                + (changes.isBare() ? ", bare" : "")
                + (changes instanceof SyncMessage.Packed ? ", packed" : "");
    }

    private String trace(Declared by, SyncMessage.Trace trace) {
        var marks = new ArrayList<String>();
        for (SyncMessage.Trace.Mark mark : trace.marks()) {
            marks.add(mark.seq() + " " + names.hash(mark.hashPiece()));
        }
        return "Trace in "
                + space(by, trace.space())
                + ", "
                + chain(by, trace.space(), trace.chain())
                + ": "
                + String.join(", ", marks);
    }

    private String presence(Declared by, SyncMessage.Presence presence) {
        String cells = Json.print(Value.read(new Reader(presence.cells())));
        return "Presence in "
                + space(by, presence.space())
                + " of "
                + names.peer(presence.author())
                + ", number "
                + presence.counter()
                + ": "
                + cells;
    }

    private static String path(Bytes path) {
        String text = Path.read(new Reader(path)).toText();
        return text.isEmpty() ? "the root" : text;
    }

    private String cells(Bytes body) {
        var cells = new ArrayList<String>(List.of(""));
        var in = new Reader(body);
        while (!in.atEnd()) {
            String name = in.string(SyncMessage.PATH_BYTES_MAX, "name");
            cells.add((name.isEmpty() ? "it" : name) + " " + names.hash(in.bytes(32)));
        }
        return ":" + String.join(" ", cells);
    }
}

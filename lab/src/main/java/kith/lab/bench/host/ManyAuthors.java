package kith.lab.bench.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import kith.Answer;
import kith.Command;
import kith.Effect;
import kith.Input;
import kith.clock.HybridTime;
import kith.crdt.Content;
import kith.crdt.Op;
import kith.identity.BoardId;
import kith.identity.BoardRecord.Admission;
import kith.identity.Hasher;
import kith.identity.Invitation;
import kith.identity.InvitationLink;
import kith.identity.Partition;
import kith.identity.PeerId;
import kith.identity.SpaceId;
import kith.lang.Bytes;
import kith.lang.Rng;
import kith.lang.Writer;
import kith.log.ChainId;
import kith.log.Change;
import kith.log.ChangeGraph;
import kith.log.Headers;
import kith.log.Run;
import kith.log.RunCodec;
import kith.node.Home;
import kith.node.NodeConfig;
import kith.node.crypto.NodeCrypto;
import kith.node.crypto.SeedFile;
import kith.port.Limits;
import kith.store.MemoryDisk;
import kith.sync.SyncMessage;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// A home whose space was written by many members of its board, as it comes about where people
/// work on one thing: a few of them at a time, each a batch of changes after it saw what the few
/// before them wrote.
///
/// A peer for each of a thousand authors would take all that the others write, a billion changes.
/// So the authors are no peers: their changes are composed and signed here, and said to the one
/// peer that is to have them over links that only exist in what its engine is told. That peer takes
/// them in as it takes in all, but for signatures, which it need not check: they were made here.
/// Whoever gets them from it does.
public final class ManyAuthors {
    private static final String ADDRESS = "author:1";

    /// So many write at a time, without seeing each other.
    private static final int AT_A_TIME = 10;

    /// Changes that an author makes before the others see them, with one signature.
    private static final int BATCH = 100;

    /// Their clocks run ahead by two minutes at the end: none of them wrote before the home did.
    private static final int CHANGES_PER_MILLI = 8;

    /// More than all that is said.
    private static final int CREDIT_BYTES = 1 << 30;

    private final NodeCrypto crypto = new NodeCrypto();
    private final Hasher hasher = crypto.hasher();
    private final List<Bytes> seeds = new ArrayList<>();
    private final List<PeerId> authors = new ArrayList<>();
    private final MemoryDisk disk = new MemoryDisk();
    private final Rng random = new Rng(1);
    private final BareEngine peer;
    private final Bytes board;
    private final Bytes space;
    private final Headers headers = new Headers(hasher);

    /// By author; null before its first change.
    private final @Nullable Tip[] tips;

    private long beginMillis;
    private int written;
    private long link;

    /// The keys of the home, and no checks.
    private record Keys(NodeCrypto crypto, Bytes seed) implements BareEngine.Keys {
        @Override
        public PeerId self() {
            return crypto.publicKey(seed);
        }

        @Override
        public Bytes sign(@Nullable Bytes with, Bytes message) {
            return crypto.sign(with == null ? seed : with, message);
        }

        @Override
        public boolean verify(Effect.Check check) {
            return true;
        }
    }

    private ManyAuthors(Bytes seed, int count) {
        for (int i = 0; i < count; i++) {
            Bytes made = hasher.sha256(new Writer().string(ADDRESS).u32(i).toBytes());
            seeds.add(made);
            authors.add(crypto.publicKey(made));
        }
        var limits =
                Limits.DEFAULT.with(
                        to -> {
                            to.creditBytes = CREDIT_BYTES;
                            to.linkBytesPerSecond = Long.MAX_VALUE;
                            to.linkChangesPerSecond = Long.MAX_VALUE;
                        });
        peer = new BareEngine(disk, limits, new Keys(crypto, seed), effect -> {});
        peer.put(BareEngine.space(), kith.value.Path.of("begin"), Value.Int.of(0), false);
        board = letIn();
        space = SpaceId.of(new BoardId(board), BigStore.SPACE, hasher).hash();
        tips = new @Nullable Tip[count];
    }

    /// Makes the home: so many changes by so many authors, each of one cell.
    public static void fill(Path folder, int authors, int changes) throws IOException {
        var config = NodeConfig.of(folder);
        Home home = config.home();
        home.make();
        Bytes device = SeedFile.openOrCreate(folder.resolve("seed"), new SecureRandom());
        Hasher hasher = new NodeCrypto().hasher();
        var many = new ManyAuthors(Partition.seed(device, config.identity(), hasher), authors);
        many.write(changes);
        Files.createDirectories(home.store());
        for (String file : many.disk.list()) {
            byte[] bytes = many.disk.read(file, 0, Math.toIntExact(many.disk.size(file)));
            Files.write(home.store().resolve(file), bytes);
        }
    }

    // The authors come onto the board

    private Bytes letIn() {
        Bytes secret = hasher.sha256(new byte[1], 0, 1).slice(0, InvitationLink.SECRET_BYTES);
        Bytes inviteSeed = InvitationLink.inviteSeed(secret, hasher);
        PeerId key = crypto.publicKey(inviteSeed);
        peer.call(new Command.Listen(List.of("127.0.0.1:1")));
        int uses = authors.size();
        var answer = peer.call(new Command.Invite(null, secret, key, uses, 0, ""));
        if (!(answer instanceof Answer.Invited invited)) {
            throw new IllegalStateException("not invited: " + answer);
        }
        Invitation invitation = InvitationLink.parse(invited.link(), hasher).invitation();
        for (int i = 0; i < authors.size(); i++) {
            begin(i);
            join(i, invitation, inviteSeed);
            peer.step(new Input.LinkDown(link, "over"));
        }
        return invitation.board().hash();
    }

    private void begin(int author) {
        peer.step(new Input.LinkUp(++link, authors.get(author).key(), true, ADDRESS));
        say(new SyncMessage.Hello(List.of(1), "author", System.currentTimeMillis(), 0));
    }

    private void join(int author, Invitation invitation, Bytes inviteSeed) {
        var plain = Admission.unsigned(invitation, authors.get(author), System.currentTimeMillis());
        Bytes byInvite = crypto.sign(inviteSeed, plain.inviteMessage(hasher));
        Bytes consent = crypto.sign(seeds.get(author), plain.consentMessage(hasher));
        var out = new Writer();
        plain.signed(byInvite, consent).write(out);
        say(new SyncMessage.Join(invitation.board().hash(), out.toBytes()));
    }

    private void say(SyncMessage message) {
        var out = new Writer();
        message.write(out);
        peer.step(new Input.Received(link, out.toBytes()));
    }

    // What they write

    /// The newest change of a chain, by the number of the chain here and over the link.
    private record Tip(int chain, int seq, Bytes hash) implements Comparable<Tip> {
        @Override
        public int compareTo(Tip other) {
            return hash.compareTo(other.hash);
        }
    }

    /// Each round some others write, who all have seen what those of the round before wrote.
    private void write(int changes) {
        beginMillis = System.currentTimeMillis() + 1;
        begin(0);
        say(new SyncMessage.Present(board, Bytes.EMPTY)); // a member is not asked for a proof
        say(new SyncMessage.Space(1, board, space));
        var seen = List.of(first());
        int author = 0;
        for (int left = changes; left > 0; left -= AT_A_TIME * BATCH) {
            var newest = new ArrayList<Tip>();
            for (int i = 0; i < AT_A_TIME; i++) {
                newest.add(write(author, seen, Math.min(BATCH, left / AT_A_TIME)));
                author = (author + 1) % authors.size();
            }
            Collections.sort(newest);
            seen = newest;
        }
        if (BigStore.changes(peer.engine(), false) < changes) {
            throw new IllegalStateException("not all taken in");
        }
        peer.step(new Input.LinkDown(link, "over"));
    }

    /// What the home itself wrote, which the first authors see: a change that nobody sees would
    /// make all that follow dear.
    private Tip first() {
        for (var replica : peer.engine().replicas()) {
            if (replica.space().equals(space)) {
                ChangeGraph graph = replica.graph();
                say(new SyncMessage.Chain(1, 0, graph.id(0), 0, 0));
                return new Tip(0, graph.last(0), graph.tip(0).hash());
            }
        }
        throw new IllegalStateException("the space is not there");
    }

    /// A batch of changes, the first of which has seen those.
    private Tip write(int author, List<Tip> seen, int count) {
        Tip tip = tips[author];
        if (tip == null) {
            var id = new ChainId(authors.get(author).key(), 1, Bytes.EMPTY);
            say(new SyncMessage.Chain(1, author + 1, id, 0, 0));
            tip = new Tip(author + 1, 0, headers.genesis(space, id));
        }
        var batch = new ArrayList<Change>(count);
        for (int i = 0; i < count; i++) {
            List<Tip> deps = i == 0 ? seen : List.of();
            var places = deps.stream().map(dep -> new Change.Place(dep.chain, dep.seq)).toList();
            long time = time();
            var change = new Change(tip.seq + 1, time, places, null, content());
            var hashes = deps.stream().map(Tip::hash).toList();
            batch.add(change);
            tip =
                    new Tip(
                            tip.chain,
                            change.seq(),
                            headers.hash(tip.hash, change, hashes, List.of()));
        }
        Bytes head = Headers.headMessage(space, 1, tip.seq, tip.hash);
        var run = new Writer();
        RunCodec.write(run, new Run(tip.chain, batch), (number, _) -> number);
        Bytes signature = crypto.sign(seeds.get(author), head);
        say(new SyncMessage.Changes(1, tip.chain, signature, run.toBytes()));
        tips[author] = tip;
        return tip;
    }

    private long time() {
        int ahead = written / CHANGES_PER_MILLI;
        return HybridTime.of(beginMillis + ahead, written++ % CHANGES_PER_MILLI);
    }

    private Bytes content() {
        int cell = random.nextInt(BigStore.CELLS);
        var path = kith.value.Path.of("list", "record" + cell / 10, "field" + cell % 10);
        return Content.of(List.of(new Op.Set(path, Value.Int.of(cell))));
    }
}
